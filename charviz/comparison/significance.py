"""Whether one config is better than another, or whether that may be luck: exact and rank tests over their seeds."""

import math
from typing import Any, NamedTuple

import numpy as np

LUCK = 0.05  # what is likelier than this between equals may be luck
ROUNDING = 1e-7  # by which two numbers that should be equal may differ


class Verdict(NamedTuple):
    """Who is first: the config with clearly more seeds that solve their text; where none has, the one that is sooner.

    winner, second: places in configs. by: "solved", "sooner", or in windows "held_out", the lower loss. pairs: share of pairs
    of their seeds in which the winner is the sooner or lower (never is last, a tie counts half). chance: the probability of
    so large a difference between equals (two-sided: Fisher's exact test of the solved, or Mann & Whitney's of the rest).
    """

    winner: int
    second: int
    by: str
    pairs: float
    chance: float

    @property
    def is_real(self) -> bool:
        """Whether the difference is larger than the spread of the seeds."""
        return self.chance < LUCK

    @property
    def facts(self) -> dict[str, Any]:
        """What a page is told of it."""
        return {**self._asdict(), "is_real": self.is_real}


def share_smaller(one: np.ndarray, other: np.ndarray) -> float:
    """The share of pairs in which `one` is the smaller; a tie counts half."""
    ranked, pairs = np.sort(other), len(one) * len(other)
    up_to, below = np.searchsorted(ranked, one, "right").sum(), np.searchsorted(ranked, one, "left").sum()
    return float((pairs - up_to) / pairs + (up_to - below) / pairs / 2)


def mann_whitney(one: np.ndarray, other: np.ndarray) -> float:
    """Mann & Whitney 1947: two-sided p of U by the normal approximation, with ties and continuity corrected."""
    n, m = len(one), len(other)
    _values, ties = np.unique(np.concatenate([one, other]), return_counts=True)
    total = n + m
    spread = n * m / 12 * (total + 1 - (ties**3 - ties).sum() / max(total * (total - 1), 1))
    if spread <= 0:
        return 1.0
    distance = max(abs(share_smaller(one, other) * n * m - n * m / 2) - 0.5, 0.0)
    return math.erfc(distance / math.sqrt(2 * spread))


def fisher_exact(one: np.ndarray, other: np.ndarray) -> float:
    """Fisher's exact test, two-sided: how often so unequal shares of the solved come about among equals."""
    (n, m), solved = (len(one), len(other)), int(np.isfinite(one).sum() + np.isfinite(other).sum())
    logs = np.append(0.0, np.cumsum(np.log(np.arange(1, n + m + 1))))  # of the factorials

    def ways(of: int, chosen: np.ndarray) -> np.ndarray:
        return logs[of] - logs[chosen] - logs[of - chosen]

    k = np.arange(max(0, solved - m), min(n, solved) + 1)
    chances = np.exp(ways(n, k) + ways(m, solved - k) - ways(n + m, np.array(solved)))
    seen = chances[int(np.isfinite(one).sum()) - k[0]]
    return min(1.0, float(chances[chances <= seen * (1 + ROUNDING)].sum()))
