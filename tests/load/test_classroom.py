"""A small class, without browsers: nothing goes wrong, packets come in time, memory comes back. `benchmarks.classroom` has more."""

import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from benchmarks.classroom import Report, crowd

pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc"),
]


def crowd_aside(*people: float, **how: float) -> Report:
    """In a thread of its own, since the browser tests leave an event loop in this one."""
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(crowd, *people, **how).result()


def test_six_people_with_texts_of_their_own() -> None:
    report = crowd_aside(6, 12, every=5, rest=22)
    assert report.errors == [] and report.records > 10_000
    assert np.percentile(report.lags, 95) < 2  # generous: the machine is shared; the benchmark tells the figure
    assert report.rss[1] < 250 and report.engine_rss[1] < 700
    assert report.rss[2] < 1.2 * report.rss[0] and report.engine_rss[2] < 1.2 * report.engine_rss[0]


def test_many_viewers_of_one_link_are_one_training() -> None:
    report = crowd_aside(10, 8, one_link=True, rest=0)
    assert report.errors == []
    assert report.records > 10 * 100  # each has seen some of it
    assert report.rss[1] < 250
