"""Before the first test: the training loops are compiled, once for this machine, so that no test waits for it."""

from charviz.engines.warm import is_ready


def pytest_sessionstart() -> None:
    is_ready()
