"""The effect of erasing states, pinning gates, and another initial state, at all steps of a run at once."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from charviz.analysis.interventions import InterventionResult, intervene, successors
from charviz.nn.replay import Interventions
from charviz.player.packets import DRAWN_UNITS, ids, quantise
from charviz.runs.run import Run
from charviz.worker.answers import Answer, keyframes_until, text_of

KEYFRAMES = 120
ROOM = 600_000  # numbers of one state per message


def answer(run: Run, question: Mapping[str, Any]) -> Answer:
    """Fields: step, layer, erase_at (a list, or 'all'), erase, pin, start.

    Arrays over K steps, N characters, U units, B sequences: `<state>` (K, U, B + N), each sequence after its initial state;
    predicted, confidence (K, N) and followers (K, N, C) with the intervention, and `plain_...` without.
    """
    batch = run.config.batch
    times, layer = int(batch.mask.sum()), int(question.get("layer", 0))
    units = min(run.config.hidden_size, DRAWN_UNITS)
    steps = keyframes_until(run, int(question["step"]), min(KEYFRAMES, ROOM // (units * times)), times, replays=2)
    everywhere = question["erase_at"] == "all"
    erased = tuple(range(times)) if everywhere else tuple(question["erase_at"])
    what = Interventions(
        erased,
        tuple(question["erase"]),
        dict(question["pin"]),
        question["start"],
    )
    plain, changed = intervene(run, steps, what)
    size = len(run.vocabulary)
    arrays = {**_predictions(changed, size, ""), **_predictions(plain, size, "plain_")}
    most = {
        name: 1.0 if name == "hidden" else float(np.abs(changed.states[name]).max()) or 1.0  # all states are 0
        for name in changed.states
    }
    for name, reach in most.items():
        drawn = _with_starts(changed, name, layer, units, batch.starts)
        arrays[name] = quantise(drawn.transpose(0, 2, 1), -reach, reach)
    facts = {"steps": steps, "erased": list(erased), "range": most, "units": units}
    return {**facts, **text_of(run), "followers": successors(batch).tolist()}, arrays


def _predictions(reading: InterventionResult, size: int, prefix: str) -> dict[str, np.ndarray]:
    return {
        f"{prefix}predicted": ids(reading.predicted, size),
        f"{prefix}confidence": quantise(reading.confidence, 0, 1),
        f"{prefix}followers": quantise(reading.successors, 0, 1),
    }


def _with_starts(reading: InterventionResult, name: str, layer: int, units: int, starts: tuple[int, ...]) -> np.ndarray:
    """(K, B + N, U): the states of a layer, each sequence after its initial state."""
    states, begin = reading.states[name][:, layer, :, :units], reading.begin[name][:, layer, :, :units]
    parts = np.split(states, starts[1:], axis=1)
    return np.concatenate([np.concatenate([begin[:, [i]], part], axis=1) for i, part in enumerate(parts)], axis=1)
