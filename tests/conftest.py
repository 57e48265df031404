"""Before the first test the training loops are compiled, once for this machine, so that no test waits for it."""

import contextlib
import io
from collections.abc import Callable

import pytest
from hypothesis import settings

from charviz.engines.warm import is_ready

settings.load_profile("ci")  # the same examples each time; `--hypothesis-profile=default` looks for others


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
