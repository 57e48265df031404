"""Runs beside another one, in an address: what each has otherwise, and a sentence for what cannot be."""

import pytest

import charviz as cv
from charviz.config import lanes

RUN = cv.RunConfig(text="hello world", learning_rate=0.1, hidden_size=32, clip_norm=1.0)
OTHERS = {
    "itself": (RUN, ";"),
    "another size": (RUN.replace(hidden_size=4), "hidden=4;"),
    "as by default": (RUN.replace(learning_rate=0.02, clip_norm=None), "lr=&clip=;"),
    "a text of signs": (RUN.replace(text="a;b&c=d, ㄱ;ㄴ"), "text=a%3Bb%26c%3Dd%2C%20%E3%84%B1%3B%E3%84%B4;"),
    "a long text": (cv.RunConfig(corpus="counting:1000"), None),
    "a fork": (RUN.forked(7).replace(learning_rate=0.5), None),
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_run_is_written_as_its_differences(name: str) -> None:
    other, told = OTHERS[name]
    written = lanes.written((other,), RUN)
    assert told is None or sorted(written[:-1].split("&")) == sorted(told[:-1].split("&"))
    assert lanes.read(written, RUN) == (other,)
    assert lanes.read(lanes.written((RUN, other), RUN), RUN) == ((RUN,) if other == RUN else (RUN, other))


def test_it_can_be_typed() -> None:
    assert lanes.read("cell=lstm;hidden=4", RUN) == (RUN.replace(cell_type="lstm"), RUN.replace(hidden_size=4))
    assert lanes.read("lr=0.5;lr=0.50", RUN) == (RUN.replace(learning_rate=0.5),), "each once"
    assert lanes.read("", RUN) == "" and lanes.read("cells", RUN) == "cells" == lanes.written("cells", RUN)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ("xyz", "the key 'xyz'"),
        ("lr=9999;", "allowed: 0.00001 to 10"),
        ("hidden=1;hidden=2;hidden=3", "3 runs to compare with this one; at most 2"),
        ("lr=1&lr=2", "2 times"),
        ("%ff=1", "cannot be read"),
        ("text=&corpus=shakespeare", "not been downloaded yet"),
        (f"text=&corpus=upload:{'0' * 32}", "no longer"),
        ("fork=x", "a colon and a run"),
        ("cells;", "the key 'cells'"),
    ],
)
def test_an_invalid_run_is_reported_in_a_sentence(told: str, sentence: str, monkeypatch) -> None:
    monkeypatch.setattr("charviz.text.corpora.is_here", lambda name: name != "shakespeare")
    with pytest.raises(cv.ConfigError, match=sentence):
        lanes.read(told, RUN)
