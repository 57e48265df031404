"""The program that a run can be taken home as: runnable without charviz, the same losses, for all that can be chosen."""

import contextlib
import io
import itertools
import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import charviz as cv
from charviz.export.notebook_file import notebook
from charviz.export.pytorch_code import script
from charviz.export.pytorch_text import _long_text, text_files
from charviz.text import corpora

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
    cv.RunConfig(text="the boy, the girl: they’re going home.", tokenize="words", cell_type="lstm", steps=20),
    cv.RunConfig(text="I am.\n\nYou are here.", tokenize="words", sequences="lines", boundary_tokens=True, steps=20),
    cv.RunConfig(
        text="나는 집에 간다 너는 집에 온다", tokenize="words", encoding="embedding", cell_type="gru", steps=20
    ),
    cv.RunConfig(cell_type="gru", steps=30).forked(9).replace(learning_rate=0.1, optimizer="sgd", steps=12),
]


def configs() -> list[cv.RunConfig]:
    made = [cv.RunConfig(cell_type=cell, steps=20) for cell in CELLS]
    for cell, options in itertools.product(CELLS, OPTIONS):
        with contextlib.suppress(cv.ConfigError):  # no head and no memory: nothing would be left
            made.append(cv.RunConfig(cell_type=cell, steps=20, **options))
    return made + SPECIAL


def printed(config: cv.RunConfig, folder: Path) -> list[str]:
    """What the program of a run prints, with its long texts beside it."""
    for corpus, name in text_files(config).items():
        (folder / name).write_text(corpora.corpus(corpus).text, encoding="utf-8")
    with contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()) as lines:
        exec(compile(script(config), "run.py", "exec"), {})
    return lines.getvalue().splitlines()


def near(run: cv.Run) -> Any:
    """Its losses, but for the last: a plain optimizer rounds otherwise than a fused one, and so do processors."""
    return pytest.approx(run.losses[:-1], rel=1e-4, abs=1e-5)


def losses_in(lines: list[str]) -> list[float]:
    pairs = (line.split() for line in lines)
    return [float(pair[1]) for pair in pairs if len(pair) == 2 and pair[0].isdigit()]


@pytest.mark.parametrize("config", configs(), ids=lambda config: config.to_url()[:50] or "default")
def test_it_prints_the_losses_of_the_run(config: cv.RunConfig, tmp_path: Path) -> None:
    run, lines = cv.train(config.replace(engine="torch")), printed(config, tmp_path)
    assert losses_in(lines)[-config.steps :] == near(run)
    wanted = run.record().prediction.split("\n")
    if config.tokenize == "words":  # a program prints them with a space between any two
        rows = np.split(run.predicted[-1], config.batch.starts[1:])
        wanted = [" ".join(config.vocabulary.symbols[index] for index in row) for row in rows]
    assert lines[-len(wanted) :] == wanted


TYPED = cv.RunConfig(text="ab aab " * 9, engine="torch", cell_type="gru", hidden_size=5, learning_rate=0.05, steps=6)
PARENTS = {
    "typed": TYPED,
    "lines": TYPED.replace(text="a b\nbab\nab ", sequences="lines", alphabet="ab "),
    "windows": TYPED.replace(window=6, batch_size=3, optimizer="rmsprop"),
    "long": TYPED.replace(corpus="counting:300", window=9, batch_size=2, optimizer="sgd", clip_norm=0.2),
}
CHANGES = {
    "nothing": {},
    "rate and seed": {"learning_rate": 0.1, "seed": 5},
    "window and batch": {"window": 4, "batch_size": 5},
    "optimizer": {"optimizer": "adam", "loss": "mse"},
    "whole": {"window": None, "batch_size": 32, "corpus": None, "text": "abba ", "sequences": "whole"},
    "another long text": {"corpus": "counting:500", "sequences": "whole", "window": 5},
}


@pytest.mark.parametrize("step", [0, 7])
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("parent", PARENTS)
def test_it_forks_as_the_run_does(parent: str, change: str, step: int, tmp_path: Path) -> None:
    """Also where a fork is forked again: what is the optimizer's, and what has been read, goes through."""
    if parent == "lines" and "window" in change:
        change = "another long text"
    first = PARENTS[parent].forked(step).replace(**CHANGES[change])
    for config in (first, first.forked(3).replace(learning_rate=0.02, seed=9)):
        run, lines = cv.train(config), printed(config, tmp_path)
        assert losses_in(lines)[-config.steps :] == near(run)
        assert lines[-1] == run.record().prediction.split("\n")[-1]


@pytest.mark.parametrize(
    "text", ["नमस्ते हिन्दी ", "สวัสดี ครับ ", "👩‍👩‍👧👨🏽 🇰🇷🇺🇸🇰 e\u0301q\u0301q ", "\ufeff안녕 \u1112\u1161\u11ab\r\n"]
)
@pytest.mark.parametrize("typed", [True, False])
def test_letters_of_several_code_points(text: str, *, typed: bool, tmp_path: Path) -> None:
    long = {"text": text * 9} if typed else {"corpus": corpora.add(text * 9)}
    config = cv.RunConfig(**long, window=7, batch_size=2, hidden_size=4, steps=5, engine="torch")
    assert losses_in(printed(config, tmp_path)) == near(cv.train(config))


@pytest.mark.parametrize("typed", [True, False])
def test_words_of_a_long_text(*, typed: bool, tmp_path: Path) -> None:
    """Also where a longer word begins with a shorter one, and between lines; and where the run is forked."""
    text = "the then-known theory, isn’t it (the\n\tend) 3.14 is 3. “然后” then. " * 9
    long = {"text": text} if typed else {"corpus": corpora.add(text)}
    config = cv.RunConfig(**long, tokenize="words", window=7, batch_size=2, hidden_size=4, steps=5, engine="torch")
    for run in (config, config.forked(3).replace(learning_rate=0.1)):
        assert losses_in(printed(run, tmp_path))[-5:] == near(cv.train(run))


@given(st.text("ab'-.,3 \n(\u0301\u200d🏽한", min_size=2, max_size=40))
@settings(deadline=None)
def test_it_finds_the_words(text: str) -> None:
    """The longest symbol that fits is the word."""
    with contextlib.suppress(cv.ConfigError):  # too few words
        config = cv.RunConfig(text=text * 3, tokenize="words", window=2, batch_size=1, steps=1)
        names = {"symbols": list(config.vocabulary.symbols)}
        exec("\n".join(_long_text(config, {})), names)
        assert names["ids"].tolist() == config.vocabulary.encode(config.text).tolist()


CODE_POINTS = "ab\n\u0301\u200d🇰🇷👩👧🏽\u0928\u092e\u0938\u094d\u0e2a\u0e31\u1112\u1161\u11ab한"


@given(st.text(CODE_POINTS, min_size=2, max_size=40))
@settings(deadline=None)
def test_it_finds_the_letters_that_a_reader_counts(text: str) -> None:
    """The longest symbol that fits is the grapheme cluster, since where one ends depends on nothing before its beginning."""
    with contextlib.suppress(cv.ConfigError):  # too few letters
        config = cv.RunConfig(text=text * 3, window=2, batch_size=1, steps=1)
        names = {"symbols": list(config.vocabulary.symbols)}
        exec("\n".join(_long_text(config, {})), names)
        assert names["ids"].tolist() == config.vocabulary.encode(config.text).tolist()


def test_a_text_that_comes_in_another_form_is_the_same(tmp_path: Path) -> None:
    name = corpora.add("ä é\nö\n" * 30)
    config = cv.RunConfig(corpus=name, window=7, batch_size=2, steps=4, engine="torch")
    wanted = printed(config, tmp_path)
    text = "\ufeff" + unicodedata.normalize("NFD", corpora.corpus(name).text).replace("\n", "\r\n")
    (tmp_path / "text.txt").write_bytes(text.encode())
    with contextlib.chdir(tmp_path), contextlib.redirect_stdout(io.StringIO()) as lines:
        exec(script(config), {})
    assert lines.getvalue().splitlines() == wanted


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp949", "utf-8"])
def test_it_prints_where_the_terminal_lacks_the_letters(encoding: str, tmp_path: Path) -> None:
    config = cv.RunConfig(text="안녕 👩‍👩‍👧é", steps=2, engine="torch")
    (tmp_path / "run.py").write_text(script(config), encoding="utf-8")
    environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "run.py"], cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert losses_in(done.stdout.decode(encoding).splitlines()) == near(cv.train(config))


def test_it_runs_by_itself(tmp_path: Path) -> None:
    """In a process that has no charviz, also for a long text."""
    config = cv.RunConfig(corpus="sums:3000", window=12, batch_size=4, cell_type="gru", hidden_size=10, steps=15)
    (tmp_path / "text.txt").write_text(corpora.corpus(config.corpus).text, encoding="utf-8")
    (tmp_path / "run.py").write_text(script(config), encoding="utf-8")
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", "import runpy, sys; runpy.run_path('run.py'); assert 'charviz' not in sys.modules"]
    done = subprocess.run(command, cwd=tmp_path, env=clean, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    losses = [float(line.split()[1]) for line in done.stdout.splitlines()[:15]]
    assert losses == near(cv.train(config.replace(engine="torch")))


@pytest.mark.parametrize(
    "config",
    [
        cv.RunConfig(cell_type="lstm", steps=20, engine="torch"),
        TYPED.forked(4).replace(window=5, batch_size=2),
        PARENTS["windows"].forked(4).replace(learning_rate=0.1, batch_size=2),
    ],
    ids=["plain", "typed into windows", "windows"],
)
def test_the_notebook_gives_them_too(config: cv.RunConfig) -> None:
    told = json.loads(notebook(config))
    assert (told["nbformat"], [cell["cell_type"] for cell in told["cells"]][:2]) == (4, ["markdown", "code"])
    names: dict = {}
    with contextlib.redirect_stdout(io.StringIO()) as said:
        for cell in told["cells"]:
            if cell["cell_type"] == "code" and "matplotlib" not in cell["source"]:
                exec(cell["source"], names)
    run = cv.train(config)
    assert np.array(names["losses"]) == near(run)
    assert said.getvalue().strip("\n") == run.record().prediction
