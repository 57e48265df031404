"""Free running: the net reads a prompt, then its own output, token by token."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from charviz import arguments, cancellation
from charviz.config import RunConfig
from charviz.errors import ConfigError, quote
from charviz.i18n import N_
from charviz.nn.cells import probabilities
from charviz.nn.model import CharModel
from charviz.nn.parameters import unpack, weight_shapes
from charviz.nn.torch_modes import plain
from charviz.text.tokens import kept_apart, normalised
from charviz.text.vocabulary import END, START
from charviz.text.wording import reworded

LONGEST = 10_000  # tokens
CANDIDATES = 8  # symbols whose probabilities are kept for each token


@dataclass(frozen=True, eq=False)
class Writing:
    """What a net has written, N tokens, and what it might have written instead.

    written: (N,) ids. candidates: (N, K) ids, the likeliest in falling order; probability: (N, K) what the net gives
    them; sampling_probability: (N, K) with which each was drawn, probability ** (1 / temperature) among the top_k. ended:
    whether it stopped by itself, at the end token.
    """

    written: np.ndarray
    candidates: np.ndarray
    probability: np.ndarray
    sampling_probability: np.ndarray
    ended: bool


@plain(learning=False)
def write(
    config: RunConfig,
    weights: np.ndarray,
    prompt: str,
    length: int,
    temperature: float,
    seed: int,
    top_k: int | None = None,
) -> Writing:
    """Up to `length` tokens that follow the prompt (which is not repeated); fewer where the end token is drawn.

    weights: (P,); temperature: 0 takes the likeliest, 1 draws with the net's own probabilities, up to 10; top_k: only so many
    of the likeliest are drawn from; the same seed draws the same.
    """
    read = _checked(config, prompt, length, temperature, seed, top_k)
    random, size = np.random.default_rng(seed), len(config.vocabulary)
    model = CharModel(config)
    model.load_state_dict(unpack(torch.from_numpy(np.array(weights)), weight_shapes(config)))
    written: list[int] = []
    state, rows, ended = None, [], False
    line_break = config.vocabulary.ids["\n"] if config.in_lines else None
    while len(written) < length and not ended:
        cancellation.check()
        output, state = model.follow(model.encode(torch.tensor([read])), state)
        predicted = probabilities(output[0, -1].double(), config.loss).numpy()
        drawn = _sharpened(predicted, temperature, top_k)
        chosen = int(predicted.argmax()) if temperature == 0 else int(random.choice(size, p=drawn))
        ended = config.vocabulary.symbols[chosen] == END
        if not ended:
            likeliest = np.argsort(-predicted, kind="stable")[:CANDIDATES]
            rows.append((likeliest, predicted[likeliest], drawn[likeliest]))
            written.append(chosen)
            read = [chosen]
            state = None if chosen == line_break else state  # each line is read from a zero state
    width = min(CANDIDATES, size)
    candidates, probability, sampling_probability = (
        np.array([row[at] for row in rows]).reshape(-1, width) for at in range(3)
    )
    return Writing(np.array(written, np.int64), candidates.astype(np.int64), probability, sampling_probability, ended)


def first_divergence(known: Sequence[str], prompt: Sequence[str], written: Sequence[str]) -> int:
    """How many of the written symbols stand so in the known text behind the prompt, at the best place; symbols all."""
    text = kept_apart(known)
    return bisect_left(
        range(len(written)), True, key=lambda last: kept_apart([*prompt, *written[: last + 1]]) not in text
    )


def find_cycle(written: list[int], least: int = 3) -> tuple[int, int] | None:
    """(where, period) of a loop at the end of a text: its last `least` periods or more are alike, the shortest such period."""
    for period in range(1, len(written) // least + 1):
        start = len(written) - period
        while start > 0 and written[start - 1] == written[start - 1 + period]:
            start -= 1
        if len(written) - start >= max(least * period, 6):
            return start, period
    return None


def _checked(
    config: RunConfig, prompt: str, length: int, temperature: float, seed: int, top_k: int | None
) -> list[int]:
    """The ids that are read first."""
    arguments.number("temperature", temperature, 0, 10)
    arguments.integer("length", length, 0, LONGEST)
    arguments.integer("seed", seed, 0)
    if top_k is not None:
        arguments.integer("top_k", top_k, 1)
    text = normalised(arguments.text("prompt", prompt))
    if config.in_lines:  # each line is read by itself, from the line break before it on
        text = "\n" + text.rpartition("\n")[2]
    read = [int(index) for index in config.vocabulary.encode(text)]
    if config.boundary_tokens:
        read.insert(0, config.vocabulary.ids[START])
    if not read:
        raise reworded(
            ConfigError(
                N_("prompt is empty; it needs at least one character, out of {allowed}."),
                allowed=quote(config.vocabulary.alphabet),
            ),
            config.tokenize,
        )
    return read


def _sharpened(probability: np.ndarray, temperature: float, top_k: int | None) -> np.ndarray:
    """With which probability each symbol is drawn: probability ** (1 / temperature) among the top_k; at 0 always the likeliest."""
    if temperature == 0:
        return np.eye(len(probability))[probability.argmax()]
    scaled = np.log(np.maximum(probability, 1e-300))
    if top_k is not None:
        scaled[np.argsort(-probability, kind="stable")[top_k:]] = -np.inf
    with np.errstate(over="ignore"):  # near 0 all but the likeliest are infinitely far below it
        sharpened = np.exp((scaled - scaled.max()) / temperature)
    return sharpened / sharpened.sum()
