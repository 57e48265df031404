"""Everything at once: on every usual screen all pictures of a run lie inside the window, none over another, all large enough."""

from itertools import combinations
from urllib.parse import urlencode

import pytest
from harness.tab import idle, opened, press, state, until

SCREENS = [(1280, 633), (1280, 720), (1366, 650), (1440, 900), (1920, 1080)]
PHONES = [(390, 844), (360, 640)]
LEAST = 40  # px of a picture's height
TEXT = 11  # px of the smallest text
CONTROLS = 0.22  # of a screen of 1280 x 720
KOREAN = "나 보기가 역겨워 가실 때에는 말없이 고이 보내 드리오리다 영변에 약산 진달래꽃"
SENTENCE = "if you want to build a ship, don't drum up people"
PICTURES = ("player-network", "player-history", "player-loss-chart", "player-hidden", "player-prediction")
GATES = {
    "rnn": [],
    "lstm": ["player-cell-state", *(f"player-gate-{gate}" for gate in ("input", "forget", "candidate", "output"))],
    "gru": [f"player-gate-{gate}" for gate in ("reset", "update", "candidate")],
}
RUNS = [  # each value of text, size and depth with each cell at least once
    ("rnn", "hihello", 8, 1),
    ("rnn", SENTENCE, 64, 2),
    ("lstm", "hihello", 64, 1),
    ("lstm", SENTENCE, 16, 1),
    ("lstm", KOREAN, 8, 2),
    ("gru", "hihello", 16, 2),
    ("gru", KOREAN, 64, 1),
]
BOXES = """names => Object.fromEntries(names.map(name => {
  const box = [...document.querySelectorAll('*')].map(node => node.shadowRoot).filter(Boolean)
    .map(root => root.querySelector(`[data-testid="${name}"]`)).find(Boolean)?.getBoundingClientRect();
  return [name, box && [box.left, box.top, box.right, box.bottom].map(Math.round)];
}))"""
SMALLEST = """() => {
  const player = [...document.querySelectorAll('*')].map(node => node.shadowRoot?.querySelector('.charviz')).find(Boolean);
  const seen = [...player.querySelectorAll('*')].filter(node => node.checkVisibility() && !node.closest('.visually-hidden')
    && [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim()));
  const canvases = [...player.querySelectorAll('canvas')].filter(node => node.checkVisibility())
    .map(node => node.getContext('2d').font).filter(font => font !== '10px sans-serif') // those that have written something
    .map(font => parseFloat(font.match(/[\\d.]+px/)[0]));
  return Math.min(...seen.map(node => parseFloat(getComputedStyle(node).fontSize)), ...canvases);
}"""


def link(address: str, **settings: object) -> str:
    """Of a short run."""
    return f"{address}/?{urlencode({'steps': 12, 'until': 'false', **settings})}"


def shown(page, address: str, width: int, height: int, **settings: object) -> None:
    """Opens a run's link, and waits until all that it has is drawn."""
    page.set_viewport_size({"width": width, "height": height})
    page.goto(link(address, **settings))
    page.locator("[data-testid=player][data-state=finished]").wait_for(timeout=90_000)


def resized(page, width: int, height: int) -> None:
    """Another window, once the player has drawn what it makes of it."""
    page.set_viewport_size({"width": width, "height": height})
    drawn(page)


def drawn(page) -> None:
    """Waits for two more frames of the player: the first may have begun before."""
    frame = int(state(page, "frame"))
    page.wait_for_function(
        """before => { const player = [...document.querySelectorAll('*')]
        .map(node => node.shadowRoot?.querySelector('.charviz')).find(Boolean);
        player.dispatchEvent(new Event('transitionend')); return Number(player.dataset.frame) >= before + 2; }""",
        arg=frame,
    )


def complaints(boxes: dict[str, list[int] | None], width: int, height: int) -> list[str]:
    """What is wrong with where pictures lie."""
    wrong = [f"{name} is missing" for name, box in boxes.items() if not box or box[2] <= box[0]]
    there = {name: box for name, box in boxes.items() if box and box[2] > box[0]}
    wrong += [
        f"{name} lies outside: {box}"
        for name, box in there.items()
        if box[0] < 0 or box[1] < 0 or box[2] > width or box[3] > height
    ]
    wrong += [
        f"{name} is {box[3] - box[1]} px high"
        for name, box in there.items()
        if name != "player-prediction" and box[3] - box[1] < LEAST
    ]
    wrong += [
        f"{one} and {other} overlap"
        for (one, a), (other, b) in combinations(there.items(), 2)
        if min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 1
    ]
    return wrong


@pytest.mark.parametrize(("cell", "text", "hidden", "layers"), RUNS, ids=lambda value: str(value)[:8])
def test_all_pictures_are_seen_at_once(page, server, cell: str, text: str, hidden: int, layers: int) -> None:
    shown(page, server[0], *SCREENS[0], cell=cell, text=text, hidden=hidden, layers=layers)
    names = [*PICTURES, *GATES[cell]]
    for width, height in SCREENS:
        resized(page, width, height)
        assert complaints(page.evaluate(BOXES, names), width, height) == [], (width, height)
        assert page.evaluate(SMALLEST) >= TEXT
        page.wait_for_function(f"document.querySelector('[data-testid=stMain]').scrollHeight <= {height}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_fork_has_room_for_where_it_comes_from_and_what_that_predicts(page, server) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    opened(page, f"{server[0]}/?cell=lstm&steps=60&until=false")
    until(page, "player.have === '61'")
    press(page, "Home", *["Shift+ArrowRight"] * 3)
    page.get_by_test_id("player-fork").click()
    page.get_by_text("Forked from").wait_for()
    idle(page)
    until(page, "player.have === '61'")
    assert page.get_by_test_id("player-original").is_visible()
    main = page.get_by_test_id("stMain")
    assert main.evaluate("node => node.scrollHeight") == main.evaluate("node => node.clientHeight")


def test_the_controls_leave_the_screen_to_the_picture(page, server) -> None:
    shown(page, server[0], 1280, 720, cell="lstm")
    top = page.evaluate(BOXES, ["player-network"])["player-network"][1]
    assert top <= CONTROLS * 720


@pytest.mark.parametrize("view", ["hall", "class"])
@pytest.mark.parametrize("cell", list(GATES))
def test_large_text_and_present_are_the_same_screen_in_large(page, server, cell: str, view: str) -> None:
    shown(page, server[0], 1280, 720, cell=cell, view=view)
    names = [*PICTURES, *GATES[cell]]
    for width, height in [(1280, 720), (1920, 1080)]:
        resized(page, width, height)
        assert complaints(page.evaluate(BOXES, names), width, height) == [], (width, height)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    if view == "class":
        assert page.evaluate(SMALLEST) >= 15


@pytest.mark.parametrize(("width", "height"), PHONES)
def test_a_phone_shows_text_predictions_a_picture_and_the_transport(page, server, width: int, height: int) -> None:
    shown(page, server[0], width, height, cell="lstm", text=KOREAN)
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    drawn(page)
    boxes = page.evaluate(BOXES, ["player-network", "player-play", "player-scrubber"])
    text = page.get_by_role("textbox", name="Text").bounding_box()
    assert text["y"] >= 0 and text["y"] + text["height"] < boxes["player-network"][1]
    top = page.evaluate(BOXES, ["player-scrubber"])["player-scrubber"][1]
    assert boxes["player-play"][3] <= height and boxes["player-network"][3] < top
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    tabs = page.get_by_test_id("player-tabs").bounding_box()
    assert tabs["x"] >= 0 and tabs["x"] + tabs["width"] <= width
    for tab, picture in (("States", "player-hidden"), ("Gates", "player-gate-forget"), ("History", "player-history")):
        page.get_by_test_id("player-tabs").get_by_role("button", name=tab).click()
        drawn(page)
        box = page.evaluate(BOXES, [picture])[picture]
        assert box[3] - box[1] >= LEAST and box[1] + LEAST <= top, (tab, box, top)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_on_a_phone_nothing_at_the_foot_covers_anything(page, server, language: str) -> None:
    shown(page, server[0], 390, 844, cell="lstm", lang=language)
    for width, height in [(320, 640), (360, 780), (375, 667), (390, 844), (412, 915), (500, 844), (568, 320)]:
        resized(page, width, height)
        foot = page.get_by_test_id("player").locator(".head")
        parts = foot.locator(".buttons, .speed, .way, .chip, .numbers").all()
        boxes = [box for part in parts if part.is_visible() and (box := part.bounding_box())["width"]]
        assert len(boxes) >= 6
        for one, other in combinations(boxes, 2):
            assert (
                min(one["x"] + one["width"], other["x"] + other["width"]) <= max(one["x"], other["x"]) + 1
                or min(one["y"] + one["height"], other["y"] + other["height"]) <= max(one["y"], other["y"]) + 1
            ), (width, one, other)
        assert all(0 <= box["x"] and box["x"] + box["width"] <= width for box in boxes), width


def test_a_phone_has_the_settings_in_a_sheet(tab, server) -> None:
    """It lies above the player's controls, no field over another; a tap beside it, the button and Escape close it."""
    page = tab(viewport={"width": 390, "height": 844}, has_touch=True)
    opened(page, link(server[0], text="hihello"))
    seed, button = page.get_by_role("spinbutton", name="Seed"), page.get_by_test_id("player-settings")
    for close in (lambda: page.touchscreen.tap(195, 300), button.tap, lambda: page.keyboard.press("Escape")):
        button.tap()
        seed.wait_for()
        boxes = [field.bounding_box() for field in page.locator(".st-key-settings input").all() if field.is_visible()]
        ends = [box["x"] + box["width"] for box in boxes]
        assert all(
            box["x"] >= end or box["y"] > other["y"] for other, end, box in zip(boxes, ends, boxes[1:], strict=False)
        )
        page.get_by_test_id("player-play").tap()  # is not covered
        assert seed.is_visible()
        close()
        seed.wait_for(state="hidden")
