"""Pools of runs, closed after each test."""

from collections.abc import Callable, Iterator

import pytest

from charviz.limits import Limits
from charviz.server.pool import Pool


@pytest.fixture
def pools() -> Iterator[Callable[..., Pool]]:
    made: list[Pool] = []

    def make(**limits: float) -> Pool:
        for name, value in limits.items():
            patch.setenv(f"CHARVIZ_{name.upper()}", str(value))  # the worker process reads the same
        made.append(Pool(Limits(**limits)))
        made[-1].start()
        return made[-1]

    with pytest.MonkeyPatch.context() as patch:
        yield make
    for pool in made:
        pool.close()
