"""WCAG 2.2 AA in real Chromium: axe on every page in both themes, small windows, reduced motion."""

from pathlib import Path

import axe_playwright_python
import pytest
from harness.tab import RUN, drawn, examples, state, themed

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()
PAGES = [
    "",
    "memory",
    "cell",
    "units",
    "gradients",
    "shapes",
    "order",
    "compare",
    "generate",
    "embeddings",
    "notes",
    "ideas",
    "text",
    "tour",
    "status",
]

AXED = """async () => (await axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'],
  })).violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.flat()} ${node.html.slice(0, 120)}`))"""

SMALL = """() => every('.charviz :is(button, input, select)').filter((node) => node.checkVisibility({ visibilityProperty: true }))
  .map((node) => [node.getBoundingClientRect(), node]).filter(([box]) => box.width < 23.9 || box.height < 23.9)
  .map(([box, node]) => `${node.outerHTML.slice(0, 90)} ${box.width} x ${box.height}`)"""
# What does not get a click in its middle, and above it. Streamlit hides the inputs of sliders and switches, and we the skip link.
COVERED = """() => {
  const deepest = (x, y) => {
    let node = document.elementFromPoint(x, y);
    for (let next; (next = node?.shadowRoot?.elementFromPoint(x, y)) && next !== node; ) node = next;
    return node; };
  const gets = (node, there) => { for (; there; there = there.parentNode ?? there.host) if (there === node) return true; };
  const drawn = 'input:not([type=range], [type=radio], [type=checkbox], [type=file]), textarea, button:not(#charviz-skip *)';
  return every(drawn).flatMap((node) => {
    const { left, right, top, bottom } = node.getBoundingClientRect();
    const seen = node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if (!seen || left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) return [];
    const points = [top + (bottom - top) / 4, (top + bottom) / 2].map((y) => deepest((left + right) / 2, y));
    return points.filter((there) => !gets(node, there)).slice(0, 1)
      .map((there) => `${node.outerHTML.slice(0, 90)} lies under ${there?.outerHTML.slice(0, 90)}`); });
}"""
WAYS = {
    "present": "&view=class",
    "large text": "&view=hall",
    "asked": "&ask=true",
    "three cells": "&beside=cells",
    "kept": "&beside=seed=1;text=hello",
}


def violations(page) -> list[str]:
    """What axe finds in either theme, wide or narrow."""
    page.evaluate(AXE)
    found = []
    for scheme, width in (("light", 390), ("light", 1280), ("dark", 1280)):
        page.set_viewport_size({"width": width, "height": 900})
        themed(page, scheme)
        found += [f"{scheme} {width} {each}" for each in page.evaluate(AXED)]
    return found


@pytest.mark.parametrize("name", PAGES)
def test_every_page(visit, name):
    """axe finds nothing in either theme, wide or narrow; nothing is wider than a small window; targets can be hit, where they are
    seen; and the page wants nothing that its content security policy forbids."""
    page = visit(name, bypass_csp=False)
    assert page.title().endswith(" · charviz") and page.evaluate("document.documentElement.lang") == "en"
    assert violations(page) == []
    assert page.evaluate(COVERED) == page.evaluate(SMALL) == []
    for width, height in ((640, 400), (360, 740), (320, 640)):  # 1280 x 800 at 200 %, a phone, 1280 at 400 %
        page.set_viewport_size({"width": width, "height": height})
        drawn(page)
        for box in ("document.scrollingElement", "document.querySelector('[data-testid=stMain]')"):
            assert page.evaluate(f"{box}.scrollWidth") <= width, (box, width)


@pytest.mark.parametrize("more", WAYS.values(), ids=WAYS)
def test_every_way_to_show_the_live_page(visit, more):
    page = visit("", RUN + more)
    assert violations(page) == page.evaluate(COVERED) == []
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        drawn(page)
        assert page.evaluate(SMALL) == [], width
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width


def test_what_lies_over_the_live_page(visit):
    """The card for newcomers, the arithmetic, what can be read, all that can be done: each on the screen as it is then."""
    page = visit("", newcomer=True)
    page.evaluate(AXE)
    page.get_by_test_id("player-welcome").wait_for()
    found = {"card": page.evaluate(AXED)}
    page.get_by_test_id("player-welcome-close").click()
    page.get_by_test_id("player-hidden").click()
    page.get_by_test_id("player-detail").get_by_text("tanh(").first.wait_for()
    found["arithmetic"] = page.evaluate(AXED)
    page.get_by_test_id("player-detail-close").click()
    examples(page)
    found["examples"] = page.evaluate(AXED)
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 1000, "height": 800})
    drawn(page)
    page.get_by_test_id("player-tools").click()
    page.get_by_test_id("player-copy").wait_for()
    found["tools"] = page.evaluate(AXED)
    page.set_viewport_size({"width": 390, "height": 844})
    drawn(page)
    page.get_by_test_id("player-settings").click()
    page.get_by_role("spinbutton", name="Seed").wait_for()
    found["settings"] = page.evaluate(AXED)
    assert found == dict.fromkeys(found, [])


def test_korean_speaks_korean(visit):
    page = visit("notes", "lang=ko")  # by a link, in a browser that speaks English
    assert page.title() == "강의 노트 · charviz"
    assert "배우기" in page.get_by_test_id("stHeader").inner_text()
    page = visit("", locale="ko-KR")
    page.evaluate(AXE)
    assert page.evaluate("document.documentElement.lang") == "ko"
    assert page.title() == "학습 지켜보기 · charviz"
    assert page.evaluate(AXED) == []
    page.get_by_text("English", exact=True).click()
    page.wait_for_function("document.documentElement.lang === 'en' && document.title.startsWith('Watch')")


def test_nothing_moves_by_itself_where_that_is_wished(visit):
    page = visit("", reduced_motion="reduce")
    assert page.get_by_test_id("player-play").get_attribute("aria-label") == "Play"
    drawn(page, 50)
    assert state(page, "step") == "0"
    assert page.evaluate("document.getAnimations().length") == 0
    assert (
        page.get_by_role("button", name="Train", exact=True).evaluate(
            "node => getComputedStyle(node).transitionDuration"
        )
        == "0s"
    )
