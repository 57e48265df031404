"""How the player in real Chromium gets its records: what it requests, keeps and replaces."""

from harness.player import scrub, text
from harness.runs import ScriptedRun
from harness.tab import drawn, state, until


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


def test_a_gap_is_requested_again(open_page):
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


def test_an_empty_message_is_waited_out(open_page):
    run = ScriptedRun(autoplay=False)
    whole, empty = run.answer, []
    run.answer = lambda pull: whole(pull) if empty else (empty.append(1), b"")[1]
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
