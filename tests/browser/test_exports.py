"""What is saved from the player: vectors with their text as text, sharp pictures, a film that programs play."""

import io
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from harness.runs import ScriptedRun
from harness.tab import drawn, hand_in, opened, press, state, until
from PIL import Image

import charviz as cv
from charviz.arrays import Rows
from charviz.export.html_report import report

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = ["h", "<i>", "h", "&", "한", "한", "\u202e", "o"]
BLUE, ORANGE = (0, 114, 178), (200, 78, 0)


@pytest.fixture
def finished(open_page):
    page = open_page(ScriptedRun(text=HOSTILE, autoplay=False))
    press(page, "End")
    until(page, "player.step === '60'")
    return page


def saved(page, name: str) -> Path:
    """The file that a button of the menu gives."""
    if not page.get_by_test_id("player-save-menu").is_visible():
        page.get_by_test_id("player-save").click()
    with page.expect_download() as download:
        page.get_by_test_id(f"save-{name}").click()
    return Path(download.value.path())


def coloured(image: Image.Image, colour: tuple[int, int, int]) -> int:
    """How many pixels are nearly of a colour."""
    return int((np.abs(np.asarray(image, int) - colour) < 40).all(axis=-1).sum())


def test_an_svg_has_lines_and_letters_and_no_pixels(finished) -> None:
    root = ElementTree.parse(saved(finished, "history-svg")).getroot()
    written = [node.text for node in root.iter(f"{SVG}text")]
    said = ["<i>", "h", "&", "한", "한", "U+202E", "o"]
    assert written.count("60") == 1 and [text for text in written if text in said][-7:] == said
    assert not list(root.iter(f"{SVG}image")) and len(list(root.iter(f"{SVG}path"))) > 60
    assert root.find(f"{SVG}title").text == "Its predictions, step by step"
    assert {node.get("fill", "none")[0] for node in root.iter(f"{SVG}path")} == {"#", "n"}


def test_a_state_is_a_square_for_each_number_and_the_network_is_whole(finished) -> None:
    states = ElementTree.parse(saved(finished, "hidden-svg")).getroot()
    squares = [node for group in states.iter(f"{SVG}g") if group.get("shape-rendering") for node in group]
    assert len(squares) == 7 * 8
    network = ElementTree.parse(saved(finished, "network-svg")).getroot()
    written = [node.text for node in network.iter(f"{SVG}text")]
    counts = [written.count(text) for text in ("h", "<i>", "한")]
    assert counts == [4, 3, 6]  # as input, as prediction, as target
    for name in ("loss", "letters"):
        assert len(list(ElementTree.parse(saved(finished, f"{name}-svg")).getroot().iter(f"{SVG}path"))) > 3


def test_an_svg_can_be_drawn_by_the_browser_as_the_player_draws_it(finished) -> None:
    svg, png = (
        saved(finished, "network-svg").read_text(),
        Image.open(io.BytesIO(saved(finished, "network-png").read_bytes())).convert("L"),
    )
    finished.set_content(f"<style>body {{ margin: 0 }}</style>{svg}")
    size = {"width": png.width // 2, "height": png.height // 2}
    finished.set_viewport_size(size)
    shot = finished.screenshot(clip={"x": 0, "y": 0, **size})
    drawn = Image.open(io.BytesIO(shot)).convert("L")
    one, other = np.asarray(drawn, int), np.asarray(png.resize(drawn.size, Image.Resampling.BOX), int)
    assert np.abs(one - other).mean() < 2.5 and (one < 200).sum() > 2000


def test_the_menu_is_for_the_keyboard_too(finished) -> None:
    finished.get_by_test_id("player-save").focus()
    finished.keyboard.press("Enter")
    finished.keyboard.press("Tab")
    assert finished.evaluate("focused().getAttribute('aria-label')") == "The network, unrolled in time, PNG"
    finished.keyboard.press("Escape")
    assert finished.evaluate("focused().dataset.testid") == "player-save"
    assert not finished.get_by_test_id("player-save-menu").is_visible()
    assert state(finished, "step") == "60"


def test_a_film_from_the_first_step_to_the_last(open_page) -> None:
    run = ScriptedRun(text=HOSTILE, autoplay=False)
    run.strength = 0.0  # so that the predictions alone have colours
    finished = open_page(run)
    press(finished, "End")
    until(finished, "player.step === '60'")
    finished.get_by_test_id("player-save").click()
    with finished.expect_download() as download:
        finished.get_by_test_id("player-gif").click()
    film = Image.open(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert film.format == "GIF" and 20 <= film.n_frames <= 48 and film.info["loop"] == 0
    counts = []
    for index in (0, film.n_frames - 1):
        film.seek(index)
        counts.append([coloured(film.convert("RGB"), colour) for colour in (BLUE, ORANGE)])
    (blue, orange), (blue_last, orange_last) = counts
    assert orange > 1.5 * orange_last and blue_last > 1.5 * blue
    assert film.info["duration"] == 3000
    assert state(finished, "step") == "60"
    assert finished.get_by_test_id("player-gif").inner_text() == "Save as animation (GIF)"


def test_what_is_hidden_is_not_offered(open_page) -> None:
    page = open_page(ScriptedRun(autoplay=False, hide=["loss", "save"]))
    assert not page.get_by_test_id("player-save").is_visible() and not page.get_by_test_id("player-gif").is_visible()


@pytest.fixture
def from_file(tab, tmp_path: Path):
    """from_file(run, language, **context) -> a page that has opened the run's HTML file, without a network."""

    def opened(run: cv.Run, language: str = "en", **context):
        path = tmp_path / "run.html"
        path.write_bytes(report(run, language))
        page = tab(viewport={"width": 1280, "height": 720}, **context)
        page.context.set_offline(True)
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(path.as_uri())
        page.locator("[data-testid=player][data-step]").wait_for()
        return page

    return opened


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_file_plays_without_a_server_or_a_network(from_file, language: str) -> None:
    run = cv.train(cv.RunConfig(text="<b>hi</b> $x$ 안녕", cell_type="gru", learning_rate=0.1, steps=80))
    predictions = [re.sub("^ +| +$", lambda spaces: "␣" * len(spaces[0]), said) for said in run.predictions]
    page = from_file(run, language)
    says = page.get_by_test_id("player-prediction")
    assert state(page, "step") == "0" and says.inner_text() == predictions[0] != run.predictions[0]
    page.get_by_role("button", name="20", exact=True).click()
    page.get_by_test_id("player-play").click()
    until(page, "player.step === '80'")
    assert says.inner_text() == run.predictions[-1] != run.predictions[0]
    box = page.get_by_test_id("player-scrubber").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.3, box["y"] + box["height"] / 2)
    until(page, "Number(player.step) > 0 && Number(player.step) < 80")
    assert says.inner_text() == predictions[int(state(page, "step"))]
    for name in ("network", "hidden", "gate-reset", "gate-update", "gate-candidate", "loss-chart", "history", "cell"):
        assert page.get_by_test_id(f"player-{name}").is_visible(), name
    heading = page.get_by_role("heading", level=1).inner_text()
    assert heading == "<b>hi</b> $x$ 안녕 · GRU" == page.title() and page.locator("h1 b").count() == 0
    assert page.locator("html").get_attribute("lang") == language
    assert page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [1280, 720]
    assert page.asked == [page.url]


def test_a_file_offers_nothing_that_needs_a_server(from_file) -> None:
    run = cv.train(cv.RunConfig(cell_type="lstm", steps=40).forked(5).replace(learning_rate=0.05))
    page = from_file(run)
    for name in ("fork", "keep", "beside", "copy", "code", "stale", "settings", "tools", "original"):
        assert not page.get_by_test_id(f"player-{name}").is_visible(), name
    page.get_by_test_id("player-last").click()
    box = page.get_by_test_id("player-hidden").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    drawn(page)
    assert not page.get_by_test_id("player-detail").is_visible()  # whose numbers the server has
    page.get_by_test_id("player-ask").click()
    page.get_by_test_id("player-question").wait_for()
    assert page.asked == [page.url]


def test_a_file_trains_what_is_typed_and_dragged_without_a_network(from_file) -> None:
    config = cv.RunConfig(cell_type="lstm", steps=40)
    page = from_file(cv.train(config))
    said = page.get_by_test_id("player-prediction")
    page.get_by_role("textbox", name="Text").fill("banana")
    until(page, "player.held === 'true'")
    page.keyboard.press("Enter")
    until(page, "player.held === 'false' && player.state === 'finished'")
    page.get_by_test_id("player-last").click()
    page.get_by_test_id("player-engine").get_by_text("in this browser").wait_for()
    until(page, "player.step === '40'")
    assert said.inner_text() == cv.train(config.replace(text="banana")).predictions[-1]
    number = page.get_by_role("spinbutton", name="Hidden size")
    box = page.locator("[class*=st-key-setting-hidden_size] p").bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 45, box["y"] + 5, steps=5)
    until(page, "player.held === 'true'")
    page.mouse.up()
    until(page, "player.held === 'false' && player.state === 'finished'")
    hidden = int(number.input_value())
    assert hidden > 8
    number.fill("9999")
    number.press("Tab")
    assert number.evaluate("node => node === document.activeElement"), "the browser says what is allowed there"
    number.fill(str(hidden))
    page.get_by_role("spinbutton", name="Seed").fill("3")
    page.keyboard.press("Enter")
    until(page, "player.state === 'finished'")
    other = cv.train(config.replace(text="banana", hidden_size=hidden, seed=3))
    page.get_by_test_id("player-loss").filter(has_text=f"loss {other.losses[-1]:.3f} nats").wait_for()
    assert page.title().startswith("hihello") and page.get_by_role("heading", level=1).inner_text() == "banana · LSTM"
    page.get_by_role("button", name="Back to the run of this file").click()
    page.get_by_role("heading", name="hihello · LSTM").wait_for()
    assert page.asked == [page.url] and page.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_file_fits_a_phone_in_light_and_dark(from_file, scheme: str) -> None:
    page = from_file(cv.train(cv.RunConfig(cell_type="lstm")), "ko", color_scheme=scheme)
    page.set_viewport_size({"width": 390, "height": 844})
    until(page, f"player.mode === 'phone' && player.theme === '{scheme}'")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_test_id("player-play").click()
    until(page, "Number(player.step) > 0")
    page.locator("summary").click()
    page.locator("dd").first.wait_for()
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == page.evaluate("getComputedStyle(shown('player')).backgroundColor")
    assert (paper == "rgb(255, 255, 255)") == (scheme == "light")


def opened_file(page, name: str, content: bytes) -> None:
    hand_in(page, {"name": name, "mimeType": "application/octet-stream", "buffer": content}, saved_run=True)


def test_a_saved_run_is_opened_as_it_was_and_goes_on(page, server) -> None:
    run = cv.train(cv.RunConfig(cell_type="lstm", hidden_size=128, steps=300, seed=4))
    assert len(run.to_bytes()) > 8e6  # as a longer run's file may well be
    run._losses = Rows(run.losses + 1.0)  # as if it had been trained elsewhere
    opened(page, server[0])
    opened_file(page, "my *run*.charviz", run.to_bytes())
    page.get_by_text("Opened from my *run*.charviz").wait_for()
    page.get_by_test_id("player-last").click()
    page.locator("[data-testid=player][data-step='300']").wait_for()
    assert page.get_by_test_id("player-loss").inner_text() == f"loss {run.losses[-1]:.3f} nats"
    assert page.get_by_test_id("player-prediction").inner_text() == run.predictions[-1]
    assert page.get_by_test_id("player-engine").inner_text() == "from a file" and "cell=lstm" in page.url
    with page.expect_download() as download:
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_role("button", name="Run (.charviz)").click()
    assert (cv.Run.load(download.value.path()).losses == run.losses).all()
    page.get_by_role("button", name="+100").click()
    page.locator("[data-testid=player][data-have='401'][data-state=finished]").wait_for()
    opened_file(page, "bad.charviz", b"\x80\x04pickle")
    page.get_by_text(re.compile("'bad.charviz' is not a charviz run")).wait_for()
    until(page, "player.have === '401'")
    assert page.get_by_text("Opened from my *run*.charviz").is_visible()
