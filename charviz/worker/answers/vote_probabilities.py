"""The probabilities of some letters at one time step."""

from collections.abc import Mapping
from typing import Any

from charviz.runs.run import Run
from charviz.worker.answers import Answer


def answer(run: Run, question: Mapping[str, Any]) -> Answer:
    """Fields: step, time, ids. The answer has a probability for each id."""
    trace = run.trace(step=question["step"])
    row = trace.probabilities[question["time"]]
    return {"step": trace.step, "probabilities": [float(row[index]) for index in question["ids"]]}, {}
