"""Saved runs that whoever started the app has named, a file or a folder of files; everybody who opens it may look at them."""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from charviz.config import RunConfig
from charviz.errors import RunFileError, quote
from charviz.i18n import N_
from charviz.runs import run_file

ENDING = ".charviz"
_given: list[Path] = []


class GivenRun(NamedTuple):
    """A file, which is handed in like an uploaded one."""

    path: Path

    @property
    def name(self) -> str:
        """Its name without the folder."""
        return self.path.name

    def getvalue(self) -> bytes:
        """Its content; a RunFileError where it is gone."""
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise RunFileError(N_("{file} cannot be read: {why}."), file=quote(self.name), why=error.strerror) from None

    def is_of(self, config: RunConfig) -> bool:
        """Whether it is a run with these settings."""
        try:
            return _config(self.path, self.path.stat().st_mtime_ns) == config
        except (RunFileError, OSError):
            return False


def give(path: Path | None) -> None:
    """From now on this file, or the files of this folder, can be opened; RunFileError where there is none."""
    _given[:] = [] if path is None else [path.resolve()]
    if path is None:
        return
    if path.is_dir() and not runs():
        raise RunFileError(N_("the folder {path} has no saved run (.charviz)."), path=quote(str(path)))
    if not path.is_dir():
        run_file.read(path)  # it says what is wrong


def folder() -> str | None:
    """The name of the folder, if it is one."""
    return _given[0].name if _given and _given[0].is_dir() else None


def runs() -> list[GivenRun]:
    """The files, the newest first."""
    if not _given:
        return []
    files = _given[0].glob(f"*{ENDING}") if _given[0].is_dir() else _given
    return [GivenRun(path) for path in sorted(files, key=_changed, reverse=True)]


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # it has been deleted since
        return 0.0


@lru_cache(1000)
def _config(path: Path, _changed: int) -> RunConfig:
    held = run_file.read(path)
    return held.config.replace(steps=max(len(held.arrays["losses"]) - 1, 1))
