"""A run that was saved and is opened again: the file's own numbers, trained further to the same ones, and never another's."""

import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from safetensors.numpy import load, save

import charviz as cv
from charviz.arrays import Rows
from charviz.player.packets import parse
from charviz.server.pool import Pool
from charviz.server.pooled_run import ENDED, Goal

CONFIG = cv.RunConfig(cell_type="lstm", steps=40, seed=3)


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    pool = Pool()
    yield pool
    pool.close()


@pytest.fixture(scope="module")
def elsewhere() -> cv.Run:
    """A run as another machine may have trained it: the same settings, other numbers."""
    run = cv.train(CONFIG)
    run._losses = Rows(run.losses + 0.001)
    return run


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def told(pool: Pool, key: str) -> tuple[list[float], list[float]]:
    """The losses that a player gets, and how sure the net was of its first letter."""
    losses, sure = [], []
    for header, arrays in parse(pool.message(key, 0)):
        if header["kind"] == "records":
            losses[header["first"] :] = arrays["loss"].tolist()
            sure[header["first"] :] = arrays["confidence"][:, 0].tolist()
    return losses, sure


def adopted(pool: Pool, run: cv.Run, key: str) -> cv.RunConfig:
    config = run.config.replace(steps=len(run) - 1).known_as(key)
    assert pool.adopt(config, run.to_bytes()) is None
    pool.request(config, key, Goal(config.steps))
    until(lambda: pool.runs[key].state in ENDED)
    return config


def test_the_files_own_run_is_shown_and_asked_about(pool: Pool, elsewhere: cv.Run) -> None:
    config = adopted(pool, elsewhere, "a" * 20)
    losses, sure = told(pool, config.key)
    assert losses == elsewhere.losses.astype("f4").tolist() and pool.runs[config.key].state == "finished"
    first = elsewhere.predicted[:, 0]
    expected = [elsewhere.trace(step).probabilities[0, said] for step, said in enumerate(first)]
    assert np.abs(np.array(sure) / 255 - expected).max() < 0.5 / 255 + 1e-6
    answer, _arrays = pool.ask(config, "unit_arithmetic", 40, layer=0, unit=0, time=0)
    assert answer["lines"][-1]["value"] == pytest.approx(float(elsewhere.trace(40).hidden[0, 0, 0]), abs=1e-6)
    _answer, arrays = pool.ask(config, "file", 40)
    assert (cv.Run.from_bytes(arrays["file"].tobytes()).losses == elsewhere.losses).all()


def test_a_long_run_is_opened_whose_weights_are_kept_ever_more_rarely(pool: Pool) -> None:
    run = cv.train(cv.RunConfig(cell_type="lstm", hidden_size=128, steps=1100))
    assert np.diff(run.keyframes)[:-1].max() > 60
    config = adopted(pool, run, "c" * 20)
    losses, sure = told(pool, config.key)
    assert losses == run.losses.astype("f4").tolist() and len(sure) == 1101
    kept = [step for header, _ in parse(pool.message(config.key, 0)) for step in header.get("keyframes", ())]
    assert kept == run.keyframes


def test_a_link_with_the_same_settings_gets_the_run_that_is_trained(pool: Pool, elsewhere: cv.Run) -> None:
    adopted(pool, elsewhere, "b" * 20)
    key = pool.request(CONFIG, "another", Goal(40))
    until(lambda: pool.runs[key].state in ENDED)
    assert told(pool, key)[0] == cv.train(CONFIG).losses.astype("f4").tolist()


@pytest.mark.parametrize(
    "settings",
    [
        {"cell_type": "gru"},
        {"optimizer": "sgd"},
        {"optimizer": "rmsprop", "engine": "torch"},
        {"text": "hihello " * 9, "window": 8, "batch_size": 4},
    ],
    ids=str,
)
def test_it_is_trained_further_as_if_it_had_never_rested(pool: Pool, settings: dict) -> None:
    config = cv.RunConfig(steps=30, **settings)
    whole, key = cv.train(config.replace(steps=55)), config.key[::-1]
    shorter = adopted(pool, cv.Run.from_bytes(cv.train(config).to_bytes()), key)
    pool.request(shorter.replace(steps=55), key, Goal(55))
    until(lambda: pool.runs[key].num_records == 56)
    assert told(pool, key)[0] == whole.losses.astype("f4").tolist()
    _answer, arrays = pool.ask(shorter, "file", 55)
    again = cv.Run.from_bytes(arrays["file"].tobytes())
    assert again.keyframes == whole.keyframes and (again.flat_weights([55]) == whole.flat_weights([55])).all()


def test_a_file_without_the_optimizers_memory_is_shown_and_says_why_it_ends(pool: Pool) -> None:
    run = cv.train(CONFIG)
    run.averages = {}
    config = run.config.known_as("d" * 20)
    why = pool.adopt(config, run.to_bytes())
    assert "cannot be trained further" in str(why) and pool.last_step(config.key) == 40


def test_a_refused_file_leaves_all_as_it_was(pool: Pool, elsewhere: cv.Run) -> None:
    config = adopted(pool, elsewhere, "e" * 20)
    held = load(elsewhere.to_bytes())
    header = {"format": "charviz-run-1", "config": CONFIG.to_json(), "diverged": "false"}
    sparse = {**held, "keyframes": held["keyframes"][[0, -1]], "weights": held["weights"][[0, -1]]}
    assert pool.adopt(config.known_as("f" * 20), save(sparse, header)) is None  # fewer are drawn, and sure of less
    wrong = [b"", b"\x80\x04pickle", elsewhere.to_bytes()[:-5], save(held)]
    wrong.append(save({**held, "weights": held["weights"] * np.nan}, header))
    for content in wrong:
        with pytest.raises(LookupError, match=r"(is not a charviz run|not a number).*"):
            pool.adopt(config, content)
        assert told(pool, config.key)[0] == elsewhere.losses.astype("f4").tolist()
    with pytest.raises(LookupError):
        pool.adopt(config.known_as("9" * 20), b"")
    assert not pool.has("9" * 20)


def test_without_its_process_it_is_trained_again_from_its_settings(elsewhere: cv.Run) -> None:
    pool = Pool()
    config = adopted(pool, elsewhere, "c" * 20)
    pool.workers.all[0].process.kill()
    until(lambda: not pool.has(config.key))
    pool.request(config, "a", Goal(40))
    until(lambda: pool.runs[config.key].state in ENDED)
    assert told(pool, config.key)[0] == cv.train(CONFIG).losses.astype("f4").tolist()
    pool.close()


def test_a_key_that_is_not_the_settings_own() -> None:
    config = CONFIG.known_as("a" * 20)
    assert config == CONFIG and config.key != CONFIG.key
    assert config.replace(steps=90).key == config.key and config.replace(seed=4).key == CONFIG.replace(seed=4).key
    assert CONFIG.replace(steps=90).key == CONFIG.key


def test_weights_that_were_trained_elsewhere_are_shown_and_never_trained(pool: Pool) -> None:
    states = [(step, cv.train(CONFIG.replace(seed=step)).weights()) for step in (0, 5, 7)]
    run = cv.Run.from_states(CONFIG, states)
    config = run.config.known_as("e1" * 10)
    assert "does not know how they were trained" in str(pool.adopt(config, run.to_bytes()))
    assert told(pool, config.key)[0] == run.losses.astype("f4").tolist()
    answer, _arrays = pool.ask(config, "unit_arithmetic", 7, layer=0, unit=0, time=0)
    assert answer["lines"]
    pool.request(run.config, "a", Goal(7))
    until(lambda: pool.runs[run.config.key].state in ENDED)
    assert "does not know how they were trained" in str(pool.runs[run.config.key].message)
