"""The activations of the units over a text, and their correlations with its features, at many steps."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from charviz.analysis.unit_features import unit_correlations
from charviz.player.packets import DRAWN_UNITS, quantise
from charviz.runs.run import Run
from charviz.worker.answers import Answer, keyframes_until

KEYFRAMES = 60
ROOM = 1_200_000  # activations per message


def answer(run: Run, question: Mapping[str, Any]) -> Answer:
    """Fields: step, text (None: the run's own), part, layer.

    Arrays over K steps, N characters, U units, F features: activations (K, N, U), quantised to -reach .. reach;
    features (F, N), each in 0 .. 1; correlation (K, F, U).
    """
    text, part, layer = question["text"], question["part"], int(question["layer"])
    units = min(run.config.hidden_size, DRAWN_UNITS)
    length = len(text) if text is not None else int(run.config.batch.mask.sum())
    most = min(KEYFRAMES, ROOM // max(1, length * units))
    steps = keyframes_until(run, int(question["step"]), most, length)
    found = unit_correlations(run, steps, text, part, layer)
    values = found.activations[..., :units]
    reach = max(1.0, float(np.abs(values).max()))
    features = np.array([_scaled(row) for row in found.features.values()]).reshape(-1, len(found.symbols))
    header = {
        "steps": steps,
        "symbols": found.symbols,
        "features": list(found.features),
        "units": units,
        "reach": reach,
    }
    return header, {
        "activations": quantise(values, -reach, reach),
        "features": features.astype(np.float32),
        "correlation": found.correlation[..., :units].astype(np.float32),
    }


def _scaled(row: np.ndarray) -> np.ndarray:
    return (row - row.min()) / (row.max() - row.min())
