"""The runs of the whole web server, by the hash of their config; the engine process trains them.

This side never imports torch. It keeps each run's encoded chunks, hands them to whoever watches, pauses what nobody
watches, forgets the oldest where memory is short, and trains again what was lost with an engine process that died: a run
is a function of its config, so it goes on to the same numbers.
"""

import itertools
import threading
import time
from collections import OrderedDict
from gettext import NullTranslations
from typing import Any

import numpy as np

from charviz.config import RunConfig
from charviz.errors import AnswerError
from charviz.limits import LIMITS, MB, Limits
from charviz.server import recordings
from charviz.server.comparisons import Comparisons
from charviz.server.engine import Engine
from charviz.server.engines import Engines
from charviz.server.journal import note
from charviz.server.kept import Kept
from charviz.server.packets import chunk
from charviz.server.pooled import ENDED, PooledRun, Want
from charviz.server.questions import Questions
from charviz.server.trim import give_back
from charviz.translation import N_, Message

MOST_RESTARTS = 3  # of the engine process without a record in between
TRIMS = 24  # looks for memory to give back, when all have left
TIDY = 5.0  # seconds between two looks at what nobody watches


class Pool:
    """All runs of this server; safe to call from any thread."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self.news = threading.Condition()
        self.runs: OrderedDict[str, PooledRun] = OrderedDict()
        self.ready = threading.Event()
        self.engines = Engines(limits.engines, self._take, self._engine_ended)
        self.comparisons = Comparisons(self.engines, self.news)
        self.kept = Kept(limits.answers * MB)
        self.records = 0  # that have come in all, for the status page
        self.begun = time.monotonic()
        self.questions = Questions(self.engines)
        self._numbers = itertools.count()
        self.restarts = self._restarts = self._untrimmed = 0  # in all, and since the last record
        self._closed = threading.Event()
        threading.Thread(target=self._tidy_for_ever, daemon=True, name="charviz-tidy").start()

    def start(self) -> None:
        """Starts the engine processes that are not running; returns at once, they load torch by themselves."""
        self.engines.start()

    def close(self) -> None:
        """Ends the engine processes."""
        self._closed.set()
        self.engines.close()

    @property
    def engine_pid(self) -> int | None:
        """The first engine's process id, or None before the first run."""
        return self.engines.all[0].pid

    def request(self, config: RunConfig, viewer: str, want: Want, beside: bool = False) -> str:
        """Asks for a run up to a step, and returns its key; who asks twice changes what they want.

        A viewer wants one run at a time, unless this one is seen `beside` another.
        """
        with self.news:
            if not beside:
                self._leave_all_but(config.key, viewer)
            if anew := (run := self.runs.get(config.key)) is None:
                run = self.runs[config.key] = PooledRun(config)
                note("run_requested", run=config.key, cost=config.cost_per_step * config.steps)
                if recording := recordings.run(config.key):
                    run.play(recording)
            self.runs.move_to_end(config.key)
            run.wants[viewer], run.paused = want, False
            run.look(viewer)
            if run.recorded and run.have <= want.steps:
                run.train()
                anew = True
            resting = run.state in ENDED and run.state not in ("diverged", "failed")
            if resting and run.have <= max(run.steps, want.steps):
                run.state = "queued"
        self._make_room(config.key)
        if not run.recorded:
            self.start()
            self._send_wants(config.key, anew)
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

    def has(self, key: str) -> bool:
        """Whether a run is here: one that has been forgotten must be requested again."""
        return key in self.runs

    def message(
        self,
        key: str,
        have: int,
        wait: float = 0.0,
        viewer: str | None = None,
        catalogue: NullTranslations | None = None,
    ) -> bytes:
        """What a viewer who has the records before `have` lacks, and a status; waits for news up to `wait` seconds.

        catalogue: the language in which the status says what is wrong.
        """
        self.watch(key, viewer)
        with self.news:
            run = self.runs.get(key)
            if run is None:
                return b""
            self.news.wait_for(lambda: self.is_news(key, have), wait)
            status = {
                "kind": "status",
                "run": key,
                "state": run.state,
                "have": run.have,
                "steps": run.patient_steps,
                "engine": run.engine,
                "fell_back": run.fell_back,
                "pace": run.pace,
                "ahead": run.ahead,
                "message": run.message.told(catalogue) if run.message else "",
                "sequence": next(self._numbers),
            }
            return run.after(have, self.limits.message * MB) + chunk(status)

    def watch(self, key: str, viewer: str | None = None) -> None:
        """Somebody looks at a run; one that was paused goes on."""
        with self.news:
            if (run := self.runs.get(key)) is None:
                return
            run.look(viewer)
            if not run.paused:
                return
            run.paused = False
            run.wants[viewer or ""] = run.goal
            run.state = "queued" if run.have <= run.goal.steps else run.state
        note("run_resumed", run=key)
        self._send_wants(key)

    def is_news(self, key: str, have: int) -> bool:
        """Whether there is more of a run than the records before `have`, or no more to come."""
        run = self.runs.get(key)
        return run is None or run.have > have or run.state in ENDED

    def is_recorded(self, key: str) -> bool:
        """Whether a run is a recording, or would be one if it were requested."""
        run = self.runs.get(key)
        return run.recorded if run else recordings.has_run(key)

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

        What has been recorded is not asked.

        Returns the answer's header and arrays; raises TimeoutError, or AnswerError where there is nothing to tell.
        """
        if recorded := recordings.answer(what, config.key, step, fields):
            return recorded
        self.start()
        asked = {"kind": "ask", "config": config.to_json(), "step": step, "what": what, **fields}
        return self.questions.ask(asked, config, timeout)

    def adopt(self, config: RunConfig, content: bytes, timeout: float = 60.0) -> Message | None:
        """Takes a run from a file, under a name of its own (`RunConfig.known_as`): others see it who open the same file,
        and who open a link with its settings get the run that is trained from them.

        Returns why it cannot be trained further, or None; raises AnswerError where the engine will not have it. Like any
        run it is forgotten where memory is short or an engine process dies, and its file is not kept: who still asks for it
        gets, under this name, what its config gives when it is trained here.
        """
        self.start()
        key, run = config.key, PooledRun(config, from_file=True, state="finished")
        with self.news:
            before = self.runs.get(key)
            if before is not None:
                run.wants, run.seen_by = before.wants, before.seen_by
            self.runs[key] = run
        try:
            file = np.frombuffer(content, np.uint8)
            header, _arrays = self.questions.ask({"kind": "adopt"}, config, timeout, file=file)
        except (TimeoutError, AnswerError) as error:
            with self.news:
                self.runs.pop(key, None)
                self.runs |= {key: before} if before else {}
            if isinstance(error, AnswerError):
                raise
            why = N_("the file takes too long to read; the server has too much to do now.")
            raise AnswerError(why) from None
        note("run_opened", run=key, records=run.have, bytes=run.size)
        self._make_room(key)
        return Message.from_json(header["ends"]) if "ends" in header else None

    def tidy(self) -> None:
        """Pauses the runs that nobody watches, forgets those that nobody has watched for long, and gives memory back."""
        now, forgotten = time.monotonic(), []
        with self.news:
            for key, run in self.runs.items():
                for viewer, seen in list(run.seen_by.items()):
                    if now - seen > self.limits.grace:
                        run.leave(viewer)
                if now - run.seen > self.limits.keep:
                    forgotten.append(key)
                elif not run.wants and run.state not in ENDED and not run.paused:
                    self._pause(key, run)
            self.comparisons.tidy(self.limits)
        for key in forgotten:
            self._forget(key, "unwatched")
        self._untrimmed = TRIMS if forgotten else self._untrimmed
        if self._untrimmed and not self.runs:  # Streamlit lets go of its sessions a little later
            self._untrimmed -= 1
            give_back()

    def facts(self) -> dict[str, float]:
        """Numbers about the pool that tell of no one: for the status page."""
        with self.news:
            now, runs = time.monotonic(), list(self.runs.values())
            watched = {viewer for run in runs for viewer, seen in run.seen_by.items() if now - seen < 30}
            return {
                "runs": len(runs),
                "training": sum(run.state not in ENDED and not run.paused for run in runs),
                "queued": sum(run.ahead > 0 for run in runs),
                "paused": sum(run.paused for run in runs),
                "watchers": len(watched),
                "comparisons": self.comparisons.training,
                "bytes": sum(run.size for run in runs),
                "records": self.records,
                "restarts": self.restarts,
                "seconds": now - self.begun,
            }

    def _tidy_for_ever(self) -> None:
        while not self._closed.wait(min(TIDY, self.limits.grace / 4)):
            self.tidy()

    def _leave_all_but(self, key: str, viewer: str) -> None:
        for other, run in self.runs.items():
            if other != key and viewer in run.wants:
                run.leave(viewer)
                if not run.wants and run.state not in ENDED:
                    self._pause(other, run)

    def _pause(self, key: str, run: PooledRun) -> None:
        run.paused = True
        note("run_paused", run=key, have=run.have)
        self._send_wants(key)

    def _make_room(self, newest: str) -> None:
        """Forgets the runs that have not been looked at for longest, until the rest fits; the newest stays."""
        forgotten = []
        with self.news:
            total = sum(run.size for run in self.runs.values())
            for key, run in sorted(self.runs.items(), key=lambda item: item[1].seen):
                if total <= self.limits.pool * MB:
                    break
                if key != newest:
                    total -= run.size
                    forgotten.append(key)
        for key in forgotten:
            self._forget(key, "memory")

    def _forget(self, key: str, why: str) -> None:
        with self.news:
            run = self.runs.pop(key, None)
            self.news.notify_all()
        if run is not None:
            self.engines.send({"kind": "forget", "run": key})
            note("run_evicted", run=key, bytes=run.size, why=why)

    def _send_wants(self, key: str, anew: bool = False) -> None:
        """Tells the engine how far a run is wanted; anew: nothing is here of what it may have trained to answer questions."""
        if (run := self.runs.get(key)) is None or run.recorded:
            return
        goal = {"steps": run.steps, "patient_steps": run.patient_steps, "anew": anew}
        self.engines.send({"kind": "train", "run": key, "config": run.config.to_json(), **goal}, run.config)

    def _engine_ended(self, engine: Engine, code: int) -> None:
        """Starts an engine process again, and all of its that is unfinished."""

        def mine(key: str) -> bool:
            return self.engines.of(key) is engine

        with self.news:
            self.restarts, self._restarts = self.restarts + 1, self._restarts + 1
            unfinished = [
                key for key, run in self.runs.items() if run.state not in ENDED and not run.paused and mine(key)
            ]
            for key in [key for key, run in self.runs.items() if run.from_file and mine(key)]:
                del self.runs[key]  # gone with the process
            if self._restarts > MOST_RESTARTS:
                for key in unfinished:
                    self.runs[key].state = "failed"
                self.news.notify_all()
                self._restarts, unfinished = 0, []
        note("engine_ended", code=code, unfinished=len(unfinished))
        self.start()
        for key in unfinished:
            self._send_wants(key)
        self.questions.again(mine)
        self.comparisons.again(mine)

    def _take(self, header: dict, arrays: dict[str, np.ndarray], frame: bytes) -> None:
        with self.news:
            run = self.runs.get(header["run"])
            if header["kind"] == "ready":
                self.ready.set()
            elif self.comparisons.take(header, frame):
                self._restarts = 0
            elif self.questions.take(header, arrays):
                pass
            elif run and run.recorded:
                pass  # it is trained beside the recording, because somebody has asked about it
            elif header["kind"] == "status" and run:
                self._take_status(run, header)
            elif header["kind"] == "records" and run and run.add(header["first"], header["count"], frame):
                self._restarts = 0
                self.records += header["count"]
            self.news.notify_all()

    def _take_status(self, run: PooledRun, header: dict) -> None:
        run.engine, run.fell_back = header["engine"] or run.engine, header["fell_back"]
        run.pace, run.ahead = header["pace"], header.get("ahead", 0)
        run.message = Message.from_json(header["message"]) if "message" in header else None
        state = header["state"]
        if run.paused and state not in ("diverged", "failed"):
            return
        if state in ("finished", "learned") and header["have"] <= max(run.steps, run.have - 1):
            state = "training"  # said before it heard of a new goal, or by a new engine process on its way back
        if run.state == "stopped" and state in ("finished", "training"):
            return
        if state in ENDED and run.state not in ENDED:
            seconds = time.monotonic() - run.begun
            note(f"run_{state}", run=header["run"], steps=run.have - 1, seconds=seconds, bytes=run.size)
        run.state = state
