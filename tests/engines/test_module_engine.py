"""The module through wasmtime: bit for bit the native code, in whatever portions they take turns; and where it takes its place."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings

import charviz as cv
from charviz.comparison import batches
from charviz.engines.base import Block, State
from charviz.engines.compiled_engine import CompiledEngine
from charviz.engines.module_engine import Instance, ModuleEngine
from charviz.runs import training
from tests.engines.test_compiled_engine import configs

WINDOWS = {"corpus": "sums:3000", "learning_rate": 0.02, "hidden_size": 10, "steps": 60}
CELLS = ("rnn", "lstm", "gru", "memoryless")


def assert_equal(found: Block | State, expected: Block | State) -> None:
    """To the bit, in every field."""
    for name, value in vars(expected).items():
        np.testing.assert_equal(getattr(found, name), value, name, strict=isinstance(value, np.ndarray))


@settings(max_examples=40, deadline=None)
@given(configs())
def test_every_record_is_that_of_native_code(config: cv.RunConfig) -> None:
    native, module = CompiledEngine(config), ModuleEngine(config)
    for engine in (native, module):
        assert engine.name == "compiled · cpu"
    assert_equal(module.state(), native.state())
    for n, keep in ((1, ()), (12, (11, 0, 3))):
        assert_equal(module.advance(n, keep), native.advance(n, keep))
    assert_equal(module.measure(), native.measure())
    assert_equal(module.state(), native.state())


@pytest.mark.parametrize("sequences", ["whole", "lines"])
@pytest.mark.parametrize("window", [{"window": 12, "batch_size": 6}, {"window": 5, "batch_size": 1}])
@pytest.mark.parametrize("cell_type", CELLS)
def test_windows_are_read_between_the_shown_text(cell_type: str, window: dict, sequences: str) -> None:
    """They and the shown text, one of them longer than the other, lie in one room of the memory; lines are all of other sizes."""
    config = cv.RunConfig(**WINDOWS, **window, cell_type=cell_type, sequences=sequences)
    native, module = CompiledEngine(config), ModuleEngine(config)
    assert len(module.shown.inputs) not in (12 * 6, 5)
    for n, keep in ((1, (0,)), (52, (0, 7, 50))):
        assert_equal(module.advance(n, keep), native.advance(n, keep))
    assert_equal(module.measure(), native.measure())
    assert_equal(module.state(), native.state())


@pytest.mark.parametrize("optimizer", ["adam", "sgd", "rmsprop"])
@pytest.mark.parametrize("long", [{}, {**WINDOWS, "window": 12, "batch_size": 6}])
def test_they_take_turns_in_the_middle_of_a_run(optimizer: str, long: dict) -> None:
    config = cv.RunConfig(cell_type="lstm", optimizer=optimizer, clip_norm=0.5, **long)
    whole, losses, before = CompiledEngine(config), [], None
    for kind, n in ((ModuleEngine, 7), (CompiledEngine, 9), (ModuleEngine, 4)):
        engine = kind(config)
        if before:
            engine.load(before)
        losses += engine.advance(n).losses.tolist()
        before = engine.state()
    assert losses == whole.advance(20).losses.tolist()
    assert_equal(before, whole.state())


def test_what_an_engine_handed_out_stays_as_it_was() -> None:
    """It is copied out of the memory that the next call writes into."""
    engine = ModuleEngine(cv.RunConfig(cell_type="gru"))
    block, state = engine.advance(5, (0, 4)), engine.state()
    copies = [array.copy() for array in (block.losses, block.weights, state.weights, state.averages["exp_avg"])]
    engine.advance(50, range(50))
    for array, copy in zip(
        (block.losses, block.weights, state.weights, state.averages["exp_avg"]), copies, strict=True
    ):
        assert (array == copy).all()


def test_memory_grows_with_the_longest_call_and_is_used_again() -> None:
    engine = ModuleEngine(cv.RunConfig(cell_type="lstm", hidden_size=64))
    engine.advance(2, range(2))
    small = len(engine.instance.bytes)
    engine.advance(200, range(200))
    large = len(engine.instance.bytes)
    engine.advance(200, range(200))
    assert small < large == len(engine.instance.bytes) and large > 200 * 4 * len(engine.weights)


def test_an_instance_is_called_with_nothing_in_it() -> None:
    """No page of memory is shared with another one."""
    first, second = Instance(), Instance()
    place = first.put(np.arange(9.0))
    assert second.put(np.zeros(9)) == place and (first.view(place, 9, np.float64) == np.arange(9)).all()


DIVERGING = cv.RunConfig(
    text="hihello hihello", cell_type="memoryless", optimizer="sgd", learning_rate=10, loss="mse", steps=300
)
PARENT = cv.RunConfig(cell_type="lstm", steps=40)
FORK = PARENT.forked(20).replace(learning_rate=0.2, forget_bias=1.0, steps=30)


@pytest.mark.parametrize("config", [PARENT, FORK, DIVERGING, cv.RunConfig(**WINDOWS, window=12, batch_size=6)])
def test_a_run_is_the_same_whoever_trains_it(config: cv.RunConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    config = config.replace(device="cpu")
    expected = cv.train(config)
    monkeypatch.setattr(training, "is_ready", lambda: False)
    found = cv.train(config)
    assert isinstance(training.make_engine(config), ModuleEngine)
    assert found.losses.tolist() == expected.losses.tolist() and found.predictions == expected.predictions
    assert found.keyframes == expected.keyframes and found.diverged == expected.diverged
    assert (found.flat_weights(found.keyframes) == expected.flat_weights(expected.keyframes)).all()


def test_a_run_goes_over_to_machine_code_once_that_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    config = cv.RunConfig(cell_type="gru", device="cpu", steps=60)
    expected, trained = cv.train(config), []
    monkeypatch.setattr(training, "is_ready", lambda: len(trained) > 3)
    trainer = training.Trainer(config)
    while trainer.step < 60:
        trainer.advance(7 if trainer.step < 56 else 4)
        trained.append(type(trainer.engine))
    assert trained == [ModuleEngine] * 4 + [CompiledEngine] * 5
    assert trainer.run.losses.tolist() == expected.losses.tolist()
    assert (trainer.run.flat_weights([60]) == expected.flat_weights([60])).all()
    averages = trainer.finish().averages
    assert all((averages[name] == row).all() for name, row in expected.averages.items()) and len(averages) == 2


def test_a_comparison_is_the_same_run_by_run(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = [cv.RunConfig(cell_type=cell, steps=40, device="cpu") for cell in ("rnn", "lstm")] + [DIVERGING]
    expected = cv.compare(compared, range(5))
    for place in (training, batches):
        monkeypatch.setattr(place, "is_ready", lambda: False)
    found = cv.compare(compared, range(5))
    assert all(np.array_equal(*pair, equal_nan=True) for pair in zip(found.losses, expected.losses, strict=True))
    assert np.array_equal(found.steps_to_solve, expected.steps_to_solve, equal_nan=True)
    assert found.predictions.tolist() == expected.predictions.tolist()


@pytest.mark.parametrize(
    ("before", "cache"),
    [("import sys; sys.modules['numba'] = None", None), ("", os.devnull)],
    ids=["numba is missing", "the cache cannot be written"],
)
def test_it_trains_where_there_can_be_no_machine_code(before: str, cache: str | None) -> None:
    code = f"""
{before}
import charviz as cv
from charviz.runs.training import make_engine
for config in (cv.RunConfig(steps=3, device="cpu"), cv.RunConfig(cell_type="gru", engine="compiled", steps=3)):
    print(type(make_engine(config)).__name__, cv.train(config).losses.tolist())
print(len(cv.compare([cv.RunConfig(steps=3, device="cpu")], range(2)).losses[0]))
"""
    environment = {**os.environ, **({"NUMBA_CACHE_DIR": cache} if cache else {})}
    result = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    expected = [
        cv.train(cv.RunConfig(cell_type=cell, steps=3, device="cpu")).losses.tolist() for cell in ("rnn", "gru")
    ]
    assert result.stdout.splitlines() == [*(f"ModuleEngine {losses}" for losses in expected), "2"], result.stderr
    assert len(result.stderr.strip().split("\n")) == 1 and "training runs as WebAssembly" in result.stderr
