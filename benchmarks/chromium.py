"""The machine's Chromium, as benchmarks and tests start it."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
SHELL = "chromium-headless-shell"  # the same engine without the browser around it: a page takes two thirds of the time
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-sandbox",
)


@contextmanager
def chromium(*flags: str, names: Iterable[str] = NAMES) -> Iterator[Browser]:
    """A browser without a window, and with a fresh profile, the first of these names; playwright's Error where there is none."""
    path = next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=[*FLAGS, *flags])
        yield browser
        browser.close()
