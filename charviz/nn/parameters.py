"""The numbers that training changes: torch's names and shapes, how many there are, and how they lie in one row."""

import math
from collections.abc import Mapping
from typing import Any

from charviz.config import RunConfig
from charviz.config.fields import bounds
from charviz.nn.cell_types import GATE_COUNT


def input_size(config: RunConfig) -> int:
    """How many numbers a character is."""
    return config.embedding_size if config.encoding == "embedding" else len(config.vocabulary)


def weight_shapes(config: RunConfig, hidden_size: int | None = None) -> dict[str, tuple[int, ...]]:
    """torch's state_dict names -> shapes, in the order in which torch draws them: embedding, rnn, head.

    Of the config's hidden size, or of the same net with another one.
    """
    vocabulary, hidden, width = len(config.vocabulary), hidden_size or config.hidden_size, input_size(config)
    shapes: dict[str, tuple[int, ...]] = {}
    if config.encoding == "embedding":
        shapes["embedding.weight"] = (vocabulary, width)
    if config.cell_type != "memoryless":
        rows = GATE_COUNT[config.cell_type] * hidden
        for layer in range(config.num_layers):
            shapes[f"rnn.weight_ih_l{layer}"] = (rows, width)
            shapes[f"rnn.weight_hh_l{layer}"] = (rows, hidden)
            shapes[f"rnn.bias_ih_l{layer}"] = shapes[f"rnn.bias_hh_l{layer}"] = (rows,)
            width = hidden
    if config.head == "linear":
        shapes["head.weight"], shapes["head.bias"] = (vocabulary, width), (vocabulary,)
    return shapes


def count(config: RunConfig, hidden_size: int | None = None) -> int:
    """How many numbers training changes; of the config's hidden size, or of the same net with another one."""
    return sum(map(math.prod, weight_shapes(config, hidden_size).values()))


def match_parameter_count(config: RunConfig, target: int) -> RunConfig:
    """The config with the hidden size whose parameter count is nearest to the given one; unchanged if it has no such size."""
    if config.cell_type == "memoryless" or config.head == "none":
        return config
    least, most = map(int, bounds("hidden_size"))
    nearest = min(range(least, most + 1), key=lambda size: abs(count(config, size) - target))
    return config.replace(hidden_size=nearest)


def unpack(flat: Any, shapes: Mapping[str, tuple[int, ...]]) -> dict:
    """(..., P) numbers, numpy's or torch's -> views by name, (..., *shape); the order is that of `shapes`."""
    weights, at = {}, 0
    for name, shape in shapes.items():
        size = math.prod(shape)
        weights[name] = flat[..., at : at + size].reshape(*flat.shape[:-1], *shape)
        at += size
    return weights
