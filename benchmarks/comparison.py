"""A comparison in the visitor's tab and on the server: `python -m benchmarks.comparison`, about a minute.

Opens the page Compare in Chromium with 64 seeds of four cells of `hihello`, presses "same number of weights", and waits for the
finished table of the comparison that follows; in turns where the browser trains it and where the server does. Prints, as medians:
milliseconds from the click to the finished table, those of a frame's own work, of training alone and of all of it, the longest
time between two frames, and milliseconds that the server and its worker process have computed.
"""

import argparse
from contextlib import closing
from statistics import median
from typing import Any

from playwright.sync_api import BrowserContext

from benchmarks.chromium import chromium
from benchmarks.server import Server

PATIENCE = 120_000  # ms
SCENE = """[...document.querySelectorAll("*")]
  .map(({ shadowRoot }) => shadowRoot?.querySelector("[data-testid=compare]")?.parentNode.charviz).find(Boolean)"""
FINISHED = f"() => {SCENE}?.root.dataset.state === 'finished'"
WATCH = f"""() => {{
  const scene = {SCENE};
  const {{ run }} = scene.view;
  const seen = (window.seen = {{ work: 0, gap: 0, training: 0 }});
  const tick = scene.tick.bind(scene);
  scene.tick = () => {{
    const began = performance.now();
    const before = scene.local?.spent;
    tick();
    const now = performance.now();
    if (seen.ms || !seen.from) return;
    seen.work = Math.max(seen.work, now - began);
    if (scene.local?.spent > before) seen.training = Math.max(seen.training, now - began);
    if (scene.view.run !== run && scene.root.dataset.state === "finished") seen.ms = now - seen.from;
  }};
  addEventListener("pointerdown", () => (seen.from = performance.now()), true);
  let last = performance.now();
  const frame = (now) => {{
    if (seen.from && !seen.ms) seen.gap = Math.max(seen.gap, now - last);
    last = now;
    if (!seen.ms) requestAnimationFrame(frame);
  }};
  requestAnimationFrame(frame);
}}"""


def compared(context: BrowserContext, served: Server, rate: float, *, in_browser: bool) -> dict[str, Any]:
    """What was seen of one comparison, in ms, and what was computed elsewhere."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.add_init_script("localStorage.setItem('charviz-seen', 'true')")
    page.goto(f"{served.address}/compare?seeds=64&lr={rate:.4f}&in_browser={str(in_browser).lower()}")
    page.wait_for_function(FINISHED)
    page.wait_for_timeout(500)
    page.evaluate(WATCH)
    before = served.cpu()
    page.get_by_text("same number of weights").click()
    page.wait_for_function("() => seen.ms")
    page.wait_for_timeout(500)
    found = page.evaluate("seen")
    page.close()
    server, worker = 1000 * (served.cpu() - before)
    return {**found, "server": server, "worker": worker}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=9)
    times = parser.parse_args().times
    columns = ("ms", "training", "work", "gap", "server", "worker")
    with closing(Server()) as served, chromium() as browser:
        context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="en-US", bypass_csp=True)
        compared(context, served, 0.049, in_browser=False)  # starts the worker
        seen: dict[str, list[dict[str, Any]]] = {"in the tab": [], "on the server": []}
        for number in range(2 * times):  # each of them another comparison
            in_browser = number % 2 == 0
            row = seen["in the tab" if in_browser else "on the server"]
            row.append(compared(context, served, 0.05 + number / 1e4, in_browser=in_browser))
    print(f"{'':16}" + "".join(f"{column:>10}" for column in columns))
    for name, rows in seen.items():
        print(f"{name:16}" + "".join(f"{median(row[column] for row in rows):>10.0f}" for column in columns))
    ratio = median(row["ms"] for row in seen["on the server"]) / median(row["ms"] for row in seen["in the tab"])
    print(f"the tab is {ratio:.2f} times as fast")


if __name__ == "__main__":
    main()
