"""CBOW and skip-gram: word vectors that are learned by predicting neighbours. Source: Mikolov et al. 2013, two papers."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from charviz import cancellation
from charviz.arrays import evenly
from charviz.engines.torch_engine import one_thread
from charviz.errors import ConfigError, quote
from charviz.i18n import N_
from charviz.text.sentences import Sentences

MODELS = ("cbow", "skip-gram")
KEYFRAMES = 60


@dataclass(frozen=True, eq=False)
class Vectors:
    """S + 1 losses, in nats per prediction, and the vectors of V words at K steps, (K, V, D)."""

    words: tuple[str, ...]
    loss: np.ndarray
    steps: np.ndarray
    vectors: np.ndarray

    def nearest(self, word: str, count: int = 5) -> list[tuple[str, float]]:
        """The most similar words after training, with their cosine similarities."""
        cosine = self._cosine(self.vectors[-1][self.words.index(word)])
        order = [place for place in np.argsort(-cosine) if self.words[place] != word]
        return [(self.words[place], float(cosine[place])) for place in order[:count]]

    def analogy(self, one: str, other: str, third: str) -> list[tuple[str, float]]:
        """What is to `third` as `one` is to `other`: the words nearest to one - other + third, without these three."""
        last = self._unit(self.vectors[-1])
        a, b, c = (last[self.words.index(word)] for word in (one, other, third))
        cosine = self._cosine(a - b + c)
        order = [place for place in np.argsort(-cosine) if self.words[place] not in (one, other, third)]
        return [(self.words[place], float(cosine[place])) for place in order[:5]]

    def _cosine(self, vector: np.ndarray) -> np.ndarray:
        return self._unit(self.vectors[-1]) @ self._unit(vector)

    @staticmethod
    def _unit(vectors: np.ndarray) -> np.ndarray:
        return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)


def word2vec(
    sentences: Sentences,
    model: str = "skip-gram",
    size: int = 16,
    negative: int = 0,
    learning_rate: float = 0.05,
    steps: int = 200,
    seed: int = 0,
) -> Vectors:
    """Trains on all pairs at once with Adam. negative: the number of negative samples per pair; 0 for the full softmax.

    ConfigError for an unknown model, or sizes out of range; the same seed gives the same bits.
    """
    limits = {"size": (size, 2, 64), "negative": (negative, 0, 20), "steps": (steps, 1, 1000)}
    if model not in MODELS:
        raise ConfigError(
            N_("model is {found}; allowed: {allowed}."), found=quote(model), allowed=tuple(map(repr, MODELS))
        )
    for name, (value, least, most) in limits.items():
        if not least <= value <= most:
            raise ConfigError(
                N_("{name} is {found}; {least} to {most} are allowed."), name=name, found=value, least=least, most=most
            )
    with one_thread():
        return _trained(sentences, model, size, negative, learning_rate, steps, torch.Generator().manual_seed(seed))


def _trained(
    sentences: Sentences, model: str, size: int, negative: int, rate: float, steps: int, generator: torch.Generator
) -> Vectors:
    count = len(sentences.words)
    input_embedding, output_embedding = (
        nn.Parameter(torch.randn(count, size, generator=generator) * size**-0.5) for _ in range(2)
    )
    read, wanted = _cbow(sentences) if model == "cbow" else _skip_gram(sentences)
    frequency = torch.bincount(wanted, minlength=count).float() ** 0.75  # the papers' distribution of negative samples
    optimizer = torch.optim.Adam([input_embedding, output_embedding], rate, fused=True)
    kept = set(evenly(steps + 1, KEYFRAMES).tolist())
    losses, vectors = [], []
    for step in range(steps + 1):
        cancellation.check()
        loss = _loss(read @ input_embedding, output_embedding, wanted, negative, frequency, generator)
        losses.append(loss.detach())
        if step in kept:
            vectors.append(input_embedding.detach().clone())
        if step < steps:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return Vectors(sentences.words, torch.stack(losses).numpy(), np.array(sorted(kept)), torch.stack(vectors).numpy())


def _skip_gram(sentences: Sentences) -> tuple[Tensor, Tensor]:
    """The input is the centre word, the targets are its neighbours."""
    pairs = torch.from_numpy(sentences.pairs)
    return functional.one_hot(pairs[:, 0], len(sentences.words)).float(), pairs[:, 1]


def _cbow(sentences: Sentences) -> tuple[Tensor, Tensor]:
    """The input is the mean of the neighbours, the target is the centre word."""
    read = torch.zeros(len(sentences.windows), len(sentences.words))
    for row, (_center, context) in enumerate(sentences.windows):
        for other in context:
            read[row, other] += 1 / len(context)
    return read, torch.tensor([center for center, _context in sentences.windows])


def _loss(
    read: Tensor, output_embedding: Tensor, wanted: Tensor, negative: int, frequency: Tensor, generator: torch.Generator
) -> Tensor:
    if not negative:
        return functional.cross_entropy(read @ output_embedding.T, wanted)
    drawn = torch.multinomial(frequency, len(read) * negative, replacement=True, generator=generator)
    true = functional.logsigmoid((read * output_embedding[wanted]).sum(dim=-1))
    false = functional.logsigmoid(
        -(read[:, None] * output_embedding[drawn].view(len(read), negative, -1)).sum(dim=-1)
    ).sum(dim=-1)
    return -(true + false).mean()
