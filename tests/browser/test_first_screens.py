"""The first screen of every page: its picture is near the top, its controls are in one row, and nothing scrolls sideways."""

import pytest
from harness.tab import drawn, idle, opened

WIDTH, HEIGHT = 1280, 720
TOP = 200  # px from the window's upper edge, at most, to that of a page's picture
ROW = 60  # px of a row of controls
# Page -> its picture: all of it with its headings, and the first part of it that is drawn.
PICTURES = {
    "notes": ("[class*=st-key-picture-notes]", ".js-plotly-plot"),
    "ideas": (".st-key-ideas", ".st-key-ideas li"),
    "tour": (".st-key-tour-list", ".st-key-tour-list a >> nth=9"),
    "text": ("[data-testid=text-tiles]", "[data-testid=text-tiles] button"),
    "memory?cell=lstm": ("[data-testid=memory] .columns", "[data-testid=memory] .map canvas"),
    "cell?cell=lstm": ("[data-testid=cell] .columns", "[data-testid=cell-diagram]"),
    "units": ("[data-testid=units] .columns", "[data-testid=units-painted]"),
    "gradients": (".st-key-picture-reach", ".js-plotly-plot"),
    "shapes": ("[data-testid=shapes-way]", "[data-tensor=prediction]"),
    "order": ("[data-testid=order] .columns", "[data-testid=order-plane]"),
    "compare?seeds=8": ("[data-testid=compare] .columns", "[data-testid=compare-strip]"),
    "generate": ("[data-testid=generate] .columns", "[data-testid=generate-free]"),
    "embeddings": ("[data-testid=embeddings] .columns", "[data-testid=embeddings-plane]"),
}
ROWS = """() => [...document.querySelectorAll('.block-container [class*="st-key-row-"]')]
  .filter((row) => !/row-(files|variant)/.test(row.className)).map((row) => row.getBoundingClientRect().height)"""

WORDS_END = """() => Math.max(...[...document.querySelectorAll('.st-key-title :is(h1, p)')].map((node) => {
  const words = document.createRange();
  words.selectNodeContents(node);
  return words.getBoundingClientRect().right;
}))"""


def shown(page, address: str, name: str, **size: int) -> None:
    """Opens a page in a window, and waits until what is asked about has been drawn."""
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT, **size})
    opened(page, f"{address}/{name}")
    for selector in PICTURES.get(name, ()):
        page.locator(selector).first.wait_for()
    idle(page)


def stands(page, selector: str) -> dict[str, float]:
    """The box of what is named, once some frames in a row have found it in one place."""
    node, before = page.locator(selector).first, None
    while (box := node.bounding_box()) is None or box != before:
        before = box
        drawn(page)
    return box


def sideways(page) -> int:
    return page.evaluate(
        "Math.max(document.documentElement.scrollWidth, document.querySelector('[data-testid=stMain]').scrollWidth)"
    )


@pytest.mark.parametrize("name", PICTURES)
def test_the_picture_is_on_the_first_screen(page, server, name: str) -> None:
    shown(page, server[0], name)
    whole, part = (stands(page, selector) for selector in PICTURES[name])
    assert whole["y"] <= TOP, whole
    assert part["y"] + part["height"] / 2 <= HEIGHT and part["height"] > 0, part
    rows = page.evaluate(ROWS)
    assert len(rows) == (name.partition("?")[0] not in ("tour", "cell")) and all(row <= ROW for row in rows), rows
    assert sideways(page) <= WIDTH


def test_all_steps_of_the_tour_are_seen_at_once(page, server) -> None:
    shown(page, server[0], "tour")
    boxes = [stands(page, f".st-key-tour-list a >> nth={at}") for at in range(10)]
    assert all(box["y"] + box["height"] <= HEIGHT for box in boxes)
    assert len({round(box["x"]) for box in boxes}) == 2  # two columns


def test_the_tour_ends_with_ways_on(page, server) -> None:
    shown(page, server[0], "generate?tour=10")
    page.locator(".st-key-tour-on").get_by_role("link", name="The notes").click()
    page.locator(".st-key-row-notes").wait_for()
    page.get_by_text("left the tour's page").wait_for()


@pytest.mark.parametrize(
    ("place", "whole", "picture"),
    [
        ("?tour=3", "[data-testid=player-network]", "[data-testid=player-hidden]"),
        ("memory?tour=5", "[data-testid=memory] .columns", "[data-testid=memory] .map canvas"),
        ("compare?tour=9", "[data-testid=compare] .columns", "[data-testid=compare-strip]"),
        ("generate?tour=10", "[data-testid=generate]", "[data-testid=generate-free]"),
    ],
)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_bar_of_the_tour_leaves_the_screen_to_the_picture(
    page, server, place: str, whole: str, picture: str, language: str
) -> None:
    shown(page, server[0], f"{place}&lang={language}")
    page.locator(picture).first.wait_for()
    box = stands(page, picture)
    assert box["height"] > 0 and box["y"] + box["height"] / 2 <= HEIGHT, box
    top = TOP + 50 * ("generate" in place)  # whose settings are needed
    assert stands(page, whole)["y"] <= top, stands(page, whole)
    title, ways = (stands(page, selector) for selector in (".st-key-title", ".st-key-tour-ways"))
    assert abs(title["y"] + title["height"] - ways["y"] - ways["height"]) < 12  # they share a line, none over another
    assert (
        page.evaluate(WORDS_END) <= ways["x"] and ways["y"] >= page.get_by_test_id("stHeader").bounding_box()["height"]
    )


def test_a_figure_has_its_place_before_it_is_drawn(page, server) -> None:
    """On a slow network what draws it comes late: its place is kept, and says what is coming."""
    held = []
    page.route("**/*PlotlyChart*.js", lambda route: held.append(route))
    page.goto(f"{server[0]}/gradients")
    picture = page.locator(".st-key-picture-reach")
    picture.get_by_text("Share of the gradient that is left").wait_for()
    picture.get_by_test_id("stSkeleton").wait_for()
    before = stands(page, ".st-key-picture-reach")
    for route in held:
        route.continue_()
    page.unroute("**/*PlotlyChart*.js")
    picture.locator(".js-plotly-plot .modebar-btn").first.wait_for(state="attached")
    assert not picture.get_by_text("Share of the gradient that is left").first.is_visible()
    after = stands(page, ".st-key-picture-reach")
    assert before["y"] == after["y"] and abs(before["height"] - after["height"]) < 40
