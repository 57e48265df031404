"""Whether a number that the notes print agrees with many seeds here: yes, no, or too close to call."""

import math

import numpy as np

MOST = 0.9  # share of a curve that should


def is_within(losses: np.ndarray, reported: float, tail: float = 0.0) -> bool | None:
    """Whether a number lies between the seeds, `tail` of them left out on each side; None where their ranks' spread decides.

    How many of n seeds lie below a bound varies by sqrt(n tail (1 - tail)) from one set of seeds to the next; at least by one.
    """
    rank, last = tail * (len(losses) - 1), len(losses) - 1
    spread = max(1.0, math.sqrt(len(losses) * tail * (1 - tail)))
    narrow, wide = (
        at_rank(losses, low) <= reported <= at_rank(losses, last - low) for low in (rank + spread, rank - spread)
    )
    return True if narrow else None if wide else False


def at_rank(losses: np.ndarray, rank: float) -> float:
    """The seeds' loss at a rank, from 0 on; one rank beyond an end, as far from it as its neighbour is on the other side."""
    ordered = np.sort(losses)
    ends = 2 * ordered[0] - ordered[1], 2 * ordered[-1] - ordered[-2]
    return float(np.interp(rank, np.arange(-1, len(ordered) + 1), np.concatenate([ends[:1], ordered, ends[1:]])))


def are_most(answers: list[bool | None]) -> bool | None:
    """Whether MOST of these hold; None where that depends on those that are too close to call."""
    sure, possible = (sum(answer in kind for answer in answers) for kind in ((True,), (True, None)))
    return True if sure >= MOST * len(answers) else None if possible >= MOST * len(answers) else False


def exceeds(value: float, spread: float) -> bool | None:
    """Whether a value is above 0, by more than its spread."""
    return None if abs(value) <= spread else value > 0
