"""All engine processes: one, or more where there are cores; which of them has a run is a matter of its key alone."""

from collections.abc import Callable, Mapping
from weakref import ref

import numpy as np

from charviz.config import RunConfig
from charviz.server.event_log import note
from charviz.server.worker_process import Engine, Take
from charviz.text import corpora


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
            _tell_texts(engine, config)
        engine.send(header, arrays)


def _tell_texts(engine: Engine, config: RunConfig) -> None:
    """The long texts of a config and of those from which it is forked, if the process lacks them.

    It holds a text as long as it lives on this side, and is told when it may let go of it.
    """
    with engine.lock:
        for name in [name for name, text in engine.told.items() if text() is None]:
            del engine.told[name]
            engine.send({"kind": "let_go", "run": "", "name": name})
        for name in [
            str(one.corpus) for one in config.lineage if one.corpus
        ]:  # a name alone: `told` must not hold the text
            if name in engine.told or corpora.is_made(name) or not corpora.is_here(name):
                continue
            text = corpora.corpus(name)
            content = np.frombuffer(text.text.encode(), np.uint8)
            engine.send({"kind": "text", "run": "", "name": name}, {"text": content})
            engine.told[name] = ref(text)
