"""The questions that the worker process answers about a run: one module per question, with its name.

Each has `answer(run, question) -> (header, arrays)`: the run is trained at least up to question["step"]; `question` has the
fields of the question; the header is sent as JSON, the arrays as u1, u2 or f4. A ConfigError becomes an answer with its
message. Modules are loaded on their first question.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import numpy as np

from charviz.arrays import evenly
from charviz.runs.run import Run

QUESTIONS = (
    "unit_arithmetic",
    "vote_probabilities",
    "memory",
    "cell",
    "gradients",
    "shapes",
    "order",
    "units",
    "generate",
    "words",
    "letters",
    "notes",
)
ASIDE = ("shapes", "order", "words", "notes")  # these do not use the run, and are answered in parallel to training
Answer = tuple[dict[str, Any], dict[str, np.ndarray]]


def answer(run: Run, question: Mapping[str, Any]) -> Answer:
    """The answer's header and arrays; LookupError for an unknown question."""
    if question["what"] not in QUESTIONS:
        raise LookupError(f"there is no question {question['what']!r}; allowed are {', '.join(QUESTIONS)}")
    return import_module(f"charviz.worker.answers.{question['what']}").answer(run, question)


def text_of(run: Run) -> dict[str, Any]:
    """The run's text on its one time axis, as ids."""
    batch = run.config.batch
    return {
        "symbols": run.vocabulary.symbols,
        "inputs": batch.flat(batch.inputs).tolist(),
        "targets": batch.flat(batch.targets).tolist(),
        "starts": batch.starts,
    }


def keyframes_until(run: Run, step: int, most: int) -> list[int]:
    """The run's keyframes up to a step, evenly thinned to `most` of them; the first and the last are always included."""
    steps = [keyframe for keyframe in run.keyframes if keyframe <= step]
    return [steps[place] for place in evenly(len(steps), most)]
