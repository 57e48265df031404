"""Sentences and the pairs that word2vec learns from, and a grammar of our own with classes and likenesses in it."""

import random
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import regex

from charviz.errors import ConfigError
from charviz.i18n import N_, N_n
from charviz.text.tokens import split

WORDS, LENGTH, PAIRS = 200, 20_000, 12_000  # at most: different words, characters of text, pairs

PEOPLE = {  # word -> gender, rank, age
    "king": ("he", "royal", "old"), "queen": ("she", "royal", "old"),
    "prince": ("he", "royal", "young"), "princess": ("she", "royal", "young"),
    "man": ("he", "common", "old"), "woman": ("she", "common", "old"),
    "boy": ("he", "common", "young"), "girl": ("she", "common", "young"),
}  # fmt: skip
CLASSES = {
    "people": tuple(PEOPLE),
    "animals": ("cat", "dog", "mouse", "bird", "horse", "cow"),
    "foods": ("bread", "cheese", "apples", "soup", "rice", "honey"),
    "places": ("school", "town", "church", "market", "park", "river"),
}
ANALOGIES = (("king", "man", "woman", "queen"), ("prince", "boy", "girl", "princess"), ("boy", "man", "woman", "girl"))


def grammar(count: int = 500, seed: int = 0) -> str:
    """Sentences, one on each line, in which words of one class stand in the same places."""
    draw = random.Random(seed)
    of_rank = {"royal": (("crown", "palace", "rules")), "common": (("hat", "hut", "works"))}
    lines = []
    for _ in range(count):
        person = draw.choice(list(PEOPLE))
        pronoun, rank, age = PEOPLE[person]
        his = {"he": "his", "she": "her"}[pronoun]
        wears, home, does = of_rank[rank]
        animal, other = draw.sample(CLASSES["animals"], 2)
        food, place = draw.choice(CLASSES["foods"]), draw.choice(CLASSES["places"])
        lines.append(
            draw.choice(
                [
                    f"{person} wears {his} {wears}",
                    f"{person} loves {his} {home}",
                    f"{pronoun} is {age} {person}",
                    f"{age} {person} {does}",
                    f"the {animal} chases the {other}",
                    f"the {animal} eats some {food}",
                    f"we cook some {food} today",
                    f"they go to {place} together",
                    f"{person} walks to {place}",
                ]
            )
        )
    return "\n".join(lines)


@dataclass(frozen=True)
class Sentences:
    """text: sentences, one per line; words are separated by spaces and punctuation, and lower-cased.

    window: how many words on each side are the context. Raises ConfigError for too few or too many words or pairs.
    """

    text: str
    window: int = 2

    def __post_init__(self) -> None:
        if len(self.text) > LENGTH:
            raise ConfigError(
                N_("the sentences have {found:,} characters; at most {most:,} are allowed."),
                found=len(self.text),
                most=LENGTH,
            )
        if not 1 <= self.window <= 10:
            raise ConfigError(
                N_("window is {found}; {least} to {most} words on each side are allowed."),
                found=self.window,
                least=1,
                most=10,
            )
        if not 2 <= len(self.words) <= WORDS:
            raise ConfigError(
                N_n(
                    "there is {count} word; {least} to {most} different ones are allowed.",
                    "there are {count} different words; {least} to {most} are allowed.",
                ),
                count=len(self.words),
                least=2,
                most=WORDS,
            )
        if not 1 <= (count := sum(len(context) for _center, context in self.windows)) <= PAIRS:
            raise ConfigError(
                N_("there are {found:,} pairs of a word and a neighbour; {least} to {most:,} are allowed."),
                found=count,
                least=1,
                most=PAIRS,
            )

    @cached_property
    def lines(self) -> tuple[tuple[str, ...], ...]:
        """The words of each sentence."""
        found = (tuple(regex.findall(r"[\p{L}\p{M}\p{N}']+", line.lower())) for line in split(self.text, "lines"))
        return tuple(line for line in found if line)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Different words, in order of first appearance."""
        return tuple(dict.fromkeys(word for line in self.lines for word in line))

    @cached_property
    def windows(self) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """(word, its neighbours) for every word of every sentence, as ids."""
        ids, found = {word: index for index, word in enumerate(self.words)}, []
        for line in self.lines:
            row = [ids[word] for word in line]
            for at, center in enumerate(row):
                context = row[max(0, at - self.window) : at] + row[at + 1 : at + 1 + self.window]
                if context:
                    found.append((center, tuple(context)))
        return tuple(found)

    @cached_property
    def pairs(self) -> np.ndarray:
        """(P, 2) ids: a word, and one of its neighbours."""
        return np.array([(center, other) for center, context in self.windows for other in context])
