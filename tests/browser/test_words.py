"""A run whose tokens are words, in the player: columns, labels, training in the tab, the setting, the file."""

from urllib.parse import quote

import pytest
from harness.tab import idle, opened, press, state, until
from playwright.sync_api import expect

import charviz as cv
from charviz.export.html_report import report

TEXT = "the boy is going to school and the girl is going home"
START = f"tokenize=words&text={quote(TEXT)}&cell=lstm&lr=0.04&steps=60&until=false"
FINISHED = "player.state === 'finished' && player.have === '61'"


def at_its_end(page, address: str) -> None:
    opened(page, address)
    until(page, FINISHED)
    press(page, "End")
    until(page, "player.step === '60'")
    idle(page)


@pytest.fixture
def live(page, server):
    at_its_end(page, f"{server[0]}/?{START}")
    return page


def said(page, step: str) -> list[str]:
    """What the page tells of a step."""
    page.get_by_test_id("player-scrubber").fill(step)
    until(page, f"player.step === '{step}'")
    table = page.locator(".charviz table").first
    expect(table).to_contain_text(f"at step {step}")
    told = [page.get_by_test_id(f"player-{what}").inner_text() for what in ("loss", "prediction")]
    return [*told, table.inner_text()]


def test_it_reads_and_predicts_words(live) -> None:
    run = cv.train(cv.RunConfig.from_url(START.replace("&until=false", "")))
    assert live.get_by_test_id("player-prediction").inner_text() == run.predictions[60] == TEXT.removeprefix("the ")
    assert live.get_by_test_id("player-loss").inner_text() == f"loss {run.losses[60]:.3f} nats"
    assert live.get_by_test_id("player-target").inner_text() == TEXT.removeprefix("the ")
    assert live.get_by_test_id("player-letters").get_attribute("aria-label") == "Correct words: 11 of 11 right"
    expect(live.locator(".charviz table").first).to_contain_text("school")
    assert "in this browser" in live.get_by_test_id("player-engine").inner_text()


def test_the_tab_trains_what_the_server_sends(live, server, tab) -> None:
    shown = [said(live, step) for step in ("0", "9", "60")]
    other = tab()
    other.route("**/engine.wasm", lambda route: route.abort())
    at_its_end(other, f"{server[0]}/?{START}")
    assert "in this browser" not in other.get_by_test_id("player-engine").inner_text()
    assert [said(other, step) for step in ("0", "9", "60")] == shown


@pytest.mark.parametrize("settings", ["", "seq=lines", "boundary_tokens=true"])
def test_a_typed_text_is_cut_into_the_same_words(page, server, settings: str) -> None:
    at_its_end(page, f"{server[0]}/?{START}&{settings}")
    page.get_by_role("textbox", name="Text").fill("나는, 집에 (간다)! isn’t it well-known? 3.14")
    until(page, f"player.held === 'true' && {FINISHED}")
    while_held = page.get_by_test_id("player-loss").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**3.14*")
    until(page, f"player.held === 'false' && {FINISHED} && player.step === '60'")
    assert page.get_by_test_id("player-loss").inner_text() == while_held


def test_tokens_are_chosen_among_the_settings(page, server) -> None:
    at_its_end(page, f"{server[0]}/?{START.replace('tokenize=words&', '')}")
    page.get_by_role("button", name="More").click()
    page.get_by_role("dialog", name="More").get_by_role("radio", name="words", exact=True).click()
    page.wait_for_url("**tokenize=words*")
    page.keyboard.press("Escape")
    until(page, FINISHED)
    expect(page.get_by_test_id("player-target")).to_have_text(TEXT.removeprefix("the "))


@pytest.mark.parametrize("width", [390, 1280])
def test_columns_are_as_wide_as_the_words(tab, server, width: int) -> None:
    page = tab(viewport={"width": width, "height": 800})
    at_its_end(page, f"{server[0]}/?{START}")
    column, strips = page.evaluate(
        "() => { const { axis, stripAxis } = shown('player').parentNode.charviz; return [axis.column, stripAxis.column]; }"
    )
    assert column > 40
    assert strips == column or width < 600
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_file_shows_words_and_trains_them(page, tmp_path) -> None:
    run = cv.train(cv.RunConfig.from_url(START.replace("&until=false", "")))
    (tmp_path / "run.html").write_bytes(report(run))
    page.goto((tmp_path / "run.html").as_uri())
    until(page, "player.have === '61'")
    press(page, "End")
    until(page, "player.step === '60'")
    expect(page.get_by_test_id("player-prediction")).to_have_text(run.predictions[60])
    assert "next word" in page.locator("body").inner_text()
    page.get_by_role("textbox", name="Text").fill("to be or not to be")
    until(page, "player.held === 'true' && player.state === 'finished'")
    expect(page.get_by_test_id("player-target")).to_have_text("be or not to be")
    assert state(page, "have") == "61"
