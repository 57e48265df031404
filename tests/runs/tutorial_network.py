"""A network and a training loop as tutorials write them, for whatever watches it."""

import copy
from collections.abc import Callable

import torch
from torch import nn
from torch.nn import functional

import charviz as cv

TEXT, SYMBOLS = "hihello", "hielo"
V, H, E = 5, 12, 7
IDS = torch.tensor([SYMBOLS.index(letter) for letter in TEXT])
CELLS = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}


class Tutorial(nn.Module):
    """As tutorials write it: embedding or one-hot, recurrent layers in either layout, output layer."""

    def __init__(
        self, cell: str = "lstm", *, embeds: bool = True, batch_first: bool = True, layers: int = 1, bias: bool = True
    ):
        super().__init__()
        self.emb = nn.Embedding(V, E) if embeds else None
        self.core = CELLS[cell](E if embeds else V, H, layers, batch_first=batch_first, bias=bias)
        self.fc = nn.Linear(H, V, bias=bias)

    def forward(self, x: torch.Tensor, state: object = None) -> tuple[torch.Tensor, object]:
        output, state = self.core(x if self.emb is None else self.emb(x), state)
        return self.fc(output), state

    def read(self, ids: torch.Tensor) -> torch.Tensor:
        """(T,) -> (T, V)."""
        x = ids[None] if self.core.batch_first else ids[:, None]
        return self(x if self.emb is not None else functional.one_hot(x, V).float())[0].reshape(-1, V)


def train(model: nn.Module, optimizer: torch.optim.Optimizer, steps: int, read: Callable | None = None) -> list[dict]:
    """The loop, untouched; returns the weights after 0, 1, ... steps."""
    states = [copy.deepcopy(model.state_dict())]
    for _ in range(steps):
        loss = functional.cross_entropy((read or model.read)(IDS[:-1]), IDS[1:])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        states.append(copy.deepcopy(model.state_dict()))
    return states


def watched(model: nn.Module, **options: object) -> tuple[cv.Watcher, torch.optim.Optimizer]:
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    return cv.watch(model, optimizer, text=TEXT, symbols=SYMBOLS, **options), optimizer
