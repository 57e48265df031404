"""The binary packets that carry a run to the player: the same format for every transport.

A message is any number of chunks, one after the other. A chunk is

    uint32, little-endian   length of the header in bytes
    header                  JSON in UTF-8, padded with spaces so that what follows begins at a multiple of 8
    arrays                  little-endian, each padded with zeros to a multiple of 8

`header["arrays"]` lists `{name, dtype, shape}` in the order in which the arrays follow. Every header has `kind`
and `run` (the run's key). The contents of each kind are documented at the functions that write it. A chunk of records
says where it begins (`first`), so that the player can skip what it has, and request again what is missing.
"""

import json
from collections.abc import Iterator, Mapping
from typing import BinaryIO

import numpy as np

ALIGN = 8
DRAWN_UNITS = 64  # more rows than this cannot be told apart on a screen
DTYPES: dict[str, np.dtype] = {"u1": np.dtype("<u1"), "u2": np.dtype("<u2"), "f4": np.dtype("<f4")}


def chunk(header: Mapping, arrays: Mapping[str, np.ndarray] | None = None) -> bytes:
    """One chunk: a JSON header and its arrays, whose dtype is one of `DTYPES`."""
    arrays = {name: np.ascontiguousarray(array) for name, array in (arrays or {}).items()}
    listing = [{"name": name, "dtype": _code(array), "shape": array.shape} for name, array in arrays.items()]
    text = json.dumps(
        {**header, "arrays": listing}, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    ).encode()
    text += b" " * (-(4 + len(text)) % ALIGN)
    parts = [len(text).to_bytes(4, "little"), text]
    for array in arrays.values():
        parts += [array.astype(DTYPES[_code(array)], copy=False).tobytes(), b"\0" * (-array.nbytes % ALIGN)]
    return b"".join(parts)


def parse(message: bytes) -> Iterator[tuple[dict, dict[str, np.ndarray]]]:
    """Yields (header, arrays by name) for every chunk of a message; the inverse of `chunk`."""
    at = 0
    while at < len(message):
        length = int.from_bytes(message[at : at + 4], "little")
        header = json.loads(message[at + 4 : at + 4 + length])
        at += 4 + length
        arrays = {}
        for entry in header["arrays"]:
            dtype, count = DTYPES[entry["dtype"]], int(np.prod(entry["shape"]))
            arrays[entry["name"]] = np.frombuffer(message, dtype, count, at).reshape(entry["shape"])
            at += -(-count * dtype.itemsize // ALIGN) * ALIGN
        yield header, arrays


def quantise(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """Quantises floats to uint8: 0 is `low`, 255 is `high`; a step is (high - low) / 255."""
    scaled = (np.asarray(values) - low) * (255.0 / (high - low)) + 0.5
    return np.clip(scaled, 0, 255).astype(np.uint8)


def ids(values: np.ndarray, size: int) -> np.ndarray:
    """Symbol ids in the smallest unsigned type that holds a vocabulary of `size`."""
    return np.asarray(values).astype(np.uint8 if size <= 256 else np.uint16)


def write_frame(stream: BinaryIO, message: bytes) -> None:
    """Writes one message between two processes: its length as uint64, then its bytes."""
    stream.write(len(message).to_bytes(8, "little") + message)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes | None:
    """Reads the next message; None at the end of the stream."""
    head = stream.read(8)
    length = int.from_bytes(head, "little")
    message = stream.read(length) if len(head) == 8 else b""
    return message if len(head) == 8 and len(message) == length else None


def _code(array: np.ndarray) -> str:
    return f"{array.dtype.kind}{array.dtype.itemsize}"
