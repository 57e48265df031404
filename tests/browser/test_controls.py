"""The live page's settings in real Chromium: dragged, changed by keys, typed into; each change is trained, and can be undone."""

import re

import pytest
from harness.tab import drawn, idle, opened, press, state, until

START = "text=hihello&steps=30&until=false&lr=0.1"


@pytest.fixture
def live(page, server):
    """The live page with a run of 30 steps, finished and resting."""
    opened(page, f"{server[0]}/?{START}")
    finished(page)
    return page


def finished(page) -> None:
    until(page, "player.state === 'finished'")
    page.locator("button:disabled", has_text="Stop").wait_for()  # the server has come to its end, too
    idle(page)


def number(page, name: str):
    return page.get_by_role("spinbutton", name=name)


def text(page):
    return page.get_by_role("textbox", name="Text")


def grip(page, name: str) -> tuple[float, float]:
    """The middle of a number's label, by which it is dragged."""
    label = page.locator(f"[class*=st-key-setting-{name}] [data-testid=stWidgetLabel]")
    box = label.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_number_is_dragged_by_its_name_and_trained_when_it_is_let_go(live) -> None:
    before = live.url
    x, y = grip(live, "hidden_size")
    live.mouse.move(x, y)
    live.mouse.down()
    live.mouse.move(x + 20, y)
    live.mouse.move(x + 40, y)
    idle(live)
    dragged = int(number(live, "Hidden size").input_value())
    assert dragged > 8 and live.url == before, "seen, not trained yet"
    live.mouse.up()
    live.wait_for_url(f"**hidden={dragged}*")
    finished(live)
    assert number(live, "Hidden size").input_value() == str(dragged)
    assert not live.get_by_test_id("player-stale").is_visible()


def test_escape_puts_a_dragged_number_back(live) -> None:
    before = live.url
    x, y = grip(live, "hidden_size")
    live.mouse.move(x, y)
    live.mouse.down()
    live.mouse.move(x + 60, y)
    assert number(live, "Hidden size").input_value() != "8"
    live.keyboard.press("Escape")
    assert number(live, "Hidden size").input_value() == "8"
    live.mouse.move(x + 90, y)
    live.mouse.up()
    idle(live)
    assert number(live, "Hidden size").input_value() == "8" and live.url == before


def test_a_touch_that_becomes_a_scroll_leaves_the_number_as_it_was(tab, server) -> None:
    live = opened(tab(has_touch=True), f"{server[0]}/?{START}")
    finished(live)
    before = live.url
    x, y = grip(live, "hidden_size")
    fingers = live.context.new_cdp_session(live)
    for kind, points in (("touchStart", [x]), ("touchMove", [x + 30]), ("touchMove", [x + 60])):
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": at, "y": y} for at in points]})
    drawn(live)
    assert number(live, "Hidden size").input_value() != "8"
    fingers.send("Input.dispatchTouchEvent", {"type": "touchCancel", "touchPoints": []})
    drawn(live)
    assert number(live, "Hidden size").input_value() == "8"
    live.mouse.move(x + 90, y)  # a mouse that passes by drags nothing
    idle(live)
    assert number(live, "Hidden size").input_value() == "8" and live.url == before


def test_after_a_change_tab_goes_on_behind_the_control(live) -> None:
    """Even if Streamlit has redrawn the control, and the browser would start at the top of the page."""

    def following() -> str:
        idle(live)
        finished(live)
        press(live, "Tab")
        return live.evaluate("focused().closest('.st-key-settings > *')?.className ?? focused().outerHTML")

    text(live).fill("hello")
    text(live).press("Enter")
    assert "st-key-examples" in following()
    live.get_by_role("radio", name="LSTM", exact=True).click()
    assert "st-key-setting-num_layers" in following()
    number(live, "Layers").fill("2")
    number(live, "Layers").press("Enter")
    assert "st-key-setting-hidden_size" in following()


def test_arrow_keys_go_up_and_down_the_decades_of_a_logarithmic_number(live) -> None:
    rate = number(live, "Learning rate")
    for key, value in (("ArrowUp", "0.15"), ("ArrowUp", "0.2"), ("ArrowDown", "0.15"), ("ArrowDown", "0.1")):
        rate.press(key)
        live.wait_for_function("([node, value]) => node.value === value", arg=[rate.element_handle(), value])
        live.wait_for_url(re.compile(rf"lr={value}(&|$)"))
    rate.press("ArrowDown")
    live.wait_for_url(re.compile(r"lr=0\.07(&|$)"))
    finished(live)


@pytest.mark.parametrize(("typed", "key", "meant"), [("1e2", "Enter", "100"), ("3.7", "Tab", "4")])
def test_a_whole_number_is_what_was_typed_and_not_its_first_digits(live, typed: str, key: str, meant: str) -> None:
    units = number(live, "Hidden size")
    units.fill("")
    units.press_sequentially(typed)
    units.press(key)
    live.wait_for_url(re.compile(rf"hidden={meant}(&|$)"))
    finished(live)
    assert units.input_value() == meant


def test_enter_ends_the_text_and_shift_enter_begins_another_sequence(live) -> None:
    text(live).fill("hello")
    text(live).press("Shift+Enter")
    text(live).press_sequentially("olleh")
    assert text(live).input_value() == "hello\nolleh" and "text=" not in live.url.replace("text=hihello", "")
    text(live).press("Enter")
    live.get_by_test_id("player-target").get_by_text("ello / olleh", exact=True).wait_for()
    finished(live)
    assert text(live).input_value() == "hello\nolleh"
    assert live.evaluate("document.activeElement === document.body"), "the keys belong to the player again"


def test_enter_that_ends_a_composition_ends_no_text(live) -> None:
    before = live.url
    text(live).fill("")
    keyboard = live.context.new_cdp_session(live)
    keyboard.send("Input.imeSetComposition", {"text": "한", "selectionStart": 1, "selectionEnd": 1})
    live.evaluate(
        """() => { window.composing = null; document.addEventListener('keydown', (event) => {
        if (event.key === 'Enter') window.composing = event.isComposing }, { capture: true, once: true }) }"""
    )
    text(live).evaluate(
        "node => node.dispatchEvent(new KeyboardEvent('keydown',"
        "{ key: 'Enter', isComposing: true, bubbles: true, cancelable: true }))"
    )
    idle(live)
    assert live.evaluate("window.composing") is True
    assert live.evaluate("document.activeElement.tagName") == "TEXTAREA" and live.url == before
    keyboard.send("Input.insertText", {"text": "한글 한글"})
    text(live).press("Enter")
    live.get_by_test_id("player-target").get_by_text("글 한글", exact=True).wait_for()


@pytest.mark.parametrize("control", ["Train", "LSTM"])
def test_space_after_a_click_on_a_control_plays_and_trains_nothing(live, control: str) -> None:
    live.get_by_role("button", name=control, exact=True).or_(
        live.get_by_role("radio", name=control, exact=True)
    ).click()
    idle(live)
    finished(live)
    press(live, "Home")
    if live.get_by_test_id("player-play").get_attribute("aria-label") == "Pause":
        press(live, " ")
    at, address, asked = int(state(live, "step")), live.url, live.evaluate("runs.sent")
    live.keyboard.press(" ")
    until(live, f"Number(player.step) > {at}")
    press(live, " ")
    idle(live)
    rested = state(live, "step")
    drawn(live, 30)
    assert state(live, "step") == rested, "it pauses again"
    assert (live.url, live.evaluate("runs.sent")) == (address, asked)


@pytest.mark.parametrize("delay", [0, 60])
@pytest.mark.parametrize("control", ["GRU", "Draw again", "+100"])
@pytest.mark.parametrize(("name", "typed", "told"), [("Text", "abcabcabca", "text"), ("Layers", "2", "layers")])
def test_what_is_typed_right_after_a_click_on_a_control_stays(
    live, control: str, delay: int, name: str, typed, told
) -> None:
    field = live.get_by_label(name, exact=True)
    places = [middle(pressed(live, control)), middle(field)]  # looked up before, for a person does not wait
    for place in places:
        live.mouse.click(*place)
    live.keyboard.press("Control+a")
    live.keyboard.type(typed, delay=delay)
    live.keyboard.press("Enter")
    live.wait_for_url(lambda url: f"{told}={typed}" in url and re.search("cell=gru|seed=|steps=130", url))
    finished(live)
    assert field.input_value() == typed


def test_a_number_that_is_set_while_it_is_typed_is_what_was_typed(live) -> None:
    places = [middle(pressed(live, "Draw again")), middle(number(live, "Seed"))]
    for place in places:
        live.mouse.click(*place)
    live.keyboard.press("Control+a")
    live.keyboard.type("12")
    live.wait_for_url("**seed=*")
    finished(live)  # another widget shows the seed that was drawn
    live.keyboard.type("34")
    live.keyboard.press("Enter")
    live.wait_for_url("**seed=1234*")


def pressed(page, name: str):
    """A control of the row, by what stands on it."""
    role = "radio" if name == "GRU" else "button"
    return page.get_by_role(role, name=name, exact=True)


def middle(control) -> tuple[float, float]:
    box = control.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_keys_bring_the_run_before_back(live) -> None:
    before = live.url
    number(live, "Seed").press("ArrowUp")
    live.wait_for_url("**seed=1*")
    finished(live)
    live.evaluate("document.activeElement.blur()")
    live.keyboard.press("Control+z")
    live.wait_for_url(before)
    finished(live)
    assert number(live, "Seed").input_value() == "0"
    assert live.get_by_role("button", name="Undo").is_disabled()


def test_the_keys_undo_what_is_being_typed_and_no_run(live) -> None:
    number(live, "Seed").press("ArrowUp")
    live.wait_for_url("**seed=1*")
    finished(live)
    text(live).focus()
    live.keyboard.type("x")
    assert "x" in text(live).input_value()
    live.keyboard.press("Control+z")
    assert text(live).input_value() == "hihello"
    idle(live)
    assert "seed=1" in live.url


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (390, 844)])
def test_a_complaint_lies_over_no_control_that_helps_and_can_be_closed(page, server, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    opened(page, f"{server[0]}/?cell=lstm&fork=7%3Acell%3Dlstm")
    text(page).fill("hihelloworld")
    text(page).press("Enter")
    complaint = page.locator(".st-key-complaint-run")
    complaint.wait_for()
    idle(page)
    box = complaint.bounding_box()
    for row in (page.locator(".st-key-settings"), page.locator(".st-key-origin"), page.get_by_test_id("player-play")):
        one = row.bounding_box()
        assert one["y"] + one["height"] <= box["y"] or box["y"] + box["height"] <= one["y"]
    page.get_by_role("button", name="Close", exact=True).click()
    complaint.wait_for(state="detached")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+z")
    page.wait_for_function("() => document.querySelector('[class*=st-key-setting-text] textarea').value === 'hihello'")


def test_where_changes_are_held_a_badge_trains_them(page, server) -> None:
    opened(page, f"{server[0]}/?{START}&every=false")
    finished(page)
    number(page, "Seed").press("ArrowUp")
    page.wait_for_url("**seed=1*")
    badge = page.get_by_test_id("player-stale")
    badge.wait_for()
    badge.click()
    badge.wait_for(state="hidden")
    finished(page)


@pytest.mark.parametrize("way", ["navigator.clipboard", "the older way"])
def test_the_link_is_copied(tab, server, way: str) -> None:
    page = tab(permissions=["clipboard-read", "clipboard-write"])
    if way == "the older way":  # as where the page comes without HTTPS
        page.add_init_script(
            "window.read = () => Clipboard.prototype.readText.call(navigator.clipboard);"
            "Clipboard.prototype.writeText = () => Promise.reject(new Error('closed'));"
        )
    else:
        page.add_init_script("window.read = () => navigator.clipboard.readText();")
    opened(page, f"{server[0]}/?{START}&cell=gru")
    button = page.get_by_test_id("player-copy")
    button.click()
    page.wait_for_function("() => shown('player-copy').textContent === 'Link copied'")
    assert page.evaluate("read()") == page.url and "cell=gru" in page.url
    page.wait_for_function("() => shown('player-copy').textContent === 'Copy link'")
