"""What a comparison keeps of a run: its curves, the last text, the time it took; not its weights."""

import time
from typing import NamedTuple

import numpy as np

from charviz.config import RunConfig
from charviz.runs.run import Run
from charviz.runs.training import train


class Outcome(NamedTuple):
    """losses, accuracies: (S,); held_out: (S,) of a run in windows, else None; prediction: the last text; seconds of training.

    diverged: whether its loss stopped being finite after the last of these.
    """

    losses: np.ndarray
    accuracies: np.ndarray
    held_out: np.ndarray | None
    prediction: str
    seconds: float
    diverged: bool = False

    @classmethod
    def of(cls, run: Run, seconds: float) -> "Outcome":
        """A run's outcome."""
        return cls(run.losses, run.accuracies, run.held_out, run.record().prediction, seconds, run.diverged)


def outcome(config: RunConfig) -> Outcome:
    """Trains a run."""
    began = time.perf_counter()
    run = train(config)
    return Outcome.of(run, time.perf_counter() - began)
