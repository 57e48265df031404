"""Cuts the records of a shared run at the step up to which a viewer has requested it."""

from bisect import bisect_left

from charviz.player.packets import chunk, parse

PER_STEP = ("loss", "held_out", "correct", "predicted", "confidence")  # the other arrays of a chunk are per keyframe


def before(message: bytes, end: int) -> bytes:
    """The records of the steps before `end`, from a message of chunks `records`."""
    return b"".join(_cut(header, arrays, end) for header, arrays in parse(message) if header["first"] < end)


def _cut(header: dict, arrays: dict, end: int) -> bytes:
    steps, rows = min(header["count"], end - header["first"]), bisect_left(header["keyframes"], end)
    shortened = {
        "count": steps,
        "keyframes": header["keyframes"][:rows],
        "milestones": [each for each in header["milestones"] if each["step"] < end],
        "samples": [each for each in header["samples"] if each["step"] < end],
    }
    cut = {name: array[: steps if name in PER_STEP else rows] for name, array in arrays.items()}
    return chunk({**header, **shortened}, cut)
