"""Predict first: the prediction is masked until it has been guessed; the votes of a class; where the player stops to ask."""

import re

import numpy as np
import pytest
from harness.player import text
from harness.runs import ScriptedRun, confidences
from harness.tab import drawn, press, until

from charviz.player.packets import chunk, parse


def at_step(page, step):
    until(page, f"player.step === '{step}'")
    drawn(page)


def forward(page, steps, tens=0):
    press(page, *["Shift+ArrowRight"] * tens, *["ArrowRight"] * steps)
    at_step(page, 10 * tens + steps)


def asked_time(page):
    return int(re.search(r"t=(\d+)", text(page, "question"))[1])


def given_away(page, run, step):
    """Everything that gives away the prediction of a step: texts, texts for screen readers, marks."""
    spoken = run.prediction(step)
    told = [text(page, "prediction"), page.get_by_test_id("player-network").get_attribute("aria-label")]
    told.append(
        page.evaluate("[...shown('player').querySelectorAll('[aria-live]')].map(node => node.textContent).join()")
    )
    rows = page.evaluate("shown('player').querySelectorAll('tbody tr:not([hidden])').length")
    marks = page.evaluate(
        "[...shown('player').querySelectorAll('.marks button:not([hidden])')].map(m => m.ariaLabel).join()"
    )
    right = str(int((run.predicted(step) == run.targets).sum()))
    return [
        *[words for words in told if re.search(rf"(^|predicts ){re.escape(spoken)}", words)],
        *(["table"] if rows else []),
        *([marks] if f"{step}:" in marks else []),
        *([text(page, "accuracy")] if text(page, "accuracy").startswith(right) else []),
    ]


@pytest.fixture
def asking(open_page):
    """A run of 60 steps that asks, at its first; and the run."""

    def opened(run=None, **context):
        run = run or ScriptedRun(ask="true")
        page = open_page(run, **context)
        until(page, "player.have === '61'")
        return page, run

    return opened


def test_nothing_is_given_away_until_somebody_has_answered(asking):
    run = ScriptedRun(ask="true")
    run.milestones = [(45, "remembers")]  # from here five of six are right: more than without memory
    page, _run = asking(run)
    at_step(page, 0)  # it does not play by itself: the first question stands
    forward(page, 5, tens=4)
    assert given_away(page, run, 45) == [] and text(page, "prediction") == "??????"
    assert text(page, "message") == ""
    page.get_by_test_id("player-history").hover(position={"x": 130, "y": 210})
    drawn(page)
    assert page.evaluate("shown('player').querySelector('.tooltip').textContent") == "go to step 45"
    time = asked_time(page)
    said, target = (run.symbols[ids[time]] for ids in (run.predicted(45), run.targets))
    page.get_by_test_id("player-answer").filter(has_text=said).click()
    drawn(page)
    assert given_away(page, run, 45)[0] == run.prediction(45)
    byte = round(255 * confidences(run.config, np.array([45]))[0, time])  # as it is sent
    share = round(100 * byte / 255)
    assert f"It predicts ‘{said}’ ({share} %)" in text(page, "question").replace("\u2068", "").replace("\u2069", "")
    assert (said == target) == ("which is the target" in text(page, "question"))
    assert text(page, "score") == "1 of 1 guessed right" and "begun to remember" in text(page, "message")


def test_a_wrong_guess_by_a_key_is_reported_counted_and_kept(asking):
    page, run = asking()
    forward(page, 5)
    said = run.predicted(5)[asked_time(page)]
    wrong = next(index for index in range(len(run.symbols)) if index != said)
    press(page, str(wrong + 1))
    assert text(page, "question").startswith("Not ‘") and text(page, "score") == "0 of 1 guessed right"
    page.keyboard.press("ArrowRight")
    at_step(page, 6)
    assert text(page, "prediction") == "??????"
    press(page, run.symbols[run.predicted(6)[asked_time(page)]])  # the letter itself
    assert text(page, "score") == "1 of 2 guessed right"
    page.keyboard.press("ArrowLeft")
    at_step(page, 5)
    assert text(page, "prediction") == run.prediction(5) and text(page, "question").startswith("Not ‘")


def test_it_asks_about_an_ambiguous_letter_or_the_one_that_is_clicked(asking):
    page, run = asking()
    forward(page, 7)
    assert "hihello"[asked_time(page)] in "hl"  # these two are followed by different letters
    canvas = page.get_by_test_id("player-network")
    canvas.click(position={"x": 92 + 72 * 1.5, "y": 40})
    drawn(page)
    assert asked_time(page) == 1
    page.get_by_test_id("player-ask-after").click()
    drawn(page)
    assert asked_time(page) == 2


def test_it_never_blocks(asking):
    page, run = asking(ScriptedRun(ask="true", speed=20))
    press(page, "Enter")  # shows it
    assert text(page, "prediction") == run.prediction(0) and text(page, "score") == ""
    page.keyboard.press(" ")
    until(page, "Number(player.step) > 3")
    assert "?" not in text(page, "prediction")
    press(page, " ")
    assert text(page, "prediction") == "??????"
    page.get_by_test_id("player-ask").click()
    drawn(page)
    assert "?" not in text(page, "prediction") and not page.get_by_test_id("player-asking").is_visible()
    assert page.evaluate("actions.at(-1)") == {"mode": "false", "name": "ask"}


def test_what_has_been_seen_is_not_asked(open_page):
    run = ScriptedRun(autoplay=False)
    page = open_page(run)
    until(page, "player.have === '61'")
    forward(page, 9)
    page.get_by_test_id("player-ask").click()
    at_step(page, 10)
    assert given_away(page, run, 10) == [] and asked_time(page) >= 0
    assert page.evaluate("actions.at(-1)") == {"mode": "true", "name": "ask"}


def test_it_stops_before_a_milestone_is_shown(asking):
    run = ScriptedRun(text="abcdefg", ask="stops", speed=20)
    run.milestones = [(12, "remembers"), (14, "letter_right"), (30, "lost")]
    page, _run = asking(run)
    for step in (12, 30, 60):
        at_step(page, step)
        drawn(page, 30)
        at_step(page, step)
        assert given_away(page, run, step) == [] and "What will it predict" in text(page, "question")
        press(page, "Enter")
        assert text(page, "prediction") == run.prediction(step)
        page.keyboard.press("Enter")


def test_it_stops_where_the_network_is_first_undecided(asking):
    class Undecided(ScriptedRun):
        """From step 20 on undecided between h and i, which both follow h in the text."""

        def records(self, first, count):
            header, arrays = next(parse(super().records(first, count)))
            likely = np.where(np.arange(first, first + count) >= 20, 64, 0).astype(np.uint8)  # of 255
            arrays |= {"predicted": 0 * arrays["predicted"], "rival": 0 * arrays["rival"] + 1}
            return chunk(header, arrays | {"rival_probability": 0 * arrays["rival_probability"] + likely[:, None]})

    page, _run = asking(Undecided(text="hhih", ask="stops", speed=20))
    at_step(page, 20)
    drawn(page, 30)
    at_step(page, 20)


def test_votes_of_a_class_are_shown_beside_the_probabilities(asking):
    page, run = asking()
    forward(page, 4)
    time = asked_time(page)
    page.get_by_test_id("player-votes").click()
    hands = page.get_by_test_id("player-hands")
    for index, count in enumerate((12, 3, 0, 0)):
        hands.nth(index).fill(str(count))
        hands.nth(index).press("Enter")
    assert text(page, "prediction") == "??????", "a digit typed as a number of hands is no answer"
    hands.nth(4).fill("5")
    hands.nth(4).press("Enter")
    page.wait_for_function("() => shown('player-asking').textContent.includes('60 % · 10 %')")
    assert [pull["vote_probabilities"] for pull in page.evaluate("pulls.filter(pull => pull.vote_probabilities)")] == [
        {"step": 4, "time": time, "ids": [0, 1, 2, 3, 4]}
    ]
    counts = (12, 3, 0, 0, 5)
    said = run.predicted(4)[time]
    assert text(page, "class") == f"{counts[said]} of 20 gave the same answer as the network."
    assert text(page, "score") == f"{int(said == 0)} of 1 guessed right", "most said the first letter"
    assert "hands" not in page.evaluate("JSON.stringify(pulls) + JSON.stringify(actions)")


def test_a_large_alphabet_has_eight_choices_in_an_order_that_tells_nothing(asking):
    run = ScriptedRun(text="the quick brown fox jumps over the lazy dog", ask="true")
    page, _run = asking(run)
    places = set()
    for step in range(1, 13):
        page.keyboard.press("ArrowRight")
        at_step(page, step)
        time = asked_time(page)
        offered = [node.replace("␣", " ") for node in page.locator(".answer .symbol:visible").all_text_contents()]
        said, target = (run.symbols[ids[time]] for ids in (run.predicted(step), run.targets))
        assert len(set(offered)) == 8 and {said, target} <= set(offered)
        places.add(offered.index(said))
        drawn(page)
        left, right, gutter, width = page.evaluate(
            """time => { const { axis } = shown('player').parentNode.charviz;
              return [axis.x(time), axis.x(time) + axis.column, axis.gutter, axis.width]; }""",
            time,
        )
        assert gutter <= left and right <= width, "the column is in view"
    assert len(places) > 2


def test_a_screen_reader_hears_the_question_and_what_came_of_it(asking):
    page, run = asking(reduced_motion="reduce")
    heard = page.locator(".predict-first [role=status]")
    heard.filter(has_text="What will it predict").wait_for(state="attached")
    assert re.match(
        r"What will it predict after .* Choose with the digits: 1 h, 2 i, 3 e, 4 l, 5 o", heard.text_content()
    )
    page.get_by_test_id("player-answer").first.focus()
    press(page, "Space")
    heard.filter(has_text="It predicts").wait_for(state="attached")
    assert heard.text_content().endswith("guessed right")
    focused = page.evaluate("focused().textContent")
    assert focused == "Continue playing", "the focus is not lost"


@pytest.mark.parametrize(
    "words", [["<img src=x onerror=window.hit=1>", "{time}", "\u202e", "ש", "가", "h"], "שלום עולם"]
)
def test_hostile_and_right_to_left_text_is_text_on_a_phone(asking, words):
    page, run = asking(
        ScriptedRun(text=words, ask="true"), viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True
    )
    page.get_by_test_id("player-votes").tap()
    page.get_by_test_id("player-hands").first.fill("3")
    page.get_by_test_id("player-answer").nth(1).tap()
    drawn(page)
    assert "It predicts" in text(page, "question") and page.evaluate("window.hit") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
