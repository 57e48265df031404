"""The arithmetic of one unit at one time step."""

from collections.abc import Mapping
from typing import Any

from charviz.analysis.unit_arithmetic import arithmetic
from charviz.runs.run import Run
from charviz.worker.answers import Answer


def answer(run: Run, question: Mapping[str, Any]) -> Answer:
    """Fields: step, layer, unit, time."""
    at = {name: int(question[name]) for name in ("step", "layer", "unit", "time")}
    return {"step": run.nearest_keyframe(at["step"]), "lines": arithmetic(run, **at)}, {}
