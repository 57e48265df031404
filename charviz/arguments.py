"""What public functions take: each argument is of its kind and in its range, or one sentence says what it is and may be."""

import math
import operator
import os
from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar

from charviz.errors import ConfigError, quote
from charviz.i18n import N_, Message, Name

Kind = TypeVar("Kind")
Named = str | Name


def refusal(name: Named, value: object, allowed: Message | str | tuple[str, ...]) -> ConfigError:
    """The error for a value that an argument does not take."""
    return ConfigError(N_("{name} is {found}; allowed: {allowed}."), name=name, found=quote(value), allowed=allowed)


def of(kind: type[Kind], name: Named, value: Any, allowed: Message) -> Kind:
    """A value of a class; allowed: what that is, in words."""
    if not isinstance(value, kind):
        raise refusal(name, value, allowed)
    return value


def text(name: Named, value: Any) -> str:
    """A text."""
    return of(str, name, value, Message(N_("text")))


def one_of(name: Named, value: Any, choices: Collection[str]) -> str:
    """One of some words."""
    if not (isinstance(value, str) and value in choices):
        raise refusal(name, value, tuple(map(repr, choices)))
    return value


def integer(name: Named, value: Any, least: float = -math.inf, most: float = math.inf) -> int:
    """A whole number, Python's or numpy's, from `least` to `most`."""
    try:
        number = operator.index(value)
    except (TypeError, ValueError):
        number = None
    if number is None or not least <= number <= most:
        raise refusal(name, value, _range(least, most))
    return number


def number(name: Named, value: Any, least: float, most: float) -> float:
    """A number from `least` to `most`; an array of numbers is none."""
    try:
        found = math.nan if isinstance(value, str | bytes) or getattr(value, "ndim", 0) > 0 else float(value)
    except (TypeError, ValueError, OverflowError):
        found = math.nan
    if not least <= found <= most:
        raise refusal(name, value, Message(N_("{least} to {most}"), {"least": f"{least:g}", "most": f"{most:g}"}))
    return found


def flag(name: Named, value: Any) -> bool:
    """True or false, Python's or numpy's."""
    if not isinstance(value, bool) and type(value).__name__ != "bool":
        raise refusal(name, value, Message(N_("true or false")))
    return bool(value)


def several(name: Named, value: Any, allowed: Message, kinds: type | tuple[type, ...] = ()) -> tuple:
    """The members of a list or of anything that can be gone through, but not of a text or of one that should be a member.

    allowed: what it should be, in words; kinds: what is one member, not several.
    """
    if not isinstance(value, Iterable) or isinstance(value, (str, bytes, Mapping, *_classes(kinds))):
        raise refusal(name, value, allowed)
    try:
        return tuple(value)
    except TypeError:  # an array of no dimension
        raise refusal(name, value, allowed) from None


def path(name: Named, value: Any) -> str:
    """The name of a file or a folder."""
    try:
        return os.fsdecode(value)
    except TypeError:
        raise refusal(name, value, Message(N_("a path, as a string or a pathlib.Path"))) from None


def _classes(kinds: type | tuple[type, ...]) -> tuple[type, ...]:
    return kinds if isinstance(kinds, tuple) else (kinds,)


def _range(least: float, most: float) -> Message:
    """The whole numbers between two, of which either may be missing."""
    ends = {"least": f"{least:,}", "most": f"{most:,}"}
    if most < math.inf:
        return Message(N_("{least} to {most} (whole numbers)"), ends)
    return Message(N_("{least} or more (whole numbers)"), ends) if least > -math.inf else Message(N_("whole numbers"))
