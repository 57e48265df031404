"""Text and numbers: a token of a text as an id, lines as a padded batch."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import get_args

import numpy as np

from charviz import arguments
from charviz.errors import ConfigError, quote
from charviz.i18n import N_, Message
from charviz.text.tokens import Tokenize, joined, tokens
from charviz.text.wording import reworded

START, END = "<s>", "<e>"  # longer than one character and no word, so no text can contain them
PADDING = -1
LONGEST = 64  # code points of one token


def check_unicode(text: str) -> None:
    """ConfigError for half a character."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ConfigError(
            N_("{found} contains half a character (a lone surrogate); any valid Unicode text is allowed."),
            found=quote(text),
        )


def check_tokens(found: Iterable[str], tokenize: str) -> None:
    """ConfigError for a token that is made of very many code points."""
    if (longest := max(map(len, found), default=0)) > LONGEST:
        raise reworded(
            ConfigError(
                N_("the text has a character of {found:,} code points; at most {most} are allowed."),
                found=longest,
                most=LONGEST,
            ),
            tokenize,
        )


@dataclass(frozen=True)
class Vocabulary:
    """The symbols of a run, in the order of their ids.

    Attributes:
        symbols: V strings, each one character as a reader counts them (an extended grapheme cluster), or one word; with
            boundary tokens the last two are "<s>" and "<e>".
        boundary_tokens: whether each sequence begins with "<s>" and ends with "<e>".
        tokenize: "characters", or "words", where the symbols are words and punctuation marks.
        line_breaks: whether each sequence is a line, with a line break before and behind it, which is a symbol then.

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
    tokenize: str = "characters"
    line_breaks: bool = False

    @classmethod
    def of(
        cls,
        texts: Iterable[str | tuple[str, ...]],
        alphabet: str | None = None,
        *,
        boundary_tokens: bool = False,
        tokenize: str = "characters",
        line_breaks: bool = False,
    ) -> "Vocabulary":
        r"""Makes the vocabulary of some texts.

        Args:
            texts: strings, or tuples of tokens.
            alphabet: the symbols in the order of their ids, words with spaces between them; if None, the tokens of the texts
                in the order in which they first appear.
            boundary_tokens: whether "<s>" and "<e>" are added.
            tokenize: "characters" or "words".
            line_breaks: whether each sequence is a line between two line breaks; then a line break is a symbol of words too.

        Raises:
            ConfigError: the alphabet has a symbol twice, or lacks one of the texts.

        Example:
            >>> cv.Vocabulary.of(["hello"], alphabet="ehlo", boundary_tokens=True).symbols
            ('e', 'h', 'l', 'o', '<s>', '<e>')
            >>> cv.Vocabulary.of(["To be, or not to be."], tokenize="words").symbols
            ('To', 'be', ',', 'or', 'not', 'to', '.')
            >>> cv.Vocabulary.of(["to be\nor not"], tokenize="words", line_breaks=True).batch(["not to be"]).inputs.tolist()
            [[2, 4, 0, 1]]
        """
        tokenize = arguments.one_of("tokenize", tokenize, get_args(Tokenize))
        read = partial(tokens, tokenize=tokenize, line_breaks=line_breaks)
        rows = (read(text) if isinstance(text, str) else text for text in texts)
        found = dict.fromkeys(symbol for row in rows for symbol in row)
        symbols = tuple(found) if alphabet is None else read(alphabet)
        if repeated := [symbol for symbol, count in Counter(symbols).items() if count > 1]:
            raise ConfigError(
                N_("alphabet has {symbol} more than once; each symbol may occur in it only once."),
                symbol=quote(repeated[0]),
            )
        known = set(symbols)
        if missing := [character for character in found if character not in known]:
            raise reworded(
                ConfigError(
                    N_(
                        "text has {symbol}, which the alphabet {alphabet} lacks; add it there, or leave alphabet "
                        "out to use the text's own characters."
                    ),
                    symbol=quote(missing[0]),
                    alphabet=quote(alphabet),
                ),
                tokenize,
            )
        return cls(symbols + ((START, END) if boundary_tokens else ()), boundary_tokens, tokenize, line_breaks)

    def __len__(self) -> int:
        return len(self.symbols)

    @property
    def characters(self) -> tuple[str, ...]:
        """The symbols without the boundary tokens."""
        return self.symbols[: -2 if self.boundary_tokens else None]

    @property
    def alphabet(self) -> str:
        """The same as a text, which `of` takes as its alphabet: words have spaces between them."""
        return (" " if self.tokenize == "words" else "").join(self.characters)

    @cached_property
    def ids(self) -> dict[str, int]:
        """The id of each symbol, 0 to V - 1."""
        return {symbol: index for index, symbol in enumerate(self.symbols)}

    @property
    def ends(self) -> tuple[int, ...]:
        """The ids before and behind each sequence; none where there is nothing around it."""
        around = (START, END) if self.boundary_tokens else ("\n", "\n") if self.line_breaks else ()
        return tuple(self.ids[symbol] for symbol in around)

    def encode(self, text: str) -> np.ndarray:
        """Returns the ids of a text, without boundary tokens.

        Args:
            text: T tokens.

        Returns:
            (T,) int64.

        Raises:
            ConfigError: a token is not in the vocabulary.

        Example:
            >>> cv.Vocabulary.of(["hello"]).encode("hole").tolist()
            [0, 3, 2, 1]
        """
        found = tokens(arguments.text("text", text), self.tokenize, line_breaks=self.line_breaks)
        if unknown := [symbol for symbol in found if symbol not in self.ids]:
            raise reworded(
                ConfigError(
                    N_("{symbol} is not among the characters that this run has learned; they are {known}."),
                    symbol=quote(unknown[0]),
                    known=quote(self.alphabet),
                ),
                self.tokenize,
            )
        return np.array([self.ids[symbol] for symbol in found], dtype=np.int64)

    def decode(self, ids: Iterable[int]) -> str:
        """Returns the text of some ids; `encode` gives the same ids for it.

        Words have one space between them, but none before closing and none after opening punctuation.

        Args:
            ids: numbers from 0 to V - 1.

        Raises:
            ConfigError: an id is not the id of a symbol.

        Example:
            >>> cv.Vocabulary.of(["hello"]).decode([0, 3, 2, 1])
            'hole'
            >>> cv.Vocabulary.of(["To be, or not to be."], tokenize="words").decode([3, 4, 5, 1, 2, 0, 1, 6])
            'or not to be, To be.'
        """
        numbers = (
            ids.tolist()
            if isinstance(ids, np.ndarray)
            else arguments.several("ids", ids, Message(N_("a list of indices")))
        )
        if numbers and not (set(map(type, numbers)) <= {int} and 0 <= min(numbers) and max(numbers) < len(self)):
            numbers = [arguments.integer("an id", number, 0, len(self) - 1) for number in numbers]
        return joined(map(self.symbols.__getitem__, numbers), self.tokenize)

    def batch(self, texts: Sequence[str]) -> "Batch":
        """Returns the pairs of each token and the next one, padded to the longest text.

        Args:
            texts: B sequences of at least two tokens; with boundary tokens or line breaks, of any length.

        Returns:
            A batch with `inputs` and `targets`, each (B, T) int64; where padded, inputs are 0 and targets -1.

        Raises:
            ConfigError: there is no text, or one is too short or has a token that is not in the vocabulary.

        Example:
            >>> batch = cv.Vocabulary.of(["hello"]).batch(["hello", "hole"])
            >>> batch.targets.tolist()
            [[1, 2, 2, 3], [3, 2, 1, -1]]
        """
        rows = [self.encode(text) for text in texts]
        ends = self.ends
        short = next((place for place, row in enumerate(rows) if len(row) < (0 if ends else 2)), None)
        if short is not None:
            raise reworded(
                ConfigError(
                    N_(
                        "sequence {place} is {found}; every sequence needs two characters or more: one to read, one to "
                        "predict."
                    ),
                    place=short + 1,
                    found=quote(texts[short]),
                ),
                self.tokenize,
            )
        if ends:
            rows = [np.concatenate((ends[:1], row, ends[1:])) for row in rows]
        if not rows:
            raise reworded(
                ConfigError(N_("every sequence needs two characters or more: one to read, one to predict.")),
                self.tokenize,
            )
        longest = max(map(len, rows)) - 1
        inputs = np.zeros((len(rows), longest), np.int64)
        targets = np.full((len(rows), longest), PADDING, np.int64)
        for index, row in enumerate(rows):
            inputs[index, : len(row) - 1], targets[index, : len(row) - 1] = row[:-1], row[1:]
        return Batch(inputs, targets)


@dataclass(frozen=True, eq=False)
class Batch:
    """Next-token pairs of B sequences, padded on the right to T.

    inputs: (B, T) ids, 0 where padded; targets: (B, T) ids, PADDING where padded.
    """

    inputs: np.ndarray
    targets: np.ndarray

    @cached_property
    def mask(self) -> np.ndarray:
        """(B, T) bool, true where there is a token to predict."""
        return self.targets != PADDING

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each sequence begins on the one time axis that `flat` makes."""
        return tuple(int(start) for start in np.cumsum([0, *self.mask.sum(axis=1)[:-1]]))

    def flat(self, array: np.ndarray) -> np.ndarray:
        """(..., B, T) -> (..., N): the sequences one after the other on one time axis, the padding left out."""
        return array[..., self.mask]
