"""Two people with one link: they share what is trained, and neither how far they watch it nor when they stop it."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from harness.tab import WINDOW, drawn, prepared

from benchmarks.server import Server

LONG = "text=a%20text%20that%20two%20people%20watch&hidden=64&engine=torch&until=false&steps=20000"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with closing(Server(CHARVIZ_COMPARISONS_AT_ONCE="1")) as served:
        yield served.address


@pytest.fixture
def people(browser) -> Iterator[tuple]:
    """Two browsers."""
    contexts = [browser.new_context(**WINDOW) for _person in range(2)]
    yield tuple(prepared(context.new_page()) for context in contexts)
    for context in contexts:
        context.close()


def player(page, **data: str):
    """The player, when its data say so."""
    said = "".join(f"[data-{name}='{value}']" for name, value in data.items())
    found = page.locator(f"[data-testid=player]{said}")
    found.wait_for(timeout=120_000)
    return found


def test_more_steps_are_shown_only_to_the_viewer_who_requested_them(server, people) -> None:
    one, other = people
    link = f"{server}/?text=together&seed=4&steps=100&until=false"
    one.goto(link)
    player(one, have="101", state="finished")
    one.get_by_role("button", name="+100").click()
    player(one, have="201", state="finished")
    other.goto(link)
    player(other, have="101", state="finished")
    other.get_by_test_id("player-last").click()
    drawn(other)
    step = other.get_by_test_id("player-step")
    assert step.inner_text().endswith("100 / 100")
    assert other.get_by_test_id("player-scrubber").get_attribute("max") == "100"
    other.get_by_role("button", name="+100").click()  # and their next hundred begin where they are
    player(other, have="201", state="finished")
    other.wait_for_url("**steps=200**")
    one.get_by_role("button", name="+100").click()
    player(one, have="301", state="finished")
    player(other, have="201")


def test_who_stops_stops_for_themselves(server, people) -> None:
    for page in people:
        page.goto(f"{server}/?{LONG}")
        player(page, state="training")
    one, other = people
    one.get_by_role("button", name="Stop", exact=True).click()
    stopped = player(one, state="stopped").get_attribute("data-have")
    before = int(player(other, state="training").get_attribute("data-have"))
    other.wait_for_function(
        """before => [...document.querySelectorAll('*')].filter(node => node.shadowRoot)
          .map(node => node.shadowRoot.querySelector('[data-testid=player]')).find(Boolean)?.dataset.have > before + 20""",
        arg=before,
        timeout=120_000,
    )
    assert player(one, state="stopped").get_attribute("data-have") == stopped
    other.get_by_role("button", name="Stop", exact=True).click()
    player(other, state="stopped")


def test_a_place_in_the_queue_of_comparisons(server, people) -> None:
    one, other = people
    one.goto(f"{server}/compare?seeds=64&values=rnn,lstm&{LONG.replace('20000', '1500')}")
    one.locator("[data-testid=compare][data-state=training]").wait_for(timeout=120_000)
    other.goto(f"{server}/compare?seeds=3&values=rnn,gru&text=mine&steps=50&in_browser=false")
    other.get_by_test_id("compare-sentence").get_by_text("1 comparison is ahead of yours").wait_for(timeout=120_000)
    assert not other.get_by_test_id("compare-strip").is_visible()  # there is nothing to be seen yet
    one.get_by_test_id("compare-stop").click()
    one.locator("[data-testid=compare][data-state=stopped]").wait_for(timeout=60_000)
    other.locator("[data-testid=compare][data-state=finished]").wait_for(timeout=120_000)
    done = one.get_by_test_id("compare-strip").locator("circle").count()
    button = one.get_by_test_id("compare-stop")
    assert button.inner_text() == "Continue"
    button.click()
    one.locator("[data-testid=compare][data-state=training]").wait_for(timeout=60_000)
    assert one.get_by_test_id("compare-strip").locator("circle").count() >= done
