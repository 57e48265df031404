"""The route of the packets, browsers that do not read what they have asked for, and pages that send without end."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest
from starlette.requests import Request

from benchmarks.streamlit_messages import BackMsg
from charviz.limits import LIMITS, MB
from charviz.ui.shell import http_routes
from charviz.ui.shell.http_routes import FRAGMENTS, PIECE, Allowance, Asked, Doors, Pace, Packets


def aside(coroutine: Coroutine) -> None:
    """In a thread of its own, since the browser tests leave an event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, coroutine).result()


def asked() -> Request:
    return Request({"type": "http", "query_string": b"run=nothing", "headers": [], "client": ("127.0.0.1", 1)})


@contextmanager
def unread(count: int) -> Iterator[tuple[list[asyncio.Task], list[int]]]:
    """So many answers of 4 MB of which nobody reads more than the first piece; and how much of them has gone out."""
    gone: list[int] = []

    async def send(message: dict) -> None:
        if body := message.get("body"):
            gone.append(len(body))
            await asyncio.Event().wait()

    tasks = [asyncio.ensure_future(Packets(bytes(4 * MB))({}, None, send)) for _answer in range(count)]
    yield tasks, gone
    for task in tasks:
        task.cancel()


def test_who_does_not_read_holds_no_more_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_routes, "LIMITS", http_routes.LIMITS.model_copy(update={"open_answers": 12}))

    async def run() -> None:
        with unread(2) as (_tasks, gone):
            await asyncio.sleep(0)
            assert gone == [PIECE] * 2 and Packets.underway == 8 * MB
            assert (await http_routes.packets(asked())).status_code == 400  # heard, and no such run
            with unread(1):
                await asyncio.sleep(0)
                answer = await http_routes.packets(asked())
                assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
        await asyncio.sleep(0.01)
        assert Packets.underway == 0

    aside(run())


def test_an_answer_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_routes, "SLOWEST", 0.01)

    async def run() -> None:
        with unread(1) as (tasks, _gone), suppress(TimeoutError):
            await tasks[0]
        assert tasks[0].done() and Packets.underway == 0

    aside(run())


def test_all_of_an_answer_arrives() -> None:
    content, pieces = bytes(range(256)) * 1000, []

    async def send(message: dict) -> None:
        pieces.append(message)

    aside(Packets(content)({}, None, send))
    assert b"".join(piece.get("body", b"") for piece in pieces) == content
    assert dict(pieces[0]["headers"])[b"content-length"] == str(len(content)).encode()
    assert [piece.get("more_body", True) for piece in pieces] == [True] * (len(pieces) - 1) + [False]


@pytest.mark.parametrize("kind", ["websocket", "http"])
def test_a_page_that_sends_without_end_waits(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Counted in the time that the pace itself would wait."""
    slept: list[float] = []
    clock = iter(range(10**9))
    monkeypatch.setattr(http_routes.time, "monotonic", lambda: next(clock) * 1e-9 + sum(slept))

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def receive() -> dict:
        return {"type": f"{kind}.receive"}

    async def app(_scope: dict, received: Callable, _send: None) -> None:
        for _message in range(1000):
            await received()

    monkeypatch.setattr(http_routes.asyncio, "sleep", sleep)
    aside(Pace(app)({"type": kind}, receive, None))
    paced = LIMITS.messages_per_second
    assert sum(slept) == pytest.approx((1000 - paced) / paced if kind == "websocket" else 0, rel=0.1)


def test_a_fragment_of_the_page_that_was_left_is_not_run() -> None:
    def message(page: str, fragment: str = "") -> bytes:
        asked = BackMsg()
        asked.rerun_script.page_script_hash, asked.rerun_script.fragment_id = page, fragment
        return asked.SerializeToString()

    asked = Asked()
    steps = [("", "", False), ("live", "player", False), ("live", "", False), ("live", "player", False)]
    steps += [
        ("compare", "", False),
        ("live", "player", True),
        ("compare", "player", True),
        ("compare", "report", False),
    ]
    steps += [("live", "", False), ("live", "report", True), ("live", "player", False)]
    assert [asked.is_gone(message(page, fragment)) for page, fragment, _gone in steps] == [
        gone for *_what, gone in steps
    ]
    assert not asked.is_gone(b"\xff rubbish") and not asked.is_gone(b"")
    for number in range(3000):  # made up, at each of which the memory would grow
        asked.is_gone(message("live", f"fragment {number}"))
    assert len(asked.pages) <= FRAGMENTS + 1


def test_a_refused_request_does_not_begin_the_waiting_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(http_routes.time, "monotonic", lambda: now[0])
    allowance = Allowance(per_second=1, at_once=2)
    assert [allowance.takes("a") for _request in range(3)] == [True, True, False]
    taken = 0
    for _request in range(80):  # eight a second, each too early by itself
        now[0] += 0.125
        taken += allowance.takes("a")
    assert taken == 10 and allowance.takes("b")


def test_strangers_see_no_metrics_and_bring_only_what_has_room(monkeypatch: pytest.MonkeyPatch) -> None:
    entered, told = [], []

    async def app(scope: dict, _receive: Callable, _send: Callable) -> None:
        entered.append(scope["path"])

    async def send(message: dict) -> None:
        told.append(message.get("status"))

    def ask(path: str, method: str = "GET", **headers: int) -> int | None:
        told.clear()
        pairs = [(name.replace("_", "-").encode(), str(value).encode()) for name, value in headers.items()]
        aside(Doors(app)({"type": "http", "path": path, "method": method, "headers": pairs}, None, send))
        return told[0] if told else None

    assert ask("/charviz/_stcore/metrics") == 404 and not entered
    assert ask("/_stcore/health") is None and ask("/_stcore/upload_file/a/b", "DELETE") is None
    held, most = [0], LIMITS.uploads * MB
    monkeypatch.setattr(http_routes.streamlit_internals, "uploaded_bytes", lambda: held[0])
    assert ask("/_stcore/upload_file/a/b", "PUT", content_length=38 * MB) is None
    held[0] = most - 37 * MB
    assert ask("/_stcore/upload_file/a/b", "PUT", content_length=38 * MB) == 503
    assert ask("/_stcore/upload_file/a/b", "PUT") == 503  # of one that does not say, the largest is expected
    assert ask("/_stcore/upload_file/a/b", "PUT", content_length=36 * MB) is None and len(entered) == 4


def test_health_knows_whether_training_works(monkeypatch: pytest.MonkeyPatch) -> None:
    class Recovery:
        works = True

    class Pool:
        recovery = Recovery

    monkeypatch.setattr(http_routes, "pools", [Pool])
    found = []
    for Recovery.works in (True, False):
        with ThreadPoolExecutor(1) as thread:
            found.append(thread.submit(asyncio.run, http_routes.health(asked())).result().status_code)
    assert found == [200, 503]
