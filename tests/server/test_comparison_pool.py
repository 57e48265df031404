"""Comparisons through the worker process: the same numbers, also after it was killed; many at once; whose Stop is whose."""

import os
import signal
import time
from collections.abc import Iterator

import numpy as np
import pytest

import charviz as cv
from charviz.limits import Limits
from charviz.player.packets import parse
from charviz.server.comparison_pool import PENDING
from charviz.server.pool import Pool

CONFIGS = [cv.RunConfig(cell_type=cell, steps=40) for cell in ("rnn", "gru")]


LONG = [cv.RunConfig(text="a long enough text", hidden_size=64, steps=300, engine="torch")]


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    pool = Pool()
    pool.start()
    yield pool
    pool.close()


def ended(pool: Pool, key: str, seconds: float = 300) -> tuple[dict, dict]:
    """Pulls like a browser until the comparison has ended; its last report."""
    reports, last, until = 0, None, time.monotonic() + seconds
    while time.monotonic() < until:
        reports, message = pool.comparisons.message(key, reports, 0.5)
        for header, arrays in parse(message):
            last = header, arrays
        if last and pool.comparisons.state_for(key)[0] not in PENDING:
            return last
    raise AssertionError("the comparison did not end in time")


def begun(pool: Pool, key: str, viewer: str = "") -> dict:
    """Pulls until something of it is done; its report."""
    reports, until = 0, time.monotonic() + 300
    while time.monotonic() < until:
        reports, message = pool.comparisons.message(key, reports, 1.0, viewer)
        for header, _arrays in parse(message):
            if sum(header["done"]):
                return header
    raise AssertionError("nothing was done in time")


def same(header: dict, arrays: dict, configs: list[cv.RunConfig], seeds: range) -> bool:
    """Whether it is the library's comparison."""
    scores = np.nan_to_num(cv.compare(configs, seeds).steps_to_solve, nan=-2).astype(np.float32)
    return header["done"] == [len(seeds)] * len(configs) and np.array_equal(arrays["scores"], scores)


def test_it_is_the_comparison_of_the_library(pool: Pool) -> None:
    header, arrays = ended(pool, pool.comparisons.request(CONFIGS, range(6)))
    found = cv.compare(CONFIGS, range(6))
    assert (
        header["done"] == [6, 6]
        and pool.comparisons.state_for(pool.comparisons.request(CONFIGS, range(6)))[0] == "finished"
    )
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
    key = pool.comparisons.request(LONG, range(50))
    done = begun(pool, key)["done"]
    pool.comparisons.stop(key)
    assert pool.comparisons.state_for(key)[0] == "stopped"
    header, _arrays = next(parse(pool.comparisons.message(key, 0)[1]))
    assert done[0] <= header["done"][0] < 50


def test_a_stop_is_each_persons_own(pool: Pool) -> None:
    config, comparisons = cv.RunConfig(text="how long can it remember", hidden_size=24, steps=400), pool.comparisons
    key = comparisons.request([config], range(12), "a")
    assert comparisons.request([config], range(12), "b") == key
    reports, _message = comparisons.message(key, 0, 30.0, "a")
    comparisons.stop(key, "a")
    assert comparisons.state_for(key, "a")[0] == "stopped" and comparisons.state_for(key, "b")[0] != "stopped"
    assert same(*ended(pool, key), [config], range(12))  # for b
    comparisons.request([config], range(12), "a")  # a page pulls, and that is no wish to go on
    assert comparisons.state_for(key, "a")[0] == "stopped"
    assert comparisons.message(key, reports, 0.0, "a") == (reports, b"")
    assert sum(next(parse(comparisons.message(key, 0, 0.0, "c")[1]))[0]["done"]) == 12  # who comes later sees all of it


def test_what_was_stopped_goes_on_from_what_is_done(pool: Pool) -> None:
    config, comparisons = cv.RunConfig(text="how long can it remember", hidden_size=24, steps=3000), pool.comparisons
    key = comparisons.request([config], range(60), "a")
    done = begun(pool, key, "a")["done"][0]
    comparisons.stop(key, "a")
    other = comparisons.request(CONFIGS, range(2), "d")  # it is really at rest: another one is begun, and ends
    ended(pool, other)
    assert comparisons.state_for(key, "b")[0] == "stopped"
    comparisons.request([config], range(60), "b")
    reports, seen = comparisons.comparisons[key].reports, []
    while comparisons.state_for(key, "b")[0] in PENDING or not seen:
        reports, message = comparisons.message(key, reports, 0.5, "b")
        seen += [header["done"][0] for header, _arrays in parse(message)]
    assert min(seen) >= done and seen[-1] == 60
    assert same(*next(parse(comparisons.message(key, 0, 0.0, "b")[1])), [config], range(60))
    comparisons.go_on(key, "a")
    assert comparisons.state_for(key, "a")[0] == "finished"


@pytest.mark.parametrize("people", [20, 40])
def test_a_class_compares_at_once_and_all_of_them_end(pool: Pool, people: int) -> None:
    wanted = {f"person {number}": [cv.RunConfig(text=f"{number} types this", steps=40)] for number in range(people)}
    left, until, restarts = dict(wanted), time.monotonic() + 300, pool.recovery.restarts
    while left:  # each page asks again with each pull
        for viewer, configs in list(left.items()):
            key = pool.comparisons.request(configs, range(3), viewer)
            pool.comparisons.message(key, 0, 0.0, viewer)
            if pool.comparisons.state_for(key, viewer)[0] == "finished":
                del left[viewer]
        assert time.monotonic() < until, f"{len(left)} of {people} have not ended"
        time.sleep(0.05)
    assert pool.recovery.restarts == restarts
    for configs in list(wanted.values())[:: people - 1]:  # the first and the last
        assert same(*ended(pool, pool.comparisons.request(configs, range(3))), configs, range(3))


def test_a_place_in_the_queue_and_who_leaves_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHARVIZ_COMPARISONS_AT_ONCE", "1")
    pool = Pool()
    keys = [pool.comparisons.request(LONG, range(number, number + 50), f"viewer {number}") for number in range(4)]

    def places() -> list[int]:
        return [pool.comparisons.state_for(key)[1] for key in keys]

    def until(expected: list[int]) -> None:
        end = time.monotonic() + 60
        while places() != expected:
            assert time.monotonic() < end, places()
            time.sleep(0.01)

    until([0, 1, 2, 3])
    pool.comparisons.stop(keys[1], "viewer 1")
    until([0, 0, 1, 2])
    pool.comparisons.request(CONFIGS, range(2), "viewer 0")  # turns to another one, and waits behind all others
    until([0, 0, 0, 1])
    pool.close()


def test_reports_have_a_limit_and_the_longest_unwatched_goes_first() -> None:
    pool = Pool(Limits(comparisons=1))
    comparisons = pool.comparisons
    for number in range(200):
        key = comparisons.request([cv.RunConfig(text=f"text {number}")], range(2), "a")
        comparisons.take({"kind": "comparison", "run": key, "state": "finished"}, bytes(20_000))
        comparisons.message(key, 0, 0.0, "a")
        comparisons.request([cv.RunConfig(text="watched")], range(2), "b")
        assert sum(each.size for each in comparisons.comparisons.values()) < 2**20 + 25_000
    assert key in comparisons.comparisons and len(comparisons.comparisons) > 30
    assert any(each.configs[0].text == "watched" for each in comparisons.comparisons.values())
    pool.close()


def test_a_killed_worker_comes_back_to_the_same_numbers(pool: Pool) -> None:
    config = cv.RunConfig(text="how long can it remember", hidden_size=24, steps=400)
    key = pool.comparisons.request([config], range(12))
    while not pool.comparisons.message(key, 0, 1.0)[1]:
        pass
    os.kill(pool.workers.all[0].pid, signal.SIGKILL)
    header, arrays = ended(pool, key)
    assert header["done"] == [12]
    assert np.array_equal(arrays["scores"][0], np.nan_to_num(cv.compare([config], range(12)).steps_to_solve[0], nan=-2))


def test_too_large_a_one_is_refused_before_it_is_sent(pool: Pool) -> None:
    with pytest.raises(cv.ConfigError, match="take too long"):
        pool.comparisons.request([cv.RunConfig(text="ab" * 100, hidden_size=256, steps=2000)], range(256))


def test_questions_are_answered_beside_a_comparison(pool: Pool) -> None:
    pool.comparisons.request([cv.RunConfig(steps=20_000, engine="torch")], range(20))
    fields = {"cell_type": "gru", "hidden_size": 8, "learning_rate": 0.02, "steps": 50, "seed": 0}
    header, _arrays = pool.ask(cv.RunConfig(), "order", 0, 300, examples="ab = 1\nba = 2", **fields)
    assert header["ceiling"] == 0.5
    with pytest.raises(LookupError, match="line 1 is 'x'"):
        pool.ask(cv.RunConfig(), "order", 0, 300, examples="x", **fields)
    with pytest.raises(LookupError, match="could not be computed"):
        pool.ask(cv.RunConfig(), "order", 0, 300, examples="ab = 1\nba = 2")
