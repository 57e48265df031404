"""Inside a cell in Chromium: the click from the player arrives, and the numbers of every moment are the engine's."""

import re

import pytest
from harness.tab import idle, opened

import charviz as cv
from charviz.analysis.unit_arithmetic import arithmetic


def lines(page) -> dict[str, str]:
    """What is said of each part of the cell, as a screen reader hears it."""
    buttons = page.locator("[data-testid=cell-equations] button:visible").all()
    return {button.get_attribute("data-part"): button.get_attribute("aria-label") for button in buttons}


def numbers(text: str) -> list[float]:
    return [float(part.replace("−", "-")) for part in re.findall(r"−?\d+\.\d+", text)]


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_the_numbers_are_those_of_the_engine(page, server, cell: str) -> None:
    opened(page, f"{server[0]}/cell?cell={cell}&layers=2&steps=40&until=false&layer=1&unit=3&t=2&step=40")
    run = cv.train(cv.RunConfig(cell_type=cell, num_layers=2, steps=40))
    for time in (2, 3):
        for equation in arithmetic(run, 40, 1, 3, time):
            page.locator(f"[data-testid=cell-equations] [data-part={equation['name']}]").click()
            page.locator(f"[data-part={equation['name']}][aria-pressed=true]").wait_for()
            shown = numbers(lines(page)[equation["name"]])
            assert shown == pytest.approx(numbers(" ".join(equation["numbers"])), abs=2e-4)
        page.get_by_test_id("cell-later").click()
        page.get_by_test_id("cell-time").get_by_text(f"t = {time + 1}").wait_for()


def test_the_click_in_the_player_arrives(page, server) -> None:
    opened(page, f"{server[0]}/?cell=lstm&steps=30&until=false")
    page.get_by_test_id("player-last").click()
    page.locator("[data-testid=player][data-state=finished]").wait_for()
    canvas = page.get_by_test_id("player-hidden")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] * 0.6, "y": box["height"] * 0.4})
    page.get_by_test_id("player-inside").click()
    page.wait_for_url("**/cell?**cell=lstm**")
    page.locator("[data-testid=cell-equations] [data-part=cell_state]").wait_for()
    first = int(re.search(r"t=(\d+)", page.url)[1])
    assert first > 0
    page.get_by_text("Change the run").click()
    canvas.scroll_into_view_if_needed()
    canvas.click(position={"x": box["width"] * 0.9, "y": box["height"] * 0.4})
    page.get_by_test_id("player-inside").click()
    page.get_by_test_id("cell-time").get_by_text(f"t = {first + 2}").wait_for()  # a second arrival begins anew


def test_what_has_been_sent_does_not_travel_again(page, server) -> None:
    received = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))))
    opened(
        page,
        f"{server[0]}/cell?cell=lstm&hidden=35&text=hello%20pytorch.%20how%20long%20can%20a%20rnn%20cell%20remember",
    )
    assert sum(received) > 500_000
    received.clear()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**t=1**")
    idle(page)
    assert sum(received) < 50_000, sum(received)


def test_times_units_conventions_and_keys(page, server) -> None:
    opened(page, f"{server[0]}/cell?cell=gru&steps=40&until=false")
    before = lines(page)
    page.keyboard.press("ArrowRight")
    page.get_by_test_id("cell-time").get_by_text("t = 1").wait_for()
    assert lines(page) != before
    page.wait_for_url("**t=1**")
    page.get_by_role("button", name="many slides").click()
    page.get_by_text("1 − z′").first.wait_for(state="attached")
    assert "z′" in lines(page)["update"]
    page.get_by_test_id("cell-unit-4").click()
    page.wait_for_url("**unit=4**")
    page.get_by_text("Unit 4 at t = 1").wait_for()
    page.wait_for_url("**gru_convention=slides**")


@pytest.mark.parametrize(("kind", "begins"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("csv", b"\xef\xbb\xbfname")])
def test_it_is_taken_home(page, server, kind: str, begins: bytes) -> None:
    opened(page, f"{server[0]}/cell?cell=lstm")
    with page.expect_download() as download:
        page.get_by_test_id(f"save-{kind}").click()
    content = download.value.path().read_bytes()
    assert content.startswith(begins) and len(content) > 200
