"""A run is shared; how far each person watches it is not: records as far as one of them asked."""

from bisect import bisect_left

from charviz.server.packets import chunk, parse

PER_STEP = ("loss", "held_out", "correct", "predicted", "confidence")  # the other arrays of a chunk are per keyframe


def before(message: bytes, end: int) -> bytes:
    """Of a message of chunks `records`, those of the steps before `end`."""
    return b"".join(_cut(header, arrays, end) for header, arrays in parse(message) if header["first"] < end)


def _cut(header: dict, arrays: dict, end: int) -> bytes:
    steps, rows = min(header["count"], end - header["first"]), bisect_left(header["keyframes"], end)
    told = {
        "count": steps,
        "keyframes": header["keyframes"][:rows],
        "milestones": [each for each in header["milestones"] if each["step"] < end],
        "samples": [each for each in header["samples"] if each["step"] < end],
    }
    cut = {name: array[: steps if name in PER_STEP else rows] for name, array in arrays.items()}
    return chunk({**header, **told}, cut)
