"""The player in real Chromium plays, pauses, steps and scrubs."""

from harness.player import scrub, text
from harness.runs import ScriptedRun
from harness.tab import drawn, press, state, until


def test_it_plays_by_itself_and_stops_at_the_end(open_page):
    run = ScriptedRun(steps=30, speed=20)
    page = open_page(run)
    until(page, "Number(player.step) > 2")
    until(page, "player.step === '30'")
    assert text(page, "prediction") == "ihello" == text(page, "target")
    drawn(page)
    frames = state(page, "frame")
    drawn(page, 20)
    assert state(page, "frame") == frames, "nothing moves, so nothing is drawn"


def test_frames_while_playing(open_page):
    page = open_page(ScriptedRun(text="how long can a rnn", steps=400, units=32, speed=20))
    until(page, "Number(player.step) > 2")
    before, after = page.evaluate(
        "async () => { const seen = () => Number(shown('player').dataset.frame);"
        "const before = seen(); await frames(30); return [before, seen()]; }"
    )
    assert 29 <= after - before <= 31, "a picture for each frame of the screen's"


def test_keys(paused):
    def after(key):
        press(paused, key)
        return int(state(paused, "step"))

    assert [after(key) for key in ("ArrowRight", "Shift+ArrowRight", "ArrowLeft", "End", "Home")] == [1, 11, 10, 60, 0]
    paused.keyboard.press(" ")
    until(paused, "Number(player.step) > 0")
    press(paused, " ")
    stopped = state(paused, "step")
    drawn(paused, 30)
    assert state(paused, "step") == stopped


def test_keys_are_not_taken_from_who_is_typing(paused):
    paused.evaluate("document.body.append(document.createElement('input'))")
    paused.focus("body > input")
    paused.keyboard.type("a b")
    press(paused, "ArrowRight")
    assert paused.input_value("body > input") == "a b"
    assert state(paused, "step") == "0"


def test_buttons(paused):
    for name, step in (("forward", 1), ("last", 60), ("back", 59), ("first", 0)):
        paused.get_by_test_id(f"player-{name}").click()
        until(paused, f"player.step === '{step}'")
    assert "0" in text(paused, "step") and paused.get_by_test_id("player-scrubber").get_attribute("max") == "60"


def test_scrub_is_painted_in_the_next_frame(paused):
    run = ScriptedRun()
    for step in (40, 3, 17, 60):
        assert scrub(paused, step) <= 2
        assert text(paused, "prediction") == run.prediction(step)
        assert str(step) in text(paused, "step")


def test_numbers_of_the_step(paused):
    scrub(paused, 60)
    assert "6" in text(paused, "accuracy") and "0.100" in text(paused, "loss")
    assert "weakest letter" in text(paused, "message")
    assert paused.evaluate("shown('player').querySelectorAll('tbody tr:not([hidden])').length") == 6


def test_it_waits_at_the_live_end_and_follows_it(open_page):
    run = ScriptedRun()
    run.ready = 10
    page = open_page(run)
    page.get_by_test_id("player-last").click()
    until(page, "player.step === '9'")
    run.ready = 30
    until(page, "player.step === '29'")


def test_reduced_motion_does_not_play_by_itself(open_page):
    page = open_page(ScriptedRun(), reduced_motion="reduce")
    drawn(page, 30)
    assert state(page, "step") == "0"
    page.get_by_test_id("player-play").click()
    until(page, "Number(player.step) > 0")
