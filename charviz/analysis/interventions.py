"""The effect of an intervention: the same networks on the same text with and without it, at many steps at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from charviz.nn.replay import NOTHING, Interventions, replay
from charviz.runs.run import Run
from charviz.text.vocabulary import Batch

SUCCESSORS = 4  # symbols per time step whose probabilities are kept


@dataclass(frozen=True, eq=False)
class InterventionResult:
    """Predictions and states of K networks that read N characters.

    predicted: (K, N) ids; confidence: (K, N) its probability; successors: (K, N, C) the probability of each symbol that
    follows this letter in the text, see the function `successors`; states: name -> (K, L, N, H); begin: name -> (K, L, B, H).
    """

    predicted: np.ndarray
    confidence: np.ndarray
    successors: np.ndarray
    states: dict[str, np.ndarray]
    begin: dict[str, np.ndarray]


def intervene(
    run: Run, steps: Sequence[int], interventions: Interventions
) -> tuple[InterventionResult, InterventionResult]:
    """The results of the keyframes `steps` without and with an intervention."""
    weights = run.flat_weights(steps)
    without = _result(run, weights, NOTHING)
    return without, without if interventions == NOTHING else _result(run, weights, interventions)


def successors(batch: Batch) -> np.ndarray:
    """(N, C) int64: the symbols that follow each letter somewhere in the text, in order of appearance, then -1."""
    inputs, targets = batch.flat(batch.inputs), batch.flat(batch.targets)
    known: dict[int, dict[int, None]] = {}
    for letter, target in zip(inputs.tolist(), targets.tolist(), strict=True):
        known.setdefault(letter, {})[target] = None
    most = min(SUCCESSORS, max(map(len, known.values())))
    rows = {letter: [*list(after)[:most], *[-1] * (most - len(after))] for letter, after in known.items()}
    return np.array([rows[letter] for letter in inputs.tolist()], np.int64)


def _result(run: Run, weights: np.ndarray, interventions: Interventions) -> InterventionResult:
    played = replay(run.config, weights, run.config.batch, interventions)
    after = successors(run.config.batch)
    likely = np.take_along_axis(played.probabilities, np.broadcast_to(after, (len(weights), *after.shape)).clip(0), -1)
    return InterventionResult(
        played.outputs.argmax(axis=-1),
        played.probabilities.max(axis=-1),
        np.where(after < 0, 0, likely),
        {name: played.values[name] for name in played.begin},
        played.begin,
    )
