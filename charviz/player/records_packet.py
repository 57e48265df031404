"""Encodes records as the chunk that the player reads; each run is encoded once for all viewers."""

import time
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from charviz.nn.cell_types import GATES, STATES
from charviz.nn.replay import Replay, replay
from charviz.player.packets import DRAWN_UNITS, chunk, ids, quantise
from charviz.runs.milestones import Milestone
from charviz.runs.run import Run


def records_chunk(
    key: str,
    run: Run,
    first: int,
    confidences: np.ndarray,
    milestones: Iterable[Milestone],
    samples: Mapping[int, str] | None = None,
    *,
    ends: bool = False,
    told: Sequence[int] | None = None,
    at: float | None = None,
) -> bytes:
    """The chunk `records` of n records of a run from `first` on; confidences (n, N) of just these.

    samples: text that the networks of some of these steps generate, step -> text. ends: whether the run has ended.
    told: the keyframes to send; None for all. at: when it was made, in seconds; None for now.
    Per step: loss f4 (n,), of a run in windows held_out f4 (n,), NaN if not measured, correct u2 (n,),
    predicted u1|u2 (n, N), confidence u1 (n, N). Per keyframe of these steps: rival u1|u2 (k, N), the second most likely
    symbol, rival_probability u1, target_probability f4, and hidden, cell_state and gate:NAME u1 (k, L, N, U), quantised
    over the header's `ranges`.
    """
    targets, size = run.config.batch.flat(run.config.batch.targets), len(run.vocabulary)
    after = first + len(confidences)
    keyframes = [step for step in (run.keyframes if told is None else told) if first <= step < after]
    predicted = run.predicted[first:after]
    played = replay(run.config, run.flat_weights(keyframes), run.config.batch)
    values, ranges = _drawn(run, played)
    rival, rival_probability = _second(played.probabilities)
    header = {
        "kind": "records",
        "run": key,
        "first": first,
        "count": len(predicted),
        "keyframes": keyframes,
        "ranges": ranges,
        "at": round(time.time() if at is None else at, 3),  # to measure delays
        "milestones": [milestone.as_json() for milestone in milestones],
        "samples": [{"step": step, "text": text} for step, text in (samples or {}).items()],
    }
    arrays = {
        "loss": np.clip(run.losses[first:after], 0, np.finfo(np.float32).max).astype(np.float32),
        "correct": (predicted == targets).sum(axis=1).astype(np.uint16),
        "predicted": ids(predicted, size),
        "confidence": quantise(confidences, 0, 1),
        "rival": ids(rival, size),
        "rival_probability": quantise(rival_probability, 0, 1),
        "target_probability": played.probabilities[:, np.arange(len(targets)), targets].astype(np.float32),
    }
    if (held_out := run.held_out if ends else run.measured) is not None:
        arrays["held_out"] = held_out[first:after].astype(np.float32)
    return chunk(header, {**arrays, **values})


def _drawn(run: Run, played: Replay) -> tuple[dict[str, np.ndarray], dict[str, tuple[float, float]]]:
    """The quantised states and gates of the drawn units, and their ranges."""
    cell = run.config.cell_type
    ranges = {name: (-1.0, 1.0) for name in STATES[cell]}
    if cell == "lstm":
        most = float(np.abs(played.values["cell_state"]).max(initial=0)) or 1.0
        ranges["cell_state"] = (-most, most)
    ranges |= {f"gate:{name}": (gate.low, gate.high) for name, gate in GATES[cell].items()}
    values = {name: played.values[name.removeprefix("gate:")][..., :DRAWN_UNITS] for name in ranges}
    return {name: quantise(value, *ranges[name]) for name, value in values.items()}, ranges


def _second(probabilities: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(k, N, V) -> ids and probabilities (k, N) of the second most likely symbol; of the only one if V is 1."""
    rival = np.argsort(probabilities, axis=-1)[..., -min(2, probabilities.shape[-1])]
    return rival, np.take_along_axis(probabilities, rival[..., None], axis=-1)[..., 0]
