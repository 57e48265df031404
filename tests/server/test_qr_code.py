"""The QR code of a link: what a decoder that has nothing to do with the encoder reads in it."""

import numpy as np
import pytest

from charviz.player.packets import parse
from charviz.server import qr_code

LINKS = ["http://localhost:8501/", "https://a.b/?text=%EA%B0%84%EC%9E%A5&cell=lstm", "https://a.b/?text=" + "x" * 2900]


@pytest.mark.parametrize("link", LINKS, ids=len)
def test_a_decoder_reads_the_link(link: str) -> None:
    zxingcpp = pytest.importorskip("zxingcpp", reason="zxing-cpp is not installed")
    ((header, arrays),) = parse(qr_code.qr_chunk("run", link))
    assert (header["kind"], header["run"], header["link"]) == ("qr", "run", link)
    picture = np.kron(np.pad(1 - arrays["squares"], 4, constant_values=1), np.full((4, 4), 255)).astype(np.uint8)
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == link


def test_a_longer_link_has_no_squares() -> None:
    ((header, arrays),) = parse(qr_code.qr_chunk("run", "x" * 2954))
    assert header["link"] == "x" * 2954 and arrays["squares"].shape == (0, 0)


@pytest.mark.parametrize("link", [None, "", 5, ["a"]])
def test_what_is_not_a_link_gets_no_code(link: object) -> None:
    assert qr_code.qr_chunk("run", link) == b""
