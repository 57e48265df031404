"""The folder in which the machine code of the loops is kept; to ask for it needs no numba."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from charviz.paths import IS_INSTALLED


def cache_home() -> Path:
    """The first home that can be written; OSError if none can."""
    for home in _cache_homes():
        with suppress(OSError):
            home.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=home).close()
            return home
    raise OSError("no folder can be written in which their machine code could be kept")


def _cache_homes() -> Iterator[Path]:
    """Where machine code may be kept: where the user says so; else beside this file, else in the user's own cache.

    An installed package keeps none beside its files, so that nothing is left where it is uninstalled.
    """
    if said := os.environ.get("NUMBA_CACHE_DIR"):
        yield Path(said)
        return
    if not IS_INSTALLED:
        yield Path(__file__).parent / "__pycache__"
    with suppress(RuntimeError):  # nobody's home
        yield Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "charviz"
