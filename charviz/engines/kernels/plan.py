"""What the loops are told of a run, as numbers. Nothing here needs numba, so that whoever calls the module of them needs none."""

from typing import NamedTuple

import numpy as np

MEMORYLESS, RNN, LSTM, GRU = range(4)
TORCH, GLOROT, NUMPY = range(3)
CROSS_ENTROPY, SQUARED_ERROR = range(2)
ADAM, SGD, RMSPROP = range(3)
WORDS = 624  # of the generator's state
STATE = WORDS + 1  # and which of them is the next to be read


class Sizes(NamedTuple):
    """What a net and its batch are as numbers; layers 0: nothing recurrent."""

    cell: int
    symbols: int
    width: int  # of an input: the embedding's, or `symbols`
    units: int
    layers: int
    embedded: bool
    headed: bool
    positions: int
    sequences: int


class Plan(NamedTuple):
    """What does not change during a run; longest -1: no limit of the gradient's length."""

    sizes: Sizes
    loss: int
    optimizer: int
    rate: float
    longest: float


class Batch(NamedTuple):
    """Inputs and targets (N,), ids, int32; the positions of time t are rows starts[t] to starts[t + 1]."""

    inputs: np.ndarray
    targets: np.ndarray
    starts: np.ndarray


class Record(NamedTuple):
    """What the steps said, and kept: `keep` (n,) bool, `kept` (k, P)."""

    losses: np.ndarray  # (n,) float64
    predicted: np.ndarray  # (n, N) ids, int32
    confidence: np.ndarray  # (n, N)
    keep: np.ndarray
    kept: np.ndarray


# The entry of the module (`kernels/module.py`): what it is told, and what can be asked: how many float32 `work` is; how long a
# row of weights is; the drawing of the weights; training; the same without learning; a pass with the kept row `number`; where
# in `work` the field `number` of `Traces` begins.
FACTS = (
    *Sizes._fields, "loss", "optimizer", "rate", "longest", "seed", "init", "forget_bias",
    "times", "verb", "number", "steps", "steps_before",
)  # fmt: skip
VERBS = ROOM, ROW, DRAW, TRAIN, MEASURE, REPLAY, TRACE = range(7)
