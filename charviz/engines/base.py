"""What advances a run. An engine has one verb, `advance`; whoever calls decides how far and what is kept."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

import numpy as np


@dataclass(frozen=True, eq=False)
class Block:
    """n records in a row: what each net said BEFORE its optimizer step.

    losses: (n,) float64; predictions: (n, B, T) ids of the likeliest symbols; confidences: (n, B, T) float32, their
    probabilities; kept: offsets (k,) of the nets whose weights were kept; weights: (k, P) float32, one net a row.
    Of runs in windows losses are those of the windows that the step reads, predictions those of the shown text, and
    held_out: (n,) float64 the loss on text that is never trained on, NaN where it was not measured; of others None.
    """

    losses: np.ndarray
    predictions: np.ndarray
    confidences: np.ndarray
    kept: tuple[int, ...]
    weights: np.ndarray
    held_out: np.ndarray | None = None


# What torch calls the running averages that an optimizer keeps: of the squared gradient, and of the gradient.
AVERAGES = {"adam": ("exp_avg_sq", "exp_avg"), "rmsprop": ("square_avg",), "sgd": ()}


@dataclass(frozen=True, eq=False)
class State:
    """Enough to go on exactly, on any engine.

    step: optimizer steps done; weights: (P,) in torch's order; averages: name in AVERAGES -> (P,).
    """

    step: int
    weights: np.ndarray
    averages: dict[str, np.ndarray]


class Engine(Protocol):
    """Trains one run; the same calls in other portions give the same numbers."""

    name: str

    def advance(self, n: int, keep: Collection[int] = ()) -> Block:
        """Runs n >= 1 optimizer steps; keeps the weights of the nets at these offsets (0: before the first step)."""

    def measure(self) -> Block:
        """The record of the network in its current state, with its weights; trains no step."""

    def state(self) -> State:
        """A copy of what the run is now; `load` is its inverse."""

    def load(self, state: State) -> None: ...
