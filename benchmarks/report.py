"""What comes of many people on one server: how late it was, what went wrong, and what the server and its worker took."""

import asyncio
import math
import time
from collections.abc import Awaitable, Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benchmarks.server import Server

COLUMNS = ("late p50", "p95", "most ms", "server", "after MB", "worker", "after MB", "cores", "worker")
HEAD = f"{'':30}{''.join(f'{column:>9}' for column in COLUMNS)}{'errors':>8}"


@dataclass
class Report:
    """What came of it: seconds that each packet was late, what went wrong, and the server's and the worker's memory and time.

    rss, worker_rss: MB (at the start, at most, in the end); cpu: seconds of a core, of the server and the worker; runs: the
    most that were in training at once; enough: records after which all leave.
    """

    lags: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    records: int = 0
    runs: int = 0
    enough: float = math.inf
    rss: list[float] = field(default_factory=lambda: [0.0] * 3)
    worker_rss: list[float] = field(default_factory=lambda: [0.0] * 3)
    cpu: tuple[float, ...] = (0, 0)
    seconds: float = 0.0

    def row(self, name: str) -> str:
        """One line for a table."""
        late = np.percentile(self.lags, [50, 95, 100]) * 1e3 if self.lags else [np.nan] * 3
        memory = [*self.rss[1:], *self.worker_rss[1:]]
        cores = (spent / max(self.seconds, 1e-9) for spent in self.cpu)
        numbers = "".join(f"{number:>9.0f}" for number in (*late, *memory)) + "".join(
            f"{share:>9.2f}" for share in cores
        )
        return f"{name:30}{numbers}{len(self.errors):>8}"

    def measure(self, server: Server, people: Coroutine[Any, Any, None], rest: float, back: float) -> None:
        """Lets people come to a server, on which all is loaded; then it rests for at most `rest` seconds, until its memory is
        `back` at so many times what it was."""
        self.rss, self.worker_rss = ([now] * 3 for now in server.memory())
        began, cpu = time.monotonic(), server.cpu()
        asyncio.run(self._watch_memory(server, people))
        self.seconds, self.cpu = time.monotonic() - began, tuple(server.cpu() - cpu)
        end = time.monotonic() + rest
        while True:
            self.rss[2], self.worker_rss[2] = server.memory()
            is_back = all(after <= back * before for before, _most, after in (self.rss, self.worker_rss))
            if is_back or time.monotonic() > end:
                return
            time.sleep(0.5)

    async def _watch_memory(self, server: Server, people: Coroutine[Any, Any, None]) -> None:
        async def measure() -> None:
            while True:
                for memory, now in zip((self.rss, self.worker_rss), server.memory(), strict=True):
                    memory[1] = max(memory[1], now)
                await asyncio.sleep(0.5)

        measuring = asyncio.create_task(measure())
        await people
        measuring.cancel()

    async def wait_for(self, people: Iterable[Awaitable[None]]) -> None:
        """Waits until all have left, and notes what went wrong with any of them."""
        outcomes = await asyncio.gather(*people, return_exceptions=True)
        self.errors += [repr(outcome) for outcome in outcomes if isinstance(outcome, BaseException)]
