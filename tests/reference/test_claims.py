"""The cards of the lecture notes' experiments: what is claimed there is what comes out, within the bands that were found."""

from dataclasses import replace

import numpy as np
import pytest

import charviz as cv
from charviz.lessons.agreement import are_most, exceeds, is_within
from charviz.lessons.claims import CLAIMS, findings
from charviz.lessons.experiments import EXPERIMENTS
from charviz.lessons.finding import TAIL
from charviz.lessons.trial import Trial

HOLDS = {  # the claims in their order; what does not hold has its reason on the card
    "hihello": [True] * 6,
    "shapes": [True] * 4,
    "charseq": [False, True, False, True, True, True, True],
    "sentence": [True, None, True, True],  # None: too close to call, on every processor
    "numpy": [True] * 4,
    "order": [True] * 4,
    "vanishing": [True, False, True],
    "vectors": [True] * 2,
    "shakespeare": [],
}
FIGURES = {  # (experiment, claim, value) -> lowest and highest
    ("hihello", 3, "middle"): (0.45, 0.48),
    ("hihello", 3, "high"): (0.5, 0.65),
    ("hihello", 5, "without"): (15, 27),
    ("hihello", 5, "linear"): (30, 30),
    ("charseq", 3, "middle"): (0.0003, 0.0006),
    ("charseq", 4, "middle"): (7, 12),
    ("sentence", 0, "low"): (2.0, 2.3),
    ("sentence", 1, "inside"): (7, 10),
    ("numpy", 2, "best"): (3, 3),
    ("order", 1, "best"): (8, 8),
    ("vanishing", 0, "rnn"): (0.53, 0.59),
    ("vanishing", 1, "lstm"): (0.54, 0.60),
    ("vanishing", 2, "bias"): (0.73, 0.79),
}


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_what_holds_and_what_does_not(name: str) -> None:
    found = findings(Trial.of(name))
    assert [finding.holds for finding in found] == HOLDS[name]
    for finding in found:
        told = finding.claim.format(**finding.values)
        assert "{" not in told and "nan" not in told
        assert finding.holds or finding.why  # what does not hold clearly has a reason
    for (experiment, place, value), (low, high) in FIGURES.items():
        if experiment == name:
            assert low <= float(found[place].values[value]) <= high, (place, value, found[place].values)


def test_a_bound_moves_by_one_seed() -> None:
    losses = np.array([5.0, 1.0, 2.0, 4.0])  # without 1 the least is 2, and beyond 1 lies 0
    answers = {reported: is_within(losses, reported) for reported in (-0.1, 0.1, 1.5, 2.0, 3.0, 4.0, 4.5, 5.9, 6.1)}
    assert list(answers.values()) == [False, None, None, True, True, True, None, None, False]


def test_a_percentile_moves_by_the_spread_of_its_rank() -> None:
    """Of 400 seeds 20 lie below 5 %, give or take sqrt(400 * 0.05 * 0.95) = 4.4."""
    losses = np.arange(400.0)
    answers = {
        reported: is_within(losses, reported, TAIL) for reported in (15.0, 16.0, 24.0, 25.0, 374.0, 383.0, 384.0)
    }
    assert list(answers.values()) == [False, None, None, True, True, None, False]


def test_counts_of_answers_and_differences_with_a_spread() -> None:
    assert are_most([True] * 9 + [False]) is True and are_most([True] * 8 + [None, False]) is None
    assert are_most([True] * 8 + [False] * 2) is False and are_most([None] * 10) is None
    assert (exceeds(3, 2), exceeds(-3, 2), exceeds(2, 2), exceeds(-1, 2)) == (True, False, None, None)


def test_what_another_rounding_answers_otherwise_is_too_close_to_call() -> None:
    trial = Trial.of("order")
    again = cv.train(trial.run.config.replace(learning_rate=1e-5))  # stands for a rounding
    never = replace(trial, trained=trial.trained._replace(again=again))
    assert [finding.holds for finding in findings(trial)] == HOLDS["order"]
    assert [finding.holds for finding in findings(never)] == [True, True, True, None]


def test_every_experiment_has_its_claims() -> None:
    assert list(CLAIMS) == list(EXPERIMENTS)
    assert {experiment.source for experiment in EXPERIMENTS.values()} == {"N0", "N1", "N2", "N3", "N4"}
