"""Compiles the training loops ahead of time: `python -m charviz.engines.precompile`, once per machine and version.

Compiling takes ten seconds to a minute, in which the module trains (`engines.module_engine`). A separate process writes the
machine code to the cache, and training only ever loads it from there, because code that has just been compiled may be linked
differently from the same code in the cache, and differ in the last bit.
"""

import functools
import hashlib
import importlib.util
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from charviz.engines import module_engine
from charviz.engines.kernels.cache_home import cache_home
from charviz.paths import ROOT

log = logging.getLogger(__name__)

WHOLE = "whole.json"  # in the folder: the hash of each file of machine code; to load a damaged one may end the process
BESIDE = "--beside"  # compiles for a process that does not wait for it
PATIENCE = 600  # seconds that compiling may take, at most
_one_at_a_time = threading.Lock()


def is_ready() -> bool:
    """Whether machine code can be used here now.

    If it is still to be made, a process beside this one does that, once, while the module trains; where the module cannot be
    called either, this waits until it is made. False, with a line in the log, without numba, without a writable folder, or if
    compiling fails.
    """
    with _one_at_a_time:
        if _is_ready.cache_info().currsize or is_cached() or not module_engine.is_here():
            return _is_ready()
        _compiling()
        return False


def make_ready() -> bool:
    """The same, once whatever is necessary has been compiled."""
    with _one_at_a_time:
        return _is_ready()


def is_cached() -> bool:
    """Whether `make_ready` answers without compiling."""
    try:
        if importlib.util.find_spec("numba") and not any(cache_home().glob(f"*/{WHOLE}")):
            return False  # on a fresh machine, without the half second that numba takes to load
        return _is_whole(_folder())
    except (ImportError, OSError):
        return True


def _folder() -> Path:
    cache_home()  # raises before numba is loaded for nothing
    return importlib.import_module("charviz.engines.kernels.base").FOLDER


@functools.cache
def _compiling() -> threading.Thread:
    """Waits for a process that compiles, and ends even if this one ends before: whoever comes next finds the machine code."""
    thread = threading.Thread(target=_compile_beside, daemon=True)
    thread.start()
    return thread


def _compile_beside() -> None:
    try:
        _compile(BESIDE)
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("the training loops run as WebAssembly, since they could not be compiled: %s", error)


@functools.cache
def _is_ready() -> bool:
    try:
        _compile_where_missing()
        try:
            _load()
        except Exception as error:  # whatever an index raises that is damaged
            log.warning("the machine code of the training loops is damaged, and is compiled again: %r", error)
            _set_aside(_folder())
            _compile_where_missing()
            _load()
    except (ImportError, OSError, RuntimeError, subprocess.SubprocessError) as error:
        instead = "as WebAssembly" if module_engine.is_here() else "in torch"
        log.warning("training runs %s, since the compiled loops cannot be used here: %s", instead, error)
        return False
    return True


def _compile_where_missing() -> None:
    if _is_whole(_folder()):
        return
    log.warning("compiling the training loops for this machine: once, which takes ten seconds to a minute")
    _compile()


def _compile(*arguments: str) -> None:
    """Compiles in a process of its own."""
    home = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    subprocess.run(
        [sys.executable, "-m", "charviz.engines.precompile", *arguments],
        env={**os.environ, "PYTHONPATH": home},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL if arguments else None,
        start_new_session=bool(arguments),
        check=True,
        timeout=PATIENCE,
    )


def _is_whole(folder: Path) -> bool:
    """Whether all machine code is there, as it was compiled."""
    try:
        told = json.loads((folder / WHOLE).read_text())
        return all(_digest(folder / name) == digest for name, digest in told.items())
    except (OSError, ValueError):
        return False


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _set_aside(folder: Path) -> None:
    """Removes a folder at once, so that no other process begins to read it."""
    if folder.is_dir():
        aside = folder.with_name(f"{folder.name}-damaged-{os.getpid()}")
        os.rename(folder, aside)
        shutil.rmtree(aside, ignore_errors=True)


def _load() -> None:
    """Compiles the loops, or loads them from the cache."""
    from charviz.config import RunConfig
    from charviz.engines.compiled_engine import CompiledEngine
    from charviz.engines.compiled_runs import CompiledRuns

    CompiledEngine(RunConfig()).measure()
    CompiledRuns(RunConfig(steps=1), [0]).advance(2)


def _is_under_way(folder: Path) -> bool:
    """Whether another process is compiling the same."""
    begun = [path.stat().st_mtime for path in folder.parent.glob(f"{folder.name}-*")]
    return time.time() - max(begun, default=0) < PATIENCE


def main() -> None:
    """Fills a temporary folder and moves it into place, so that no process ever reads an incomplete cache."""
    import numba

    folder = _folder()
    if _is_whole(folder) or (BESIDE in sys.argv and _is_under_way(folder)):
        return
    with tempfile.TemporaryDirectory(prefix=f"{folder.name}-", dir=folder.parent, ignore_cleanup_errors=True) as aside:
        filled = str(Path(aside, "cache"))
        numba.config.CACHE_DIR = filled  # type: ignore[attr-defined]  # numba makes its settings as it starts
        _load()
        code = {str(path.relative_to(filled)): _digest(path) for path in Path(filled).rglob("*.nbc")}
        Path(filled, WHOLE).write_text(json.dumps(code))
        if not _is_whole(folder):
            _set_aside(folder)
        with suppress(OSError):  # another process was faster
            os.rename(filled, folder)


if __name__ == "__main__":
    try:
        main()
    except (ImportError, OSError, RuntimeError) as error:
        sys.exit(f"the training loops cannot be compiled here, torch will train in their place: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
