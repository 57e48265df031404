"""What a page asks for before its picture is drawn, and that nobody sees the picture without its style."""

from harness.tab import arrived, drawn, opened


def test_a_page_asks_for_each_of_our_files_once(page, server) -> None:
    answers = []
    page.on("response", lambda answer: answers.append(answer) if "bidi-components" in answer.url else None)
    opened(page, server[0])
    files = ["chrome.css", "chrome.js", "engine.wasm", "player.css", "player.js"]
    assert sorted(answer.url.rpartition("/")[2] for answer in answers) == files
    packed = [answer for answer in answers if not answer.url.endswith(".wasm")]
    assert all(answer.headers["content-encoding"] == "gzip" for answer in packed)
    assert all("immutable" in answer.headers["cache-control"] for answer in answers)


def test_the_next_page_brings_its_own_scene(page, server) -> None:
    opened(page, server[0])
    asked = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.get_by_text("Understand", exact=True).click()
    page.get_by_text("Shapes", exact=True).first.click()
    page.wait_for_function("document.title.startsWith('Shapes')")
    arrived(page)
    assert {name for name in asked if name.startswith(("chrome", "player", "shapes", "dom."))} == {
        "shapes.js",
        "shapes.css",
    }


def test_the_player_waits_for_its_style(page, server) -> None:
    held = []
    page.route("**/player.css", lambda route: held.append(route))
    page.goto(server[0])
    page.wait_for_function("() => window.shown?.('player')")
    drawn(page, 10)
    assert not page.get_by_test_id("player").is_visible() and held
    for route in held:
        route.continue_()
    page.unroute("**/player.css")
    page.get_by_test_id("player-play").wait_for()
    arrived(page)
