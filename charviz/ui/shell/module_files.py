"""Our modules over HTTP: what a page draws comes as one script and one style sheet, asked for with the page itself, and kept.
So does the engine, which the player and the page Compare train with.

Streamlit serves the same addresses, each module by itself, where a host runs the script alone.
"""

import gzip
import re
from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from typing import Any, NamedTuple

from starlette.datastructures import Headers
from starlette.responses import Response

from charviz.paths import ASSETS
from charviz.player import bundle
from charviz.ui.shell import component
from charviz.ui.shell.streamlit_internals import ASKED_FIRST, COMPONENTS, component_files

ADDRESS = re.compile(rf"/{COMPONENTS}charviz\.\w+_(\w+)/(\w+/\w+)\.(js|css|wasm)")
TYPES = {"js": "text/javascript", "css": "text/css", "wasm": "application/wasm"}
ENGINE = "engine/engine"
TRAINING = ("player/player", "scenes/compare")  # what the engine is for
KEPT = "public, max-age=31536000, immutable"  # the address tells the version


class File(NamedTuple):
    """A file as it is sent: as it is, and packed."""

    content: bytes
    packed: bytes


@cache
def file(entry: str, kind: str) -> File | None:
    """The file of an entry, `player/player`; None where nothing is drawn by it."""
    if kind == "wasm":
        content = (ASSETS / f"{ENGINE}.wasm").read_bytes() if entry == ENGINE else b""
    else:
        content = (bundle.script if kind == "js" else bundle.style)(entry).encode() if entry in entries() else b""
    if not content:
        return None
    return File(content, gzip.compress(content, mtime=0))


@cache
def entries() -> frozenset[str]:
    """The modules that draw, as `player/player`: those with a style sheet of their name."""
    return frozenset(
        f"{folder}/{path.stem}"
        for folder in component.FOLDERS
        for path in (ASSETS / folder).glob("*.css")
        if path.with_suffix(".js").is_file() and bundle.DEFAULT.search(path.with_suffix(".js").read_text("utf-8"))
    )


def links(page: str) -> str:
    """What a browser is to ask for together with a page, as the header Link; page: the last part of its path."""
    drawn = ["chrome/chrome", "player/player" if page in ("", "live") else f"scenes/{page}"]
    ours = [component.address(entry) for entry in drawn if entry in entries()]
    scripts = [*(f"{address}.js" for address in ours), *component_files()]
    styles = [f"{address}.css" for address in ours]
    told = [f"<{script}>; rel=modulepreload" for script in scripts]
    told += [f"<{style}>; rel=preload; as=style" for style in styles]
    for entry in set(drawn).intersection(TRAINING):
        engine = component.address(entry).replace(entry, f"{ENGINE}.wasm")
        told.append(f"<{engine}>; rel=preload; as=fetch; crossorigin")
    return ", ".join([*told, *(f"<{address}>; rel=preload; as=fetch; crossorigin" for address in ASKED_FIRST)])


class Modules:
    """Answers for our modules, and tells a browser that asks for a page what it will need for that."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Callable, send: Callable) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            return await self.app(scope, receive, send)
        asked = Headers(scope=scope)
        if response := _answer(scope["path"], asked):
            return await response(scope, receive, send)
        is_page = "text/html" in asked.get("accept", "")

        async def sent(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start" and message["status"] in (200, 304):
                link = links(scope["path"].rsplit("/", 1)[-1]).encode()
                message["headers"] = [*message.get("headers", ()), (b"link", link)]
            await send(message)

        await self.app(scope, receive, sent if is_page else send)


def _answer(path: str, asked: Headers) -> Response | None:
    """The file of an address of this version."""
    parts = ADDRESS.search(path)
    if parts is None or parts[1] != component.version() or (found := file(parts[2], parts[3])) is None:
        return None
    told = {"Cache-Control": KEPT, "Vary": "Accept-Encoding"}
    if "gzip" in asked.get("accept-encoding", ""):
        return Response(found.packed, media_type=TYPES[parts[3]], headers={**told, "Content-Encoding": "gzip"})
    return Response(found.content, media_type=TYPES[parts[3]], headers=told)
