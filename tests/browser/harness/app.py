"""The app itself, on a server of its own."""

import contextlib
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextlib.contextmanager
def serving(port: int, *launcher: str) -> Iterator[tuple[str, int]]:
    """(address, process id) of a fresh server, until the block ends; started by Streamlit, or by a launcher."""
    command = [sys.executable, *(launcher or ("-m", "streamlit")), "run", "app.py", "--server.headless", "true"]
    process = subprocess.Popen([*command, "--server.address", "127.0.0.1", "--server.port", str(port)], cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        for _attempt in range(100):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                break
            time.sleep(0.1)
        yield address, process.pid
    finally:
        process.kill()
        process.wait()
