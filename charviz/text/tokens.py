"""What a network reads one at a time: a text as tokens, characters or words, and tokens as a text. As assets/shared/tokens.js.

A word is a run of letters, digits and underscores, with apostrophes and hyphens inside it, and points and commas inside a
number; every other character is a token of its own, and white space only separates. Joined, words have one space between them,
but none before closing punctuation and none after opening punctuation; so words that are joined and cut again are the same.
Where lines are read, the line break between them is a token too, also among words.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import regex

Tokenize = Literal["characters", "words"]

BYTE_ORDER_MARK = "\ufeff"
# Only these can stand in a cluster with another code point: what Unicode calls extending, joining or part of a syllable.
JOINS = regex.compile(r"[\p{GCB=EX}\p{GCB=ZWJ}\p{GCB=SM}\p{GCB=PP}\p{GCB=RI}\p{GCB=L}\p{GCB=V}\p{GCB=T}]")
LETTERS = r"[\p{L}\p{N}_][\p{L}\p{N}\p{M}_\u200c\u200d]*"
WORD = regex.compile(rf"{LETTERS}(?:(?:['’‐‑-]|(?<=\p{{N}})[.,](?=\p{{N}})){LETTERS})*|\X")
CHUNK = regex.compile(r"\P{White_Space}+")
CHUNK_OR_BREAK = regex.compile(r"\P{White_Space}+|\n")
CLOSING = frozenset(",.;:!?)]}…”’»›।،؛؟、。，．；：！？）］｝」』】〉》〕")
OPENING = frozenset("([{“‘«‹¿¡（［｛「『【〈《〔")


def normalised(text: str) -> str:
    """A text as all of charviz reads it, wherever it enters: line ends as \\n, no byte-order mark, NFC."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(BYTE_ORDER_MARK, "")
    return unicodedata.normalize("NFC", text)


def graphemes(text: str) -> tuple[str, ...]:
    """The characters of a text as a reader counts them: normalised, then extended grapheme clusters (Unicode annex 29)."""
    text = normalised(text)
    return tuple(regex.findall(r"\X", text) if JOINS.search(text) else text)


def words(text: str, *, line_breaks: bool = False) -> Iterator[str]:
    """The words and punctuation marks of a normalised text, one after the other, and its line breaks if they count."""
    chunks = (CHUNK_OR_BREAK if line_breaks else CHUNK).finditer(text)
    return (word for chunk in chunks for word in WORD.findall(chunk.group()))


def tokens(text: str, tokenize: str, *, line_breaks: bool = False) -> tuple[str, ...]:
    """The tokens of a text; line_breaks: whether a line break is one among words, as it is among characters.

    Example:
        >>> from charviz.text.tokens import joined, tokens
        >>> tokens('He said: "it isn’t well-known!"', "words")
        ('He', 'said', ':', '"', 'it', 'isn’t', 'well-known', '!', '"')
        >>> joined(("Is", "it", "(", "really", ")", "?"), "words")
        'Is it (really)?'
    """
    return tuple(words(normalised(text), line_breaks=line_breaks)) if tokenize == "words" else graphemes(text)


def joined(symbols: Iterable[str], tokenize: str) -> str:
    """The text of some tokens; cut again it has the same ones."""
    symbols = tuple(symbols)
    if tokenize == "characters":
        return "".join(symbols)
    return "".join([*symbols[:1], *(_space(*pair) + pair[1] for pair in pairwise(symbols))])


def kept_apart(symbols: Iterable[str]) -> str:
    """Tokens as one string in which none can be found inside another: a part of a text is a part of it."""
    return "\0".join(["", *symbols, ""])


def _space(before: str, after: str) -> str:
    if "\n" in (before, after):
        return ""
    return "" if (after in CLOSING or before in OPENING) and _part(before, after) else " "


@lru_cache(2**14)
def _part(before: str, after: str) -> bool:
    """Whether two tokens are the same two without a space: not where the second is an accent that has lost its letter."""
    return tokens(before + after, "words") == (before, after)


def split(text: str, sequences: str, tokenize: str = "characters") -> list[str]:
    """The sequences of a text: the whole of it, or its lines; lines without a token are left out."""
    text = normalised(text)
    if sequences == "whole":
        return [text]
    return [line for line in text.split("\n") if (CHUNK.search(line) if tokenize == "words" else line)]
