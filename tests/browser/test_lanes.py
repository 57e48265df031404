"""Three cells beside each other: one text and one playhead; who is right first is voted on before it is shown."""

import re

from harness.tab import drawn, opened, press, until

PLAYED = "() => shown('player-lanes').getAttribute('aria-label')"


def said(page) -> dict[str, str]:
    """What each lane says at the playhead."""
    return dict(lane.split(": ", 1) for lane in page.evaluate(PLAYED).split("; "))


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
    first = re.match(r"First: ([^.]+), at step \d+\. (\d) of 3 votes said so\.", result.inner_text())
    hands = {"RNN": 0, "LSTM": 2, "GRU": 1}
    assert int(first[2]) == sum(hands[cell] for cell in first[1].split(", "))

    page.get_by_test_id("player-beside").click()
    page.wait_for_url(lambda address: "beside" not in address)
    page.get_by_test_id("player-network").wait_for()
    assert not page.get_by_test_id("player-lanes").is_visible()


def test_a_link_opens_with_the_cells_beside_each_other(page, server) -> None:
    opened(page, f"{server[0]}/?text=hello&steps=40&until=false&cell=gru&beside=cells")
    page.wait_for_function("() => shown('player-lanes')?.checkVisibility()")
    assert list(said(page)) == ["RNN", "LSTM", "GRU"]
