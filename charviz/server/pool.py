"""The runs of the whole web server, by the hash of their config, and the engine process that trains them.

This side never imports torch. It keeps each run's encoded chunks, hands them to whoever watches, and starts the
engine process again if it dies: a run is a function of its config, so it goes on to the same numbers.
"""

import hashlib
import itertools
import json
import logging
import os
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from charviz import corpora
from charviz.config import RunConfig
from charviz.errors import ConfigError
from charviz.server.packets import chunk, parse, read_frame, write_frame
from charviz.sweep import check

log = logging.getLogger(__name__)

MOST_RUNS, MOST_COMPARISONS = 64, 16
MOST_RESTARTS = 3  # of the engine process without a record in between
ENDED = ("finished", "learned", "diverged", "failed", "stopped")
PACKAGE_HOME = Path(__file__).parents[2]


@dataclass(frozen=True)
class Want:
    """How far one viewer wants a run to go; a patient one lets it stop by itself once the text is learned."""

    steps: int
    patient: bool = False


@dataclass
class PooledRun:
    """A run as the web server has it: encoded chunks, each with the step at which it begins and how many records it holds."""

    config: RunConfig
    chunks: list[tuple[int, int, bytes]] = field(default_factory=list)
    wants: dict[str, Want] = field(default_factory=dict)
    have: int = 0
    state: str = "queued"
    engine: str = ""
    fell_back: bool = False
    pace: float | None = None
    message: str = ""

    def after(self, have: int) -> bytes:
        """The chunks that hold the records from `have` on; the first may begin before."""
        return b"".join(data for first, count, data in self.chunks if first + count > have)

    @property
    def steps(self) -> int:
        """The step up to which somebody wants it in any case."""
        return max((want.steps for want in self.wants.values() if not want.patient), default=0)

    @property
    def patient_steps(self) -> int:
        """The step up to which somebody wants it unless it has learned before."""
        return max((want.steps for want in self.wants.values()), default=0)


@dataclass
class PooledComparison:
    """A comparison as the web server has it: what was asked, and the newest report."""

    request: dict
    configs: Sequence[RunConfig]
    report: bytes = b""
    reports: int = 0
    state: str = "training"


class Pool:
    """All runs of this server; safe to call from any thread."""

    def __init__(self) -> None:
        self.news = threading.Condition()
        self.runs: OrderedDict[str, PooledRun] = OrderedDict()
        self.comparisons: OrderedDict[str, PooledComparison] = OrderedDict()
        self.ready = threading.Event()
        self._engine: subprocess.Popen | None = None
        self._answers: dict[int, tuple[Future, dict, RunConfig]] = {}
        self._told: OrderedDict[str, None] = OrderedDict()  # long texts that the engine process has
        self._numbers = itertools.count()
        self._restarts = 0

    def start(self) -> None:
        """Starts the engine process if it is not running; returns at once, the process loads torch by itself."""
        with self.news:
            if self._engine is not None:
                return
            home = os.pathsep.join(filter(None, [str(PACKAGE_HOME), os.environ.get("PYTHONPATH")]))
            self._told.clear()
            self._engine = subprocess.Popen(
                [sys.executable, "-m", "charviz.server.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": home},
            )
            threading.Thread(target=self._listen, args=(self._engine,), daemon=True, name="charviz-pool").start()

    def close(self) -> None:
        """Ends the engine process."""
        with self.news:
            engine, self._engine = self._engine, None
        if engine is not None:
            engine.kill()
            engine.wait()

    @property
    def engine_pid(self) -> int | None:
        """The engine's process id, or None before the first run."""
        return self._engine.pid if self._engine else None

    def request(self, config: RunConfig, viewer: str, want: Want) -> str:
        """Asks for a run up to a step, and returns its key; who asks twice changes what they want."""
        with self.news:
            run = self.runs.setdefault(config.key, PooledRun(config))
            self.runs.move_to_end(config.key)
            run.wants[viewer] = want
            if (
                run.state in ENDED
                and run.state not in ("diverged", "failed")
                and run.have <= max(run.steps, want.steps)
            ):
                run.state = "queued"
            self._forget_the_oldest()
        self.start()
        self._send_wants(config.key)
        return config.key

    def stop(self, key: str, viewer: str) -> None:
        """This viewer wants no more; the run stops at once if nobody else does."""
        with self.news:
            run = self.runs.get(key)
            if run is None:
                return
            run.wants.pop(viewer, None)
            if not run.wants:
                run.wants[viewer] = Want(max(run.have - 1, 0))
                run.state = "stopped" if run.state not in ENDED else run.state
        self._send_wants(key)
        with self.news:
            self.news.notify_all()

    def message(self, key: str, have: int, wait: float = 0.0) -> bytes:
        """What a viewer who has the records before `have` lacks, and a status; waits for news up to `wait` seconds."""
        with self.news:
            run = self.runs.get(key)
            if run is None:
                return b""
            self.news.wait_for(lambda: run.have > have or run.state in ENDED, wait)
            status = {
                "kind": "status",
                "run": key,
                "state": run.state,
                "have": run.have,
                "steps": run.patient_steps,
                "engine": run.engine,
                "fell_back": run.fell_back,
                "pace": run.pace,
                "message": run.message,
                "sequence": next(self._numbers),
            }
            return run.after(have) + chunk(status)

    def last_step(self, key: str) -> int:
        """The newest step of a run that there is; -1 before the first."""
        run = self.runs.get(key)
        return run.have - 1 if run else -1

    def is_growing(self, key: str) -> bool:
        """Whether a run is queued or being trained."""
        run = self.runs.get(key)
        return run is not None and run.state not in ENDED

    def ask(
        self, config: RunConfig, what: str, step: int, timeout: float = 20.0, **fields: Any
    ) -> tuple[dict, dict[str, np.ndarray]]:
        """Asks the engine about a run, trained there if need be: one of `answers.QUESTIONS`, or the run as one of FILES.

        Returns the answer's header and arrays; raises TimeoutError, or LookupError where there is nothing to tell.
        """
        self.start()
        number = next(self._numbers)
        question = {
            "kind": "ask",
            "run": config.key,
            "config": config.to_json(),
            "id": number,
            "what": what,
            "step": step,
            **fields,
        }
        future: Future = Future()
        with self.news:
            self._answers[number] = future, question, config
        self._send_text(config)
        self._send(question)
        try:
            header, arrays = future.result(timeout)
        finally:
            self._answers.pop(number, None)
        if "error" in header:
            raise LookupError(header["error"])
        return header, arrays

    def compare(self, configs: Sequence[RunConfig], seeds: Sequence[int]) -> str:
        """Asks for a comparison and returns its key, see `message_of`; ConfigError for one that is too large."""
        check(configs, seeds)
        asked = {"configs": [config.to_json() for config in configs], "seeds": list(seeds)}
        key = hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:20]
        with self.news:
            known = key in self.comparisons
            request = {"kind": "compare", "run": key, **asked}
            comparison = self.comparisons.setdefault(key, PooledComparison(request, configs))
            self.comparisons.move_to_end(key)
            if len(self.comparisons) > MOST_COMPARISONS:
                self.comparisons.popitem(last=False)
        self.start()
        if not known:
            self._send_comparison(comparison)
        return key

    def message_of(self, key: str, reports: int, wait: float = 0.0) -> tuple[int, bytes]:
        """How often a comparison has reported, and its newest report, if it is newer than the first `reports` of them."""
        with self.news:
            comparison = self.comparisons.get(key)
            if comparison is None:
                return 0, b""
            self.news.wait_for(lambda: comparison.reports > reports or comparison.state in ENDED, wait)
            return comparison.reports, comparison.report if comparison.reports > reports else b""

    def stop_comparing(self, key: str) -> None:
        """Ends a comparison; what is done stays."""
        self._send({"kind": "stop", "run": key})

    def _forget_the_oldest(self) -> None:
        while len(self.runs) > MOST_RUNS:
            self.runs.popitem(last=False)

    def _send_wants(self, key: str) -> None:
        run = self.runs[key]
        self._send_text(run.config)
        goal = {"steps": run.steps, "patient_steps": run.patient_steps}
        self._send({"kind": "train", "run": key, "config": run.config.to_json(), **goal})

    def _send_comparison(self, comparison: PooledComparison) -> None:
        for config in comparison.configs:
            self._send_text(config)
        self._send(comparison.request)

    def _send_text(self, config: RunConfig) -> None:
        """The long text of a config, if the engine process may lack it: it keeps the newest, as this side does."""
        name = config.corpus
        if name is None or corpora.is_made(name):
            return
        with suppress(ConfigError), self.news:  # a text that is not here either: the engine will say so
            if name not in self._told:
                content = np.frombuffer(corpora.corpus(name).text.encode(), np.uint8)
                self._send({"kind": "text", "run": "", "name": name}, {"text": content})
            self._told[name] = None
            self._told.move_to_end(name)
            while len(self._told) > corpora.KEPT // 2:
                self._told.popitem(last=False)

    def _send(self, header: dict, arrays: dict[str, np.ndarray] | None = None) -> None:
        with self.news:
            if self._engine is None:
                return
            try:
                write_frame(self._engine.stdin, chunk(header, arrays))
            except (OSError, ValueError):  # broken or closed
                log.warning("the engine process is gone; it is being started again")

    def _listen(self, engine: subprocess.Popen) -> None:
        """Takes what the engine process sends, until it ends; then starts it again, and all that is unfinished."""
        while (frame := read_frame(engine.stdout)) is not None:
            for header, arrays in parse(frame):
                self._take(header, arrays, frame)
        engine.wait()
        for pipe in (engine.stdin, engine.stdout):
            with suppress(OSError):
                pipe.close()
        with self.news:
            if self._engine is not engine:
                return  # closed on purpose
            self._engine = None
            self._restarts += 1
            unfinished = [key for key, run in self.runs.items() if run.state not in ENDED]
            if self._restarts > MOST_RESTARTS:
                for key in unfinished:
                    self.runs[key].state = "failed"
                self.news.notify_all()
                self._restarts, unfinished = 0, []
        log.warning("the engine process ended (%s); starting it again with %d runs", engine.returncode, len(unfinished))
        self.start()
        for key in unfinished:
            self._send_wants(key)
        for _future, question, config in list(self._answers.values()):
            self._send_text(config)
            self._send(question)
        for comparison in list(self.comparisons.values()):
            if comparison.state not in ENDED:
                self._send_comparison(comparison)

    def _take(self, header: dict, arrays: dict[str, np.ndarray], frame: bytes) -> None:
        with self.news:
            run = self.runs.get(header["run"])
            if header["kind"] == "ready":
                self.ready.set()
            elif header["kind"] == "answer" and header["id"] in self._answers:
                self._answers[header["id"]][0].set_result((header, arrays))
            elif header["kind"] == "comparison" and (comparison := self.comparisons.get(header["run"])):
                comparison.report, comparison.state = frame, header["state"]
                comparison.reports += 1
                self._restarts = 0
            elif run and header["kind"] == "records":
                self._take_records(run, header, frame)
            elif run and header["kind"] == "status":
                self._take_status(run, header)
            elif header["kind"] == "status" and (comparison := self.comparisons.get(header["run"])):
                comparison.state = header["state"]
            self.news.notify_all()

    def _take_status(self, run: PooledRun, header: dict) -> None:
        run.engine, run.fell_back = header["engine"] or run.engine, header["fell_back"]
        run.pace, run.message = header["pace"], header.get("message", "")
        state = header["state"]
        if state in ("finished", "learned") and header["have"] <= max(run.steps, run.have - 1):
            state = "training"  # said before it heard of a new goal, or by a new engine process on its way back
        if not (run.state == "stopped" and state in ("finished", "training")):
            run.state = state

    def _take_records(self, run: PooledRun, header: dict, frame: bytes) -> None:
        end = header["first"] + header["count"]
        if end > run.have and header["first"] <= run.have:
            run.chunks.append((header["first"], header["count"], frame))
            run.have = end
            self._restarts = 0
