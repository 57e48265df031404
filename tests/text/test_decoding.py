"""What people's text files are made of: encodings, marks, line ends; and what is no text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import charviz as cv
from charviz.text.decoding import ENCODINGS, EncodingError, decoded

KOREAN = "안녕하세요, 간장 공장 공장장입니다. 똠방각하 뷁\n"  # the last two words are in CP949, not in EUC-KR


@pytest.mark.parametrize(
    ("content", "text", "encoding"),
    [
        (KOREAN.encode(), KOREAN, "utf-8"),
        (KOREAN.encode("utf-8-sig"), KOREAN, "utf-8"),
        (KOREAN.encode("utf-16"), KOREAN, "utf-16"),
        (b"\xfe\xff" + KOREAN.encode("utf-16-be"), KOREAN, "utf-16"),
        (KOREAN.encode("cp949"), KOREAN, "cp949"),
        ("안녕하세요".encode("euc-kr") + b"\r\n\x1a", "안녕하세요\r\n\x1a", "cp949"),  # as DOS ended its files
        (b"plain", "plain", "utf-8"),
        (b"", "", "utf-8"),
    ],
)
def test_what_is_found_by_itself(content: bytes, text: str, encoding: str) -> None:
    assert decoded(content) == (text, encoding)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("日本語のテキスト", "cp932"),
        ("中文文本", "gb18030"),
        ("中文文本", "big5"),
        ("Русский текст", "cp1251"),
        ("un café déjà vu", "cp1252"),
        (KOREAN, "cp949"),
        (KOREAN, "utf-8"),
    ],
)
def test_an_encoding_that_is_chosen(text: str, encoding: str) -> None:
    assert encoding in ENCODINGS and decoded(text.encode(encoding), encoding) == (text, encoding)


def test_nothing_fits() -> None:
    latin = "un café déjà vu ".encode("cp1252")
    with pytest.raises(EncodingError, match=r"not UTF-8 text: byte 0xe9 at position 6 .*UTF-8, UTF-16 .*CP949"):
        decoded(latin)
    assert decoded(latin, "cp1252").text == "un café déjà vu "
    for content, encoding in ((latin, "cp949"), (KOREAN.encode("cp949"), "utf-8"), (b"\xff\xfea", None)):
        with pytest.raises(EncodingError, match="is not .* text: byte 0x.. at position"):
            decoded(content, encoding)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7\n1 0 obj", "is a PDF document, not plain text"),
        (b"PK\x03\x04\x14\0", "compressed document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "older Word or HWP"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "is a picture"),
        (b"GIF89a\1\0", "is a picture"),
        (b"text\0text", r"control character U\+0000 at position 4"),
        (
            "안녕".encode("cp949") + b"\x01",
            r"control character U\+0001 at position 2",
        ),  # a guess that does not convince
        (b"ab\0\0", r"control character U\+0000 at position 2"),
    ],
)
def test_what_is_no_text_is_said_to_be_what_it_is(content: bytes, sentence: str) -> None:
    with pytest.raises(cv.ConfigError, match=sentence):
        decoded(content)


def test_a_saved_run_is_no_text() -> None:
    with pytest.raises(cv.ConfigError, match="is a saved run, not a text"):
        decoded(cv.train(cv.RunConfig(steps=1)).to_bytes())


@given(st.binary(max_size=80))
def test_any_bytes_are_a_text_or_a_sentence(content: bytes) -> None:
    try:
        text, encoding = decoded(content)
    except cv.ConfigError as error:
        assert str(error)
    else:
        assert encoding in ("utf-8", "utf-16", "cp949") and "\0" not in text
