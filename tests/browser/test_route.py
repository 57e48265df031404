"""Packets over the server's own route, and what happens where it is not to be had."""

from urllib.parse import parse_qs, urlsplit

from harness.tab import opened, until

LONG = "text=hello%20pytorch.%20how%20long&cell=lstm&hidden=32&steps=1500&until=false&engine=torch&seed="


def ended(page, steps: int) -> None:
    until(page, f"player.have === '{steps + 1}' && player.state === 'finished'")
    page.locator("button:disabled", has_text="Stop").wait_for()  # the page has heard of the end


def test_the_player_pulls_by_itself(page, server) -> None:
    asked = []
    page.on(
        "response",
        lambda response: asked.append((response.status, response.url)) if "/api/packets" in response.url else None,
    )
    opened(page, f"{server[0]}/?{LONG}1")
    ended(page, 1500)
    assert len(asked) > 3 and {status for status, _url in asked} == {200}
    haves = [int(parse_qs(urlsplit(url).query)["have"][0]) for _status, url in asked]
    assert haves == sorted(haves) and haves[-1] > 300  # nothing is asked for twice


def test_without_the_route_the_page_carries_the_packets(page, server) -> None:
    page.route("**/api/packets*", lambda route: route.abort())
    opened(page, f"{server[0]}/?{LONG}2")
    ended(page, 1500)


def test_a_proxy_that_answers_with_a_page_of_its_own(page, server) -> None:
    page.route("**/api/packets*", lambda route: route.fulfill(status=200, body="<html>please log in</html>"))
    opened(page, f"{server[0]}/?{LONG}4")
    ended(page, 1500)


def test_an_answer_that_is_no_packet_by_its_type(page, server) -> None:
    """A host that answers every path with a page of its own, empty or not: a second such answer is not asked for."""
    asked = []

    def index(route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=200, content_type="text/html", body="")

    page.route("**/api/packets*", index)
    page.goto(f"{server[0]}/?{LONG}5")  # the server trains it: more than one answer is needed
    ended(page, 1500)
    assert len(asked) == 2


def test_a_route_that_breaks_in_the_middle(page, server) -> None:
    asked = []

    def sometimes(route) -> None:
        asked.append(route.request.url)
        if len(asked) % 3 == 0:
            route.fulfill(status=200, body=b"rubbish that is no packet")
        elif len(asked) > 5:
            route.abort()
        else:
            route.continue_()

    page.route("**/api/packets*", sometimes)
    opened(page, f"{server[0]}/?{LONG}3")
    ended(page, 1500)
    assert len(asked) > 2


def test_the_status_page_tells_of_no_one(page, server) -> None:
    opened(page, f"{server[0]}/status")
    page.get_by_text("people watching").wait_for()
    assert "pytorch" not in page.inner_text("body")
