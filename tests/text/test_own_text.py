"""Texts that a person adds in a notebook: from files, as strings; they stay as long as somebody holds them."""

import copy
import gc
import multiprocessing
import pickle
from pathlib import Path

import pytest

import charviz as cv
from charviz.export.html_report import report
from charviz.export.pytorch_code import script
from charviz.text import corpora

TEXT = "she sells sea shells by the sea shore. " * 20
SMALL = {"window": 16, "batch_size": 4, "hidden_size": 8, "steps": 5}


def text_of(name: str) -> str:
    return corpora.corpus(name).text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("\ufeffhello\r\n".encode(), "hello\n"),
        ("안녕하세요".encode("cp949"), "안녕하세요"),
        ("안녕 hello".encode("utf-16"), "안녕 hello"),
        ("e\u0301e\u0301".encode(), "\u00e9\u00e9"),
    ],
)
def test_a_file_is_read_as_its_writer_meant(tmp_path: Path, content: bytes, text: str) -> None:
    path = tmp_path / "my own text"
    path.write_bytes(content)
    assert text_of(cv.add_text(path)) == text == text_of(cv.add_text(str(path)))


def test_a_string_is_a_text_unless_it_is_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert text_of(cv.add_text("hello\r\nhello\rhello")) == "hello\nhello\nhello"
    assert text_of(cv.add_text("\ufeffto be, or not to be")) == "to be, or not to be"
    assert text_of(cv.add_text("hihello" * 1000)) == "hihello" * 1000
    assert text_of(cv.add_text("The end of the book.")) == "The end of the book."
    (tmp_path / "hihello").write_text("what stands in the file")
    assert text_of(cv.add_text("hihello")) == "what stands in the file"


@pytest.mark.parametrize("missing", ["book.txt", "my old book.txt", "books/one", "C:\\books\\one", Path("a book")])
def test_a_file_that_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str | Path) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(cv.ConfigError, match=r"there is no file .*; a string counts as text"):
        cv.add_text(missing)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "has 0 characters; it needs at least two"),
        (b"\xef\xbb\xbfx", "has 1 character"),
        (b"\x89PNG\r\n\x1a\n", "is a picture, not plain text"),
        (b"\0\1\2", "control character"),
        (b"caf\xe9 ", "not UTF-8 text: byte 0xe9 at position 3"),
    ],
)
def test_files_that_are_no_text(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(cv.ConfigError, match=sentence):
        cv.add_text(path)


@pytest.mark.parametrize("wrong", [None, 5, b"bytes", ["a", "list"], ("t", "u")])
def test_what_is_neither_a_path_nor_a_text(wrong: object) -> None:
    with pytest.raises(cv.ConfigError, match="add_text takes a file path or a text; found '"):
        cv.add_text(wrong)


def test_other_texts_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(cv.ConfigError, match="is a folder"):
        cv.add_text(tmp_path)
    for text, sentence in (("a\ud800 text", "lone surrogate"), ("a\0b", "control character"), ("\n", "1 character")):
        with pytest.raises(cv.ConfigError, match=sentence):
            cv.add_text(text)


def fill(count: int = 12) -> None:
    """What others add meanwhile."""
    for number in range(count):
        cv.add_text(f"text number {number}, of somebody else. " * 10)


@pytest.fixture
def nothing_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody holds is forgotten at once."""
    monkeypatch.setattr(corpora, "_shelf", corpora.Shelf(1))


def test_nothing_that_is_held_is_forgotten(nothing_stays, tmp_path: Path) -> None:
    name = cv.add_text(TEXT)
    fill()
    config = cv.RunConfig(corpus=name, **SMALL)
    del name
    fill()
    run = cv.train(config)
    fork = cv.train(config.forked(3).replace(learning_rate=0.1))
    for one in (run, fork):
        fill()
        one.save(tmp_path / "run.charviz")
        assert (cv.Run.load(tmp_path / "run.charviz").losses == one.losses).all()
        assert one.config.replace(seed=3).corpus == one.config.corpus
        assert cv.RunConfig.from_url(one.config.to_url()) == one.config
        assert len(script(one.config)) > 100 and b"<html" in report(one)
        assert one.config.rows and one.config.forked(2).origin and cv.compare([one.config], range(2)).done.all()
    corpus = str(config.corpus)
    del run, fork, one, config
    gc.collect()
    assert not corpora.is_here(corpus)  # nobody holds it: it is not kept for ever


def test_a_file_brings_the_texts_of_the_runs_that_it_is_forked_from(nothing_stays, tmp_path: Path) -> None:
    config = cv.RunConfig(corpus=cv.add_text(TEXT), **SMALL)
    other = cv.add_text(TEXT[5:] + TEXT[:5])
    once = config.forked(3).replace(corpus=other, alphabet="".join(config.vocabulary.symbols))
    typed = config.forked(2).replace(corpus=None, text=TEXT[:60], alphabet="".join(config.vocabulary.symbols))
    twice = once.forked(4).replace(corpus=config.corpus)
    for number, fork in enumerate((once, typed, twice)):
        cv.train(fork).save(tmp_path / f"{number}.charviz")
    corpus, address = str(config.corpus), twice.to_url()
    del config, other, once, typed, twice, fork
    gc.collect()
    assert not corpora.is_here(corpus)
    with pytest.raises(cv.ConfigError, match="no longer available"):
        cv.RunConfig.from_url(address)
    for number, count in enumerate((2, 1, 2)):
        run = cv.Run.load(tmp_path / f"{number}.charviz")
        assert len(run.config.added_texts) == count
        assert (cv.train(run.config).losses == run.losses).all()


def test_a_text_larger_than_an_upload_is_trained_and_saved(nothing_stays, tmp_path: Path) -> None:
    """In bytes, and in different characters."""
    text = "".join(map(chr, range(0x4E00, 0x4E00 + corpora.UPLOAD_SYMBOLS + 1))) + "ab" * (corpora.UPLOAD_LIMIT // 2)
    run = cv.train(cv.RunConfig(corpus=cv.add_text(text), **{**SMALL, "steps": 1}))
    assert run.config.length == len(text) and len(run.vocabulary) == corpora.UPLOAD_SYMBOLS + 3
    run.save(tmp_path / "run.charviz")
    assert cv.Run.load(tmp_path / "run.charviz").config.long_text.text == text


def test_a_copy_holds_the_same_text(nothing_stays) -> None:
    config = cv.RunConfig(corpus=cv.add_text(TEXT), **SMALL)
    copies = copy.copy(config), copy.deepcopy(config), config.known_as("a" * 20), config.model_copy()
    del config
    gc.collect()
    assert all(one.long_text.text == TEXT for one in copies)


def test_a_pickle_takes_the_text_along(nothing_stays) -> None:
    config, name = cv.RunConfig(corpus=cv.add_text(TEXT), **SMALL), cv.add_text(TEXT * 2)
    content, json = pickle.dumps((config.forked(2), name)), config.to_json()
    del config, name
    gc.collect()
    with pytest.raises(cv.ConfigError, match="no longer available; please add it again"):
        cv.RunConfig.from_json(json)
    fork, name = pickle.loads(content)
    assert fork.long_text.text == TEXT and fork.origin[0].replace(seed=5).long_text.text == TEXT
    assert cv.RunConfig(corpus=name, **SMALL).length == 2 * len(TEXT)


def lengths(config: cv.RunConfig, name: str) -> tuple[cv.Run, int]:
    return cv.train(config.replace(steps=3)), cv.RunConfig(corpus=name, **SMALL).length


def test_a_spawned_process_has_the_text() -> None:
    config, name = cv.RunConfig(corpus=cv.add_text(TEXT), **SMALL), cv.add_text(TEXT * 2)
    with multiprocessing.get_context("spawn").Pool(1) as workers:
        run, length = workers.apply(lengths, (config.forked(1), name))
    assert run.config == config.forked(1).replace(steps=3) and length == 2 * len(TEXT)
    assert (run.losses == cv.train(run.config).losses).all()


def test_one_character_has_an_end() -> None:
    with pytest.raises(cv.ConfigError, match="a character of 501 code points; at most 64"):
        cv.add_text("abc e" + "\u0332" * 500)
