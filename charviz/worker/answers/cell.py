"""Every number of one hidden unit at all training and time steps, for the page Inside a cell."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from charviz.analysis.unit_arithmetic import unit_numbers
from charviz.nn.equations import EQUATIONS, SLIDES, Equation
from charviz.player.packets import DRAWN_UNITS, ids, quantise
from charviz.runs.run import Run
from charviz.worker.answers import Answer, keyframes_until, text_of

KEYFRAMES = 100
ROOM = 350_000  # numbers per message
LIKELIEST = 6  # most likely symbols per time step, in addition to the target


def answer(run: Run, question: Mapping[str, Any]) -> Answer:
    """Fields: step, layer, unit.

    Arrays over K steps and N times: numbers (K, N, M) in the order of header["names"]; strip (K, N, U), the layer's
    hidden state; x (K, N, in) its input, unless that is one-hot; top, logits, chances (K, N, C): the most likely symbols in
    descending order, then the target, with logits and probabilities.
    """
    layer, unit = int(question["layer"]), int(question["unit"])
    times = int(run.config.batch.mask.sum())
    most = ROOM // (times * (len(EQUATIONS[run.config.cell_type]) * 5 + 3 * LIKELIEST))
    steps = keyframes_until(run, int(question["step"]), min(KEYFRAMES, most), times)
    seen = unit_numbers(run, steps, layer, unit)
    arrays = {
        "numbers": np.stack(list(seen.numbers.values()), axis=-1).astype(np.float32),
        "strip": quantise(seen.played.values["hidden"][:, layer, :, :DRAWN_UNITS], -1, 1),
        **_answers(run, seen.played.outputs, seen.played.probabilities),
    }
    reach = 1.0
    if seen.below is not None:
        reach = max(float(np.abs(seen.below).max()), 1e-6)
        arrays["x"] = quantise(seen.below[..., :DRAWN_UNITS], -reach, reach)
    tables = {"torch": EQUATIONS, "slides": SLIDES}
    header = {
        "steps": steps,
        "names": list(seen.numbers),
        "equations": {
            name: [_as_json(equation) for equation in table[run.config.cell_type]] for name, table in tables.items()
        },
        "reach": reach,
        **text_of(run),
    }
    return header, arrays


def _as_json(equation: Equation) -> dict[str, Any]:
    return equation._asdict() | {"numbers": list(equation.numbers)}


def _answers(run: Run, outputs: np.ndarray, chances: np.ndarray) -> dict[str, np.ndarray]:
    batch = run.config.batch
    count = min(LIKELIEST, outputs.shape[-1])
    likeliest = np.argsort(-outputs, axis=-1, kind="stable")[..., :count]
    target = np.broadcast_to(batch.flat(batch.targets)[None, :, None], (*outputs.shape[:2], 1))
    top = np.concatenate([likeliest, target], axis=-1)
    taken = {"logits": outputs, "chances": chances}
    return {"top": ids(top, len(run.vocabulary))} | {
        name: np.take_along_axis(values, top, axis=-1).astype(np.float32) for name, values in taken.items()
    }
