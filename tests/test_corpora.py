"""Long texts by name: what is a name, what is a text, and what can be told of one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import charviz as cv
from charviz import corpora
from charviz.downloads import DOWNLOADS, cache_folder
from charviz.floor import floor
from charviz.rules import RULES, generated


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_makes_a_text_of_any_length(rule: str) -> None:
    text = corpora.corpus(f"{rule}:5000")
    assert 4900 < text.length <= 5000 and text.text == generated(rule, 5000)
    assert "".join(text.symbols[index] for index in text.ids) == text.text
    assert text.symbols == tuple(dict.fromkeys(text.text)) and text.opening == text.text[:100]
    assert text.floor.loss == pytest.approx(floor(text.text[:2000]).loss, abs=0.1)
    assert corpora.corpus(rule).length > 99_000


def test_its_floor_is_that_of_the_whole_text() -> None:
    """Of the whole, not of the piece that is shown; only how much memory it needs is not counted."""
    text = generated("sums", 1500)
    limit, counted = cv.RunConfig(corpus=corpora.add(text), window=8).floor, floor(text)
    assert (limit.correct, limit.total, limit.memory_needed) == (counted.correct, len(text) - 1, None)
    assert limit.loss == pytest.approx(counted.loss, abs=1e-12)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "brackets:",
        "brackets:x",
        "brackets:9",
        "brackets:1000001",
        "sums:٣٠",
        "../etc/passwd",
        "upload:xyz",
        "x" * 60,
    ],
)
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(cv.ConfigError, match="allowed are brackets, quotes, sums, counting, shakespeare"):
        corpora.corpus(name)
    with pytest.raises(cv.ConfigError, match="corpus is"):
        cv.RunConfig(corpus=name)


def test_an_upload_that_is_gone() -> None:
    with pytest.raises(cv.ConfigError, match="no longer on this machine; please upload it again"):
        cv.RunConfig(corpus="upload:" + "0" * 32)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "has 0 characters; it needs two"),
        (b"\xef\xbb\xbfx", "has 1 character"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "not UTF-8 text: byte 0x89 at place 0"),
        (b"GIF89a\0\0\1", "a zero at place 6: it is no text"),
        ("안녕하세요".encode("cp949"), "not UTF-8 text.*save it as UTF-8"),
        ("안녕".encode("utf-16")[:-1], "not UTF-8 text"),
        (b"ab" * (5 * 2**19) + b"c", "5,242,881 bytes; at most 5,242,880"),
        ("half \ud800 a character", "lone surrogate"),
        ("".join(map(chr, range(0x4E00, 0x4E00 + 4097))), "4,097 different characters; at most 4,096"),
    ],
)
def test_what_is_no_text_is_refused(content: bytes | str, sentence: str) -> None:
    with pytest.raises(cv.ConfigError, match=sentence):
        corpora.add(content)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("\ufeff안녕하세요".encode(), "안녕하세요"),
        ("안녕 hello".encode("utf-16"), "안녕 hello"),
        ("e\u0301e\u0301".encode(), "\u00e9\u00e9"),
        (b"<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_text_files_are_read_as_their_writers_meant(content: bytes, text: str) -> None:
    assert corpora.corpus(corpora.add(content)).text == text


def test_five_megabytes_and_a_line_of_a_million() -> None:
    whole = corpora.corpus(corpora.add(b"abcde " * (5 * 2**20 // 6)))
    assert whole.length == 5 * 2**20 // 6 * 6 and whole.symbols == tuple("abcde ")
    line = cv.RunConfig(corpus=corpora.add("ab" * 500_000 + "c"), window=16, steps=3)
    assert len(cv.train(line)) == 4 and line.length == 1_000_001


def test_the_same_text_has_the_same_name_and_the_oldest_are_let_go() -> None:
    first = corpora.add("the first of many texts")
    assert first == corpora.add("the first of many texts")
    for number in range(corpora.KEPT):
        corpora.add(f"text number {number}")
    with pytest.raises(cv.ConfigError, match="upload it again"):
        corpora.corpus(first)
    assert corpora.add("the first of many texts") == first and corpora.is_here(first)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=2, max_size=60))
def test_any_text_is_a_corpus_or_is_refused_in_a_sentence(text: str) -> None:
    try:
        found = corpora.corpus(corpora.add(text))
    except cv.ConfigError as error:
        assert "it needs two or more" in str(error) or "a zero at place" in str(error)
    else:
        assert "".join(found.symbols[index] for index in found.ids) == found.text


def test_a_corpus_takes_the_place_of_the_text() -> None:
    config = cv.RunConfig(text="something else", corpus="quotes:2000", cell_type="gru")
    assert (config.text, config.window, config.shown_text) == ("hihello", 64, generated("quotes", 2000)[:100])
    assert cv.RunConfig.from_url(config.to_url()) == config == cv.RunConfig.from_json(config.to_json())
    assert config.key != cv.RunConfig(cell_type="gru").key != cv.RunConfig(cell_type="gru", window=2).key
    assert config.replace(probe="so he says").shown_text == "so he says"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"batch_size": 3}, "batch_size is 3 without a window"),
        ({"probe": "hi"}, "probe is 'hi' without a window"),
        ({"window": 3}, "window is 3, and the text has 7 characters.*at most 2 fit"),
        ({"window": 2, "sequences": "lines"}, "windows are cut from the whole text"),
        ({"window": 2, "boundary_tokens": True}, "windows are cut from the whole text"),
        ({"window": 2, "probe": "xyz"}, "'x' is not among the characters"),
        ({"window": 2, "probe": "h"}, "probe is 'h', 1 character"),
        ({"corpus": "sums", "window": 2000, "batch_size": 1024, "hidden_size": 512}, "characters fit into memory"),
        ({"corpus": "sums", "hidden_size": 512, "num_layers": 4, "steps": 20_000}, r"at most [\d,]+ steps fit"),
    ],
)
def test_windows_that_cannot_be(values: dict, sentence: str) -> None:
    with pytest.raises(cv.ConfigError, match=sentence):
        cv.RunConfig(**values)


def test_what_is_told_of_a_download_without_fetching_it_is_true() -> None:
    file = cache_folder() / "shakespeare.txt"
    if not file.is_file():
        pytest.skip("Shakespeare has not been downloaded here")
    told, text = DOWNLOADS["shakespeare"], corpora.Corpus(file.read_text(encoding="utf-8"))
    assert (told.length, told.symbols, told.opening) == (text.length, text.symbols, text.opening)
    assert (told.floor.correct, told.floor.total) == (text.floor.correct, text.floor.total)
    assert told.floor.loss == pytest.approx(text.floor.loss, abs=1e-12)
