"""Where the runs of a comparison are trained: on this machine's cores, or on a Dask cluster.

CHARVIZ_SCHEDULER=tcp://host:8786 names a cluster's scheduler (`pip install distributed`; charviz installed on its workers).
Workers are trusted machines of your own: what they send is unpickled.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from typing import TYPE_CHECKING

from charviz.comparison.batches import Portion, train_batch
from charviz.comparison.outcomes import Outcomes
from charviz.config import RunConfig
from charviz.errors import ConfigError, quote
from charviz.i18n import N_

if TYPE_CHECKING:
    import distributed

SCHEDULER = "CHARVIZ_SCHEDULER"
RETRIES = 3  # of a run whose worker has died
PATIENCE = 10  # seconds in which a scheduler should answer


def address() -> str | None:
    """The scheduler that runs are sent to; None where they are trained here."""
    return os.environ.get(SCHEDULER) or None


@contextmanager
def executor(workers: int | None = None) -> Iterator[Executor]:
    """The cluster, where one is named, else threads on so many cores (all of them, if not said).

    Raises ConfigError where the cluster cannot be reached, or `distributed` is not installed.
    """
    if address() is None:
        with ThreadPoolExecutor(workers or os.cpu_count()) as threads:
            yield threads
        return
    with connected() as client, client.get_executor(retries=RETRIES, pure=False) as cluster:
        yield cluster


@contextmanager
def connected() -> Iterator["distributed.Client"]:
    """A client of the cluster that is named."""
    try:
        import distributed
    except ImportError:
        raise ConfigError(
            N_("{variable} is set, but {package} is not installed: {remedy}."),
            variable=SCHEDULER,
            package="distributed",
            remedy="pip install distributed",
        ) from None
    try:
        client = distributed.Client(address(), timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:  # TimeoutError is an OSError
        raise ConfigError(
            N_("{variable} is {found}, but no scheduler answers there ({why}); it should look like {example}."),
            variable=SCHEDULER,
            found=quote(address()),
            why=str(error),
            example="tcp://host:8786",
        ) from None
    with client:
        yield client


def submit(
    cluster: Executor, configs: Sequence[RunConfig], seeds: Sequence[int], portions: Sequence[Portion]
) -> dict[Future, Portion]:
    """Hands batches of runs to an executor; a config takes its texts along."""
    return {cluster.submit(train_batch, configs[place], seeds[at]): (place, at) for place, at in portions}


def outcomes(futures: dict[Future, Portion]) -> Iterator[tuple[int, slice, Outcomes]]:
    """Yields (config, seeds, outcomes) as they are done; leaving the loop calls off the rest."""
    try:
        for future in as_completed(futures):
            yield *futures[future], future.result()
    finally:
        for future in futures:
            future.cancel()
