"""Comparisons through the engine process: the same numbers, also after it was killed; questions beside them."""

import os
import signal
import time
from collections.abc import Iterator

import numpy as np
import pytest

import charviz as cv
from charviz.server.packets import parse
from charviz.server.pool import Pool

CONFIGS = [cv.RunConfig(cell_type=cell, steps=40) for cell in ("rnn", "gru")]


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool()
    pool.start()
    yield pool
    pool.close()


def ended(pool: Pool, key: str, seconds: float = 60) -> tuple[dict, dict]:
    """Pulls like a browser until the comparison has ended; its last report."""
    reports, last, until = 0, None, time.monotonic() + seconds
    while time.monotonic() < until:
        reports, message = pool.comparisons.message(key, reports, 0.5)
        for header, arrays in parse(message):
            last = header, arrays
        if last and last[0]["state"] != "training":
            return last
    raise AssertionError("the comparison did not end in time")


def test_it_is_the_comparison_of_the_library(pool: Pool) -> None:
    header, arrays = ended(pool, pool.comparisons.request(CONFIGS, range(6)))
    found = cv.compare(CONFIGS, range(6))
    assert header["done"] == [6, 6] and header["state"] == "finished"
    assert np.array_equal(arrays["scores"], np.nan_to_num(found.steps_to_solve, nan=-2).astype(np.float32))
    median = np.sort(found.losses[0], axis=0)[[2, 3]]
    assert ((arrays["bands"][0, 1] >= median[0] - 1e-6) & (arrays["bands"][0, 1] <= median[1] + 1e-6)).all()
    assert arrays["solved"][0, -1] == pytest.approx((found.steps_to_solve[0] <= 40).mean())
    assert header["verdict"]["winner"] == found.verdict().winner
    assert (
        header["texts"][0][0][1] == sorted([*map(found.predictions[0].tolist().count, set(found.predictions[0]))])[-1]
    )


def test_who_asks_twice_watches_the_same(pool: Pool) -> None:
    key = pool.comparisons.request(CONFIGS, range(3))
    assert (
        pool.comparisons.request(list(CONFIGS), range(3)) == key and pool.comparisons.request(CONFIGS, range(4)) != key
    )
    ended(pool, key)
    reports, message = pool.comparisons.message(key, 0)
    assert message and pool.comparisons.message(key, reports) == (reports, b"")
    assert pool.comparisons.message("nothing", 0) == (0, b"")


def test_it_is_stopped_and_what_is_done_stays(pool: Pool) -> None:
    key = pool.comparisons.request(
        [cv.RunConfig(text="a long enough text", hidden_size=64, steps=3000, engine="torch")], range(50)
    )
    while not pool.comparisons.message(key, 0, 1.0)[1]:
        pass
    pool.comparisons.stop(key)
    header, _arrays = ended(pool, key)
    assert header["state"] == "stopped" and header["done"][0] < 50


def test_a_killed_engine_comes_back_to_the_same_numbers(pool: Pool) -> None:
    config = cv.RunConfig(text="how long can it remember", hidden_size=24, steps=400)
    key = pool.comparisons.request([config], range(12))
    while not pool.comparisons.message(key, 0, 1.0)[1]:
        pass
    os.kill(pool.engine_pid, signal.SIGKILL)
    header, arrays = ended(pool, key)
    assert header["done"] == [12]
    assert np.array_equal(arrays["scores"][0], np.nan_to_num(cv.compare([config], range(12)).steps_to_solve[0], nan=-2))


def test_too_large_a_one_is_refused_before_it_is_sent(pool: Pool) -> None:
    with pytest.raises(cv.ConfigError, match="take too long"):
        pool.comparisons.request([cv.RunConfig(text="ab" * 100, hidden_size=256, steps=2000)], range(256))


def test_questions_are_answered_beside_a_comparison(pool: Pool) -> None:
    pool.comparisons.request([cv.RunConfig(steps=20_000, engine="torch")], range(20))
    fields = {"cell_type": "gru", "hidden_size": 8, "learning_rate": 0.02, "steps": 50, "seed": 0}
    header, _arrays = pool.ask(cv.RunConfig(), "order", 0, 30, examples="ab = 1\nba = 2", **fields)
    assert header["ceiling"] == 0.5
    with pytest.raises(LookupError, match="line 1 is 'x'"):
        pool.ask(cv.RunConfig(), "order", 0, 30, examples="x", **fields)
    with pytest.raises(LookupError, match="could not be computed"):
        pool.ask(cv.RunConfig(), "order", 0, 30, examples="ab = 1\nba = 2")
