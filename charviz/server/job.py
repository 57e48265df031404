"""One run in training inside the engine process."""

import time
import traceback

import numpy as np

from charviz.config import RunConfig
from charviz.errors import ConfigError
from charviz.keyframes import run_bytes
from charviz.milestones import PATIENCE, Milestones
from charviz.server.answers import answer
from charviz.server.encoding import records_chunk
from charviz.server.files import FILES
from charviz.server.packets import chunk
from charviz.training import Trainer
from charviz.translation import N_, Message, catalogue

SLICE = 0.02  # seconds for which a run of ordinary length keeps the others waiting
SAMPLE, SAMPLE_TEMPERATURE = 240, 0.7  # characters of a long text that the net writes by itself along the way
RUNNABLE = ("queued", "training")
UNFINISHED = ("preparing", *RUNNABLE)


def refusal(request: dict, why: Message) -> bytes:
    """The chunk that answers a request for a run that cannot be."""
    head = {"run": request["run"]}
    if request["kind"] == "ask":
        return chunk({**head, "kind": "answer", "id": request["id"], "error": why.to_json()})
    status = {"kind": "status", "state": "failed", "have": 0, "engine": "", "fell_back": False, "pace": None}
    return chunk({**head, **status, "message": why.to_json()})


class Job:
    """A run, how far it is to go, and what has been asked about it.

    steps: trained up to here in any case; patient_steps: up to here as long as the text has not been learned;
    preparing: its engine is still being compiled; had: seconds that it was given; arrived: its number in the queue, and
    ahead: how many runs must end before it begins.
    """

    def __init__(self, key: str, config: RunConfig, preparing: bool = False) -> None:
        self.key, self.config, self.steps, self.patient_steps, self.preparing = key, config, 0, 0, preparing
        self.failed = self.fell_back = False
        self.questions: list[dict] = []
        self.had, self.arrived, self.ahead = 0.0, 0, 0
        self._expected = (-1, 0)
        self._begin()

    def _begin(self) -> None:
        self.trainer: Trainer | None = None
        self.milestones = Milestones.of(self.config)
        self.seconds_per_step, self.seconds_to_tell = SLICE, 0.0
        self.trained_steps, self.trained_seconds = 0, 0.0

    @property
    def have(self) -> int:
        """How many records there are."""
        return len(self.trainer.run) if self.trainer else 0

    @property
    def size(self) -> int:
        """Bytes that its run holds."""
        return self.trainer.run.size if self.trainer else 0

    @property
    def expected(self) -> int:
        """Bytes that its run will hold when it has come to its target."""
        if self._expected[0] != self.target:
            self._expected = self.target, run_bytes(self.config, self.target)
        return max(self.size, self._expected[1])

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
                "pace": self.pace,
                "ahead": self.ahead,
            }
        )

    @property
    def pace(self) -> float | None:
        """Steps a second, while it is this run's turn; None before there are any."""
        return self.trained_steps / self.trained_seconds if self.trained_seconds else None

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
        self.trained_steps, self.trained_seconds = self.trained_steps + n, self.trained_seconds + trained - began
        return records

    def _portion(self, step: int) -> int:
        """As many steps as fit into a slice; a run that may stop by itself never passes the step at which it does."""
        n = min(self.target - step, max(1, int(max(SLICE, self.seconds_to_tell) / self.seconds_per_step)))
        return min(n, max(self.steps - step, PATIENCE - self.milestones.solved_for, 1))

    def _encoded(self, trainer: Trainer) -> bytes:
        confidences = self.config.batch.flat(trainer.block.confidences)
        predicted = trainer.run.predicted[trainer.first :]
        found = self.milestones.update(trainer.first, trainer.block.losses, predicted, confidences)
        return records_chunk(self.key, trainer.run, trainer.first, confidences, found, self._samples(trainer))

    def _samples(self, trainer: Trainer) -> dict[int, str]:
        """Of a long text, what the nets of the steps 0, 1, 2, 4, 8, ... write by themselves, and the last one."""
        if self.config.window is None:
            return {}
        run, last = trainer.run, trainer.step
        steps = [step for step in run.keyframes if step >= trainer.first and step & (step - 1) == 0]
        if last not in steps and (last >= self.target or run.diverged):
            steps.append(last)
        prompt = run.vocabulary.symbols[run.config.batch.inputs[0, 0]]
        return {step: prompt + run.sample(prompt, SAMPLE, SAMPLE_TEMPERATURE, step=step) for step in steps}

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
            return chunk({**head, "error": Message(N_("this run has no such step.")).to_json()})
        run = self.trainer.run
        if question["what"] in FILES:
            content = FILES[question["what"]](run, catalogue(question.get("language", "en")))
            return chunk(head, {"file": np.frombuffer(content, np.uint8)})
        try:
            header, arrays = answer(run, question)
            return chunk({**header, **head}, arrays)
        except ConfigError as error:
            return chunk({**head, "error": error.message.to_json()})
        except Exception as error:  # a question must neither end this process nor stay without an answer
            traceback.print_exc()
            why = Message(N_("this could not be computed: {why}"), {"why": str(error)})
            return chunk({**head, "error": why.to_json()})
