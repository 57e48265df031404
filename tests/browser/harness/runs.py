"""Messages for the player: of a run whose predictions are known in advance, or of one that is really trained."""

import functools
import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from charviz.analysis.unit_arithmetic import arithmetic
from charviz.config import RunConfig
from charviz.engines.base import Block
from charviz.i18n import ENGLISH
from charviz.nn.parameters import count
from charviz.player import view_packet
from charviz.player.labels import player_labels
from charviz.player.packets import chunk, parse
from charviz.player.records_packet import records_chunk
from charviz.runs.milestones import Milestone
from charviz.runs.run import Run
from charviz.server import qr_code
from charviz.worker.training_job import Job

LETTERS = 0x4E00  # the first of the letters that stand for the symbols of a scripted run

OPTIONS = {
    "in_browser": False,
    "hide": [],
    "projector": False,
    "stale": False,
    "speed": 4,
    "autoplay": True,
    "start": 0,
    "recorded": False,
    "qr": True,
}


def confidences(config: RunConfig, steps: np.ndarray) -> np.ndarray:
    """(n, T) the probabilities of the predictions of a scripted run, which rise from 0.3 to 0.8."""
    return np.broadcast_to(0.3 + 0.5 * steps[:, None] / config.steps, (len(steps), config.batch.targets.size))


@functools.cache
def scripted(config: RunConfig, strength: float) -> Run:
    """A run that learns its text letter by letter from the left, with a falling loss and rising confidences.

    Its weights are random, and drift from step to step; strength: their factor.
    """
    steps, targets = np.arange(config.steps + 1), config.batch.targets
    right = np.arange(targets.shape[1]) < (targets.shape[1] + 1) * steps[:, None] // config.steps
    predictions = np.where(right[:, None], targets, 0)
    first, other = np.random.default_rng(0).normal(size=(2, count(config)))
    weights = strength * (first + np.sin(steps[:, None] / 9) * other)
    run = Run(config)
    losses, kept = 2 * np.exp(-3 * steps / config.steps), tuple(steps.tolist())
    run.append(Block(losses, predictions, confidences(config, steps)[:, None], kept, weights))
    return run


class ScriptedRun:
    """Messages of a run whose predictions are known in advance, encoded as those of any run.

    It answers pulls as the page does: `ready` records are there, `block` of them to a chunk. A text of long symbols is
    trained as one of letters, and only shown with its own symbols.
    """

    def __init__(
        self, text: Iterable[str] = "hihello", steps: int = 60, units: int = 8, key: str = "run", **options: Any
    ) -> None:
        self.symbols = list(dict.fromkeys(text))
        letters = "".join(chr(LETTERS + self.symbols.index(symbol)) for symbol in text)
        self.config = RunConfig(text=letters, steps=steps, hidden_size=units)
        self.steps, self.key, self.ready, self.block = steps, key, steps + 1, 8
        self.targets = self.config.batch.targets[0]
        self.end = "finished"  # its state when all of it is there
        self.strength = 1.0  # of its weights
        self.ahead = 0  # so many runs are trained before it
        self.milestones: list[tuple[int, str]] = []  # in addition to solved, at its last step: step, kind
        self.options, self.view_id, self.answered = OPTIONS | options, "v1", 0
        self.labels = player_labels(str, ENGLISH.ngettext)

    @property
    def run(self) -> Run:
        return scripted(self.config, self.strength)

    def view(self) -> bytes:
        header, _arrays = next(parse(view_packet.view(self.config, self.options, "en")[1]))
        page = {"run": self.key, "view": self.view_id, "labels": self.labels}
        return chunk({**header, **page, "symbols": self.symbols, "steps": self.steps})

    def predicted(self, step: int) -> np.ndarray:
        return self.run.predicted[step]

    def prediction(self, step: int) -> str:
        return "".join(self.symbols[index] for index in self.predicted(step))

    def records(self, first: int, count: int) -> bytes:
        kinds = [*self.milestones, (self.config.steps, "solved")]
        sure = confidences(self.config, np.arange(first, first + count))
        reached = [
            Milestone(step, kind, {"confidence": float(sure[step - first].min())})
            for step, kind in kinds
            if first <= step < first + count
        ]
        return records_chunk(self.key, self.run, first, sure, reached)

    def status(self) -> bytes:
        state = "queued" if self.ahead else self.end if self.ready > self.steps or self.end == "learned" else "training"
        self.answered += 1
        numbers = {"have": self.ready, "steps": self.steps, "ahead": self.ahead, "sequence": self.answered}
        return chunk({"kind": "status", "run": self.key, "state": state, "engine": "", **numbers})

    def vote_probabilities(self, at: Mapping[str, Any]) -> bytes:
        """1 in 10 for the first letter that was asked about, 2 in 10 for the second, and so on."""
        probabilities = [(index + 1) / 10 for index in range(len(at["ids"]))]
        header = {"kind": "vote_probabilities", "run": self.key, "at": at, "ids": at["ids"]}
        return chunk({**header, "probabilities": probabilities})

    def chunks(self, have: int) -> list[bytes]:
        blocks = range(0, self.ready, self.block)
        return [
            self.records(at, min(self.block, self.ready - at))
            for at in blocks
            if min(at + self.block, self.ready) > have
        ]

    def answer(self, pull: Mapping[str, Any]) -> bytes:
        have = pull["have"] if pull["run"] == self.key else 0
        parts = [b"" if pull["view"] == self.view_id else self.view(), *self.chunks(have), self.status()]
        if at := pull.get("detail"):
            parts.append(detail(self.key, self.run, at))
        if at := pull.get("vote_probabilities"):
            parts.append(self.vote_probabilities(at))
        return b"".join([*parts, qr_code.qr_chunk(self.key, pull.get("qr"))])


def detail(key: str, run: Run, at: Mapping[str, Any]) -> bytes:
    """The arithmetic of the unit that was clicked."""
    lines = arithmetic(run, **{name: at[name] for name in ("step", "layer", "unit", "time")})
    return chunk({"kind": "detail", "run": key, "at": at, "lines": lines})


class TrainedRun:
    """A run that is trained now, all of it."""

    def __init__(
        self, labels: Mapping[str, str] | None = None, language: str = "en", ready: int | None = None, **fields: Any
    ) -> None:
        options = OPTIONS | fields.pop("options", {})
        self.config = RunConfig(**fields)
        self.labels, self.language, self.options = labels, language, options
        self.job = Job(self.config.key, self.config)
        self.job.steps = self.config.steps
        self.messages: list[bytes] = []
        while self.job.state in ("queued", "training") and self.job.num_records < (ready or math.inf):
            self.messages.append(self.job.advance())

    def view(self) -> bytes:
        header, _arrays = next(parse(view_packet.view(self.config, self.options, "en")[1]))
        words = {"labels": dict(self.labels), "language": self.language} if self.labels else {}
        return chunk({**header, **words})

    def answer(self, pull: Mapping[str, Any]) -> bytes:
        known = pull["run"] == self.config.key
        records = [] if known and pull["have"] >= self.job.num_records else self.messages
        parts = [b"" if known else self.view(), *records, self.job.status()]
        if at := pull.get("detail"):
            parts.append(detail(self.config.key, self.job.trainer.run, at))
        return b"".join(parts)
