"""The runs of the whole web server, by the hash of their config; the worker process trains them.

This side never imports torch. It keeps each run's encoded chunks, passes them to the viewers, and forgets the oldest if memory
is short; `upkeep` pauses runs without viewers, and `recovery` retrains what was lost with a worker process that died: a run is
a function of its config, so the numbers are the same.
"""

import itertools
import threading
import time
from collections.abc import Callable
from gettext import NullTranslations
from typing import Any

import numpy as np

from charviz.config import RunConfig
from charviz.i18n import N_, Message
from charviz.limits import LIMITS, MB, Limits
from charviz.player.packets import chunk
from charviz.server import recordings
from charviz.server.answer_cache import AnswerCache
from charviz.server.comparison_pool import ComparisonPool
from charviz.server.deaths import START
from charviz.server.event_log import note
from charviz.server.held_runs import HeldRuns
from charviz.server.pending_questions import PendingQuestions
from charviz.server.pooled_run import ENDED, Goal, PooledRun, size_of
from charviz.server.recovery import Recovery
from charviz.server.upkeep import Upkeep
from charviz.server.uploaded_run import adopt
from charviz.server.worker_group import WorkerGroup

TOO_LONG = N_("This run needs all {most} MB that the server has for runs: ask for fewer steps or a shorter text.")
CATCH_UP = 5.0  # seconds that a deferred run may take, once somebody asks how far it goes


class Pool:
    """All runs of this server; safe to call from any thread.

    news: its lock is held while a run changes and until its worker has been told, so that a worker receives all changes in
    order. Otherwise a run that is requested just as it is forgotten could be forgotten by its worker alone, for ever.
    """

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self.news = threading.Condition()
        self.runs = HeldRuns(limits)
        self.ready = threading.Event()
        self.recovery = Recovery(self)
        self.workers = WorkerGroup(limits.workers, self._take, self.recovery.ended)
        self.comparisons = ComparisonPool(self.workers, self.news, limits)
        self.answers = AnswerCache(limits.answers * MB)
        self.records = 0  # how many have come, for the status page
        self.begun = time.monotonic()
        self.questions = PendingQuestions(self.workers)
        self._numbers = itertools.count()
        self.closed = threading.Event()
        self.upkeep = Upkeep(self)

    def start(self) -> None:
        """Starts the worker processes that are not running; returns at once, while they load torch."""
        self.workers.start()

    def close(self) -> None:
        """Ends the worker processes."""
        self.closed.set()
        self.workers.close()

    def request(
        self, config: RunConfig, viewer: str, goal: Goal, *, keep_current: bool = False, deferred: bool = False
    ) -> str:
        """Requests a run up to a step, and returns its key; a repeated request replaces the viewer's previous goal.

        The viewer leaves all other runs, except with `keep_current`. deferred: the viewer's browser trains it by itself, so
        here it waits until somebody looks for what is lacking (`watch`, `last_step`), or requests it otherwise.
        """
        with self.news:
            left = [] if keep_current else self.runs.leave_all_but(config.key, viewer)
            if restart := (run := self.runs.get(config.key)) is None:
                run = self.runs[config.key] = PooledRun(config, deferred=deferred)
                note("run_requested", run=config.key, cost=config.cost_per_step * config.steps)
                if recording := recordings.run(config.key):
                    run.play(recording)
            run.set_goal(viewer, goal)
            if run.recorded and run.num_records <= goal.steps and not goal.stopped:
                run.train()
                restart = True
            run.wake()
            for key in left:
                self.send_goals(key)
            self.make_room(config.key)
            if not run.recorded:
                self.start()
                run.deferred = run.deferred and deferred
                self.send_goals(config.key, restart=restart or not run.num_records)
        return config.key

    def stop(self, key: str, viewer: str) -> Goal | None:
        """This viewer stops the run and sees no more of it; the run itself stops without other viewers. Returns the new goal."""
        with self.news:
            if (run := self.runs.get(key)) is None:
                return None
            want = run.stop(viewer)
            self.send_goals(key)
            self.news.notify_all()
        return want

    def has(self, key: str, viewer: str | None = None) -> bool:
        """Whether a run is here and this viewer has requested it; otherwise it must be requested, perhaps again."""
        run = self.runs.get(key)
        return run is not None and (viewer is None or viewer in run.goals)

    def message(
        self,
        key: str,
        have: int,
        wait: float = 0.0,
        viewer: str | None = None,
        catalogue: NullTranslations | None = None,
    ) -> bytes:
        """The records from `have` on, and a status; waits for news up to `wait` seconds.

        catalogue: the language of the status message.
        """
        self.watch(key, viewer)
        with self.news:
            self.news.wait_for(lambda: self.is_news(key, have, viewer), wait)
        return self.message_now(key, have, viewer, catalogue)

    def message_now(
        self, key: str, have: int, viewer: str | None = None, catalogue: NullTranslations | None = None
    ) -> bytes:
        """The same without waiting. It does not count as a look, because the viewer may have turned to another run."""
        with self.news:
            if (run := self.runs.get(key)) is None:
                return b""
            place = {"ahead": self.runs.ahead(key), "sequence": next(self._numbers)}
            status = {"kind": "status", **run.status(viewer, catalogue), **place}
            return run.after(have, self.limits.message * MB, viewer) + chunk(status)

    def watch(self, key: str, viewer: str | None = None) -> None:
        """Somebody looks at a run; a paused run continues."""
        with self.news:
            if (run := self.runs.get(key)) is None:
                return
            back, run.deferred = run.deferred, False
            if not (run.come_back(viewer) or back):
                return
            if run.paused and run.is_wanted:
                note("run_resumed", run=key)
                run.paused = False
            run.wake()
            self.send_goals(key, restart=back)

    def is_deferred(self, key: str) -> bool:
        """Whether a run waits here while its viewers train it by themselves."""
        run = self.runs.get(key)
        return run is not None and run.deferred

    def is_news(self, key: str, have: int, viewer: str | None = None) -> bool:
        """Whether there are records from `have` on, or no more will come."""
        run = self.runs.get(key)
        return run is None or run.num_visible(viewer) > have or run.state_for(viewer) in ENDED

    def is_recorded(self, key: str) -> bool:
        """Whether a run is a recording, or would be one if it were requested."""
        run = self.runs.get(key)
        return run.recorded if run else recordings.has_run(key)

    def last_step(self, key: str, viewer: str | None = None) -> int:
        """The newest step of a run that this viewer can see; -1 before the first. One that was deferred is trained first."""
        if self.is_deferred(key):
            self.watch(key, viewer)
            with self.news:
                self.news.wait_for(lambda: not self.is_growing(key, viewer), CATCH_UP)
        run = self.runs.get(key)
        return run.num_visible(viewer) - 1 if run else -1

    def is_growing(self, key: str, viewer: str | None = None) -> bool:
        """Whether a run is queued or being trained, and this viewer wants more of it."""
        run = self.runs.get(key)
        return run is not None and not run.deferred and run.state_for(viewer) not in ENDED

    def ask(
        self,
        config: RunConfig,
        what: str,
        step: int,
        timeout: float = 20.0,
        still_here: Callable[[], object] = lambda: None,
        **fields: Any,
    ) -> tuple[dict, dict[str, np.ndarray]]:
        """Asks the worker about a run, which it trains if necessary: one of `answers.QUESTIONS`, or the run as one of FILES.

        A recorded answer is returned without asking. still_here: called while it waits; whatever it raises ends the waiting.

        Returns the answer's header and arrays. Raises TimeoutError, AnswerError if there is no answer, or ConfigError for a
        step to which this run may not be trained.
        """
        if not 0 <= step <= config.steps:
            config.replace(steps=step)  # raises ConfigError: a question may not train further than a request
        if recorded := recordings.answer(what, config.key, step, fields):
            return recorded
        self.recovery.check(config.key)
        self.start()
        asked = {"kind": "ask", "config": config.to_json(), "step": step, "what": what, **fields}
        return self.questions.ask(asked, config, timeout, still_here)

    def adopt(self, config: RunConfig, content: bytes, timeout: float = 60.0) -> Message | None:
        """Takes a run from a file; see `uploaded_run.adopt`."""
        return adopt(self, config, content, timeout)

    def facts(self) -> dict[str, float]:
        """Anonymous numbers about the pool, for the status page."""
        with self.news:
            return {
                **self.runs.facts(),
                "comparisons": self.comparisons.training,
                "records": self.records,
                "restarts": self.recovery.restarts,
                "seconds": time.monotonic() - self.begun,
            }

    def make_room(self, newest: str, needed: int = 0) -> None:
        """Forgets the least recently viewed runs, until this many bytes fit."""
        with self.news:
            for key in self.runs.in_the_way(needed, newest):
                self.forget(key, "memory")

    def forget(self, key: str, why: str) -> None:
        """Forgets a run; it is trained again on request."""
        with self.news:
            if (run := self.runs.pop(key, None)) is None:
                return
            self.workers.send({"kind": "forget", "run": key})
            note("run_evicted", run=key, bytes=run.size, why=why)
            self.news.notify_all()

    def send_goals(self, key: str, *, restart: bool = False) -> None:
        """Tells the worker how far a run is wanted; restart: the pool holds no records, so resend them from step 0."""
        if (run := self.runs.get(key)) is None or run.recorded or run.deferred:
            return
        if (why := self.recovery.why_given_up(key)) is not None:
            run.fail(why)
            return
        steps = (0, 0) if run.lacks_memory else (run.steps, run.patient_steps)
        goal = {"steps": steps[0], "patient_steps": steps[1], "anew": restart}
        self.workers.send({"kind": "train", "run": key, "config": run.config.to_json(), **goal}, run.config)

    def _take(self, header: dict, arrays: dict[str, np.ndarray], frame: bytes) -> None:
        with self.news:
            if header["kind"] == "records":
                self.make_room(header["run"], size_of(frame))
            run = self.runs.get(header["run"])
            if header["kind"] == "ready":
                self.recovery.deaths.forgive(START)
                self.ready.set()
            elif self.comparisons.take(header, frame):
                self.recovery.deaths.forgive(header["run"])
            elif self.questions.take(header, arrays):
                pass
            elif run and run.recorded:
                pass  # trained in addition to the recording, because of a question
            elif header["kind"] == "status" and run:
                run.update(header)
            elif header["kind"] == "records" and run:
                self._take_records(run, header, frame)
            self.news.notify_all()

    def _take_records(self, run: PooledRun, header: dict, frame: bytes) -> None:
        """Keeps the records if there is room or room can be made; otherwise the run waits for memory."""
        if run.lacks_memory or not run.is_next(header["first"], header["count"]):
            return
        key, size = header["run"], size_of(frame)
        for other in self.runs.behind(key, size):
            self.runs[other].train()
            self.runs[other].lacks_memory = True
            self.send_goals(other)
        if self.runs.fits(size):
            run.add(header["first"], header["count"], frame)
            self.recovery.deaths.forgive(key)
            self.records += header["count"]
            return
        run.lacks_memory = True
        if self.runs.is_alone(key):
            run.fail(Message(TOO_LONG, {"most": self.limits.pool}))
        self.send_goals(key)
