"""Ratios of two pieces of work, taken in turn in one run: machines are shared, seconds mean little."""

import statistics
import time
from collections.abc import Callable

ROUNDS = 9


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def side_by_side(
    one: Callable[[], object], other: Callable[[], object], rounds: int = ROUNDS
) -> tuple[float, float, float]:
    """Median of (one / other), and the median seconds of each; whoever goes first changes every round."""
    one(), other()  # loads what is loaded at first use
    pairs = []
    for number in range(rounds):
        if number % 2:
            pairs.append((seconds(one), seconds(other)))
        else:
            pairs.append((seconds(other), seconds(one))[::-1])
    return (
        statistics.median(first / second for first, second in pairs),
        statistics.median(first for first, _ in pairs),
        statistics.median(second for _, second in pairs),
    )
