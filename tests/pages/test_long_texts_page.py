"""Long texts on the pages: chosen, uploaded, fetched or not to be had; every page speaks of such a run."""

from pathlib import Path

import pytest
from addressed import named
from streamlit.testing.v1 import AppTest

import charviz as cv
from charviz import corpora, downloads

BRACKETS = {"corpus": "brackets:3000", "cell": "lstm", "hidden": "12", "win": "20", "batch": "8", "steps": "30"}


def test_a_link_trains_a_long_text(opened_page) -> None:
    app = opened_page("live", **BRACKETS)
    assert not app.exception and not app.error
    assert app.session_state["shown"] == cv.RunConfig.from_url(BRACKETS)
    assert "letters, 3 different ones" in app.caption[1].value
    named(app.text_input, "knob:probe").set_value("(());").run()
    app.button(key="train").click().run()
    assert app.session_state["shown"].shown_text == "(());" and app.query_params["probe"] == "(());"
    named(app.text_input, "knob:probe").set_value("(x)").run()
    assert "'x' is not among the characters" in app.error[0].value.replace("\\", "")
    app.button(key="typed").click().run()
    assert app.session_state["shown"] == cv.RunConfig() and named(app.text_area, "knob:text").value == "hihello"


@pytest.mark.parametrize(
    "page", ["memory", "cell", "units", "gradients", "shapes", "order", "compare", "generate", "embeddings"]
)
def test_every_page_opens_on_a_long_text(opened_page, page: str) -> None:
    app = opened_page(page, **BRACKETS)
    assert not app.exception and not app.error


def test_a_text_made_by_rule_is_chosen(opened_page) -> None:
    app = opened_page("live")
    app.session_state["long"] = True
    app.run()
    app.button(key="corpus:counting").click().run()
    assert app.session_state["shown"].corpus == "counting:100000" and not app.exception


def test_without_a_network_shakespeare_ends_in_a_sentence(
    opened_page, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CHARVIZ_CACHE", str(tmp_path))
    nowhere = downloads.DOWNLOADS["shakespeare"]._replace(url="http://127.0.0.1:9/")
    monkeypatch.setitem(downloads.DOWNLOADS, "shakespeare", nowhere)
    monkeypatch.setattr(corpora, "_shelf", corpora._Shelf())
    app = opened_page("live", corpus="shakespeare", hidden="16")
    assert (
        not app.exception
        and "could not be fetched" in app.error[0].value
        and "upload a text file" in app.error[0].value
    )
    assert app.session_state["shown"] == cv.RunConfig()  # the picture stays


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("brackets:7", "allowed are brackets"),
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
from charviz.ui import reading
st.session_state["long"] = True
reading.choice()
"""


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "has 0 characters"), (b"\x89PNG\0", "not UTF-8 text"), ("안녕".encode("cp949"), "not UTF-8 text")],
)
def test_a_file_that_is_no_text(content: bytes, sentence: str) -> None:
    app = AppTest.from_string(UPLOADED, default_timeout=30).run()
    app.file_uploader(key="upload").upload("my.txt", content, "text/plain").run()
    assert not app.exception and sentence in str(app.session_state["problem"])


def test_a_file_of_ones_own_is_trained() -> None:
    app = AppTest.from_string(UPLOADED, default_timeout=30).run()
    app.file_uploader(key="upload").upload("my.txt", b"one two three four " * 40, "text/plain").run()
    assert not app.exception and app.session_state["shown"].corpus == corpora.add("one two three four " * 40)
