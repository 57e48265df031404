"""The program that a run can be taken home as: runnable without charviz, the same losses, for all that can be chosen."""

import contextlib
import io
import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import charviz as cv
from charviz import corpora, script

CELLS = ("rnn", "lstm", "gru", "memoryless")
OPTIONS = [
    {"encoding": "embedding"},
    {"num_layers": 2, "clip_norm": 0.3},
    {"loss": "mse", "boundary_tokens": True},
    {"text": "hello\neo\nlleel", "sequences": "lines"},
    {"optimizer": "sgd", "learning_rate": 0.5},
    {"optimizer": "rmsprop", "alphabet": "olehi!"},
    {"head": "none", "hidden_size": 5},
    {"init": "glorot", "num_layers": 2},
]
SPECIAL = [
    cv.RunConfig(cell_type="lstm", forget_bias=2.0, steps=20),
    cv.RunConfig(text="hello", hidden_size=3, init="numpy", seed=230912, learning_rate=0.1, steps=20),
    cv.RunConfig(text="안녕하세요 \"따옴표\" '글' \\ 안녕", cell_type="gru", steps=20),
    cv.RunConfig(cell_type="gru", steps=30).forked(9).replace(learning_rate=0.1, optimizer="sgd", steps=12),
]


def configs() -> list[cv.RunConfig]:
    made = [cv.RunConfig(cell_type=cell, steps=20) for cell in CELLS]
    for cell, options in itertools.product(CELLS, OPTIONS):
        with contextlib.suppress(cv.ConfigError):  # no head and no memory: nothing would be left
            made.append(cv.RunConfig(cell_type=cell, steps=20, **options))
    return made + SPECIAL


@pytest.mark.parametrize("config", configs(), ids=lambda config: config.to_url()[:50] or "default")
def test_it_prints_the_losses_of_the_run(config: cv.RunConfig) -> None:
    run, printed = cv.train(config.replace(engine="torch")), io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(script.whole(config), "run.py", "exec"), {})
    lines = printed.getvalue().splitlines()
    losses = [
        float(line.split()[1])
        for line in lines
        if line.split() and line.split()[0].isdigit() and len(line.split()) == 2
    ]
    assert losses[-config.steps :] == pytest.approx(run.losses[:-1], abs=1e-5)
    wanted = run.record().prediction.split("\n")
    assert lines[-len(wanted) :] == wanted


def test_it_runs_by_itself(tmp_path: Path) -> None:
    """In a process that has no charviz, also for a long text."""
    config = cv.RunConfig(corpus="sums:3000", window=12, batch_size=4, cell_type="gru", hidden_size=10, steps=15)
    (tmp_path / "text.txt").write_text(corpora.corpus(config.corpus).text, encoding="utf-8")
    (tmp_path / "run.py").write_text(script.whole(config), encoding="utf-8")
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", "import runpy, sys; runpy.run_path('run.py'); assert 'charviz' not in sys.modules"]
    done = subprocess.run(command, cwd=tmp_path, env=clean, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    losses = [float(line.split()[1]) for line in done.stdout.splitlines()[:15]]
    assert losses == pytest.approx(cv.train(config.replace(engine="torch")).losses[:-1], abs=1e-5)


def test_the_notebook_gives_them_too() -> None:
    config = cv.RunConfig(cell_type="lstm", steps=20)
    told = json.loads(script.notebook(config))
    assert (told["nbformat"], [cell["cell_type"] for cell in told["cells"]][:2]) == (4, ["markdown", "code"])
    names: dict = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        for cell in told["cells"]:
            if cell["cell_type"] == "code" and "matplotlib" not in cell["source"]:
                exec(cell["source"], names)
    assert np.array(names["losses"]) == pytest.approx(cv.train(config.replace(engine="torch")).losses[:-1], abs=1e-5)
    assert printed.getvalue().strip() == cv.train(config).record().prediction
