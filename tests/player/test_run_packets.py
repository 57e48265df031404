"""All of a run as packets: every record once, in order; and of a large run no more states than fit into a file."""

import numpy as np
import pytest

import charviz as cv
from charviz.player import run_packets
from charviz.player.packets import parse


def told(run: cv.Run) -> tuple[list[tuple[dict, dict]], dict]:
    """The chunks of records, and the status behind them."""
    *records, (status, _arrays) = parse(run_packets.run_packets(run))
    return records, status


@pytest.mark.parametrize(
    "config",
    [
        cv.RunConfig(cell_type="lstm", steps=100),
        cv.RunConfig(cell_type="memoryless", steps=3),
        cv.RunConfig(text="hello " * 20, window=8, batch_size=4, steps=20),
    ],
    ids=["lstm", "memoryless", "windows"],
)
def test_every_record_is_there_once(config: cv.RunConfig) -> None:
    run = cv.train(config)
    records, status = told(run)
    ends = np.cumsum([header["count"] for header, _arrays in records])
    assert [header["first"] for header, _arrays in records] == [0, *ends[:-1]] and ends[-1] == len(run)
    losses, predicted = (
        np.concatenate([arrays[name] for _header, arrays in records]) for name in ("loss", "predicted")
    )
    assert losses == pytest.approx(run.losses, rel=1e-6) and (predicted == run.predicted).all()
    assert [step for header, _arrays in records for step in header["keyframes"]] == list(run.keyframes)
    assert (status["state"], status["have"], status["run"]) == ("finished", len(run), config.key)
    samples = [sample for header, _arrays in records for sample in header["samples"]]
    assert [sample["step"] for sample in samples] == ([0, 1, 2, 4, 8, 16, 20] if config.window else [])


def test_what_it_is_sure_of_is_the_probability_of_its_network() -> None:
    run = cv.train(cv.RunConfig(steps=30))
    records, _status = told(run)
    sure = np.concatenate([arrays["confidence"] for _header, arrays in records]) / 255
    trace = run.trace(step=17)
    wanted = np.take_along_axis(trace.probabilities, run.predicted[17][:, None], axis=1)[:, 0]
    assert sure[17] == pytest.approx(wanted, abs=1 / 255)


def test_a_large_run_tells_fewer_states(monkeypatch: pytest.MonkeyPatch) -> None:
    run = cv.train(cv.RunConfig(cell_type="lstm", steps=100))
    whole = len(run_packets.run_packets(run))
    monkeypatch.setattr(run_packets, "STATES_MOST", run_packets.keyframe_bytes(run.config) * 20)
    records, status = told(run)
    steps = [step for header, _arrays in records for step in header["keyframes"]]
    assert steps[0] == 0 and steps[-1] == 100 and 10 < len(steps) <= 21
    assert status["have"] == 101 and len(run_packets.run_packets(run)) < whole / 2
