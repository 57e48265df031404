"""A worker process as the web server sees it: started on demand, ended where it does not answer."""

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
from charviz.server.event_log import note
from charviz.text.corpora import Corpus

Take = Callable[[dict, dict[str, np.ndarray], bytes], None]
MOST_UNANSWERED = 12  # pings, of a process that has been heard of before: one that hangs answers none
MOST_AT_START = 60  # before it is ready, for it loads torch


class WorkerProcess:
    """One process; safe to use from any thread.

    take(header, arrays, frame): called with every message from it; ended(worker, code): called when it has died by itself,
    and then nobody else starts it before `restart`; texts: the long texts that it has, by their names; is_ready: whether it
    has been heard of; computing: the run in turn, and the questions (run, number), that it computes; unanswered: pings.
    """

    def __init__(self, take: Take, ended: Callable[["WorkerProcess", int], None]) -> None:
        self.take, self.ended = take, ended
        self.lock = threading.RLock()
        self.process: subprocess.Popen | None = None
        self.unsent: SimpleQueue[bytes | None] = SimpleQueue()  # messages to write; None: it has ended
        self.texts: dict[str, ref[Corpus]] = {}
        self.rests = self.is_ready = False
        self.computing: tuple[str, list[tuple[str, int]]] = ("", [])
        self.unanswered = 0

    @property
    def pid(self) -> int | None:
        """The process id; None if it is not running."""
        return self.process.pid if self.process else None

    def start(self) -> bool:
        """Starts the process if it is not running; returns whether it did. Returns at once, while the process loads torch."""
        with self.lock:
            if self.process is not None or self.rests:
                return False
            self.texts.clear()
            self.is_ready, self.computing, self.unanswered = False, ("", []), 0
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

    def restart(self) -> None:
        """Starts it again after it has died."""
        with self.lock:
            self.rests = False
            self.start()

    def ping(self) -> None:
        """Asks whether it is alive, and ends a process that has not answered for long; `ended` is called as for any other.

        Counts what was asked, not seconds: a machine that sleeps does not ask.
        """
        with self.lock:
            if self.process is None:
                return
            if self.unanswered >= (MOST_UNANSWERED if self.is_ready else MOST_AT_START):
                note("worker_hangs", pid=self.pid, unanswered=self.unanswered)
                self.process.kill()
            self.unanswered += 1
            self.send({"kind": "ping", "run": ""})

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
                self._hear(header, arrays, frame)
        process.wait()
        unsent.put(None)
        writing.join()
        for pipe in (said, reading):
            with suppress(OSError):
                pipe.close()
        with self.lock:
            if self.process is not process:
                return  # closed on purpose
            self.process, self.rests = None, True
        self.ended(self, process.returncode)

    def _hear(self, header: dict, arrays: dict[str, np.ndarray], frame: bytes) -> None:
        if header["kind"] == "pong":
            self.unanswered = 0
        elif header["kind"] == "computing":
            self.computing = header["turn"], [(run, number) for run, number in header["questions"]]
        else:
            self.is_ready = self.is_ready or header["kind"] == "ready"
            self.take(header, arrays, frame)


def _write(unsent: SimpleQueue, pipe: BinaryIO) -> None:
    """Writes messages to a process until it has ended. Runs in its own thread, because a full pipe blocks."""
    with suppress(OSError, ValueError):  # broken or closed
        while (frame := unsent.get()) is not None:
            write_frame(pipe, frame)
