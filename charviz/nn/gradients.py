"""Gradients through time, by autograd through the equations of `cells`: who is to blame, and how far back it reaches.

The text is one sequence of T characters; L is its loss as training defines it, L_t the part of time t, so that
L = sum of L_t. Source: Pascanu, Mikolov & Bengio 2013, On the difficulty of training recurrent neural networks.
"""

import math
from collections.abc import Iterator, Mapping

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from charviz import arguments, cancellation
from charviz.config import RunConfig
from charviz.config.fields import field_error
from charviz.errors import ConfigError
from charviz.i18n import N_
from charviz.nn.cell_types import STATES
from charviz.nn.cells import STEPS, linear
from charviz.nn.gradient_trace import Contribution, GradientTrace
from charviz.nn.parameters import unpack, weight_shapes
from charviz.nn.replay import read_only
from charviz.nn.torch_modes import plain
from charviz.text.vocabulary import Batch
from charviz.text.wording import reworded

LONGEST = 200  # characters; the triangle has the square of it
ROOM = 2**25  # numbers that the shares of all times may take together
AT_ONCE = 2**22  # numbers of the inputs, the outputs or the states that are gone through in one pass back through time
NODES = 16  # times its states that a layer keeps for that
PARTS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
SQUASHED = {"rnn": "hidden", "lstm": "candidate", "gru": "candidate"}  # what each cell's tanh makes


@plain(learning=True)
def gradients(config: RunConfig, step: int, weights: np.ndarray, batch: Batch, layer: int = -1) -> GradientTrace:
    """The GradientTrace of one net, weights (P,), on the first sequence of a batch, for one of its layers.

    Raises ConfigError for a net without memory, a layer that is not there, or a sequence of more than LONGEST characters.
    """
    _check(config, batch, layer)
    ids, targets = _read_ids(batch)
    named = _named(config, weights)
    used = [{part: _alias(named[f"rnn.{part}_l{layer % config.num_layers}"]) for part in PARTS} for _ in ids]
    states, tops = _unroll(config, named, _inputs(config, named, ids, 1), layer, used)
    losses = _losses(config, _outputs(config, named, torch.cat(tops)), targets, len(ids))
    names = ("hidden", "cell_state") if "cell_state" in STATES[config.cell_type] else ("hidden",)
    by = {name: [state[name] for state in states] for name in names}
    by |= {part: [weights[part] for weights in used] for part in PARTS}
    every = iter(_grad(losses.sum(), [tensor for row in by.values() for tensor in row]))
    back = {name: torch.stack([next(every) for _tensor in row]) for name, row in by.items()}
    squashed = torch.stack([state[SQUASHED[config.cell_type]] for state in states]).detach().squeeze(1)
    rows_of_flow, rows_of_attribution = zip(*_rows(config, named, ids, targets, layer), strict=True)
    symbols = config.vocabulary.symbols
    numbers = {
        "losses": losses.detach(),
        "hidden": back["hidden"].squeeze(1),
        "flow": torch.cat(rows_of_flow),
        "attribution": torch.cat(rows_of_attribution),
        "tanh_derivative": 1 - squashed.square(),
    }
    return GradientTrace(
        step=step,
        inputs=tuple(symbols[index] for index in ids),
        targets=tuple(symbols[index] for index in targets),
        contributions={part: _contribution(back[part].flatten(1)) for part in PARTS},
        cell_state=read_only(back["cell_state"].squeeze(1).numpy()) if "cell_state" in back else None,
        **{name: read_only(value.numpy()) for name, value in numbers.items()},
    )


@plain(learning=True)
def flow(config: RunConfig, weights: np.ndarray, batch: Batch, layer: int = -1) -> np.ndarray:
    """The `flow` of the GradientTrace alone, (T, T), which takes a fraction of the time."""
    _check(config, batch, layer)
    rows = _rows(config, _named(config, weights), *_read_ids(batch), layer)
    return torch.cat([flow for flow, _attribution in rows]).numpy()


def _read_ids(batch: Batch) -> tuple[Tensor, Tensor]:
    """The ids of the first sequence, (T,), and its targets."""
    ids, targets = (torch.from_numpy(array[0][batch.mask[0]]) for array in (batch.inputs, batch.targets))
    return ids, targets


def _named(config: RunConfig, weights: np.ndarray) -> dict[str, Tensor]:
    return {
        name: tensor.requires_grad_() for name, tensor in unpack(torch.tensor(weights), weight_shapes(config)).items()
    }


def _check(config: RunConfig, batch: Batch, layer: int) -> None:
    length, layer = int(batch.mask[0].sum()), arguments.integer("layer", layer)
    if config.cell_type == "memoryless":
        raise field_error(
            N_("{cell_type} is 'memoryless': no gradient flows back through time; use 'rnn', 'lstm' or 'gru'.")
        )
    if not -config.num_layers <= layer < config.num_layers:
        raise ConfigError(
            N_("layer is {found}; this network has layers 0 to {last}."), found=layer, last=config.num_layers - 1
        )
    if length > LONGEST:
        raise reworded(
            ConfigError(
                N_("the text has {found} characters to read; gradients are shown for at most {most}."),
                found=length,
                most=LONGEST,
            ),
            config.tokenize,
        )
    shapes = weight_shapes(config)
    numbers = max(math.prod(shapes[f"rnn.{part}_l{layer % config.num_layers}"]) for part in PARTS)
    if length * numbers > ROOM:
        raise reworded(
            field_error(
                N_(
                    "the text has {found} characters with {hidden_size} {units} and {symbols:,} symbols; for a network of "
                    "this size, gradients are shown for at most {most} characters."
                ),
                found=length,
                units=config.hidden_size,
                symbols=len(config.vocabulary),
                most=ROOM // numbers,
            ),
            config.tokenize,
        )


def _alias(weight: Tensor) -> Tensor:
    """The same numbers as a node of their own in the graph: the weight as one time uses it."""
    return weight.view_as(weight)


def _inputs(config: RunConfig, named: Mapping[str, Tensor], ids: Tensor, copies: int) -> list[Tensor]:
    """What the lowest layer reads, time by time, each (copies, in) and a leaf of the graph."""
    if config.encoding == "embedding":
        rows = named["embedding.weight"][ids].detach()
    else:
        rows = functional.one_hot(ids, len(config.vocabulary)).to(next(iter(named.values())).dtype)
    return [row.repeat(copies, 1).requires_grad_() for row in rows]


def _unroll(
    config: RunConfig, named: Mapping[str, Tensor], x: list[Tensor], layer: int, used: list[dict[str, Tensor]]
) -> tuple[list[dict[str, Tensor]], list[Tensor]]:
    """The states and gates of one layer, and the states of the top layer, time by time, each (copies, H)."""
    layer %= config.num_layers
    plain = [{part: named[f"rnn.{part}_l{index}"] for part in PARTS} for index in range(config.num_layers)]
    zero = torch.zeros(len(x[0]), config.hidden_size, dtype=x[0].dtype)
    states = [dict.fromkeys(STATES[config.cell_type], zero) for _ in plain]
    seen, tops = [], []
    for read, weights in zip(x, used, strict=True):
        cancellation.check()
        below = read
        for index in range(config.num_layers):
            chosen = weights if index == layer else plain[index]
            states[index] = STEPS[config.cell_type](below, states[index], chosen, {})
            below = states[index]["hidden"]
        seen.append(states[layer])
        tops.append(below)
    return seen, tops


def _outputs(config: RunConfig, named: Mapping[str, Tensor], top: Tensor) -> Tensor:
    return top if config.head == "none" else linear(top, named["head.weight"], named["head.bias"])


def _losses(config: RunConfig, outputs: Tensor, targets: Tensor, times: int) -> Tensor:
    """(N,) the parts of the loss of a sequence of so many times, as `model.loss_of` adds them up."""
    if config.loss == "cross-entropy":
        return functional.cross_entropy(outputs, targets, reduction="none") / times
    return (outputs - functional.one_hot(targets, outputs.shape[-1])).square().mean(dim=-1)


def _rows(
    config: RunConfig, named: Mapping[str, Tensor], ids: Tensor, targets: Tensor, layer: int
) -> Iterator[tuple[Tensor, Tensor]]:
    """Some rows after the other, (n, T) each, of `flow` and `attribution`.

    Copies of the net read the text side by side, and of each copy only one time counts: so one pass back tells apart what
    depends on what. No more copies than AT_ONCE allows.
    """
    times, weights = len(ids), {part: named[f"rnn.{part}_l{layer % config.num_layers}"].detach() for part in PARTS}
    most = AT_ONCE // (times * max(weights["weight_ih"].shape[1], len(config.vocabulary), NODES * config.hidden_size))
    for rows in torch.arange(times).split(max(1, most)):
        read = ids[: int(rows[-1]) + 1]
        x = _inputs(config, named, read, len(rows))
        states, tops = _unroll(config, named, x, layer, [weights] * len(read))
        outputs = _outputs(config, named, torch.stack([tops[time][copy] for copy, time in enumerate(rows)]))
        said = outputs.gather(1, targets[rows, None])
        hidden = [state["hidden"] for state in states]
        back = _grad(_losses(config, outputs, targets[rows], times).sum(), hidden), _grad(said.sum(), x)
        flow, attribution = (torch.stack([part.norm(dim=1) for part in parts], dim=1) for parts in back)
        later = (0, times - len(read))  # nothing depends on what comes after it
        yield functional.pad(flow, later), functional.pad(attribution, later)


def _grad(of: Tensor, by: list[Tensor]) -> list[Tensor]:
    """d of / d by; zeros where it does not depend on that."""
    found = torch.autograd.grad(of, by, retain_graph=True, allow_unused=True)
    return [torch.zeros_like(x) if g is None else g for g, x in zip(found, by, strict=True)]


def _contribution(parts: Tensor) -> Contribution:
    """The parts of dL/dW that the times bring, (T, W), and what they add up to."""
    whole = parts.sum(dim=0)
    largest = whole.abs().argmax()
    along = parts @ whole / whole.square().sum().clamp(min=torch.finfo(whole.dtype).tiny)
    arrays = (read_only(value.numpy()) for value in (parts.norm(dim=1), along, parts[:, largest].contiguous()))
    length, along_array, unit = arrays
    return Contribution(length, along_array, float(whole.norm()), unit, float(whole[largest]))
