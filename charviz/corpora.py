"""Long texts by name: made by rule (`brackets:100000`), downloaded (`shakespeare`), or handed in (`upload:…`)."""

import codecs
import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from charviz.downloads import DOWNLOADS, Download, fetch
from charviz.errors import ConfigError, shown
from charviz.floor import Floor, floor_of_ids
from charviz.limits import LIMITS, MB
from charviz.rules import LENGTH, RULES, generated
from charviz.translation import N_, N_n
from charviz.vocab import graphemes, normalised

UPLOAD = "upload"
UPLOAD_LIMIT = LIMITS.upload * MB  # bytes
LENGTH_OF_RULES = 100_000  # characters, where a name tells no length
SYMBOLS_LIMIT = 4096
OPENING = 100  # characters that are shown where no others are named
KEPT = 8  # texts that have been handed in or downloaded, and are held in memory; the longest unused is let go


@dataclass(frozen=True, eq=False)
class Corpus:
    """A long text of N characters. symbols: its characters in order of first appearance."""

    text: str

    @cached_property
    def _coded(self) -> tuple[tuple[str, ...], np.ndarray]:
        characters = graphemes(self.text)
        places: dict[str, int] = {}
        ids = np.fromiter((places.setdefault(c, len(places)) for c in characters), np.uint16, len(characters))
        return tuple(places), ids

    @property
    def symbols(self) -> tuple[str, ...]:
        return self._coded[0]

    @property
    def ids(self) -> np.ndarray:
        """(N,) places in `symbols`."""
        return self._coded[1]

    @property
    def length(self) -> int:
        return len(self.ids)

    @cached_property
    def opening(self) -> str:
        """Its first characters."""
        return "".join(graphemes(self.text[: 8 * OPENING])[:OPENING])

    @cached_property
    def floor(self) -> Floor:
        """What a model without memory can reach on it; how much memory it needs is not counted."""
        return floor_of_ids(self.ids)


class _Shelf:
    """Texts that were handed in, by name; a name is a hash of its text, so it never comes to mean another one."""

    def __init__(self) -> None:
        self.texts: OrderedDict[str, Corpus] = OrderedDict()
        self.lock = threading.Lock()

    def put(self, name: str, corpus: Corpus) -> Corpus:
        with self.lock:
            corpus = self.texts.setdefault(name, corpus)
            self.texts.move_to_end(name)
            while len(self.texts) > KEPT:
                self.texts.popitem(last=False)
            return corpus

    def take(self, name: str) -> Corpus | None:
        with self.lock:
            if name in self.texts:
                self.texts.move_to_end(name)
            return self.texts.get(name)


_shelf = _Shelf()


def corpus(name: str) -> Corpus:
    """The text of a name, made or fetched where need be; ConfigError for a name that there is not."""
    kind, _colon, rest = check(name).partition(":")
    if kind in RULES:
        return _made(kind, int(rest or LENGTH_OF_RULES))
    if (found := _shelf.take(name)) is not None:
        return found
    if kind == UPLOAD:
        raise ConfigError(N_("the text that was uploaded is no longer on this machine; please upload it again."))
    return _shelf.put(name, Corpus(fetch(name).decode()))


def is_made(name: str) -> bool:
    """Whether a text is made by rule, wherever it is asked for."""
    return name.partition(":")[0] in RULES


def own_text(name: str | None) -> bytes | None:
    """The text of an upload, which another machine or another day lacks; None for every other name."""
    return corpus(name).text.encode() if name is not None and name.startswith(UPLOAD) else None


def is_here(name: str) -> bool:
    """Whether a text can be used at once, without fetching it."""
    return is_made(name) or _shelf.take(name) is not None


def about(name: str) -> Corpus | Download:
    """What can be told of a text without fetching it: its symbols, opening, length and floor."""
    return DOWNLOADS.get(name) or corpus(name)


def check(name: str) -> str:
    """The name, if it can be one; ConfigError if not. Whether an upload is still there is seen when it is used."""
    kind, colon, rest = name.partition(":")
    least, most = LENGTH
    if kind in RULES and (not colon or (rest.isascii() and rest.isdigit() and least <= int(rest[:9]) <= most)):
        return name
    if name in DOWNLOADS or (kind == UPLOAD and len(rest) == 32 and not set(rest) - set("0123456789abcdef")):
        return name
    raise ConfigError(
        N_(
            "corpus is {found}; allowed are {allowed}, a rule with a length of {least} to {most:,} as {example}, "
            "or a text that was uploaded."
        ),
        found=shown(name),
        allowed=(*RULES, *DOWNLOADS),
        least=least,
        most=most,
        example="brackets:5000",
    )


def add(content: str | bytes) -> str:
    """Takes a text, or the bytes of a text file, and returns the name under which it is a corpus here.

    Raises ConfigError for one that is empty, too large, no text, in another encoding than UTF-8 (or UTF-16 with its mark),
    or has too many different characters.
    """
    if isinstance(content, str):
        try:
            content = content.encode()
        except UnicodeEncodeError as error:
            raise ConfigError(
                N_("the text has half a character (a lone surrogate) at place {place:,}."), place=error.start
            ) from None
    taken = Corpus(normalised(_decoded(content)))
    if len(taken.ids) < 2:
        raise ConfigError(
            N_n(
                "the text has {count} character; it needs two or more to learn from.",
                "the text has {count} characters; it needs two or more to learn from.",
            ),
            count=len(taken.ids),
        )
    if len(taken.symbols) > SYMBOLS_LIMIT:
        raise ConfigError(
            N_("the text has {found:,} different characters; at most {most:,} are allowed."),
            found=len(taken.symbols),
            most=SYMBOLS_LIMIT,
        )
    name = f"{UPLOAD}:{hashlib.sha256(taken.text.encode()).hexdigest()[:32]}"
    _shelf.put(name, taken)
    return name


def keep(name: str, content: bytes) -> None:
    """Takes a text that another process has checked, under the name that it has there."""
    _shelf.put(name, Corpus(content.decode()))


@lru_cache(2)
def _made(rule: str, length: int) -> Corpus:
    return Corpus(generated(rule, length))


def _decoded(content: bytes) -> str:
    if len(content) > UPLOAD_LIMIT:
        raise ConfigError(
            N_("the text has {found:,} bytes; at most {most:,} are allowed."), found=len(content), most=UPLOAD_LIMIT
        )
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(
            N_("the file is not UTF-8 text: byte {byte} at place {place:,}; if it is text, save it as UTF-8."),
            byte=f"{content[error.start]:#04x}",
            place=error.start,
        ) from None
    if "\0" in text:
        raise ConfigError(N_("the file has a zero at place {place:,}: it is no text."), place=text.index(chr(0)))
    return text
