"""What follows when a worker process has died: a new one goes on with all that did not end it, and that is given up in the end."""

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from charviz.errors import AnswerError
from charviz.i18n import N_, Message
from charviz.server.deaths import IDLE, MOST, START, Deaths
from charviz.server.event_log import note
from charviz.server.pooled_run import ENDED
from charviz.server.worker_process import WorkerProcess

if TYPE_CHECKING:
    from charviz.server.pool import Pool

OF_A_RUN = N_(
    "The process that trains has ended {count} times while it trained this run, so it is given up: choose a smaller network "
    "or a shorter text."
)
AT_START = N_("The process that trains cannot start on this server.")


class Recovery:
    """Counts deaths and starts processes again, for a pool; under its lock where it changes anything."""

    def __init__(self, pool: "Pool") -> None:
        self.pool, self.restarts, self.deaths = pool, 0, Deaths()

    @property
    def works(self) -> bool:
        """Whether processes start and go on."""
        return max(map(self.deaths.of, (START, IDLE))) < MOST

    def ended(self, worker: WorkerProcess, code: int) -> None:
        """A process has died by itself, or was ended because it hung."""

        def belongs_here(key: str) -> bool:
            return self.pool.workers.of(key) is worker

        turn, questions = worker.computing
        causes: list[Hashable] = [*filter(None, [turn]), *questions] or [IDLE] if worker.is_ready else [START]
        with self.pool.news:
            self.restarts += 1
            for cause in self.deaths.count(causes):
                self._give_up(cause, belongs_here)
            self._forget_files(belongs_here)
            unfinished = self._unfinished(belongs_here)
            note("worker_ended", code=code, unfinished=len(unfinished), turn=turn or None, questions=len(questions))
            self.pool.news.notify_all()
        if self.pool.closed.wait(self.deaths.pause(causes)):
            return
        worker.restart()
        with self.pool.news:
            for key in self._unfinished(belongs_here):
                self.pool.send_goals(key)
        self.pool.questions.resend(belongs_here)
        self.pool.comparisons.resend(belongs_here)

    def why_given_up(self, key: str) -> Message | None:
        """Why a run is not trained any more, if that has ended several processes."""
        return Message(OF_A_RUN, {"count": MOST}) if self.deaths.of(key) >= MOST else None

    def check(self, key: str) -> None:
        """AnswerError for a run that is not trained any more."""
        if self.why_given_up(key) is not None:
            raise AnswerError(OF_A_RUN, count=MOST)

    def _give_up(self, cause: Hashable, belongs_here: Callable[[str], bool]) -> None:
        """Nobody waits any longer for what has ended several processes."""
        note("given_up", cause="question" if isinstance(cause, tuple) else cause)
        if isinstance(cause, tuple):
            self.pool.questions.give_up(cause)
            return
        keys = self._unfinished(belongs_here) if cause == START else [str(cause)]
        for key in keys:
            why = self.why_given_up(key) or Message(AT_START)
            if (run := self.pool.runs.get(key)) is not None:
                run.fail(why)
            self.pool.comparisons.give_up(key)
            self.pool.questions.refuse(key, why)

    def _unfinished(self, belongs_here: Callable[[str], bool]) -> list[str]:
        return [
            key
            for key, run in self.pool.runs.items()
            if run.state not in ENDED and not run.paused and not run.deferred and belongs_here(key)
        ]

    def _forget_files(self, belongs_here: Callable[[str], bool]) -> None:
        """Runs from files are lost with the process that held them."""
        for key in [key for key, run in self.pool.runs.items() if run.from_file and belongs_here(key)]:
            del self.pool.runs[key]
