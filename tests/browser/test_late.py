"""On a slow network: what is done before the browser has heard the answer; and ways through the history and the menu."""

import re

import pytest

# Every message of the server's comes this many milliseconds late.
LATE = 500
SLOW = f"""const Native = WebSocket; window.WebSocket = class extends Native {{
  addEventListener(kind, call, ...rest) {{
    super.addEventListener(kind, kind === 'message' ? (event) => setTimeout(() => call(event), {LATE}) : call, ...rest); }} }};"""


@pytest.fixture
def slow(page, server):
    """slow(query) -> the live page behind a slow network, once all is still."""

    def opened(query: str = ""):
        page.add_init_script(SLOW)
        page.goto(f"{server[0]}/{query}")
        page.get_by_test_id("player-play").wait_for(timeout=90_000)
        page.wait_for_timeout(2 * LATE)
        return page

    return opened


def cell(page, name: str):
    return page.get_by_role("radio", name=name)


@pytest.mark.parametrize(
    ("query", "text"), [("", "if you want you"), ("?text=hello&seed=3", "something else")]
)  # the first is a preset's
def test_text_then_cell(slow, query, text):
    page = slow(query)
    page.get_by_role("textbox", name="Text").fill(text)
    page.get_by_role("textbox", name="Text").blur()
    page.wait_for_timeout(LATE / 2)  # the server has answered, the browser has not heard it
    cell(page, "LSTM").click()
    page.wait_for_url(re.compile(r"cell=lstm"))
    page.wait_for_timeout(3 * LATE)
    assert page.get_by_role("textbox", name="Text").input_value() == text
    assert cell(page, "LSTM").is_checked()
    assert f"text={text.replace(' ', '+')}" in page.url and "cell=lstm" in page.url
    page.get_by_text("Settings changed").wait_for()


@pytest.mark.parametrize("query", ["", "?cell=lstm"])
def test_text_then_train(slow, query):
    """The click takes the focus from the text, and so brings it to the server, just before it comes there itself."""
    page = slow(query)
    page.get_by_role("textbox", name="Text").fill("something else")
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_test_id("player-target").get_by_text("omething else").wait_for()
    page.get_by_text("Settings changed").wait_for(state="hidden")


def test_preset_then_train(slow):
    page = slow()
    page.get_by_text("hello · eolll").click()
    page.wait_for_timeout(LATE / 2)
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_timeout(4 * LATE)
    assert page.get_by_role("textbox", name="Text").input_value().split() == ["hello", "eolll", "lleel"]
    assert not page.get_by_text("Settings changed").is_visible()


def test_preset_then_cell(slow):
    page = slow()
    page.get_by_text("hello · eolll", exact=False).click()
    page.wait_for_timeout(LATE / 2)
    cell(page, "GRU").click()
    page.wait_for_url(re.compile(r"cell=gru"))
    page.wait_for_timeout(3 * LATE)
    assert page.get_by_role("textbox", name="Text").input_value().split() == ["hello", "eolll", "lleel"]
    assert cell(page, "GRU").is_checked()


def test_there_and_back(slow):
    page = slow("?text=hello")
    cell(page, "LSTM").click()
    page.wait_for_timeout(LATE / 2)
    cell(page, "RNN").click()
    page.wait_for_timeout(4 * LATE)
    assert cell(page, "RNN").is_checked() and page.url.endswith("?text=hello")


@pytest.mark.parametrize("query", ["", "?text=hello"])
def test_back_and_forward(slow, query):
    page = slow(query)
    cell(page, "LSTM").click()
    page.wait_for_url(re.compile(r"cell=lstm"))
    page.go_back()
    page.wait_for_timeout(3 * LATE)
    assert cell(page, "RNN").is_checked() and page.url.endswith(query or "/")
    page.go_forward()
    page.wait_for_timeout(3 * LATE)
    assert cell(page, "LSTM").is_checked() and page.url.endswith("cell=lstm")


@pytest.mark.parametrize("query", ["", "?until=false&cell=lstm"])
def test_another_page_and_back(page, server, query):
    page.goto(f"{server[0]}/{query}")
    page.get_by_test_id("player-play").wait_for(timeout=90_000)
    page.get_by_text("Understand", exact=True).click()
    page.get_by_text("Shapes", exact=True).first.click()
    page.wait_for_function("document.title.startsWith('Shapes')")
    page.get_by_text("Watch it learn").first.click()
    page.get_by_test_id("player-play").wait_for()
    page.wait_for_timeout(500)
    assert page.get_by_role("textbox", name="Text").input_value() == "hihello"
    assert cell(page, "LSTM" if query else "RNN").is_checked()
    assert page.url.endswith(query or "/")
