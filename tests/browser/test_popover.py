"""What lies in a closed popover is not in the page: it hears nothing of what is set meanwhile, and must not bring it back."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from harness.tab import examples, preset

NO_HEAD = {"hidden": "5", "head": "none", "alphabet": "hielo", "lr": "0.1"}
HELLO = {"text": "hello", "hidden": "3", "init": "numpy", "seed": "230912", "steps": "200"}


@pytest.fixture(params=[None, 400], ids=["near", "far"])
def live(page, server, request):
    """live(query) -> the live page; the second time on a network on which all comes late."""

    def opened(query: str = ""):
        page.goto(f"{server[0]}/{query}")
        page.get_by_test_id("player-play").wait_for(timeout=90_000)
        page.get_by_role("button", name="Train", exact=True).wait_for()
        if request.param:
            network = {"offline": False, "downloadThroughput": 200_000, "uploadThroughput": 100_000}
            page.context.new_cdp_session(page).send(
                "Network.emulateNetworkConditions", {**network, "latency": request.param}
            )
        return page

    return opened


def look_into(page, name: str, *choices: str) -> None:
    """Opens a popover, chooses there, and closes it."""
    page.get_by_role("button", name=name).click()
    inside = page.get_by_role("dialog", name=name)
    inside.wait_for()
    for choice in choices:
        inside.get_by_role("radio", name=choice, exact=True).click()
    page.keyboard.press("Escape")
    inside.wait_for(state="detached")


def another_seed(page) -> None:
    page.get_by_role("spinbutton", name="Seed").press("ArrowUp")


def is_at(page, **query: str) -> None:
    """Waits until the page's address tells this, and nothing else."""
    page.wait_for_function(
        "wanted => new URLSearchParams([...new URLSearchParams(location.search)].sort()).toString() === wanted",
        arg="&".join(f"{key}={value.replace(' ', '+')}" for key, value in sorted(query.items())),
    )


def test_a_preset_keeps_what_more_has_shown_before(live) -> None:
    page = live()
    look_into(page, "More")
    preset(page, "hihello, no output layer")
    is_at(page, **NO_HEAD)
    another_seed(page)
    is_at(page, **NO_HEAD, seed="1")


def test_a_preset_stays_when_something_was_chosen_in_more(live) -> None:
    page = live()
    look_into(page, "More", "embedding")
    preset(page, "hello")
    is_at(page, **HELLO, lr="0.1")
    page.get_by_role("spinbutton", name="Learning rate").press("ArrowDown")
    is_at(page, **HELLO, lr="0.07")


def test_more_shows_what_a_link_has_set(live) -> None:
    page = live("?head=none&hidden=5&alphabet=hielo&lr=0.1")
    another_seed(page)
    is_at(page, **NO_HEAD, seed="1")
    look_into(page, "More")
    another_seed(page)
    is_at(page, **NO_HEAD, seed="2")


def test_a_long_text_stays_when_more_was_open(live) -> None:
    page = live()
    look_into(page, "More", "embedding")
    examples(page).get_by_role("button", name="Brackets").click()
    page.locator(".st-key-typed").get_by_role("button", name="Brackets").wait_for()
    page.get_by_test_id("player-stale").wait_for(state="hidden")
    another_seed(page)
    page.wait_for_url(re.compile(r"seed=1"))
    query = dict(parse_qsl(urlsplit(page.url).query))
    assert query["corpus"] == "brackets:100000" and query["cell"] == "lstm" and "enc" not in query


def test_a_gate_that_was_released_stays_released(page, server) -> None:
    page.goto(f"{server[0]}/memory?cell=lstm")
    page.get_by_test_id("memory-now").wait_for(timeout=90_000)
    page.get_by_role("button", name="Hold a gate").click()
    page.get_by_role("radiogroup", name="Forget gate").get_by_role("radio").last.click()
    page.wait_for_url(re.compile("pin_forget=1"))
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Restore").click()
    is_at(page, cell="lstm")
    page.get_by_role("radiogroup", name="State before the text").get_by_role("radio", name="noise").click()
    is_at(page, cell="lstm", start="noise")
