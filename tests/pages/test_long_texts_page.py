"""Long texts on the pages: chosen, uploaded, fetched or not to be had; every page speaks of such a run."""

from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from addressed import named
from streamlit.testing.v1 import AppTest

import charviz as cv
from charviz.text import corpora, downloads
from charviz.ui.shell import session

BRACKETS = {
    "corpus": "brackets:3000",
    "cell": "lstm",
    "hidden": "12",
    "window_length": "20",
    "batch": "8",
    "steps": "30",
}


def test_a_link_trains_a_long_text(opened_page) -> None:
    app = opened_page("live", **BRACKETS)
    assert not app.exception and not app.error
    assert app.session_state["shown"] == cv.RunConfig.from_url(BRACKETS)
    assert "letters, 3 different ones" in app.button(key="typed").proto.help
    named(app.text_input, "setting:probe").set_value("(());").run()
    app.button(key="train").click().run()
    assert app.session_state["shown"].shown_text == "(());" and app.query_params["probe"] == "(());"
    named(app.text_input, "setting:probe").set_value("(x)").run()
    assert "'x' is not among the characters" in app.error[0].value.replace("\\", "")
    app.button(key="typed").click().run()
    assert app.session_state["shown"] == cv.RunConfig() and named(app.text_area, "setting:text").value == "hihello"


@pytest.mark.parametrize(
    "page", ["memory", "cell", "units", "gradients", "shapes", "order", "compare", "generate", "embeddings"]
)
def test_every_page_opens_on_a_long_text(opened_page, page: str) -> None:
    app = opened_page(page, **BRACKETS)
    assert not app.exception and not app.error


def test_a_text_made_by_rule_is_chosen(opened_page) -> None:
    app = opened_page("live")
    app.session_state["examples"] = True
    app.run()
    app.button(key="corpus:counting").click().run()
    assert app.session_state["shown"].corpus == "counting:100000" and not app.exception


def test_without_a_network_shakespeare_ends_in_a_sentence(
    opened_page, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CHARVIZ_CACHE", str(tmp_path))
    nowhere = downloads.DOWNLOADS["shakespeare"]._replace(url="http://127.0.0.1:9/")
    monkeypatch.setitem(downloads.DOWNLOADS, "shakespeare", nowhere)
    monkeypatch.setattr(corpora, "_shelf", corpora.Shelf(2**20))
    app = opened_page("live", corpus="shakespeare", hidden="16")
    assert (
        not app.exception
        and "could not be downloaded" in app.error[0].value
        and "Upload a text file of your own, or choose another long text" in app.error[0].value
        and "Errno" not in app.error[0].value
    )
    assert app.session_state["shown"] == cv.RunConfig()  # the picture stays
    app.button(key="undo").click().run()
    assert not app.error and app.session_state["config"] == cv.RunConfig() and "corpus" not in app.query_params
    app.session_state["examples"] = True
    app.run()
    app.button(key="corpus:shakespeare").click().run()
    assert "could not be downloaded" in app.error[0].value
    app.button(key="undo").click().run()
    assert not app.error and app.session_state["config"] == app.session_state["shown"] == cv.RunConfig()
    assert named(app.text_area, "setting:text").value == "hihello"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("brackets:7", "allowed: brackets"),
        ("upload:" + "0" * 32, "please upload it again"),
        ("<b>", "corpus is '<b>'"),
    ],
)
def test_a_wrong_name_in_the_address_ends_in_a_sentence(opened_page, name: str, sentence: str) -> None:
    app = opened_page("live", corpus=name, cell="gru")
    assert not app.exception and sentence in app.error[0].value.replace("\\", "")
    assert app.session_state["config"].cell_type == "gru"


UPLOADED = """
import streamlit as st
from charviz.ui.live import text_source
st.session_state["examples"] = True
text_source.examples(lambda: None, lambda: None)
"""


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "has 0 characters"), (b"\x89PNG\r\n\0", "is a picture"), (b"caf\xe9 ", "not UTF-8 text")],
)
def test_a_file_that_is_no_text(content: bytes, sentence: str) -> None:
    app = AppTest.from_string(UPLOADED, default_timeout=30).run()
    app.file_uploader(key="upload").upload("my.txt", content, "text/plain").run()
    assert not app.exception and sentence in str(app.session_state["problem"])
    assert bool(app.selectbox) == (sentence == "not UTF-8 text")  # only where another encoding may help


def test_a_file_of_ones_own_is_trained() -> None:
    app = AppTest.from_string(UPLOADED, default_timeout=30).run()
    app.file_uploader(key="upload").upload("my.txt", b"one two three four " * 40, "text/plain").run()
    assert not app.exception and app.session_state["shown"].corpus == corpora.add("one two three four " * 40)
    assert not app.selectbox  # nothing was guessed


def test_an_old_korean_file_is_read_and_another_encoding_can_be_chosen() -> None:
    text = "안녕하세요, 똠방각하입니다.\n" * 40
    app = AppTest.from_string(UPLOADED, default_timeout=30).run()
    uploaded = app.file_uploader(key="upload").upload("old.txt", text.encode("cp949"), "text/plain").run()
    assert not app.exception and app.session_state["shown"].long_text.text == text
    assert "was read as Korean (CP949" in app.caption[-1].value and app.selectbox(key="encoding").value == "cp949"
    app.selectbox(key="encoding").set_value("cp1252").run()
    assert not app.exception and app.session_state["shown"].long_text.text == text.encode("cp949").decode("cp1252")
    app.selectbox(key="encoding").set_value("cp932").run()
    assert "is not Japanese (Shift JIS) text" in str(app.session_state["problem"]) or app.session_state["shown"]
    app.selectbox(key="encoding").set_value("cp949").run()
    assert app.session_state["shown"].long_text.text == text
    uploaded.file_uploader(key="upload").upload("new.txt", text.encode(), "text/plain").run()
    assert not app.selectbox


def test_a_link_to_a_text_that_is_gone_says_so_and_takes_it_back(opened_page, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a text that only its writer has, " * 30
    config = cv.RunConfig(corpus=corpora.add(text), window=20, batch_size=4, steps=30, hidden_size=12, cell_type="gru")
    fork = config.forked(10).replace(learning_rate=0.05)
    for link, again in ((config, text), (fork, text), (config, "another text, of nobody else but me. " * 40)):
        monkeypatch.setattr(corpora, "_shelf", corpora.Shelf(2**20))  # a server that was started anew
        app = opened_page("live", **dict(parse_qsl(link.to_url())))
        assert not app.exception and "please upload it again" in app.error[0].value
        assert (
            app.session_state["shown"].corpus is None
            and "no longer available" in app.file_uploader(key="brought").label
        )
        app.run()
        app.file_uploader(key="brought").upload("my.txt", again.encode(), "text/plain").run()
        assert not app.exception and not app.error
        assert not [one for one in app.file_uploader if one.key == "brought"]
        assert app.session_state["shown"] == (link if again == text else config.replace(corpus=corpora.add(again)))
        app.button(key="train").click().run()
        assert not app.exception


def test_refused_run_files_push_no_text_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpora, "_shelf", corpora.Shelf(2**16))
    kept = str(corpora.upload(b"somebody's own text, " * 500)[0])
    for number in range(9):
        run = cv.train(cv.RunConfig(corpus=corpora.add(f"text number {number}, " * 1500), window=8, steps=2))
        content = run.to_bytes().replace(b'\\"hidden_size\\":8', b'\\"hidden_size\\":9')
        assert content != run.to_bytes()
        shelf = corpora.Shelf(2**16)
        shelf.put(kept, corpora.Corpus("somebody's own text, " * 500))
        monkeypatch.setattr(corpora, "_shelf", shelf)
        with pytest.raises(cv.RunFileError, match="its config asks for"):
            session.open_file("my.charviz", content)
        assert corpora.is_here(kept) and list(shelf.newest) == [kept]
