"""The app under a prefix of its host's, as /charviz: its routes are there, and the player pulls there."""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from test_route import ended

from benchmarks.server import Server


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, int]]:
    with closing(Server(prefix="/charviz")) as served:
        yield served.address, served.process.pid


def test_the_player_pulls_under_the_prefix(page, server) -> None:
    asked = []
    page.on("response", lambda got: asked.append((urlsplit(got.url).path, got.status, got.headers["content-type"])))
    page.goto(f"{server[0]}/?text=under%20a%20prefix&cell=lstm&hidden=32&steps=600&until=false")
    ended(page, 600)
    packets = [answer for answer in asked if answer[0].endswith("/packets")]
    assert set(packets) == {("/charviz/api/packets", 200, "application/octet-stream")}


def test_the_status_is_served_under_the_prefix(server) -> None:
    with urllib.request.urlopen(f"{server[0]}/api/status") as answer:
        assert json.load(answer)["restarts"] == 0
