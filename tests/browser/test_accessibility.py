"""WCAG 2.2 AA in real Chromium: axe on every page, keyboard alone, screen reader text, small windows, right-to-left text."""

from pathlib import Path

import axe_playwright_python
import pytest
from harness.tab import drawn, examples, idle, opened, press, themed, until

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
RUN = "cell=lstm&steps=60"
AXED = """async () => (await axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'],
  })).violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.flat()} ${node.html.slice(0, 120)}`))"""
# Nothing more of the picture is to come.
READY = """() => {
  const player = every('[data-testid=player]')[0];
  if (player) return !['', 'preparing', 'queued', 'training'].includes(player.dataset.state) && Number(player.dataset.have) > 1;
  const scene = every('.scene')[0];
  if (scene) return scene.dataset.frame && (scene.dataset.state ?? 'finished') === 'finished';
  return true;
}"""
SMALL = """() => every('.charviz :is(button, input, select)').filter((node) => node.checkVisibility({ visibilityProperty: true }))
  .map((node) => [node.getBoundingClientRect(), node]).filter(([box]) => box.width < 23.9 || box.height < 23.9)
  .map(([box, node]) => `${node.outerHTML.slice(0, 90)} ${box.width} x ${box.height}`)"""
WAYS = {
    "present": "&view=class",
    "large text": "&view=hall",
    "asked": "&ask=true",
    "three cells": "&beside=cells",
    "kept": "&beside=seed=1;text=hello",
}
LIVE = "() => every('[aria-live=polite]').map((node) => node.textContent)"


@pytest.fixture
def visit(tab, server):
    """visit(page, query="", **context) -> a page of the app, once nothing more of its picture is to come."""

    def visited(name, query=RUN, **context):
        page = opened(tab(**context), f"{server[0]}/{name}?{query}")
        page.wait_for_function(READY)
        idle(page)
        return page

    return visited


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
    """axe finds nothing in either theme, wide or narrow; nothing is wider than a small window; targets can be hit."""
    page = visit(name)
    assert page.title().endswith(" · charviz") and page.evaluate("document.documentElement.lang") == "en"
    assert violations(page) == []
    assert page.evaluate(SMALL) == []
    for width, height in ((640, 400), (360, 740), (320, 640)):  # 1280 x 800 at 200 %, a phone, 1280 at 400 %
        page.set_viewport_size({"width": width, "height": height})
        drawn(page)
        for box in ("document.scrollingElement", "document.querySelector('[data-testid=stMain]')"):
            assert page.evaluate(f"{box}.scrollWidth") <= width, (box, width)


@pytest.mark.parametrize("more", WAYS.values(), ids=WAYS)
def test_every_way_to_show_the_live_page(visit, more):
    page = visit("", RUN + more)
    assert violations(page) == []
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
    page.get_by_test_id("player-knobs").click()
    page.get_by_role("spinbutton", name="Seed").wait_for()
    found["settings"] = page.evaluate(AXED)
    assert found == dict.fromkeys(found, [])


def test_the_first_stop_leads_to_the_player(visit):
    page = visit("", reduced_motion="reduce")
    skip = page.get_by_role("button", name="Skip to the player")
    assert skip.bounding_box()["width"] <= 1, "out of sight until it is come to"
    page.keyboard.press("Tab")
    drawn(page)
    assert page.evaluate("focused().textContent") == "Skip to the player"
    box = skip.bounding_box()
    assert min(box["width"], box["height"]) >= 24 and min(box["x"], box["y"]) >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("focused().dataset.testid") == "player-play"
    page.keyboard.press("Space")
    until(page, "Number(player.step) > 0")
    assert visit("ideas").get_by_role("button", name="Skip to the player").count() == 0


def test_titles_differ(visit):
    page = visit("shapes", "")
    titles = {page.title()}
    page.get_by_test_id("stTopNavLink").click()
    page.wait_for_function("document.title.startsWith('Watch')")
    titles.add(page.title())
    assert titles == {"Shapes · charviz", "Watch it learn · charviz"}


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


def test_tab_goes_through_the_live_page(visit):
    """Every control of the player is reached once, in the order in which it lies there, with a ring, and Tab gets out again."""
    page = visit("")
    wanted = page.evaluate(
        """every('.charviz :is(button, input, canvas[tabindex])').filter((node) => node.checkVisibility() && !node.disabled)
        .map((node, index) => (node.stop = index))"""
    )
    page.locator("textarea").focus()
    seen = []
    for _press in range(100):
        page.keyboard.press("Tab")
        stop, ring, name, tag = page.evaluate(
            """() => { const node = focused(); const style = getComputedStyle(node);
            return [node.stop ?? null, style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
              node.getAttribute('aria-label') || node.textContent, node.tagName]; }"""
        )
        if tag == "BODY":
            break
        if stop is not None:
            assert ring and name.strip(), (stop, name)
            seen.append(stop)
    assert tag == "BODY" and seen == wanted


def test_pictures_by_keyboard(visit):
    page = visit("")
    page.get_by_test_id("player-last").click()
    page.get_by_test_id("player-history").focus()
    press(page, "ArrowRight", "ArrowUp", "ArrowUp")
    page.wait_for_function(
        "every('[aria-live=polite]').some((node) => node.textContent.startsWith('step 58 · t=1 · predicted h'))"
    )
    page.keyboard.press("Enter")
    until(page, "player.step === '58'")
    page.get_by_test_id("player-loss-chart").focus()
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Enter")
    until(page, "player.step === '48'")
    page.get_by_test_id("player-hidden").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.get_by_test_id("player-detail").get_by_text("Unit 1 at t=1, input i, step 48").wait_for()
    page.get_by_test_id("player-detail-close").click()  # it lay over the history
    page.get_by_test_id("player-history").click()  # the mouse leaves the arrows to the playhead
    until(page, "player.step !== '48'")
    step = int(page.get_by_test_id("player").get_attribute("data-step"))
    page.keyboard.press("ArrowRight")
    until(page, f"player.step === '{step + 1}'")


def test_scenes_by_keyboard(visit):
    page = visit("compare", "")
    page.get_by_test_id("compare-strip").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "every('[aria-live=polite]').some((node) => /^LSTM, seed \\d+: step \\d+/.test(node.textContent))"
    )
    page.keyboard.press("Enter")
    page.wait_for_url("**/?*cell=lstm*seed=*")
    page = visit("memory")
    page.locator(".map canvas").focus()
    press(page, "ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown")
    assert any(words.startswith("unit 1 · t = 2 · h = ") for words in page.evaluate(LIVE))
    page.keyboard.press("Enter")
    page.get_by_test_id("memory-sentence").get_by_text("Erased before t = 2").wait_for()
    page = visit("embeddings", "")
    page.get_by_test_id("embeddings-plane").focus()
    drawn(page)
    picked = page.evaluate("every('g.here')[0].dataset.word")
    page.keyboard.press("ArrowUp")
    page.wait_for_function(f"every('g.here')[0].dataset.word !== '{picked}'")
    word = page.evaluate("every('g.here')[0].dataset.word")
    page.keyboard.press("Enter")
    page.get_by_test_id("embeddings-sentence").get_by_text(f"Nearest to {word}:").wait_for()


def test_pictures_tell_what_they_show(visit):
    page = visit("")
    page.get_by_test_id("player-last").click()
    until(page, "player.step === '60'")
    names = page.evaluate("every('.charviz canvas[aria-label]').map((node) => node.getAttribute('aria-label'))")
    told = [
        "It predicts ihello; the target is ihello",
        "60: ihello",
        "at step 60",
        "Correct letters: 6 of 6 right",
        "t=0, h: the strongest is unit",
    ]
    assert all(any(words in name for name in names) for words in told), names
    assert page.evaluate("every('caption')[0].parentElement.rows.length") == 7  # a line for each letter


def test_it_does_not_chatter_while_it_plays(visit):
    page = visit("")
    page.evaluate("""() => { window.said = 0; window.began = performance.now();
      for (const node of every('.charviz :is([aria-live=polite], output:not([aria-live]))'))
      new MutationObserver(() => window.said++).observe(node, { childList: true, characterData: true, subtree: true }); }""")
    page.get_by_role("button", name="20", exact=True).click()
    page.get_by_test_id("player-first").click()
    if page.get_by_test_id("player-play").get_attribute("aria-label") == "Play":
        page.get_by_test_id("player-play").click()
    until(page, "Number(player.step) >= 40")  # two seconds of playing, or more
    assert 1 <= page.evaluate("said") <= page.evaluate("(performance.now() - began) / 2000 + 3")


def test_nothing_moves_by_itself_where_that_is_wished(visit):
    page = visit("", reduced_motion="reduce")
    assert page.get_by_test_id("player-play").get_attribute("aria-label") == "Play"
    drawn(page, 50)
    assert page.get_by_test_id("player").get_attribute("data-step") == "0"
    assert page.evaluate("document.getAnimations().length") == 0
    assert (
        page.get_by_role("button", name="Train", exact=True).evaluate(
            "node => getComputedStyle(node).transitionDuration"
        )
        == "0s"
    )


MIXED = "שלום hi سلام 👩‍👩‍👧é"


def test_time_goes_to_the_right_in_every_script(visit):
    page = visit("memory", f"text={MIXED}&steps=40&cell=gru")
    cells = page.evaluate(
        "every('[data-testid=memory-reads] .tile').map((node) => [node.textContent, node.getBoundingClientRect().x])"
    )
    letters = [*"שלום", "␣", *"hi", "␣", *"سلام", "␣", "👩‍👩‍👧"]  # the last is only to be said
    assert [letter for letter, _x in cells] == letters
    assert all(one < other for (_one, one), (_other, other) in zip(cells, cells[1:], strict=False))
    page.get_by_test_id("gap-2").click()
    page.get_by_test_id("memory-sentence").get_by_text("Erased before t = 2").wait_for()
    assert "\u2068ם\u2069" in page.get_by_test_id("memory-sentence").inner_text()  # kept from turning it


def test_a_text_from_the_right_turns_no_sentence(visit):
    page = visit("", f"text={MIXED}&steps=40&cell=gru&seed=1")
    page.get_by_test_id("player-last").click()
    target = page.get_by_test_id("player-target")
    assert target.inner_text() == MIXED[1:]
    assert target.evaluate("node => getComputedStyle(node).unicodeBidi") in ("isolate", "plaintext")
    words, letters = page.evaluate(
        "every('[data-testid=player-target]').map((node) => [node.previousSibling, node].map((part) => {"
        "const range = document.createRange(); range.selectNodeContents(part); return range.getBoundingClientRect().x; }))[0]"
    )
    assert words < letters  # "it should say", and then the text
    assert "\u2068" in page.get_by_test_id("player-network").get_attribute("aria-label")
    rows = page.evaluate("[...every('tbody tr')].filter((row) => !row.hidden).map((row) => row.cells[1].textContent)")
    assert rows == [*"שלום", "␣", *"hi", "␣", *"سلام", "␣", "👩‍👩‍👧"]
