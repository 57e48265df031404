"""Free running: the net reads a prompt, then its own output, character by character."""

import numpy as np
import torch

from charviz.cells import probabilities
from charviz.config import RunConfig
from charviz.errors import ConfigError
from charviz.model import CharModel, unpack, weight_shapes
from charviz.vocab import END, START


@torch.no_grad()
def sample(config: RunConfig, weights: np.ndarray, prompt: str, length: int, temperature: float, seed: int) -> str:
    """Up to `length` characters that follow the prompt (which is not repeated); fewer where the end token is drawn.

    weights: (P,); temperature: 0 takes the likeliest, 1 draws as the net believes, up to 10; the same seed draws the same.
    """
    if not 0 <= temperature <= 10:
        raise ConfigError(f"temperature is {temperature!r}; allowed: 0 to 10.")
    if not 0 <= length <= 10_000:
        raise ConfigError(f"length is {length!r}; allowed: 0 to 10,000.")
    vocabulary, random = config.vocabulary, np.random.default_rng(seed)
    read = [int(index) for index in vocabulary.encode(prompt)]
    if config.boundary_tokens:
        read.insert(0, vocabulary.ids[START])
    if not read:
        raise ConfigError(
            f"prompt is empty; it needs a character to begin with, one of {''.join(vocabulary.symbols)!r}."
        )
    model = CharModel(config)
    named = unpack(torch.from_numpy(np.array(weights)), weight_shapes(config))
    model.load_state_dict(named)
    state, written = None, []
    while len(written) < length:
        output, state = model.follow(model.encode(torch.tensor([read])), state)
        chosen = _choose(probabilities(output[0, -1].double(), config.loss).numpy(), temperature, random)
        if vocabulary.symbols[chosen] == END:
            break
        written.append(chosen)
        read = [chosen]
    return vocabulary.decode(written)


def _choose(belief: np.ndarray, temperature: float, random: np.random.Generator) -> int:
    """Draws from p^(1/temperature); at 0 the likeliest."""
    if temperature == 0:
        return int(belief.argmax())
    scaled = np.log(np.maximum(belief, 1e-300)) / temperature
    share = np.exp(scaled - scaled.max())
    return int(random.choice(len(share), p=share / share.sum()))
