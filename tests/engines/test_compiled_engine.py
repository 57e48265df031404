"""The compiled loops against torch: gradients, optimizers, curves, records; and against themselves, bit for bit."""

import threading
from functools import partial

import numba
import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

import charviz as cv
from benchmarks.plain_numpy import PlainRNN
from charviz.engines.compiled_engine import CompiledEngine
from charviz.engines.kernels import elementary
from charviz.engines.torch_engine import TorchEngine
from charviz.nn.model import CharModel, initial_weights, loss_of
from charviz.nn.parameters import unpack, weight_shapes

TEXTS = ["ab", "hihello", "hi\nhello\nello", "ab\nlonger line\nab\nba", "가나다라 마바사 가나"]
LINES = cv.RunConfig(text="hello\nhe\nabc", sequences="lines", cell_type="lstm", steps=30)


@st.composite
def configs(draw: st.DrawFn) -> cv.RunConfig:
    """Everything that the compiled engine covers."""
    cell_type = draw(st.sampled_from(["rnn", "lstm", "gru", "memoryless"]))
    values = {
        "cell_type": cell_type,
        "hidden_size": draw(st.integers(1, 19)),
        "num_layers": draw(st.integers(1, 4)),
        "encoding": draw(st.sampled_from(["one-hot", "embedding"])),
        "embedding_size": draw(st.integers(1, 11)),
        "boundary_tokens": draw(st.booleans()),
        "sequences": draw(st.sampled_from(["whole", "lines"])),
        "loss": draw(st.sampled_from(["cross-entropy", "mse"])),
        "optimizer": draw(st.sampled_from(["adam", "sgd", "rmsprop"])),
        "clip_norm": draw(st.sampled_from([None, 0.01, 1.0])),
        "forget_bias": draw(st.sampled_from([0.0, 1.5])) if cell_type == "lstm" else 0.0,
        "learning_rate": draw(st.sampled_from([1e-3, 0.02])),
        "seed": draw(st.integers(0, 5)),
        "text": draw(st.sampled_from(TEXTS)),
    }
    if cell_type != "memoryless" and draw(st.booleans()):
        values |= {"head": "none", "hidden_size": len(cv.RunConfig(**values).vocabulary)}
    return cv.RunConfig(**values)


def torch_in_float64(config: cv.RunConfig, weights: np.ndarray) -> tuple[CharModel, torch.Tensor]:
    """The net that torch trains from these weights on, and its loss, in float64."""
    model = CharModel(config).double()
    named = unpack(torch.from_numpy(weights), weight_shapes(config))
    model.load_state_dict(named)
    inputs, targets = map(torch.from_numpy, (config.batch.inputs, config.batch.targets))
    encoded = model.encode(inputs)
    return model, lambda: loss_of(
        model(encoded if config.encoding == "embedding" else encoded.double()), targets, config.loss
    )


@settings(max_examples=150, deadline=None)
@given(configs())
@example(LINES)
def test_gradients_are_those_of_torch(config: cv.RunConfig) -> None:
    config = config.replace(clip_norm=None)
    engine = CompiledEngine(config, np.float64)
    model, loss = torch_in_float64(config, engine.state().weights)
    block = engine.advance(1)
    wanted = loss()
    wanted.backward()
    assert block.losses[0] == pytest.approx(wanted.item(), rel=1e-12)
    found = unpack(engine.flat.gradient[engine.order], weight_shapes(config))
    for name, parameter in model.named_parameters():
        expected = parameter.grad.numpy()
        assert np.abs(found[name] - expected).max() <= 1e-10 * np.abs(expected).max() + 1e-16, name


@settings(max_examples=60, deadline=None)
@given(configs())
def test_optimizers_and_clipping_are_those_of_torch(config: cv.RunConfig) -> None:
    engine = CompiledEngine(config, np.float64)
    model, loss = torch_in_float64(config, engine.state().weights)
    make = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD, "rmsprop": torch.optim.RMSprop}[config.optimizer]
    optimizer = make(model.parameters(), lr=config.learning_rate)
    for _ in range(5):
        optimizer.zero_grad()
        loss().backward()
        if config.clip_norm is not None:
            torch.nn.utils.clip_grad_norm_(model.parameters(), config.clip_norm)
        optimizer.step()
    engine.advance(5)
    found = unpack(engine.state().weights, weight_shapes(config))
    # Adam and RMSprop divide a gradient by its own size: where it is near 0, rounding decides; eps / rounding = 1e-8 / 1e-16
    for name, parameter in model.named_parameters():
        assert found[name] == pytest.approx(
            parameter.detach().numpy(), abs=1e-7 if config.optimizer != "sgd" else 1e-13
        )


@settings(max_examples=60, deadline=None)
@given(configs())
def test_curves_are_those_of_torch(config: cv.RunConfig) -> None:
    if config.optimizer == "rmsprop":  # its first step moves every weight by ten times the rate: rounding grows fast
        config = config.replace(learning_rate=1e-3)
    compiled, expected = CompiledEngine(config).advance(20, (0, 7)), TorchEngine(config).advance(20, (0, 7))
    mask = config.batch.mask
    assert compiled.losses == pytest.approx(expected.losses, abs=1e-4)
    assert compiled.confidences[:, mask] == pytest.approx(expected.confidences[:, mask], abs=1e-3)
    assert compiled.weights[0] == pytest.approx(expected.weights[0], abs=2e-6)
    assert compiled.predictions.shape == expected.predictions.shape
    # where two symbols are equally likely, either may be said
    agree = (compiled.predictions == expected.predictions)[:, mask]
    assert agree.mean() > 0.9


@settings(max_examples=100, deadline=None)
@given(configs(), st.integers(0, 2**32 - 1), st.sampled_from(["torch", "glorot"]))
@example(cv.RunConfig(), 3, "numpy")
def test_the_first_weights_are_those_of_torch(config: cv.RunConfig, seed: int, init: str) -> None:
    """To the last bits of float32: torch itself draws others on a processor that cannot multiply and add at once."""
    config = config.replace(seed=seed, init=init)
    drawn = unpack(CompiledEngine(config).state().weights, weight_shapes(config))
    for name, tensor in initial_weights(config).items():
        normal = name == "embedding.weight"  # up to 6; torch rounds its logarithms and cosines
        assert drawn[name] == pytest.approx(tensor.numpy(), rel=0, abs=2e-6 if normal else 2**-22), name


@pytest.mark.parametrize("cell_type", ["rnn", "lstm", "gru", "memoryless"])
def test_large_nets_too(cell_type: str) -> None:
    config = cv.RunConfig(text="the quick brown fox " * 20, cell_type=cell_type, hidden_size=150, num_layers=2)
    compiled, expected = CompiledEngine(config).advance(3), TorchEngine(config).advance(3)
    assert compiled.losses == pytest.approx(expected.losses, abs=1e-5)


def test_a_students_loop_in_plain_numpy_gives_the_same_losses() -> None:
    config = cv.RunConfig(text="hello pytorch", hidden_size=11)
    engine, student = CompiledEngine(config, np.float64), PlainRNN(config)
    student.weights = list(unpack(engine.state().weights, weight_shapes(config)).values())
    assert engine.advance(60).losses == pytest.approx(student.train(60), abs=1e-9)


def test_padding_stays_empty() -> None:
    for cell_type in ("rnn", "lstm", "gru"):
        config = cv.RunConfig(cell_type=cell_type, num_layers=2, hidden_size=5, encoding="embedding", embedding_size=3)
        engine = CompiledEngine(config)
        engine.advance(50)
        rest = np.delete(engine.flat.weights, engine.order)
        assert len(rest) > 200
        assert not rest.any()


@pytest.mark.parametrize("optimizer", ["adam", "sgd", "rmsprop"])
@pytest.mark.parametrize("cell_type", ["lstm", "gru"])
def test_engines_can_be_exchanged_in_the_middle_of_a_run(cell_type: str, optimizer: str) -> None:
    config = cv.RunConfig(cell_type=cell_type, optimizer=optimizer, num_layers=2)
    whole = TorchEngine(config).advance(60).losses
    first, second, third = TorchEngine(config), CompiledEngine(config), TorchEngine(config)
    first.advance(20)
    second.load(first.state())
    middle = second.advance(20).losses
    third.load(second.state())
    assert np.concatenate([middle, third.advance(20).losses]) == pytest.approx(whole[20:], abs=1e-4)
    assert first.step == 20 and third.step == 60


def test_a_state_is_a_copy() -> None:
    for engine in (CompiledEngine(LINES), TorchEngine(LINES)):
        engine.advance(3)
        state = engine.state()
        once = engine.advance(5).losses
        for _ in range(2):
            engine.load(state)
            assert (engine.advance(5).losses == once).all()


def test_other_portions_and_measures_change_no_bit() -> None:
    whole, engine, losses = CompiledEngine(LINES).advance(30, range(30)), CompiledEngine(LINES), []
    for portion in (1, 9, 2, 18):
        measured, block = engine.measure(), engine.advance(portion)
        assert measured.losses[0] == block.losses[0]
        assert (measured.predictions[0] == block.predictions[0]).all()
        losses.extend(block.losses)
    assert (np.array(losses) == whole.losses).all()
    assert (engine.measure().weights[0] == engine.state().weights).all()


def test_neighbours_change_no_bit() -> None:
    config = cv.RunConfig(text="hello pytorch. how long can a rnn cell remember?", cell_type="gru", hidden_size=64)
    alone, together = CompiledEngine(config).advance(200).losses, []
    neighbours = [
        threading.Thread(target=lambda: together.append(CompiledEngine(config).advance(200))) for _ in range(8)
    ]
    for thread in neighbours:
        thread.start()
    for thread in neighbours:
        thread.join()
    assert len(together) == 8
    assert all((block.losses == alone).all() for block in together)


def test_the_gil_is_released_while_it_trains() -> None:
    engine = CompiledEngine(cv.RunConfig(text="hihello " * 40, hidden_size=64, cell_type="lstm", steps=1))
    training, counted = threading.Thread(target=partial(engine.advance, 500)), 0
    training.start()
    while training.is_alive():
        counted += 1
    assert counted > 1000  # holding it, the thread would let this loop run a handful of times


def test_a_diverging_run_says_so_and_keeps_what_it_had() -> None:
    config = cv.RunConfig(
        text="hihello hihello", cell_type="memoryless", optimizer="sgd", learning_rate=10, loss="mse", steps=300
    )
    run, torch_run = (cv.train(config.replace(engine=engine)) for engine in ("compiled", "torch"))
    assert run.diverged and np.isfinite(run.losses).all()
    assert abs(len(run) - len(torch_run)) <= 2


@pytest.mark.parametrize(
    ("name", "least", "most"), [("exp", -87, 88), ("tanh", -20, 20), ("sigmoid", -80, 80), ("tanh", -1e-3, 1e-3)]
)
def test_functions_are_exact_to_the_last_bits(name: str, least: float, most: float) -> None:
    function = getattr(elementary, name)

    @numba.njit
    def applied(numbers):
        return np.array([function(number) for number in numbers])

    oracle = {"exp": np.exp, "tanh": np.tanh, "sigmoid": lambda x: 1 / (1 + np.exp(-x))}[name]
    numbers = np.append(np.linspace(least, most, 200_001), [0.0, least, most]).astype(np.float32)
    exact = oracle(numbers.astype(np.float64))
    assert (np.abs(applied(numbers) - exact) <= 5e-7 * np.abs(exact) + 1e-37).all()
    assert np.isnan(applied(np.array([np.nan], np.float32))).all()
    assert applied(np.float64([0.3]))[0] == pytest.approx(oracle(np.float64(0.3)), rel=1e-15)
    for far in np.float32([-1e9, -np.inf, 1e9, np.inf]):
        assert np.isfinite(applied(np.array([far]))).all()


def test_logarithms_cosines_and_powers_of_our_own() -> None:
    numbers = np.concatenate([np.geomspace(1e-300, 1e300, 10_001), 1 + np.linspace(-1e-3, 1e-3, 1001)])
    assert [elementary.log(x) for x in numbers] == pytest.approx(np.log(numbers), rel=4e-16)
    assert elementary.log(np.inf) == np.inf and np.isnan(elementary.log(np.nan))
    for x in np.linspace(0, 2 * np.pi, 1001):
        assert elementary.cosine_and_sine(x) == pytest.approx((np.cos(x), np.sin(x)), abs=4e-16)
    assert [elementary.power(0.999, n) for n in range(2000)] == pytest.approx(
        [0.999**n for n in range(2000)], rel=1e-12
    )
