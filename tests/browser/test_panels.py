"""The player while a run waits in the queue, and when one of its panels throws."""

import pytest
from harness.player import text
from harness.runs import ScriptedRun
from harness.tab import until

# Lets a method of classes throw from now on: [[class, method], ...]
BREAK = """async places => {
    const broken = () => { throw new Error("broken on purpose"); };
    for (const [name, method] of places) {
        const file = name.replace(/(?<=.)[A-Z]/g, "_$&").toLowerCase();
        const module = await import(`/player/${file}.js`);
        module[name].prototype[method] = broken;
    }
}"""
LIVE = """words => document.querySelector('#place').shadowRoot
    .querySelector('[data-testid=player-live]').textContent === words"""
PANELS = (
    "AccuracyChart ExportMenu Fork LossChart Messages Network PlayControls PredictFirst PredictionHistory Readout SampleText "
    "Scrubber States TeacherMode UnitDetail"
).split()


# A scene that throws at its first drawings, and asks for more after each.
SCENE = """async () => {
    const { Scene } = await import("/scenes/scene.js");
    class Broken extends Scene {
        drawn = 0;
        asks = [];
        poller = { ask: () => this.asks.push(this.drawn), answered() {} };
        draw() { if (++this.drawn < 3) throw new Error("broken on purpose"); }
    }
    const scene = new Broken("broken");
    document.body.append(scene.root);
    scene.view = {};
    for (let turn = 0; turn < 4; turn++) {
        scene.redraw();
        await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }
    return scene.asks;
}"""


@pytest.fixture
def growing(open_page):
    """A run of 60 steps of which 5 are known; and its page."""
    run = ScriptedRun(speed="max")
    run.ready = 5
    page = open_page(run)
    until(page, "player.have === '5'")
    return run, page


def failed(page):
    """The panels that the console has reported, each as often as it has; clears the list of errors."""
    told = [line.removeprefix("charviz: ").partition(" has failed")[0] for line in page.errors]
    page.errors.clear()
    return told


def test_a_run_in_the_queue_says_how_many_are_before_it_and_plays_when_it_is_its_turn(open_page):
    run = ScriptedRun(steps=30, speed=20)
    run.ready, run.ahead = 0, 3
    page = open_page(run)
    page.wait_for_function(LIVE, arg="3 runs are ahead of yours")
    run.ahead = 1
    page.wait_for_function(LIVE, arg="1 run is ahead of yours")
    run.ready, run.ahead = 31, 0
    until(page, "player.step === '30'")
    assert text(page, "prediction") == "ihello"


@pytest.mark.parametrize("panel", ["PlayControls", "Network", "States"])
def test_a_panel_that_throws_stops_no_other(growing, panel):
    run, page = growing
    page.evaluate(BREAK, [[panel, "draw"]])
    run.ready = 61
    until(page, "player.step === '60' && player.state === 'finished'")
    assert text(page, "prediction") == "ihello"
    assert page.get_by_test_id("player-scrubber").input_value() == "60"
    assert "60" in page.get_by_test_id("player-loss-chart").get_attribute("aria-label")
    assert failed(page) == [panel], "told once, by its name"


def test_the_player_goes_on_where_every_panel_throws(growing):
    run, page = growing
    page.evaluate(BREAK, [[panel, method] for panel in PANELS for method in ("draw", "layout")])
    page.set_viewport_size({"width": 700, "height": 800})  # all is laid out anew
    run.ready = 61
    until(page, "player.step === '60' && player.state === 'finished'")
    assert sorted(failed(page)) == PANELS


def test_the_player_asks_on_where_its_own_drawing_throws(growing):
    run, page = growing
    page.evaluate(BREAK, [["Scroller", "stretch"]])
    page.set_viewport_size({"width": 700, "height": 800})
    with page.expect_request(lambda request: request.post_data_json["have"] >= 20 if request.post_data else False):
        run.ready = 20
    assert failed(page) == ["Player"]


def test_a_scene_that_throws_asks_on_and_is_drawn_again(paused):
    asked = paused.evaluate(SCENE)
    assert len(asked) >= 4 and asked == list(range(1, len(asked) + 1)), "after each drawing"
    assert failed(paused) == ["broken"]
