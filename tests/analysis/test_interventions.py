"""What erasing, pinning and another start do to a net, against what must hold and against plain numpy."""

import numpy as np
import pytest
import streamlit as st

import charviz as cv
from charviz.analysis.interventions import intervene, successors
from charviz.nn.replay import NOTHING, Interventions, replay
from charviz.runs.training import train_all
from charviz.ui.pages import memory as memory_page
from charviz.worker.answers import answer

CELLS = ["rnn", "lstm", "gru"]


@pytest.fixture(scope="module", params=CELLS)
def run(request) -> cv.Run:
    return cv.train(cv.RunConfig(cell_type=request.param, steps=60, seed=1))


@pytest.mark.parametrize("cell_type", CELLS)
def test_erased_before_the_second_h_it_says_what_it_said_at_the_first(cell_type: str) -> None:
    runs = train_all([cv.RunConfig(cell_type=cell_type, seed=seed, steps=60) for seed in range(30)])
    for run in runs:
        _plain, erased = intervene(run, run.keyframes, Interventions(erase_at=[2]))
        assert (erased.predicted[:, 2] == erased.predicted[:, 0]).all()
        assert erased.confidence[:, 2] == pytest.approx(erased.confidence[:, 0], abs=1e-6)
        assert run.trace(erase_at=[2]).prediction[2] == "i"


def test_without_memory_equal_letters_get_equal_answers(run: cv.Run) -> None:
    trace = run.trace(erase_at=range(6))
    for one, other in [(0, 2), (4, 5)]:
        assert trace.probabilities[one] == pytest.approx(trace.probabilities[other], abs=1e-6)
    assert run.trace().prediction[4] != run.trace().prediction[5]


def test_no_intervention_changes_nothing_to_the_bit(run: cv.Run) -> None:
    plain = run.trace()
    same = run.trace(erase_at=[], pin={}, erase=["hidden"], start="zeros")
    assert np.array_equal(plain.probabilities, same.probabilities) and np.array_equal(plain.hidden, same.hidden)
    first, second = intervene(run, run.keyframes, NOTHING)
    assert first is second


@pytest.mark.parametrize("erase", ["hidden", "cell_state"])
@pytest.mark.parametrize("pinned", [None, "input", "forget", "output"])
def test_an_lstm_without_h_or_without_c_by_hand(erase: str, pinned: str | None) -> None:
    run = cv.train(cv.RunConfig(cell_type="lstm", steps=40))
    w = {name: value.astype(np.float64) for name, value in run.weights().items()}
    h, c, said = np.zeros(8), np.zeros(8), []
    for time, index in enumerate(run.config.batch.inputs[0]):
        if time == 3:
            h, c = (h * 0, c) if erase == "hidden" else (h, c * 0)
        a = w["rnn.weight_ih_l0"][:, index] + w["rnn.bias_ih_l0"] + w["rnn.weight_hh_l0"] @ h + w["rnn.bias_hh_l0"]
        gates = dict(zip(["input", "forget", "candidate", "output"], np.split(a, 4), strict=True))
        squashed = {name: np.tanh(z) if name == "candidate" else 1 / (1 + np.exp(-z)) for name, z in gates.items()}
        if pinned:
            squashed[pinned] = np.ones(8)
        c = squashed["forget"] * c + squashed["input"] * squashed["candidate"]
        h = squashed["output"] * np.tanh(c)
        said.append(w["head.weight"] @ h + w["head.bias"])
    by_hand = np.exp(said) / np.exp(said).sum(axis=1, keepdims=True)
    trace = run.trace(erase_at=[3], erase=[erase], pin={pinned: 1.0} if pinned else None)
    assert trace.probabilities == pytest.approx(by_hand, abs=1e-5)


def test_starting_with_the_texts_end_is_reading_it_twice(run: cv.Run) -> None:
    # the last character is only ever predicted, so a second reading begins where the last input was read
    batch = run.config.batch
    twice = type(batch)(np.tile(batch.inputs, 2), np.tile(batch.targets, 2))
    played = replay(run.config, run.flat_weights(run.keyframes[-1:]), twice)
    assert run.trace(start="end").probabilities == pytest.approx(played.probabilities[0, 6:], abs=1e-6)


def test_every_line_starts_with_its_own_end() -> None:
    run = cv.train(cv.RunConfig(text="hi hi\nho", sequences="lines", steps=5, cell_type="lstm"))
    single = cv.train(cv.RunConfig(text="ho", alphabet="hi o", steps=1, cell_type="lstm"))
    alone = replay(single.config, run.flat_weights(run.keyframes[-1:]), single.config.batch, Interventions(start="end"))
    assert run.trace(start="end").probabilities[4:] == pytest.approx(alone.probabilities[0], abs=1e-6)


def test_noise_is_the_seeds_own(run: cv.Run) -> None:
    one, again = (run.trace(start="noise").probabilities for _ in range(2))
    assert np.array_equal(one, again) and not np.array_equal(one, run.trace().probabilities)
    assert np.array_equal(run.trace(start="noise", erase_at=[0]).probabilities, run.trace().probabilities)


def test_successors_are_the_letters_that_follow_a_letter() -> None:
    config = cv.RunConfig()
    assert [[config.vocabulary.symbols[id] for id in row if id >= 0] for row in successors(config.batch)] == [
        ["i", "e"],
        ["h"],
        ["i", "e"],
        ["l"],
        ["l", "o"],
        ["l", "o"],
    ]


def test_what_it_cannot_do_ends_in_a_sentence(run: cv.Run) -> None:
    with pytest.raises(cv.ConfigError, match="erase has 'memory'; cell_type"):
        run.trace(erase=["memory"])
    with pytest.raises(cv.ConfigError, match="start is 'middle'; allowed: 'zeros', 'end', 'noise'"):
        run.trace(start="middle")


def test_the_answer_holds_all_steps_and_the_start(run: cv.Run) -> None:
    question = {"what": "memory", "step": 60, "layer": 0, "erase_at": "all", "erase": [], "pin": {}, "start": "noise"}
    header, arrays = answer(run, question)
    assert header["steps"][0] == 0 and header["steps"][-1] == 60 and header["erased"] == list(range(6))
    assert arrays["hidden"].shape == (len(header["steps"]), 8, 7)
    trace = run.trace(start="noise", erase_at=range(6))
    assert arrays["hidden"][-1, :, 1:] / 127.5 - 1 == pytest.approx(trace.hidden[0].T, abs=1 / 127)
    assert arrays["hidden"][0, :, 0].std() > 10  # noise stands before the text


@pytest.mark.parametrize("cell_type", CELLS)
@pytest.mark.parametrize(
    "more", [{}, {"encoding": "embedding", "loss": "mse", "num_layers": 2, "optimizer": "rmsprop"}]
)
def test_the_code_that_is_shown_runs_and_agrees(ran, cell_type: str, more: dict) -> None:
    config = cv.RunConfig(cell_type=cell_type, steps=30, learning_rate=0.01, engine="torch", **more)
    st.session_state["memory:erase"] = "2,4"
    printed = ran(memory_page.script(config))
    del st.session_state["memory:erase"]
    run = cv.train(config)
    expected = ["".join(run.trace(erase_at=times).prediction) for times in ([], [2, 4])]
    assert printed.split() == expected
