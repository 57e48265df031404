"""The cache of answers holds as many bytes as it may, headers included."""

import tracemalloc

import numpy as np
import pytest

from charviz.limits import MB
from charviz.server.answer_cache import AnswerCache


def test_answers_are_kept_by_their_bytes() -> None:
    kept, asked = AnswerCache(100_000), []

    def ask(name: str, size: int):
        return kept.get(name, lambda: asked.append(name) or ({}, {"x": np.zeros(size, np.uint8)}))

    for name in "aabab":
        ask(name, 30_000)
    assert asked == ["a", "b"]
    ask("c", 30_000), ask("a", 30_000), ask("d", 30_000)  # b is the longest unused
    assert list(kept.answers) == ["c", "a", "d"] and kept.size < 100_000
    ask("whale", 10**6)
    assert "whale" not in kept.answers and list(kept.answers) == ["c", "a", "d"]


def test_headers_of_kept_answers_are_counted_too() -> None:
    kept, header = AnswerCache(10 * MB), {"rows": [[place, f"a word {place}", None] for place in range(20_000)]}
    tracemalloc.start()
    for number in range(40):
        found, arrays = kept.get((number, "x" * 1000), lambda: (header, {"x": np.arange(9, dtype=np.uint8)}))
    grown = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert 2 < len(kept.answers) < 40 and 0.9 * grown < kept.size <= 10 * MB
    again, arrays_again = kept.get((39, "x" * 1000), lambda: pytest.fail("it is kept"))
    assert again["rows"] == found["rows"] and arrays_again["x"].tolist() == arrays["x"].tolist()
