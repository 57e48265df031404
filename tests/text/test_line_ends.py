"""Line ends mean one thing, a byte-order mark is no letter, and a composed letter is one: wherever a text enters."""

import unicodedata
from collections.abc import Callable

import numpy as np
import pytest

import charviz as cv
from charviz.analysis import unit_features
from charviz.nn.tensor_shapes import Shapes
from charviz.text import corpora, pairs, tokens, vocabulary
from charviz.text.labelled_words import Examples
from charviz.text.sentences import Sentences

TEXT = "hello\nhällo\nhillo"
FORMS: dict[str, Callable[[str], str]] = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "CR": lambda text: text.replace("\n", "\r"),
    "mark": lambda text: "\ufeff" + text,
    "mark within": lambda text: text.replace("\n", "\n\ufeff"),  # as two files joined into one have it
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "all": lambda text: "\ufeff" + unicodedata.normalize("NFD", text.replace("\n", "\r\n")),
}


@pytest.fixture(params=FORMS)
def other(request: pytest.FixtureRequest) -> str:
    return FORMS[request.param](TEXT)


def test_it_is_the_same_text(other: str) -> None:
    assert tokens.normalised(other) == TEXT == tokens.normalised(tokens.normalised(other))
    assert tokens.graphemes(other) == tuple(TEXT)
    assert tokens.split(other, "lines") == TEXT.split("\n") and tokens.split(other, "whole") == [TEXT]
    assert vocabulary.Vocabulary.of([other]) == vocabulary.Vocabulary.of([TEXT])
    assert np.array_equal(vocabulary.Vocabulary.of([TEXT]).encode(other), vocabulary.Vocabulary.of([TEXT]).encode(TEXT))


@pytest.mark.parametrize("sequences", ["whole", "lines"])
def test_it_has_the_same_floor(other: str, sequences: str) -> None:
    assert cv.floor(other, sequences) == cv.floor(TEXT, sequences)


@pytest.mark.parametrize("sequences", ["whole", "lines"])
def test_it_is_the_same_run(other: str, sequences: str) -> None:
    alphabet = "".join(dict.fromkeys(TEXT))
    config = cv.RunConfig(text=other, sequences=sequences, alphabet="\ufeff" + alphabet.replace("\n", "\r"), steps=3)
    assert config == cv.RunConfig(text=TEXT, sequences=sequences, alphabet=alphabet, steps=3)
    run = cv.train(config)
    assert run.trace(text=other).inputs == run.trace().inputs == run.trace(text=TEXT).inputs
    assert np.array_equal(run.gradients(text=other).flow, run.gradients(text=TEXT).flow)
    assert run.sample("h" if sequences == "lines" else other) == run.sample("h" if sequences == "lines" else TEXT)
    told = [unit_features.unit_correlations(run, [-1 % len(run)], text=text) for text in (other, TEXT)]
    assert told[0].symbols == told[1].symbols and np.array_equal(told[0].correlation, told[1].correlation)


def test_it_is_the_same_long_text_and_piece_of_it(other: str) -> None:
    name = corpora.add(TEXT * 9)
    assert corpora.add(other * 9) == corpora.add((other * 9).encode()) == name
    config = cv.RunConfig(corpus=name, window=5, probe=other, steps=1)
    assert config == cv.RunConfig(corpus=name, window=5, probe=TEXT, steps=1)


def test_the_pages_own_texts_too(other: str) -> None:
    assert pairs.read(other, "lines") == pairs.read(TEXT, "lines")
    assert pairs.characters(other, apart=True) == pairs.characters(TEXT, apart=True)
    spoken = "the boy is älter\nthe girl is"
    assert {Sentences(form(spoken), 1).lines for form in FORMS.values()} == {Sentences(spoken, 1).lines}
    labelled = "ä = ä\nb = b"
    assert {Examples(form(labelled)).pairs for form in FORMS.values()} == {Examples(labelled).pairs}
    assert Shapes(tuple(tokens.split(other, "lines"))).vocabulary == Shapes(tuple(TEXT.split("\n"))).vocabulary
