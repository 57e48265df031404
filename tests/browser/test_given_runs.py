"""`charviz FILE` in the browser: whoever opens it sees the saved run."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness.tab import opened

import charviz as cv
from benchmarks.server import free_port

ROOT = Path(__file__).parents[2]
OLD, NEW = cv.RunConfig(steps=20), cv.RunConfig(cell_type="gru", steps=30)


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    for config in (OLD, NEW):
        cv.train(config).save(tmp_path / f"{config.cell_type}.charviz")
    command = [sys.executable, "-m", "charviz", str(tmp_path), "--no-browser", "--port", str(free_port())]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    yield next(word for word in server.stdout.readline().split() if word.startswith("http://"))
    server.terminate()
    server.communicate(timeout=60)


def test_a_folder_of_saved_runs(page, address) -> None:
    for _attempt in range(100):
        try:
            page.request.get(f"{address}/_stcore/health")
            break
        except Exception:
            page.wait_for_timeout(100)
    opened(page, address)
    page.get_by_text("Opened from gru.charviz").wait_for()  # the newest
    page.locator("[data-testid=player][data-have='31']").wait_for()
    page.get_by_role("button", name="Examples").click()
    page.get_by_role("combobox", name="Saved runs in").click()
    page.get_by_role("option", name="rnn.charviz").click()
    page.get_by_text("Opened from rnn.charviz").wait_for()
    page.locator("[data-testid=player][data-have='21']").wait_for()
