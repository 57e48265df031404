"""Many to one: words with labels, read letter by letter and classified at the end, compared with a bag of letters.

A bag of letters counts how often each letter occurs in a word and ignores the order, so it cannot distinguish two
anagrams; a recurrent network can.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from charviz import cancellation
from charviz.arrays import evenly, project_to_plane
from charviz.engines.torch_engine import one_thread
from charviz.nn.model import MODULES
from charviz.text.labelled_words import Examples

KEYFRAMES = 80
ROOM = 1_200_000  # numbers of the states and probabilities of all keyframes


@dataclass(frozen=True, eq=False)
class ClassifyRun:
    """S + 1 records of a network and of a bag of letters; B words, C labels, K keyframes, T letters of the longest word.

    loss, bag_loss: (S+1,) nats per word; predicted, bag_predicted: (S+1, B) labels. steps: (K,) keyframes; states:
    (K, B, T+1, H) hidden states, starting with the one before the first letter (zeros); probabilities: (K, B, T, C) of the
    labels if the word ended after each letter. Values after the end of a word have no meaning.
    """

    examples: Examples
    loss: np.ndarray
    predicted: np.ndarray
    bag_loss: np.ndarray
    bag_predicted: np.ndarray
    steps: np.ndarray
    states: np.ndarray
    probabilities: np.ndarray

    @property
    def accuracy(self) -> np.ndarray:
        """(S+1,) the share of words that the network classifies correctly."""
        return (self.predicted == self.examples.targets).mean(axis=1)

    @property
    def bag_accuracy(self) -> np.ndarray:
        """(S+1,) the share of words that the bag of letters classifies correctly."""
        return (self.bag_predicted == self.examples.targets).mean(axis=1)

    @cached_property
    def plane(self) -> tuple[np.ndarray, float]:
        """(K, B, T+1, 2) the states in the plane of the last keyframe's two principal axes, and the variance they explain."""
        known = np.arange(self.states.shape[2]) <= self.examples.lengths[:, None]
        return project_to_plane(self.states, self.states[-1][known])


class Reader(nn.Module):
    """A recurrent layer over one-hot letters and a linear layer over its states: (B, T) -> states (B, T, H)."""

    def __init__(self, examples: Examples, cell_type: str, hidden_size: int) -> None:
        super().__init__()
        self.letters = len(examples.vocabulary)
        self.rnn = MODULES[cell_type](self.letters, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, len(examples.labels))

    def forward(self, ids: Tensor) -> Tensor:
        return self.rnn(functional.one_hot(ids, self.letters).float())[0]


def classify(
    examples: Examples, cell_type: str, hidden_size: int, learning_rate: float, steps: int, seed: int
) -> ClassifyRun:
    """Trains both on all words at once, with Adam on the cross-entropy at each word's last letter; same seed, same bits."""
    with one_thread():
        generator = torch.Generator().manual_seed(seed)
        reader, bag = (
            Reader(examples, cell_type, hidden_size),
            nn.Linear(len(examples.vocabulary), len(examples.labels)),
        )
        for module in (reader.rnn, reader.head, bag):
            _draw(module, generator)
        kept = _keyframes(steps, examples, hidden_size)
        loss, predicted, states, chances = _train(reader, examples, learning_rate, steps, kept)
        counts = torch.from_numpy(examples.counts).float()
        bag_loss, bag_predicted = _train_bag(bag, counts, torch.from_numpy(examples.targets), learning_rate, steps)
    return ClassifyRun(examples, loss, predicted, bag_loss, bag_predicted, kept, states, chances)


def _draw(module: nn.Linear | nn.RNNBase, generator: torch.Generator) -> None:
    """Draws the same initial weights as torch's constructor, from a separate generator."""
    fan = module.in_features if isinstance(module, nn.Linear) else module.hidden_size
    for name, parameter in module.named_parameters():
        if isinstance(module, nn.Linear) and name == "weight":
            nn.init.kaiming_uniform_(parameter, a=math.sqrt(5), generator=generator)
        else:
            nn.init.uniform_(parameter, -1 / math.sqrt(fan), 1 / math.sqrt(fan), generator=generator)


def _keyframes(steps: int, examples: Examples, hidden_size: int) -> np.ndarray:
    numbers = examples.ids.size * (hidden_size + len(examples.labels))
    return evenly(steps + 1, max(2, min(KEYFRAMES, ROOM // numbers)))


def _train(
    reader: Reader, examples: Examples, rate: float, steps: int, kept: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """loss, predicted, states, probabilities."""
    ids, targets = torch.from_numpy(examples.ids), torch.from_numpy(examples.targets)
    rows, last = torch.arange(len(ids)), torch.from_numpy(examples.lengths - 1)
    optimizer = torch.optim.Adam(reader.parameters(), rate, fused=True)
    losses, predicted, states, probabilities, wanted = [], [], [], [], set(kept.tolist())
    for step in range(steps + 1):
        cancellation.check()
        read = reader(ids)
        said = reader.head(read[rows, last])
        loss = functional.cross_entropy(said, targets)
        losses.append(loss.detach())
        predicted.append(said.detach().argmax(dim=-1))
        if step in wanted:
            states.append(read.detach())
            probabilities.append(torch.softmax(reader.head(read.detach()).detach(), dim=-1))
        if step < steps:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    begun = functional.pad(torch.stack(states), (0, 0, 1, 0))  # zeros before the first letter
    return (
        torch.stack(losses).numpy(),
        torch.stack(predicted).numpy(),
        begun.numpy(),
        torch.stack(probabilities).numpy(),
    )


def _train_bag(
    bag: nn.Linear, counts: Tensor, targets: Tensor, rate: float, steps: int
) -> tuple[np.ndarray, np.ndarray]:
    optimizer = torch.optim.Adam(bag.parameters(), rate, fused=True)
    losses, predicted = [], []
    for step in range(steps + 1):
        cancellation.check()
        said = bag(counts)
        loss = functional.cross_entropy(said, targets)
        losses.append(loss.detach())
        predicted.append(said.detach().argmax(dim=-1))
        if step < steps:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return torch.stack(losses).numpy(), torch.stack(predicted).numpy()
