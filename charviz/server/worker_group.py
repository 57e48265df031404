"""All worker processes: one, or more if there are cores for them. The key of a run determines its process."""

import threading
from collections.abc import Callable, Mapping
from weakref import ref

import numpy as np

from charviz.config import RunConfig
from charviz.server.event_log import note
from charviz.server.worker_process import Take, WorkerProcess
from charviz.text import corpora

PING = 5.0  # seconds between two pings


class WorkerGroup:
    """All worker processes; safe to use from any thread. take and ended: see `WorkerProcess`."""

    def __init__(self, count: int, take: Take, ended: Callable[[WorkerProcess, int], None]) -> None:
        self.all = [WorkerProcess(take, ended) for _process in range(count)]
        self.closed = threading.Event()
        threading.Thread(target=self._watch, daemon=True, name="charviz-watch").start()

    def start(self) -> None:
        """Starts the processes that are not running; returns at once."""
        for worker in self.all:
            if worker.start():
                note("worker_started", pid=worker.pid)

    def close(self) -> None:
        """Ends all processes."""
        self.closed.set()
        for worker in self.all:
            worker.close()

    def _watch(self) -> None:
        """Ends processes that hang; in a thread of its own, so that no lock of others keeps it from that."""
        while not self.closed.wait(PING):
            for worker in self.all:
                worker.ping()

    def of(self, key: str) -> WorkerProcess:
        """The process that has a run or a comparison."""
        return self.all[int(key, 16) % len(self.all)]

    def send(self, header: Mapping, *configs: RunConfig, **arrays: np.ndarray) -> None:
        """Sends a message to the process of header["run"], after the long texts of the configs."""
        worker = self.of(header["run"])
        for config in configs:
            _send_texts(worker, config)
        worker.send(header, arrays)


def _send_texts(worker: WorkerProcess, config: RunConfig) -> None:
    """Sends the long texts of a config and its parents that the process does not have.

    The process keeps a text as long as it exists on this side, and is told when to drop it.
    """
    with worker.lock:
        for name in [name for name, text in worker.texts.items() if text() is None]:
            del worker.texts[name]
            worker.send({"kind": "let_go", "run": "", "name": name})
        for name in [
            str(one.corpus) for one in config.lineage if one.corpus
        ]:  # only names: `texts` must not hold a reference to a text
            if name in worker.texts or corpora.is_made(name) or not corpora.is_here(name):
                continue
            text = corpora.corpus(name)
            content = np.frombuffer(text.text.encode(), np.uint8)
            worker.send({"kind": "text", "run": "", "name": name}, {"text": content})
            worker.texts[name] = ref(text)
