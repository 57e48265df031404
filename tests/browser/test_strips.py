"""Heat maps and network of a deep network: one enlarged, another layer chosen; messages at the playhead."""

import re

import pytest
from harness.player import scrub, text
from harness.runs import ScriptedRun, TrainedRun
from harness.tab import drawn, press, until

STRIPS = ("hidden", "cell-state", "gate-input", "gate-forget", "gate-candidate", "gate-output")


def heights(page) -> dict[str, float]:
    return {name: page.get_by_test_id(f"player-{name}").bounding_box()["height"] for name in STRIPS}


@pytest.fixture(scope="module")
def deep() -> TrainedRun:
    return TrainedRun(cell_type="lstm", num_layers=2, steps=10, options={"autoplay": False})


def test_a_strip_is_enlarged_by_its_heading_and_made_equal_again(open_page, deep) -> None:
    page = open_page(deep)
    before = heights(page)
    assert max(before.values()) - min(before.values()) <= 2, "all are equal"
    heading = page.locator(".heatmap", has=page.get_by_test_id("player-gate-forget")).get_by_role("button")
    assert heading.get_attribute("aria-expanded") == "false"
    heading.click()
    drawn(page)
    after = heights(page)
    assert after["gate-forget"] > 1.5 * max(height for name, height in after.items() if name != "gate-forget")
    assert min(after.values()) >= 40, "no other is squeezed away"
    assert heading.get_attribute("aria-expanded") == "true"
    heading.press("Enter")
    drawn(page)
    assert heights(page) == before


def test_it_says_how_many_units_are_drawn_of_many(open_page) -> None:
    page = open_page(ScriptedRun(units=70, autoplay=False))
    page.get_by_text("the first 64 of 70 units").wait_for()


def test_a_layer_is_chosen_by_a_click_in_the_network(open_page, deep) -> None:
    page = open_page(deep)
    until(page, "player.have === '11'")
    press(page, "End")
    words = "() => shown('player-hidden').getAttribute('aria-label')"
    first, pictured = page.evaluate(words), "() => shown('player-hidden').toDataURL()"
    shown = page.evaluate(pictured)
    layers = page.get_by_role("group", name="Layer")
    chosen = layers.locator("[aria-pressed=true]")
    assert chosen.inner_text() == "Layer 1"
    network = page.get_by_test_id("player-network")
    box = network.bounding_box()
    for part in range(1, 40):  # the layers' boxes lie below the letters, the second below the first
        network.click(position={"x": box["width"] * 0.6, "y": box["height"] * part / 40})
        drawn(page)
        if chosen.inner_text() == "Layer 2":
            break
    assert chosen.inner_text() == "Layer 2"
    assert page.evaluate(words) != first and page.evaluate(pictured) != shown
    layers.get_by_role("button", name="Layer 1").click()
    drawn(page)
    assert page.evaluate(words) == first


def test_a_message_has_its_step_and_holds_at_the_playhead(open_page) -> None:
    run = ScriptedRun(autoplay=False)
    run.milestones = [(20, "tells_apart"), (45, "remembers")]  # at 45, five of six: more than without memory
    page = open_page(run)
    until(page, "player.have === '61'")
    key = page.locator(".colour-legend")
    assert text(page, "message") == "" and key.is_visible()
    scrub(page, 44)
    assert "begun to remember" not in text(page, "message"), "not yet"
    scrub(page, 50)
    assert text(page, "message") == "Step 45: It has begun to remember: more letters are right than without memory."
    assert not key.is_visible(), "it stands in the place of the key to the colours"
    scrub(page, 60)
    assert text(page, "message").startswith("Step 60: All correct, but only")
    scrub(page, 0)
    assert text(page, "message") == "" and key.is_visible()


def test_a_message_is_shown_only_while_it_holds(open_page) -> None:
    run = ScriptedRun(autoplay=False)
    run.milestones = [(10, "remembers"), (30, "solved")]  # as of a run that has lost it again
    page = open_page(run)
    until(page, "player.have === '61'")
    for step in (10, 30, 40):
        scrub(page, step)
        assert text(page, "message") == "", step
    scrub(page, 50)
    assert text(page, "message").startswith("Step 10: It has begun to remember")


def test_newcomers_see_the_welcome_once(open_page) -> None:
    page = open_page(ScriptedRun(autoplay=False), newcomer=True)
    card = page.get_by_test_id("player-welcome")
    assert "one letter at a time" in card.inner_text() and "orange" in card.inner_text()
    page.get_by_test_id("player-welcome-close").click()
    assert not card.is_visible()
    page.reload()
    page.wait_for_function("window.ready")
    drawn(page)
    assert not card.is_visible()


def test_a_screen_that_is_presented_has_no_welcome(open_page) -> None:
    page = open_page(ScriptedRun(autoplay=False, teacher_mode=True, projector=True), newcomer=True)
    assert not page.get_by_test_id("player-welcome").is_visible()


SECRET = """() => { window.written = new Set(); const { fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
    written.add(text); return fillText.call(this, text, ...rest); } }"""


def test_a_question_of_the_tour_gives_nothing_away(open_page) -> None:
    """Neither curve nor mark nor line of what is to come: the picture of step 10 is that of a run that ends there."""
    run = ScriptedRun(autoplay=False, hide_future=True, at=10, to=10, hide=["speed"])
    run.milestones = [(5, "remembers"), (45, "remembers")]
    page = open_page(run)
    until(page, "player.have === '61' && player.step === '10'")
    page.evaluate(SECRET)
    page.set_viewport_size({"width": 1280, "height": 810})
    drawn(page)
    written = page.evaluate("[...written]")
    assert written and not [words for words in written if re.search("limit|guessing|at most", words)]
    marks = page.locator(".marks button:visible").all()
    assert [mark.get_attribute("aria-label").partition(":")[0] for mark in marks] == ["5"]
    assert text(page, "message") == ""
    chart = page.get_by_test_id("player-loss-chart")
    box = chart.bounding_box()
    inks = """() => { const canvas = shown('player-loss-chart'); const { width, height } = canvas;
      const from = Math.round(width * 0.4), top = Math.round(height * 0.12), tall = Math.round(height * 0.7);
      const { data } = canvas.getContext('2d').getImageData(from, top, Math.round(width * 0.5), tall);
      return data.filter((value, at) => at % 4 === 3 && value > 0
        && Math.min(data[at - 3], data[at - 2], data[at - 1]) < 150).length; }"""
    assert page.evaluate(inks) == 0, "nothing but pale lines of the scale lies ahead"
    for name in ("loss-chart", "letters"):
        page.get_by_test_id(f"player-{name}").hover(
            position={"x": box["width"] * 0.8, "y": 60 if name == "loss-chart" else 20}
        )
        drawn(page)
        tip = page.evaluate("shown('player').querySelector('.tooltip').textContent")
        assert "0." not in tip and not re.search(r"\d of 6", tip), tip
