"""A day on a small host, rehearsed: `python -m benchmarks.rehearsal --python VENV/bin/python --limit 1024`, three minutes.

Starts the app as Streamlit Community Cloud does, with the Python of a venv that holds requirements.txt and nothing else, opens
it in Chromium, trains a short text, compares 64 seeds of each cell and reads a long text, puts the server to sleep and wakes
it. Prints what each takes: seconds, and the memory of all its processes together (PSS: what they share is counted once).
--limit: MB that all of them together may take; Linux kills one that passes it (needs root and a memory cgroup).
"""

import argparse
import os
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
from playwright.sync_api import Page

from benchmarks.chromium import chromium
from benchmarks.server import Server
from charviz.config import RunConfig
from charviz.player.packets import parse

PATIENCE = 600_000  # ms
LINK = "until=false&cell=gru&seed=5"
LONG = "corpus=quotes:1000000&cell=lstm&hidden=128&lr=0.005&steps=100&window_length=64&batch=32"
GROUPS = (("memory", "memory.limit_in_bytes", "memory.oom_control"), ("", "memory.max", "memory.events"))


class Limited:
    """A cgroup of Linux, of the first or the second kind, with a limit of memory."""

    def __init__(self, megabytes: int) -> None:
        for controller, limit, self.events in GROUPS:
            self.folder = Path("/sys/fs/cgroup", controller, f"charviz-{os.getpid()}")
            with suppress(OSError):
                self.folder.mkdir()
                (self.folder / limit).write_text(str(megabytes * 2**20))
                return
        raise SystemExit("no memory cgroup can be made here; run without --limit")

    @property
    def killed(self) -> int:
        """How many processes were killed for their memory."""
        words = (self.folder / self.events).read_text().split()
        return int(words[words.index("oom_kill") + 1])

    def close(self) -> None:
        time.sleep(1)  # until all that were in it are gone
        self.folder.rmdir()


def family(pid: int) -> list[int]:
    """A process and all that it has started, and these have."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rsplit(")", 1)[1].split()[1])
    found = [pid]
    for member in found:
        found += [child for child, parent in parents.items() if parent == member]
    return found


def pss(pid: int) -> float:
    """MB of a process; what it shares with others is divided among them."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024
    return 0.0


class Meter(threading.Thread):
    """Looks at the memory of a server and all its processes, four times a second."""

    def __init__(self, server: Server) -> None:
        super().__init__(daemon=True)
        self.server, self.now, self.most, self.on = server, [0.0], 0.0, True

    def run(self) -> None:
        while self.on:
            self.now = [pss(pid) for pid in family(self.server.process.pid)]
            self.most = max(self.most, sum(self.now))
            time.sleep(0.25)

    @contextmanager
    def measured(self, name: str) -> Iterator[None]:
        """Prints a line about what is done meanwhile."""
        began, self.most = time.monotonic(), 0.0
        yield
        seconds = time.monotonic() - began
        time.sleep(0.6)
        now = ", ".join(f"{size:.0f}" for size in self.now)
        print(f"{name:52}{seconds:>8.1f}{self.most:>9.0f}   {now}", flush=True)


def opened(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("[data-testid=player][data-frame]").wait_for(timeout=PATIENCE)


def trained(page: Page, address: str) -> None:
    """Opens a link, and waits until its run is there."""
    opened(page, address)
    page.locator("[data-testid=player]:is([data-state=finished], [data-state=learned])").wait_for(timeout=PATIENCE)


def losses(server: Server) -> np.ndarray:
    """(S,) of the run behind LINK, as any player gets them."""
    key = RunConfig.from_url(LINK.removeprefix("until=false&")).key
    with urllib.request.urlopen(f"{server.address}/api/packets?run={key}&have=0") as answer:
        chunks = [arrays["loss"] for header, arrays in parse(answer.read()) if header["kind"] == "records"]
    return np.concatenate(chunks)


def day(page: Page, server: Server, meter: Meter) -> np.ndarray:
    """What a first visitor may do; returns the losses of the run behind LINK."""
    with meter.measured("the first picture, from the address entered"):
        opened(page, server.address)
    with meter.measured("a link, until its run is there (compiles at first)"):
        trained(page, f"{server.address}/?{LINK}")
    found = losses(server)
    with meter.measured("another text"):
        trained(page, f"{server.address}/?{LINK}&text=hello%20world")
    with meter.measured("Compare: 64 seeds of four nets"):
        page.goto(f"{server.address}/compare?seeds=64")
        page.locator("[data-testid=compare][data-state=finished]").wait_for(timeout=PATIENCE)
    with meter.measured("a million letters, 100 steps of an LSTM of 128"):
        trained(page, f"{server.address}/?{LONG}")
    with meter.measured("half a minute of rest"):
        page.goto("about:blank")
        page.wait_for_timeout(30_000)
    return found


def morning(page: Page, server: Server, meter: Meter) -> np.ndarray:
    """The link of yesterday on a server that knows nothing."""
    with meter.measured("awake: the link, until its run is there"):
        trained(page, f"{server.address}/?{LINK}")
    return losses(server)


@contextmanager
def served(start: Sequence[str]) -> Iterator[tuple[Server, Meter]]:
    began = time.monotonic()
    server = Server(*start)
    print(f"{'the server answers':52}{time.monotonic() - began:>8.1f}", flush=True)
    meter = Meter(server)
    meter.start()
    try:
        yield server, meter
    finally:
        meter.on = False
        meter.join()
        server.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", required=True, help="the venv's Python, with requirements.txt")
    parser.add_argument("--limit", type=int, help="MB for all processes together")
    options = parser.parse_args()
    limited = Limited(options.limit) if options.limit else None
    join = f"echo $$ > {limited.folder}/cgroup.procs && " if limited else ""
    start = ("sh", "-c", f'{join}exec "$0" "$@"', options.python)
    print(f"{'':52}{'seconds':>8}{'most MB':>9}   then, each process", flush=True)
    found = []
    with chromium() as browser:
        for visit in (day, morning):
            with served(start) as (server, meter):
                found.append(visit(browser.new_page(), server, meter))
    print(f"the same losses, to the bit, after the sleep: {np.array_equal(*found)}")
    if limited:
        print(f"killed for their memory: {limited.killed}")
        limited.close()


if __name__ == "__main__":
    main()
