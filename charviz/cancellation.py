"""Long computations that end early: between its pieces each calls `check`, which raises if it is to go no further."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_stop = ContextVar[Callable[[], None] | None]("_stop", default=None)


class Cancelled(Exception):
    """Nobody waits for the result of this computation any more."""


def check() -> None:
    """Raises whatever is to end the computation in which it is called; otherwise does nothing, and costs nothing."""
    if (stop := _stop.get()) is not None:
        stop()


@contextmanager
def stopped_by(stop: Callable[[], None]) -> Iterator[None]:
    """What is computed here, in this thread, ends with the exception that `stop` raises, once it does."""
    token = _stop.set(stop)
    try:
        yield
    finally:
        _stop.reset(token)
