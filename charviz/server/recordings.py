"""What was recorded of runs, answers and comparisons, so that a first lesson neither waits nor needs the worker.

`python -m charviz.worker.make_recordings` writes the files, a test holds them against fresh ones. Each holds the packets that the
worker would have sent, compressed, and is read when somebody asks for what is in it.
"""

import hashlib
import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from charviz.paths import ASSETS
from charviz.server.packets import parse

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
    """Header and arrays of what the worker answers about a run when it is asked with these fields."""
    found = _read("answer", answer_key(what, key, step, fields))
    return None if found is None else next(parse(found))


def answer_key(what: str, key: str, step: int, fields: Mapping[str, Any]) -> str:
    """A hash of what is asked."""
    asked = json.dumps([what, key, step, fields], sort_keys=True)
    return hashlib.sha256(asked.encode()).hexdigest()[:20]


def write(kind: str, key: str, message: bytes) -> None:
    """Keeps a recording; kind: run, answer or comparison."""
    FOLDER.mkdir(exist_ok=True)
    _path(kind, key).write_bytes(zlib.compress(message, 9))


def _read(kind: str, key: str) -> bytes | None:
    try:
        return zlib.decompress(_path(kind, key).read_bytes())
    except FileNotFoundError:
        return None


def _path(kind: str, key: str) -> Path:
    return FOLDER / f"{kind}-{key}.packets"
