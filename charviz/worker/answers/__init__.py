"""What the worker process can be asked about a run: one module for each question, named as the question.

Each has `answer(run, question) -> (header, arrays)`: the run is trained up to question["step"] and may have been trained
further; question holds what was asked with it, header goes out as JSON, arrays as u1, u2 or f4. A ConfigError becomes
an answer that says so. Modules are loaded when they are first asked.
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
ASIDE = ("shapes", "order", "words", "notes")  # these look at no run, and are answered beside the training
Answer = tuple[dict[str, Any], dict[str, np.ndarray]]


def answer(run: Run, question: Mapping[str, Any]) -> Answer:
    """The answer's header and arrays; LookupError for a question that there is not."""
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
    """The run's keyframes up to a step, evenly thinned to `most` of them; the first and the last always stay."""
    steps = [keyframe for keyframe in run.keyframes if keyframe <= step]
    return [steps[place] for place in evenly(len(steps), most)]
