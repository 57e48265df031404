"""The cards of the lecture notes' experiments: what is claimed there is what comes out, within the bands that were found."""

import pytest

from charviz.notes import EXPERIMENTS
from charviz.verdicts import CLAIMS, Trial

HOLDS = {  # the claims in their order; what does not hold has its reason on the card
    "hihello": [True] * 6,
    "shapes": [True] * 4,
    "charseq": [False, True, False, True, True, True, True],
    "sentence": [True] * 4,
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
    ("sentence", 1, "inside"): (9, 10),
    ("numpy", 2, "best"): (3, 3),
    ("order", 1, "best"): (8, 8),
    ("vanishing", 0, "rnn"): (0.53, 0.59),
    ("vanishing", 1, "lstm"): (0.54, 0.60),
    ("vanishing", 2, "bias"): (0.73, 0.79),
}


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_what_holds_and_what_does_not(name: str) -> None:
    findings = Trial.of(name).findings()
    assert [finding.holds for finding in findings] == HOLDS[name]
    for finding in findings:
        told = finding.claim.format(**finding.values)
        assert "{" not in told and "nan" not in told
        assert finding.holds or finding.why
    for (experiment, place, value), (low, high) in FIGURES.items():
        if experiment == name:
            assert low <= float(findings[place].values[value]) <= high, (place, value, findings[place].values)


def test_every_experiment_has_its_claims() -> None:
    assert list(CLAIMS) == list(EXPERIMENTS)
    assert {experiment.source for experiment in EXPERIMENTS.values()} == {"N0", "N1", "N2", "N3", "N4"}
