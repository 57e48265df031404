"""What the tests of the pool wait for, and read of it."""

import time
from collections.abc import Callable

import charviz as cv
from charviz.player.packets import parse
from charviz.server.pool import Pool

SLOW = {"text": "hello pytorch. how long can it", "hidden_size": 96, "engine": "torch"}  # some 3 ms a step


def until(condition: Callable[[], object], seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def losses_of(pool: Pool, key: str) -> list[float]:
    losses, have = [], pool.runs[key].num_records
    while len(losses) < have:
        for header, arrays in parse(pool.message(key, len(losses))):
            if header["kind"] == "records":
                losses[header["first"] :] = arrays["loss"].tolist()
    return losses


def settled(pool: Pool) -> None:
    """The worker has heard all that was said to it, and we all that it has said."""
    pool.ask(cv.RunConfig(text="ab", steps=1), "unit_arithmetic", 1, 300, layer=0, unit=0, time=0)
