"""Files that earlier versions of charviz saved are opened to the run that was saved, and it goes on as it would have then.

`former/first.charviz` is from the first version that could save a run; `former/fork.charviz` is from the last one whose URLs
had other keys: a fork in windows, with the averages of its optimizer.
"""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

import charviz as cv

FORMER = Path(__file__).parent / "former"
TRAINED_AGAIN = 1e-4  # of a loss: what another processor may round otherwise in twelve steps
FIRST = cv.RunConfig(text="hihello", cell_type="lstm", hidden_size=4, learning_rate=0.1, seed=3, steps=12)
ORIGINAL = cv.RunConfig(
    text="hello pytorch. " * 8, window=8, batch_size=4, cell_type="lstm", hidden_size=4, forget_bias=1.5, steps=12
)
FORK = ORIGINAL.forked(6).replace(learning_rate=0.1)


@pytest.mark.parametrize(("name", "config"), [("first", FIRST), ("fork", FORK)])
def test_a_file_of_before_is_the_run_that_was_saved(name: str, config: cv.RunConfig) -> None:
    path = FORMER / f"{name}.charviz"
    run, saved = cv.Run.load(path), load_file(path)
    assert run.config == config and run.config.key == config.key
    assert np.array_equal(run.losses, saved["losses"]) and np.array_equal(run.predicted, saved["predicted"])
    assert run.keyframes == saved["keyframes"].tolist() == list(range(13))
    assert np.array_equal(run.flat_weights(run.keyframes), saved["weights"])
    again = cv.train(config)
    assert run.losses == pytest.approx(again.losses, abs=TRAINED_AGAIN)
    assert run.trace().probabilities == pytest.approx(again.trace().probabilities, abs=TRAINED_AGAIN)
    assert cv.Run.from_bytes(run.to_bytes()).config == config


def test_a_file_with_its_optimizers_averages_goes_on() -> None:
    run = cv.Run.load(FORMER / "fork.charviz").resume(3)
    assert run.losses == pytest.approx(cv.train(FORK.replace(steps=15)).losses, abs=TRAINED_AGAIN)


def test_a_file_from_before_averages_were_kept_says_why_it_ends() -> None:
    with pytest.raises(cv.ConfigError, match="cannot be trained further"):
        cv.Run.load(FORMER / "first.charviz").resume(3)
