"""One Chromium for all tests of this folder, skipped where there is none, unless on CI; and a server for each file."""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing

import pytest
from harness.server import Harness

from benchmarks.server import Server

FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-sandbox",
]


def _absent(reason: str) -> None:
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


@pytest.fixture(scope="session")
def browser():
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        _absent("playwright is not installed")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        except Error as error:
            _absent(f"Chromium does not start: {error}")
        yield chromium
        chromium.close()


@pytest.fixture
def harness():
    server = Harness()
    yield server
    server.close()


@pytest.fixture
def open_page(browser, harness):
    """open_page(run, query="", **context) -> a page on which the player shows the run."""
    contexts = []

    def opened(run, query: str = "", **context):
        harness.answer = run.answer
        contexts.append(browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **context}))
        page = contexts[-1].new_page()
        _noted(page)
        page.goto(f"{harness.url}?{query}")
        page.wait_for_function("window.ready")
        page.wait_for_function(
            "document.querySelector('#place').shadowRoot.querySelector('[data-testid=player]')?.dataset.frame"
        )
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def server(request) -> Iterator[tuple[str, int]]:
    """(address, process id) of a server for all tests of a file; started by the file's own LAUNCHER where it has one."""
    launched = {"launcher": request.module.LAUNCHER} if hasattr(request.module, "LAUNCHER") else {}
    with closing(Server(output=None, **launched)) as served:
        yield served.address, served.process.pid


@pytest.fixture
def page(browser) -> Iterator:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    page = context.new_page()
    _noted(page)
    page.on("request", lambda request: page.errors.append(request.url) if _foreign(request.url) else None)
    yield page
    context.close()
    assert page.errors == []


def _noted(page) -> None:
    """Keeps in `page.errors` what the page throws, and what its panels have thrown, which stops nothing else."""
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda told: page.errors.append(told.text) if _failed(told) else None)


def _failed(told) -> bool:
    return told.type == "error" and told.text.startswith("charviz:")


def _foreign(url: str) -> bool:
    """Whether a page asks another machine than its own server, as a class without network cannot."""
    return not url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:"))
