"""Freed memory, given back to the machine: glibc keeps it otherwise."""

import ctypes
import gc
from contextlib import suppress

M_ARENA_MAX = -8  # of glibc's mallopt


def share_arenas(count: int = 2) -> None:
    """Threads share their free memory, where the C library can: else each keeps what it once had."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").mallopt(M_ARENA_MAX, count)


def give_back() -> None:
    """Collects what is garbage, which takes a tenth of a second with torch loaded, and gives back what is free."""
    gc.collect()
    trim()


def trim() -> None:
    """Gives back what is free, where the C library can."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)
