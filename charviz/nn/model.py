"""CharModel: one-hot or embedding -> RNN, LSTM, GRU or nothing -> head. The weights' names and first values are torch's."""

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from charviz.config import RunConfig
from charviz.nn.cell_types import NAMES
from charviz.nn.parameters import input_size, weight_shapes
from charviz.nn.torch_modes import plain
from charviz.text.vocabulary import PADDING

MODULES = {cell_type: getattr(nn, name) for cell_type, name in NAMES.items()}


@plain(learning=False)
def initial_weights(config: RunConfig, dtype: torch.dtype = torch.float32) -> dict[str, Tensor]:
    """The weights before the first step, drawn from the config's seed by a generator of their own.

    init 'torch': the very numbers that torch draws after torch.manual_seed(seed); 'glorot': see `_glorot`, which draws on
    from there; 'numpy': see `numpy_weights`.
    """
    generator = torch.Generator().manual_seed(config.seed)
    weights = numpy_weights(config, dtype) if config.init == "numpy" else _torch_weights(config, dtype, generator)
    if config.init == "glorot":
        _glorot(weights, generator)
    if config.forget_bias:
        for layer in range(config.num_layers):  # torch stacks the gates i, f, g, o
            weights[f"rnn.bias_ih_l{layer}"][config.hidden_size : 2 * config.hidden_size] += config.forget_bias
    return weights


def _torch_weights(config: RunConfig, dtype: torch.dtype, generator: torch.Generator) -> dict[str, Tensor]:
    weights = {name: torch.empty(shape, dtype=dtype) for name, shape in weight_shapes(config).items()}
    for name, tensor in weights.items():  # as the reset_parameters of nn.Embedding, nn.RNN and nn.Linear
        if name == "embedding.weight":
            nn.init.normal_(tensor, generator=generator)
        elif name == "head.weight":
            nn.init.kaiming_uniform_(tensor, a=math.sqrt(5), generator=generator)
        else:
            fan = weights["head.weight"].shape[1] if name == "head.bias" else config.hidden_size
            nn.init.uniform_(tensor, -1 / math.sqrt(fan), 1 / math.sqrt(fan), generator=generator)
    return weights


def _glorot(weights: dict[str, Tensor], generator: torch.Generator) -> None:
    """Glorot & Bengio 2010, as TensorFlow 1 draws: a layer's two matrices as one, biases 0; an embedding stays torch's."""
    for name, tensor in weights.items():
        if tensor.dim() == 1:
            tensor.zero_()
        elif name != "embedding.weight":
            fan_in = sum(weights[other].shape[1] for other in {name, *_pair(name)})
            bound = math.sqrt(6 / (fan_in + tensor.shape[0]))
            nn.init.uniform_(tensor, -bound, bound, generator=generator)


def _pair(name: str) -> tuple[str, ...]:
    """The matrices that stand side by side in one layer of a recurrent net."""
    return (name.replace("_hh_", "_ih_"), name.replace("_ih_", "_hh_")) if name.startswith("rnn.") else ()


def numpy_weights(config: RunConfig, dtype: torch.dtype) -> dict[str, Tensor]:
    """Drawn as a lesson in plain numpy draws them: randn for Wxh, Whh, Bh, Wy, By, each bias one number for all units."""
    random = np.random.RandomState(config.seed)
    vocabulary, hidden = len(config.vocabulary), config.hidden_size
    w_xh, w_hh, b_h = random.randn(vocabulary, hidden), random.randn(hidden, hidden), random.randn(1, 1)
    w_y, b_y = random.randn(hidden, vocabulary), random.randn(1, 1)
    drawn = {
        "rnn.weight_ih_l0": w_xh.T,
        "rnn.weight_hh_l0": w_hh.T,
        "rnn.bias_ih_l0": np.full(hidden, b_h.item()),
        "rnn.bias_hh_l0": np.zeros(hidden),
        "head.weight": w_y.T,
        "head.bias": np.full(vocabulary, b_y.item()),
    }
    return {name: torch.tensor(np.ascontiguousarray(array), dtype=dtype) for name, array in drawn.items()}


class CharModel(nn.Module):
    """The net that torch trains: ids (B, T) -> outputs (B, T, V), with the same weights, names and numbers as `cells`."""

    def __init__(self, config: RunConfig) -> None:
        super().__init__()
        vocabulary, hidden, width = len(config.vocabulary), config.hidden_size, input_size(config)
        self.vocabulary_size = vocabulary
        self.embedding = nn.Embedding(vocabulary, width, device="meta") if config.encoding == "embedding" else None
        self.rnn = None
        if config.cell_type != "memoryless":
            module = MODULES[config.cell_type]
            self.rnn = module(width, hidden, config.num_layers, batch_first=True, device="meta")
            width = hidden
        self.head = nn.Linear(width, vocabulary, device="meta") if config.head == "linear" else None
        self.load_state_dict(initial_weights(config), assign=True)
        for parameter in self.parameters():
            parameter.requires_grad_(True)

    def encode(self, ids: Tensor) -> Tensor:
        """What does not change from step to step: (B, T) ids, or their one-hot rows (B, T, V)."""
        return ids if self.embedding is not None else functional.one_hot(ids, self.vocabulary_size).float()

    def forward(self, x: Tensor) -> Tensor:
        """What `encode` gives -> outputs (B, T, V)."""
        return self.follow(x)[0]

    def follow(self, x: Tensor, state: Any = None) -> tuple[Tensor, Any]:
        """The same from a given state on; also returns the final state: None, h, or (h, c)."""
        if self.embedding is not None:
            x = self.embedding(x)
        if self.rnn is not None:
            x, state = self.rnn(x, state)
        return (x if self.head is None else self.head(x)), state


def loss_of(outputs: Tensor, targets: Tensor, loss: str) -> Tensor:
    """Outputs (B, T, V) and target ids (B, T), PADDING left out -> the scalar that training lowers.

    cross-entropy: mean over the characters, in nats. mse: mean over V, summed over time, mean over the sequences.
    """
    if loss == "cross-entropy":
        return functional.cross_entropy(outputs.flatten(0, 1), targets.flatten(), ignore_index=PADDING)
    known = targets != PADDING
    wanted = functional.one_hot(targets.clamp(min=0), outputs.shape[-1]).to(outputs.dtype)
    return ((outputs - wanted).square().mean(dim=-1) * known).sum() / len(outputs)
