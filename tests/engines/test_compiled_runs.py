"""Many runs in one compiled call: each has the bits of a single run, however the call is divided; also where it diverges."""

from itertools import cycle

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import charviz as cv
from charviz.comparison.outcomes import texts
from charviz.engines.compiled_runs import PASSES, CompiledRuns
from tests.engines.test_compiled_engine import LINES, configs

DIVERGING = cv.RunConfig(
    text="hihello hihello", cell_type="memoryless", optimizer="sgd", learning_rate=10, loss="mse", steps=300
)


def trained(config: cv.RunConfig, seeds: list[int], pieces: list[int]) -> CompiledRuns:
    """All runs, so many steps at a time, again and again."""
    runs = CompiledRuns(config, seeds)
    for piece in cycle(pieces):
        if runs.is_done:
            return runs
        runs.advance(piece)
    return runs


def assert_single_runs(runs: CompiledRuns, seeds: list[int]) -> None:
    said = texts(runs.config, runs.predicted)
    for place, seed in enumerate(seeds):
        run = cv.train(runs.config.replace(seed=seed))
        assert runs.runs.ends[place] == len(run)
        assert np.array_equal(runs.losses[place, : len(run)], run.losses)
        assert np.array_equal(runs.accuracies[place, : len(run)], run.accuracies)
        assert np.isnan(runs.losses[place, len(run) :]).all() and np.isnan(runs.accuracies[place, len(run) :]).all()
        assert said[place] == run.predictions[-1]


@settings(max_examples=80, deadline=None)
@given(
    configs(),
    st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=3, unique=True),
    st.integers(1, PASSES + 20),
    st.lists(st.integers(1, 2 * PASSES), min_size=1, max_size=3),
)
@example(LINES, [2**32 - 1, 0], 2 * PASSES, [7])
@example(cv.RunConfig(init="numpy"), [5, 6], 30, [31])
@example(cv.RunConfig(init="glorot", cell_type="gru", num_layers=2), [5, 6], 30, [10**6])
def test_each_has_the_bits_of_a_single_run(
    config: cv.RunConfig, seeds: list[int], steps: int, pieces: list[int]
) -> None:
    config = config.replace(steps=steps, engine="compiled")
    assert_single_runs(trained(config, seeds, pieces), seeds)


@pytest.mark.parametrize("piece", [1, 100, 10_000])
def test_a_run_that_diverges_ends_where_a_single_one_does(piece: int) -> None:
    seeds = [0, 1, 2]
    runs = trained(DIVERGING, seeds, [piece])
    assert (runs.runs.ends <= DIVERGING.steps).all()
    assert_single_runs(runs, seeds)


def test_a_slice_trains_no_more_than_it_is_told() -> None:
    runs = CompiledRuns(cv.RunConfig(steps=10), range(5))
    runs.advance(3)
    assert runs.place.tolist() == [0, 3]
    runs.advance(9)  # the other 7 steps and the last record, then one of the next run
    assert runs.place.tolist() == [1, 1] and runs.runs.ends.tolist() == [11, 1, 0, 0, 0]
    runs.advance(10**9)
    assert runs.is_done and runs.runs.ends.tolist() == [11] * 5
