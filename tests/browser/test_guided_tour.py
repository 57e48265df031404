"""The whole tour in Chromium, on a server whose engine never starts: every step has its picture all the same."""

from pathlib import Path

import pytest
from harness.tab import opened
from playwright.sync_api import expect

from charviz.lessons.tour import STEPS

LAUNCHER = (str(Path(__file__).parent / "harness" / "without_engine.py"),)
PLAYER = "[data-testid=player][data-step='{step}']"
SEEN = {  # step -> what is to be seen when its question has been answered
    1: PLAYER.format(step=60),
    2: PLAYER.format(step=500),
    3: PLAYER.format(step=15),
    4: PLAYER.format(step=24),
    5: "[data-testid=same-letter-units]",
    6: "[data-testid=memory-now] .changed",
    7: PLAYER.format(step=40),
    8: "[data-testid=memory-now] .changed",
    9: "[data-testid=compare][data-state=finished] [data-testid=compare-strip] [data-seed='29']",
    10: "[data-testid=generate-free] .loop",
}


INSIGHT = "node => { const { y, height } = node.getBoundingClientRect(); return y + Math.min(height, 500) < 800; }"
MINE = ("text=banana&lr=0.05&steps=80", "anana"), ("text=안녕하세요 안녕&cell=gru&lr=0.05&steps=120", "녕하세요 안녕")


@pytest.mark.parametrize(("language", "mine"), list(zip(("en", "ko"), MINE, strict=True)), ids=("en", "ko"))
def test_the_whole_tour(tab, server, language: str, mine: tuple[str, str]) -> None:
    page = tab(viewport={"width": 1280, "height": 800}, locale=language, reduced_motion="reduce")
    opened(page, f"{server[0]}/tour?{mine[0]}")
    page.locator(".st-key-tour-begin button").click()
    for number, step in enumerate(STEPS, start=1):
        page.locator(".st-key-title h1", has_text=f"{number} · ").wait_for()
        choices = page.locator(".st-key-tour-choices button")
        choices.nth(step.right).wait_for()
        page.keyboard.press(str(step.right + 1))
        picture = page.locator(SEEN[number]).first
        picture.wait_for()
        page.wait_for_function(INSIGHT, arg=picture.element_handle())
        expect(page.locator(".st-key-tour-explanation strong")).to_have_count(2)
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
        if number < len(STEPS):
            page.keyboard.press("n")
    page.keyboard.press("q")
    page.get_by_test_id("player-target").get_by_text(mine[1], exact=True).wait_for()
    page.wait_for_function("() => !location.search.includes('tour')")
