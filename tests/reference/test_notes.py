"""The lecture notes' experiments against the figures that they print."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

import charviz as cv
from charviz.nn.model import initial_weights
from charviz.nn.replay import replay
from charviz.runs.training import Trainer

N0 = cv.PRESETS["hihello-notes"]


@pytest.fixture(params=["torch", "compiled"])
def train(request: pytest.FixtureRequest) -> Callable[[cv.RunConfig], cv.Run]:
    """Every experiment on both engines."""
    return lambda config: cv.train(config.replace(engine=request.param))


def test_hihello_prints_the_notes_own_log(train: Callable[[cv.RunConfig], cv.Run]) -> None:
    run = train(N0.config)
    reported = [(step, loss) for step, loss in enumerate(N0.reference) if loss is not None]
    assert len(reported) == 11
    for step, loss in reported:
        assert run.losses[step] == pytest.approx(loss, abs=1e-5)
    assert run.predictions[:7] == ["iiiiii", "ioiioo", "ilelio", "elelll", "elelll", "elello", "elello"]
    assert run.predictions[8:12] == ["ihello"] * 4
    assert set(run.predictions[12:]) == {"ilello"}


def test_without_a_head_no_seed_goes_below_its_floor(train: Callable[[cv.RunConfig], cv.Run]) -> None:
    runs = [train(N0.config.replace(seed=seed)) for seed in range(20)]
    assert 0.45 <= np.median([run.losses[99] for run in runs]) <= 0.48
    assert min(run.losses.min() for run in runs) > 0.43265


def test_with_a_head_every_seed_ends_on_ihello(train: Callable[[cv.RunConfig], cv.Run]) -> None:
    runs = [train(N0.config.replace(seed=seed, head="linear")) for seed in range(20)]
    assert {run.predictions[-1] for run in runs} == {"ihello"}


def test_the_default_run_is_undecided_at_step_15(train: Callable[[cv.RunConfig], cv.Run]) -> None:
    trace = train(cv.RunConfig()).trace(15)
    believed = dict(zip(cv.RunConfig().vocabulary.symbols, trace.probabilities[0], strict=True))
    assert "".join(trace.prediction) == "ehello"
    assert believed["i"] == pytest.approx(0.26, abs=0.01)
    assert believed["e"] == pytest.approx(0.28, abs=0.01)


def test_if_you_want_you_is_solved_by_every_seed(train: Callable[[cv.RunConfig], cv.Run]) -> None:
    config = cv.PRESETS["if-you-want-you"].config
    runs = [train(config.replace(seed=seed)) for seed in range(20)]
    firsts = [run.predictions.index("if you want you") for run in runs]
    assert 6 <= np.median(firsts) <= 13
    assert max(firsts) < 50
    assert all(0.0001 < run.losses[49] < 0.002 for run in runs)


def test_a_sentence_is_learned_by_heart(train: Callable[[cv.RunConfig], cv.Run]) -> None:
    run = train(cv.PRESETS["sentence"].config)
    sentence = run.config.text
    assert 2.10 <= run.losses[0] <= 2.99
    assert 0.002 <= np.median(run.losses[850:950]) <= 0.006  # at which step a spike comes, the last bits decide
    assert run.predictions[-1] == sentence + "<e>"
    assert run.sample(length=100, temperature=0) == sentence


def test_hello_in_plain_numpy_begins_where_the_notes_do() -> None:
    config = cv.PRESETS["hello-numpy"].config
    weights = torch.cat([tensor.flatten() for tensor in initial_weights(config, torch.float64).values()])
    outputs = replay(config, weights[None], config.batch).outputs[0]
    targets = config.batch.flat(config.batch.targets)
    loss = np.log(np.exp(outputs).sum(axis=1)) - outputs[np.arange(4), targets]
    assert loss.sum() == pytest.approx(12.062061261168791, abs=1e-12)


@pytest.mark.parametrize("name", cv.PRESETS)
def test_every_preset_trains(name: str) -> None:
    trainer = Trainer(cv.PRESETS[name].config)
    trainer.advance(20)
    assert trainer.run.losses[-1] < trainer.run.losses[0]
