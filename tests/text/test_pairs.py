"""Pairs: what is read and said, and what memory is worth, against counting by hand and against the floor."""

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charviz.errors import ConfigError
from charviz.text.pairs import LATIN, LONGEST, read
from charviz.text.vocabulary import END, START


def test_hihello_by_hand() -> None:
    pairs = read("hihello")
    assert pairs.vocabulary.symbols == tuple("hielo") and pairs.ids == [[0, 1, 0, 2, 3, 3, 4]]
    assert pairs.pairs == [[(0, 1), (1, 0), (0, 2), (2, 3), (3, 3), (3, 4)]]
    assert {one: dict(after) for one, after in pairs.successors.items()} == {
        0: {1: 1, 2: 1}, 1: {0: 1}, 2: {3: 1}, 3: {3: 1, 4: 1},
    }  # fmt: skip
    nothing, letter, two = pairs.context_table()
    assert (nothing.correct, letter.correct, two.correct, two.loss) == (2, 4, 6, 0)
    assert letter.loss == pytest.approx(4 * log(2) / 6)


def test_shifts_tokens_and_orders() -> None:
    assert [len(read("hihello", shift=shift).pairs[0]) for shift in (0, 1, 2)] == [7, 6, 5]
    copy = read("hihello", shift=0)
    assert all(one == next for one, next in copy.pairs[0]) and copy.floor.memory_needed == 1
    rows = read("ab\n\ncd", sequences="lines", boundary_tokens=True)
    assert rows.rows == ((START, "a", "b", END), (START, "c", "d", END)) and rows.vocabulary.symbols[-2:] == (
        START,
        END,
    )
    assert rows.floor.memory_needed is None and rows.context_table()[-1].correct == rows.floor.total - 1
    assert read("hihello", order="sorted").vocabulary.symbols == tuple("ehilo")
    fixed = read("né", order="fixed").vocabulary.symbols
    assert fixed[:27] == tuple(LATIN) and len(LATIN) == 27 and fixed[27:] == ("é",)


def test_korean_whole_and_split() -> None:
    whole, apart = read("안녕하세요"), read("안녕하세요", apart=True)
    assert (len(whole.rows[0]), len(whole.vocabulary)) == (5, 5)
    assert (len(apart.rows[0]), len(apart.vocabulary)) == (12, 10)


@given(text=st.text(st.characters(codec="utf-8"), min_size=1), shift=st.sampled_from([0, 1, 2]), tokens=st.booleans())
def test_any_text_and_the_floor(text: str, shift: int, *, tokens: bool) -> None:
    try:
        pairs = read(text, sequences="lines", boundary_tokens=tokens, shift=shift)
    except ConfigError:
        assert not text.replace("\r", "\n").strip("\n")
        return
    known, floor = pairs.context_table(), pairs.floor
    assert sum(map(len, pairs.rows)) <= LONGEST + 2 * len(pairs.rows)
    assert [step.correct for step in known] == sorted(step.correct for step in known)
    if floor.total:
        assert known[1:] == [] or (known[1].loss == pytest.approx(floor.loss) and known[1].correct == floor.correct)
        enough = [step.length for step in known if step.correct == floor.total]
        assert enough[:1] == ([] if floor.memory_needed is None else [floor.memory_needed])


@pytest.mark.parametrize(
    ("text", "more", "told"),
    [
        ("", {}, "nothing to read"),
        ("\n\n", {"sequences": "lines"}, "nothing to read"),
        ("\ud83d", {}, "half a character"),
        ("ab", {"shift": 3}, "allowed: "),
        ("ab", {"order": "random"}, "allowed: "),
    ],
)
def test_an_unreadable_text_is_reported(text: str, more: dict, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        read(text, **more)
