"""One run in training inside the engine process."""

import time
import traceback

import numpy as np

from charviz.config import RunConfig
from charviz.errors import ConfigError
from charviz.milestones import PATIENCE, Milestones
from charviz.server.answers import answer
from charviz.server.encoding import records_chunk
from charviz.server.files import FILES
from charviz.server.packets import chunk
from charviz.training import Trainer

SLICE = 0.02  # seconds for which a run of ordinary length keeps the others waiting
RUNNABLE = ("queued", "training")
UNFINISHED = ("preparing", *RUNNABLE)


class Job:
    """A run, how far it is to go, and what has been asked about it.

    steps: trained up to here in any case; patient_steps: up to here as long as the text has not been learned;
    preparing: its engine is still being compiled.
    """

    def __init__(self, key: str, config: RunConfig, preparing: bool = False) -> None:
        self.key, self.config, self.steps, self.patient_steps, self.preparing = key, config, 0, 0, preparing
        self.failed = self.fell_back = False
        self.questions: list[dict] = []
        self._begin()

    def _begin(self) -> None:
        self.trainer: Trainer | None = None
        self.milestones = Milestones.of(self.config)
        self.seconds_per_step, self.seconds_to_tell = SLICE, 0.0

    @property
    def have(self) -> int:
        """How many records there are."""
        return len(self.trainer.run) if self.trainer else 0

    @property
    def learned(self) -> bool:
        return self.milestones.solved_for >= PATIENCE

    @property
    def target(self) -> int:
        """The step up to which to train now."""
        return max(self.steps, 0 if self.learned else self.patient_steps)

    @property
    def state(self) -> str:
        """preparing, queued, training, finished, learned (stopped by itself), diverged or failed."""
        if self.failed:
            return "failed"
        if self.trainer is None:
            return "preparing" if self.preparing else "queued"
        if self.trainer.run.diverged:
            return "diverged"
        if self.have <= self.target:
            return "training"
        return "learned" if self.have <= self.patient_steps else "finished"

    def status(self) -> bytes:
        """The chunk `status`: state, records there are, engine, and what should be said of it."""
        engine = self.trainer.engine.name if self.trainer else ""
        return chunk(
            {
                "kind": "status",
                "run": self.key,
                "state": self.state,
                "have": self.have,
                "engine": engine,
                "fell_back": self.fell_back,
            }
        )

    def advance(self) -> bytes:
        """Trains for about SLICE seconds, or as long as it takes to tell of it, which costs the same for one step as for many.

        Returns the chunk of the new records; the first is the untrained net's.
        """
        if self.trainer is None:
            self.trainer = Trainer(self.config)
            return self._encoded(self.trainer)
        began, n = time.perf_counter(), self._portion(self.trainer.step)
        if not self.trainer.advance(n):
            return b""
        trained = time.perf_counter()
        records = self._encoded(self.trainer)
        self.seconds_per_step, self.seconds_to_tell = (trained - began) / n, time.perf_counter() - trained
        return records

    def _portion(self, step: int) -> int:
        """As many steps as fit into a slice; a run that may stop by itself never passes the step at which it does."""
        n = min(self.target - step, max(1, int(max(SLICE, self.seconds_to_tell) / self.seconds_per_step)))
        return min(n, max(self.steps - step, PATIENCE - self.milestones.solved_for, 1))

    def _encoded(self, trainer: Trainer) -> bytes:
        confidences = self.config.batch.flat(trainer.block.confidences)
        predicted = trainer.run.predicted[trainer.first :]
        found = self.milestones.update(trainer.first, trainer.block.losses, predicted, confidences)
        return records_chunk(self.key, trainer.run, trainer.first, confidences, found)

    def fall_back(self) -> None:
        """Starts again on the CPU, after the GPU has run out of memory."""
        self.config, self.fell_back = self.config.replace(device="cpu"), True
        self._begin()

    def ready_questions(self) -> list[dict]:
        """Takes the questions whose step is trained, or never will be."""
        ready = [q for q in self.questions if self.have > q["step"] or self.state not in UNFINISHED]
        self.questions = [question for question in self.questions if question not in ready]
        return ready

    def answer(self, question: dict) -> bytes:
        """The chunk `answer`."""
        head = {"kind": "answer", "run": self.key, "id": question["id"]}
        if not self.trainer or question["step"] >= self.have:
            return chunk({**head, "error": "this run has no such step"})
        run = self.trainer.run
        if question["what"] in FILES:
            return chunk(head, {"file": np.frombuffer(FILES[question["what"]](run), np.uint8)})
        try:
            header, arrays = answer(run, question)
        except ConfigError as error:
            return chunk({**head, "error": str(error)})
        except Exception as error:  # a question must neither end this process nor stay without an answer
            traceback.print_exc()
            return chunk({**head, "error": f"this could not be computed: {error}"})
        return chunk({**header, **head}, arrays)
