"""The interface of an engine, which trains a run. `advance` trains; the caller decides how far, and which weights to keep."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

import numpy as np


@dataclass(frozen=True, eq=False)
class Block:
    """n consecutive records: the predictions of each network BEFORE its optimizer step.

    losses: (n,) float64; predictions: (n, B, T) ids of the most likely symbols; confidences: (n, B, T) float32, their
    probabilities; kept: offsets (k,) of the networks whose weights were kept; weights: (k, P) float32, one network per row.
    In runs in windows or lines the losses are those of the ones that the step reads, the predictions those of the shown text,
    and held_out is (n,) float64, the loss on text that is never trained on, NaN if not measured; in other runs it is None.
    """

    losses: np.ndarray
    predictions: np.ndarray
    confidences: np.ndarray
    kept: tuple[int, ...]
    weights: np.ndarray
    held_out: np.ndarray | None = None


# torch's names of an optimizer's running averages: of the squared gradient, and of the gradient.
AVERAGES = {"adam": ("exp_avg_sq", "exp_avg"), "rmsprop": ("square_avg",), "sgd": ()}


@dataclass(frozen=True, eq=False)
class State:
    """Everything that is needed to continue exactly, on any engine.

    step: optimizer steps done; weights: (P,) in torch's order; averages: name in AVERAGES -> (P,).
    """

    step: int
    weights: np.ndarray
    averages: dict[str, np.ndarray]


class Engine(Protocol):
    """Trains one run; the numbers do not depend on how the steps are divided into calls."""

    name: str

    def advance(self, n: int, keep: Collection[int] = ()) -> Block:
        """Runs n >= 1 optimizer steps; keeps the weights of the networks at these offsets (0: before the first step)."""

    def measure(self) -> Block:
        """The record of the network in its current state, with its weights; trains no step."""

    def state(self) -> State:
        """A copy of the current state; `load` is the inverse."""

    def load(self, state: State) -> None: ...
