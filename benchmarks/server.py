"""The app on a server of its own, for benchmarks and for tests."""

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    """A port below those that systems give to outgoing connections: one of these may take it before a server does."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with contextlib.suppress(OSError), socket.socket() as free:
            free.bind(("127.0.0.1", port))
            return port


class Server:
    """`streamlit run app.py` by this Python or by another one, and what its processes take.

    port: a free one if None. prefix: of all its paths, as in /charviz. launcher: what the Python runs in Streamlit's place.
    output: where it writes; None: where we do.
    """

    def __init__(
        self,
        *python: str,
        port: int | None = None,
        prefix: str = "",
        launcher: Sequence[str] = ("-m", "streamlit"),
        output: int | None = subprocess.DEVNULL,
        **environment: str,
    ) -> None:
        port = port or free_port()
        self.address = f"http://127.0.0.1:{port}{prefix}"
        command = [*(python or [sys.executable]), *launcher, "run", "app.py", "--server.headless", "true"]
        command += ["--server.address", "127.0.0.1", "--server.port", str(port)]
        command += ["--server.baseUrlPath", prefix] if prefix else []
        outputs = {"stdout": output, "stderr": output}
        self.process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, **outputs)
        for _attempt in range(300):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=1):
                return
            time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def close(self) -> None:
        for pid in (self.worker, self.process.pid):
            if pid:
                with contextlib.suppress(OSError):
                    os.kill(pid, 9)
        self.process.wait()

    @property
    def worker(self) -> int | None:
        """The worker's process id."""
        for status in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError, IndexError):
                if int(status.read_text().rsplit(")", 1)[1].split()[1]) == self.process.pid:
                    return int(status.parent.name)
        return None

    def memory(self) -> tuple[float, float]:
        """MB that the server and the worker process hold now."""
        return _rss(self.process.pid), _rss(self.worker) if self.worker else 0.0

    def cpu(self) -> np.ndarray:
        """Seconds that the server and the worker process have computed."""
        stats = [
            Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in (self.process.pid, self.worker)
        ]
        return np.array([(int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") for fields in stats])


def _rss(pid: int) -> float:
    with contextlib.suppress(OSError):
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    return 0.0
