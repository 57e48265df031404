"""From text to numbers: characters, their ids, the pairs that are learned, what follows what, and how much memory helps."""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import NamedTuple

from charviz.errors import ConfigError, quote
from charviz.i18n import N_
from charviz.text.memoryless_limit import Floor, floor_of
from charviz.text.tokens import graphemes, normalised, split, tokens
from charviz.text.vocabulary import END, START, Vocabulary, check_unicode
from charviz.text.wording import reworded

LONGEST = 200  # tokens: this many tiles are still legible
LATIN = "abcdefghijklmnopqrstuvwxyz "  # 26 letters and the space: the lecture notes' fixed alphabet
ORDERS = ("first", "sorted", "fixed")
SHIFTS = (0, 1, 2)
FEW = 11  # lengths of memory that are counted, before the one that is enough


class ContextLimit(NamedTuple):
    """What is possible for one who knows the last `length` tokens: the least loss in nats, the most of them right."""

    length: int
    loss: float
    correct: int


@dataclass(frozen=True)
class Pairs:
    """A text as a net gets it: what it reads, and what it should say, `shift` tokens on (0: the same one).

    rows: a tuple of tokens for each sequence, boundary tokens included; vocabulary: it has all of them.
    """

    rows: tuple[tuple[str, ...], ...]
    vocabulary: Vocabulary
    shift: int = 1

    @cached_property
    def ids(self) -> list[list[int]]:
        """The rows as ids."""
        return [[self.vocabulary.ids[character] for character in row] for row in self.rows]

    @cached_property
    def pairs(self) -> list[list[tuple[int, int]]]:
        """(what is read, what should be said) as ids, for each row."""
        return [list(zip(row, row[self.shift :], strict=False)) for row in self.ids]

    @cached_property
    def successors(self) -> dict[int, Counter]:
        """Id -> what should be said after it, with counts; by id."""
        found: dict[int, Counter] = {}
        for row in self.pairs:
            for one, next in row:
                found.setdefault(one, Counter())[next] += 1
        return dict(sorted(found.items()))

    @cached_property
    def floor(self) -> Floor:
        """The limits of a model that sees only the current token."""
        return floor_of(self.rows, self.shift)

    def context_table(self) -> list[ContextLimit]:
        """What more and more memory is worth, from none at all to what is enough (or to what helps no more)."""
        needed = self.floor.memory_needed
        longest = max((len(row) for row in self.pairs), default=0)
        lengths = range(min(longest if needed is None else needed, FEW) + 1)
        more = [needed] if needed is not None and needed > FEW else []
        return [self._context_limit(length) for length in [*lengths, *more]]

    def _context_limit(self, length: int) -> ContextLimit:
        counts: dict[tuple[int, ...], Counter] = {}
        for row, pairs in zip(self.ids, self.pairs, strict=True):
            for time, (_now, next) in enumerate(pairs):
                counts.setdefault(tuple(row[max(0, time + 1 - length) : time + 1]), Counter())[next] += 1
        total = sum(map(len, self.pairs))
        told = [(count, of.total()) for of in counts.values() for count in of.values()]
        loss = sum(count * log(all_of / count) for count, all_of in told) / max(total, 1)
        return ContextLimit(length, loss, sum(max(of.values()) for of in counts.values()))


def read(
    text: str,
    sequences: str = "whole",
    *,
    boundary_tokens: bool = False,
    order: str = "first",
    shift: int = 1,
    apart: bool = False,
    alphabet: str = LATIN,
    tokenize: str = "characters",
    line_breaks: bool = False,
) -> Pairs:
    """The first LONGEST tokens of a text as pairs.

    order: of the symbols: as they first appear, sorted by code point, or `alphabet` (and behind it what it lacks).
    apart: not characters, but the code points of which they are composed (NFD): 한 is three.
    line_breaks: whether each sequence has a line break before and behind it, as the lines of a long text have.
    Raises ConfigError for half a character, for nothing to read, or an option that there is not.
    """
    if order not in ORDERS or shift not in SHIFTS:
        words = N_("order is {order} and shift {shift}; allowed: {orders} and {shifts}.")
        raise ConfigError(words, order=quote(order), shift=quote(shift), orders=ORDERS, shifts=SHIFTS)
    check_unicode(text)
    lines = split(text, sequences, tokenize)
    rows = cut([characters(line, apart=True) if apart else tokens(line, tokenize) for line in lines])
    if not any(rows):
        raise reworded(ConfigError(N_("there is nothing to read; at least one character is needed.")), tokenize)
    symbols = _ordered(
        list(dict.fromkeys(character for row in rows for character in row)), order, tokens(alphabet, tokenize)
    )
    if boundary_tokens:
        rows, symbols = [(START, *row, END) for row in rows], [*symbols, START, END]
    if line_breaks:
        rows, symbols = [("\n", *row, "\n") for row in rows], list(dict.fromkeys((*symbols, "\n")))
    return Pairs(tuple(rows), Vocabulary(tuple(symbols), boundary_tokens, tokenize), shift)


def characters(text: str, *, apart: bool = False) -> tuple[str, ...]:
    """A text as a reader counts it, or as the code points of which it is composed."""
    return tuple(unicodedata.normalize("NFD", normalised(text))) if apart else graphemes(text)


def cut(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The first LONGEST tokens of all rows together."""
    kept, left = [], LONGEST
    for row in rows:
        if left > 0:
            kept.append(row[:left])
        left -= len(row)
    return kept


def _ordered(found: list[str], order: str, alphabet: tuple[str, ...]) -> list[str]:
    if order == "fixed":
        return list(dict.fromkeys((*alphabet, *found)))
    return sorted(found) if order == "sorted" else found
