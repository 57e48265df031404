"""Order matters: a bag of letters cannot tell anagrams apart, a recurrent net can; the training is torch's own."""

import math

import numpy as np
import pytest
import torch

import charviz as cv
from charviz.analysis.word_classifier import ClassifyRun, classify
from charviz.text.labelled_words import Examples
from charviz.worker.answers import answer

CELLS = ["rnn", "lstm", "gru"]
SHAPES = "TRIANGLE = shape\nINTEGRAL = calculus"
ORDERS = "as soon as = 1\nas as soon = 0\nsoon as as = 0"


def trained(text: str, cell_type: str = "gru", seed: int = 0, steps: int = 200) -> ClassifyRun:
    return classify(Examples(text), cell_type, 8, 0.02, steps, seed)


@pytest.mark.parametrize("cell_type", CELLS)
@pytest.mark.parametrize("seed", range(10))
def test_triangle_and_integral(cell_type: str, seed: int) -> None:
    run = trained(SHAPES, cell_type, seed)
    assert run.accuracy[-1] == 1 and run.loss[-1] < 0.1
    assert (run.bag_accuracy == 0.5).all() and run.bag_loss.min() >= math.log(2) - 1e-6
    assert (run.bag_predicted[:, 0] == run.bag_predicted[:, 1]).all()


@pytest.mark.parametrize("cell_type", CELLS)
def test_the_order_of_words_in_a_sentence(cell_type: str) -> None:
    run = trained(ORDERS, cell_type)
    assert run.accuracy[-1] == 1 and run.bag_accuracy.max() <= 2 / 3 + 1e-9
    assert run.examples.bag_ceiling == pytest.approx(2 / 3)


def test_where_the_letters_differ_a_bag_is_enough() -> None:
    run = trained("cat = animal\nbox = thing")
    assert run.bag_accuracy[-1] == run.examples.bag_ceiling == 1 and run.examples.parting is None


@pytest.mark.parametrize("cell_type", CELLS)
def test_it_is_torchs_own_training(cell_type: str) -> None:
    run = trained(ORDERS, cell_type, seed=3, steps=30)
    torch.manual_seed(3)
    ids, lengths = run.examples.ids, run.examples.lengths
    size = len(run.examples.vocabulary)
    rnn = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[cell_type](size, 8)
    head = torch.nn.Linear(8, 2)
    optimizer = torch.optim.Adam([*rnn.parameters(), *head.parameters()], 0.02)
    for step in range(31):
        said = []
        for row, length in zip(ids, lengths, strict=True):  # one word at a time, without padding
            x = torch.nn.functional.one_hot(torch.tensor(row[:length]), size).float()
            said.append(head(rnn(x[:, None])[0][-1, 0]))
        loss = torch.nn.functional.cross_entropy(torch.stack(said), torch.tensor(run.examples.targets))
        assert run.loss[step] == pytest.approx(loss.item(), abs=1e-5)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def test_states_probabilities_and_plane() -> None:
    run = trained(ORDERS, steps=20)
    assert run.steps.tolist() == list(range(21)) and run.states.shape == (21, 3, 11, 8)
    assert (run.states[:, :, 0] == 0).all() and np.abs(run.states).max() <= 1
    last = run.probabilities[-1][np.arange(3), run.examples.lengths - 1].argmax(axis=-1)
    assert (last == run.predicted[-1]).all()
    one, other, letter = run.examples.parting
    assert (run.examples.pairs[one][0], run.examples.pairs[other][0], letter) == ("as soon as", "as as soon", 3)
    states = run.states[-1]
    assert np.array_equal(states[one, : letter + 1], states[other, : letter + 1])
    assert np.abs(states[one, letter + 1] - states[other, letter + 1]).max() > 1e-3
    plane, explained = run.plane
    assert plane.shape == (21, 3, 11, 2) and 0 < explained <= 1 + 1e-6
    known = states[np.arange(11) <= run.examples.lengths[:, None]]
    covariance = np.cov(known.T, bias=True)  # an independent way to the two largest variances
    assert explained == pytest.approx(
        np.sort(np.linalg.eigvalsh(covariance))[-2:].sum() / np.trace(covariance), abs=1e-5
    )


def test_one_unit_has_a_plane_too() -> None:
    run = classify(Examples(SHAPES), "rnn", 1, 0.02, 5, 0)
    assert run.plane[0].shape[-1] == 2


def test_same_seed_same_bits() -> None:
    one, again = (trained(SHAPES, seed=5, steps=30) for _ in range(2))
    assert np.array_equal(one.loss, again.loss) and np.array_equal(one.states, again.states)


def test_the_answer() -> None:
    fields = {"examples": SHAPES, "cell_type": "lstm", "hidden_size": 8, "learning_rate": 0.02, "steps": 150, "seed": 0}
    header, arrays = answer(None, {"what": "order", "step": 0, **fields})
    assert header["solved"] is not None and (arrays["accuracy"][header["solved"] :] == 1).all()
    assert header["ceiling"] == 0.5 and header["parting"] == (0, 1, 0)
    assert header["counts"][0] == header["counts"][1]


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "there are 0 words; 2 to 60"),
        ("TRIANGLE shape", "line 1 is 'TRIANGLE shape'; it should look like TRIANGLE = shape"),
        ("a = 1\n = 2", "line 2"),
        ("a = 1\nb = 1", "there is 1 label; 2 to 10"),
        ("a = 1\na = 2", "line 2 gives 'a' the label '2', after '1'"),
        ("a = 1\n" + "b" * 61 + " = 2", "line 2 has a word of 61 letters"),
        (
            "\n".join(f"{'x' * n} = {n % 2}" for n in range(1, 55))
            + "\n"
            + "\n".join(f"{'y' * n} = 1" for n in range(1, 9)),
            "62 words",
        ),
    ],
)
def test_what_is_no_list_of_words_is_said(text: str, match: str) -> None:
    with pytest.raises(cv.ConfigError, match=match):
        Examples(text)


def test_the_last_equals_sign_divides() -> None:
    assert Examples("a=b = c\nx = y").pairs == (("a=b", "c"), ("x", "y"))
    assert Examples("나비 = 곤충\n비나 = 사람\n👩‍👩‍👧a = x").lengths.tolist() == [2, 2, 2]
