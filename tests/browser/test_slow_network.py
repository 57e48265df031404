"""On a slow network: what is done before the browser has heard the answer; and ways through the history and the menu."""

import re
from contextlib import contextmanager

import pytest
from harness.tab import arrived, drawn, examples, idle, opened

# While `held` is a list, messages of the server's wait in it.
HOLD = """window.held = null; const Prompt = WebSocket; window.WebSocket = class extends Prompt {
  addEventListener(kind, call, ...rest) {
    const taken = kind === 'message' ? (event) => held ? held.push(() => call(event)) : call(event) : call;
    super.addEventListener(kind, taken, ...rest); } }"""


@pytest.fixture
def slow(page, server):
    """slow(query) -> the live page, whose network can be slow."""

    def visited(query: str = ""):
        page.add_init_script(HOLD)
        return opened(page, f"{server[0]}/{query}")

    return visited


@contextmanager
def unheard(page):
    """What is done in the block comes to the server; the page hears of it after the block."""
    page.evaluate("() => { window.held = []; }")
    yield
    page.evaluate("() => { const calls = held; window.held = null; calls.forEach((call) => call()); }")
    idle(page)


def answered(page) -> None:
    """Waits until the server has answered; the page has not heard it."""
    for _again in range(2):  # an answer may ask for one more run
        drawn(page)
        page.wait_for_function("() => !isAsked() && !runs.running")
    assert page.evaluate("held.length") > 0


def cell(page, name: str):
    return page.get_by_role("radio", name=name)


@pytest.mark.parametrize(
    ("query", "text"), [("", "if you want you"), ("?text=hello&seed=3", "something else")]
)  # the first is a preset's
def test_text_then_cell(slow, query, text):
    page = slow(query)
    with unheard(page):
        page.get_by_role("textbox", name="Text").fill(text)
        page.get_by_role("textbox", name="Text").blur()
        answered(page)
        cell(page, "LSTM").click()
    page.wait_for_url(re.compile(r"cell=lstm"))
    idle(page)
    assert page.get_by_role("textbox", name="Text").input_value() == text
    assert cell(page, "LSTM").is_checked()
    assert f"text={text.replace(' ', '+')}" in page.url and "cell=lstm" in page.url
    page.get_by_test_id("player-target").filter(has_text=text[1:]).wait_for()  # every change trains
    page.get_by_test_id("player-gate-forget").wait_for()


@pytest.mark.parametrize("query", ["", "?cell=lstm"])
def test_text_then_train(slow, query):
    """The click takes the focus from the text, and so brings it to the server, just before it comes there itself."""
    page = slow(query)
    with unheard(page):
        page.get_by_role("textbox", name="Text").fill("something else")
        page.get_by_role("button", name="Train", exact=True).click()
        answered(page)
    page.get_by_test_id("player-target").get_by_text("omething else").wait_for()
    page.get_by_text("Settings changed").wait_for(state="hidden")


def test_preset_then_train(slow):
    page = slow()
    examples(page)
    with unheard(page):
        page.get_by_text("hello · eolll").click()
        answered(page)
        page.get_by_role("button", name="Train", exact=True).click()
    assert page.get_by_role("textbox", name="Text").input_value().split() == ["hello", "eolll", "lleel"]
    assert not page.get_by_text("Settings changed").is_visible()


def test_preset_then_cell(slow):
    page = slow()
    examples(page)
    with unheard(page):
        page.get_by_text("hello · eolll", exact=False).click()
        answered(page)
        cell(page, "GRU").click()
    page.wait_for_url(re.compile(r"cell=gru"))
    idle(page)
    assert page.get_by_role("textbox", name="Text").input_value().split() == ["hello", "eolll", "lleel"]
    assert cell(page, "GRU").is_checked()


def test_there_and_back(slow):
    page = slow("?text=hello")
    with unheard(page):
        cell(page, "LSTM").click()
        answered(page)
        cell(page, "RNN").click()
    assert cell(page, "RNN").is_checked() and page.url.endswith("?text=hello")


@pytest.mark.parametrize("query", ["", "?text=hello"])
def test_back_and_forward(slow, query):
    page = slow(query)
    cell(page, "LSTM").click()
    page.wait_for_url(re.compile(r"cell=lstm"))
    with unheard(page):
        page.go_back()
        answered(page)
    assert cell(page, "RNN").is_checked() and page.url.endswith(query or "/")
    with unheard(page):
        page.go_forward()
        answered(page)
    assert cell(page, "LSTM").is_checked() and page.url.endswith("cell=lstm")


@pytest.mark.parametrize("query", ["", "?until=false&cell=lstm"])
def test_another_page_and_back(page, server, query):
    opened(page, f"{server[0]}/{query}")
    page.get_by_text("Understand", exact=True).click()
    page.get_by_text("Shapes", exact=True).first.click()
    page.wait_for_function("document.title.startsWith('Shapes')")
    page.get_by_text("Watch it learn").first.click()
    page.wait_for_function("document.title.startsWith('Watch')")
    arrived(page)
    assert page.get_by_role("textbox", name="Text").input_value() == "hihello"
    assert cell(page, "LSTM" if query else "RNN").is_checked()
    page.wait_for_url(f"{server[0]}/{query}")
