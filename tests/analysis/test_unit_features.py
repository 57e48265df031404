"""What a unit knows: features by hand, correlations as numpy's, and a unit that counts brackets."""

import numpy as np
import pytest

import charviz as cv
from charviz.analysis.unit_features import features_of, unit_correlations
from charviz.text.generators import RULES, generated
from charviz.ui.pages import units
from charviz.worker.answers import answer


@pytest.mark.parametrize("name", RULES)
def test_texts_made_by_rule_keep_it(name: str) -> None:
    text = generated(name, 500, seed=3)
    assert 400 < len(text) <= 500 and text == generated(name, 500, seed=3) != generated(name, 500, seed=4)
    depth = np.cumsum([(letter == "(") - (letter == ")") for letter in text])
    assert {
        "brackets": lambda: depth.min() == 0 and depth[-1] == 0 and 3 <= depth.max() <= 6,
        "quotes": lambda: text.count('"') % 2 == 0 and all(part == part.upper() for part in text.split('"')[1::2]),
        "sums": lambda: all(eval(line.replace("=", "==")) for line in text.split()),
        "counting": lambda: all(word == "a" * (len(word) // 2) + "b" * (len(word) // 2) for word in text.split()),
    }[name]()
    with pytest.raises(cv.ConfigError, match="no rule 'poem'"):
        generated("poem")
    with pytest.raises(cv.ConfigError, match="length is 5"):
        generated(name, 5)


def test_features_by_hand() -> None:
    found = features_of(tuple('a("B")1\n x'))
    assert found["bracket_depth"].tolist() == [0, 1, 1, 1, 1, 0, 0, 0, 0, 0]
    assert found["inside_quotes"].tolist() == [0, 0, 1, 1, 0, 0, 0, 0, 0, 0]
    assert found["position_in_line"].tolist() == [0, 1, 2, 3, 4, 5, 6, -1, 0, 1]
    again = features_of(tuple('a("(b'), starts=(0, 3))
    assert (again["bracket_depth"].tolist(), again["inside_quotes"].tolist()) == ([0, 1, 1, 1, 1], [0, 0, 1, 0, 0])
    assert (found["vowel"][0], found["capital"][3], found["digit"][6], found["space"][8]) == (1, 1, 1, 1)


@pytest.mark.parametrize("cell_type", ["rnn", "lstm", "gru"])
def test_correlations_are_numpys(cell_type: str) -> None:
    run = cv.train(cv.RunConfig(text=generated("quotes", 120), cell_type=cell_type, steps=10, num_layers=2))
    found = unit_correlations(run, run.keyframes[-2:], layer=1)
    for place, row in enumerate(found.features.values()):
        expected = np.corrcoef(row, found.activations[-1].T)[0, 1:]
        assert found.correlation[-1, place] == pytest.approx(expected, abs=1e-5)
    assert found.activations[-1] == pytest.approx(run.trace().hidden[1], abs=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_a_unit_counts_how_deep_the_brackets_are(seed: int) -> None:
    config = cv.RunConfig(
        text=generated("brackets", 900), cell_type="lstm", hidden_size=32, learning_rate=0.01, steps=200, seed=seed
    )
    run = cv.train(config)
    last = run.keyframes[-1:]
    learned, held_out = (
        unit_correlations(run, last, text, "cell_state") for text in (None, generated("brackets", 600, seed=9))
    )
    depths = [found.correlation[0, list(found.features).index("bracket_depth")] for found in (learned, held_out)]
    best = np.abs(depths[0]).argmax()
    assert abs(depths[0][best]) > 0.8 and abs(depths[1][best]) > 0.8


def test_the_answer_and_what_it_cannot_do() -> None:
    run = cv.train(cv.RunConfig(text="ab ab\nab", steps=5))
    header, arrays = answer(run, {"what": "units", "step": 5, "text": "ba ba", "part": "hidden", "layer": 0})
    assert header["features"] == ["position_in_line", "vowel", "space"] and arrays["correlation"].shape == (6, 3, 8)
    assert arrays["features"].min() == 0 and arrays["features"].max() == 1
    header, arrays = answer(run, {"what": "units", "step": 5, "text": "bb", "part": "hidden", "layer": 0})
    assert header["features"] == [] and arrays["correlation"].shape == (6, 0, 8)
    for fields, match in (
        ({"part": "forget"}, "part is 'forget'"),
        ({"layer": 3}, "layer is 3"),
        ({"text": "xyz"}, "'x'"),
    ):
        with pytest.raises(cv.ConfigError, match=match):
            unit_correlations(run, run.keyframes, **fields)
    with pytest.raises(cv.ConfigError, match="it has no units"):
        unit_correlations(cv.train(cv.RunConfig(cell_type="memoryless", steps=1)), [0])


def test_the_code_that_is_shown_runs_and_agrees(ran) -> None:
    config = cv.RunConfig(text=generated("brackets", 150), cell_type="gru", steps=30, engine="torch")
    printed = ran(units.script(config))
    run = cv.train(config)
    found = unit_correlations(run, run.keyframes[-1:])
    row = found.correlation[0, list(found.features).index("bracket_depth")]
    best = int(np.abs(row).argmax())
    told = printed.split()
    assert int(told[1]) == best and float(told[3]) == pytest.approx(row[best], abs=1e-3)
