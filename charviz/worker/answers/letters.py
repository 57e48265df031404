"""The vectors of a run's symbols: learned, or one-hot."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from charviz.runs.run import Run
from charviz.worker.answers import Answer, keyframes_until
from charviz.worker.answers.words import vectors

KEYFRAMES = 80
ROOM = 300_000  # numbers per message


def answer(run: Run, question: Mapping[str, Any]) -> Answer:
    """Field: step. Arrays: see `words.vectors`; of a one-hot run the vectors are the same at all steps."""
    symbols = run.vocabulary.symbols
    width = run.config.embedding_size if run.config.encoding == "embedding" else len(symbols)
    steps = keyframes_until(run, int(question["step"]), min(KEYFRAMES, ROOM // (len(symbols) * width)))
    if run.config.encoding == "embedding":
        found = np.stack([run.weights(step)["embedding.weight"] for step in steps])
    else:
        steps = steps[-1:]
        found = np.eye(len(symbols), dtype=np.float32)[None]
    text = [run.config.tokens_of(row) for row in run.config.sequences_of(run.config.shown_text)]
    header, arrays = vectors(symbols, steps, found)
    losses = [float(run.losses[step]) for step in steps]
    return header | {"lines": text[:60], "classes": {}, "analogies": [], "losses": losses}, arrays
