"""A network that reads words letter by letter, and a bag of letters, at all training steps."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from charviz.analysis.word_classifier import classify
from charviz.player.packets import quantise
from charviz.runs.run import Run
from charviz.text.labelled_words import Examples
from charviz.worker.answers import Answer


def answer(run: Run, question: Mapping[str, Any]) -> Answer:
    """Fields: examples, cell_type, hidden_size, learning_rate, steps, seed; the run is not used.

    Arrays over S + 1 steps, K keyframes, B words, T letters, C labels: accuracy, bag_accuracy, loss, bag_loss (S + 1);
    plane (K, B, T + 1, 2); chances (K, B, T, C).
    """
    examples = Examples(question["examples"])
    names = ("cell_type", "hidden_size", "learning_rate", "steps", "seed")
    found = classify(examples, **{name: question[name] for name in names})
    plane, explained = found.plane
    header = {
        "steps": found.steps.tolist(),
        "words": examples.words,
        "labels": examples.labels,
        "targets": examples.targets.tolist(),
        "letters": examples.vocabulary.symbols,
        "counts": examples.counts.tolist(),
        "ceiling": examples.bag_ceiling,
        "parting": examples.parting,
        "explained": explained,
        "solved": _since(found.accuracy == 1),
    }
    curves = {name: getattr(found, name) for name in ("accuracy", "bag_accuracy", "loss", "bag_loss")}
    arrays = {name: curve.astype(np.float32) for name, curve in curves.items()}
    return header, arrays | {
        "plane": plane.astype(np.float32),
        "chances": quantise(found.probabilities, 0, 1),
    }


def _since(all_right: np.ndarray) -> int | None:
    """The first step from which on everything is correct; None if the last step is not."""
    if not all_right[-1]:
        return None
    wrong = np.flatnonzero(~all_right)
    return int(wrong[-1]) + 1 if len(wrong) else 0
