"""Every page in Firefox and in WebKitGTK: it opens by its link without an error, fits its window, and the player plays.

The live page's pictures are measured as in Chromium (test_screen.py), for one run.
"""

import pytest
from harness import absent
from harness.bits import DIGESTS, WANTED
from harness.other_browsers import Absent, Firefox, WebKit, started
from harness.tab import PICTURES, STILL
from test_screen import BOXES, GATES, KOREAN, SCREENS, SMALLEST, TEXT, complaints, link
from test_screen import PICTURES as SHOWN

PAGES = ["", "memory", "cell", "units", "gradients", "shapes", "order", "compare", "generate", "embeddings"]
PAGES += ["notes", "ideas", "text", "tour", "status"]
UNTIL = """const roots = () => [document, ...[...document.querySelectorAll('*')].flatMap((node) => node.shadowRoot ?? [])];
const one = (selector) => roots().map((root) => root.querySelector(selector)).find(Boolean);
const until = async (condition) => { while (!condition()) await new Promise(requestAnimationFrame); };
await until(() => document.querySelector('[data-test-script-state=notRunning]'));
"""


@pytest.fixture(scope="module", params=[Firefox, WebKit], ids=["firefox", "webkit"])
def other(request):
    try:
        with started(request.param) as browser:
            yield browser
    except Absent as reason:
        absent(str(reason))


@pytest.fixture(autouse=True)
def no_new_errors(other):
    before = len(other.errors)
    yield
    assert other.errors[before:] == []


@pytest.mark.parametrize("name", PAGES)
def test_every_page(other, server, name: str) -> None:
    other.resize(1280, 900)
    other.go(f"{server[0]}/{name}")
    picture = STILL.get(name) or f"[data-testid={PICTURES.get(name, name)}][data-frame]"
    other.ask(f"{UNTIL} await until(() => one({picture!r}));")
    for width in (1280, 500):  # no window of WebKitGTK's is narrower
        other.resize(width, 900)
        inner, wide = other.ask(
            f"{UNTIL} await until(() => Math.abs(innerWidth - {width}) < 40);"
            "for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);"
            "return [innerWidth, Math.max(document.scrollingElement.scrollWidth, one('[data-testid=stMain]').scrollWidth)];"
        )
        assert wide <= inner


def test_it_plays_to_its_end(other, server) -> None:
    other.go(f"{server[0]}/?steps=60&until=false")
    said = other.ask(
        f"{UNTIL} await until(() => one('[data-testid=player]')?.dataset.have === '61');"
        "one('[data-testid=player-last]').click();"
        "await until(() => one('[data-testid=player]').dataset.step === '60');"
        "one('[data-testid=player-first]').click();"
        "await until(() => one('[data-testid=player]').dataset.step === '0');"
        "[...one('[data-testid=player]').querySelectorAll('button')].find((node) => node.textContent === '20').click();"
        "if (one('[data-testid=player-play]').getAttribute('aria-label') === 'Play') one('[data-testid=player-play]').click();"
        "await until(() => one('[data-testid=player]').dataset.step === '60');"
        "return one('[data-testid=player-prediction]').textContent;"
    )
    assert said == "ihello"


def test_the_engine_gives_the_same_bits(other, server) -> None:
    other.go(server[0])
    assert other.ask(f"{UNTIL} await until(() => one('[data-testid=player][data-frame]')); {DIGESTS}") == WANTED


def test_all_pictures_are_seen_at_once(other, server) -> None:
    other.resize(*SCREENS[0])
    other.go(link(server[0], cell="lstm", layers=2, hidden=16, text=KOREAN))
    other.ask(f"{UNTIL} await until(() => one('[data-testid=player]')?.dataset.state === 'finished');")
    phone = [(390, 844)] if isinstance(other, Firefox) else []  # no window of WebKitGTK's is so narrow
    for width, height in [*SCREENS, *phone]:
        other.resize(width, height)
        names = [*SHOWN, *GATES["lstm"]] if width > 390 else ["player-network"]
        boxes, smallest, wide, long = other.ask(
            f"{UNTIL} await until(() => innerWidth === {width} && innerHeight === {height});"
            "for (let frame = 0; frame < 5; frame++) await new Promise(requestAnimationFrame);"
            f"return [({BOXES})({names}), ({SMALLEST})(), document.documentElement.scrollWidth,"
            "document.querySelector('[data-testid=stMain]').scrollHeight];"
        )
        assert complaints(boxes, width, height) == [], (width, height)
        assert smallest >= TEXT, (width, height)
        assert wide <= width
        assert long <= height or width == 390  # a phone scrolls
