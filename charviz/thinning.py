"""Which of many to draw, send or keep of a long run: some evenly, or those at which something changes."""

import numpy as np


def evenly(count: int, most: int) -> np.ndarray:
    """At most so many of the places 0 to count - 1, the first and the last among them."""
    return np.unique(np.linspace(0, count - 1, min(most, count)).round().astype(int))


def changes(rows: np.ndarray) -> np.ndarray:
    """The places at which a row (N,) differs from the one before; of any rows 0 is the first."""
    return np.flatnonzero(np.append(True, (rows[1:] != rows[:-1]).any(axis=1))[: len(rows)])
