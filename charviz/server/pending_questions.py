"""What is asked of the worker processes: each question waits for its answer, also over a process that dies."""

import itertools
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import numpy as np

from charviz.config import RunConfig
from charviz.errors import AnswerError
from charviz.i18n import N_, Message
from charviz.server.worker_group import WorkerGroup

Answer = tuple[dict[str, Any], dict[str, np.ndarray]]


class PendingQuestions:
    """Those that wait for an answer, by their numbers; safe to call from any thread."""

    def __init__(self, workers: WorkerGroup) -> None:
        self.workers = workers
        self.waiting: dict[int, tuple[Future[Answer], dict, RunConfig]] = {}
        self.numbers = itertools.count()

    def ask(self, question: dict, config: RunConfig, timeout: float, **arrays: np.ndarray) -> Answer:
        """Sends a question about a run and waits; TimeoutError, or AnswerError where the worker has only a reason to tell."""
        number, future = next(self.numbers), Future[Answer]()
        question = {**question, "run": config.key, "id": number}
        self.waiting[number] = future, question, config
        self.workers.send(question, config, **arrays)
        try:
            header, found = future.result(timeout)
        finally:
            self.waiting.pop(number, None)
        if "error" in header:
            raise AnswerError(Message.from_json(header["error"]))
        return header, found

    def take(self, header: dict, arrays: dict[str, np.ndarray]) -> bool:
        """What a worker says, if it is the answer to a question; whether it was."""
        if header["kind"] != "answer" or header["id"] not in self.waiting:
            return False
        self.waiting[header["id"]][0].set_result((header, arrays))
        return True

    def resend(self, belongs_here: Callable[[str], bool]) -> None:
        """Resends pending questions to a restarted worker, except uploads: the file may have caused the crash."""
        for future, question, config in list(self.waiting.values()):
            if not belongs_here(config.key) or future.done():
                continue
            if question["kind"] == "adopt":
                why = Message(N_("the worker process ended while reading the file; please open it again."))
                future.set_result(({"error": why.to_json()}, {}))
            else:
                self.workers.send(question, config)
