"""Words with labels, one on each line, as `TRIANGLE = shape`."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from charviz.errors import ConfigError, quote
from charviz.i18n import N_, N_n
from charviz.text.tokens import graphemes, normalised
from charviz.text.vocabulary import Vocabulary

LINES, LETTERS, LABELS = (2, 60), 60, (2, 10)


@dataclass(frozen=True)
class Examples:
    """text: lines of `word = label`; the last = of a line divides it, empty lines are left out.

    Raises ConfigError, with the number of the line, for a line without both, a word that is too long or stands with two
    labels, and for too few or too many words or labels.
    """

    text: str

    def __post_init__(self) -> None:
        self.pairs  # noqa: B018  all checks

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """(word, label) of each line."""
        found: dict[str, str] = {}
        for number, line in enumerate(normalised(self.text).split("\n"), 1):
            if not line.strip():
                continue
            word, divided, label = (part.strip() for part in line.rpartition("="))
            if not (divided and word and label):
                raise ConfigError(
                    N_("line {line} is {found}; it should look like {example}."),
                    line=number,
                    found=quote(line),
                    example="TRIANGLE = shape",
                )
            if len(graphemes(word)) > LETTERS:
                raise ConfigError(
                    N_("line {line} has a word of {found} letters; at most {most} are allowed."),
                    line=number,
                    found=len(graphemes(word)),
                    most=LETTERS,
                )
            if found.setdefault(word, label) != label:
                raise ConfigError(
                    N_("line {line} gives {word} the label {label}, after {before}."),
                    line=number,
                    word=quote(word),
                    label=quote(label),
                    before=quote(found[word]),
                )
        labels = len(set(found.values()))
        if not LINES[0] <= len(found) <= LINES[1]:
            raise ConfigError(
                N_n(
                    "there is {count} word; {least} to {most} are allowed, one per line.",
                    "there are {count} words; {least} to {most} are allowed, one per line.",
                ),
                count=len(found),
                least=LINES[0],
                most=LINES[1],
            )
        if not LABELS[0] <= labels <= LABELS[1]:
            raise ConfigError(
                N_n(
                    "there is {count} label; {least} to {most} are allowed.",
                    "there are {count} labels; {least} to {most} are allowed.",
                ),
                count=labels,
                least=LABELS[0],
                most=LABELS[1],
            )
        return tuple(found.items())

    @cached_property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """The letters of each word."""
        return tuple(graphemes(word) for word, _label in self.pairs)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """In order of first appearance."""
        return tuple(dict.fromkeys(label for _word, label in self.pairs))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The letters of all words."""
        return Vocabulary.of([word for word, _label in self.pairs])

    @cached_property
    def targets(self) -> np.ndarray:
        """(B,) int64, the label of each word."""
        return np.array([self.labels.index(label) for _word, label in self.pairs])

    @cached_property
    def lengths(self) -> np.ndarray:
        """(B,) letters of each word."""
        return np.array([len(word) for word in self.words])

    @cached_property
    def ids(self) -> np.ndarray:
        """(B, T) letters as numbers, 0 behind a word's end."""
        ids = np.zeros((len(self.pairs), self.lengths.max()), np.int64)
        for row, word in zip(ids, self.words, strict=True):
            row[: len(word)] = [self.vocabulary.ids[letter] for letter in word]
        return ids

    @cached_property
    def counts(self) -> np.ndarray:
        """(B, V) how often each letter occurs in each word: all that a bag of letters knows."""
        return np.stack(
            [
                np.bincount(row[:n], minlength=len(self.vocabulary))
                for row, n in zip(self.ids, self.lengths, strict=True)
            ]
        )

    @property
    def bag_ceiling(self) -> float:
        """The greatest share of words that any bag of letters can get right: of anagrams, only the most frequent label."""
        groups: dict[bytes, list[int]] = defaultdict(list)
        for count, target in zip(self.counts, self.targets.tolist(), strict=True):
            groups[count.tobytes()].append(target)
        return sum(Counter(group).most_common(1)[0][1] for group in groups.values()) / len(self.pairs)

    @property
    def parting(self) -> tuple[int, int, int] | None:
        """(one word, another, letter): the first two anagrams with different labels, and where they differ first."""
        for one in range(len(self.pairs)):
            for other in range(one + 1, len(self.pairs)):
                if self.targets[one] != self.targets[other] and (self.counts[one] == self.counts[other]).all():
                    return one, other, int((self.ids[one] != self.ids[other]).argmax())
        return None
