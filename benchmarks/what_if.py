"""What if, under the finger: `python -m benchmarks.what_if`, about two minutes.

Drags the learning rate of each run in Chromium, and prints how many frames a second there were, the median and the 95th
percentile of the time between two frames, and how many of the run's steps the last frame had; with the processor as it is, and
slowed down four times by Chromium.
"""

from contextlib import closing

import numpy as np
from playwright.sync_api import Browser

from benchmarks.chromium import chromium
from benchmarks.server import Server
from charviz.config.presets import PRESETS

PATIENCE = 120_000  # ms
LETTERS, UNITS = 50, 35  # of the presets that are dragged, at most
MOVES = 120
PLAYER = """[...document.querySelectorAll("*")]
  .map(({ shadowRoot }) => shadowRoot?.querySelector("[data-testid=player][data-step]")).find(Boolean)"""
FRAMES = """() => {
  const frames = (window.frames_seen = []);
  const frame = (now) => {
    frames.push(now);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}"""


def dragged(browser: Browser, address: str, slower: int) -> tuple[np.ndarray, int]:
    """Milliseconds between frames while the number is dragged, and how many records the run had at its last place."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="en-US", bypass_csp=True)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.add_init_script("localStorage.setItem('charviz-seen', 'true')")
    page.goto(address)
    page.wait_for_function(f"() => Number({PLAYER}?.dataset.have) > 1")
    page.wait_for_timeout(1500)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    box = page.get_by_test_id("what-if-learning_rate").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 4, y)
    page.evaluate(FRAMES)
    for move in range(MOVES):
        page.mouse.move(x + 4 + move / 4, y)
        page.wait_for_timeout(8)
    times, have = page.evaluate("frames_seen"), int(page.evaluate(f"{PLAYER}.dataset.have"))
    page.mouse.up()
    context.close()
    return np.diff(times), have


def main() -> None:
    print(f"{'':44}{'frames/s':>10}{'median':>8}{'p95':>8}{'steps':>12}")
    with closing(Server()) as server, chromium() as browser:
        for preset in PRESETS.values():
            config = preset.config
            if config.length > LETTERS or config.hidden_size > UNITS or config.window:
                continue
            for slower in (1, 4):
                between, have = dragged(browser, f"{server.address}/?{config.to_url()}", slower)
                name = f"{config.to_url()[:32] or 'hihello'}{', 4 x slower' if slower > 1 else ''}"
                steps = f"{have - 1} of {config.steps}"
                rate, middle, late = 1000 / between.mean(), np.median(between), np.percentile(between, 95)
                print(f"{name:44}{rate:>10.0f}{middle:>8.1f}{late:>8.1f}{steps:>12}", flush=True)


if __name__ == "__main__":
    main()
