"""What a comparison keeps of runs: their curves, the last texts, the time they took; not their weights."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from charviz.arrays import evenly
from charviz.config import RunConfig
from charviz.engines.windows import MEASURE_EVERY

if TYPE_CHECKING:
    from charviz.runs.run import Run  # it imports torch, which the web server does without

POINTS = 300  # points of a curve


def drawn_steps(configs: Sequence[RunConfig]) -> np.ndarray:
    """The steps at which curves are drawn: in windows, where the loss on text that is never trained on is measured."""
    last = max(config.steps for config in configs)
    if all(config.window is not None for config in configs):
        return np.append(np.arange(0, last, MEASURE_EVERY), last)
    return evenly(last + 1, POINTS)


class Outcomes(NamedTuple):
    """R runs of one config, over the S records of the longest.

    losses, accuracies: (R, S), NaN after the end of a run; held_out: (R, S) of runs in windows, else None; predictions: R last
    texts; seconds: (R,) of training; diverged: (R,) bool, whether the loss stopped being finite after the last record.
    """

    losses: np.ndarray
    accuracies: np.ndarray
    held_out: np.ndarray | None
    predictions: Sequence[str]
    seconds: np.ndarray
    diverged: np.ndarray

    @classmethod
    def of(cls, run: "Run", seconds: float) -> "Outcomes":
        """That of one run."""
        return cls(
            _row(run.losses, run.config.steps + 1),
            _row(run.accuracies, run.config.steps + 1),
            None if run.held_out is None else _row(run.held_out, run.config.steps + 1),
            [run.record().prediction],
            np.array([seconds]),
            np.array([run.diverged]),
        )

    @classmethod
    def joined(cls, parts: Sequence["Outcomes"]) -> "Outcomes":
        """Those of several runs of one config."""
        losses, accuracies, held_out, predictions, seconds, diverged = zip(*parts, strict=True)
        return cls(
            np.concatenate(losses),
            np.concatenate(accuracies),
            None if held_out[0] is None else np.concatenate(held_out),
            [text for part in predictions for text in part],
            np.concatenate(seconds),
            np.concatenate(diverged),
        )


def _row(numbers: np.ndarray, records: int) -> np.ndarray:
    """(S,) -> (1, records), NaN after the end."""
    row = np.full((1, records), np.nan)
    row[0, : len(numbers)] = numbers
    return row


def texts(config: RunConfig, predicted: np.ndarray) -> list[str]:
    """Predictions (R, N) as R texts, sequences as lines; equal ones are one string."""
    starts, known = config.batch.starts[1:], dict[bytes, str]()
    for row in predicted:
        if row.tobytes() not in known:
            known[row.tobytes()] = "\n".join(map(config.vocabulary.decode, np.split(row, starts)))
    return [known[row.tobytes()] for row in predicted]
