"""How likely the net finds the letters that a class has voted on: the softmax of its own weights, and nothing for nonsense."""

import numpy as np
import pytest

import charviz as cv
from charviz.player.packets import parse
from charviz.ui.live import class_votes
from charviz.worker.answers import answer


@pytest.mark.parametrize("cell_type", ["rnn", "lstm", "memoryless"])
@pytest.mark.parametrize("text", ["hihello", "hello\neolll\nlleel", "간장 공장"])
def test_they_are_a_distribution_whose_greatest_is_what_it_says(text: str, cell_type: str) -> None:
    config = cv.RunConfig(text=text, sequences="lines", cell_type=cell_type, steps=12, learning_rate=0.05)
    run = cv.train(config)
    symbols, said = config.vocabulary.symbols, run.predictions[7].replace("\n", "")
    for time in range(len(said)):
        question = {"what": "vote_probabilities", "step": 7, "time": time, "ids": list(range(len(symbols)))}
        header, _arrays = answer(run, question)
        assert header["step"] == 7
        assert sum(header["probabilities"]) == pytest.approx(1, abs=1e-5)
        assert symbols[int(np.argmax(header["probabilities"]))] == said[time]


def asked(config, what, **fields):
    return {"step": fields["step"], "probabilities": [0.5] * len(fields["ids"])}, {}


def test_the_player_gets_what_it_asked_for() -> None:
    message = class_votes.votes_chunk(cv.RunConfig(), {"step": 3, "time": 5, "ids": [4, 0]}, asked)
    ((header, _arrays),) = parse(message)
    assert (header["at"], header["ids"]) == ({"step": 3, "time": 5}, [4, 0])
    assert header["probabilities"] == [0.5, 0.5] and header["run"] == cv.RunConfig().key


@pytest.mark.parametrize(
    "wanted",
    [
        None,
        7,
        "step",
        {},
        {"step": 1, "time": 6, "ids": [0]},
        {"step": 1, "time": -1, "ids": [0]},
        {"step": -1, "time": 0, "ids": [0]},
        {"step": 1, "time": 0, "ids": [5]},
        {"step": 1, "time": 0, "ids": 3},
        {"step": 1, "time": 0, "ids": [None]},
        {"step": float("inf"), "time": 0, "ids": [0]},
        {"step": "nan", "time": 0, "ids": [0]},
    ],
)
def test_nonsense_is_not_asked_of_the_engine(wanted: object) -> None:
    assert class_votes.votes_chunk(cv.RunConfig(), wanted, asked) == b""
