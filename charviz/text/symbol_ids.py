"""A long text as symbols and ids, counted a piece at a time, so that it needs little more room than its ids."""

from collections.abc import Iterator

import numpy as np
import regex

from charviz.text.tokens import JOINS, graphemes, words

PIECE = 2**20  # code points
UNKNOWN, PLACELESS, JOINING = -1, -2, -3  # of a code point: not seen; seen, but no symbol yet; may be part of a cluster
APART = regex.compile(f"[^{JOINS.pattern[1:-1]}]{{2}}")  # two code points between which a character ends


def coded(text: str, tokenize: str = "characters", *, line_breaks: bool = False) -> tuple[tuple[str, ...], np.ndarray]:
    """Symbols in order of first appearance, and (N,) the place of each token among them, in the least type that holds it.

    text: normalised, see `tokens.normalised`; line_breaks: see `tokens.tokens`.
    """
    places: dict[str, int] = {}
    if tokenize == "words":
        read = words(text, line_breaks=line_breaks)
        ids_of_words = np.fromiter((places.setdefault(word, len(places)) for word in read), np.int32)
        return tuple(places), ids_of_words.astype(np.min_scalar_type(max(len(places) - 1, 0)))
    table = np.full(0x110000, UNKNOWN, np.int32)  # code point -> place
    ids = [_coded(piece, places, table) for piece in _pieces(text)]
    return tuple(places), np.concatenate([np.zeros(0, np.uint8), *ids])


def _coded(piece: str, places: dict[str, int], table: np.ndarray) -> np.ndarray:
    codes = np.frombuffer(piece.encode("utf-32-le"), np.uint32)
    found = table[codes]
    if (found < 0).any():
        for code in np.unique(codes[found == UNKNOWN]).tolist():
            table[code] = JOINING if JOINS.match(chr(code)) else PLACELESS
        found = _clusters(piece, places, table) if (table[codes] == JOINING).any() else _singles(codes, places, table)
    return found.astype(np.min_scalar_type(max(len(places) - 1, 0)))


def _clusters(piece: str, places: dict[str, int], table: np.ndarray) -> np.ndarray:
    found = [places.setdefault(character, len(places)) for character in graphemes(piece)]
    for symbol, place in places.items():
        if len(symbol) == 1 and table[ord(symbol)] != JOINING:
            table[ord(symbol)] = place
    return np.array(found)


def _singles(codes: np.ndarray, places: dict[str, int], table: np.ndarray) -> np.ndarray:
    for code in dict.fromkeys(codes[table[codes] == PLACELESS].tolist()):
        table[code] = places.setdefault(chr(code), len(places))
    return table[codes]


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces of about PIECE code points, none of which ends inside a character."""
    begin = 0
    while begin < len(text):
        apart = APART.search(text, begin + PIECE) if begin + PIECE < len(text) else None
        end = apart.start() + 1 if apart else len(text)
        yield text[begin:end]
        begin = end
