"""A comparison on a Dask cluster: the same numbers to the bit, also when a worker is killed in the middle; called off; refused."""

import os
import signal
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

import charviz as cv
from charviz.comparison import executors
from charviz.comparison.comparison import Comparison
from charviz.comparison.results import Results
from charviz.text import corpora
from charviz.worker.cluster_job import ClusterJob, comparison_job
from charviz.worker.comparison_job import ComparisonJob
from charviz.worker.training_job import RUNNABLE

distributed = pytest.importorskip("distributed", reason="distributed is not installed")
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
CONFIGS = [cv.RunConfig(cell_type=cell, steps=300, text="hello pytorch", hidden_size=16) for cell in ("rnn", "gru")]
SEEDS = range(6)
KNOWN = ("steps_to_solve", "last_held_out", "predictions", "diverged", "parameters")


@pytest.fixture(scope="module")
def cluster() -> Iterator["distributed.LocalCluster"]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=":0"
    ) as cluster:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CHARVIZ_SCHEDULER", cluster.scheduler_address)
            yield cluster


def here(configs=CONFIGS, seeds=SEEDS) -> Comparison:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CHARVIZ_SCHEDULER")
        return cv.compare(configs, seeds)


def assert_same(found: Results, expected: Comparison) -> None:
    for name in (*KNOWN, *(("losses", "accuracy", "held_out") if isinstance(found, Comparison) else ())):
        mine, other = getattr(found, name), getattr(expected, name)
        assert np.array_equal(mine, other, equal_nan=mine.dtype.kind == "f"), name


def test_it_is_the_same_to_the_bit(cluster) -> None:
    assert_same(cv.compare(CONFIGS, SEEDS), here())


def test_an_uploaded_text_goes_with_it(cluster) -> None:
    config = cv.RunConfig(corpus=corpora.add("a text that only this machine has " * 20), window=10, steps=60)
    found = cv.compare([config], range(3))
    assert_same(found, here([config], range(3)))
    assert not np.isnan(found.last_held_out).any()


def test_a_worker_is_killed_in_the_middle(cluster) -> None:
    long = [config.replace(engine="torch") for config in CONFIGS]
    victim = next(iter(cluster.workers.values()))
    threading.Timer(1.0, lambda: os.kill(victim.pid, signal.SIGKILL)).start()
    assert_same(cv.compare(long, range(4)), here(long, range(4)))


def ended(job: ComparisonJob, seconds: float = 90) -> ComparisonJob:
    until = time.monotonic() + seconds
    while job.state in RUNNABLE:
        assert time.monotonic() < until
        job.advance()
    return job


def test_the_engine_collects_from_the_cluster(cluster) -> None:
    job = comparison_job("key", CONFIGS, list(SEEDS))
    assert isinstance(job, ClusterJob)
    assert_same(ended(job).results, here())


def test_what_the_cluster_cannot_do_is_trained_here(cluster) -> None:
    job = comparison_job("key", CONFIGS, list(SEEDS))
    job.begin()
    future = next(iter(job.futures))
    place = job.futures.pop(future)
    future.cancel()
    job.left.append(place)
    assert_same(ended(job).results, here())


def test_it_is_called_off(cluster) -> None:
    job = comparison_job("key", [config.replace(steps=1000, engine="torch") for config in CONFIGS], list(range(4)))
    job.advance()
    job.stop()
    assert job.state == "stopped" and not job.futures
    assert_same(cv.compare(CONFIGS, range(2)), here(CONFIGS, range(2)))  # the workers are free again


def test_what_was_called_off_goes_on_to_the_same_bits(cluster) -> None:
    configs, seeds = [config.replace(steps=3000) for config in CONFIGS], range(24)  # many batches
    job = comparison_job("key", configs, list(seeds))
    while not job.has_begun or not job.results.done.any():
        job.advance()
    job.stop()
    assert job.state == "stopped" and sum(at.stop - at.start for _place, at in job.left) == 48 - job.results.done.sum()
    job.state = "queued"
    assert_same(ended(job).results, here(configs, seeds))


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHARVIZ_SCHEDULER", "tcp://127.0.0.1:9")
    monkeypatch.setattr(executors, "PATIENCE", 1)
    with pytest.raises(cv.ConfigError, match="tcp://127.0.0.1:9.*no scheduler answers"):
        cv.compare(CONFIGS, range(1))
    job = comparison_job("key", CONFIGS, [0])  # the page gets its answer all the same
    assert ended(job).results.done.all() and not job.futures
