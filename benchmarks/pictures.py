"""The documents' pictures and README's film, taken from the running app in Chromium: `make pictures`, or only some of them with
`python -m benchmarks.pictures live memory`.

Each page of the app is taken in light and dark, README's in English and Korean, into assets/pictures/<name>[-ko]-<scheme>.png; the
film, which has few words, in light and dark alone. Whatever else lies there is deleted.
"""

import argparse
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page

from benchmarks.chromium import chromium
from benchmarks.server import ROOT, Server

FOLDER = ROOT / "assets" / "pictures"
SCHEMES, ENGLISH = ("light", "dark"), {"": "en-US"}
LOCALES = ENGLISH | {"-ko": "ko-KR"}
WIDTH, HEIGHT = 1280, 760
PATIENCE = 120_000  # ms for a page to be there, on a busy machine too
STILL = 700  # ms for fonts, and for what is drawn in the next frames
MOST, FILM_MOST = 200_000, 2_000_000  # bytes of a picture and of the film


def scrub(page: Page, step: int) -> None:
    """Moves the playhead, and waits until the step is painted."""
    page.get_by_test_id("player-scrubber").evaluate(
        "(input, step) => { input.value = step; input.dispatchEvent(new Event('input')); }", step
    )
    page.locator(f"[data-testid=player][data-step='{step}']").wait_for(timeout=PATIENCE)


def screenshot(page: Page) -> bytes:
    """The window, in as few colours as it takes to come below MOST; RuntimeError where even sixteen are too many."""
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    for colours in (256, 128, 64, 32, 16):
        file = io.BytesIO()
        image.quantize(colours, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
        if file.tell() <= MOST:
            return file.getvalue()
    raise RuntimeError(f"a picture takes {file.tell():,} bytes; allowed are {MOST:,}")


def step_27(page: Page) -> bytes:
    """The player when its text is first all right."""
    scrub(page, 27)
    page.wait_for_timeout(STILL)
    return screenshot(page)


def beats() -> list[tuple[int, int]]:
    """(step, ms): four steps a second until the text is right, with a rest where there is something to read; then faster."""
    rests = {0: 1500, 16: 1300, 18: 1500}
    slowly = [(step, rests.get(step, 250)) for step in range(24)]
    return [*slowly, *((step, 120) for step in range(24, 100, 4)), (100, 2000)]


def film(page: Page) -> bytes:
    """The player from `iiiiii` to `ihello`, as an animated WebP that goes round and round."""
    top = page.get_by_test_id("player").bounding_box()["y"] - 12
    clip, frames = {"x": 0, "y": top, "width": WIDTH, "height": page.viewport_size["height"] - top}, []
    for step, _milliseconds in beats():
        scrub(page, step)
        page.wait_for_timeout(60)
        frames.append(Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB"))
    first, *others = frames
    times = [milliseconds for _step, milliseconds in beats()]
    file = io.BytesIO()
    small = {"quality": 80, "allow_mixed": True, "minimize_size": True}
    first.save(file, "WEBP", save_all=True, append_images=others, duration=times, loop=0, **small)
    if file.tell() > FILM_MOST:
        raise RuntimeError(f"the film takes {file.tell():,} bytes; allowed are {FILM_MOST:,}")
    return file.getvalue()


class Shot(NamedTuple):
    """What is taken: the address, what is on the page when it can be, how, and in which languages."""

    address: str
    ready: str
    take: Callable[[Page], bytes] = screenshot
    locales: Mapping[str, str] = ENGLISH


ALL_THERE = "[data-testid=player][data-have='101']"
SHOTS = {  # one for each page of the app, under its name
    "live": Shot("/?cell=lstm&until=false", ALL_THERE, step_27, LOCALES),
    "tour": Shot("/tour", ".st-key-tour-list a >> nth=9"),
    "notes": Shot("/notes", ".js-plotly-plot >> nth=0"),
    "ideas": Shot("/ideas", ".st-key-ideas"),
    "text": Shot("/text", "[data-testid=text-tiles] button >> nth=0"),
    "memory": Shot("/memory?erase=2", "[data-testid=memory][data-frame]", locales=LOCALES),
    "cell": Shot("/cell?cell=lstm", "[data-testid=cell-diagram]"),
    "units": Shot("/units", "[data-testid=units-painted]"),
    "gradients": Shot("/gradients", ".js-plotly-plot >> nth=0"),
    "shapes": Shot("/shapes", "[data-tensor=prediction]"),
    "order": Shot("/order", "[data-testid=order-plane]"),
    "compare": Shot("/compare?seeds=64", "[data-testid=compare][data-state=finished]", locales=LOCALES),
    "generate": Shot("/generate", "[data-testid=generate-free]"),
    "embeddings": Shot("/embeddings", "[data-testid=embeddings-plane]"),
    "status": Shot("/status", ".st-key-tiles"),
}
FILM = Shot("/?seed=255&until=false", ALL_THERE, film)  # of the seeds whose net begins with iiiiii


def plan() -> Iterator[tuple[str, str, Shot, str, str]]:
    """(name, file, shot, scheme, locale) of all that belongs into FOLDER."""
    for scheme in SCHEMES:
        yield "film", f"film-{scheme}.webp", FILM, scheme, "en-US"
        for name, shot in SHOTS.items():
            for suffix, locale in shot.locales.items():
                yield name, f"{name}{suffix}-{scheme}.png", shot, scheme, locale


def taken(browser: Browser, server: str, shot: Shot, scheme: str, locale: str) -> bytes:
    """The file's content, from a fresh window in which nothing moves by itself."""
    size = {"width": WIDTH, "height": HEIGHT}
    context = browser.new_context(viewport=size, color_scheme=scheme, locale=locale, reduced_motion="reduce")
    context.add_init_script("localStorage.setItem('charviz-seen', 'true')")  # no words of welcome over the picture
    page = context.new_page()
    page.goto(server + shot.address)
    page.locator(shot.ready).wait_for(timeout=PATIENCE)
    page.locator("[data-test-script-state=notRunning]").first.wait_for(timeout=PATIENCE)
    page.wait_for_timeout(STILL)
    try:
        return shot.take(page)
    finally:
        context.close()


def main() -> None:
    names = [*SHOTS, "film"]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "names", nargs="*", metavar="name", choices=[*names, []], help=f"of {', '.join(names)}; none: all"
    )
    only = parser.parse_args().names or names
    FOLDER.mkdir(exist_ok=True)
    for stale in set(FOLDER.iterdir()) - {FOLDER / file for _name, file, *_how in plan()}:
        stale.unlink()
    with closing(Server()) as server, chromium("--hide-scrollbars", "--font-render-hinting=none") as browser:
        for name, file, *how in plan():
            if name in only:
                (FOLDER / file).write_bytes(content := taken(browser, server.address, *how))
                print(f"{file:28}{len(content):>10,} bytes", flush=True)


if __name__ == "__main__":
    main()
