"""A comparison whose runs are trained on a Dask cluster; this process only collects the outcomes."""

import time
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import ExitStack

from charviz.comparison import executors
from charviz.comparison.batches import Portion
from charviz.comparison.outcomes import Outcomes
from charviz.config import RunConfig
from charviz.server.event_log import note
from charviz.worker.comparison_job import ComparisonJob
from charviz.worker.training_job import SLICE


class ClusterJob(ComparisonJob):
    """Submits all runs to the cluster at once; runs that fail there are trained here, so that the result is complete."""

    clock = staticmethod(time.monotonic)  # wall-clock time: waiting for the cluster counts too

    def __init__(self, key: str, configs: Sequence[RunConfig], seeds: Sequence[int]) -> None:
        super().__init__(key, configs, seeds)
        self.open, self.futures = ExitStack(), dict[Future, Portion]()

    def begin(self) -> None:
        """Submits the remaining runs to the cluster; if it does not answer, they are trained here."""
        super().begin()
        try:
            cluster = self.open.enter_context(executors.executor())
        except ValueError as error:
            note("cluster_refused", run=self.key, why=str(error).replace(" ", "_"))
            return
        there, self.left = self.left[::-1], []  # `left` has the runs to train here
        self.futures = executors.submit(cluster, self.configs, self.seeds, there)

    def _advance(self) -> None:
        done, _waiting = wait(self.futures, SLICE, FIRST_COMPLETED)
        for future in done:
            place, seeds = self.futures.pop(future)
            if (error := future.exception()) is None:
                outcomes: Outcomes = future.result()
                self.add(place, seeds, outcomes)
            else:
                note("cluster_failed", run=self.key, error=type(error).__name__)
                self.left.append((place, seeds))
        super()._advance()

    @property
    def is_done(self) -> bool:
        return not self.futures and not self.left

    def close(self) -> None:
        """Cancels the unfinished runs and leaves the cluster."""
        for future in self.futures:
            future.cancel()
        self.left += list(self.futures.values())[::-1]
        self.futures = {}
        self.open.close()


def comparison_job(key: str, configs: Sequence[RunConfig], seeds: Sequence[int]) -> ComparisonJob:
    """A comparison on the cluster if there is one, otherwise here."""
    return (ComparisonJob if executors.address() is None else ClusterJob)(key, configs, seeds)
