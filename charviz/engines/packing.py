"""What the compiled loops read: numbers that begin on a cache line, and a batch in time-major order."""

import numpy as np

from charviz.engines.kernels import plan
from charviz.text.vocabulary import Batch

CACHE_LINE = 64  # bytes


def zeros(size: int, dtype: type) -> np.ndarray:
    """Zeros that begin on a cache line: a vector that lies across two of them loads half as fast."""
    raw = np.zeros(size * np.dtype(dtype).itemsize + CACHE_LINE, np.uint8)
    begin = -raw.ctypes.data % CACHE_LINE
    return raw[begin : len(raw) - CACHE_LINE + begin].view(dtype)


def packed(batch: Batch) -> tuple[plan.Batch, np.ndarray]:
    """A batch in time-major order, longest sequence first, and where each position lies in (B * T,)."""
    order = np.argsort(-batch.mask.sum(axis=1), kind="stable")
    there = batch.mask[order].T  # (T, B)
    times, ranks = np.nonzero(there)
    place = order[ranks] * len(there) + times
    starts = np.append(0, np.cumsum(there.sum(axis=1)))
    read = batch.inputs.ravel()[place], batch.targets.ravel()[place], starts
    return plan.Batch(*(array.astype(np.int32) for array in read)), place
