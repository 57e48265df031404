"""What the server answers beside Streamlit: packets for the player, and how it fares. `streamlit run app.py` finds it.

The player pulls here where it can, five times more viewers than Streamlit's own messages carry; where a host runs the
script alone, or this fails, the same packets come with the page.
"""

import asyncio
import os
import re
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from charviz.i18n import LANGUAGES, catalogue
from charviz.limits import LIMITS, MB
from charviz.ui.shell import streamlit_internals
from charviz.ui.shell.module_files import Modules
from charviz.ui.shell.shared_pool import pools, shared_pool
from charviz.ui.shell.tcp_nodelay import send_at_once
from charviz.ui.shell.url_state import PACKETS, serving

KEY, VIEWER = re.compile(r"[0-9a-f]{20}"), re.compile(r"[0-9a-f]{32}")
PATIENCE, LOOK = 1.0, 0.05  # seconds that a request waits for news, and between two looks
PIECE = 2**16  # bytes of an answer that are handed to the network at once; it asks for more when these have gone
SLOWEST = 60.0  # seconds that an answer may take; the browser has given up long before
MOST_BESIDE = 3  # runs beside the one that is shown
ADDRESSES = 4096  # whose requests are counted
FRAGMENTS = 1000  # of one tab whose pages are remembered; all pages have fewer
METRICS, UPLOADS = "/_stcore/metrics", "/_stcore/upload_file/"  # of Streamlit
TYPE = "application/octet-stream"  # of packets: the player takes no other answer for them
HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",  # an address tells the text that somebody typed
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
}
# Streamlit draws with styles in the page and pictures in addresses; our WebAssembly is compiled, and nothing is evaluated.
POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'"
)
FRAMES = "CHARVIZ_FRAMES"  # of the environment: addresses of other sites that may show every page in a frame


class Allowance:
    """This many requests a second from each address, and so many at once."""

    def __init__(self, per_second: float, at_once: float) -> None:
        self.per_second, self.at_once = per_second, at_once
        self.left = OrderedDict[str, tuple[float, float]]()

    def takes(self, address: str) -> bool:
        """Whether one more request is allowed now."""
        now = time.monotonic()
        left, at = self.left.pop(address, (self.at_once, now))
        left = min(self.at_once, left + (now - at) * self.per_second)
        self.left[address] = left - 1 if left >= 1 else left, now
        if len(self.left) > ADDRESSES:
            self.left.popitem(last=False)
        return left >= 1


allowance = Allowance(LIMITS.requests_per_second, 2 * LIMITS.requests_per_second)


class Packets(Response):
    """Packets in pieces, so that of an answer that nobody reads little lies in the network's buffers, and it can be counted."""

    underway = 0  # bytes of all answers whose last piece has not gone

    def __init__(self, content: bytes) -> None:
        super().__init__(content, media_type=TYPE, headers={"Cache-Control": "no-store"})

    async def __call__(self, _scope: MutableMapping[str, Any], _receive: Callable, send: Callable) -> None:
        body = bytes(self.body)
        Packets.underway += len(body)
        try:
            async with asyncio.timeout(SLOWEST):
                await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
                for start in range(0, len(body), PIECE):
                    await send({"type": "http.response.body", "body": body[start : start + PIECE], "more_body": True})
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            Packets.underway -= len(body)


async def packets(request: Request) -> Response:
    """What a viewer lacks of a run, and of the run beside it, as the chunks of `player.packets`.

    Asked with run (a key), have; viewer, else all that there is; ghost, ghost_have; beside (key:have,key:have); lang. 404 for
    a run that is not here, or that this viewer has not asked for: the page will ask for it.
    """
    is_full = Packets.underway >= LIMITS.open_answers * MB
    if is_full or not allowance.takes(request.client.host if request.client else ""):
        return PlainTextResponse("too many requests", 429, {"Retry-After": "1"})
    asked = request.query_params
    viewer, wanted = asked.get("viewer"), [(asked.get("run", ""), asked.get("have", "0"))]
    if "ghost" in asked:
        wanted.append((asked["ghost"], asked.get("ghost_have", "0")))
    if beside := asked.get("beside"):
        pairs = [known.partition(":") for known in beside.split(",")[:MOST_BESIDE]]
        wanted += [(key, have) for key, _colon, have in pairs]
    known = viewer is None or VIEWER.fullmatch(viewer)
    if not known or not all(KEY.fullmatch(key) and _is_count(have) for key, have in wanted):
        return PlainTextResponse("no such request", 400)
    pool = shared_pool()
    if not pool.has(wanted[0][0], viewer):
        return PlainTextResponse("no such run", 404)
    until = time.monotonic() + PATIENCE
    for key, _have in wanted:
        pool.watch(key, viewer)
    while not any(pool.is_news(key, int(have), viewer) for key, have in wanted) and time.monotonic() < until:
        await asyncio.sleep(LOOK)
    words = catalogue(asked["lang"] if asked.get("lang") in LANGUAGES else "en")
    parts = [await run_in_threadpool(pool.message_now, key, int(have), viewer, words) for key, have in wanted]
    return Packets(b"".join(parts))


async def health(_request: Request) -> Response:
    """Whether training works: 503 while the processes that train cannot be started, or end again and again."""
    works = all(pool.recovery.works for pool in pools)  # none is made where nobody has come yet
    return PlainTextResponse("ok" if works else "training does not work", 200 if works else 503)


async def status(_request: Request) -> Response:
    """How the server fares, in numbers that tell of no one."""
    return JSONResponse(shared_pool().facts(), headers={"Cache-Control": "no-store"})


def content_policy(query: bytes) -> str:
    """What a page may load: what comes from its own server. A page of an address with embed=true any site may frame."""
    is_embedded = parse_qs(query.decode("latin-1")).get("embed", [""])[-1].lower() == "true"
    frames = "*" if is_embedded else f"'self' {os.environ.get(FRAMES, '')}".strip()
    scripts = " ".join(["'self'", "'wasm-unsafe-eval'", *streamlit_internals.inline_scripts()])
    return f"{POLICY}; script-src {scripts}; frame-ancestors {frames}"


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 6


class Headers:
    """Adds HEADERS to every answer, and to a page what it may load and who may show it in a frame."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Callable, send: Callable) -> None:
        async def sent(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", ()), *HEADERS.items()]
                if dict(headers).get(b"content-type", b"").startswith(b"text/html"):
                    headers.append(
                        (b"content-security-policy", content_policy(scope.get("query_string", b"")).encode())
                    )
                message["headers"] = headers
            await send(message)

        await self.app(scope, receive, sent if scope["type"] == "http" else send)


class Doors:
    """Closes what strangers need not enter: Streamlit's metrics, and uploads beyond what all of them together may take."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Callable, send: Callable) -> None:
        path = scope.get("path", "") if scope["type"] == "http" else ""
        if path.endswith(METRICS):
            await PlainTextResponse("not found", 404)(scope, receive, send)
        elif UPLOADS in path and scope["method"] == "PUT" and not self._has_room(dict(scope["headers"])):
            await PlainTextResponse("too many files", 503, {"Retry-After": "60"})(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _has_room(self, headers: dict[bytes, bytes]) -> bool:
        told = headers.get(b"content-length", b"")
        coming = int(told) if told.isdigit() else LIMITS.run_file * MB
        return streamlit_internals.uploaded_bytes() + coming <= LIMITS.uploads * MB


class Asked:
    """What a page asks to be run: of a fragment of the page that has just been left, nothing.

    Streamlit would run it after the new page, find no such fragment, and the browser would then take all of the page away.
    """

    def __init__(self) -> None:
        self.page, self.pages = "", dict[str, str]()

    def is_gone(self, content: bytes) -> bool:
        """Whether a message is about a fragment of another page than the one that was asked for last."""
        message = streamlit_internals.rerun(content)
        if message is None:
            return False
        fragment, page = message
        if not fragment:
            self.page = page
            return False
        if len(self.pages) > FRAGMENTS:
            self.pages.clear()
        return self.page not in ("", self.pages.setdefault(fragment, page))


class Pace:
    """Lets the messages of each websocket through at LIMITS.messages_per_second, after as many at once.

    Each makes Streamlit run the page's script, and a few hundred from one page would keep all others waiting.
    """

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Callable, send: Callable) -> None:
        own, asked = Allowance(LIMITS.messages_per_second, LIMITS.messages_per_second), Asked()

        async def received() -> MutableMapping[str, Any]:
            while (message := await receive())["type"] == "websocket.receive":
                while not own.takes(""):
                    await asyncio.sleep(1 / own.per_second)
                if not asked.is_gone(message.get("bytes") or b""):
                    break
            return message

        await self.app(scope, received if scope["type"] == "websocket" else receive, send)


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """From here on the route is answered; in the end the worker process is ended too."""
    send_at_once()
    serving.set()
    yield
    serving.clear()
    for pool in pools:
        pool.close()


def served() -> dict[str, Any]:
    """What `st.App` takes: our routes, under the prefix of Streamlit's own, and what is put around all answers."""
    prefix = (st.get_option("server.baseUrlPath") or "").strip("/")
    under = f"/{prefix}" if prefix else ""
    return {
        "routes": [
            Route(under + PACKETS, packets),
            Route(f"{under}/api/status", status),
            Route(f"{under}/api/health", health),
        ],
        "middleware": [Middleware(Headers), Middleware(Doors), Middleware(Modules), Middleware(Pace)],
        "lifespan": lifespan,
    }
