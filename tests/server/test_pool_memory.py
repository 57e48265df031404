"""What the pool does where memory is short: which runs are dropped, which wait."""

import time

import numpy as np
import pytest
from pooling import losses_of, until

import charviz as cv
from charviz.limits import Limits
from charviz.player.packets import parse
from charviz.server import pooled_run
from charviz.server.pool import Pool
from charviz.server.pooled_run import ENDED, Goal


def test_memory_has_a_limit_and_the_longest_unwatched_goes_first(pools) -> None:
    pool = pools(pool=1, worker_memory=1)
    configs = [cv.RunConfig(text="hello pytorch", hidden_size=32, seed=seed, steps=300) for seed in range(8)]
    for number, config in enumerate(configs):
        key = pool.request(config, f"viewer {number}", Goal(300))
        until(lambda key=key: pool.runs[key].state in ENDED)
        pool.message(configs[0].key, 10**6)  # the first is watched all the time
        assert pool.runs[key].state == "finished"  # it waits until what others have not fetched yet may go
    assert pool.has(configs[0].key) and pool.has(configs[-1].key) and not pool.has(configs[1].key)
    sizes = [run.size for run in pool.runs.values()]
    assert sum(sizes) <= 2**20 + max(sizes)
    answer, _arrays = pool.ask(
        configs[1], "unit_arithmetic", 300, layer=0, unit=0, time=0, timeout=300
    )  # trained again, when asked about
    assert answer["step"] == 300


class Metered(Pool):
    """Counts the maximum size of its runs, and the bytes of all messages."""

    maximum = received = 0

    def _take(self, header: dict, arrays: dict, frame: bytes) -> None:
        super()._take(header, arrays, frame)
        self.maximum, self.received = max(self.maximum, self.runs.bytes), self.received + len(frame)


def test_memory_is_looked_after_while_runs_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHARVIZ_POOL", "3")
    monkeypatch.setattr(pooled_run, "DELIVERY", 0.5)
    pool, text = Metered(Limits(pool=3, grace=1000)), "a text that is long enough to fill some memory " * 4
    wanted = {f"viewer {seed}": cv.RunConfig(text=text, hidden_size=8, steps=700, seed=seed) for seed in range(8)}
    have, waited = dict.fromkeys(wanted, 0), set()
    left, end = set(wanted), time.monotonic() + 300
    while left:
        for viewer in sorted(left):
            key = wanted[viewer].key
            if not pool.has(key, viewer):
                pool.request(wanted[viewer], viewer, Goal(700))
            for header, _arrays in parse(pool.message(key, have[viewer], viewer=viewer)):
                if header["kind"] == "records" and header["first"] <= have[viewer]:
                    have[viewer] = max(have[viewer], header["first"] + header["count"])
                elif header["kind"] == "status" and header["ahead"]:
                    waited.add(viewer)
            left -= {viewer} if have[viewer] == 701 else set()
        pool.upkeep.tidy()
        assert time.monotonic() < end, have
        time.sleep(0.02)
    pool.close()
    assert pool.maximum <= 3 * 2**20 < pool.received / 2  # it could not hold all of them
    assert waited and pool.recovery.restarts == 0


def test_what_fills_the_memory_alone_says_so(pools) -> None:
    pool = pools(pool=1)
    key = pool.request(cv.RunConfig(text="a long text " * 20, steps=2000), "a", Goal(2000))

    def status() -> dict:
        return list(parse(pool.message(key, 10_000, viewer="a")))[-1][0]

    until(lambda: status()["state"] == "failed")
    assert "1 MB" in status()["message"] and status()["ahead"] == 0 and status()["have"] > 1
    until(lambda: pool.ask(cv.RunConfig(text="hello", steps=5), "file", 5))  # the worker has done with it
    assert status()["state"] == "failed" and pool.runs.bytes <= 2**20


def test_messages_have_a_largest_size_and_lose_nothing(pools) -> None:
    pool = pools(message=1)
    config = cv.RunConfig(text="hello pytorch " * 20, hidden_size=64, cell_type="lstm", steps=60)
    key = pool.request(config, "a", Goal(60))
    until(lambda: pool.runs[key].state in ENDED)
    whole, largest = pool.runs[key].size, max(len(frame) for _first, _count, frame in pool.runs[key].chunks)
    assert whole > 3 * 2**20
    assert len(pool.message(key, 0)) < 2**20 + largest + 2**10
    assert losses_of(pool, key) == cv.train(config).losses.astype(np.float32).tolist()
