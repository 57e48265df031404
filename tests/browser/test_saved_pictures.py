"""A saved picture of a scene shows what the page shows: its values and texts, each at its place, in its colours."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from harness.tab import PICTURES, drawn, opened, press, themed
from PIL import Image

SCENES = {  # page -> its link, and what has been done on it
    "memory": "cell=lstm&steps=60&erase=2",
    "cell": "cell=lstm",
    "units": "",
    "shapes": "page_cell=lstm&page_layers=2",
    "order": "",
    "compare": "seeds=3",
    "generate": "length=8",
    "embeddings": "pick=king",
    "text": "",
}
ROOT = "[data-testid={name}]"
# px: letters in a drawing are fitted to the pixels of the window that they are in, and ₋ is of whatever font has it there
ROOM = {"text": 4}
# Of each element that is seen: what it is, its own words, what has been put into it, and where it lies in the picture.
SEEN = """root => { const origin = root.getBoundingClientRect();
  const own = (node) => [...node.childNodes].filter((child) => child.nodeType === 3).map((child) => child.data.trim()).join('|');
  const put = (node) => node.matches('select') ? node.selectedOptions[0]?.textContent
    : node.matches('input, textarea') ? `${node.value} ${node.checked}` : '';
  return [...root.querySelectorAll('*')]
    .filter((node) => !node.closest('.export-buttons, .steps button, style') && node.checkVisibility())
    .map((node) => { const { x, y, width, height } = node.getBoundingClientRect();
      const kind = node.tagName.toLowerCase().replace('canvas', 'img');
      return [[kind, own(node), put(node)], [x - origin.x, y - origin.y, width, height]]; }); }"""

# From where to where the buttons of the steps lie, which the picture does not have.
STEPS = """name => { const root = shown(name); const steps = root.querySelector('.steps')?.getBoundingClientRect();
  const { y } = root.getBoundingClientRect(); return steps ? [steps.top - y, steps.bottom - y] : [0, 0]; }"""


def saved(page, kind: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_test_id(f"save-{kind}").click()
    return Path(download.value.path()).read_bytes()


def moved(page, name: str) -> None:
    """What a person does to a page, and its markup alone does not tell."""
    if name == "embeddings":
        for box, word in (("one", "prince"), ("other", "boy"), ("third", "girl")):
            page.get_by_test_id(f"analogy-{box}").select_option(word)
        page.get_by_test_id("analogy-result").get_by_text("princess").wait_for()
    if name in ("memory", "embeddings", "order"):
        page.get_by_test_id("scene-steps").focus()
        press(page, *["ArrowLeft"] * 5)
    page.evaluate("""() => { for (const node of every('.charviz.scene *'))
      if (node.scrollWidth > node.clientWidth && getComputedStyle(node).overflowX === 'auto') node.scrollLeft = 40; }""")
    page.mouse.move(0, 0)
    drawn(page)


@pytest.mark.parametrize("name", SCENES)
def test_it_shows_what_the_page_shows(tab, server, tmp_path, name: str) -> None:
    scene = PICTURES.get(name, name)
    page = opened(tab(viewport={"width": 1280, "height": 2400}), f"{server[0]}/{name}?{SCENES[name]}")
    page.locator(f"{ROOT.format(name=scene)}:not([data-state=training], [data-state=waiting])").wait_for()
    picture = tab()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 2400})
        drawn(page)
        moved(page, name)
        file = tmp_path / f"{width}.svg"
        file.write_bytes(saved(page, "svg"))
        with without_buttons(page, scene):
            there = page.get_by_test_id(scene).evaluate(SEEN)
        picture.set_viewport_size({"width": width + 100, "height": 2400})
        picture.goto(file.as_uri())
        picture.evaluate("() => document.fonts.ready")
        drawn(picture)
        here = picture.locator(".charviz").evaluate(SEEN)
        assert [told for told, _place in here] == [told for told, _place in there]
        pairs = zip(here, there, strict=True)
        off = [(told, one, other) for (told, one), (_told, other) in pairs if apart(one, other) > ROOM.get(told[0], 1)]
        assert off == [], width


@contextmanager
def without_buttons(page, scene: str) -> Iterator[None]:
    """The page as its picture is to be: without what saves it."""
    display = "([name, display]) => { shown(name).querySelector('.export-buttons').style.display = display; }"
    page.evaluate(display, [scene, "none"])
    drawn(page)
    yield
    page.evaluate(display, [scene, ""])


def apart(one: list[float], other: list[float]) -> float:
    return max((abs(a - b) for a, b in zip(one, other, strict=True)), default=0)


@pytest.mark.parametrize("name", ["memory", "embeddings", "units"])  # canvases; SVG and choices; a painted text
def test_its_pixels_are_the_pages(tab, server, name: str) -> None:
    scene = PICTURES.get(name, name)
    page = opened(tab(viewport={"width": 1280, "height": 2400}), f"{server[0]}/{name}?{SCENES[name]}")
    moved(page, name)
    for scheme in ("light", "dark"):
        themed(page, scheme)
        png = Image.open(io.BytesIO(saved(page, "png"))).convert("RGB")
        width, height = png.width // 2, png.height // 2
        png = png.resize((width, height), Image.Resampling.BOX).crop((16, 16, width - 16, height - 16))
        with without_buttons(page, scene):
            steps = page.evaluate(STEPS, scene)
            shot = page.get_by_test_id(scene).screenshot()
        shot = Image.open(io.BytesIO(shot)).convert("RGB").crop((0, 0, *png.size))
        one, other = (np.delete(np.asarray(each, int), np.arange(*map(int, steps)), axis=0) for each in (png, shot))
        assert np.abs(one - other).mean() < 4  # edges of letters; a picture without its canvas is off by 20
        assert np.abs(np.median(one, axis=(0, 1)) - np.median(other, axis=(0, 1))).max() <= 1  # the background
