"""A real JupyterLab: the player below a cell that trains, and below one that shows a run."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from harness.tab import PATIENCE

from benchmarks.server import ROOT, free_port

STREAM = """\
import time
from pathlib import Path
import charviz as cv
stream = cv.stream(cv.RunConfig(text="hihello", cell_type="lstm", steps=20_000))
stream.show(height=620)
for record in stream:
    time.sleep(0.01)
    if Path("enough").exists():
        break"""
WATCH = """\
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.gru, self.out = nn.Embedding(5, 6), nn.GRU(6, 12, batch_first=True), nn.Linear(12, 5)
    def forward(self, ids):
        return self.out(self.gru(self.embed(ids))[0])
net = Net()
optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
ids = torch.tensor([["hielo".index(letter) for letter in "hihello"]])
watcher = cv.watch(net, optimizer, text="hihello", symbols="hielo")
watcher.show(height=620)
for step in range(40):
    optimizer.zero_grad()
    nn.functional.cross_entropy(net(ids[:, :-1])[0], ids[0, 1:]).backward()
    optimizer.step()
    time.sleep(0.01)
watcher.close()
print("predicts", watcher.run.predictions[-1])"""
RUN = 'print("predicted", record.prediction, record.step)\nrecord.run'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("notebooks")
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [{**cell, "id": f"cell-{n}", "source": source} for n, source in enumerate((STREAM, RUN, WATCH))]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (folder / "live.ipynb").write_text(json.dumps(notebook))
    return folder


@pytest.fixture(scope="module")
def sockets() -> Iterator[str]:
    """A folder for the kernel's sockets, whose paths may have some hundred letters."""
    with tempfile.TemporaryDirectory(dir="/tmp" if os.name == "posix" else None) as path:
        yield path


@pytest.fixture(scope="module")
def lab(folder: Path, sockets: str) -> Iterator[str]:
    """JupyterLab's address; it serves the folder, and asks nobody for news."""
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")
    pytest.importorskip("anywidget", reason="anywidget is not installed")
    settings = folder / "config" / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text('{"fetchNews": "false", "checkForUpdates": false}')
    mine = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA")}
    environment = {**os.environ, **mine, "JUPYTER_RUNTIME_DIR": sockets, "PYTHONPATH": str(ROOT)}
    environment["JUPYTER_PREFER_ENV_PATH"] = "1"
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--allow-root",
        "--ip",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += ["--IdentityProvider.token=", "--notebook-dir", str(folder)]
    if os.name == "posix":  # by ports a kernel sometimes dies as it begins: another test has taken one in between
        command += ["--KernelManager.transport=ipc"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _attempt in range(3000):
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/api/status", timeout=10):
                break
            assert server.poll() is None, "JupyterLab has ended"
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/lab/tree/live.ipynb?reset"
    finally:
        server.terminate()
        server.wait()


def test_a_run_is_shown_live_and_kept_in_the_notebook(browser, lab: str, folder: Path) -> None:
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page, errors, foreign = context.new_page(), [], []
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: foreign.append(request.url) if "//127.0.0.1" not in request.url else None)
    page.add_locator_handler(page.get_by_role("dialog"), lambda dialog: pytest.fail(dialog.inner_text()))
    page.goto(lab)
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
    run_cell(page, 0)
    page.get_by_test_id("player-step").filter(has_text=re.compile(r"step \d\d")).wait_for()
    player = page.locator("[data-testid=player][data-state=training]")
    assert page.get_by_test_id("player-gate-forget").is_visible()  # while the cell runs
    assert page.get_by_test_id("player-live").is_visible()
    assert 560 <= player.bounding_box()["height"] <= 640
    (folder / "enough").touch()
    stopped = page.locator("[data-testid=player][data-state=stopped]")
    stopped.wait_for()
    run_cell(page, 1)
    printed = page.locator(".jp-OutputArea-output pre")
    said = printed.filter(has_text="predicted ")
    said.wait_for()
    assert int(said.inner_text().split()[-1]) + 1 == int(stopped.get_attribute("data-have"))
    frame = page.frame_locator("iframe").first
    frame.locator("[data-testid=player][data-step]").wait_for()  # the run itself, as the cell's last line
    run_cell(page, 2)
    watched = page.locator("[data-testid=player][data-state=finished][data-step='40']")
    watched.wait_for()
    said = f"predicts {watched.get_by_test_id('player-prediction').inner_text()}"
    printed.filter(has_text=said).wait_for()
    page.keyboard.press("Control+s")
    page.locator(".jp-DirListing-item[title*='live.ipynb']").wait_for()
    outputs = wait_saved(folder / "live.ipynb")
    assert all("<iframe" in "".join(data["text/html"]) for data in outputs)  # where it is only viewed
    assert errors == [] and foreign == []
    context.close()


def run_cell(page, number: int) -> None:
    """Runs a cell by its key, which JupyterLab does not hear in the first moments after a click."""
    prompt = page.locator(".jp-CodeCell .jp-InputPrompt").nth(number)
    while not re.search(r"[*\d]", prompt.inner_text()):
        page.locator(".jp-CodeCell .cm-content").nth(number).click()
        page.keyboard.press("Shift+Enter")
        page.wait_for_timeout(500)  # it is marked at once where the key has been heard


def wait_saved(path: Path) -> list[dict[str, list[str]]]:
    """What the cells of a notebook show, once it has been saved with all three."""
    while True:
        with suppress(ValueError):  # it is just being written
            cells = json.loads(path.read_text())["cells"]
            outputs = [output.get("data", {}) for cell in cells for output in cell["outputs"]]
            shown = [data for data in outputs if "text/html" in data]
            if len(shown) == 3:
                return shown
        time.sleep(0.1)
