"""The numbers inside a cell: every displayed equation evaluates to what is displayed; the sums against plain numpy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import charviz as cv
from charviz.analysis.unit_arithmetic import unit_numbers
from charviz.nn.equations import EQUATIONS, SLIDES, filled

CELLS = ["rnn", "lstm", "gru"]
FUNCTIONS = {"σ": lambda a: 1 / (1 + np.exp(-a)), "tanh": np.tanh}


def evaluated(line: str) -> float:
    """A displayed line of numbers, computed by Python."""
    return eval(line.replace("−", "-").replace("·", "*"), FUNCTIONS)


@settings(max_examples=60, deadline=None)
@given(
    cell_type=st.sampled_from(CELLS),
    num_layers=st.integers(1, 3),
    hidden_size=st.integers(1, 12),
    encoding=st.sampled_from(["one-hot", "embedding"]),
    seed=st.integers(0, 50),
    learning_rate=st.sampled_from([0.02, 0.3]),
    text=st.sampled_from(["hihello", "ab\nabc", "가나 가다", "hello pytorch. how long can a rnn cell remember?"]),
    data=st.data(),
)
def test_every_displayed_equation_evaluates_to_what_is_displayed(text, data, **values) -> None:
    run = cv.train(cv.RunConfig(text=text, sequences="lines", steps=20, **values))
    layer, unit = (
        data.draw(st.integers(0, values["num_layers"] - 1)),
        data.draw(st.integers(0, values["hidden_size"] - 1)),
    )
    numbers = unit_numbers(run, run.keyframes, layer, unit).numbers
    keyframe = data.draw(st.integers(0, len(run.keyframes) - 1))
    time = data.draw(st.integers(0, int(run.config.batch.mask.sum()) - 1))
    moment = {name: float(array[keyframe, time]) for name, array in numbers.items()}
    for table in (EQUATIONS, SLIDES):
        for equation in table[values["cell_type"]]:
            lines = [filled(template, moment) for template in equation.numbers]
            shown = evaluated(lines[-1])
            for line in lines[:-1]:  # five terms of four decimals each, times at most the largest number in the line
                largest = max([1.0, *(abs(float(part)) for part in _numbers(line))])
                assert evaluated(line) == pytest.approx(shown, abs=3e-4 * largest), (line, lines[-1])
    trace = run.trace(run.keyframes[keyframe])
    assert moment["h"] == pytest.approx(trace.hidden[layer, time, unit], abs=1e-6)


def _numbers(line: str) -> list[str]:
    digits = "".join(character if character in "0123456789." else " " for character in line)
    return [part for part in digits.split() if part != "."]


@pytest.mark.parametrize("cell_type", CELLS)
def test_the_sums_by_hand(cell_type: str) -> None:
    run = cv.train(cv.RunConfig(cell_type=cell_type, num_layers=2, steps=15))
    weights, trace = run.weights(), run.trace()
    numbers = unit_numbers(run, [run.keyframes[-1]], 1, 3).numbers
    parts = {
        "rnn": ["hidden"],
        "lstm": ["input", "forget", "candidate", "output"],
        "gru": ["reset", "update", "candidate"],
    }
    for place, part in enumerate(parts[cell_type]):
        row = place * 8 + 3
        for time in range(6):
            h = trace.hidden[1, time - 1] if time else np.zeros(8)
            wx = weights["rnn.weight_ih_l1"][row].astype(float) @ trace.hidden[0, time]
            assert numbers[f"wx_{part}"][0, time] == pytest.approx(wx, abs=1e-5)
            assert numbers[f"uh_{part}"][0, time] == pytest.approx(weights["rnn.weight_hh_l1"][row] @ h, abs=1e-5)
            assert numbers[f"b2_{part}"][0, time] == weights["rnn.bias_hh_l1"][row]


def test_the_slides_gate_is_the_other_way_round() -> None:
    run = cv.train(cv.RunConfig(cell_type="gru", steps=10))
    numbers = unit_numbers(run, run.keyframes, 0, 0).numbers
    assert np.allclose(numbers["renew"] + numbers["update"], 1)
    moment = {name: float(values[-1, 2]) for name, values in numbers.items()}
    torchs, slides = (evaluated(filled(table["gru"][3].numbers[0], moment)) for table in (EQUATIONS, SLIDES))
    assert torchs == pytest.approx(slides, abs=3e-4)
    assert SLIDES["lstm"] == EQUATIONS["lstm"]


def test_what_is_not_there_is_said() -> None:
    with pytest.raises(cv.ConfigError, match="no cell to look into"):
        unit_numbers(cv.train(cv.RunConfig(cell_type="memoryless", steps=1)), [0], 0, 0)
    with pytest.raises(cv.ConfigError, match="layer 0 has no unit 8; .*units 0 to 7"):
        unit_numbers(cv.train(cv.RunConfig(steps=1)), [0], 0, 8)
