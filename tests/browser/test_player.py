"""The player in real Chromium: it plays, steps, scrubs, asks for what it lacks, and shows any text as text."""

import pytest
from harness.runs import ScriptedRun
from harness.tab import drawn, press, state, until


def text(page, name):
    return page.get_by_test_id(f"player-{name}").text_content()


def scrub(page, step):
    """Moves the slider and returns how many frames it takes until the step is painted."""
    return page.evaluate(
        """step => new Promise(resolve => {
            const input = shown('player-scrubber');
            input.value = step;
            input.dispatchEvent(new Event("input"));
            let frames = 0;
            const look = () => {
                frames += 1;
                shown('player').dataset.step === String(step) ? resolve(frames) : requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
        })""",
        step,
    )


@pytest.fixture
def paused(open_page):
    """A finished run of 60 steps, at its first."""
    page = open_page(ScriptedRun(autoplay=False))
    until(page, "player.have === '61'")
    return page


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


def test_streaming_replaces_no_node(open_page):
    run = ScriptedRun(speed=20)
    run.ready = 5
    page = open_page(run)
    page.evaluate(
        """() => {
            window.removed = 0;
            new MutationObserver(records => records.forEach(record =>
                record.removedNodes.forEach(node => window.removed += node.nodeType !== Node.TEXT_NODE)
            )).observe(shown('player'), { childList: true, subtree: true });
        }"""
    )
    assert page.get_by_test_id("player-live").is_visible()
    for run.ready in range(6, 62, 5):
        until(page, f"player.have === '{run.ready}'")
    until(page, "player.have === '61' && player.state === 'finished'")
    page.keyboard.press("End")
    until(page, "player.step === '60'")
    assert page.evaluate("window.removed") == 0
    assert not page.get_by_test_id("player-live").is_visible()


def test_it_waits_at_the_live_end_and_follows_it(open_page):
    run = ScriptedRun()
    run.ready = 10
    page = open_page(run)
    page.get_by_test_id("player-last").click()
    until(page, "player.step === '9'")
    run.ready = 30
    until(page, "player.step === '29'")


def test_a_gap_is_asked_for_again(open_page):
    run = ScriptedRun()
    whole, dropped = run.chunks, []

    def with_a_gap(have):
        if dropped:
            return whole(have)
        dropped.append(have)
        return [block for index, block in enumerate(whole(have)) if index != 2]

    run.chunks = with_a_gap
    page = open_page(run)
    until(page, "player.have === '61'")
    scrub(page, 20)
    assert text(page, "prediction") == run.prediction(20)
    assert page.evaluate("window.pulls[0].have") == 16


def test_what_is_there_already_is_left_alone(open_page):
    run = ScriptedRun(autoplay=False)
    overlapping = run.chunks
    run.chunks = lambda have: [*overlapping(0), run.records(3, 9), run.records(0, 61)]
    page = open_page(run)
    until(page, "player.have === '61'")
    for step in (4, 11, 33):
        scrub(page, step)
        assert text(page, "prediction") == run.prediction(step)


def test_a_cut_message_is_survived(open_page):
    run = ScriptedRun(autoplay=False)
    whole, cut = run.answer, []

    def answer(pull):
        message = whole(pull)
        return message if cut else (cut.append(1), message[: len(message) // 2])[1]

    run.answer = answer
    page = open_page(run)
    until(page, "player.have === '61'")


def test_a_new_view_of_the_same_run_keeps_its_records(open_page):
    run = ScriptedRun(autoplay=False)
    page = open_page(run)
    scrub(page, 30)
    run.view_id, run.labels = "v2", run.labels | {"step": "Schritt {step} von {steps}"}
    deliver = "async () => deliver(await fetchMessage({run: 'run', view: 'v1', have: 61, n: 0}))"
    page.evaluate(deliver)
    drawn(page)
    assert text(page, "step") == "Schritt 30 von 60" and state(page, "have") == "61"
    run.view_id, run.options = "v3", run.options | {"start": 1, "autoplay": True}
    page.evaluate(deliver)
    until(page, "player.step === '1'")


def test_fewer_steps_of_the_same_run_are_all_that_is_shown(open_page):
    run = ScriptedRun(autoplay=False)
    page = open_page(run)
    until(page, "player.have === '61'")
    run.view_id, run.steps, run.ready = "v2", 30, 31
    page.evaluate("async () => deliver(await fetchMessage({run: 'run', view: 'v1', have: 61, n: 0}))")
    until(page, "player.have === '31'")
    page.get_by_test_id("player-last").click()
    until(page, "player.step === '30'")
    assert text(page, "step").endswith("30 / 30")


def test_it_keeps_all_that_it_knows_when_the_page_gives_it_another_place(paused):
    scrub(paused, 33)
    paused.evaluate("window.move(null)")
    assert (state(paused, "step"), state(paused, "have")) == ("33", "61")
    assert scrub(paused, 40) <= 3
    assert paused.evaluate("every('[data-testid=player]').length") == 1


def test_another_run_starts_afresh(open_page, harness):
    page = open_page(ScriptedRun(autoplay=False))
    other = ScriptedRun(text="abcabd", steps=20, key="other", autoplay=False)
    other.view_id, harness.answer = "w1", other.answer
    page.evaluate("async () => deliver(await fetchMessage({run: 'run', view: 'v1', have: 61, n: 0}))")
    until(page, "player.have === '21' && player.step === '0'")
    assert text(page, "target") == "bcabd"


def test_pulls_stop_when_all_is_there_and_in_a_hidden_tab(open_page):
    run = ScriptedRun()
    run.ready = 5
    page = open_page(run, clock=True)
    page.evaluate(
        """() => {
            Object.defineProperty(document, "hidden", { get: () => window.away, configurable: true });
            window.away = true;
        }"""
    )
    page.clock.run_for(10_000)  # what was on its way has come
    before = page.evaluate("pulls.length")
    page.clock.run_for(60_000)
    assert page.evaluate("pulls.length") == before
    run.ready = 61
    page.evaluate("() => { window.away = false; document.dispatchEvent(new Event('visibilitychange')) }")
    until(page, "player.have === '61'")
    page.clock.run_for(10_000)
    done = page.evaluate("pulls.length")
    page.clock.run_for(60_000)
    assert page.evaluate("pulls.length") == done


def test_one_request_in_flight_and_a_lost_one_is_repeated(open_page):
    run = ScriptedRun()
    run.ready = 5
    page = open_page(run, "hold", clock=True)
    page.wait_for_function("pulls.length === 1")
    page.clock.run_for(1000)
    assert page.evaluate("pulls.length") == 1
    page.clock.run_for(3000)
    assert page.evaluate("pulls.length") == 2


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


def test_reduced_motion_does_not_play_by_itself(open_page):
    page = open_page(ScriptedRun(), reduced_motion="reduce")
    drawn(page, 30)
    assert state(page, "step") == "0"
    page.get_by_test_id("player-play").click()
    until(page, "Number(player.step) > 0")


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


def test_an_empty_message_is_waited_out(open_page):
    run = ScriptedRun(autoplay=False)
    whole, empty = run.answer, []
    run.answer = lambda pull: whole(pull) if empty else (empty.append(1), b"")[1]
    page = open_page(run)
    until(page, "player.have === '61'")


def test_pictures_follow_the_theme(paused):
    pixels = "shown('player-network').getContext('2d').getImageData(0, 30, 92, 20).data"
    brightest = f"Math.max(...{pixels}.filter((_, i) => i % 4 === 0))"
    assert paused.evaluate(brightest) < 150, "the word beside the first row is dark"
    paused.evaluate("document.documentElement.classList.add('dark')")
    until(paused, "player.theme === 'dark'")
    drawn(paused)
    assert paused.evaluate(brightest) > 150
