"""Word vectors at all training steps."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from charviz.analysis.word2vec import word2vec
from charviz.arrays import project_to_plane
from charviz.runs.run import Run
from charviz.text.sentences import ANALOGIES, CLASSES, Sentences
from charviz.worker.answers import Answer

LINES = 60  # sentences whose windows are drawn


def answer(run: Run, question: Mapping[str, Any]) -> Answer:
    """Fields: text, window and the settings of `word2vec`; the run is not used. Arrays: see `vectors`."""
    sentences = Sentences(question["text"], question["window"])
    names = ("model", "size", "negative", "learning_rate", "steps", "seed")
    found = word2vec(sentences, **{name: question[name] for name in names})
    known = set(sentences.words)
    header = {
        "lines": [list(line) for line in sentences.lines[:LINES]],
        "classes": {word: name for name, words in CLASSES.items() for word in words if word in known},
        "analogies": [list(words[:3]) for words in ANALOGIES if known.issuperset(words)],
        "losses": [float(loss) for loss in found.loss[found.steps]],
    }
    more, arrays = vectors(found.words, found.steps.tolist(), found.vectors)
    return header | more, arrays


def vectors(words: tuple[str, ...], steps: list[int], found: np.ndarray) -> Answer:
    """Vectors (K, V, D), and their projections to the plane of the last step's principal axes, (K, V, 2)."""
    plane, explained = project_to_plane(found, found[-1])
    header = {"words": words, "steps": steps, "explained": explained}
    return header, {"vectors": found.astype(np.float32), "plane": plane.astype(np.float32)}
