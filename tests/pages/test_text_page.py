"""The page From text to numbers without a browser."""

import pytest
from addressed import values

from charviz.text.pairs import read
from charviz.ui.pages import text


def test_a_link_brings_everything_back(opened_page) -> None:
    wanted = {
        "page_text": "안녕\n하세요",
        "split": "whole",
        "tokens": "true",
        "order": "sorted",
        "shift": "2",
        "nfd": "true",
    }
    app = opened_page("text", cell="lstm", **wanted)
    assert not app.exception and not app.error and not app.warning
    assert {**wanted, "cell": "lstm"}.items() <= values(app).items()


def test_the_runs_own_text_is_read_as_the_run_does(opened_page) -> None:
    app = opened_page("text", text="ab\ncd", seq="lines", boundary_tokens="true", alphabet="dcba")
    assert not app.exception and values(app).keys() == {"text", "seq", "boundary_tokens", "alphabet"}
    assert "['<s>', 'a', 'b', '<e>'], ['<s>', 'c', 'd', '<e>']" in app.code[0].value
    assert "symbols = ['d', 'c', 'b', 'a', '<s>', '<e>']" in app.code[0].value


def test_a_text_grows(opened_page) -> None:
    app = opened_page("text", page_text="banana", order="sorted", nfd="true")
    app = app.button(key="text:twice").click().run()
    assert not app.exception and values(app) == {"page_text": "bananabanana", "order": "sorted"}


@pytest.mark.parametrize(
    "typed", ["a", "\n", "   ", "<b>$x$</b>[a](b)", "\u202eab\x00\u0301", "שלום👩‍👩‍👧‍👦", "x" * 3000]
)
def test_no_text_breaks_it(opened_page, typed: str) -> None:
    app = opened_page("text", page_text=typed, shift="7", order="??", t="-9")
    assert not app.exception and len(app.error) == (typed == "\n")


def test_the_code_that_is_shown_runs(ran) -> None:
    pairs = read("hihello")
    printed = ran(text.script(pairs))
    assert printed.splitlines()[1] == "[0, 1, 0, 2, 3, 3] [1, 0, 2, 3, 3, 4] (7, 5)"
