"""Before the first test the training loops are compiled, once for this machine, so that no test waits for it."""

import contextlib
import io
import sys
from collections.abc import Callable, Iterator

import pytest
from hypothesis import settings

from charviz.engines.precompile import make_ready

settings.load_profile("ci")  # the same examples each time; `--hypothesis-profile=default` looks for others


def pytest_sessionstart() -> None:
    make_ready()


@pytest.fixture(autouse=True)
def own_script() -> Iterator[None]:
    """Streamlit leaves the script of the page that it ran last as `__main__`, which every new process then runs first."""
    script = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = script


@pytest.fixture
def ran() -> Callable[[str], str]:
    """ran(code) -> what the code that a page shows prints; it needs nothing of ours."""

    def printed(code: str) -> str:
        assert "charviz" not in code
        with contextlib.redirect_stdout(io.StringIO()) as output:
            exec(compile(code, "<shown>", "exec"), {"__name__": "__main__"})
        return output.getvalue()

    return printed
