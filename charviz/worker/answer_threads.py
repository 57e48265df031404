"""The threads in which a worker process answers questions, so that training and its stream go on meanwhile.

There is one for each kind of question, so that what is answered within a moment does not wait for what takes seconds. Each
answers one question at a time, the oldest first. An answer ends early where nobody waits for it any more, or where it takes
more seconds than LIMITS allow.
"""

import threading
import time
from collections.abc import Callable, Collection
from copy import copy

from charviz import cancellation
from charviz.cancellation import Cancelled
from charviz.config.fields import field_error
from charviz.export.formats import FILES
from charviz.i18n import N_
from charviz.limits import LIMITS, variable
from charviz.runs.run import Run
from charviz.worker.answers import OF_MANY_NETS, OF_ONE_NET, TRAINED
from charviz.worker.training_job import Job

HANGS = 60.0  # seconds that one which was cancelled may go on
KINDS = (OF_ONE_NET, OF_MANY_NETS, TRAINED, tuple(FILES))


class AnswerThread:
    """Answers the questions `kinds`, one at a time. answered: called in the thread with the message, empty if cancelled."""

    def __init__(self, kinds: tuple[str, ...], answered: Callable[[bytes], None]) -> None:
        self.kinds, self.answered = kinds, answered
        self.question: dict | None = None  # the one under way
        self.cancelled_at: float | None = None
        self.until = 0.0

    def take(self, question: dict) -> None:
        """This question is the next."""
        self.question, self.cancelled_at = question, None

    def start(self, job: Job, question: dict) -> None:
        """Answers a question about a run as it is now; it may be trained further meanwhile."""
        job.keep_averages(question)
        threading.Thread(target=self._answer, args=(job, question, copy(job.run)), daemon=True).start()

    def cancel(self, number: int) -> None:
        """Nobody waits any more for the answer to this question."""
        question = self.question
        if question is not None and question["id"] == number:
            self.cancelled_at = time.monotonic()

    @property
    def hangs(self) -> bool:
        """Whether it has been cancelled and does not end."""
        cancelled = self.cancelled_at
        return self.question is not None and cancelled is not None and time.monotonic() - cancelled > HANGS

    def _answer(self, job: Job, question: dict, run: Run | None) -> None:
        self.until = time.thread_time() + LIMITS.answer_seconds
        message = b""
        try:
            with cancellation.stopped_by(self._check):
                message = job.answer(question, run)
        except Cancelled:
            pass
        finally:
            self.question = None
            self.answered(message)

    def _check(self) -> None:
        if self.cancelled_at is not None:
            raise Cancelled
        if time.thread_time() > self.until:
            raise field_error(
                N_(
                    "this takes more than {most:g} s of one core to compute (the limit is {variable}): choose fewer {steps}, a "
                    "shorter text or a smaller network."
                ),
                most=LIMITS.answer_seconds,
                variable=variable("answer_seconds"),
            )


class AnswerThreads:
    """All of them. send: sends a message to the web server; begins: called before one begins, free: when one has ended."""

    def __init__(self, send: Callable[[bytes], None], begins: Callable[[], None], free: Callable[[], None]) -> None:
        def answered(message: bytes) -> None:
            send(message)
            free()

        self.begins = begins
        self.threads = [AnswerThread(kinds, answered) for kinds in KINDS]

    @property
    def under_way(self) -> list[dict]:
        """The questions that are being answered."""
        return [question for thread in self.threads if (question := thread.question) is not None]

    def hand_out(self, jobs: Collection[Job]) -> None:
        """Gives each free thread the oldest question that can be answered."""
        for thread in self.threads:
            if thread.question is not None:
                continue
            ready = [(job, question) for job in jobs for question in job.ready_questions(thread.kinds)]
            if ready:
                job, question = min(ready, key=lambda each: each[1]["id"])
                job.questions.remove(question)
                thread.take(question)
                self.begins()
                thread.start(job, question)

    @property
    def hang(self) -> bool:
        """Whether one of them does not end."""
        return any(thread.hangs for thread in self.threads)

    def cancel(self, number: int) -> None:
        """Nobody waits any more for the answer to this question."""
        for thread in self.threads:
            thread.cancel(number)
