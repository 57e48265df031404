"""All engine processes: one, or more where there are cores; which of them has a run is a matter of its key alone."""

from collections.abc import Callable, Mapping
from contextlib import suppress

import numpy as np

from charviz import corpora
from charviz.config import RunConfig
from charviz.errors import ConfigError
from charviz.server.engine import Engine, Take
from charviz.server.journal import note


class Engines:
    """The processes together; safe to use from any thread. take and ended: see `engine.Engine`."""

    def __init__(self, count: int, take: Take, ended: Callable[[Engine, int], None]) -> None:
        self.all = [Engine(take, ended) for _process in range(count)]

    def start(self) -> None:
        """Starts those that are not running; returns at once."""
        for engine in self.all:
            if engine.start():
                note("engine_started", pid=engine.pid)

    def close(self) -> None:
        """Ends them."""
        for engine in self.all:
            engine.close()

    def of(self, key: str) -> Engine:
        """The process that has a run or a comparison."""
        return self.all[int(key, 16) % len(self.all)]

    def send(self, header: Mapping, *configs: RunConfig, **arrays: np.ndarray) -> None:
        """Says something to the process that header["run"] is a matter of; the configs' long texts go before it."""
        engine = self.of(header["run"])
        for config in configs:
            _tell_text(engine, config.corpus)
        engine.send(header, arrays)


def _tell_text(engine: Engine, name: str | None) -> None:
    """A long text, if the process may lack it: it keeps the newest, as this side does."""
    if name is None or corpora.is_made(name):
        return
    with suppress(ConfigError), engine.lock:  # a text that is not here either: the engine will say so
        if name not in engine.told:
            content = np.frombuffer(corpora.corpus(name).text.encode(), np.uint8)
            engine.send({"kind": "text", "run": "", "name": name}, {"text": content})
        engine.told[name] = None
        engine.told.move_to_end(name)
        while len(engine.told) > corpora.KEPT // 2:
            engine.told.popitem(last=False)
