"""The memory layout of the compiled loops: torch's weights padded and transposed, the batch in time-major order."""

from itertools import pairwise
from math import prod

import numpy as np

from charviz.config import RunConfig
from charviz.engines.kernels import train_loop
from charviz.nn.cell_types import GATE_COUNT
from charviz.nn.parameters import input_size, weight_shapes
from charviz.text.vocabulary import Batch

LANES = 8  # numbers per vector instruction
CACHE_LINE = 64  # bytes


def zeros(shape: tuple[int, ...], dtype: type) -> np.ndarray:
    """Zeros that begin on a cache line: a vector that spans two lines loads half as fast."""
    raw = np.zeros(prod(shape) * np.dtype(dtype).itemsize + CACHE_LINE, np.uint8)
    begin = -raw.ctypes.data % CACHE_LINE
    return raw[begin : len(raw) - CACHE_LINE + begin].view(dtype).reshape(shape)


def padded(size: int) -> int:
    """Rounds up to a multiple of LANES."""
    return -(-size // LANES) * LANES


def net_shapes(config: RunConfig) -> dict[str, tuple[int, ...]]:
    """The fields of `train_loop.Net` and their shapes; what a config does not have is empty."""
    vocabulary, hidden, width = len(config.vocabulary), padded(config.hidden_size), input_size(config)
    embedded, headed = config.encoding == "embedding", config.head == "linear"
    layers = 0 if config.cell_type == "memoryless" else config.num_layers
    gates = GATE_COUNT[config.cell_type] * hidden if layers else 0
    inputs = padded(width) if embedded else width  # one-hot rows are looked up, not multiplied
    return {
        "embedding": (vocabulary, inputs) if embedded else (0, 0),
        "first": (inputs if layers else 0, gates),
        "upper": (max(layers - 1, 0), hidden, gates),
        "recurrent": (layers, hidden, gates),
        "bias_ih": (layers, gates),
        "bias_hh": (layers, gates),
        "head": (hidden if layers else inputs, padded(vocabulary)) if headed else (0, 0),
        "head_bias": (padded(vocabulary) if headed else 0,),
    }


def net_size(config: RunConfig) -> int:
    """How many numbers a network has, including the padding."""
    return sum(map(prod, net_shapes(config).values()))


def net_views(flat: np.ndarray, config: RunConfig) -> train_loop.Net:
    """The matrices of a network as views of a row of `net_size` numbers."""
    shapes = net_shapes(config)
    ends = pairwise(np.cumsum([0, *map(prod, shapes.values())]))
    return train_loop.Net(
        *(flat[begin:end].reshape(shape) for (begin, end), shape in zip(ends, shapes.values(), strict=True))
    )


def torch_order(config: RunConfig) -> np.ndarray:
    """(P,) the index, in a row of `net_size` numbers, of each of torch's weights in the order of `weight_shapes`."""
    net = net_views(np.arange(net_size(config)), config)
    return np.concatenate([_place(net, name, shape, config).ravel() for name, shape in weight_shapes(config).items()])


def _place(net: train_loop.Net, name: str, shape: tuple[int, ...], config: RunConfig) -> np.ndarray:
    """The indices of one of torch's weights, in its shape: (rows, columns) or (rows,)."""
    if name == "embedding.weight":
        return net.embedding[:, : shape[1]]
    if name == "head.weight":
        return net.head.T[: shape[0], : shape[1]]
    if name == "head.bias":
        return net.head_bias[: shape[0]]
    kind, layer = name.removeprefix("rnn.").rsplit("_l", 1)
    below = net.first if layer == "0" else net.upper[int(layer) - 1]
    ours = {"bias_ih": net.bias_ih, "bias_hh": net.bias_hh, "weight_hh": net.recurrent}
    stacked = (below if kind == "weight_ih" else ours[kind][int(layer)]).T  # (G*H, ...), each gate padded
    gates = stacked.reshape(GATE_COUNT[config.cell_type], padded(config.hidden_size), *stacked.shape[1:])
    gates = gates[:, : config.hidden_size].reshape(-1, *stacked.shape[1:])
    return gates[..., : shape[1]] if len(shape) == 2 else gates


def packed(batch: Batch) -> tuple[train_loop.Batch, np.ndarray]:
    """A batch in time-major order, longest sequence first, and the index of each position in (B * T,)."""
    order = np.argsort(-batch.mask.sum(axis=1), kind="stable")
    there = batch.mask[order].T  # (T, B)
    times, ranks = np.nonzero(there)
    place = order[ranks] * len(there) + times
    starts = np.append(0, np.cumsum(there.sum(axis=1)))
    return train_loop.Batch(batch.inputs.ravel()[place], batch.targets.ravel()[place], starts), place


def traces(config: RunConfig, batch: Batch, dtype: type) -> train_loop.Traces:
    """Buffers for one forward and backward pass; never share them with a smaller batch, because the padding must stay zero."""
    shapes = net_shapes(config)
    count, sequences = padded(int(batch.mask.sum())), len(batch.inputs)
    layers, hidden, gates = shapes["recurrent"]
    embedding = shapes["embedding"][1]
    state, cell_state = (layers, count, hidden), (layers, count, hidden if config.cell_type == "lstm" else 0)
    a = zeros((layers, count, gates), dtype)
    return train_loop.Traces(
        embedded=zeros((count, embedding), dtype),
        a=a,
        u=zeros(a.shape, dtype) if config.cell_type == "gru" else a,
        h_before=zeros(state, dtype),
        h=zeros(state, dtype),
        c_before=zeros(cell_state, dtype),
        c=zeros(cell_state, dtype),
        tanh_c=zeros(cell_state, dtype),
        outputs=zeros((count, padded(len(config.vocabulary))), dtype),
        slope=zeros((count, max(hidden, embedding)), dtype),
        dh=zeros((sequences, hidden), dtype),
        dc=zeros((sequences, hidden), dtype),
    )
