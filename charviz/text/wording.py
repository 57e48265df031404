"""A run whose tokens are words is told of in words where others are told of in letters; in every language."""

from collections.abc import Callable
from typing import TypeVar

from charviz.i18n import Words
from charviz.text.words_in_errors import ERRORS
from charviz.text.words_in_labels import LABELS

IN_WORDS = ERRORS | LABELS  # the message about letters -> the message about words
Said = TypeVar("Said", bound=Words)


def worded(message: Said, tokenize: str) -> Said:
    """A message, or its forms, for a run with these tokens."""
    return IN_WORDS.get(message, message) if tokenize == "words" else message  # type: ignore[return-value]


def translator(_: Callable[[str], str], tokenize: str) -> Callable[[str], str]:
    """What translates messages by `_`, for a run with these tokens."""
    return lambda message: _(worded(message, tokenize))
