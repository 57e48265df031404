"""A small class, without browsers: no errors, records for all, memory comes back; `benchmarks.classroom` tells how late."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks.classroom import Report, crowd
from benchmarks.lesson import lesson

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")


def crowd_aside(*people: float, **how: float) -> Report:
    """In a thread of its own, since the browser tests leave an event loop in this one."""
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(crowd, *people, **how).result()


def test_six_people_with_texts_of_their_own() -> None:
    report = crowd_aside(6, 300, every=5, rest=120, enough=10_000, back=1.2)
    assert report.errors == [] and report.records >= 10_000
    assert report.rss[1] < 250 and report.worker_rss[1] < 700
    assert report.rss[2] < 1.2 * report.rss[0] and report.worker_rss[2] < 1.2 * report.worker_rss[0]


def test_many_viewers_of_one_link_are_one_training() -> None:
    report = crowd_aside(10, 300, one_link=True, rest=0, enough=10 * 200)
    assert report.errors == []
    assert report.records >= 10 * 200 and report.runs <= 2  # the link's, and perhaps still the first visitor's
    assert report.rss[1] < 250


def test_a_small_class_goes_through_all_pages() -> None:
    with ThreadPoolExecutor(1) as aside:
        report = aside.submit(lesson, 3, 1.0, rest=0, first=1.0).result()
    assert report.errors == [] and report.lost == 0
    pages = {
        "live",
        "upload",
        "text",
        "memory",
        "cell",
        "units",
        "gradients",
        "shapes",
        "generate",
        "ideas",
        "order",
        "embeddings",
    }
    assert report.waits.keys() == pages | {"compare"}
    assert all(len(seconds) >= 3 for seconds in report.waits.values())
    assert report.rss[1] < 300 and report.worker_rss[1] < 900
