"""The worker process: `python -m charviz.worker`, started by the web server."""

import os
import signal
import sys
import tempfile
import threading

from charviz.config import RunConfig
from charviz.engines import module_engine
from charviz.engines.precompile import is_cached
from charviz.player.packets import chunk
from charviz.runs.training import Trainer
from charviz.worker.scheduler import Worker

SWITCH = (
    0.001  # seconds after which a thread that computes in Python lets another go on: answers and training take turns
)


def main() -> None:
    """Runs the worker. Redirects standard output, so that no print of a library can break the frames."""
    _find_a_folder_for_torch()
    signal.signal(
        signal.SIGINT, lambda *_: None
    )  # Ctrl+C reaches every process; the server ends this one, without a traceback
    sys.setswitchinterval(SWITCH)
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    worker = Worker(output, preparing=not (is_cached() or module_engine.is_here()))
    if worker.preparing:
        threading.Thread(target=worker.prepare, daemon=True).start()
    else:
        Trainer(RunConfig()).advance(
            1
        )  # engines load parts of themselves at the first step: do it now, while nobody waits
    worker.send(chunk({"kind": "ready", "run": ""}))
    threading.Thread(target=worker.listen, args=(sys.stdin.buffer,), daemon=True).start()
    worker.work()


def _find_a_folder_for_torch() -> None:
    """torch asks where its compiler may write, though nothing is compiled here; on a disk that is all read-only it would fail."""
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", os.sep)


if __name__ == "__main__":
    main()
