"""One run that is trained in the worker process."""

import time
import traceback
from collections.abc import Collection, Iterator
from typing import Any

import numpy as np

from charviz.cancellation import Cancelled
from charviz.config import RunConfig
from charviz.errors import ConfigError
from charviz.export.formats import FILES
from charviz.i18n import N_, Message
from charviz.player.packets import chunk
from charviz.player.records_packet import records_chunk
from charviz.player.run_packets import confidences, pieces, samples
from charviz.runs.keyframes import dense_until, is_keyframe, run_bytes
from charviz.runs.milestones import PATIENCE, Milestones
from charviz.runs.run import Run
from charviz.runs.training import Trainer, engine_in_pieces, train
from charviz.worker.answers import answer

SLICE = 0.02  # target length of a training slice, in seconds
RUNNABLE = ("queued", "training")
UNFINISHED = ("preparing", *RUNNABLE)


def refusal(request: dict, why: Message) -> bytes:
    """The chunk that answers an invalid request."""
    head = {"run": request["run"]}
    if request["kind"] in ("ask", "adopt"):
        return chunk({**head, "kind": "answer", "id": request["id"], "error": why.to_json()})
    status = {"kind": "status", "state": "failed", "have": 0, "engine": "", "fell_back": False, "pace": None}
    return chunk({**head, **status, "message": why.to_json()})


class Job:
    """A run, how far to train it, and the questions about it.

    steps: trained up to here in any case; patient_steps: up to here as long as the text has not been learned;
    preparing: its engine is still being compiled; cpu_seconds: the time that it has used; queue_number: its position in the
    order of arrival; runs_ahead: how many runs must end before it begins.
    """

    clock = staticmethod(time.thread_time)  # CPU time: a run is not charged for load from other processes

    def __init__(self, key: str, config: RunConfig, *, preparing: bool = False) -> None:
        self.key, self.config, self.steps, self.patient_steps, self.preparing = key, config, 0, 0, preparing
        self.failed, self.fell_back = False, False
        self.failure: Message | None = None
        self.opened: Run | None = None  # a run from a file, until it is trained further
        self.questions: list[dict] = []
        self.cpu_seconds, self.queue_number, self.runs_ahead = 0.0, 0, 0
        self.told_bytes, self.told_records = 0, 0  # that have been sent, and are kept for the players
        self._expected = (-1, 0)
        self._initialise()

    def _initialise(self) -> None:
        self.trainer: Trainer | None = None
        self.pieces = engine_in_pieces(self.config)
        self.parent: Trainer | None = None  # of a fork, while it is trained
        self.milestones = Milestones.of(self.config)
        self.seconds_per_step, self.seconds_to_tell = SLICE, 0.0
        self.trained_steps, self.trained_seconds = 0, 0.0

    @property
    def run(self) -> Run | None:
        """The run so far; None before it has started."""
        return self.trainer.run if self.trainer else self.opened

    @property
    def num_records(self) -> int:
        """How many records there are."""
        return len(self.run) if self.run else 0

    @property
    def size(self) -> int:
        """The size in bytes of its run, or of the run that it is forked from, while that is trained."""
        run = self.run or (self.parent and self.parent.run)
        return run.size if run else 0

    @property
    def expected(self) -> int:
        """The size of its run in bytes when it has reached its target."""
        if self._expected[0] != self.target:
            self._expected = self.target, run_bytes(self.config, self.target)
        return max(self.size, self._expected[1])

    @property
    def held(self) -> tuple[int, int]:
        """The sizes in bytes of the run here, and of its packets in the web server."""
        return self.size, self.told_bytes

    @property
    def more(self) -> tuple[int, int]:
        """Approximately how many bytes of both are still to come."""
        steps = max(self.target + 1 - self.told_records, 0)
        return self.expected - self.size, steps * self.told_bytes // max(self.told_records, 1)

    @property
    def learned(self) -> bool:
        """Whether it has stopped for patient viewers."""
        return self.milestones.patience_at is not None

    @property
    def firm_steps(self) -> int:
        """The step up to which to train in any case: for those who watch, or for a question."""
        return max(self.steps, *(question["step"] for question in self.questions), 0)

    @property
    def target(self) -> int:
        """The step up to which to train now."""
        return max(self.firm_steps, 0 if self.learned else self.patient_steps)

    @property
    def state(self) -> str:
        """preparing, queued, training, finished, learned (stopped by itself), diverged or failed."""
        if self.failed:
            return "failed"
        if self.run is None:
            return "preparing" if self.preparing else "queued"
        if self.run.diverged:
            return "diverged"
        if self.num_records <= self.target:
            return "preparing" if self.preparing else "training"
        return "learned" if self.num_records <= self.patient_steps else "finished"

    def status(self) -> bytes:
        """The chunk `status`: state, number of records, engine, and the reason of a failure."""
        engine = self.trainer.engine.name if self.trainer else ""
        failure: dict[str, Any] = {"message": self.failure.to_json()} if self.failure else {}
        return chunk(
            {
                "kind": "status",
                "run": self.key,
                "state": self.state,
                "have": self.num_records,
                "engine": engine,
                "fell_back": self.fell_back,
                "pace": self.pace,
                "ahead": self.runs_ahead,
                "learned_at": self.milestones.patience_at,
                **failure,
            }
        )

    def fail(self, why: Message | None = None) -> None:
        """Ends the run with a reason; its records stay."""
        self.failed, self.failure = True, why

    def adopt(self, run: Run) -> Iterator[bytes]:
        """Takes a run from a file, checked, and yields its chunks of records; ConfigError for one that no run can be.

        Files have no confidences; between keyframes those of the nearest keyframe's network are used.
        """
        last, dense = len(run) - 1, dense_until(run.config)
        run.config.replace(steps=max(last, 1))  # raises ConfigError if such a long run is not allowed here
        trained_here = run.config.training == "charviz"
        if trained_here and not all(is_keyframe(step, dense) for step in run.keyframes[:-1]):
            raise ConfigError(N_("the file has the weights of other steps than a run with its settings does."))
        self.opened, self.steps = run, last
        for first, after in pieces(run, 0, len(run)):
            yield self._records(run, first, confidences(run, first, after))

    @property
    def why_it_ends(self) -> Message | None:
        """Why a run from a file cannot be trained further; None if it can, or if that is not known yet."""
        try:
            if self.opened is not None and not self.preparing:
                Trainer.resumed(self.opened)
        except ConfigError as error:
            return error.message
        return None

    @property
    def pace(self) -> float | None:
        """Steps per second of its own time; None before the first."""
        return self.trained_steps / self.trained_seconds if self.trained_seconds else None

    def advance(self) -> bytes:
        """Trains for about SLICE seconds, or for as long as encoding takes, which costs the same for one step as for many.

        Returns the chunk of the new records; the first is that of the untrained network.
        """
        if self.trainer is None and self.opened is not None:
            self.trainer = Trainer.resumed(self.opened)
        if self.trainer is None:
            return self._begin()
        began, n = time.perf_counter(), self._steps_per_slice(self.trainer.step)
        if not self.trainer.advance(n):
            return b""
        trained = time.perf_counter()
        records = self._newest_records(self.trainer)
        self.seconds_per_step, self.seconds_to_tell = (trained - began) / n, time.perf_counter() - trained
        self.trained_steps, self.trained_seconds = self.trained_steps + n, self.trained_seconds + trained - began
        return records

    def _begin(self) -> bytes:
        """Trains a piece of a fork's parent; once there is no more of it, returns the record of the untrained network."""
        try:
            self.parent = next(self.pieces)
        except StopIteration as end:
            self.trainer, self.parent = Trainer(self.config, end.value), None
            return self._newest_records(self.trainer)
        return b""

    def _steps_per_slice(self, step: int) -> int:
        """As many steps as fit into a slice; a run that may stop by itself never passes the step at which it stops."""
        n = min(self.target - step, max(1, int(max(SLICE, self.seconds_to_tell) / self.seconds_per_step)))
        return min(n, max(self.firm_steps - step, PATIENCE - self.milestones.solved_for, 1))

    def _newest_records(self, trainer: Trainer) -> bytes:
        return self._records(trainer.run, trainer.first, self.config.batch.flat(trainer.block.confidences))

    def _records(self, run: Run, first: int, likely: np.ndarray) -> bytes:
        """The chunk of the records from `first` on, as many as there are confidences (n, N)."""
        last = first + len(likely) - 1
        predicted = run.predicted[first : last + 1]
        found = self.milestones.update(first, run.losses[first : last + 1], predicted, likely)
        ends = last == len(run) - 1 and (last >= self.target or run.diverged)
        texts = samples(run, first, last + 1, ends=ends)
        records = records_chunk(self.key, run, first, likely, found, texts, ends=ends)
        if last >= self.told_records:  # otherwise they are sent again, and not kept twice
            self.told_bytes, self.told_records = self.told_bytes + len(records), last + 1
        return records

    def empty(self) -> None:
        """Drops what has been trained; it will be trained again, with the same numbers."""
        self._initialise()

    def fall_back(self) -> None:
        """Restarts on the CPU after the GPU has run out of memory."""
        self.config, self.fell_back, self.opened = self.config.replace(device="cpu"), True, None
        self._initialise()

    def ready_questions(self, kinds: Collection[str]) -> list[dict]:
        """The questions of these kinds whose step has been trained, or never will be."""
        asked = [question for question in self.questions if question["what"] in kinds]
        ended = bool(asked) and self.state not in UNFINISHED
        return [question for question in asked if ended or self.num_records > question["step"]]

    def keep_averages(self, question: dict) -> None:
        """A `file` can be opened and trained further: the run takes the averages of its optimizer along."""
        if self.trainer and question["what"] == "file" and question["step"] == self.num_records - 1:
            self.trainer.finish()

    def answer(self, question: dict, run: Run | None) -> bytes:
        """The chunk `answer`, about a copy of the run; it is called in another thread than the one that trains."""
        head = {"kind": "answer", "run": self.key, "id": question["id"]}
        if not run or question["step"] >= len(run):
            return chunk({**head, "error": Message(N_("this run has no such step.")).to_json()})
        try:
            if question["what"] in FILES:
                return chunk(head, {"file": self._file(run, question)})
            header, arrays = answer(run, question)
            return chunk({**header, **head}, arrays)
        except Cancelled:
            raise
        except ConfigError as error:
            return chunk({**head, "error": error.message.to_json()})
        except Exception as error:  # a question must neither end this process nor remain unanswered
            traceback.print_exc()
            why = Message(N_("this could not be computed: {why}"), {"why": str(error)})
            return chunk({**head, "error": why.to_json()})

    def _file(self, run: Run, question: dict) -> np.ndarray:
        """The run up to the step of the question as one of FILES; where it is longer it is trained again, to the same numbers."""
        if self.opened is None and question["step"] < len(run) - 1:
            run = train(self.config.replace(steps=max(question["step"], 1)))
        return np.frombuffer(FILES[question["what"]](run, question), np.uint8)
