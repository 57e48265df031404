"""The whole app in real Chromium: it opens at once, plays, trains, scrubs, and nothing flickers."""

import os
import re
import time
from pathlib import Path

import pytest
from harness.tab import opened, press, state, until

# Counts the nodes that vanish from the player; one that has another place in it is still there.
WATCH = """() => {
  window.player = shown('player'); window.removed = 0;
  const vanished = change => change.removedNodes.length && change.target !== player
    && [...change.removedNodes].some(node => node.nodeType === 1 && !node.isConnected);
  new MutationObserver(list => list.forEach(change => window.removed += vanished(change) ? 1 : 0))
    .observe(player, { childList: true, subtree: true });
}"""


def text_of(page, name: str) -> str:
    return page.get_by_test_id(f"player-{name}").inner_text()


def test_a_cold_server_plays_the_recording_without_torch(page, server) -> None:
    address, pid = server
    began = time.perf_counter()
    opened(page, address)
    until(page, "Number(player.step) >= 1")
    print(f"\ncold server, address entered to playing: {time.perf_counter() - began:.2f} s")
    assert text_of(page, "target") == "ihello"
    libraries = Path(f"/proc/{pid}/maps")
    if libraries.exists():
        assert "libtorch" not in libraries.read_text()


def test_a_deep_link_trains_the_run_that_it_names(page, server) -> None:
    opened(page, f"{server[0]}/?text=hello&cell=gru&lr=0.1&steps=60&seed=2")
    until(page, "player.state === 'finished'")
    assert text_of(page, "target") == "ello"
    page.locator("button:disabled", has_text="Stop").wait_for()
    page.get_by_test_id("player-last").click()
    until(page, "player.step === '60'")
    assert text_of(page, "prediction") == "ello"


def test_type_choose_train_and_watch(page, server, record_property) -> None:
    opened(page, server[0])
    page.evaluate(WATCH)
    page.get_by_role("textbox", name="Text").fill("if you want you")
    page.evaluate(  # the press alone may have trained what was typed with the RNN already
        """() => document.addEventListener('click', () => { const began = performance.now();
        const seen = () => shown('player-cell-state') && shown('player-target').textContent.includes('f you')
        && Number(player.dataset.have) > 0 ? window.painted = performance.now() - began : requestAnimationFrame(seen);
        seen(); }, { once: true, capture: true })"""
    )
    page.get_by_role("radio", name="LSTM").click()  # what was typed is trained with it, at once
    page.wait_for_function("() => window.painted")
    painted = page.evaluate("window.painted")
    until(page, "player.state === 'finished'")
    print(f"\nclick on LSTM to first painted frame: {painted:.0f} ms")
    for name in ("hidden", "cell-state", "gate-forget", "gate-input", "gate-output", "gate-candidate"):
        assert page.get_by_test_id(f"player-{name}").count() == 1
    assert painted > 0 and page.evaluate("window.removed") == 0
    assert re.search(r"cell=lstm", page.url)


def test_scrubbing_needs_no_server(page, server) -> None:
    opened(page, server[0])
    until(page, "player.have === '101'")
    page.get_by_test_id("player-play").click()
    took = page.evaluate(
        """async () => { const slider = shown('player').querySelector('[data-testid=player-scrubber]'); const times = [];
        for (let step = 0; step <= 100; step += 5) { const began = performance.now(); slider.value = step;
          slider.dispatchEvent(new Event('input', { bubbles: true }));
          while (shown('player').dataset.step !== String(step)) await new Promise(requestAnimationFrame);
          times.push(performance.now() - began); }
        return times.sort((a, b) => a - b)[10]; }"""
    )
    print(f"\nscrub to painted, median: {took:.1f} ms")
    assert state(page, "step") == "100"
    page.keyboard.press("Home")
    until(page, "player.step === '0'")
    page.keyboard.press("Shift+ArrowRight")
    until(page, "player.step === '10'")


def test_a_click_on_a_unit_shows_its_arithmetic(page, server) -> None:
    opened(page, f"{server[0]}/?cell=lstm&steps=30&seed=5")
    until(page, "player.have === '31'")
    page.get_by_test_id("player-last").click()
    canvas = page.get_by_test_id("player-hidden")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] * 0.7, "y": box["height"] * 0.5})
    page.get_by_test_id("player-detail").get_by_text("tanh(").first.wait_for()
    assert "f · c₋ + i · g" in page.get_by_test_id("player-detail").inner_text()


def test_stop_and_continue(page, server) -> None:
    opened(
        page,
        f"{server[0]}/?text=hello%20pytorch.%20how%20long%20can%20it&hidden=96&steps=20000&until=false&engine=torch",
    )
    until(page, "Number(player.have) > 50")
    page.get_by_role("button", name="Stop", exact=True).click()
    until(page, "player.state === 'stopped'")
    have = int(state(page, "have"))
    page.get_by_role("button", name="+100").click()
    until(page, f"Number(player.have) >= {have} + 90 && player.state === 'finished'")
    page.locator("button:disabled", has_text="Stop").wait_for()


def test_hostile_text_stays_text(page, server) -> None:
    opened(page, f"{server[0]}/?text=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&steps=5")
    until(page, "player.have === '6'")
    assert text_of(page, "target").startswith("img src=x")
    assert page.locator("img[src=x]").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_has_no_overflow(tab, server, scheme: str) -> None:
    page = tab(viewport={"width": 390, "height": 844}, color_scheme=scheme, has_touch=True)
    opened(
        page, f"{server[0]}/?text=%EC%95%88%EB%85%95%ED%95%98%EC%84%B8%EC%9A%94%20%EC%95%88%EB%85%95&cell=gru&steps=40"
    )
    until(page, "player.have === '41'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert text_of(page, "target") == "녕하세요 안녕"
    if folder := os.environ.get("CHARVIZ_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/phone-{scheme}.png", full_page=True)


def test_a_fork_goes_its_own_way_beside_the_original(tab, server) -> None:
    page = tab(reduced_motion="reduce")  # nothing plays by itself
    opened(page, f"{server[0]}/?steps=60&until=false")
    until(page, "player.state === 'finished'")
    page.get_by_test_id("player-scrubber").focus()
    press(page, "Home", *["ArrowRight"] * 15)
    until(page, "player.step === '15'")
    page.get_by_test_id("player-fork").click()
    page.wait_for_url("**fork=15%3Asteps%3D60**")
    page.get_by_text("Forked from hihello at step 15").wait_for()
    opened(page, f"{server[0]}/?lr=0.2&steps=60&until=false&fork=15%3Asteps%3D60")
    until(page, "player.state === 'finished'")
    page.get_by_test_id("player-first").click()
    until(page, "player.step === '0'")
    assert text_of(page, "prediction") == text_of(page, "original") == "ehello"
    press(page, "ArrowRight", "ArrowRight")
    until(page, "player.step === '2'")
    assert (text_of(page, "prediction"), text_of(page, "original")) == ("ihello", "ehello")
    page.get_by_role("button", name="the original", exact=True).click()
    page.get_by_role("button", name="Discard the fork").click()
    page.get_by_text("Forked from hihello").wait_for(state="detached")


def test_a_lesson(tab, server) -> None:
    """The teacher's link opens one picture, asks, counts votes, and hands the run on; the rest of the page is a key away."""
    page = tab(viewport={"width": 1600, "height": 900}, locale="ko-KR")
    opened(page, f"{server[0]}/?view=class&ask=true&lang=en&cell=gru&steps=40&until=false")
    until(page, "player.state === 'finished'")
    train = page.get_by_role("button", name="Train", exact=True)
    train.wait_for(state="hidden")
    assert text_of(page, "prediction") == "??????"
    page.get_by_test_id("player-votes").click()
    page.get_by_test_id("player-hands").first.fill("30")
    page.get_by_test_id("player-hands").first.press("Shift+Tab")
    page.get_by_test_id("player-reveal").click()
    page.wait_for_function("() => /100 % · \\d/.test(shown('player').querySelector('.votes').textContent)")
    page.wait_for_function("() => !shown('player').querySelector('.votes').textContent.includes('…')")
    assert "of 30 gave the same answer as the network" in text_of(page, "class")
    shares = [int(share) for share in re.findall(r"· (\d+) %", page.locator(".ballot").inner_text())]
    assert len(shares) == 5 and 97 <= sum(shares) <= 103
    page.get_by_test_id("player-tools").click()
    page.get_by_test_id("player-code").click()
    link = page.get_by_test_id("player-code-link").get_attribute("href")
    assert link == f"{server[0]}/?ask=true&cell=gru&steps=40&until=false"
    page.keyboard.press("Escape")
    page.get_by_test_id("player-ask").click()
    page.wait_for_url(lambda address: "ask" not in address)
    page.get_by_test_id("player-fold").click()
    train.wait_for()
    page.get_by_text("Normal", exact=True).click()
    page.wait_for_url(lambda address: "view" not in address)
