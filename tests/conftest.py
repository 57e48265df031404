"""Before the first test the training loops are compiled, once for this machine, so that no test waits for it."""

import contextlib
import io
from collections.abc import Callable

import pytest

from charviz.engines.warm import is_ready


def pytest_sessionstart() -> None:
    is_ready()


@pytest.fixture
def ran() -> Callable[[str], str]:
    """ran(code) -> what the code that a page shows prints; it needs nothing of ours."""

    def printed(code: str) -> str:
        assert "charviz" not in code
        with contextlib.redirect_stdout(io.StringIO()) as output:
            exec(compile(code, "<shown>", "exec"), {"__name__": "__main__"})
        return output.getvalue()

    return printed
