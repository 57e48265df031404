"""Messages, marks, tooltips and arithmetic of the player in real Chromium; any text is shown as text, in any window."""

import pytest
from harness.player import scrub, text
from harness.runs import ScriptedRun
from harness.tab import drawn, press, until


def test_hostile_symbols_are_text(open_page):
    hostile = ["<img src=x onerror=window.hit=1>", "<b>", "&amp;", "{step}", "\u202e", "h"]
    page = open_page(ScriptedRun(text=hostile, autoplay=False))
    scrub(page, 60)
    page.get_by_test_id("player-network").hover(position={"x": 120, "y": 40})
    drawn(page)
    assert page.evaluate("window.hit") is None
    assert page.evaluate("shown('player').querySelectorAll('img, b:not(.lines b)').length") == 0
    assert text(page, "target") == "".join(hostile[1:])


def test_a_click_asks_for_the_arithmetic(paused):
    scrub(paused, 12)
    strip = paused.get_by_test_id("player-hidden")
    box = strip.bounding_box()
    strip.click(position={"x": 140, "y": box["height"] * 2.5 / 8})  # the third of eight rows
    paused.wait_for_function("window.pulls.some(pull => pull.detail)")
    asked = paused.evaluate("pulls.findLast(pull => pull.detail).detail")
    assert asked == {"step": 12, "layer": 0, "unit": 2, "time": 0, "part": "hidden"}
    paused.wait_for_function("shown('player-detail').textContent.includes('tanh(')")
    scrub(paused, 13)
    paused.wait_for_function("pulls.findLast(pull => pull.detail).detail.step === 13")


@pytest.mark.parametrize(("end", "action"), [("learned", "continue"), ("diverged", "lower_rate")])
def test_a_message_has_a_button_and_can_be_dismissed(open_page, end, action):
    run = ScriptedRun(autoplay=False)
    run.end = end
    page = open_page(run)
    assert text(page, "message") == ""
    scrub(page, 60)
    message = page.get_by_test_id("player-message")
    boxes = """() => { const home = shown('player').getBoundingClientRect();
      return every('.charviz canvas').filter(node => node.checkVisibility()).map(node => node.getBoundingClientRect())
        .map(({ x, y, width, height }) => [x - home.x, y - home.y, width, height].join()); }"""
    before = page.evaluate(boxes)
    message.locator(".action").click()
    assert page.evaluate("actions") == [{"name": action}]
    page.get_by_test_id("player-dismiss").click()
    drawn(page)
    assert not message.locator(".action").is_visible()
    assert page.locator(".colour-legend").is_visible() and page.evaluate(boxes) == before, "nothing moves"


def test_the_axis_of_steps_ends_where_the_run_has_stopped(open_page):
    run = ScriptedRun(autoplay=False)
    run.ready, run.end = 41, "learned"
    page = open_page(run)
    until(page, "player.have === '41'")
    press(page, "End")
    track, thumb = (
        page.locator(f".charviz {part}").bounding_box() for part in (".scrubber .track", ".scrubber .thumb")
    )
    assert thumb["x"] > track["x"] + 0.95 * track["width"]
    assert text(page, "step") == "step 40 / 40"


def test_marks_above_the_scrubber_tell_and_lead(paused):
    mark = paused.get_by_test_id("player").locator(".marks button:visible")
    mark.hover()
    until(paused, "shown('player').querySelector('.tooltip').textContent === '60: all correct'")
    mark.click()
    until(paused, "player.step === '60'")


def test_hover_reads_the_moment(paused):
    scrub(paused, 60)
    paused.get_by_test_id("player-network").hover(position={"x": 130, "y": 40})
    until(
        paused,
        "shown('player').querySelector('.tooltip').textContent.startsWith('t=0 · input h · target i · predicted i')",
    )


@pytest.mark.parametrize("width", [360, 390, 1280])
@pytest.mark.parametrize("length", ["hihello", "how long can a rnn cell remember, and what does it forget? " * 4])
def test_the_page_never_overflows(open_page, width, length):
    page = open_page(ScriptedRun(text=length, autoplay=False), viewport={"width": width, "height": 800})
    until(page, "player.have === '61'")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = page.get_by_test_id("player-network").bounding_box()
    assert box["width"] <= width


def test_hidden_controls(open_page):
    page = open_page(ScriptedRun(autoplay=False, hide=["speed", "loss", "hidden"]))
    for name in ("loss-chart", "hidden"):
        assert not page.get_by_test_id(f"player-{name}").is_visible()
    assert page.get_by_test_id("player-network").is_visible()


def test_pictures_follow_the_theme(paused):
    pixels = "shown('player-network').getContext('2d').getImageData(0, 30, 92, 20).data"
    brightest = f"Math.max(...{pixels}.filter((_, i) => i % 4 === 0))"
    assert paused.evaluate(brightest) < 150, "the word beside the first row is dark"
    paused.evaluate("document.documentElement.classList.add('dark')")
    until(paused, "player.theme === 'dark'")
    drawn(paused)
    assert paused.evaluate(brightest) > 150
