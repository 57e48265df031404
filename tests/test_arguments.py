"""Wrong kinds of argument: every public function answers with one sentence, and never with Python's own error."""

import warnings

import numpy as np
import pandas as pd
import pytest
import torch

import charviz as cv
from charviz.arguments import integer
from charviz.errors import quote

CONFIG = cv.RunConfig(cell_type="lstm", steps=3)
ODD = [
    -5,
    2.5,
    None,
    b"\xff",
    "x",
    np.arange(3),
    np.array(["a", "b"]),
    pd.Series([0.1, 0.2]),
    pd.NA,
    torch.ones(2),
    object(),
    {},
]


@pytest.fixture(scope="module")
def run() -> cv.Run:
    return cv.train(CONFIG)


@pytest.mark.parametrize("value", [*ODD[5:], float("nan")], ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("name", cv.RunConfig.model_fields)
def test_a_setting_takes_no_array(name: str, value: object) -> None:
    with pytest.raises(cv.ConfigError, match=rf"^{name} is .*allowed") as caught:
        cv.RunConfig(**{name: value})
    assert str(caught.value).isprintable()


def test_numbers_of_numpy_are_numbers() -> None:
    config = cv.RunConfig(hidden_size=np.int64(9), learning_rate=np.float64(0.1), boundary_tokens=np.bool_(True))
    assert config.key == cv.RunConfig(hidden_size=9, learning_rate=0.1, boundary_tokens=True).key


CALLS = {
    "train": cv.train,
    "stream": lambda value: next(cv.stream(value)),
    "Run": cv.Run,
    "compare": cv.compare,
    "compare one": lambda value: cv.compare([CONFIG, value]),
    "seeds": lambda value: cv.compare([CONFIG], seeds=value),
    "a seed": lambda value: cv.compare([CONFIG], seeds=[value]),
    "from_json": cv.RunConfig.from_json,
    "from_bytes": cv.Run.from_bytes,
    "load": cv.Run.load,
    "forked": CONFIG.forked,
}


@pytest.mark.parametrize(
    "value", [value for value in ODD if not hasattr(value, "shape")], ids=lambda value: type(value).__name__
)
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_function_says_what_it_takes(call, value: object) -> None:
    with pytest.raises((cv.ConfigError, cv.RunFileError)) as caught:
        call(value)
    assert str(caught.value).isprintable() and len(str(caught.value)) < 500


METHODS = {
    "trace": lambda run, value: run.trace(value),
    "trace text": lambda run, value: run.trace(text=value),
    "gradients": lambda run, value: run.gradients(layer=value),
    "weights": lambda run, value: run.weights(value),
    "record": lambda run, value: run.record(value),
    "onnx": lambda run, value: run.to_onnx(step=value),
    "nearest": lambda run, value: run.nearest_keyframe(value),
    "kept": lambda run, value: run.flat_weights(value),
    "prompt": lambda run, value: run.sample(value),
    "length": lambda run, value: run.sample("h", length=value),
    "temperature": lambda run, value: run.sample("h", temperature=value),
    "seed": lambda run, value: run.sample("h", seed=value),
    "erase": lambda run, value: run.trace(erase=value, erase_at=[1]),
    "erase_at": lambda run, value: run.trace(erase_at=value),
    "a time": lambda run, value: run.trace(erase_at=[value]),
    "pin": lambda run, value: run.trace(pin=value),
    "a gate": lambda run, value: run.trace(pin={"forget": value}),
    "start": lambda run, value: run.trace(start=value),
    "encode": lambda run, value: run.vocabulary.encode(value),
    "decode": lambda run, value: run.vocabulary.decode(value),
    "an id": lambda run, value: run.vocabulary.decode([value]),
    "floor": lambda run, value: cv.floor(value),
    "sequences": lambda run, value: cv.floor("ab", value),
    "tokens": lambda run, value: cv.floor("ab", boundary_tokens=value),
    "from_url": lambda run, value: cv.RunConfig.from_url(value),
}
WRONG = [np.array([[0.5, 7]]), pd.Series(["a", "b"]), pd.NA, torch.tensor([2.5, 1]), object(), 77.5]


@pytest.mark.parametrize("value", WRONG, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("call", METHODS.values(), ids=METHODS)
def test_a_method_says_what_it_takes(run: cv.Run, call, value: object) -> None:
    with warnings.catch_warnings(), pytest.raises(cv.ConfigError) as caught:
        call(run, value)
    assert str(caught.value).isprintable() and len(str(caught.value)) < 500


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda run: cv.compare(CONFIG), "configs is RunConfig.* a list of RunConfigs"),
        (lambda run: cv.compare([CONFIG], seeds=5), "seeds is 5; .* a list of whole numbers"),
        (lambda run: cv.compare([CONFIG], workers=0), r"workers is 0; allowed: 1 or more \(whole numbers\)"),
        (lambda run: cv.train("hihello"), r"config is 'hihello'; allowed: a RunConfig \(for a preset, its .config\)"),
        (lambda run: cv.train(cv.PRESETS["hihello"]), "config is Preset"),
        (lambda run: cv.RunConfig(**{"self": 1}), "no setting 'self'"),
        (lambda run: run.trace(pin={"forget": 5.0}), "pin of 'forget' is 5.0; allowed: 0 to 1"),
        (lambda run: run.trace(pin={"forget": float("nan")}), "pin of 'forget' is nan"),
        (lambda run: run.trace(pin={"candidate": -1.5}), "pin of 'candidate' is -1.5; allowed: -1 to 1"),
        (lambda run: run.trace(erase=["hidden"]), "without erase_at"),
        (lambda run: run.trace(erase="hidden", erase_at=[1]), "erase is 'hidden'; allowed: a list"),
        (lambda run: run.trace(erase_at=[2.5]), r"time of erase_at is 2.5; allowed: 0 to 5 \(whole numbers\)"),
        (lambda run: run.sample("h", length=5.5), "length is 5.5; allowed: 0 to 10,000"),
        (lambda run: run.sample("h", seed=-1), "seed is -1; allowed: 0 or more"),
        (lambda run: run.sample("h", top_k=2.5), "top_k is 2.5; allowed: 1 or more"),
        (lambda run: run.vocabulary.decode([-1]), "an id is -1; allowed: 0 to 4"),
        (lambda run: run.flat_weights([99]), "steps has 99, whose weights are not kept"),
        (lambda run: run.trace(1.5), "step is 1.5; allowed: whole numbers"),
    ],
)
def test_what_it_says(run: cv.Run, call, sentence: str) -> None:
    with pytest.raises(cv.ConfigError, match=sentence):
        call(run)


def test_the_coldest_temperature_takes_the_likeliest(run: cv.Run) -> None:
    likeliest = run.sample("h", length=30, temperature=0)
    assert run.sample("h", length=30, temperature=1e-320) == likeliest == run.sample("h", length=30, temperature=5e-324)


def test_a_candidate_can_be_held_below_zero(run: cv.Run) -> None:
    assert (run.trace(pin={"candidate": -1}).gates["candidate"] == -1).all()


def test_the_found_value_is_quoted_in_one_line() -> None:
    assert quote(np.eye(2)) == "array([[1., 0.], [0., 1.]])" and quote("a\nb") == r"'a\nb'"
    assert quote("x" * 100) == f"'{'x' * 60}'…" and integer("n", np.uint8(3)) == 3
