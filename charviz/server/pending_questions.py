"""The questions to the worker processes. Each waits for its answer, even if a process dies meanwhile."""

import itertools
import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from charviz.config import RunConfig
from charviz.errors import AnswerError
from charviz.i18n import N_, Message
from charviz.server.worker_group import WorkerGroup

Answer = tuple[dict[str, Any], dict[str, np.ndarray]]
LOOK = 0.1  # seconds between two looks whether the person who asks is still there
LONGEST = 2**17  # bytes of a question
LOST_FILE = N_("the worker process ended while reading the file; please open it again.")
GIVEN_UP = N_("the worker process ended again and again while it computed this; ask for less.")
TOO_LONG = N_("the question has {found:,} bytes; at most {most:,} are allowed.")


@dataclass
class Pending:
    """A question that was sent. askers: how many wait for its answer; name: what is asked, None if it comes with a file."""

    question: dict
    config: RunConfig
    name: str | None
    askers: int = 0
    future: Future[Answer] = field(default_factory=Future)

    def refuse(self, why: Message) -> None:
        """Answers with an error, if there is no answer yet."""
        if not self.future.done():
            self.future.set_result(({"error": why.to_json()}, {}))


class PendingQuestions:
    """The questions that wait for an answer, by their numbers; safe to call from any thread.

    Who asks what somebody else waits for already waits for the same answer. When nobody waits any more, the worker is told.
    """

    def __init__(self, workers: WorkerGroup) -> None:
        self.workers, self.lock = workers, threading.RLock()
        self.waiting: dict[int, Pending] = {}
        self.numbers = itertools.count()

    def ask(
        self,
        question: dict,
        config: RunConfig,
        timeout: float,
        still_here: Callable[[], object] = lambda: None,
        **arrays: np.ndarray,
    ) -> Answer:
        """Sends a question about a run and waits. Raises TimeoutError, or AnswerError with the worker's reason.

        still_here: called while it waits; whatever it raises ends the waiting.
        """
        pending = self._join({**question, "run": config.key}, config, arrays)
        try:
            until = time.monotonic() + timeout
            while not wait([pending.future], min(LOOK, max(until - time.monotonic(), 0))).done:
                still_here()
                if time.monotonic() >= until:
                    raise TimeoutError
        finally:
            self._leave(pending)
        header, found = pending.future.result()
        if "error" in header:
            raise AnswerError(Message.from_json(header["error"]))
        return header, found

    def take(self, header: dict, arrays: dict[str, np.ndarray]) -> bool:
        """Takes a worker's message if it is an answer; returns whether it is."""
        pending = self.waiting.get(header["id"]) if header["kind"] == "answer" else None
        if pending is None or pending.future.done():
            return False
        pending.future.set_result((header, arrays))
        return True

    def give_up(self, cause: tuple[str, int]) -> None:
        """Refuses the question that has ended several processes."""
        if (pending := self.waiting.get(cause[1])) is not None:
            pending.refuse(Message(GIVEN_UP))

    def refuse(self, key: str, why: Message) -> None:
        """Refuses all questions about a run."""
        for pending in list(self.waiting.values()):
            if pending.config.key == key:
                pending.refuse(why)

    def resend(self, belongs_here: Callable[[str], bool]) -> None:
        """Resends pending questions to a restarted worker, except files, which are not kept."""
        for pending in list(self.waiting.values()):
            if not belongs_here(pending.config.key) or pending.future.done():
                continue
            if pending.name is None:
                pending.refuse(Message(LOST_FILE))
            else:
                self.workers.send(pending.question, pending.config)

    def _join(self, question: dict, config: RunConfig, arrays: dict[str, np.ndarray]) -> Pending:
        name = None if arrays else json.dumps(question, sort_keys=True)
        if (found := len(json.dumps(question).encode()) - len(question.get("config", ""))) > LONGEST:
            raise AnswerError(TOO_LONG, found=found, most=LONGEST)
        with self.lock:
            same = (each for each in self.waiting.values() if name is not None and each.name == name)
            if (pending := next(same, None)) is None:
                number = next(self.numbers)
                pending = self.waiting[number] = Pending({**question, "id": number}, config, name)
                self.workers.send(pending.question, config, **arrays)
            pending.askers += 1
        return pending

    def _leave(self, pending: Pending) -> None:
        with self.lock:
            pending.askers -= 1
            if pending.askers:
                return
            del self.waiting[pending.question["id"]]
        if not pending.future.done():
            self.workers.send({"kind": "withdraw", "run": pending.config.key, "id": pending.question["id"]})
