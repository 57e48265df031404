"""Fewer of many, evenly: for what is drawn, sent or kept of a long run."""

import numpy as np


def evenly(count: int, most: int) -> np.ndarray:
    """At most so many of the places 0 to count - 1, the first and the last among them."""
    return np.unique(np.linspace(0, count - 1, min(most, count)).round().astype(int))
