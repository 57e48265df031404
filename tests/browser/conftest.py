"""One Chromium for all tests of this folder, skipped where there is none, unless on CI; and a server for each file."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest
from harness import absent
from harness.runs import ScriptedRun
from harness.server import Harness
from harness.tab import RUN, WINDOW, drawn, idle, opened, prepared, until

from benchmarks.server import Server


@pytest.fixture(scope="session")
def browser():
    try:
        from playwright.sync_api import Error

        from benchmarks.chromium import NAMES, SHELL, chromium
    except ImportError:
        absent("playwright is not installed")
    with ExitStack() as stack:
        try:
            started = stack.enter_context(chromium(names=(SHELL, *NAMES)))
        except Error as error:
            absent(f"Chromium does not start: {error}")
        yield started


@pytest.fixture
def tab(browser) -> Iterator[Callable]:
    """tab(**context) -> an empty page; nothing may go wrong in it, and it may ask no other machine."""
    pages = []

    def opened(*, newcomer: bool = False, **context):
        pages.append(prepared(browser.new_context(**{**WINDOW, **context}).new_page(), newcomer=newcomer))
        return pages[-1]

    yield opened
    errors = [error for page in pages for error in page.errors]  # without the requests that closing cuts off
    for page in pages:
        page.context.close()
    assert errors == []


@pytest.fixture
def page(tab):
    return tab()


@pytest.fixture
def harness() -> Iterator[Harness]:
    with closing(Harness()) as server:
        yield server


@pytest.fixture
def open_page(tab, harness):
    """open_page(run, query="", clock=False, **context) -> a page on which the player shows the run.

    clock: time passes on it as page.clock says, too.
    """

    def opened(run, query: str = "", *, clock: bool = False, **context):
        harness.answer = run.answer
        page = tab(**{"viewport": {"width": 1280, "height": 800}, **context})
        if clock:
            page.clock.install()
        page.goto(f"{harness.url}?{query}")
        page.wait_for_function("window.ready")
        drawn(page)
        return page

    return opened


@pytest.fixture
def paused(open_page):
    """A finished run of 60 steps, at its first."""
    page = open_page(ScriptedRun(autoplay=False))
    until(page, "player.have === '61'")
    return page


@pytest.fixture(scope="module")
def server(request) -> Iterator[tuple[str, int]]:
    """(address, process id) of a server for all tests of a file; started by the file's own LAUNCHER where it has one."""
    launched = {"launcher": request.module.LAUNCHER} if hasattr(request.module, "LAUNCHER") else {}
    with closing(Server(output=None, **launched)) as served:
        yield served.address, served.process.pid


# Nothing more of the picture is to come.
READY = """() => {
  const player = every('[data-testid=player]')[0];
  if (player) return !['', 'preparing', 'queued', 'training'].includes(player.dataset.state) && Number(player.dataset.have) > 1;
  const scene = every('.scene')[0];
  if (scene) return scene.dataset.frame && (scene.dataset.state ?? 'finished') === 'finished';
  return true;
}"""


@pytest.fixture
def visit(tab, server):
    """visit(page, query="", **context) -> a page of the app, once nothing more of its picture is to come."""

    def visited(name: str, query: str = RUN, **context):
        page = opened(tab(**context), f"{server[0]}/{name}?{query}")
        page.wait_for_function(READY)
        idle(page)
        return page

    return visited
