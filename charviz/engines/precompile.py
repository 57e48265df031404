"""Compiles the training loops ahead of time: `python -m charviz.engines.precompile`, once per machine and version.

Compiling takes some ten seconds. A separate process writes the machine code to the cache, and training only ever loads it
from there, because code that has just been compiled may be linked differently from the same code in the cache, and differ
in the last bit.
"""

import functools
import importlib
import logging
import os
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from charviz.paths import ROOT

log = logging.getLogger(__name__)

PATIENCE = 600  # seconds that compiling may take, at most
_one_at_a_time = threading.Lock()


def is_ready() -> bool:
    """Whether the compiled engine can be used here; compiles it first if necessary.

    False, with a line in the log, without numba, without a writable folder, or if compiling fails.
    """
    with _one_at_a_time:
        return _is_ready()


def is_cached() -> bool:
    """Whether `is_ready` answers without compiling."""
    try:
        return _folder().is_dir()
    except (ImportError, OSError):
        return True


def _folder() -> Path:
    return importlib.import_module("charviz.engines.kernels.base").FOLDER


@functools.cache
def _is_ready() -> bool:
    try:
        if not _folder().is_dir():
            log.warning("compiling the training loops for this machine: once, for some ten seconds")
            home = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
            subprocess.run(
                [sys.executable, "-m", "charviz.engines.precompile"],
                env={**os.environ, "PYTHONPATH": home},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                check=True,
                timeout=PATIENCE,
            )
        _load()
    except (ImportError, OSError, RuntimeError, subprocess.SubprocessError) as error:
        log.warning("training runs in torch, since the compiled loops cannot be used here: %s", error)
        return False
    return True


def _load() -> None:
    """Compiles the loops, or loads them from the cache."""
    from charviz.config import RunConfig
    from charviz.engines.compiled_engine import CompiledEngine
    from charviz.engines.compiled_runs import CompiledRuns

    CompiledEngine(RunConfig()).measure()
    CompiledRuns(RunConfig(steps=1), [0]).advance(2)


def main() -> None:
    """Fills a temporary folder and moves it into place, so that no process ever reads an incomplete cache."""
    import numba

    folder = _folder()
    if folder.is_dir():
        return
    with tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as aside:
        filled = str(Path(aside, "cache"))
        numba.config.CACHE_DIR = filled  # type: ignore[attr-defined]  # numba makes its settings as it starts
        _load()
        with suppress(OSError):  # another process was faster
            os.rename(filled, folder)


if __name__ == "__main__":
    try:
        main()
    except (ImportError, OSError, RuntimeError) as error:
        sys.exit(f"the training loops cannot be compiled here, torch will train in their place: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
