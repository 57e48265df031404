"""A run as files for other programs, each read by a reader that is not ours."""

import io
import json
import struct

import numpy as np
import pandas as pd
import pytest
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.util import tensor_util

import charviz as cv
from charviz.export.html_report import report
from charviz.export.table import csv, parquet
from charviz.export.tensorboard import event_file


@pytest.fixture(scope="module")
def run() -> cv.Run:
    return cv.train(cv.RunConfig(text="<b>_x_</b>\n# 안녕", cell_type="gru", steps=60))


def test_tensorboard_reads_every_record(run: cv.Run, tmp_path) -> None:
    path = tmp_path / "events.out.tfevents.charviz"
    path.write_bytes(event_file(run, at=1234.5))
    first, *events = EventFileLoader(str(path)).Load()
    assert first.file_version == "brain.Event:2" and events[-1].wall_time == 1234.5
    times = [event.wall_time for event in events]
    assert times == sorted(times) and len(set(times)) == len(run)  # an axis of time shows them in their order
    found: dict[str, dict[int, np.ndarray]] = {}
    for event in events:
        for value in event.summary.value:
            found.setdefault(value.tag, {})[event.step] = tensor_util.make_ndarray(value.tensor)
    for name, column in (("loss", run.losses), ("accuracy", run.accuracies)):
        assert np.array([found[name][step] for step in range(61)]) == pytest.approx(column, rel=1e-6)
    said = {step: text.item().decode() for step, text in found["prediction"].items()}
    for step, text in said.items():
        assert [line.removeprefix("    ") for line in text.split("\n")] == run.predictions[step].split("\n")
    assert 0 in said and len(said) == 1 + sum(
        a != b for a, b in zip(run.predictions[1:], run.predictions, strict=False)
    )
    for name, weights in run.weights(60).items():
        left, right, counts = found[f"weights/{name}"][60].T
        assert counts.sum() == weights.size and right[-1] == pytest.approx(weights.max()) and (left < right).any()


def test_a_changed_byte_is_found(run: cv.Run, tmp_path) -> None:
    content = bytearray(event_file(run))
    length = struct.unpack("<Q", content[:8])[0]
    content[16 + length + 40] ^= 1  # inside the second record
    path = tmp_path / "events.out.tfevents.charviz"
    path.write_bytes(content)
    assert len(list(EventFileLoader(str(path)).Load())) == 1  # it reads up to there


def test_long_texts_tell_the_loss_on_what_is_never_seen(tmp_path) -> None:
    run = cv.train(cv.RunConfig(text="hello " * 30, window=8, batch_size=2, steps=40))
    path = tmp_path / "events.out.tfevents.charviz"
    path.write_bytes(event_file(run))
    measured = [
        event.step
        for event in EventFileLoader(str(path)).Load()
        for value in event.summary.value
        if "unseen" in value.tag
    ]
    assert measured == np.flatnonzero(~np.isnan(run.held_out)).tolist() != []


@pytest.mark.parametrize("text", ["xnan", "xNA", "x012", "x=1+1", 'x"NA"', "xnull", "x-1 @", "a\nb,c", "x 1e5 inf"])
def test_a_plain_reader_takes_no_text_for_something_else(text: str) -> None:
    """Letters stay letters: as they are, or in quotation marks where pandas or a spreadsheet would read them otherwise."""
    run = cv.train(cv.RunConfig(text=text, learning_rate=0.1, steps=150))
    assert run.predictions[-1] == text[1:]
    frame = pd.read_csv(io.BytesIO(csv(run.to_frame())))
    came = [json.loads(cell) if cell.startswith('"') else cell for cell in frame.prediction]
    assert came == run.predictions
    assert not frame.prediction.str.startswith(("=", "+", "-", "@", "\t", "\r")).any()
    assert (frame.loss == run.losses).all()


def test_parquet_is_the_table(run: cv.Run) -> None:
    frame = pd.read_parquet(io.BytesIO(parquet(run)))
    assert frame.prediction.tolist() == run.predictions and (frame.loss == run.losses).all()
    assert frame.step.tolist() == list(range(61)) and cv.RunConfig.from_json(frame.attrs["config"]) == run.config


@pytest.mark.parametrize("cell_type", ["gru", "memoryless"])
def test_a_report_says_of_which_text_a_share_is_right(cell_type: str) -> None:
    """Of a long text the share of the piece that is shown, and that of what was never read: neither is that of the whole."""
    long = cv.RunConfig(
        corpus="quotes:3000", window=16, batch_size=8, cell_type=cell_type, steps=60, learning_rate=0.03
    )
    run = cv.train(long)
    seen, unseen = run.record().accuracy, run.unseen().accuracy
    shares = f"{100 * seen:.0f} % of the piece shown here correctly, and {100 * unseen:.0f} % of the held-out text"
    told = f"After 60 steps it predicts {shares}"
    assert told in report(run).decode() and "of it correctly" not in report(run).decode()
    whole = cv.train(cv.RunConfig(cell_type=cell_type, steps=5))
    assert f"it predicts {100 * whole.accuracies[-1]:.0f} % of it correctly" in report(whole).decode()


def test_words_are_words_in_every_file(tmp_path) -> None:
    config = cv.RunConfig(text="I am here, you aren’t.\nYou are (here)!", sequences="lines", tokenize="words", steps=30)
    run = cv.train(config)
    table = pd.read_csv(io.BytesIO(csv(run.to_frame())), keep_default_na=False)
    assert [*table.prediction] == run.predictions
    for step in (0, 30):
        found = [word for line in run.predictions[step].split("\n") for word in config.tokens_of(line)]
        assert tuple(found) == run.trace(step).prediction
    *_others, last = EventFileLoader(str(_written(tmp_path / "events.out.tfevents.charviz", event_file(run)))).Load()
    assert last.step == 30
    again = cv.Run.load(run.save(tmp_path / "words.charviz") or tmp_path / "words.charviz")
    assert again.config == config and again.predictions == run.predictions
    assert "next word of a text" in report(run).decode() and "단어" in report(run, "ko").decode()


def _written(path, content: bytes):
    path.write_bytes(content)
    return path
