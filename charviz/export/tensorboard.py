"""A run as TensorBoard's event file: loss and accuracy of every step, what it said where that changed, its weights' spread.

The format is two small ones: records as TFRecord frames them (length, masked CRC-32C of it, data, masked CRC-32C of that),
each an `Event` as protocol buffers encode it (github.com/tensorflow/tensorboard, compat/proto). It is written here, for
what TensorBoard's own writers bring along is larger than charviz.
"""

import struct
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from charviz.arrays import changes, evenly

if TYPE_CHECKING:
    from charviz.runs.run import Run

VERSION = "brain.Event:2"
FILE = "events.out.tfevents.charviz"  # TensorBoard looks for names with `tfevents`
PREDICTIONS, HISTOGRAMS, BUCKETS = 200, 30, 30  # at most so many
PACE = 0.001  # seconds
STRING = 7  # a tensor's type


def event_file(run: "Run", at: float | None = None) -> bytes:
    """The whole file; at: the time of the last record in seconds, now where none is said.

    A run keeps no times: each step is given PACE, so that the axes of time show the steps in their order.
    """
    began = (time.time() if at is None else at) - PACE * (len(run) - 1)
    first = _double(1, began) + _bytes(3, VERSION.encode())
    summaries = sorted(_summaries(run), key=lambda summary: summary[0])
    return b"".join(map(_record, (first, *(_event(began + PACE * step, step, values) for step, values in summaries))))


def _summaries(run: "Run") -> Iterator[tuple[int, list[bytes]]]:
    """(step, values) of every event."""
    piece = " of the shown piece" if run.config.window is not None else ""
    rows = {"loss": run.losses, f"accuracy{piece}": run.accuracies}
    for step in range(len(run)):
        yield step, [_scalar(name, row[step]) for name, row in rows.items()]
    if (held_out := run.held_out) is not None:
        for step in np.flatnonzero(~np.isnan(held_out)).tolist():
            yield step, [_scalar("loss on unseen text", held_out[step])]
    changed = changes(run.predicted)
    for step in changed[evenly(len(changed), PREDICTIONS)].tolist():
        yield step, [_text("prediction", run.record(step).prediction)]
    for place in evenly(len(run.keyframes), HISTOGRAMS).tolist():
        step = run.keyframes[place]
        yield step, [_histogram(f"weights/{name}", array) for name, array in run.weights(step).items()]


def _event(at: float, step: int, values: list[bytes]) -> bytes:
    return _double(1, at) + _number(2, step) + _bytes(5, b"".join(_bytes(1, value) for value in values))


def _scalar(tag: str, value: float) -> bytes:
    return _bytes(1, tag.encode()) + _key(2, 5) + struct.pack("<f", value)


def _text(tag: str, text: str) -> bytes:
    """TensorBoard reads texts as Markdown; indented ones are shown as they are."""
    code = "\n".join(f"    {line}" for line in text.split("\n"))
    tensor = _number(1, STRING) + _bytes(2, _bytes(2, _number(1, 1))) + _bytes(8, code.encode())
    return _bytes(1, tag.encode()) + _bytes(8, tensor) + _bytes(9, _bytes(1, _bytes(1, b"text")))


def _histogram(tag: str, array: np.ndarray) -> bytes:
    """Counts in buckets of equal width, each with its upper end."""
    values = np.asarray(array, np.float64).ravel()
    counts, edges = np.histogram(values, BUCKETS)
    facts = values.min(), values.max(), len(values), values.sum(), (values**2).sum()
    histogram = b"".join(_double(place, fact) for place, fact in enumerate(facts, start=1))
    histogram += _bytes(6, edges[1:].astype("<f8").tobytes()) + _bytes(7, counts.astype("<f8").tobytes())
    return _bytes(1, tag.encode()) + _bytes(5, histogram)


def _key(field: int, kind: int) -> bytes:
    return bytes([field << 3 | kind])


def _number(field: int, value: int) -> bytes:
    return _key(field, 0) + _varint(value)


def _double(field: int, value: float) -> bytes:
    return _key(field, 1) + struct.pack("<d", value)


def _bytes(field: int, content: bytes) -> bytes:
    return _key(field, 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; the eighth says that more follow."""
    parts = []
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes([*parts, value])


def _record(data: bytes) -> bytes:
    length = struct.pack("<Q", len(data))
    return length + _masked(length) + data + _masked(data)


def _crc_table() -> list[int]:
    """What each byte makes of a CRC-32C (Castagnoli; the polynomial's bits in reverse)."""
    table = []
    for byte in range(256):
        for _bit in range(8):
            byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
        table.append(byte)
    return table


CRC = tuple(_crc_table())


def _masked(data: bytes) -> bytes:
    """The data's CRC-32C, turned by 15 bits and shifted by a constant, as the format asks."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc = CRC[(crc ^ byte) & 255] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)
