"""On paper: a page is printed to its end, on white, each picture within the sheet."""

import io

import numpy as np
import pytest
from harness.tab import drawn, opened, until
from PIL import Image

SHEET = 718  # px of A4 between its margins
OUTSIDE = """width => every('.charviz :is(canvas, svg), .js-plotly-plot').filter((node) => node.checkVisibility())
  .map((node) => node.getBoundingClientRect()).filter(({ left, right }) => left < -1 || right > width + 1).length"""
PAGES = [
    "?cell=lstm&steps=60&until=false",
    "?view=class&cell=lstm&steps=60&until=false",
    "memory?cell=lstm",
    "gradients",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("link", PAGES)
def test_the_whole_page_is_printed_on_white(tab, server, link: str, scheme: str) -> None:
    page = opened(tab(color_scheme=scheme), f"{server[0]}/{link}")
    if link.startswith("?"):
        until(page, "player.have === '61'")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme=scheme)
    page.set_viewport_size({"width": SHEET, "height": 1000})
    drawn(page)
    assert page.evaluate(OUTSIDE, SHEET) == 0
    assert not page.get_by_test_id("stHeader").is_visible()
    boxes = "every('.charviz, [data-testid=stMain]').map((node) => node.getBoundingClientRect().bottom)"
    assert max(page.evaluate(boxes)) <= page.evaluate("document.documentElement.scrollHeight") + 1  # nothing is cut off
    for _again in range(60):  # Streamlit gives its page the light colours some time after it has heard of the print
        picture = np.asarray(Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("L"))
        if (picture > 215).mean() > 0.5 and np.median(picture) > 225:
            return
        drawn(page)
    pytest.fail("printed at night, it is black for the greater part")
