"""What a model without memory can reach on a text, and how much memory the text needs: exact, by counting."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np

from charviz import arguments
from charviz.text.tokens import Tokenize, split, tokens
from charviz.text.vocabulary import END, START

PIECE = 2**20  # pairs that are counted at once


@dataclass(frozen=True)
class Floor:
    """The best that a model can do which sees only the current character.

    Attributes:
        loss: its least mean cross-entropy, in nats per character: the entropy of the next character given the current one.
        correct: how many characters it can get right at most.
        total: how many characters there are to predict.
        memory_needed: the least k such that the last k characters always determine the next one; None where even all
            characters before it do not, or where it has not been counted, as of a corpus.

    Example:
        >>> import charviz as cv
        >>> floor = cv.floor("hihello")
        >>> floor.correct, floor.total, floor.memory_needed
        (4, 6, 2)
        >>> round(floor.loss, 3)
        0.462

    Source: Shannon, `A Mathematical Theory of Communication <https://doi.org/10.1002/j.1538-7305.1948.tb01338.x>`_, 1948,
    section 6, for the conditional entropy.
    """

    loss: float
    correct: int
    total: int
    memory_needed: int | None


def floor(
    text: str,
    sequences: str = "whole",
    boundary_tokens: bool = False,  # noqa: FBT001
    tokenize: str = "characters",
) -> Floor:
    r"""Computes the best that a model without memory can do on a text, exactly, by counting.

    Args:
        text: the text; characters are counted as a reader does, after the normal form NFC.
        sequences: "whole", or "lines", where each line is a sequence of its own.
        boundary_tokens: whether each sequence has a start token and an end token.
        tokenize: "characters", or "words", whose limits are counted in words.

    Returns:
        The limits; of a text with no character to predict, a loss of 0 and 0 of 0 characters.

    Raises:
        ConfigError: an argument is none of these.

    Example:
        >>> import charviz as cv
        >>> cv.floor("abcabc")
        Floor(loss=0.0, correct=5, total=5, memory_needed=1)
        >>> cv.floor("hello\neolll", sequences="lines").correct
        6
        >>> cv.floor("to be or not to be", tokenize="words").correct
        5
    """
    sequences = arguments.one_of("sequences", sequences, ("whole", "lines"))
    tokenize = arguments.one_of("tokenize", tokenize, get_args(Tokenize))
    rows = [tokens(line, tokenize) for line in split(arguments.text("text", text), sequences, tokenize)]
    return floor_of(
        [(START, *row, END) for row in rows] if arguments.flag("boundary_tokens", boundary_tokens) else rows
    )


def floor_of(rows: Sequence[Sequence[Hashable]], shift: int = 1) -> Floor:
    """The floor of sequences of symbols: of each row, the target is the symbol `shift` places on."""
    ids: dict[Hashable, int] = {}
    coded = [
        np.array([ids.setdefault(symbol, len(ids)) for symbol in row], np.int64) for row in rows if len(row) > shift
    ]
    if not coded:
        return Floor(0.0, 0, 0, 0)
    inputs = np.concatenate([row[: len(row) - shift] for row in coded])
    targets = np.concatenate([row[shift:] for row in coded])
    times = np.concatenate([np.arange(len(row) - shift) for row in coded])
    loss, correct = _memoryless(inputs, targets)
    return Floor(loss, correct, len(inputs), _memory_needed(inputs, targets, times))


def floor_of_ids(ids: np.ndarray) -> Floor:
    """The floor of one sequence of ids (N,), but for the memory that it needs: O(N log N), also for long texts."""
    return Floor(*_memoryless(ids[:-1], ids[1:]), len(ids) - 1, None) if len(ids) > 1 else Floor(0.0, 0, 0, 0)


def _memoryless(inputs: np.ndarray, targets: np.ndarray) -> tuple[float, int]:
    """The least loss, and the most characters right, by counting pairs (N,) of ids."""
    size = int(max(inputs.max(), targets.max())) + 1
    pairs, counts = _counted(inputs, targets, size)
    current = pairs // size
    of_current, best = np.bincount(current, counts), np.zeros(size, np.int64)
    np.maximum.at(best, current, counts)
    return float(counts @ np.log(of_current[current] / counts)) / len(inputs), int(best.sum())


def _counted(inputs: np.ndarray, targets: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """The different pairs as inputs * size + targets, ascending, and how often each occurs; a piece of the text at a time."""
    counted = []
    for begin in range(0, len(inputs), PIECE):
        pairs = inputs[begin : begin + PIECE].astype(np.int64) * size + targets[begin : begin + PIECE]
        counted.append(np.unique(pairs, return_counts=True))
    pairs, places = np.unique(np.concatenate([pairs for pairs, _counts in counted]), return_inverse=True)
    return pairs, np.bincount(places, np.concatenate([counts for _pairs, counts in counted])).astype(np.int64)


def no_head_limit(vocabulary_size: int) -> float:
    """The least cross-entropy in nats when the V logits are tanh outputs: 1 for the target, -1 for all others."""
    return float(np.log1p((vocabulary_size - 1) * np.exp(-2.0)))


def _memory_needed(inputs: np.ndarray, targets: np.ndarray, times: np.ndarray) -> int | None:
    """Contexts of length 1, 2, 4, .. until one determines the targets, then the lengths between, by halves.

    A context of length k is a class per position, (N,) from 1 up: equal where the last k characters are. O(N log^2 N).
    """
    if (targets == targets[0]).all():
        return 0
    powers = [inputs + 1]  # powers[j]: the contexts of length 2**j
    while not _determines(powers[-1], targets):
        if 2 ** (len(powers) - 1) > times.max():
            return None
        powers.append(_longer(powers[-1], powers[-1], 2 ** (len(powers) - 1), times))
    if len(powers) == 1:
        return 1
    length, contexts = 2 ** (len(powers) - 2), powers[-2]  # the longest known not to be enough
    for power in reversed(range(len(powers) - 2)):
        longer = _longer(powers[power], contexts, length, times)
        if not _determines(longer, targets):
            length, contexts = length + 2**power, longer
    return length + 1


def _longer(earlier: np.ndarray, contexts: np.ndarray, length: int, times: np.ndarray) -> np.ndarray:
    """Contexts of `length` with the class of what stood before put in front: 0 where the sequence had not begun."""
    before = np.where(times >= length, np.roll(earlier, length), 0)
    return np.unique(before * (contexts.max() + 1) + contexts, return_inverse=True)[1] + 1


def _determines(contexts: np.ndarray, targets: np.ndarray) -> bool:
    """Whether equal contexts have equal targets."""
    return len(np.unique(contexts * (targets.max() + 1) + targets)) == len(np.unique(contexts))
