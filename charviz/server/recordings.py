"""Recordings of runs, answers and comparisons, so that a first lesson neither waits nor needs the worker.

`python -m charviz.worker.make_recordings` writes the files, and a test compares them with fresh ones. Each file has the packets
that the worker would send, compressed, and is read on request.
"""

import hashlib
import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from charviz.paths import ASSETS
from charviz.player.packets import parse

FOLDER = ASSETS / "recordings"


def has_run(key: str) -> bool:
    """Whether there is a recording of a run."""
    return _path("run", key).is_file()


def run(key: str) -> bytes | None:
    """All chunks `records` of a run."""
    return _read("run", key)


def comparison(key: str) -> bytes | None:
    """The last report of a comparison."""
    return _read("comparison", key)


def answer(
    what: str, key: str, step: int, fields: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, np.ndarray]] | None:
    """The recorded header and arrays of the worker's answer to a question about a run."""
    found = _read("answer", answer_key(what, key, step, fields))
    return None if found is None else next(parse(found))


def answer_key(what: str, key: str, step: int, fields: Mapping[str, Any]) -> str:
    """A hash of a question."""
    asked = json.dumps([what, key, step, fields], sort_keys=True)
    return hashlib.sha256(asked.encode()).hexdigest()[:20]


def write(kind: str, key: str, message: bytes) -> None:
    """Writes a recording; kind: run, answer or comparison."""
    FOLDER.mkdir(exist_ok=True)
    _path(kind, key).write_bytes(zlib.compress(message, 9))


def _read(kind: str, key: str) -> bytes | None:
    try:
        return zlib.decompress(_path(kind, key).read_bytes())
    except FileNotFoundError:
        return None


def _path(kind: str, key: str) -> Path:
    return FOLDER / f"{kind}-{key}.packets"
