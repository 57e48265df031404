"""The arithmetic of one unit at one time."""

from collections.abc import Mapping
from typing import Any

from charviz.arithmetic import arithmetic
from charviz.run import Run
from charviz.server.answers import Answer


def answer(run: Run, question: Mapping[str, Any]) -> Answer:
    """Asked with step, layer, unit, time."""
    at = {name: int(question[name]) for name in ("step", "layer", "unit", "time")}
    return {"step": run.nearest_keyframe(at["step"]), "lines": arithmetic(run, **at)}, {}
