"""Runs beside each other under one playhead, three cells or kept ones; who is right first is voted on before it is shown."""

import re

from harness.tab import drawn, idle, opened, press, until

PLAYED = "() => shown('player-lanes').getAttribute('aria-label')"


def said(page) -> dict[str, str]:
    """What each lane says at the playhead."""
    return dict(lane.split(": ", 1) for lane in page.evaluate(PLAYED).split("; "))


def turn(page, setting: str, value: str) -> None:
    """Changes a setting; returns when its run is complete, and the playhead at its end."""
    box = page.get_by_label(setting, exact=True)
    box.fill(value)
    box.press("Enter")
    idle(page)
    until(page, "player.state === 'finished'")
    press(page, "End")


def are_beside(page, *titles: str) -> None:
    """Waits until these runs are beside each other, in this order; where it is one, it is alone."""
    if len(titles) > 1:
        there = "titles => shown('player-lanes')?.checkVisibility() && titles.every((title, index) => "
        there += "shown('player-lanes').ariaLabel.split('; ')[index]?.startsWith(`${title}: `))"
        page.wait_for_function(there, arg=titles)
        idle(page)
        assert list(said(page)) == list(titles)
    else:
        page.wait_for_function("() => !shown('player-lanes').checkVisibility()")


def test_three_cells_under_one_playhead(page, server) -> None:
    opened(page, f"{server[0]}/?text=hihello&lr=0.1&steps=60&until=false")
    until(page, "player.state === 'finished'")
    page.get_by_test_id("player-beside").click()
    page.wait_for_url("**beside=cells*")
    page.wait_for_function("() => shown('player-lanes')?.checkVisibility()")
    assert page.get_by_test_id("player-beside").get_attribute("aria-pressed") == "true"
    page.wait_for_function(
        "() => /LSTM: ihello.*GRU: ihello/.test(shown('player-lanes').ariaLabel) || shown('player-last').click()"
    )
    until(page, "player.step === '60'")
    assert said(page) == dict.fromkeys(("RNN", "LSTM", "GRU"), "ihello")
    press(page, "Home")
    at_first = said(page)
    assert list(at_first) == ["RNN", "LSTM", "GRU"] and "ihello" not in at_first.values()
    assert not page.get_by_test_id("player-network").is_visible()

    page.get_by_test_id("player-race").click()
    drawn(page)
    press(page, "End")
    assert set(said(page).values()) == {"?"}
    result = page.get_by_test_id("player-race-panel").get_by_role("status")
    assert result.inner_text() == ""
    votes = page.get_by_test_id("player-race-vote")
    votes.nth(1).click()
    votes.nth(1).click()
    votes.nth(2).click()
    drawn(page)
    assert votes.nth(1).inner_text() == "LSTM: 2" and votes.nth(2).inner_text() == "GRU: 1"
    page.get_by_test_id("player-race-show").click()
    drawn(page)
    assert result.inner_text() == "", "it is played from its first step, and told when it is over"
    press(page, "End")
    assert set(said(page)) == {"RNN", "LSTM", "GRU"} and "?" not in said(page).values()
    first = re.match(r"First: ([^.]+), at step \d+\. (\d) of 3 votes were right\.", result.inner_text())
    hands = {"RNN": 0, "LSTM": 2, "GRU": 1}
    assert int(first[2]) == sum(hands[cell] for cell in first[1].split(" · "))

    page.get_by_test_id("player-beside").click()
    page.wait_for_url(lambda address: "beside" not in address)
    page.get_by_test_id("player-network").wait_for()
    assert not page.get_by_test_id("player-lanes").is_visible()


def test_a_link_opens_with_the_cells_beside_each_other(page, server) -> None:
    opened(page, f"{server[0]}/?text=hello&steps=40&until=false&cell=gru&beside=cells")
    page.wait_for_function("() => shown('player-lanes')?.checkVisibility()")
    assert list(said(page)) == ["RNN", "LSTM", "GRU"]


def test_runs_that_are_kept_stay_beside_what_is_tried_next(page, server, tab) -> None:
    opened(page, f"{server[0]}/?lr=0.1&steps=40&until=false")
    until(page, "player.state === 'finished'")
    keep = page.get_by_test_id("player-keep")
    keep.click()
    page.get_by_text("Kept: now change a setting").wait_for()
    turn(page, "Hidden size", "32")
    are_beside(page, "hidden 8", "hidden 32")
    assert list(said(page).values()) == ["ihello", "ihello"]
    keep.click()
    page.get_by_text("Kept: now change a setting").wait_for()
    turn(page, "Learning rate", "0.01")
    three = ["hidden 8, lr 0.1", "hidden 32, lr 0.1", "hidden 32, lr 0.01"]
    are_beside(page, *three)
    assert keep.is_disabled() and "remove one first" in keep.get_attribute("title")
    link = page.url

    page.get_by_test_id("player-race").click()
    press(page, "End")
    assert set(said(page).values()) == {"?"} == set(page.get_by_test_id("player-prediction").inner_text())
    page.get_by_test_id("player-race-vote").nth(1).click()
    page.get_by_test_id("player-race-show").click()
    press(page, "End")
    result = page.get_by_test_id("player-race-panel").get_by_role("status")
    assert re.search(r"First: hidden 32, lr 0.1, at step \d+\. 1 of 1 votes were right", result.inner_text())

    page.get_by_role("button", name="Remove hidden 8, lr 0.1").click()
    are_beside(page, "lr 0.1", "lr 0.01")
    page.get_by_role("button", name="Remove lr 0.1").click()
    are_beside(page, "alone")
    assert "beside" not in page.url and keep.is_enabled()
    page.go_back()
    are_beside(page, "lr 0.1", "lr 0.01")
    page.go_back()
    are_beside(page, *three)
    assert page.url == link
    page.go_back()
    are_beside(page, "hidden 8", "hidden 32")

    other = opened(tab(), link)
    are_beside(other, *three)


def test_runs_of_different_texts_have_letters_of_their_own(page, server) -> None:
    opened(page, f"{server[0]}/?steps=60&lr=0.1&until=false&beside=text=hello%20you;steps=80%26seed=3")
    until(page, "player.state === 'finished'")
    first, *others = "“hello you”, seed 0", "“hihello”, seed 3", "“hihello”, seed 0"
    are_beside(page, first, *others)
    page.wait_for_function(
        "() => shown('player-step').textContent.startsWith('step 80 / 80') || shown('player-last').click()"
    )
    assert said(page) == {first: "ello you", **dict.fromkeys(others, "ihello")}
    assert len(page.get_by_test_id("player-race-panel").get_by_role("status").inner_text()) > len("First: ")


def test_on_a_phone_they_stand_over_the_tabs(tab, server) -> None:
    page = opened(
        tab(viewport={"width": 390, "height": 844}), f"{server[0]}/?steps=40&until=false&beside=seed=1;seed=2"
    )
    are_beside(page, "seed 1", "seed 2", "seed 0")
    assert page.get_by_role("button", name="Remove seed 2").is_visible()
    page.get_by_test_id("player-tabs").get_by_role("button", name="States").click()
    drawn(page)
    assert page.get_by_test_id("player-hidden").is_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def test_a_link_with_what_cannot_stand_beside_says_so(page, server) -> None:
    opened(page, f"{server[0]}/?cell=gru&steps=20&beside=lr=99;cell=lstm")
    page.get_by_text("is not possible: Learning rate is '99'").wait_for()
    assert not page.get_by_test_id("player-lanes").is_visible() and "beside" not in page.url


def test_the_winner_is_not_given_away_while_it_is_voted_on(page, server) -> None:
    opened(page, f"{server[0]}/?steps=60&lr=0.1&until=false&ask=true&beside=seed=4")
    result = page.get_by_test_id("player-race-panel").get_by_role("status")
    page.wait_for_function(
        "() => shown('player-step').textContent.startsWith('step 60') || shown('player-last').click()"
    )
    until(page, "player.state === 'finished'")
    drawn(page)
    assert set(said(page).values()) == {"?"} and result.inner_text() == ""
    page.get_by_test_id("player-ask").click()
    page.wait_for_function("() => !shown('player-lanes').ariaLabel.includes('?')")
    press(page, "End")
    assert result.inner_text().startswith("First: ")


def test_long_texts_beside_each_other(page, server) -> None:
    opened(page, f"{server[0]}/?corpus=counting:500&steps=20&beside=hidden=16")
    are_beside(page, "hidden 16", "hidden 8")
    until(page, "player.state === 'finished'")
    assert not page.get_by_test_id("player-writes").is_visible(), "there is no room for what the net writes"
    bottom = page.get_by_test_id("player-lanes").bounding_box()
    assert bottom["y"] + bottom["height"] <= page.viewport_size["height"]
