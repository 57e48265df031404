"""A stand-in for a Run: what the figures read of one, with numbers that need no training and no torch."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from charviz.config import RunConfig
from charviz.nn.cell_types import GATES


@dataclass
class StandInTrace:
    step: int
    inputs: tuple
    starts: tuple
    hidden: np.ndarray
    cell_state: np.ndarray | None
    gates: dict


@dataclass
class StandInRun:
    config: RunConfig
    losses: np.ndarray
    predicted: np.ndarray
    held_out: np.ndarray | None = None
    rng: np.random.Generator = field(default_factory=lambda: np.random.default_rng(0))

    @property
    def vocabulary(self):
        return self.config.vocabulary

    @property
    def accuracies(self):
        return (self.predicted == self.config.batch.flat(self.config.batch.targets)).mean(axis=1)

    def trace(self, step=-1, text=None):
        batch = self.config.batch if text is None else self.vocabulary.batch(self.config.sequences_of(text))
        inputs = tuple(self.vocabulary.symbols[index] for index in batch.flat(batch.inputs))
        cell, layers = self.config.cell_type, self.config.num_layers if self.config.cell_type != "memoryless" else 0
        shape = (layers, len(inputs), self.config.hidden_size)
        hidden = self.rng.uniform(-1, 1, shape)
        gates = {name: self.rng.uniform(gate.low, gate.high, shape) for name, gate in GATES[cell].items()}
        cell_state = 3 * hidden if cell == "lstm" else None
        return StandInTrace(step % max(len(self.losses), 1), inputs, batch.starts, hidden, cell_state, gates)


@pytest.fixture
def run_of():
    """A run of these predictions (texts, or ids), its losses falling from 2 to 0.1."""

    def make(predictions=("iiiiii", "ehello", "ihello"), **knobs):
        config = RunConfig(**knobs)
        rows = [config.vocabulary.encode(row) if isinstance(row, str) else row for row in predictions]
        predicted = np.array(rows, int).reshape(len(rows), int(config.batch.mask.sum()))
        return StandInRun(config, np.linspace(2, 0.1, len(rows)), predicted)

    return make


@pytest.fixture(params=["light", "dark"])
def theme(request):
    return request.param


def texts(value):
    """All strings in a figure's JSON."""
    if isinstance(value, str):
        return [value]
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [text for child in children for text in texts(child)]


@pytest.fixture
def drawn_texts():
    """Every string that a figure holds, as the browser gets it."""
    import json

    return lambda figure: texts(json.loads(figure.to_json()))
