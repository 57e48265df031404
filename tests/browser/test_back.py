"""One press of Back goes back by one page, or by one run; and the run comes back with it. So with Forward."""

import re

import pytest
from harness.tab import PICTURES, STILL, drawn, preset

LINK = "text=abcabd&cell=lstm"
PAGES = {
    "Guided tour": "Learn",
    "The notes": "Learn",
    "All ideas": "Learn",
    "From text to numbers": "Understand",
    "Memory": "Understand",
    "Inside a cell": "Understand",
    "What a unit knows": "Understand",
    "Gradients through time": "Understand",
    "Shapes": "Understand",
    "Order matters": "Understand",
    "Compare": "Experiment",
    "Generate": "Experiment",
    "Embeddings": "Experiment",
}
STEPS = """async ([way, times, pause]) => {
  for (; times; times--) { history[way](); await new Promise((then) => setTimeout(then, pause)); } }"""


@pytest.fixture
def live(page, server):
    """live(query) -> the live page, when all is still."""

    def opened(query: str = ""):
        page.set_default_timeout(120_000)
        page.goto(f"{server[0]}/?{query}")
        is_live(page)
        return page

    return opened


def is_still(page, title: str) -> None:
    page.wait_for_function("title => document.title.startsWith(title)", arg=title)
    page.wait_for_function("() => document.querySelector('.stApp').dataset.testScriptState === 'notRunning'")


def is_drawn(page) -> None:
    """The page of the address has run, and shows its picture."""
    name = page.evaluate("location.pathname").strip("/")
    picture = STILL.get(name) or f"[data-testid={PICTURES.get(name, name)}][data-frame]"
    page.locator(picture).first.wait_for(state="attached")
    page.wait_for_function("() => document.querySelector('.stApp').dataset.testScriptState === 'notRunning'")
    drawn(page)


def is_live(page, text: str = "") -> None:
    """The live page is there, with this run in its settings and in its picture."""
    is_still(page, "Watch it learn")
    page.get_by_test_id("player-play").wait_for()
    if text:
        page.wait_for_function("text => document.querySelector('textarea[aria-label=Text]')?.value === text", arg=text)
        page.get_by_test_id("player-target").get_by_text(text[1:], exact=True).wait_for()
        page.get_by_text("Settings changed").wait_for(state="hidden")


def open_page(page, title: str) -> None:
    page.mouse.move(2, 500)  # where it has rested, a control may explain itself over the menu
    page.get_by_text(PAGES[title], exact=True).first.click()
    page.get_by_text(title, exact=True).first.click()
    is_still(page, title)


def test_one_press_for_each_page(live) -> None:
    page = live(LINK)
    first, length = page.url, page.evaluate("history.length")
    for title in PAGES:
        open_page(page, title)
        assert page.evaluate("history.length") == length + 1, title  # what lay ahead is gone, so it does not grow
        assert re.search("cell=lstm", page.url) and re.search("text=abcabd", page.url), (title, page.url)
        there = page.evaluate("location.href")
        page.go_back()
        is_live(page, "abcabd")
        assert page.url == first, title
        page.go_forward()
        is_still(page, title)
        page.wait_for_url(there)
        page.go_back()
        is_live(page, "abcabd")


@pytest.mark.parametrize("pause", [0, 40, 150])  # ms between two presses: a page takes longer
def test_steps_faster_than_pages(live, pause) -> None:
    page = live(LINK)
    addresses = [page.url]
    for title in ("Memory", "Compare", "Generate", "All ideas"):
        open_page(page, title)
        addresses.append(page.evaluate("location.href"))
    length = page.evaluate("history.length")
    for way, times, at in (("back", 3, 1), ("forward", 2, 3), ("back", 3, 0), ("forward", 4, 4)):
        page.evaluate(STEPS, [way, times, pause])
        page.wait_for_url(addresses[at])
        is_drawn(page)
        assert page.evaluate("[location.href, history.length]") == [addresses[at], length]
    page.go_back()
    page.wait_for_url(addresses[3])
    is_drawn(page)


def test_one_press_for_each_run(live) -> None:
    page = live()
    for title, there in (("banana", "text=banana"), ("hello", "text=hello")):
        preset(page, title)
        page.wait_for_url(re.compile(there))
        is_live(page, title)
    page.go_back()
    is_live(page, "banana")
    page.go_back()
    is_live(page, "hihello")
    page.go_forward()
    is_live(page, "banana")


def test_where_one_looks_is_no_step_back(live) -> None:
    page = live(LINK)
    first = page.url
    open_page(page, "Memory")
    page.get_by_role("radiogroup", name="State before the text").get_by_role("radio", name="noise").click()
    page.wait_for_url(re.compile("start=noise"))
    page.go_back()
    is_live(page, "abcabd")
    assert page.url == first
    page.go_forward()
    page.wait_for_url(re.compile("memory.*start=noise"))


def test_back_from_a_page_on_which_the_run_was_changed(live) -> None:
    page = live()
    open_page(page, "Compare")
    page.get_by_role("button", name="Examples").click()
    page.get_by_role("menuitem", name="abcabC × 4").click()
    page.wait_for_url(re.compile("text=abcabC"))
    is_still(page, "Compare")
    page.go_back()
    page.wait_for_function("() => !location.search.includes('abcabC')")
    is_still(page, "Compare")
    page.go_back()
    is_live(page, "hihello")
