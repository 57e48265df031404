"""Atomic writing: a file is written whole or not at all."""

import os
import secrets
import shutil
from contextlib import suppress
from os import PathLike
from pathlib import Path

from charviz import arguments
from charviz.errors import RunFileError, quote
from charviz.i18n import N_


def write(path: str | PathLike, content: bytes) -> Path:
    """Writes beside the target and moves it there, so that a failure leaves what was; returns where it lies.

    A link is followed. Raises RunFileError for a folder or a device, and where nothing can be written.
    """
    path = arguments.path("path", path)
    try:
        target = Path(os.path.realpath(path))
        if os.path.exists(target) and not os.path.isfile(target):
            raise RunFileError(
                N_("{path} is a folder or a device, not a file; give the name of a file."), path=quote(path)
            )
        _move(content, target)
    except (OSError, ValueError) as error:
        if isinstance(error, RunFileError):
            raise
        raise _unwritable(path, error) from None
    return target


def folder(path: str | PathLike) -> Path:
    """A folder, made where it is missing; RunFileError where it cannot be."""
    path = arguments.path("folder", path)
    try:
        os.makedirs(path, exist_ok=True)
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from None
    return Path(path)


def _unwritable(path: str, error: Exception) -> RunFileError:
    why = getattr(error, "strerror", None) or str(error)  # a ValueError: a zero in the name
    return RunFileError(N_("{path} cannot be written: {why}."), path=quote(path), why=why)


def _move(content: bytes, target: Path) -> None:
    """Into place, from a file of a name that nobody has; with the rights of the one that was there."""
    beside = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with open(beside, "xb") as file:
            file.write(content)
        if target.exists():
            shutil.copymode(target, beside)
        beside.replace(target)
    finally:
        with suppress(OSError):
            beside.unlink()
