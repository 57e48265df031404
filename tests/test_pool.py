"""What the pool does with many: who is trained when, what is paused, what is forgotten, what comes back."""

import time
import tracemalloc
from collections.abc import Callable, Iterator

import numpy as np
import pytest

import charviz as cv
from charviz.limits import MB, Limits
from charviz.server.kept import Kept
from charviz.server.packets import parse
from charviz.server.pool import Pool
from charviz.server.pooled import ENDED, PooledRun, Want

pytestmark = pytest.mark.alone
SLOW = {"text": "hello pytorch. how long can it", "hidden_size": 96, "engine": "torch"}  # some 3 ms a step


@pytest.fixture
def pools() -> Iterator[Callable[..., Pool]]:
    made: list[Pool] = []

    def make(**limits: float) -> Pool:
        for name, value in limits.items():
            patch.setenv(f"CHARVIZ_{name.upper()}", str(value))  # the engine process reads the same
        made.append(Pool(Limits(**limits)))
        made[-1].start()
        return made[-1]

    with pytest.MonkeyPatch.context() as patch:
        yield make
    for pool in made:
        pool.close()


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def losses_of(pool: Pool, key: str) -> list[float]:
    losses: list[float] = []
    while len(losses) < pool.runs[key].have:
        for header, arrays in parse(pool.message(key, len(losses))):
            if header["kind"] == "records":
                losses[header["first"] :] = arrays["loss"].tolist()
    return losses


def test_what_nobody_wants_is_paused_and_goes_on_for_who_comes_back(pools) -> None:
    pool = pools()
    config = cv.RunConfig(**SLOW, steps=400)
    key = pool.request(config, "a", Want(400))
    until(lambda: pool.last_step(key) > 5)
    other = pool.request(cv.RunConfig(steps=20), "a", Want(20))  # the viewer has turned to another run
    assert pool.runs[key].paused
    until(lambda: pool.runs[other].state in ENDED)
    time.sleep(0.5)
    have = pool.runs[key].have
    time.sleep(0.5)
    assert pool.runs[key].have == have < 401
    pool.message(key, have, viewer="a")  # and comes back
    until(lambda: pool.runs[key].state in ENDED)
    assert losses_of(pool, key) == cv.train(config).losses.astype(np.float32).tolist()


def test_what_nobody_looks_at_is_paused_then_forgotten(pools) -> None:
    pool = pools(grace=0.4, keep=2.0)
    key = pool.request(cv.RunConfig(**SLOW, steps=20_000), "a", Want(20_000))
    until(lambda: pool.message(key, 0, viewer="a") and pool.last_step(key) > 5)
    for _look in range(8):  # as long as somebody looks, it goes on
        pool.message(key, 0, viewer="a")
        time.sleep(0.1)
    assert not pool.runs[key].paused
    until(lambda: pool.runs[key].paused, 5)
    until(lambda: not pool.has(key), 5)
    assert pool.facts()["bytes"] == 0


def test_memory_has_a_limit_and_the_longest_unwatched_goes_first(pools) -> None:
    pool = pools(pool=1, engine=1)
    configs = [cv.RunConfig(text="hello pytorch", hidden_size=32, seed=seed, steps=300) for seed in range(12)]
    for number, config in enumerate(configs):
        key = pool.request(config, f"viewer {number}", Want(300))
        until(lambda key=key: pool.runs[key].state in ENDED)
        pool.message(configs[0].key, 10**6)  # the first is watched all the time
    assert pool.has(configs[0].key) and pool.has(configs[-1].key) and not pool.has(configs[1].key)
    sizes = [run.size for run in pool.runs.values()]
    assert sum(sizes) <= 2**20 + max(sizes)
    answer, _arrays = pool.ask(configs[1], "detail", 300, layer=0, unit=0, time=0)  # trained again, when asked about
    assert answer["step"] == 300


def test_a_new_run_does_not_wait_behind_old_ones(pools) -> None:
    pool = pools()
    for seed in range(6):
        pool.request(cv.RunConfig(**SLOW, steps=20_000, seed=seed), f"old {seed}", Want(20_000))
    until(lambda: all(run.have > 5 for run in pool.runs.values()))
    began = time.monotonic()
    key = pool.request(cv.RunConfig(seed=99), "new", Want(100))
    until(lambda: pool.runs[key].state in ENDED)
    print(f"\na hundred steps of hihello beside six long runs: {time.monotonic() - began:.2f} s")
    old = [run for run in pool.runs.values() if run.config.seed != 99]
    time.sleep(1)  # who came later was ahead for a moment
    before = [run.have for run in old]
    time.sleep(3)
    grown = [run.have - have for run, have in zip(old, before, strict=True)]
    assert min(grown) > 0.25 * max(grown)  # the old ones share what is left, about


def test_a_place_in_the_queue(pools) -> None:
    pool = pools(runs_at_once=2)
    keys = [
        pool.request(cv.RunConfig(**SLOW, steps=20_000, seed=seed), f"viewer {seed}", Want(20_000)) for seed in range(5)
    ]
    until(lambda: [pool.runs[key].ahead for key in keys] == [0, 0, 1, 2, 3])
    assert pool.runs[keys[4]].have == 0 and pool.facts()["queued"] == 3
    status = [header for header, _arrays in parse(pool.message(keys[4], 0)) if header["kind"] == "status"][-1]
    assert status["ahead"] == 3
    pool.stop(keys[0], "viewer 0")
    until(lambda: pool.runs[keys[2]].ahead == 0 and pool.runs[keys[2]].have > 0)


def test_messages_have_a_largest_size_and_lose_nothing(pools) -> None:
    pool = pools(message=1)
    config = cv.RunConfig(text="hello pytorch " * 20, hidden_size=64, cell_type="lstm", steps=60)
    key = pool.request(config, "a", Want(60))
    until(lambda: pool.runs[key].state in ENDED)
    whole, largest = pool.runs[key].size, max(len(frame) for _first, _count, frame in pool.runs[key].chunks)
    assert whole > 3 * 2**20
    assert len(pool.message(key, 0)) < 2**20 + largest + 2**10
    assert losses_of(pool, key) == cv.train(config).losses.astype(np.float32).tolist()


def test_chunks_that_come_twice_or_too_early_are_dropped() -> None:
    run = PooledRun(cv.RunConfig())
    assert run.add(0, 5, b"one") and not run.add(0, 5, b"one") and not run.add(7, 2, b"gap")
    assert run.add(3, 5, b"two") and (run.have, run.size) == (8, 6)
    assert run.after(4, 100) == b"onetwo" and run.after(5, 100) == b"two" and run.after(8, 100) == b""


def test_a_run_that_raises_is_its_own_matter(pools, monkeypatch: pytest.MonkeyPatch) -> None:
    pool = pools()
    broken, whole = cv.RunConfig(device="cuda", seed=1), cv.RunConfig(seed=2)
    pytest.importorskip("torch")
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is a CUDA device, so this run can be trained")
    first, second = pool.request(broken, "a", Want(100)), pool.request(whole, "b", Want(100))
    until(lambda: pool.runs[first].state in ENDED and pool.runs[second].state in ENDED)
    assert (pool.runs[first].state, pool.runs[second].state) == ("failed", "finished")


@pytest.mark.parametrize("value", ["0", "-1", "nan", "much", ""])
def test_a_wrong_limit_is_a_sentence(value: str) -> None:
    with pytest.raises(cv.ConfigError, match="CHARVIZ_POOL is .*; allowed: a number above 0"):
        Limits.of({"CHARVIZ_POOL": value})
    assert Limits.of({"CHARVIZ_POOL": "7", "CHARVIZ_OTHER": "x"}).pool == 7


def test_more_processes_where_there_are_cores(pools) -> None:
    pool = pools(engines=2)
    configs = [cv.RunConfig(seed=seed, steps=40) for seed in range(1, 9)]
    keys = [pool.request(config, f"viewer {seed}", Want(40)) for seed, config in enumerate(configs)]
    until(lambda: all(pool.runs[key].state in ENDED for key in keys))
    assert len({engine.pid for engine in pool.engines.all}) == 2
    assert {pool.engines.of(key) for key in keys} == set(pool.engines.all)
    for key, config in zip(keys, configs, strict=True):
        assert losses_of(pool, key) == cv.train(config).losses.astype(np.float32).tolist()
    assert pool.ask(configs[3], "detail", 40, layer=0, unit=0, time=0)[0]["step"] == 40


def test_answers_are_kept_by_their_bytes() -> None:
    kept, asked = Kept(100_000), []

    def ask(name: str, size: int):
        return kept.get(name, lambda: asked.append(name) or ({}, {"x": np.zeros(size, np.uint8)}))

    for name in "aabab":
        ask(name, 30_000)
    assert asked == ["a", "b"]
    ask("c", 30_000), ask("a", 30_000), ask("d", 30_000)  # b is the longest unused
    assert list(kept.answers) == ["c", "a", "d"] and kept.size < 100_000
    ask("whale", 10**6)
    assert "whale" not in kept.answers and list(kept.answers) == ["c", "a", "d"]


def test_headers_of_kept_answers_are_counted_too() -> None:
    kept, header = Kept(10 * MB), {"rows": [[place, f"a word {place}", None] for place in range(20_000)]}
    tracemalloc.start()
    for number in range(40):
        found, arrays = kept.get((number, "x" * 1000), lambda: (header, {"x": np.arange(9, dtype=np.uint8)}))
    grown = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert 2 < len(kept.answers) < 40 and 0.9 * grown < kept.size <= 10 * MB
    again, arrays_again = kept.get((39, "x" * 1000), lambda: pytest.fail("it is kept"))
    assert again["rows"] == found["rows"] and arrays_again["x"].tolist() == arrays["x"].tolist()
