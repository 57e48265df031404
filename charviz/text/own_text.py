"""A user's own text for the library: from a file, or a string."""

from os import PathLike, fspath
from pathlib import Path

import regex

from charviz.errors import ConfigError, quote
from charviz.i18n import N_
from charviz.text.corpora import add

LONGEST_PATH = 1024  # characters
PATH = regex.compile(r"\S*[/\\]\S*|\S+\.\w{1,8}|[^\n]+\.(txt|text|md|csv|tsv|json|jsonl|log|py|html|xml|tex|rst)")


def add_text(path_or_text: str | PathLike[str]) -> str:
    r"""Adds a long text, and returns its corpus name for `RunConfig(corpus=name)`.

    A file with one name, word or sentence a line is read line by line with `RunConfig(corpus=name, sequences="lines")`:
    each step then reads `batch_size` lines, each from a zero state and a line break before it to the line break behind it, and
    one line in ten is held out. Otherwise each step reads windows that are cut anywhere.

    Args:
        path_or_text: a file's path (a `pathlib.Path`, or a string that is one: of an existing file, or one word with a
            suffix or a slash in it), or the text itself, of any size that fits into memory. Files are read as UTF-8, as
            UTF-16 with a byte-order mark, else as CP949; CR and CRLF become LF, a byte-order mark is left out.

    Returns:
        The name, the same for the same text. The text stays as long as the name, a config or a run of it is held; a config
        that is pickled takes it along to another process, a saved run keeps it in its file.

    Raises:
        ConfigError: the file is missing or cannot be read; the text is too short, binary, in another encoding, or has more
            than 65,534 different characters.

    Example:
        >>> import charviz as cv
        >>> name = cv.add_text("she sells sea shells by the sea shore. " * 20)
        >>> run = cv.train(cv.RunConfig(corpus=name, window=16, batch_size=4, steps=20))
        >>> run.config.length, len(run.losses)
        (780, 21)
        >>> cv.RunConfig(corpus=name, tokenize="words", window=4).length
        180
        >>> names = cv.add_text("emma\nolivia\nava\nisabella\nsophia\n" * 8)
        >>> run = cv.train(cv.RunConfig(corpus=names, sequences="lines", batch_size=4, cell_type="gru", steps=20))
        >>> run.config.shown_text.split("\n")[:3]
        ['emma', 'olivia', 'ava']
        >>> written = run.sample(length=50).split("\n")  # lines of its own
    """
    if isinstance(path_or_text, PathLike) and isinstance(fspath(path_or_text), str):
        return add(_content(Path(path_or_text)))
    if not isinstance(path_or_text, str):
        raise ConfigError(
            N_("add_text takes a file path or a text; found {found}."), found=quote(type(path_or_text).__name__)
        )
    path = _path(path_or_text)
    return add(path_or_text if path is None else _content(path))


def _path(text: str) -> Path | None:
    """The path that a string is; None for one that is a text."""
    if len(text) > LONGEST_PATH or "\n" in text or "\r" in text or "\0" in text:
        return None
    try:
        is_file = Path(text).is_file()
    except (OSError, ValueError):
        is_file = False
    return Path(text) if is_file or PATH.fullmatch(text) else None


def _content(path: Path) -> bytes:
    try:
        if path.is_file():
            return path.read_bytes()
    except (OSError, ValueError) as error:
        raise ConfigError(
            N_("the file {path} cannot be read: {why}."),
            path=quote(str(path)),
            why=str(getattr(error, "strerror", error)),
        ) from None
    if path.is_dir():
        raise ConfigError(N_("{path} is a folder; add_text takes one text file."), path=quote(str(path)))
    raise ConfigError(
        N_("there is no file {path}; a string counts as text if it has a line break, or neither a suffix nor a slash."),
        path=quote(str(path)),
    )
