"""Weights and a text -> everything that a picture needs of the nets: states, gates, probabilities, for many at once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from charviz import arguments, cancellation
from charviz.config import RunConfig
from charviz.config.fields import field_error
from charviz.errors import ConfigError, quote
from charviz.i18n import N_, Message
from charviz.nn.cell_types import GATES, STATES
from charviz.nn.cells import STEPS, linear, probabilities
from charviz.nn.parameters import unpack, weight_shapes
from charviz.nn.torch_modes import plain
from charviz.text.vocabulary import Batch

STARTS = ("zeros", "end", "noise")


@dataclass(frozen=True)
class Interventions:
    """What is done to the nets while they read.

    erase_at: times before which the states are set to zero; erase: which of them ('hidden', 'cell_state'; empty: all);
    pin: gates held at a number; start: the state before the first character of every sequence: zeros, the state after
    the last one (the text was read once before), or noise, uniform in [-1, 1], drawn from the run's seed.
    """

    erase_at: Collection[int] | None = ()
    erase: Collection[str] = ()
    pin: Mapping[str, float] = field(default_factory=dict)
    start: str = "zeros"


NOTHING = Interventions()


@dataclass(frozen=True, eq=False)
class Replay:
    """What K nets compute on N characters; sequences stand one after the other on the time axis.

    outputs: (K, N, V) logits (or MSE outputs); probabilities: (K, N, V); values: name -> (K, L, N, H) for `hidden`,
    `cell_state` and every gate; begin: name -> (K, L, B, H), the states before the first character of every sequence.
    Both are empty for a memoryless net. All float32 numpy (float64 if the weights are).
    """

    outputs: np.ndarray
    probabilities: np.ndarray
    values: dict[str, np.ndarray]
    begin: dict[str, np.ndarray]


@dataclass(frozen=True, eq=False)
class Trace:
    """What the net of one step computes on a text of N characters, with L layers of H units; all arrays are read-only.

    Attributes:
        step: the step whose weights these are.
        inputs: the N symbols that are read.
        targets: the N symbols that should be predicted.
        prediction: the N symbols that are predicted.
        starts: the times at which a sequence begins.
        probabilities: (N, V) of the V symbols; each row sums to 1.
        hidden: (L, N, H) hidden states, in [-1, 1].
        cell_state: (L, N, H) of an LSTM, else None.
        gates: name -> (L, N, H) in [0, 1], and "candidate" in [-1, 1]: of an LSTM input, forget, candidate and output, of a
            GRU reset, update and candidate. As in PyTorch, an update gate at 1 keeps the old state.

    Example:
        >>> import charviz as cv
        >>> trace = cv.train(cv.RunConfig(text="hihello", cell_type="gru", steps=3)).trace()
        >>> "".join(trace.inputs), "".join(trace.targets)
        ('hihell', 'ihello')
        >>> trace.hidden.shape, sorted(trace.gates)
        ((1, 6, 8), ['candidate', 'reset', 'update'])

    Source: `torch.nn.LSTM <https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html>`_ and
    `torch.nn.GRU <https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html>`_, whose equations these are.
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


def replay_bytes(config: RunConfig, times: int) -> int:
    """About how much memory the replay of one net on so many characters takes: states, gates and outputs, and their copies."""
    units = config.num_layers * config.hidden_size * (len(STATES[config.cell_type]) + len(GATES[config.cell_type]))
    return 4 * times * (2 * units + 4 * len(config.vocabulary))


@plain(learning=False)
def replay(config: RunConfig, weights: np.ndarray | Tensor, batch: Batch, what: Interventions = NOTHING) -> Replay:
    """Runs K nets, weights (K, P), over a batch."""
    named = unpack(torch.as_tensor(weights), weight_shapes(config))
    x = _encode(config, named, torch.from_numpy(batch.inputs))
    begin, values = _played(config, named, x, batch, what)
    top = values["hidden"][:, -1] if config.cell_type != "memoryless" else x
    outputs = top if config.head == "none" else linear(top, named["head.weight"][:, None], named["head.bias"][:, None])
    mask = torch.from_numpy(batch.mask)
    return Replay(
        outputs[:, mask].numpy(),
        probabilities(outputs[:, mask], config.loss).numpy(),
        {name: value[:, :, mask].numpy() for name, value in values.items()},
        {name: value.numpy() for name, value in begin.items()},
    )


def trace(config: RunConfig, step: int, weights: np.ndarray, batch: Batch, what: Interventions = NOTHING) -> Trace:
    """The Trace of one net, weights (P,), on a batch."""
    played = replay(config, np.array(weights)[None], batch, what)
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


def _played(
    config: RunConfig, named: Mapping[str, Tensor], x: Tensor, batch: Batch, what: Interventions
) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """x (K or 1, B, T, in) -> states before it, name -> (K, L, B, H), and name -> (K, L, B, T, H)."""
    erase, erased = _checked_erase(config, what), _erased(batch, what.erase_at)
    pin = _checked_pin(config, what.pin)
    if not (isinstance(what.start, str) and what.start in STARTS):
        raise ConfigError(N_("start is {found}; allowed: {allowed}."), found=quote(what.start), allowed=_quoted(STARTS))
    if config.cell_type == "memoryless":
        return {}, {}
    nets, shape = len(named["rnn.bias_ih_l0"]), (len(batch.inputs), config.hidden_size)
    begin = {name: torch.zeros(nets, config.num_layers, *shape, dtype=x.dtype) for name in STATES[config.cell_type]}
    if what.start == "noise":
        generator = torch.Generator().manual_seed(config.seed)
        noise = torch.rand(2, config.num_layers, *shape, dtype=x.dtype, generator=generator) * 2 - 1
        begin = {name: drawn.expand(nets, -1, -1, -1) for name, drawn in zip(begin, noise, strict=False)}
    if what.start == "end":
        last = torch.from_numpy(batch.mask.sum(axis=1) - 1)
        rows = torch.arange(len(last))
        read = _scan(config, named, x, erased, erase, pin, begin)
        begin = {name: read[name][:, :, rows, last] for name in begin}
    return begin, _scan(config, named, x, erased, erase, pin, begin)


def _scan(
    config: RunConfig,
    named: Mapping[str, Tensor],
    x: Tensor,
    erased: Tensor,
    erase: Collection[str],
    pin: Mapping[str, float],
    begin: Mapping[str, Tensor],
) -> dict[str, Tensor]:
    """One pass over time from the states `begin`, (K, L, B, H); all nets and sequences together."""
    step = STEPS[config.cell_type]
    layers = [
        {part: named[f"rnn.{part}_l{layer}"] for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")}
        for layer in range(config.num_layers)
    ]
    nets, (sequences, times) = len(layers[0]["bias_ih"]), x.shape[1:3]
    states = [{name: value[:, layer] for name, value in begin.items()} for layer in range(config.num_layers)]
    seen: dict[str, list[Tensor]] = {name: [] for name in (*STATES[config.cell_type], *GATES[config.cell_type])}
    for time in range(times):
        cancellation.check()
        below, gone = x[:, :, time], erased[:, time, None]
        for layer, weights in enumerate(layers):
            if gone.any():
                states[layer] = {
                    name: value * ~gone if name in erase else value for name, value in states[layer].items()
                }
            states[layer] = step(below, states[layer], weights, pin)
            below = states[layer]["hidden"]
        for name, values in seen.items():
            values += [state[name] for state in states]
    shape = (times, len(layers), nets, sequences, config.hidden_size)
    return {name: torch.stack(values).view(shape).permute(2, 1, 3, 0, 4) for name, values in seen.items()}


def _erased(batch: Batch, erase_at: Collection[int] | None) -> Tensor:
    """Times on the one time axis -> (B, T) bool."""
    count = int(batch.mask.sum())
    erase_at = arguments.several("erase_at", () if erase_at is None else erase_at, Message(N_("a list")))
    times = [arguments.integer("a time of erase_at", time, 0, count - 1) for time in erase_at]
    erased = np.zeros(batch.mask.shape, bool)
    erased[batch.mask] = np.isin(np.arange(count), times)
    return torch.from_numpy(erased)


def _checked_erase(config: RunConfig, what: Interventions) -> Collection[str]:
    states, erase = STATES[config.cell_type], arguments.several("erase", what.erase, Message(N_("a list")))
    if unknown := [name for name in erase if not (isinstance(name, str) and name in states)]:
        raise field_error(
            N_("erase has {found}; {cell_type} {cell} has the states {known}."),
            found=repr(unknown[0]),
            cell=repr(config.cell_type),
            known=_quoted(states) or Message(N_("none")),
        )
    if erase and what.erase_at is None:
        raise ConfigError(
            N_("erase is {found} without erase_at, the time steps at which to erase."), found=quote(list(erase))
        )
    return erase or states


def _checked_pin(config: RunConfig, pin: Mapping[str, float]) -> Mapping[str, float]:
    gates = GATES[config.cell_type]
    what = Message(N_("gate names with their values"))
    arguments.of(Mapping, "pin", pin, what)  # type: ignore[type-abstract]  # nothing is made of it
    if unknown := [name for name in pin if name not in gates]:
        raise field_error(
            N_("pin has {found}; {cell_type} {cell} has the gates {known}."),
            found=repr(unknown[0]),
            cell=repr(config.cell_type),
            known=_quoted(gates) or Message(N_("none, it has no gates")),
        )
    return {name: arguments.number(f"pin of {name!r}", value, *gates[name][1:]) for name, value in pin.items()}


def _quoted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(repr, names))
