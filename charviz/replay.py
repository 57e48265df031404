"""Weights and a text -> everything that a picture needs of the nets: states, gates, probabilities, for many at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from charviz.cell_types import GATES, STATES
from charviz.cells import STEPS, linear, probabilities
from charviz.config import RunConfig
from charviz.errors import ConfigError
from charviz.model import unpack, weight_shapes
from charviz.vocab import Batch


@dataclass(frozen=True, eq=False)
class Replay:
    """What K nets compute on N characters; sequences stand one after the other on the time axis.

    outputs: (K, N, V) logits (or MSE outputs); probabilities: (K, N, V); values: name -> (K, L, N, H) for `hidden`,
    `cell_state` and every gate; L is 0 for a memoryless net. All float32 numpy (float64 if the weights are).
    """

    outputs: np.ndarray
    probabilities: np.ndarray
    values: dict[str, np.ndarray]


@dataclass(frozen=True, eq=False)
class Trace:
    """What the net of one step does with a text of N characters; arrays are read-only.

    step: whose weights these are. inputs, targets, prediction: N symbols. starts: times at which a sequence begins.
    probabilities: (N, V), rows sum to 1. hidden: (L, N, H) in [-1, 1]; cell_state: the same for an LSTM, else None.
    gates: name -> (L, N, H) in [0, 1], `candidate` in [-1, 1]; in a GRU update = 1 keeps the old state.
    """

    step: int
    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    prediction: tuple[str, ...]
    starts: tuple[int, ...]
    probabilities: np.ndarray
    hidden: np.ndarray
    cell_state: np.ndarray | None
    gates: dict[str, np.ndarray] = field(default_factory=dict)


@torch.no_grad()
def replay(
    config: RunConfig,
    weights: np.ndarray | Tensor,
    batch: Batch,
    erase_at: Collection[int] = (),
    pin: Mapping[str, float] | None = None,
) -> Replay:
    """Runs K nets, weights (K, P), over a batch; `erase_at` zeroes the states before these times, `pin` holds gates."""
    named = unpack(torch.as_tensor(weights), weight_shapes(config))
    x = _encode(config, named, torch.from_numpy(batch.inputs))
    values = _scan(config, named, x, _erased(batch, erase_at), _checked_pin(config, pin or {}))
    top = values["hidden"][:, -1] if config.cell_type != "memoryless" else x
    outputs = top if config.head == "none" else linear(top, named["head.weight"][:, None], named["head.bias"][:, None])
    mask = torch.from_numpy(batch.mask)
    return Replay(
        outputs[:, mask].numpy(),
        probabilities(outputs[:, mask], config.loss).numpy(),
        {name: value[:, :, mask].numpy() for name, value in values.items()},
    )


def trace(config: RunConfig, step: int, weights: np.ndarray, batch: Batch, **interventions: object) -> Trace:
    """The Trace of one net, weights (P,), on a batch; see `replay` for the interventions."""
    played = replay(config, np.array(weights)[None], batch, **interventions)
    symbols = config.vocabulary.symbols
    values = {name: read_only(value[0]) for name, value in played.values.items()}
    nothing = np.zeros((0, int(batch.mask.sum()), config.hidden_size), np.float32)
    return Trace(
        step,
        tuple(symbols[index] for index in batch.flat(batch.inputs)),
        tuple(symbols[index] for index in batch.flat(batch.targets)),
        tuple(symbols[index] for index in played.outputs[0].argmax(axis=-1)),
        batch.starts,
        read_only(played.probabilities[0]),
        values.get("hidden", read_only(nothing)),
        values.get("cell_state"),
        {name: values[name] for name in GATES[config.cell_type]},
    )


def read_only(array: np.ndarray) -> np.ndarray:
    """The array, closed to writing."""
    array.setflags(write=False)
    return array


def _encode(config: RunConfig, named: Mapping[str, Tensor], ids: Tensor) -> Tensor:
    """Ids (B, T) -> what the first layer reads, (K or 1, B, T, in)."""
    if config.encoding == "embedding":
        return named["embedding.weight"][:, ids]
    dtype = next(iter(named.values())).dtype
    return functional.one_hot(ids, len(config.vocabulary)).to(dtype)[None]


def _scan(
    config: RunConfig, named: Mapping[str, Tensor], x: Tensor, erased: Tensor, pin: Mapping[str, float]
) -> dict[str, Tensor]:
    """x (K or 1, B, T, in) -> name -> (K, L, B, T, H): one pass over time, all nets and sequences together."""
    if config.cell_type == "memoryless":
        return {}
    step = STEPS[config.cell_type]
    layers = [
        {part: named[f"rnn.{part}_l{layer}"] for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")}
        for layer in range(config.num_layers)
    ]
    nets, sequences, times = len(layers[0]["bias_ih"]), *x.shape[1:3]
    zero = torch.zeros(nets, sequences, config.hidden_size, dtype=x.dtype)
    states = [dict.fromkeys(STATES[config.cell_type], zero) for _ in layers]
    seen: dict[str, list[Tensor]] = {name: [] for name in (*STATES[config.cell_type], *GATES[config.cell_type])}
    for time in range(times):
        below = x[:, :, time]
        for layer, weights in enumerate(layers):
            if erased[:, time].any():
                states[layer] = {name: value * ~erased[:, time, None] for name, value in states[layer].items()}
            states[layer] = step(below, states[layer], weights, pin)
            below = states[layer]["hidden"]
        for name, values in seen.items():
            values += [state[name] for state in states]
    shape = (times, len(layers), nets, sequences, config.hidden_size)
    return {name: torch.stack(values).view(shape).permute(2, 1, 3, 0, 4) for name, values in seen.items()}


def _erased(batch: Batch, erase_at: Collection[int]) -> Tensor:
    """Times on the one time axis -> (B, T) bool."""
    count = int(batch.mask.sum())
    if wrong := [time for time in erase_at if not 0 <= time < count]:
        raise ConfigError(f"erase_at has {wrong[0]}; the times of this text are 0 to {count - 1}.")
    erased = np.zeros(batch.mask.shape, bool)
    erased[batch.mask] = np.isin(np.arange(count), list(erase_at))
    return torch.from_numpy(erased)


def _checked_pin(config: RunConfig, pin: Mapping[str, float]) -> Mapping[str, float]:
    if unknown := [name for name in pin if name not in GATES[config.cell_type]]:
        gates = ", ".join(map(repr, GATES[config.cell_type])) or "none, it has no gates"
        raise ConfigError(f"pin has {unknown[0]!r}; the gates of cell_type {config.cell_type!r} are {gates}.")
    return pin
