"""What if: a number is held, and the run is trained anew in the tab while it moves, without a word to the server."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from harness.bits import DIGESTS, WANTED
from harness.tab import drawn, idle, opened, press, state, until
from playwright.sync_api import Route, expect

import charviz as cv

START = "text=hihello&cell=lstm&steps=60&until=false&lr=0.02"
FINISHED = "player.state === 'finished' && player.have === '61'"


@pytest.fixture
def live(page, server):
    """The live page with a finished run at its last step, and what the page sends from then on."""
    page.sent = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: page.sent.append(frame)))
    page.on("request", lambda request: page.sent.append(request.url))
    at_its_end(page, server)
    return page


def at_its_end(page, server) -> None:
    opened(page, f"{server[0]}/?{START}")
    until(page, FINISHED)
    press(page, "End")
    until(page, "player.step === '60'")
    page.locator("button:disabled", has_text="Stop").wait_for()  # the server has come to its end, too
    idle(page)


def held(page, field: str, by: int, trained: str = FINISHED) -> None:
    """Takes a number by its name and drags it so many px."""
    box = page.get_by_test_id(f"what-if-{field}").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for part in range(1, 5):
        page.mouse.move(x + by * part / 4, y)
    until(page, f"player.held === 'true' && {trained}")


def loss(page) -> str:
    return page.get_by_test_id("player-loss").inner_text()


def pictures(page) -> list[str]:
    """What is drawn of the states."""
    drawn(page)
    strips = "every('[data-testid=player-hidden], [data-testid=player-gate-forget]')"
    return page.evaluate(f"{strips}.map((canvas) => canvas.toDataURL())")


def test_a_held_number_trains_anew_and_the_server_hears_of_it_when_it_is_released(live) -> None:
    before, live.sent[:] = loss(live), []
    held(live, "learning_rate", 40)
    assert live.sent == []
    while_held, seen = loss(live), pictures(live)
    assert while_held != before
    assert not live.get_by_test_id("player-original").is_visible(), "the ghost is a curve, and moves nothing"
    live.mouse.up()
    live.wait_for_url("**lr=0.1*")
    until(live, f"player.held === 'false' && {FINISHED} && player.step === '60'")
    idle(live)
    assert loss(live) == while_held and pictures(live) == seen
    assert "in this browser" in live.get_by_test_id("player-engine").inner_text()


@pytest.mark.parametrize(("field", "by"), [("hidden_size", -40), ("num_layers", 8), ("seed", 16)])
def test_escape_puts_the_old_run_back(live, field: str, by: int) -> None:
    before, address = loss(live), live.url
    held(live, field, by)
    assert loss(live) != before
    live.keyboard.press("Escape")
    until(live, f"player.held === 'false' && {FINISHED} && player.step === '60'")
    live.mouse.up()
    idle(live)
    assert (loss(live), live.url) == (before, address)
    assert live.get_by_test_id("player-original").is_hidden()


def test_a_map_tells_when_other_values_learn_the_text(live) -> None:
    held(live, "seed", 16)
    chart = live.get_by_test_id("player-what-if-map")
    run = cv.train(cv.RunConfig.from_url(START.replace("until=false&", "")).replace(seed=2))
    expect(chart).to_have_accessible_name(f"Seed: first step with every letter right: 2: {run.accuracies.argmax()}")
    live.keyboard.press("Escape")
    until(live, "player.held === 'false'")
    assert run.accuracies.max() == 1 and not chart.is_visible()
    live.mouse.up()


def test_another_cell_plays_before_the_server_answers(live, server) -> None:
    with stopped(server[1]):
        live.get_by_role("radio", name="GRU", exact=True).click()
        live.get_by_test_id("player-gate-reset").wait_for()
        until(live, FINISHED)
    live.wait_for_url("**cell=gru*")
    until(live, f"player.held === 'false' && {FINISHED}")
    press(live, "End")
    until(live, "player.step === '60'")
    run = cv.train(cv.RunConfig.from_url(START.replace("until=false&", "")).replace(cell_type="gru"))
    assert loss(live) == f"loss {run.losses[-1]:.3f} nats"


@contextmanager
def stopped(process: int) -> Iterator[None]:
    """While it answers nobody."""
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def test_a_text_is_learned_while_it_is_typed(live) -> None:
    live.sent[:] = []
    box = live.get_by_role("textbox", name="Text")
    box.focus()
    live.keyboard.press("End")
    live.keyboard.type(" w")
    until(live, f"player.held === 'true' && {FINISHED}")
    table = live.locator(".charviz table").first
    expect(table).to_contain_text("w")
    assert live.sent == []
    live.keyboard.press("Escape")  # as if nothing had been typed
    until(live, f"player.held === 'false' && {FINISHED}")
    expect(box).to_have_value("hihello")
    box.focus()
    live.keyboard.press("End")
    live.keyboard.type(" world")
    live.keyboard.press("Enter")
    live.wait_for_url("**text=hihello+world*")
    until(live, f"player.held === 'false' && {FINISHED} && player.step === '60'")
    idle(live)
    run = cv.train(cv.RunConfig.from_url(live.url.partition("?")[2]))
    assert loss(live) == f"loss {run.losses[60]:.3f} nats"


def test_the_opening_page_is_held_too(page, server) -> None:
    opened(page, server[0])
    expect(page.get_by_test_id("player-engine")).to_have_text("recorded earlier")
    have = page.get_by_test_id("player").get_attribute("data-have")
    held(page, "learning_rate", 40, f"player.state === 'finished' && player.have === '{have}'")
    page.keyboard.press("Escape")
    until(page, f"player.held === 'false' && player.have === '{have}'")
    page.mouse.up()
    expect(page.get_by_test_id("player-engine")).to_have_text("recorded earlier")


def test_what_is_typed_before_the_engine_has_come_is_trained_when_it_has(page, server) -> None:
    coming: list[Route] = []
    page.route("**/engine.wasm", lambda route: coming.append(route))
    opened(page, server[0])
    page.get_by_role("textbox", name="Text").click()
    page.keyboard.type(" you")
    until(page, "player.held === 'false'")
    for route in coming:
        route.continue_()
    until(page, "player.held === 'true' && player.state === 'finished'")
    expect(page.get_by_test_id("player-target")).to_have_text("ihello you")


@pytest.mark.parametrize("settings", ["", "seq=lines", "boundary_tokens=true", "head=none&hidden=5"])
def test_a_typed_run_is_the_run_of_the_page(page, server, settings: str) -> None:
    """What is shown while the text is typed is not drawn anew when the page has trained it: it is told to be the same run."""
    opened(page, f"{server[0]}/?{START}&{settings}")
    until(page, FINISHED)
    press(page, "End")
    page.get_by_role("textbox", name="Text").fill("가나다 가나")
    until(page, f"player.held === 'true' && {FINISHED}")
    while_held = loss(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**text=%EA*")
    until(page, f"player.held === 'false' && {FINISHED} && player.step === '60'")
    assert loss(page) == while_held


def test_what_is_trained_in_the_tab_is_what_the_server_sends(live, server, page) -> None:
    """The same page where the engine cannot be fetched."""
    places = ["0", "7", "30", "60"]
    shown = [said(live, step) for step in places]
    page.route("**/engine.wasm", lambda route: route.abort())
    at_its_end(page, server)
    assert "in this browser" not in page.get_by_test_id("player-engine").inner_text()
    assert [said(page, step) for step in places] == shown


def said(page, step: str) -> list[str]:
    """What the page tells of a step."""
    page.get_by_test_id("player-scrubber").fill(step)
    until(page, f"player.step === '{step}'")
    table = page.locator(".charviz table").first
    expect(table).to_contain_text(f"at step {step}")  # it is written for screen readers, when the playhead rests
    return [page.get_by_test_id("player-loss").inner_text(), table.inner_text()]


def test_the_engine_gives_the_same_bits_here(live) -> None:
    assert live.evaluate(f"async () => {{ {DIGESTS} }}") == WANTED


def test_a_slow_run_is_left_to_the_server(page, server) -> None:
    opened(page, f"{server[0]}/?text={'the quick brown fox ' * 12}&cell=lstm&hidden=256&steps=60&until=false")
    until(page, FINISHED)
    assert "in this browser" not in page.get_by_test_id("player-engine").inner_text()
    assert state(page, "state") == "finished"


def test_what_is_typed_is_trained_here_and_the_server_trains_it_when_another_page_asks(live, server) -> None:
    def facts() -> dict:
        return live.evaluate("async () => (await fetch('/api/status')).json()")

    before = facts()["records"]
    for text in ("hello", "banana", "abcabc"):
        live.get_by_role("textbox", name="Text").fill(text)
        live.keyboard.press("Enter")
        live.wait_for_url(f"**text={text}*")
        until(live, FINISHED)
        idle(live)
        assert "in this browser" in live.get_by_test_id("player-engine").inner_text()
    assert facts()["records"] == before
    assert live.get_by_role("button", name="Stop").is_disabled()
    with live.expect_download() as download:
        live.get_by_role("button", name="Save", exact=True).click()
        live.get_by_role("button", name="Run (.charviz)").click()
    run = cv.Run.load(download.value.path())
    live.get_by_test_id("player-last").click()
    until(live, "player.step === '60'")
    assert loss(live) == f"loss {run.losses[60]:.3f} nats"
