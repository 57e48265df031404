"""All worker processes: one, or more where there are cores; which of them has a run is a matter of its key alone."""

from collections.abc import Callable, Mapping
from weakref import ref

import numpy as np

from charviz.config import RunConfig
from charviz.server.event_log import note
from charviz.server.worker_process import Take, WorkerProcess
from charviz.text import corpora


class WorkerGroup:
    """The processes together; safe to use from any thread. take and ended: see `WorkerProcess`."""

    def __init__(self, count: int, take: Take, ended: Callable[[WorkerProcess, int], None]) -> None:
        self.all = [WorkerProcess(take, ended) for _process in range(count)]

    def start(self) -> None:
        """Starts those that are not running; returns at once."""
        for worker in self.all:
            if worker.start():
                note("worker_started", pid=worker.pid)

    def close(self) -> None:
        """Ends them."""
        for worker in self.all:
            worker.close()

    def of(self, key: str) -> WorkerProcess:
        """The process that has a run or a comparison."""
        return self.all[int(key, 16) % len(self.all)]

    def send(self, header: Mapping, *configs: RunConfig, **arrays: np.ndarray) -> None:
        """Says something to the process that header["run"] is a matter of; the configs' long texts go before it."""
        worker = self.of(header["run"])
        for config in configs:
            _send_texts(worker, config)
        worker.send(header, arrays)


def _send_texts(worker: WorkerProcess, config: RunConfig) -> None:
    """The long texts of a config and of those from which it is forked, if the process lacks them.

    It holds a text as long as it lives on this side, and is told when it may let go of it.
    """
    with worker.lock:
        for name in [name for name, text in worker.texts.items() if text() is None]:
            del worker.texts[name]
            worker.send({"kind": "let_go", "run": "", "name": name})
        for name in [
            str(one.corpus) for one in config.lineage if one.corpus
        ]:  # a name alone: `texts` must not hold the text
            if name in worker.texts or corpora.is_made(name) or not corpora.is_here(name):
                continue
            text = corpora.corpus(name)
            content = np.frombuffer(text.text.encode(), np.uint8)
            worker.send({"kind": "text", "run": "", "name": name}, {"text": content})
            worker.texts[name] = ref(text)
