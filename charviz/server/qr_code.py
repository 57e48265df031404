"""The squares of a QR code for a link from the browser."""

from typing import Any

import numpy as np
import segno

from charviz.player.packets import chunk


def qr_chunk(run: str, link: Any) -> bytes:
    """The chunk `qr` with the code of a link, without its margin; no squares if the link is too long; empty without a link."""
    if not isinstance(link, str) or not link:
        return b""
    return chunk({"kind": "qr", "run": run, "link": link}, {"squares": squares(link)})


def squares(link: str) -> np.ndarray:
    """uint8 (N, N), 1 where it is dark; (0, 0) for a link of more bytes than a QR code holds.

    The error correction is the highest that fits into the smallest code for the link.
    """
    try:
        code = segno.make(link, error="l", boost_error=True, micro=False)
    except segno.DataOverflowError:
        return np.zeros((0, 0), np.uint8)
    return np.array([list(row) for row in code.matrix], np.uint8)
