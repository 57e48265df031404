"""Long texts by name: valid names, valid texts, and their facts."""

import gc
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import charviz as cv
from charviz.text import corpora, symbol_ids
from charviz.text.downloads import DOWNLOADS, cache_folder
from charviz.text.generators import RULES, generated
from charviz.text.memoryless_limit import floor
from charviz.text.tokens import graphemes, normalised

limit = import_module("charviz.text.memoryless_limit")


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
    with pytest.raises(cv.ConfigError, match="allowed: brackets, quotes, sums, counting, shakespeare"):
        corpora.corpus(name)
    with pytest.raises(cv.ConfigError, match="corpus is"):
        cv.RunConfig(corpus=name)


def test_an_upload_that_is_gone() -> None:
    with pytest.raises(cv.ConfigError, match="no longer available; please add it again"):
        cv.RunConfig(corpus="upload:" + "0" * 32)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "has 0 characters; it needs at least two"),
        (b"ab" * (5 * 2**19) + b"c", "5,242,881 bytes; at most 5,242,880"),
        ("".join(map(chr, range(0x4E00, 0x4E00 + 4097))).encode(), "4,097 different characters; at most 4,096"),
        (b"e" + "\u0332".encode() * 70 + b" a", "a character of 71 code points; at most 64"),
        ("caf\u00e9 ".encode("cp1252"), "not UTF-8 text"),
    ],
)
def test_what_is_refused_of_an_upload_pushes_nothing_out(
    content: bytes, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corpora, "_shelf", corpora.Shelf(2**20))
    kept = str(corpora.upload(b"a text of somebody who has gone for a coffee")[0])
    for number in range(10):
        with pytest.raises(cv.ConfigError, match=sentence):
            corpora.upload(content[:1] + content[1:] if number else content)
    gc.collect()
    assert corpora.is_here(kept) and len(corpora._shelf.living) == 1


def test_what_a_server_gives_to_texts_is_counted_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpora, "_shelf", corpora.Shelf(2**20))
    text = b"text number %d of many. " * 12_000
    unheld = str(corpora.upload(text % ((0,) * 12_000))[0])
    held = [corpora.upload(text % ((number,) * 12_000))[0] for number in (1, 2, 3)]
    gc.collect()
    assert not corpora.is_here(unheld)  # it was let go for the others
    for number in range(4, 7):
        with pytest.raises(cv.ConfigError, match="fill all 96 MB; try a shorter text, or try again later"):
            corpora.upload(text % ((number,) * 12_000))
    gc.collect()
    assert all(map(corpora.is_here, held)) and corpora._shelf.size < 2**20
    for number in range(100):
        corpora.upload(b"small ones, any number of them: %d" % number)
    del held
    gc.collect()
    assert corpora.upload(text % ((4,) * 12_000))


def test_an_upload_tells_how_it_was_read() -> None:
    name, encoding = corpora.upload("안녕하세요".encode("cp949"))
    assert corpora.corpus(name).text == "안녕하세요" and encoding == "cp949"
    assert corpora.upload("안녕하세요".encode())[0] == name == corpora.upload("안녕하세요".encode("utf-16"))[0]
    assert corpora.upload("\u00e9t\u00e9".encode("cp1252"), "cp1252")[1] == "cp1252"


def test_the_same_text_has_the_same_name() -> None:
    assert corpora.add("the first of many texts") == corpora.add("the first of many texts")
    assert corpora.add("one\r\ntwo") == corpora.add("one\ntwo") == corpora.add("\ufeffone\rtwo")


def test_five_megabytes_and_a_line_of_a_million() -> None:
    whole = corpora.corpus(corpora.upload(b"abcde " * (5 * 2**20 // 6))[0])
    assert whole.length == 5 * 2**20 // 6 * 6 and whole.symbols == tuple("abcde ")
    line = cv.RunConfig(corpus=corpora.add("ab" * 500_000 + "c"), window=16, steps=3)
    assert len(cv.train(line)) == 4 and line.length == 1_000_001


LETTERS = (
    st.sampled_from(  # what stands alone, and what joins: marks, syllables in parts, a family, a virama, half a flag
        [
            "a",
            " ",
            "\n",
            "e",
            "\u0301",
            "각",
            "\u1112\u1161",
            "\u11ab",
            "\U0001f469",
            "\u200d",
            "क",
            "\u094d",
            "\U0001f1f0",
        ]
    )
)


@given(st.lists(LETTERS, min_size=1, max_size=60).map("".join), st.integers(1, 9))
def test_a_text_in_pieces_has_the_characters_of_the_whole(text: str, piece: int) -> None:
    text = normalised(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(symbol_ids, "PIECE", piece)
        symbols, ids = symbol_ids.coded(text)
    whole = graphemes(text)
    assert symbols == tuple(dict.fromkeys(whole)) and tuple(symbols[index] for index in ids) == whole


def test_pairs_that_are_counted_in_pieces_are_all_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = np.random.default_rng(0).integers(0, 300, 5000).astype(np.uint16)
    whole = limit.floor_of_ids(ids)
    monkeypatch.setattr(limit, "PIECE", 7)
    pieces = limit.floor_of_ids(ids)
    assert pieces.loss == pytest.approx(whole.loss, abs=1e-12) and pieces.correct == whole.correct


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=2, max_size=60))
def test_any_text_is_a_corpus_or_is_refused_in_a_sentence(text: str) -> None:
    try:
        found = corpora.corpus(corpora.add(text))
    except cv.ConfigError as error:
        assert any(words in str(error) for words in ("needs at least two", "control character", "code points"))
    else:
        assert "".join(found.symbols[index] for index in found.ids) == found.text


def test_a_corpus_takes_the_place_of_the_text() -> None:
    config = cv.RunConfig(corpus="quotes:2000", cell_type="gru")
    assert (config.text, config.window, config.shown_text) == ("hihello", 64, generated("quotes", 2000)[:100])
    assert cv.RunConfig.from_url(config.to_url()) == config == cv.RunConfig.from_json(config.to_json())
    assert config.key != cv.RunConfig(cell_type="gru").key != cv.RunConfig(cell_type="gru", window=2).key
    assert config.replace(probe="so he says").shown_text == "so he says"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"batch_size": 3}, "batch_size is 3, but without a window"),
        ({"probe": "hi"}, "probe is 'hi', but without a window"),
        ({"window": 3}, "window is 3, but the text has 7 characters.*at most 2 fit"),
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


def test_the_facts_about_a_download_are_true_without_fetching_it() -> None:
    file = cache_folder() / "shakespeare.txt"
    if not file.is_file():
        pytest.skip("Shakespeare has not been downloaded here")
    told, text = DOWNLOADS["shakespeare"], corpora.Corpus(file.read_text(encoding="utf-8"))
    assert (told.length, told.symbols, told.opening) == (text.length, text.symbols, text.opening)
    assert (told.floor.correct, told.floor.total) == (text.floor.correct, text.floor.total)
    assert told.floor.loss == pytest.approx(text.floor.loss, abs=1e-12)
