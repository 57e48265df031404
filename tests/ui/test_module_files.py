"""Our modules over HTTP: one script and one style sheet for each page, kept under their hash, and announced with the page."""

import gzip
import re
from typing import NamedTuple

import pytest
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from test_http_routes import aside

from charviz.player import bundle
from charviz.ui.shell import component
from charviz.ui.shell.module_files import Modules


class Answer(NamedTuple):
    headers: Headers
    body: bytes


def asked(path: str, **headers: str) -> Answer:
    """What comes of an address, in front of an app that says "Streamlit" at each."""
    told = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "headers": told}
    messages = []

    async def send(message: dict) -> None:
        messages.append(message)

    aside(Modules(PlainTextResponse("Streamlit"))(scope, None, send))
    return Answer(Headers(raw=messages[0]["headers"]), messages[1]["body"])


def is_streamlits(path: str) -> bool:
    return asked(path).body == b"Streamlit"


@pytest.mark.parametrize("prefix", ["", "/charviz"])
def test_a_script_is_sent_whole_and_kept(prefix: str) -> None:
    address = f"{prefix}/{component.address('player/player')}"
    for kind, content, media in [("js", bundle.script, "javascript"), ("css", bundle.style, "css")]:
        packed, plain = (asked(f"{address}.{kind}", accept_encoding=coding) for coding in ("gzip, br", "identity"))
        assert plain.body.decode() == content("player/player") and "content-encoding" not in plain.headers
        assert gzip.decompress(packed.body) == plain.body and packed.headers["content-encoding"] == "gzip"
        assert len(packed.body) < len(plain.body) / 2
        assert all("immutable" in answer.headers["cache-control"] for answer in (packed, plain))
        assert media in packed.headers["content-type"]


@pytest.mark.parametrize(
    "name", ["player/play_controls.js", "player/nothing.js", "shared/dom.js", "player/player.html"]
)
def test_other_files_are_streamlits(name: str) -> None:
    folder = component.address("player/player").rpartition("/player/")[0]
    assert is_streamlits(f"/{folder}/{name}")


def test_another_version_is_not_ours() -> None:
    address = component.address("player/player").replace(component.version(), "0123456789")
    assert is_streamlits(f"/{address}.js")


@pytest.mark.parametrize(
    ("page", "entry"),
    [("", "player/player"), ("memory", "scenes/memory"), ("compare", "scenes/compare"), ("notes", None)],
)
def test_a_page_says_what_it_will_need(page: str, entry: str | None) -> None:
    link = asked(f"/{page}", accept="text/html,application/xhtml+xml").headers["link"]
    ours = re.findall(r"<(_stcore/bidi-components/[^>]+)>; rel=(\w+)", link)
    wanted = ["chrome/chrome", *([entry] if entry else [])]
    assert ours == [
        *((f"{component.address(name)}.js", "modulepreload") for name in wanted),
        *((f"{component.address(name)}.css", "preload") for name in wanted),
        *(
            (component.address(name).replace(name, "engine/engine.wasm"), "preload")
            for name in ("player/player", "scenes/compare")
            if entry == name
        ),
    ]
    assert len(link) < 4000  # what a proxy lets through as one header
    assert not any(is_streamlits(f"/{address}") for address, _how in ours)


def test_what_is_no_page_says_nothing() -> None:
    assert "link" not in asked("/_stcore/health", accept="*/*").headers
