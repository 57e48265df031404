"""The bytes of a text file as text: strictly, in the encodings that people's files have; what is no text is refused."""

import codecs
from typing import NamedTuple

import regex

from charviz.errors import ConfigError
from charviz.i18n import N_, Name

ENCODINGS = {  # Python's name -> what a person calls it; the first three are found by themselves
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp949": N_("Korean (CP949, EUC-KR)"),
    "cp932": N_("Japanese (Shift JIS)"),
    "gb18030": N_("Chinese (GB 18030)"),
    "big5": N_("Chinese (Big5)"),
    "cp1251": N_("Cyrillic (Windows-1251)"),
    "cp1252": N_("Western European (Windows-1252)"),
}
KINDS = {  # how files begin that are often taken for text
    b"%PDF-": N_("a PDF document"),
    b"PK\x03\x04": N_("a compressed document (Word, HWPX, ZIP)"),
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": N_("an older Word or HWP document"),
    b"{\\rtf": N_("a document in Rich Text Format"),
    b"\x89PNG\r\n": N_("a picture"),
    b"\xff\xd8\xff": N_("a picture"),
    b"GIF87a": N_("a picture"),
    b"GIF89a": N_("a picture"),
    b"\x1f\x8b": N_("a compressed file"),
}
ZERO = regex.compile("\0")
CONTROLS = regex.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")  # \x1a ends many a text of DOS


class EncodingError(ConfigError):
    """A file that may be text, in an encoding that is not the one it was read in."""


class Decoded(NamedTuple):
    """A text, and the encoding that it was read in, as ENCODINGS names it."""

    text: str
    encoding: str


def decoded(content: bytes, encoding: str | None = None) -> Decoded:
    """UTF-8; UTF-16 with its byte-order mark; else, where every byte fits, CP949; or the encoding that is named.

    Raises EncodingError for what is in none of these, ConfigError for what is no text.
    """
    _check_kind(content)
    if encoding is None:
        is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        encoding = "utf-16" if is_wide else "utf-8" if _fits(content, "utf-8-sig") else "cp949"
    try:
        text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise _not(encoding, content, error) from None
    check_plain(text, CONTROLS if encoding == "cp949" else ZERO)  # a guess must be a good one
    return Decoded(text, encoding)


def check_plain(text: str, controls: regex.Pattern = ZERO) -> None:
    """ConfigError for a text with characters that no text has."""
    if stray := controls.search(text):
        raise ConfigError(
            N_("the text has the control character {code} at position {place:,}, which plain text never has."),
            code=f"U+{ord(stray.group()):04X}",
            place=stray.start(),
        )


def _check_kind(content: bytes) -> None:
    """ConfigError for what begins as a file of another kind does."""
    for begins, kind in KINDS.items():
        if content.startswith(begins):
            raise ConfigError(
                N_("the file is {kind}, not plain text; save it as a text file (.txt) first."), kind=Name(kind, kind)
            )
    if content[8:10] == b'{"' and content[7:8] == b"\0":
        raise ConfigError(N_("the file is a saved run, not a text; it can be opened as a run."))


def _fits(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _not(encoding: str, content: bytes, error: UnicodeDecodeError) -> EncodingError:
    """Why it cannot be read; of a file whose encoding was guessed, where it is not UTF-8."""
    where = {"byte": f"{content[error.start]:#04x}", "place": error.start}
    if encoding != "cp949":
        name = Name(ENCODINGS[encoding], ENCODINGS[encoding])
        return EncodingError(
            N_("the file is not {encoding} text: byte {byte} at position {place:,} does not fit."),
            encoding=name,
            **where,
        )
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as first:
        where = {"byte": f"{content[first.start]:#04x}", "place": first.start}
    return EncodingError(
        N_(
            "the file is not UTF-8 text: byte {byte} at position {place:,} does not fit; supported are UTF-8, "
            "UTF-16 with a byte-order mark, and CP949. Save it as UTF-8, or choose its encoding."
        ),
        **where,
    )
