"""What somebody's own module computes of a text, whatever it takes and returns, beside what charviz's replay computes of it."""

import warnings
from collections.abc import Iterator
from copy import deepcopy
from itertools import product
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from charviz.nn.torch_modes import plain

CLOSE = {torch.float32: 1e-4, torch.float64: 1e-4}  # of two probabilities; of other types, as AMP's, 0.05
COARSE = 0.05


class Agreement(NamedTuple):
    """Whether a module's probabilities are those of the replay, and by how much they differ at most."""

    agrees: bool
    difference: float


@plain(learning=False)
def agreement(model: nn.Module, cell: str, ids: Tensor, expected: Tensor) -> Agreement | None:
    """Compares what a module says of a text with the replay; None where nobody knows how to call it.

    ids: (1, T); expected: (T, V) probabilities. The module may take ids or one-hot rows, with or without batch, the sequence
    or the batch first, and a state; it may return logits, log-probabilities or probabilities, of all times or of the last. A
    copy of it is called, on the CPU and without dropout, so nothing of it changes.
    """
    try:
        copied = deepcopy(getattr(model, "_orig_mod", model)).to("cpu", torch.float32).eval()
    except Exception:  # a state that it keeps may have a gradient, which torch does not copy
        return None
    found: list[Agreement] = []
    for arguments in _arguments(copied, cell, ids, expected.shape[1]):
        for output in _tensors(_called(copied, arguments)):
            if (distance := _distance(output, expected)) is not None:
                found.append(Agreement(distance <= CLOSE.get(output.dtype, COARSE), distance))
        if any(one.agrees for one in found):
            break
    return min(found, key=lambda one: (not one.agrees, one.difference), default=None)


def _called(model: nn.Module, arguments: tuple) -> Any:
    """What a module returns; nothing where it takes other arguments."""
    try:
        with warnings.catch_warnings(action="ignore"), torch.random.fork_rng(devices=[]):
            return model(*arguments)
    except Exception:
        return None


def _arguments(model: nn.Module, cell: str, ids: Tensor, size: int) -> Iterator[tuple]:
    """Everything that a character model may want to be called with."""
    rows = functional.one_hot(ids, size).float()
    texts = [ids, ids.T, ids[0], rows, rows.transpose(0, 1), rows[0]]
    rnn = next(module for module in model.modules() if isinstance(module, nn.RNNBase))
    zeros = torch.zeros(rnn.num_layers, 1, rnn.hidden_size)
    state = (zeros, zeros) if cell == "lstm" else zeros
    for more, text in product(((), (None,), (state,)), texts):
        yield text, *more


def _tensors(outputs: Any) -> Iterator[Tensor]:
    """The tensors of numbers among what a module returns."""
    if isinstance(outputs, Tensor):
        if outputs.is_floating_point():
            yield outputs
    elif isinstance(outputs, dict):
        yield from _tensors(tuple(outputs.values()))
    elif isinstance(outputs, tuple | list):
        for output in outputs:
            yield from _tensors(output)


def _distance(output: Tensor, expected: Tensor) -> float | None:
    """The largest difference of two probabilities; None where the output is none for every symbol."""
    times, size = expected.shape
    output = output.float()
    rows = []
    if output.shape[-1] == size and output.numel() == times * size:
        rows.append((output.reshape(times, size), expected))
    if output.shape[-2:] == (size, times) and output.numel() == times * size:  # as a loss over time wants it
        rows.append((output.reshape(size, times).T, expected))
    if output.shape[-1] == size and output.numel() == size:
        rows.append((output.reshape(1, size), expected[-1:]))
    distances = [(said - wanted).abs().max().item() for found, wanted in rows for said in (found.softmax(-1), found)]
    return min(distances, default=None)
