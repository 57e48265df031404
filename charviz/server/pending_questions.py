"""The questions to the worker processes. Each waits for its answer, even if a process dies meanwhile."""

import itertools
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import numpy as np

from charviz.config import RunConfig
from charviz.errors import AnswerError
from charviz.i18n import N_, Message
from charviz.server.worker_group import WorkerGroup

Answer = tuple[dict[str, Any], dict[str, np.ndarray]]
MOST_DEATHS = 3  # of workers during one question; then the question is given up


class PendingQuestions:
    """The questions that wait for an answer, by their numbers; safe to call from any thread."""

    def __init__(self, workers: WorkerGroup) -> None:
        self.workers = workers
        self.waiting: dict[int, tuple[Future[Answer], dict, RunConfig]] = {}
        self.deaths = Counter[int]()
        self.numbers = itertools.count()

    def ask(self, question: dict, config: RunConfig, timeout: float, **arrays: np.ndarray) -> Answer:
        """Sends a question about a run and waits. Raises TimeoutError, or AnswerError with the worker's reason."""
        number, future = next(self.numbers), Future[Answer]()
        question = {**question, "run": config.key, "id": number}
        self.waiting[number] = future, question, config
        self.workers.send(question, config, **arrays)
        try:
            header, found = future.result(timeout)
        finally:
            self.waiting.pop(number, None)
            self.deaths.pop(number, None)
        if "error" in header:
            raise AnswerError(Message.from_json(header["error"]))
        return header, found

    def take(self, header: dict, arrays: dict[str, np.ndarray]) -> bool:
        """Takes a worker's message if it is an answer; returns whether it is."""
        if header["kind"] != "answer" or header["id"] not in self.waiting:
            return False
        self.waiting[header["id"]][0].set_result((header, arrays))
        return True

    def resend(self, belongs_here: Callable[[str], bool]) -> None:
        """Resends pending questions to a restarted worker, except uploads and those during which several workers have died."""
        for number, (future, question, config) in list(self.waiting.items()):
            if not belongs_here(config.key) or future.done():
                continue
            self.deaths[number] += 1
            if question["kind"] == "adopt":
                _refuse(future, Message(N_("the worker process ended while reading the file; please open it again.")))
            elif self.deaths[number] >= MOST_DEATHS:
                words = N_("the worker process ended again and again while it computed this; ask for less.")
                _refuse(future, Message(words))
            else:
                self.workers.send(question, config)


def _refuse(future: Future[Answer], why: Message) -> None:
    future.set_result(({"error": why.to_json()}, {}))
