"""A machine that has never compiled the loops: the module trains at once, or runs wait with a word; and no bit differs."""

import functools
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import charviz as cv
from charviz.engines import precompile
from charviz.engines.kernels import base
from charviz.paths import ROOT
from charviz.player.packets import parse
from charviz.server.comparison_pool import PENDING
from charviz.server.pool import Pool
from charviz.server.pooled_run import ENDED, Goal

WAITING = cv.RunConfig(cell_type="gru", device="cpu", steps=60)
GOING_ON = cv.RunConfig(cell_type="gru", engine="torch", steps=60)


def losses_of(pool: Pool, key: str) -> list[float]:
    """All losses, once the run has ended."""
    until = time.monotonic() + 600
    while pool.runs[key].state not in ENDED:
        assert time.monotonic() < until
        time.sleep(0.05)
    chunks = parse(pool.message(key, 0))
    return [loss for header, arrays in chunks if header["kind"] == "records" for loss in arrays["loss"].tolist()]


@pytest.fixture
def without_module(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """New processes find no wasmtime."""
    hidden = tmp_path_factory.mktemp("hidden")
    (hidden / "wasmtime.py").write_text("raise ImportError('there is no wasmtime')")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(hidden), os.environ.get("PYTHONPATH")])))


TRAINED = """
import sys, charviz as cv
from charviz.engines.precompile import is_ready
from charviz.runs.training import make_engine
losses = [cv.train(cv.RunConfig(cell_type=cell, device="cpu", steps=9)).losses.tolist() for cell in ("rnn", "gru")]
print(type(make_engine(cv.RunConfig(device="cpu"))).__name__, "numba" in sys.modules, losses)
"""


def test_a_cold_machine_trains_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And a process that nobody waits for compiles; it outlives who has started it, and the next one finds its code."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    losses = [cv.train(cv.RunConfig(cell_type=cell, device="cpu", steps=9)).losses.tolist() for cell in ("rnn", "gru")]

    def told() -> tuple[str, str]:
        process = subprocess.run([sys.executable, "-W", "error", "-c", TRAINED], capture_output=True, text=True)
        return process.stdout.strip(), process.stderr

    assert told() == (f"ModuleEngine False {losses}", "")
    pool = Pool()
    key, compared = pool.request(WAITING, "a", Goal(60)), pool.comparisons.request([WAITING], range(3))
    expected = cv.train(WAITING).losses.astype("f4").tolist(), cv.compare([WAITING], range(3)).solved.tolist()
    states = set()
    while pool.runs[key].state not in ENDED or pool.comparisons.state_for(compared)[0] in PENDING:
        states.add(pool.runs[key].state)
        time.sleep(0.01)
    assert "preparing" not in states
    assert losses_of(pool, key) == expected[0] and pool.runs[key].engine == "compiled · cpu"
    pool.close()
    until = time.monotonic() + 600
    while not list(tmp_path.glob("kernels-*/whole.json")) or len(list(tmp_path.iterdir())) > 1:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert told() == (f"CompiledEngine True {losses}", "")


def test_a_cold_machine_without_the_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, without_module: None
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    pool = Pool()
    pool.start()
    waiting, going_on = (pool.request(config, config.engine, Goal(60)) for config in (WAITING, GOING_ON))
    expected = cv.train(WAITING), cv.train(GOING_ON)
    states = set()
    while pool.runs[going_on].state not in ENDED:
        states.add(pool.runs[waiting].state)
        time.sleep(0.01)
    assert "preparing" in states and not states & {"training", *ENDED}
    assert losses_of(pool, waiting) == [float(loss) for loss in expected[0].losses.astype("f4")]
    assert losses_of(pool, going_on) == [float(loss) for loss in expected[1].losses.astype("f4")]
    assert [pool.runs[key].engine for key in (waiting, going_on)] == ["compiled · cpu", "torch · cpu"]
    pool.close()
    (folder,) = tmp_path.iterdir()  # the one that was handed over, nothing beside it
    assert folder.name.startswith("kernels-")


def folder(home: Path = ROOT, **environment: str) -> str:
    """The name of the folder that the code in a home keeps its machine code in."""
    code = "from charviz.engines.kernels.base import FOLDER; print(FOLDER.name)"
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=home, env=os.environ | environment, capture_output=True, text=True).stdout


def test_code_for_another_processor_is_kept_in_another_folder() -> None:
    """Code that joins a filled folder is not the code that comes from there the next time; they differ in the last bits."""
    told = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
    assert folder() != folder(**told) == folder(**told) != ""


def test_code_for_a_copy_elsewhere_is_kept_in_another_folder(tmp_path: Path) -> None:
    """numba asks for a file's code under its path: two environments of one person share a home for it."""
    shutil.copytree(ROOT / "charviz", tmp_path / "charviz", ignore=shutil.ignore_patterns("__pycache__"))
    shared = {"NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    assert folder(**shared) != folder(tmp_path, **shared) != ""


def test_a_process_compiles_once_however_often_it_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[tuple] = []
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(precompile, "_compile", lambda *arguments: begun.append(arguments))
    for name in ("_is_ready", "_compiling"):
        monkeypatch.setattr(precompile, name, functools.cache(getattr(precompile, name).__wrapped__))
    assert [precompile.is_ready() for _ in range(3)] == [False] * 3
    precompile._compiling().join()
    assert begun == [(precompile.BESIDE,)]


def test_nobody_compiles_what_another_process_is_compiling(tmp_path: Path) -> None:
    shared = {"NUMBA_CACHE_DIR": str(tmp_path)}
    other = tmp_path / f"{folder(**shared).strip()}-other"
    other.mkdir()
    command = [sys.executable, "-m", "charviz.engines.precompile", precompile.BESIDE]
    told = subprocess.run(command, cwd=ROOT, env=os.environ | shared, capture_output=True, text=True)
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "") and list(tmp_path.iterdir()) == [other]


@pytest.mark.parametrize("damage", ["changed", "index"])
def test_damaged_machine_code_is_compiled_again(damage: str, tmp_path: Path, without_module: None) -> None:
    """To load it might end the process, and the next one, and the next; for an index, what compiling gives is there."""
    cached = shutil.copytree(base.FOLDER, tmp_path / base.FOLDER.name)
    path = next(cached.rglob(f"train_loop.train-*.{'nbi' if damage == 'index' else '1.nbc'}"))
    content = path.read_bytes()
    changed = content[: len(content) // 2] + bytes([content[len(content) // 2] ^ 1]) + content[len(content) // 2 + 1 :]
    damaged = changed if damage == "changed" else b""
    path.write_bytes(damaged)
    given = f"precompile._compile = lambda: shutil.copytree({str(base.FOLDER)!r}, precompile._folder())"
    code = f"""
import shutil, charviz as cv
from charviz.engines import precompile
{given if damage == "index" else ""}
print(cv.train(cv.RunConfig(steps=5, engine="compiled")).losses.tolist())
"""
    told = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert told.stdout.strip() == str(cv.train(cv.RunConfig(steps=5, engine="compiled")).losses.tolist()), told.stderr
    assert path.read_bytes() != damaged and [folder.name for folder in tmp_path.iterdir()] == [cached.name]
