"""A worker process as the web server sees it: started on demand, restarted when it dies."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from queue import SimpleQueue
from typing import BinaryIO, cast
from weakref import ref

import numpy as np

from charviz.paths import ROOT
from charviz.player.packets import chunk, parse, read_frame, write_frame
from charviz.text.corpora import Corpus

Take = Callable[[dict, dict[str, np.ndarray], bytes], None]


class WorkerProcess:
    """One process; safe to use from any thread.

    take(header, arrays, frame): called with every message from it; ended(worker, code): called when it has died by itself;
    texts: the long texts that it has, by their names.
    """

    def __init__(self, take: Take, ended: Callable[["WorkerProcess", int], None]) -> None:
        self.take, self.ended = take, ended
        self.lock = threading.RLock()
        self.process: subprocess.Popen | None = None
        self.unsent: SimpleQueue[bytes | None] = SimpleQueue()  # messages to write; None: it has ended
        self.texts: dict[str, ref[Corpus]] = {}

    @property
    def pid(self) -> int | None:
        """The process id; None if it is not running."""
        return self.process.pid if self.process else None

    def start(self) -> bool:
        """Starts the process if it is not running; returns whether it did. Returns at once, while the process loads torch."""
        with self.lock:
            if self.process is not None:
                return False
            self.texts.clear()
            self.unsent = SimpleQueue()
            home = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
            self.process = subprocess.Popen(
                [sys.executable, "-m", "charviz.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": home},
            )
            writing = threading.Thread(target=_write, args=(self.unsent, self.process.stdin), daemon=True)
            writing.start()
            listening = (self.process, self.unsent, writing)
            threading.Thread(target=self._listen, args=listening, daemon=True, name="charviz-worker").start()
            return True

    def close(self) -> None:
        """Ends the process."""
        with self.lock:
            process, self.process = self.process, None
        if process is not None:
            process.kill()
            process.wait()

    def send(self, header: Mapping, arrays: Mapping[str, np.ndarray] | None = None) -> None:
        """Sends a message without waiting. What a dying process does not read is sent again to its successor."""
        with self.lock:
            if self.process is not None:
                self.unsent.put(chunk(header, arrays))

    def _listen(self, process: subprocess.Popen, unsent: SimpleQueue, writing: threading.Thread) -> None:
        reading, said = cast(BinaryIO, process.stdout), cast(BinaryIO, process.stdin)  # both are pipes
        while (frame := read_frame(reading)) is not None:
            for header, arrays in parse(frame):
                self.take(header, arrays, frame)
        process.wait()
        unsent.put(None)
        writing.join()
        for pipe in (said, reading):
            with suppress(OSError):
                pipe.close()
        with self.lock:
            if self.process is not process:
                return  # closed on purpose
            self.process = None
        self.ended(self, process.returncode)


def _write(unsent: SimpleQueue, pipe: BinaryIO) -> None:
    """Writes messages to a process until it has ended. Runs in its own thread, because a full pipe blocks."""
    with suppress(OSError, ValueError):  # broken or closed
        while (frame := unsent.get()) is not None:
            write_frame(pipe, frame)
