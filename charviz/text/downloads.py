"""Public texts that are fetched when somebody asks for them, checked, and kept in the user's cache folder."""

import hashlib
import logging
import os
import time
import urllib.request
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple
from urllib.error import HTTPError

from charviz.errors import ConfigError
from charviz.i18n import N_
from charviz.text.memoryless_limit import Floor

log = logging.getLogger(__name__)

SILENCE, PATIENCE = 10, 60  # seconds: without a byte, and in all
PIECE = 2**16  # bytes


class Download(NamedTuple):
    """A file on the open internet: where it lies, its SHA-256, its size in bytes; and what can be told of it without it.

    length: its characters; symbols: they, in order of first appearance; opening: the first 100; floor: what a model without
    memory can reach on it.
    """

    url: str
    sha256: str
    size: int
    length: int
    symbols: tuple[str, ...]
    opening: str
    floor: Floor


DOWNLOADS = {
    "shakespeare": Download(
        "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt",
        "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
        1_115_394,
        1_115_394,
        tuple("First Czen:\nBfowpcdayuh,mk.AlSYv?RMW'LINg;b!OjV-THEUDPqxJGKQ&ZX3$"),
        "First Citizen:\nBefore we proceed any further, hear me speak.\n\nAll:\nSpeak, speak.\n\nFirst Citizen:\nYou",
        Floor(2.4525653976309436, 302_647, 1_115_393, 124),
    )
}


def cache_folder() -> Path:
    """Where downloads are kept: CHARVIZ_CACHE, or the user's cache folder."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("CHARVIZ_CACHE") or Path(home) / "charviz")


def fetch(name: str) -> bytes:
    """A download's bytes, from the cache folder or from its address.

    Raises ConfigError, with what to do instead, where it cannot be reached, comes too slowly, is cut off, or is not the file
    that it should be; the log says which.
    """
    wanted = DOWNLOADS[name]
    with suppress(OSError, RuntimeError):  # RuntimeError: nobody's home
        content = (cache_folder() / f"{name}.txt").read_bytes()
        if _is(content, wanted):
            return content
    try:
        content = _read(wanted)
    except (OSError, HTTPException, ValueError) as error:
        if isinstance(error, HTTPError):  # it holds what the server has said beside its refusal
            error.close()
        raise _failed(name, str(getattr(error, "reason", None) or error)) from None
    if not _is(content, wanted):
        why = f"what came ({len(content):,} bytes) is not the file of {wanted.size:,} bytes that it should be"
        raise _failed(name, why)
    _keep(name, content)
    return content


def _is(content: bytes, wanted: Download) -> bool:
    return len(content) == wanted.size and hashlib.sha256(content).hexdigest() == wanted.sha256


def _read(wanted: Download) -> bytes:
    """At most one byte more than there should be, within PATIENCE seconds."""
    deadline, pieces, left = time.monotonic() + PATIENCE, [], wanted.size + 1
    with urllib.request.urlopen(wanted.url, timeout=SILENCE) as answer:
        while left and (piece := answer.read1(min(left, PIECE))):
            pieces.append(piece)
            left -= len(piece)
            if time.monotonic() > deadline:
                raise TimeoutError(f"only {wanted.size + 1 - left:,} bytes came in {PATIENCE} seconds")
    return b"".join(pieces)


def _keep(name: str, content: bytes) -> None:
    """Written aside and moved into place, so that nobody sees half a file; a folder that cannot be written is no failure."""
    try:
        folder = cache_folder()
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder, delete=False) as aside:
            aside.write(content)
        os.replace(aside.name, folder / f"{name}.txt")
    except (OSError, RuntimeError) as error:
        log.warning("the download %s could not be kept: %s", name, error)


def _failed(name: str, why: str) -> ConfigError:
    """The cause is for who runs the server, what to do instead for who wants to read the text."""
    log.warning(
        "the text %s could not be fetched from %s (%s); without a network, put it as %s.txt into the folder that %s names",
        name,
        DOWNLOADS[name].url,
        why,
        name,
        "CHARVIZ_CACHE",
    )
    return ConfigError(
        N_(
            "{name} could not be downloaded: the internet cannot be reached, or no longer has the file. "
            "Upload a text file of your own, or choose another long text."
        ),
        name=name.capitalize(),
    )
