"""The rule of tokens: the same examples as for the player's rule (tests/node/tokens.test.js); texts of words as ids."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import charviz as cv
from charviz.errors import ConfigError
from charviz.text import corpora
from charviz.text.symbol_ids import coded
from charviz.text.tokens import CLOSING, OPENING, joined, normalised, tokens
from charviz.text.vocabulary import END, START, Vocabulary

EXAMPLES = json.loads(Path(__file__).parents[1].joinpath("tokens.json").read_text(encoding="utf-8"))
PIECES = st.sampled_from(
    [
        *"ab7_ \n\t-'’.\"",
        *CLOSING,
        *OPENING,
        "é",
        "한국",
        "\u0301",
        "\u0600",
        "\u200d",
        "👍🏽",
        "🇰",
        "\u0903",
        "\u00a0",
        "\x07",
    ]
)
TEXTS = st.text() | st.lists(PIECES).map("".join)


@pytest.mark.parametrize(("text", "words", "whole"), EXAMPLES)
def test_a_text_is_cut_into_words_and_punctuation_marks(text: str, words: list[str], whole: str) -> None:
    assert tokens(text, "words") == tuple(words)
    assert joined(words, "words") == whole


@given(TEXTS)
def test_joined_words_are_cut_into_the_same_words(text: str) -> None:
    words = tokens(text, "words")
    assert tokens(joined(words, "words"), "words") == words
    assert not any(" " in word or "\n" in word for word in words)


@given(TEXTS)
def test_line_breaks_may_be_tokens_among_words(text: str) -> None:
    found = tokens(text, "words", line_breaks=True)
    assert tokens(joined(found, "words"), "words", line_breaks=True) == found
    assert tuple(token for token in found if token != "\n") == tokens(text, "words")
    assert found.count("\n") == normalised(text).count("\n")
    symbols, ids = coded(normalised(text), "words", line_breaks=True)
    assert tuple(symbols[index] for index in ids.tolist()) == found


@given(TEXTS, st.data())
def test_whatever_is_written_with_words_is_read_as_the_same_ids(text: str, data: st.DataObject) -> None:
    vocabulary = Vocabulary.of([text], tokenize="words")
    ids = data.draw(st.lists(st.integers(0, len(vocabulary) - 1))) if len(vocabulary) else []
    assert vocabulary.encode(vocabulary.decode(ids)).tolist() == ids
    assert Vocabulary.of([text], vocabulary.alphabet, tokenize="words").symbols == vocabulary.symbols


@given(TEXTS)
def test_a_long_text_is_coded_as_a_short_one(text: str) -> None:
    symbols, ids = coded(normalised(text), "words")
    assert tuple(symbols[index] for index in ids.tolist()) == tokens(text, "words")


def test_case_is_kept_and_boundary_tokens_are_no_words() -> None:
    vocabulary = Vocabulary.of(["The cat . The <s>"], boundary_tokens=True, tokenize="words")
    assert vocabulary.symbols == ("The", "cat", ".", "<", "s", ">", START, END)
    assert vocabulary.batch(["cat The"]).inputs.tolist() == [[6, 1, 0]]


def test_mistakes_are_told_in_words() -> None:
    with pytest.raises(ConfigError, match=r"text is 'hello', 1 word; 2 to 2,000 words are allowed"):
        cv.RunConfig(text="hello", tokenize="words")
    with pytest.raises(ConfigError, match=r"a word of 65 code points; at most 64"):
        cv.RunConfig(text=f"a {'b' * 65}", tokenize="words")
    with pytest.raises(ConfigError, match=r"'sea', which the alphabet 'the shore' lacks.*the text's own words"):
        cv.RunConfig(text="the sea", alphabet="the shore", tokenize="words")
    with pytest.raises(ConfigError, match=r"sequence 2 is 'two'; every sequence needs two words or more"):
        cv.RunConfig(text="one and\ntwo", sequences="lines", tokenize="words")
    with pytest.raises(ConfigError, match=r"'cow' is not among the words that this run has learned; they are 'a b'"):
        cv.RunConfig(text="a b", tokenize="words").vocabulary.encode("cow")
    with pytest.raises(ConfigError, match=r"tokenize is 'letters'; allowed: 'characters', 'words'"):
        cv.RunConfig(tokenize="letters")
    with pytest.raises(ConfigError, match=r"tokenize is 'letters'; allowed: 'characters', 'words'"):
        cv.floor("a b", tokenize="letters")
    name = cv.add_text(f"one two {'x' * 70} three " * 9)
    assert cv.RunConfig(corpus=name, window=4).length > 100
    with pytest.raises(ConfigError, match=r"a word of 70 code points"):
        cv.RunConfig(corpus=name, window=4, tokenize="words")
    name = cv.add_text("one two three four five " * 2)
    with pytest.raises(ConfigError, match=r"window is 8, but the text has 10 words.*at most 4 fit"):
        cv.RunConfig(corpus=name, window=8, tokenize="words")


def test_a_fork_keeps_the_tokens() -> None:
    config = cv.RunConfig(text="to be or not to be", tokenize="words")
    assert config.forked(3).origin == (config, 3)
    with pytest.raises(ConfigError, match="tokenize is 'characters', but the run it was forked from has 'words'"):
        config.forked(3).replace(tokenize="characters")
    with pytest.raises(ConfigError, match="set alphabet to 'to be or not'"):
        config.forked(3).replace(text="not to be")
    assert config.forked(3).replace(text="not to be", alphabet=config.vocabulary.alphabet).length == 3


def test_a_long_text_is_read_in_words() -> None:
    text = "She sells sea shells; the shells she sells are sea shells, I'm sure. " * 30
    config = cv.RunConfig(corpus=cv.add_text(text), tokenize="words", window=8, batch_size=4, steps=3)
    words = tokens(text, "words")
    assert config.length == len(words) == len(config.long_text.ids) == 480
    assert config.vocabulary.symbols == tuple(dict.fromkeys(words)) == Vocabulary.of([text], tokenize="words").symbols
    assert tokens(config.shown_text, "words") == words[: corpora.OPENING]
    assert config.floor.loss == pytest.approx(cv.floor(text, tokenize="words").loss)
    assert config.floor.total == 479
    run = cv.train(config)
    assert len(run.record(2).prediction.split()) > 1 and np.isfinite(run.held_out[0])


def test_the_limit_without_memory_is_counted_in_words() -> None:
    config = cv.RunConfig(text="the boy is going to school and the girl is going home", tokenize="words")
    assert (config.floor.correct, config.floor.total, config.floor.memory_needed) == (9, 11, 3)
    assert config.positions == 11 and config.length == 12


def test_runs_of_characters_keep_their_names_links_and_files() -> None:
    config = cv.RunConfig(cell_type="lstm")
    assert config == cv.RunConfig(cell_type="lstm", tokenize="characters")
    assert "tokenize" not in config.to_json() and config.to_url() == "cell=lstm"
    assert cv.RunConfig.from_url("tokenize=words&text=a%20b").tokenize == "words"
    assert cv.RunConfig.from_json(cv.RunConfig(text="a b", tokenize="words").to_json()).tokenize == "words"
    assert cv.RunConfig(text="a b").key != cv.RunConfig(text="a b", tokenize="words").key
    assert cv.RunConfig().key == "72cafa007aa3712970b4"
