"""How the loss depends on the states through time, at one step of a run and before training."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from charviz.nn.gradient_trace import GradientTrace, decay_per_step, reach
from charviz.nn.gradients import flow
from charviz.runs.run import Run
from charviz.worker.answers import Answer


def answer(run: Run, question: Mapping[str, Any]) -> Answer:
    """Fields: step, layer, text (or None). The arrays are those of `figures.gradients.GradientData`."""
    text, layer = question.get("text"), int(question.get("layer", 0))
    now = run.gradients(int(question["step"]), text, layer)
    batch = run.config.batch if text is None else run.vocabulary.batch(run.config.sequences_of(text))
    first_reach = reach(flow(run.config, run.flat_weights([0])[0], batch, layer))
    header = {
        "step": now.step,
        "inputs": now.inputs,
        "targets": now.targets,
        "decay_per_step": now.decay_per_step(),
        "first_decay_per_step": decay_per_step(first_reach),
        "whole": {part: share.whole for part, share in now.contributions.items()},
        "total": {part: share.total for part, share in now.contributions.items()},
    }
    return header, {**_arrays(now), "first_gradient_reach": first_reach.astype(np.float32)}


def _arrays(trace: GradientTrace) -> dict[str, np.ndarray]:
    arrays = {
        "flow": trace.flow,
        "attribution": trace.attribution,
        "losses": trace.losses,
        "gradient_reach": trace.gradient_reach,
        "hidden": np.linalg.norm(trace.hidden, axis=1),
        "tanh_derivative": trace.tanh_derivative.mean(axis=1),
    }
    if trace.cell_state is not None:
        arrays["cell_state"] = np.linalg.norm(trace.cell_state, axis=1)
    for part, share in trace.contributions.items():
        arrays |= {f"projection:{part}": share.projection, f"unit:{part}": share.unit}
    return {name: array.astype(np.float32) for name, array in arrays.items()}
