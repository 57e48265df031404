"""Messages for the player: of an invented run, which needs no torch, or of one that is really trained."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from charviz.i18n import ENGLISH
from charviz.player.labels import player_labels
from charviz.player.packets import chunk, ids, parse, quantise
from charviz.server import qr_code

OPTIONS = {
    "hide": [],
    "projector": False,
    "stale": False,
    "speed": 4,
    "autoplay": True,
    "start": 0,
    "recorded": False,
    "qr": True,
}


class InventedRun:
    """A net that learns a text letter by letter, from the left, without any arithmetic.

    It answers pulls as the page does: `ready` records are there, `block` of them to a chunk.
    """

    def __init__(
        self, text: Iterable[str] = "hihello", steps: int = 60, units: int = 8, key: str = "run", **options: Any
    ) -> None:
        symbols = list(dict.fromkeys(text))
        places = [symbols.index(symbol) for symbol in text]
        self.symbols, self.inputs, self.targets = symbols, np.array(places[:-1]), np.array(places[1:])
        self.steps, self.units, self.key, self.ready, self.block = steps, units, key, steps + 1, 8
        self.end = "finished"  # its state when all of it is there
        self.strength = 1.0  # of its hidden states
        self.ahead = 0  # so many runs are trained before it
        self.told: list[tuple[int, str]] = []  # more milestones: step, kind
        self.options, self.view_id, self.labels, self.answered = (
            OPTIONS | options,
            "v1",
            player_labels(str, ENGLISH.ngettext),
            0,
        )

    def view(self) -> bytes:
        guess = math.log(len(self.symbols))
        lines = {
            "guess": guess,
            "floor": guess / 3,
            "floor_correct": len(self.targets) - 2,
            "headless": None,
            "reference": None,
        }
        text = {
            "symbols": self.symbols,
            "inputs": self.inputs.tolist(),
            "targets": self.targets.tolist(),
            "starts": [0],
        }
        net = {
            "cell_type": "rnn",
            "layers": 1,
            "hidden_size": self.units,
            "units": list(range(self.units)),
            "gates": [],
        }
        page = {
            "labels": self.labels,
            "language": "en",
            "loss_unit": "nats",
            "steps": self.steps,
            "options": self.options,
        }
        return chunk({"kind": "view", "run": self.key, "view": self.view_id, **text, **net, **page, "lines": lines})

    def predicted(self, step: int) -> np.ndarray:
        """What is said at a step: the letters from the left are right, the others are the first symbol."""
        right = np.arange(len(self.targets)) < (len(self.targets) + 1) * step // self.steps
        return np.where(right, self.targets, 0)

    def spoken(self, step: int) -> str:
        return "".join(self.symbols[index] for index in self.predicted(step))

    def records(self, first: int, count: int) -> bytes:
        steps, shape = np.arange(first, first + count), (count, len(self.targets))
        predicted = np.stack([self.predicted(step) for step in steps])
        waves = self.strength * np.sin(steps[:, None, None] / 9 + np.arange(self.units) + np.arange(shape[1])[:, None])
        arrays = {
            "loss": (2 * np.exp(-3 * steps / self.steps)).astype(np.float32),
            "correct": (predicted == self.targets).sum(axis=1).astype(np.uint16),
            "predicted": ids(predicted, len(self.symbols)),
            "confidence": quantise(np.broadcast_to(0.3 + 0.6 * steps[:, None] / self.steps, shape), 0, 1),
            "rival": ids((predicted + 1) % len(self.symbols), len(self.symbols)),
            "rival_probability": quantise(np.full(shape, 0.25), 0, 1),
            "target_probability": np.full(shape, 0.5, np.float32),
            "hidden": quantise(waves[:, None], -1, 1),
        }
        told = [*self.told, (self.steps, "solved")]
        found = [{"step": at, "kind": kind, "details": {"confidence": 0.9}} for at, kind in told if at in steps]
        header = {
            "first": first,
            "count": count,
            "keyframes": steps.tolist(),
            "ranges": {"hidden": [-1, 1]},
            "milestones": found,
        }
        return chunk({"kind": "records", "run": self.key, **header}, arrays)

    def status(self) -> bytes:
        state = "queued" if self.ahead else self.end if self.ready > self.steps else "training"
        self.answered += 1
        numbers = {"have": self.ready, "steps": self.steps, "ahead": self.ahead, "sequence": self.answered}
        return chunk({"kind": "status", "run": self.key, "state": state, "engine": "", **numbers})

    def detail(self, at: Mapping[str, Any]) -> bytes:
        line = {
            "name": "hidden",
            "left": "h",
            "formula": "tanh(W x + b + U h₋ + b′)",
            "numbers": ["tanh(0.5000)", "0.4621"],
            "value": 0.4621,
        }
        return chunk({"kind": "detail", "run": self.key, "at": dict(at), "lines": [line]})

    def vote_probabilities(self, at: Mapping[str, Any]) -> bytes:
        """Invented too: 1 in 10 for the first letter that was asked about, 2 in 10 for the second, and so on."""
        probabilities = [(index + 1) / 10 for index in range(len(at["ids"]))]
        return chunk(
            {"kind": "vote_probabilities", "run": self.key, "at": at, "ids": at["ids"], "probabilities": probabilities}
        )

    def chunks(self, have: int) -> list[bytes]:
        blocks = range(0, self.ready, self.block)
        return [
            self.records(at, min(self.block, self.ready - at))
            for at in blocks
            if min(at + self.block, self.ready) > have
        ]

    def answer(self, pull: Mapping[str, Any]) -> bytes:
        have = pull["have"] if pull["run"] == self.key else 0
        view = b"" if pull["view"] == self.view_id else self.view()
        told = self.detail(pull["detail"]) if pull.get("detail") else b""
        likely = self.vote_probabilities(pull["vote_probabilities"]) if pull.get("vote_probabilities") else b""
        code = qr_code.qr_chunk(self.key, pull.get("qr"))
        return b"".join([view, *self.chunks(have), self.status(), told, likely, code])


class TrainedRun:
    """A run that is trained now, all of it; needs torch."""

    def __init__(
        self, labels: Mapping[str, str] | None = None, language: str = "en", ready: int | None = None, **fields: Any
    ) -> None:
        from charviz.config import RunConfig
        from charviz.worker.training_job import Job

        options = OPTIONS | fields.pop("options", {})
        self.config = RunConfig(**fields)
        self.labels, self.language, self.options = labels, language, options
        self.job = Job(self.config.key, self.config)
        self.job.steps = self.config.steps
        self.messages: list[bytes] = []
        while self.job.state in ("queued", "training") and self.job.num_records < (ready or math.inf):
            self.messages.append(self.job.advance())

    def view(self) -> bytes:
        from charviz.player import view_packet

        header, _arrays = next(parse(view_packet.view(self.config, self.options, "en")[1]))
        words = {"labels": dict(self.labels), "language": self.language} if self.labels else {}
        return chunk({**header, **words})

    def answer(self, pull: Mapping[str, Any]) -> bytes:
        known = pull["run"] == self.config.key
        records = [] if known and pull["have"] >= self.job.num_records else self.messages
        parts = [b"" if known else self.view(), *records, self.job.status()]
        if at := pull.get("detail"):
            from charviz.analysis.unit_arithmetic import arithmetic

            lines = arithmetic(self.job.trainer.run, **{name: at[name] for name in ("step", "layer", "unit", "time")})
            parts.append(chunk({"kind": "detail", "run": self.config.key, "at": at, "lines": lines}))
        return b"".join(parts)
