"""The floor of a text: the figures of the lecture notes, and a count by brute force."""

import subprocess
import sys
from collections import Counter, defaultdict
from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charviz.errors import ConfigError
from charviz.text.memoryless_limit import Floor, floor, floor_of, no_head_limit

TWISTER = "간장 공장 공장장은 강 공장장이고 된장 공장 공장장은 장 공장장이다"
SENTENCE = "hello pytorch. how long can a rnn cell remember?"
FIGURES = [  # text, sequences, loss, half a unit of its last digit, correct, total, k ('-': not given in the notes)
    ("hihello", "whole", 0.46210, 5e-6, 4, 6, 2),
    ("가나가다라라마", "whole", 0.46210, 5e-6, 4, 6, 2),
    ("hello", "whole", 0.34657, 5e-6, 3, 4, 2),
    (" if you want you", "whole", 0.27726, 5e-6, 13, 15, 2),
    ("if you want you", "whole", 0.13640, 5e-6, 13, 14, "-"),
    ("banana", "whole", 0.0, 0, 5, 5, 1),
    ("abcd", "whole", 0.0, 0, 3, 3, 1),
    ("aaaa", "whole", 0.0, 0, 3, 3, 0),
    ("hello\neolll\nlleel", "lines", 0.780, 5e-4, 8, 12, 3),
    ("TRIANGLE\nINTEGRAL", "lines", 0.594, 5e-4, 8, 14, 2),
    (SENTENCE, "whole", 1.043, 5e-4, 21, 47, 4),
    ("abcabC" * 4, "whole", 0.241, 5e-4, 19, 23, 3),
    ("abcdabcD" * 4, "whole", 0.179, 5e-4, 27, 31, 4),
    ("AbAcAd" * 4, "whole", 0.573, 5e-4, 15, 23, "-"),
    (TWISTER, "whole", 0.761, 5e-4, 24, 36, 11),
    ("a-----a\nb-----b", "lines", (8 * log(10 / 8) + 2 * log(10)) / 12, 1e-12, 10, 12, 6),
]


@pytest.mark.parametrize("text, sequences, loss, tolerance, correct, total, memory_needed", FIGURES)
def test_figures_of_the_notes(text, sequences, loss, tolerance, correct, total, memory_needed):
    found = floor(text, sequences)
    assert found.loss == pytest.approx(loss, abs=tolerance, rel=0)
    assert (found.correct, found.total) == (correct, total)
    assert memory_needed in ("-", found.memory_needed)


def test_boundary_tokens_are_characters_to_predict():
    found = floor(SENTENCE, boundary_tokens=True)
    assert (found.total, found.loss) == (49, pytest.approx(1.000, abs=1e-3))
    assert len({*SENTENCE}) + 2 == 20


def test_same_beginning_and_another_end_cannot_be_known():
    assert floor("abc\nabd", "lines").memory_needed is None
    assert floor("ab\nac\nab", "lines") == Floor(pytest.approx(log(3) - 2 / 3 * log(2)), 2, 3, None)
    assert floor("xab\nab", "lines").memory_needed == 1


def test_the_beginning_is_known():
    assert floor("aab\nxaac", "lines").memory_needed == 3  # 'aa' at a beginning, and after x


def test_characters_are_grapheme_clusters_after_nfc():
    assert floor("e\u0301e\u0301") == floor("éé") == Floor(0.0, 1, 1, 0)
    assert floor("👩‍👩‍👧x👩‍👩‍👧").total == 2


@pytest.mark.parametrize("text", ["", "a", "\n", "\ud800"])
def test_nothing_to_predict(text):
    assert floor(text) == Floor(0.0, 0, 0, 0)
    assert floor(text, "lines") == Floor(0.0, 0, 0, 0)


def test_unknown_sequences():
    with pytest.raises(ConfigError, match="'words'"):
        floor("hihello", "words")


def test_headless_floor_of_the_first_note():
    assert no_head_limit(5) == pytest.approx(0.43265, abs=5e-6)
    assert no_head_limit(1) == 0.0


@pytest.mark.parametrize(
    "text, needed", [("a" * 1999 + "b", 1999), ("ab" * 999 + "aa", 1998), ("abc" * 666, 1), (TWISTER * 50 + "!", None)]
)
def test_two_thousand_characters(text, needed):
    found = floor(text[-2000:])
    assert found.total == len(text[-2000:]) - 1
    assert needed is None or found.memory_needed == needed


rows_of_symbols = st.lists(st.text("abc", max_size=12), max_size=4)


@given(rows_of_symbols)
@settings(deadline=None)
def test_against_a_count_by_brute_force(rows):
    found = floor_of(rows)
    assert (found.loss, found.correct) == (pytest.approx(_loss(rows), abs=1e-12), _correct(rows))
    assert found.total == sum(len(row) - 1 for row in rows if row)
    assert found.memory_needed == _memory_needed(rows)


@given(rows_of_symbols)
@settings(deadline=None)
def test_no_loss_is_below_zero_and_zero_needs_no_memory(rows):
    found = floor_of(rows)
    assert found.loss >= 0
    assert (found.loss == 0) == (found.memory_needed is not None and found.memory_needed <= 1)
    assert (found.loss == 0) == (found.correct == found.total)


def test_imports_neither_torch_nor_streamlit():
    check = "import sys, charviz.text.memoryless_limit; sys.exit(bool({'torch', 'streamlit'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", check]).returncode == 0


def _followers(rows):
    followers = defaultdict(Counter)
    for row in rows:
        for current, following in zip(row[:-1], row[1:], strict=True):
            followers[current][following] += 1
    return followers


def _loss(rows):
    followers = _followers(rows)
    total = sum(count.total() for count in followers.values())
    return sum(-n * log(n / count.total()) for count in followers.values() for n in count.values()) / max(total, 1)


def _correct(rows):
    return sum(max(count.values()) for count in _followers(rows).values())


def _memory_needed(rows):
    for k in range(20):
        nexts = defaultdict(set)
        for row in rows:
            for t in range(len(row) - 1):
                nexts[("^" * 20 + row[: t + 1])[21 + t - k : 21 + t]].add(row[t + 1])
        if all(len(found) == 1 for found in nexts.values()):
            return k
    return None
