"""What a Run answers, and the file that it becomes."""

import json
from copy import copy

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.numpy import load, save

import charviz as cv
from charviz.analysis.unit_arithmetic import arithmetic
from charviz.arrays import Rows
from charviz.runs.training import Trainer


@pytest.fixture(scope="module")
def run() -> cv.Run:
    return cv.train(cv.RunConfig(text="hello\neolll", sequences="lines", cell_type="lstm", num_layers=2, steps=30))


def test_shapes(run: cv.Run) -> None:
    trace = run.trace()
    assert trace.inputs == tuple("helleoll")
    assert trace.targets == tuple("elloolll")
    assert trace.starts == (0, 4)
    assert trace.probabilities.shape == (8, 4)
    assert trace.hidden.shape == trace.cell_state.shape == (2, 8, 8)
    assert {name: gate.shape for name, gate in trace.gates.items()} == dict.fromkeys(
        ("input", "forget", "candidate", "output"), (2, 8, 8)
    )
    assert np.allclose(trace.probabilities.sum(axis=1), 1)


def test_arrays_cannot_be_written(run: cv.Run) -> None:
    trace = run.trace()
    for array in (run.losses, trace.hidden, trace.probabilities, trace.gates["forget"], run.weights()["head.weight"]):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_another_text_and_negative_steps(run: cv.Run) -> None:
    assert run.trace(-2, text="hole").inputs == tuple("hol")
    assert run.trace(-2).step == 29
    with pytest.raises(cv.ConfigError, match="'x' is not among"):
        run.trace(text="hex")
    with pytest.raises(cv.ConfigError, match="the steps 0 to 30"):
        run.trace(31)


def test_erasing_makes_equal_letters_equal() -> None:
    run = cv.train(cv.RunConfig(steps=60))
    erased = run.trace(erase_at=[2])
    assert run.trace().prediction[2] == "e"
    assert erased.prediction[2] == erased.prediction[0] == "i"
    assert erased.probabilities[2] == pytest.approx(erased.probabilities[0], abs=1e-6)


def test_pins_hold_a_gate(run: cv.Run) -> None:
    trace = run.trace(pin={"forget": 0.0})
    assert (trace.gates["forget"] == 0).all()
    assert np.allclose(trace.cell_state, trace.gates["input"] * trace.gates["candidate"])
    with pytest.raises(cv.ConfigError, match="'reset'.*'forget'"):
        run.trace(pin={"reset": 0.0})


def test_samples_follow_the_seed() -> None:
    run = cv.train(cv.RunConfig(steps=80))
    assert run.sample("h", 6, temperature=0) == "ihello"
    assert run.sample("h", 12, seed=1) == run.sample("h", 12, seed=1)
    assert len(run.sample("h", 12, seed=1)) == 12
    with pytest.raises(cv.ConfigError, match="prompt is empty"):
        run.sample("")
    with pytest.raises(cv.ConfigError, match="temperature is -1"):
        run.sample("h", temperature=-1)


def test_the_table(run: cv.Run) -> None:
    frame = run.to_frame()
    assert list(frame.columns) == ["step", "loss", "accuracy", "prediction"]
    assert frame.prediction.iloc[-1] == run.predictions[-1] == "\n".join(run.predictions[-1].split("\n"))
    assert len(frame) == 31


def test_texts_are_decoded_when_they_are_looked_at(run: cv.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    texts, decoded = run.predictions, []
    plain = cv.Run._text
    monkeypatch.setattr(cv.Run, "_text", lambda self, row: decoded.append(1) or plain(self, row))
    said = run.predictions
    assert said[-1] == run.predictions[30] == run.predictions[-1] and len(decoded) == 3 and len(said) == 31
    assert said[2:4] == [said[2], said[3]] and said == list(said) == texts and list(said) == said
    assert said != list(said)[:-1] and repr(said[:1]) == repr([said[0]]) and list(reversed(said))[0] == said[-1]
    with pytest.raises(IndexError):
        said[31]


def test_a_step_costs_the_same_however_many_there_are() -> None:
    """Rows are moved when they have grown by a share: each about as often as there are digits in their number."""
    rows, moved, room = Rows(np.zeros((0, 3))), 0, None
    for step in range(4000):
        rows.append(np.full((1, 3), step))
        if rows.now.base is not room:
            moved, room = moved + len(rows), rows.now.base
    assert (rows.now[:, 1] == np.arange(4000)).all() and moved < 8 * 4000 and rows.nbytes < 1.3 * rows.now.nbytes


def test_a_copy_and_its_original_grow_apart() -> None:
    rows = Rows(np.arange(3))
    rows.append(np.array([3]))
    seen, other = rows.now, copy(rows)
    rows.append(np.array([4]))
    other.append(np.array([9]))
    assert (rows.now.tolist(), other.now.tolist(), seen.tolist()) == ([0, 1, 2, 3, 4], [0, 1, 2, 3, 9], [0, 1, 2, 3])
    run = cv.train(cv.RunConfig(steps=4))
    kept, trainer = copy(run), Trainer.resumed(run)
    trainer.advance(3)
    assert (len(kept), len(run)) == (5, 8) and kept.keyframes[-1] == 4 and (kept.losses == run.losses[:5]).all()


@pytest.mark.parametrize("cell_type", ["rnn", "lstm", "gru"])
def test_the_arithmetic_adds_up(cell_type: str) -> None:
    run = cv.train(cv.RunConfig(cell_type=cell_type, num_layers=2, encoding="embedding", steps=20))
    for layer in (0, 1):
        for time in (0, 3):
            lines = arithmetic(run, 20, layer, 5, time)
            assert lines[-1]["value"] == pytest.approx(run.trace().hidden[layer, time, 5], abs=1e-6)
            for line in lines:
                shown = eval(  # the very numbers that are shown, computed by Python
                    line["numbers"][0].replace("−", "-").replace("·", "*"),
                    {"σ": lambda a: 1 / (1 + np.exp(-a)), "tanh": np.tanh},
                )
                assert shown == pytest.approx(line["value"], abs=5e-4)


def test_saved_and_loaded_is_the_same(run: cv.Run, tmp_path) -> None:
    run.save(tmp_path / "a.charviz")
    again = cv.Run.load(tmp_path / "a.charviz")
    assert again.config == run.config
    assert again.keyframes == run.keyframes
    assert (again.losses == run.losses).all()
    assert again.predictions == run.predictions
    assert (again.trace(7).hidden == run.trace(7).hidden).all()


def _refused(content: bytes, tmp_path, match: str = ".") -> None:
    path = tmp_path / "bad.charviz"
    path.write_bytes(content)
    with pytest.raises(cv.RunFileError, match=match) as caught:
        cv.Run.load(path)
    assert str(caught.value).endswith((".", ")"))


def test_foreign_and_broken_files_are_refused(run: cv.Run, tmp_path) -> None:
    content = run.to_bytes()
    arrays = load(content)
    header = {"format": "charviz-run-1", "config": run.config.to_json(), "diverged": "false"}
    with pytest.raises(cv.RunFileError, match="there is no file"):
        cv.Run.load(tmp_path / "nothing.charviz")
    _refused(b"", tmp_path)
    _refused(b"\x80\x04pickle", tmp_path)
    _refused(content[:-9], tmp_path, "is incomplete")
    _refused(b"\xff" * 8 + content[8:], tmp_path)
    _refused(save(arrays), tmp_path, "its format is None")
    _refused(save(arrays, {**header, "config": "[]"}), tmp_path, "JSON object")
    _refused(
        save(arrays, {**header, "config": json.dumps({"hidden_size": 10**9})}), tmp_path, "hidden_size is 1000000000"
    )
    _refused(save(arrays, {**header, "config": cv.RunConfig().to_json()}), tmp_path, "its config asks for")
    _refused(save({**arrays, "losses": arrays["losses"] * np.nan}, header), tmp_path, "not a number")
    _refused(save({**arrays, "keyframes": arrays["keyframes"][::-1].copy()}, header), tmp_path, "ascending")
    _refused(save({**arrays, "predicted": arrays["predicted"] + 99}, header), tmp_path, "vocabulary")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_a_flipped_byte_gives_a_run_or_a_sentence(run: cv.Run, tmp_path, data) -> None:
    content = bytearray(run.to_bytes())
    at = data.draw(st.integers(0, min(4000, len(content) - 1)))
    content[at] ^= data.draw(st.integers(1, 255))
    path = tmp_path / "flipped.charviz"
    path.write_bytes(bytes(content))
    try:
        cv.Run.load(path)
    except cv.RunFileError:
        pass
