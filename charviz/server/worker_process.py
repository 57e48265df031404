"""The worker process as the web server sees it: started when it is needed, started again when it dies."""

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
from charviz.server.packets import chunk, parse, read_frame, write_frame
from charviz.text.corpora import Corpus

Take = Callable[[dict, dict[str, np.ndarray], bytes], None]


class WorkerProcess:
    """One process; safe to use from any thread.

    take(header, arrays, frame) gets whatever it says; ended(worker, code) is called when it has died by itself; texts: the
    long texts that it has, by their names.
    """

    def __init__(self, take: Take, ended: Callable[["WorkerProcess", int], None]) -> None:
        self.take, self.ended = take, ended
        self.lock = threading.RLock()
        self.process: subprocess.Popen | None = None
        self.unsent: SimpleQueue[bytes | None] = SimpleQueue()  # to be written to it, in this order; None: it has ended
        self.texts: dict[str, ref[Corpus]] = {}

    @property
    def pid(self) -> int | None:
        """The process id; None where it does not run."""
        return self.process.pid if self.process else None

    def start(self) -> bool:
        """Starts it if it is not running, and tells whether it did; returns at once, the process loads torch by itself."""
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
        """Ends it."""
        with self.lock:
            process, self.process = self.process, None
        if process is not None:
            process.kill()
            process.wait()

    def send(self, header: Mapping, arrays: Mapping[str, np.ndarray] | None = None) -> None:
        """Says something to it, without waiting until it listens; what one that is dying does not hear, the next will."""
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
    """Writes what is said to a process, until it has ended: a pipe is full where the process does not read."""
    with suppress(OSError, ValueError):  # broken or closed
        while (frame := unsent.get()) is not None:
            write_frame(pipe, frame)
