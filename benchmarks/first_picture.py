"""When the player is drawn on a slow network: `python -m benchmarks.first_picture`, about a minute.

Opens the app in Chromium as a first visitor, and once more with what the browser then keeps, on networks that the browser's
own emulation makes slow. Prints for each, as medians: seconds from the address to Streamlit's shell and from there to the first
frame of the player in its style, the files of ours that were asked for and their kilobytes, and how many frames showed the
player without its style.
"""

import argparse
from collections.abc import Iterator
from contextlib import closing
from statistics import median
from typing import Any

from playwright.sync_api import BrowserContext

from benchmarks.chromium import chromium
from benchmarks.server import Server

NETWORKS = {"80 ms, 20 Mbit/s": (80, 20), "150 ms, 5 Mbit/s": (150, 5), "as it is": (0, 0)}  # round trip; both ways
PATIENCE = 120_000  # ms
WATCH = """
const found = (selector) => {
  for (const { shadowRoot } of document.querySelectorAll("*")) {
    const node = shadowRoot?.querySelector(selector);
    if (node) return node;
  }
};
window.seen = { plain: 0 };
const look = (now) => {
  if (document.querySelector(".stApp")) seen.shell ??= now;
  const player = found("[data-testid=player][data-step]");
  const visible = player?.checkVisibility({ visibilityProperty: true });
  const styled = player && getComputedStyle(player).getPropertyValue("--gap");
  if (visible && !styled) seen.plain++;
  if (visible && styled) seen.player ??= now;
  if (!seen.player) requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
FILES = """() => performance.getEntriesByType("resource").map((entry) => [
  entry.name.split("/").slice(3).join("/").slice(-60), entry.startTime, entry.responseEnd, entry.encodedBodySize,
])"""


def visit(context: BrowserContext, address: str, network: tuple[int, int]) -> dict[str, Any]:
    """What was seen when, in ms, of one visit; and the files that were asked for: (name, from, to, bytes)."""
    page = context.new_page()
    latency, megabits = network
    rate = megabits * 1e6 / 8 if megabits else -1
    page.add_init_script(WATCH)
    cdp = context.new_cdp_session(page)
    cdp.send("Network.enable")
    slow = {"offline": False, "latency": latency, "downloadThroughput": rate, "uploadThroughput": rate}
    cdp.send("Network.emulateNetworkConditions", slow)
    page.goto(address, timeout=PATIENCE, wait_until="commit")
    page.wait_for_function("() => window.seen?.player", timeout=PATIENCE)
    found = {**page.evaluate("seen"), "files": page.evaluate(FILES)}
    page.close()
    return found


def visits(browser: Any, address: str, network: tuple[int, int], times: int) -> Iterator[tuple[str, list[dict]]]:
    """What first visitors see, and what they see when they come again."""
    first, again = [], []
    for _time in range(times):
        context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
        first.append(visit(context, address, network))
        again.append(visit(context, address, network))
        context.close()
    yield "first visit", first
    yield "come again", again


def told(name: str, seen: list[dict[str, Any]]) -> str:
    """A line of the table."""
    shell = median(one["shell"] for one in seen) / 1000
    after = median(one["player"] - one["shell"] for one in seen) / 1000
    ours = [file for file in seen[0]["files"] if "bidi-components" in file[0] or file[0].startswith("api/")]
    size = sum(file[3] for file in ours) / 1024
    plain = max(one["plain"] for one in seen)
    return f"{name:34}{shell:>8.2f}{after:>8.2f}{len(ours):>8}{size:>8.0f}{plain:>8}"


def timeline(seen: dict[str, Any]) -> None:
    """Every file of one visit, and what was seen."""
    for name, start, end, size in sorted(seen["files"], key=lambda file: file[1]):
        print(f"  {start:>7.0f}{end:>7.0f}{size / 1024:>7.0f} KB  {name}")
    print(f"  shell {seen['shell']:.0f}, player {seen['player']:.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=3, help="visits of which the median is told")
    parser.add_argument("--timeline", action="store_true", help="tells of each file of the first visit too")
    options = parser.parse_args()
    print(f"{'seconds, medians of ' + str(options.times):34}{'shell':>8}{'player':>8}{'files':>8}{'KB':>8}{'plain':>8}")
    with closing(Server()) as server, chromium() as browser:
        context = browser.new_context()
        visit(context, server.address, (0, 0))  # the server's first visitor waits for more than the network
        context.close()
        for network, speed in NETWORKS.items():
            for which, seen in visits(browser, server.address, speed, options.times):
                print(told(f"{network}: {which}", seen), flush=True)
                if options.timeline:
                    timeline(seen[0])


if __name__ == "__main__":
    main()
