"""A run whose tokens are words is told of in words where others are told of in letters; in every language."""

from collections.abc import Callable

from charviz.errors import ConfigError
from charviz.i18n import Words
from charviz.text.words_in_errors import ERRORS
from charviz.text.words_in_labels import LABELS


def translator(_: Callable[[str], str], tokenize: str) -> Callable[[str], str]:
    """What translates messages by `_`, for a run with these tokens."""
    return lambda message: _(LABELS.get(message, message) if tokenize == "words" else message)


def reworded(error: ConfigError, tokenize: str) -> ConfigError:
    """An error about a run with these tokens."""
    words: Words = error.message.words
    if tokenize == "words" and words in ERRORS:
        return type(error)(ERRORS[words], **error.message.values)
    return error
