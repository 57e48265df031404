"""Texts with a known structure, made by rule: what a net must find in them can be checked."""

import random
from collections.abc import Callable

from charviz.errors import ConfigError, quote
from charviz.i18n import N_

LENGTH = (20, 1_000_000)  # characters
MISSES = 20  # sentences that no longer fit, before the text is done


def _brackets(draw: random.Random) -> str:
    """Nested brackets: at most 6 deep, and a semicolon where all are closed."""
    text, depth = "(", 1
    while depth:
        opens = draw.random() < (0.62 if depth < 6 else 0.0) / (1 + 0.25 * depth)
        text, depth = text + ("(" if opens else ")"), depth + (1 if opens else -1)
    return text + ";"


def _quotes(draw: random.Random) -> str:
    """Quoted speech: small letters outside, capitals inside."""
    words = ["so", "he", "she", "says", "then", "asks", "to", "us"]
    outside = " ".join(draw.choice(words) for _ in range(draw.randint(1, 4)))
    inside = " ".join(draw.choice(words).upper() for _ in range(draw.randint(1, 5)))
    return f'{outside} "{inside}". '


def _sums(draw: random.Random) -> str:
    one, other = draw.randint(1, 49), draw.randint(1, 49)
    return f"{one}+{other}={one + other}\n"


def _counting(draw: random.Random) -> str:
    """a^n b^n: as many b as there were a."""
    n = draw.randint(1, 8)
    return "a" * n + "b" * n + " "


RULES: dict[str, Callable[[random.Random], str]] = {
    "brackets": _brackets,
    "quotes": _quotes,
    "sums": _sums,
    "counting": _counting,
}


def generated(name: str, length: int = 600, seed: int = 0) -> str:
    """A text of about `length` characters, whole sentences of one of RULES; ConfigError for another name or length."""
    if name not in RULES:
        raise ConfigError(N_("there is no rule {found}; allowed: {allowed}."), found=quote(name), allowed=tuple(RULES))
    if not LENGTH[0] <= length <= LENGTH[1]:
        raise ConfigError(
            N_("length is {found}; allowed: {least} to {most:,}."), found=length, least=LENGTH[0], most=LENGTH[1]
        )
    draw, sentences, left, misses = random.Random(seed), [], length, 0
    while misses < MISSES:  # the last sentences are those that still fit
        sentence = RULES[name](draw)
        if len(sentence) > left:
            misses += 1
            continue
        sentences.append(sentence)
        left, misses = left - len(sentence), 0
    return "".join(sentences)
