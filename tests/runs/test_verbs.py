"""What a Run can be asked for: to go on, and to be taken along as a script, a notebook, a page, TensorBoard's events."""

import json
from pathlib import Path

import numpy as np
import pytest
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader

import charviz as cv
from charviz.export.pytorch_code import script
from charviz.export.tensorboard import FILE

LSTM = cv.RunConfig(cell_type="lstm", steps=30)
RUNS = {
    "compiled": LSTM,
    "torch": LSTM.replace(engine="torch"),
    "rmsprop": LSTM.replace(optimizer="rmsprop", cell_type="gru", engine="torch"),
    "sgd": LSTM.replace(optimizer="sgd", learning_rate=0.5),
    "clipped lines": LSTM.replace(text="hello\neo", sequences="lines", clip_norm=0.1),
    "windows": LSTM.replace(text="hello " * 20, window=8, batch_size=4),
    "fork": LSTM.forked(10).replace(learning_rate=0.1),
    "fork with another optimizer": LSTM.forked(10).replace(learning_rate=0.1, optimizer="sgd"),
    "fork in windows": LSTM.replace(text="hello " * 20, window=8, batch_size=4).forked(10).replace(learning_rate=0.1),
    "few keyframes": cv.RunConfig(corpus="sums:3000", hidden_size=128, window=16, batch_size=2, steps=30),
}


def numbers(run: cv.Run) -> list[np.ndarray]:
    held_out = [] if run.held_out is None else [run.held_out]
    return [run.losses, run.predicted, run.flat_weights(run.keyframes), *held_out, *run.averages.values()]


def assert_same(one: cv.Run, other: cv.Run) -> None:
    """In every bit that a file of it holds."""
    assert one.config == other.config and one.config.key == other.config.key
    assert one.keyframes == other.keyframes and one.predictions == other.predictions
    for held, wanted in zip(numbers(one), numbers(other), strict=True):
        assert held.dtype == wanted.dtype and held.tobytes() == wanted.tobytes()


@pytest.mark.parametrize("config", RUNS.values(), ids=RUNS)
def test_it_goes_on_as_if_it_had_never_rested(config: cv.RunConfig, tmp_path: Path) -> None:
    whole, half = cv.train(config.replace(steps=75)), cv.train(config)
    before = [array.tobytes() for array in numbers(half)]
    assert_same(half.resume(steps=45), whole)
    assert_same(half.resume(5).resume(40), whole)
    assert [array.tobytes() for array in numbers(half)] == before and len(half) == 31
    half.save(tmp_path / "half.charviz")
    assert_same(cv.Run.load(tmp_path / "half.charviz").resume(steps=45), whole)


def test_a_stream_that_was_left_goes_on_too() -> None:
    for record in cv.stream(LSTM):
        if record.step == 12:
            break
    run = record.run
    del record
    assert_same(run.resume(18), cv.train(LSTM))


def test_what_cannot_go_on_says_why() -> None:
    diverging = cv.RunConfig(loss="mse", head="none", hidden_size=5, optimizer="sgd", learning_rate=10.0, steps=5)
    run = cv.train(diverging)
    run.diverged = True  # as a run is whose loss has stopped being a number
    with pytest.raises(cv.ConfigError, match="cannot be trained further: after step 5 its loss is no longer"):
        run.resume(5)
    run = cv.train(LSTM)
    for steps in (0, -5, 2.5, "many", 30_000):
        with pytest.raises(cv.ConfigError, match="^steps is .*allowed"):
            run.resume(steps)
    run.averages = {}
    with pytest.raises(cv.ConfigError, match="cannot be trained further; train it again"):
        run.resume(5)


@pytest.fixture(scope="module")
def run() -> cv.Run:
    return cv.train(LSTM)


def test_its_code_is_that_of_its_config(run: cv.Run) -> None:
    assert run.to_script() == script(LSTM) and compile(run.to_script(), "run.py", "exec")
    assert [cell["cell_type"] for cell in json.loads(run.to_notebook())["cells"]][:2] == ["markdown", "code"]


def test_its_page_exists_in_both_languages(run: cv.Run, tmp_path: Path) -> None:
    page = run.to_html()
    assert len(page) < 400_000 and page == run.to_html()  # the same each time
    assert page.startswith("<!doctype html>") and 'lang="en"' in page and "learned to predict" in page
    assert run.to_html(tmp_path / "run.html", language="ko") is None
    korean = (tmp_path / "run.html").read_text(encoding="utf-8")
    assert 'lang="ko"' in korean and "learned to predict" not in korean
    with pytest.raises(cv.ConfigError, match="language is 'fr'; allowed: 'en', 'ko'"):
        run.to_html(language="fr")


def test_tensorboard_reads_its_folder(run: cv.Run, tmp_path: Path) -> None:
    written = run.to_events(tmp_path / "runs" / "lstm")
    assert written == tmp_path / "runs" / "lstm" / FILE == run.to_events(tmp_path / "runs" / "lstm")
    steps = {event.step for event in EventFileLoader(str(written)).Load()}
    assert steps == set(range(31)) and len(list(written.parent.iterdir())) == 1
    with pytest.raises(cv.RunFileError, match="cannot be written"):
        run.to_events(written)
    with pytest.raises(cv.ConfigError, match="folder is 5; allowed: a path"):
        run.to_events(5)


def test_losses_are_those_of_the_script(run: cv.Run, ran) -> None:
    told = [float(line.split()[1]) for line in ran(run.to_script().replace("charviz", "it")).splitlines()[:30]]
    assert told == pytest.approx(run.losses[:-1], abs=1e-5) and np.isfinite(told).all()
