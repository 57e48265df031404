"""Text and numbers: a text as characters, a character as an id, lines as a padded batch."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import regex

from charviz import arguments
from charviz.errors import ConfigError, quote
from charviz.i18n import N_, Message

BYTE_ORDER_MARK = "\ufeff"
START, END = "<s>", "<e>"  # longer than one character, so no text can contain them
PADDING = -1
LONGEST = 64  # code points of one character


# Only these can stand in a cluster with another code point: what Unicode calls extending, joining or part of a syllable.
JOINS = regex.compile(r"[\p{GCB=EX}\p{GCB=ZWJ}\p{GCB=SM}\p{GCB=PP}\p{GCB=RI}\p{GCB=L}\p{GCB=V}\p{GCB=T}]")


def normalised(text: str) -> str:
    """A text as all of charviz reads it, wherever it enters: line ends as \\n, no byte-order mark, NFC."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(BYTE_ORDER_MARK, "")
    return unicodedata.normalize("NFC", text)


def check_unicode(text: str) -> None:
    """ConfigError for half a character."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ConfigError(
            N_("{found} contains half a character (a lone surrogate); any valid Unicode text is allowed."),
            found=quote(text),
        )


def check_characters(characters: Iterable[str]) -> None:
    """ConfigError for a character that is made of very many code points."""
    if (longest := max(map(len, characters), default=0)) > LONGEST:
        raise ConfigError(
            N_("the text has a character of {found:,} code points; at most {most} are allowed."),
            found=longest,
            most=LONGEST,
        )


def graphemes(text: str) -> tuple[str, ...]:
    """The characters of a text as a reader counts them: normalised, then extended grapheme clusters (Unicode annex 29)."""
    text = normalised(text)
    return tuple(regex.findall(r"\X", text) if JOINS.search(text) else text)


def split(text: str, sequences: str) -> list[str]:
    """The sequences of a text: the whole of it, or its lines; empty lines are left out."""
    text = normalised(text)
    return [line for line in text.split("\n") if line] if sequences == "lines" else [text]


@dataclass(frozen=True)
class Vocabulary:
    """The symbols of a run, in the order of their ids.

    Attributes:
        symbols: V strings, each one character as a reader counts them (an extended grapheme cluster); with boundary tokens
            the last two are "<s>" and "<e>".
        boundary_tokens: whether each sequence begins with "<s>" and ends with "<e>".

    Example:
        >>> import charviz as cv
        >>> vocabulary = cv.Vocabulary.of(["hello"])
        >>> vocabulary.symbols
        ('h', 'e', 'l', 'o')
        >>> len(vocabulary)
        4

    Source: `Unicode Standard Annex 29 <https://unicode.org/reports/tr29/>`_, for what counts as one character.
    """

    symbols: tuple[str, ...]
    boundary_tokens: bool = False

    @classmethod
    def of(
        cls, texts: Iterable[str | tuple[str, ...]], alphabet: str | None = None, *, boundary_tokens: bool = False
    ) -> "Vocabulary":
        """Makes the vocabulary of some texts.

        Args:
            texts: strings, or tuples of characters.
            alphabet: the symbols in the order of their ids; if None, the characters of the texts in the order in which they
                first appear.
            boundary_tokens: whether "<s>" and "<e>" are added.

        Raises:
            ConfigError: the alphabet has a symbol twice, or lacks one of the texts.

        Example:
            >>> cv.Vocabulary.of(["hello"], alphabet="ehlo", boundary_tokens=True).symbols
            ('e', 'h', 'l', 'o', '<s>', '<e>')
        """
        rows = (graphemes(text) if isinstance(text, str) else text for text in texts)
        found = dict.fromkeys(character for row in rows for character in row)
        symbols = tuple(found) if alphabet is None else graphemes(alphabet)
        if repeated := [symbol for symbol, count in Counter(symbols).items() if count > 1]:
            raise ConfigError(
                N_("alphabet has {symbol} more than once; each symbol may occur in it only once."),
                symbol=quote(repeated[0]),
            )
        known = set(symbols)
        if missing := [character for character in found if character not in known]:
            raise ConfigError(
                N_(
                    "text has {symbol}, which the alphabet {alphabet} lacks; add it there, or leave alphabet "
                    "out to use the text's own characters."
                ),
                symbol=quote(missing[0]),
                alphabet=quote(alphabet),
            )
        return cls(symbols + ((START, END) if boundary_tokens else ()), boundary_tokens)

    def __len__(self) -> int:
        return len(self.symbols)

    @property
    def characters(self) -> tuple[str, ...]:
        """The symbols without the boundary tokens."""
        return self.symbols[: -2 if self.boundary_tokens else None]

    @cached_property
    def ids(self) -> dict[str, int]:
        """The id of each symbol, 0 to V - 1."""
        return {symbol: index for index, symbol in enumerate(self.symbols)}

    def encode(self, text: str) -> np.ndarray:
        """Returns the ids of a text, without boundary tokens.

        Args:
            text: T characters.

        Returns:
            (T,) int64.

        Raises:
            ConfigError: a character is not in the vocabulary.

        Example:
            >>> cv.Vocabulary.of(["hello"]).encode("hole").tolist()
            [0, 3, 2, 1]
        """
        characters = graphemes(arguments.text("text", text))
        if unknown := [character for character in characters if character not in self.ids]:
            known = "".join(self.characters)
            raise ConfigError(
                N_("{symbol} is not among the characters that this run has learned; they are {known}."),
                symbol=quote(unknown[0]),
                known=quote(known),
            )
        return np.array([self.ids[character] for character in characters], dtype=np.int64)

    def decode(self, ids: Iterable[int]) -> str:
        """Returns the text of some ids; the inverse of `encode`.

        Args:
            ids: numbers from 0 to V - 1.

        Raises:
            ConfigError: an id is not the id of a symbol.

        Example:
            >>> cv.Vocabulary.of(["hello"]).decode([0, 3, 2, 1])
            'hole'
        """
        numbers = (
            ids.tolist()
            if isinstance(ids, np.ndarray)
            else arguments.several("ids", ids, Message(N_("a list of indices")))
        )
        if numbers and not (set(map(type, numbers)) <= {int} and 0 <= min(numbers) and max(numbers) < len(self)):
            numbers = [arguments.integer("an id", number, 0, len(self) - 1) for number in numbers]
        return "".join(map(self.symbols.__getitem__, numbers))

    def batch(self, texts: Sequence[str]) -> "Batch":
        """Returns the pairs of each character and the next one, padded to the longest text.

        Args:
            texts: B sequences of at least two characters; with boundary tokens, of any length.

        Returns:
            A batch with `inputs` and `targets`, each (B, T) int64; where padded, inputs are 0 and targets -1.

        Raises:
            ConfigError: there is no text, or one is too short or has a character that is not in the vocabulary.

        Example:
            >>> batch = cv.Vocabulary.of(["hello"]).batch(["hello", "hole"])
            >>> batch.targets.tolist()
            [[1, 2, 2, 3], [3, 2, 1, -1]]
        """
        rows = [self.encode(text) for text in texts]
        short = next((place for place, row in enumerate(rows) if len(row) < 2 - 2 * self.boundary_tokens), None)
        if short is not None:
            raise ConfigError(
                N_(
                    "sequence {place} is {found}; every sequence needs two characters or more: one to read, one to predict."
                ),
                place=short + 1,
                found=quote(texts[short]),
            )
        if self.boundary_tokens:
            start, end = self.ids[START], self.ids[END]
            rows = [np.concatenate(([start], row, [end])) for row in rows]
        if not rows:
            raise ConfigError(N_("every sequence needs two characters or more: one to read, one to predict."))
        longest = max(map(len, rows)) - 1
        inputs = np.zeros((len(rows), longest), np.int64)
        targets = np.full((len(rows), longest), PADDING, np.int64)
        for index, row in enumerate(rows):
            inputs[index, : len(row) - 1], targets[index, : len(row) - 1] = row[:-1], row[1:]
        return Batch(inputs, targets)


@dataclass(frozen=True, eq=False)
class Batch:
    """Next-character pairs of B sequences, padded on the right to T.

    inputs: (B, T) ids, 0 where padded; targets: (B, T) ids, PADDING where padded.
    """

    inputs: np.ndarray
    targets: np.ndarray

    @cached_property
    def mask(self) -> np.ndarray:
        """(B, T) bool, true where there is a character to predict."""
        return self.targets != PADDING

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each sequence begins on the one time axis that `flat` makes."""
        return tuple(int(start) for start in np.cumsum([0, *self.mask.sum(axis=1)[:-1]]))

    def flat(self, array: np.ndarray) -> np.ndarray:
        """(..., B, T) -> (..., N): the sequences one after the other on one time axis, the padding left out."""
        return array[..., self.mask]
