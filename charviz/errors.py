"""What a user can do wrong: each error is one sentence that says what was wrong, what was found, what is allowed."""

import re
from typing import Any

from charviz.i18n import Message, Words


class UserError(Exception):
    """An error whose sentence is translated where it is shown; `str(error)` is its English.

    words: as N_ and N_n mark them, with values for their places; or a whole message.
    """

    def __init__(self, words: Words | Message, /, **values: Any) -> None:
        self.message = words if isinstance(words, Message) else Message(words, values)
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message.render()


class ConfigError(UserError, ValueError):
    """A setting, a text or an address that charviz cannot train; its text is one sentence that says what is allowed.

    Example:
        >>> import charviz as cv
        >>> try:
        ...     cv.RunConfig(hidden_size=0)
        ... except cv.ConfigError as error:
        ...     print(error)
        hidden_size is 0; allowed: 1 to 512 (whole numbers).
    """


class RunFileError(UserError, ValueError):
    """A file that is not a charviz run, or not a whole one.

    Example:
        >>> import charviz as cv
        >>> issubclass(cv.RunFileError, ValueError)
        True
    """


class AnswerError(UserError, LookupError):
    """A question to which the worker process has no answer."""


def quote(value: Any, longest: int = 60) -> str:
    """A value as an error quotes it: escaped, and cut where it is long."""
    is_cut = isinstance(value, str | bytes) and len(value) > longest
    text = repr(value[:longest] if is_cut else value).encode("utf-8", "backslashreplace").decode()
    text = re.sub(r"\s*\n\s*", " ", text)  # of an array or a table, which has lines
    return f"{text[: 4 * longest]}…" if is_cut or len(text) > 4 * longest else text
