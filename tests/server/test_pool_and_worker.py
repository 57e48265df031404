"""Packets, the worker process and the pool of runs."""

import os
import signal
import time
from collections.abc import Iterator

import numpy as np
import pytest

import charviz as cv
from charviz.player.packets import chunk, parse, quantise
from charviz.server.pool import Pool
from charviz.server.pooled_run import ENDED, Goal


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    pool = Pool()
    pool.start()
    yield pool
    pool.close()


def finished(pool: Pool, key: str, seconds: float = 300) -> dict:
    """Pulls like a browser until the run has ended; returns losses and the last status."""
    losses: list[float] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for header, arrays in parse(pool.message(key, len(losses), 0.2)):
            if header["kind"] == "records":
                assert header["first"] <= len(losses)
                losses[header["first"] :] = [*losses[header["first"] : header["first"]], *arrays["loss"].tolist()]
        if header["state"] in ENDED and header["have"] == len(losses):
            return {"losses": losses, **header}
    raise AssertionError("the run did not end in time")


def test_chunks_are_their_own_inverse() -> None:
    arrays = {"loss": np.array([1.5], "f4"), "predicted": np.arange(7, dtype="u1"), "x": np.zeros((0, 3), "u2")}
    message = chunk({"kind": "a", "text": "안녕"}, arrays) + chunk({"kind": "b"})
    (first, found), (second, nothing) = parse(message)
    assert (first["kind"], first["text"], second["kind"], nothing) == ("a", "안녕", "b", {})
    assert all(
        np.array_equal(found[name], array) and found[name].dtype == array.dtype for name, array in arrays.items()
    )
    assert len(chunk({"kind": "a"}, arrays)) % 8 == 0


def test_quantised_values_are_within_half_a_step() -> None:
    values = np.linspace(-1, 1, 1001)
    assert abs(quantise(values, -1, 1) * (2 / 255) - 1 - values).max() <= 1 / 255 + 1e-9


@pytest.mark.parametrize("cell_type", ["rnn", "lstm", "gru", "memoryless"])
def test_a_pooled_run_is_the_run(pool: Pool, cell_type: str) -> None:
    config = cv.RunConfig(text="hello\nhe", sequences="lines", cell_type=cell_type, num_layers=2, steps=150)
    key = pool.request(config, "a", Goal(150))
    result = finished(pool, key)
    assert result["losses"] == cv.train(config).losses.astype(np.float32).tolist()
    assert result["state"] == "finished"


def test_a_continued_run_goes_on(pool: Pool) -> None:
    config = cv.RunConfig(seed=11, steps=100)
    key = pool.request(config, "a", Goal(40))
    assert len(finished(pool, key)["losses"]) == 41
    pool.request(config, "a", Goal(100))
    assert finished(pool, key)["losses"] == cv.train(config).losses.astype(np.float32).tolist()


def test_a_patient_run_stops_when_it_has_learned_and_can_go_on(pool: Pool) -> None:
    config = cv.RunConfig(seed=12, steps=2000, learning_rate=0.05)
    key = pool.request(config, "a", Goal(2000, patient=True))
    result = finished(pool, key)
    assert result["state"] == "learned"
    right = cv.train(config.replace(steps=400)).accuracies == 1
    assert right[result["have"] - 100 : result["have"]].all()  # it stops at the very step
    assert not any(right[last - 100 : last].all() for last in range(100, result["have"]))
    pool.request(config, "a", Goal(result["have"] + 99))
    assert finished(pool, key)["have"] == result["have"] + 100


def test_stop_stops_at_once_and_keeps_what_there_is(pool: Pool) -> None:
    config = cv.RunConfig(text="hello pytorch. how long", hidden_size=64, steps=20_000, engine="torch")
    key = pool.request(config, "a", Goal(20_000))
    while pool.last_step(key) < 20:
        time.sleep(0.01)
    pool.stop(key, "a")
    have, until = -1, time.monotonic() + 20
    while have != pool.last_step(key) and time.monotonic() < until:  # what was under way may still arrive
        have = pool.last_step(key)
        time.sleep(0.5)
    assert pool.last_step(key) == have < 20_000
    assert pool.runs[key].state == "stopped"
    assert not pool.is_growing(key)


def test_one_viewers_stop_is_not_anothers(pool: Pool) -> None:
    config = cv.RunConfig(seed=13, steps=400)
    key = pool.request(config, "a", Goal(400))
    pool.request(config, "b", Goal(400))
    pool.stop(key, "a")
    assert finished(pool, key)["have"] == 401


def test_a_killed_worker_comes_back_to_the_same_numbers(pool: Pool) -> None:
    config = cv.RunConfig(text="hello pytorch", hidden_size=32, cell_type="gru", steps=600, engine="torch")
    key = pool.request(config, "a", Goal(600))
    while pool.last_step(key) < 30:
        time.sleep(0.01)
    before = pool.workers.all[0].pid
    os.kill(before, signal.SIGKILL)
    result = finished(pool, key)
    assert pool.workers.all[0].pid != before
    assert result["losses"] == cv.train(config).losses.astype(np.float32).tolist()


def test_questions_are_answered_also_about_runs_that_are_not_there(pool: Pool, tmp_path) -> None:
    config = cv.RunConfig(seed=14, cell_type="lstm", steps=30)
    answer, _ = pool.ask(config, "unit_arithmetic", 15, layer=0, unit=3, time=2)
    assert answer["lines"][-1]["value"] == pytest.approx(float(cv.train(config).trace(15).hidden[0, 2, 3]))
    _, arrays = pool.ask(config, "file", 15)
    (tmp_path / "run.charviz").write_bytes(arrays["file"].tobytes())
    assert cv.Run.load(tmp_path / "run.charviz").config == config


def test_who_wants_more_than_a_recording_gets_all_of_it_trained(pool: Pool) -> None:
    config = cv.RunConfig()
    key = pool.request(config, "a", Goal(100, patient=True))
    assert pool.is_recorded(key) and finished(pool, key)["have"] == 101
    assert pool.request(config, "b", Goal(130)) == key and not pool.is_recorded(key)
    fresh = cv.train(config.replace(steps=130)).losses.astype(np.float32).tolist()
    assert finished(pool, key)["losses"] == fresh


@pytest.mark.parametrize("step", [-1, 10**9])
def test_no_question_trains_further_than_a_run_may_be(pool: Pool, step: int) -> None:
    with pytest.raises(cv.ConfigError, match="steps"):
        pool.ask(cv.RunConfig(), "unit_arithmetic", step, layer=0, unit=0, time=0)
    assert not pool.questions.waiting


def test_what_is_asked_beside_a_recording_does_not_disturb_it(pool: Pool) -> None:
    config = cv.PRESETS["banana"].config
    key = pool.request(config, "a", Goal(80))
    pool.ask(config, "unit_arithmetic", 15, layer=0, unit=0, time=0)  # the worker trains it to step 15
    status = list(parse(pool.message(key, 81)))[-1][0]
    assert (status["state"], status["have"], pool.is_recorded(key)) == ("finished", 81, True)


def test_a_run_that_was_trained_to_answer_a_question_is_sent_completely(pool: Pool) -> None:
    config = cv.RunConfig(text="wxyzwyxz", steps=60)
    at = {"layer": 0, "unit": 0, "time": 0}
    pool.ask(config, "unit_arithmetic", 60, **at)
    assert not pool.has(config.key)
    key = pool.request(config, "a", Goal(60))
    assert finished(pool, key)["losses"] == cv.train(config).losses.astype(np.float32).tolist()
    assert pool.ask(config, "unit_arithmetic", 60, **at)[0]["step"] == 60


def test_a_recording_that_was_asked_about_can_be_continued(pool: Pool) -> None:
    config = cv.PRESETS["banana"].config.replace(steps=130)
    pool.request(config.replace(steps=80), "b", Goal(80))
    assert pool.is_recorded(config.key)
    pool.ask(config, "unit_arithmetic", 79, layer=0, unit=1, time=0)
    key = pool.request(config, "b", Goal(130))
    assert finished(pool, key)["losses"] == cv.train(config).losses.astype(np.float32).tolist()
