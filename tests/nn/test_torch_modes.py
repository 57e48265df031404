"""What a caller has asked of torch for a while changes nothing of a run."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import numpy as np
import pytest
import torch

import charviz as cv
from charviz.analysis.word_classifier import classify
from charviz.text.labelled_words import Examples


@contextmanager
def of_type(dtype: torch.dtype) -> Iterator[None]:
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(torch.float32)


MODES = {
    "no_grad": torch.no_grad,
    "inference_mode": torch.inference_mode,
    "float64": lambda: of_type(torch.float64),
    "autocast": lambda: torch.autocast("cpu"),
    "another device": lambda: torch.device("meta"),
}
TORCH = cv.RunConfig(cell_type="lstm", engine="torch", steps=8)
CONFIGS = [
    TORCH,
    cv.RunConfig(cell_type="gru", init="glorot", steps=8),
    TORCH.replace(encoding="embedding", optimizer="rmsprop"),
    TORCH.replace(text="hello " * 9, window=8, batch_size=4),
    TORCH.forked(3),
]


def numbers(config: cv.RunConfig) -> list[np.ndarray]:
    run = cv.train(config)
    gradients, trace = run.gradients(), run.trace(pin={"forget": 0.5} if config.cell_type == "lstm" else None)
    written = np.array(list(run.sample("h", length=9)))
    return [run.losses, run.flat_weights(run.keyframes), gradients.flow, trace.hidden, trace.probabilities, written]


@pytest.mark.parametrize("config", CONFIGS, ids=lambda config: config.to_url()[:40])
@pytest.mark.parametrize("mode", MODES.values(), ids=MODES)
def test_a_run_is_the_same_in_all_of_torchs_modes(mode: type[AbstractContextManager], config: cv.RunConfig) -> None:
    usual = numbers(config)
    with mode():
        found = numbers(config)
    assert all(one.dtype == other.dtype and np.array_equal(one, other) for one, other in zip(usual, found, strict=True))


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
def test_so_is_what_the_page_on_order_trains(mode: type[AbstractContextManager]) -> None:
    given = Examples("stop = a\npost = b")
    usual = classify(given, "gru", 4, 0.05, 3, 0)
    with mode():
        assert np.array_equal(classify(given, "gru", 4, 0.05, 3, 0).loss, usual.loss)
