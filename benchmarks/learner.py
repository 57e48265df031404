"""One who does what people do in a lesson, without a browser: opens pages, types, forks, hands in files, leaves and comes back."""

import asyncio
import json
import random
import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from websockets.asyncio.client import connect

import charviz as cv
from benchmarks.classroom import Person
from benchmarks.report import Report
from benchmarks.streamlit_messages import BackMsg, ForwardMsg, WidgetState
from charviz.player.packets import parse

PATIENCE = 120.0  # seconds until somebody says that it does not work
COMPARED = 8  # seeds
EVENTS = "$$STREAMLIT_INTERNAL_KEY_{}__events"  # what a component's triggers are called
NETS = ("rnn", "lstm", "gru")
TEACHER = {"text": "the teacher's own text", "cell": "lstm", "hidden": "24", "steps": "1000", "until": "false"}
ENDED = ("finished", "learned", "stopped", "diverged", "failed")


@dataclass
class Waits(Report):
    """What came of it: seconds from asking until it was there, by page; lost: runs that had less when somebody was back."""

    waits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    lost: int = 0
    asked_again: int = 0  # times that a run was not there any more, and the page was asked for it, as the player does


class Learner(Person):
    """One who takes part. told: the elements of the page that is open; comparison: the newest that is known of it."""

    report: Waits

    def __init__(self, address: str, number: int, report: Waits) -> None:
        super().__init__(address, report)
        self.draw, self.number, self.texts = random.Random(number), number, 0
        self.finished, self.news = asyncio.Event(), asyncio.Event()
        self.comparison: dict = {}
        self.scene, self.fragment = "", ""  # the ids of the component and its fragment, as the page told them
        self.ids: dict[str, str] = {}  # of widgets, by their keys
        self.session, self.cookie, self.places = "", "", []  # whose files go where
        self.own = self.query = dict(TEACHER)
        self.is_asleep = False

    async def join(self) -> None:
        """Opens a tab: a websocket, and a kept connection for packets."""
        address = f"ws://{self.host}/_stcore/stream"
        self.cookie = await asyncio.to_thread(_cookie, f"http://{self.host}")
        headers = {"Cookie": self.cookie}
        self.socket = await connect(
            address, subprotocols=["streamlit"], max_size=None, close_timeout=1, additional_headers=headers
        )
        self.tasks = [asyncio.create_task(self._read(self.socket)), asyncio.create_task(self._pull_all())]

    async def quit(self) -> None:
        """Closes the tab."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self._close()
        await self.socket.close()

    async def open(self, page: str, then: Callable[[], bool] = lambda: True, **query: str) -> None:
        """Opens a page about the own run, and waits until it is there."""
        self.view, self.comparison, self.query = None, {}, {**self.own, **query}
        began = time.monotonic()
        await self.ask(page=page, query=self.query)
        if await self._until(lambda: self.finished.is_set() and then(), page):
            self.report.waits[page].append(time.monotonic() - began)

    async def ask(
        self,
        page: str | None = None,
        query: dict[str, str] | None = None,
        events: list | None = None,
        widget: WidgetState | None = None,
        *,
        of_chrome: bool = False,
    ) -> None:
        """Asks the server to run the page; `finished` is set when it has.

        events: what the page's component has just told, whose fragment alone is run; of_chrome: that is the one around it.
        """
        message = BackMsg()
        message.rerun_script.query_string = urlencode(query or self.own)
        if page is not None:
            message.rerun_script.page_name = "" if page == "live" else page
        states = message.rerun_script.widget_states.widgets
        if widget is not None:
            states.append(widget)
        if events is not None:
            message.rerun_script.fragment_id = "" if of_chrome else self.fragment
            teller = self.ids["chrome"] if of_chrome else self.scene
            states.append(WidgetState(id=EVENTS.format(teller), json_trigger_value=json.dumps(events)))
        self.finished.clear()
        await self.socket.send(message.SerializeToString())

    async def hand_in(self, name: str, content: bytes, *, saved_run: bool = False) -> bool:
        """Opens the examples of the live page that is open, and hands in a file there; whether the page has taken it."""
        key = "run:" if saved_run else "upload"
        await self.ask(widget=WidgetState(id=self.ids["examples"], bool_value=True))
        if not await self._until(lambda: self.finished.is_set() and bool(self._newest(key)), "upload"):
            return False
        message = BackMsg()
        message.file_urls_request.request_id, message.file_urls_request.session_id = name, self.session
        message.file_urls_request.file_names.append(name)
        self.places = []
        await self.socket.send(message.SerializeToString())
        if not await self._until(lambda: bool(self.places), "upload"):
            return False
        place = self.places[0]
        await asyncio.to_thread(_put, f"http://{self.host}{place.upload_url}", self.cookie, name, content)
        state = WidgetState(id=self._newest(key))
        about = {"name": name, "size": len(content), "file_id": place.file_id, "file_urls": place}
        state.file_uploader_state_value.uploaded_file_info.add(**about)
        await self.ask(widget=state)
        return await self._until(self.finished.is_set, "upload")

    def _newest(self, key: str) -> str:
        """The id of the widget that was drawn last of those whose keys begin so; "" where there is none."""
        return next((name for known, name in reversed(self.ids.items()) if known.startswith(key)), "")

    async def bring(self) -> None:
        """Hands in a text of one's own, or a saved run, watches it, and goes back to typing."""
        await self.live()
        shown, began = self.view and self.view["run"], time.monotonic()
        is_run = self.draw.random() < 0.5
        self.texts += 1
        name = f"learner {self.number} brings text {self.texts}"
        if is_run:
            content = (await asyncio.to_thread(cv.train, cv.RunConfig(text=name, steps=20))).to_bytes()
        else:
            content = f"{name}. ".encode() * 60
        if await self.hand_in("mine.charviz" if is_run else "mine.txt", content, saved_run=is_run):
            shows_it = lambda: bool(self.view) and self.view["run"] != shown and self._has_records()  # noqa: E731
            if await self._until(shows_it, "upload"):
                self.report.waits["upload"].append(time.monotonic() - began)
        await self.own_text()  # the address that the page has now is the browser's alone

    async def live(self) -> None:
        await self.open("live", self._has_records)

    async def own_text(self) -> None:
        self.texts += 1
        names = {"text": f"learner {self.number} types text {self.texts}", "cell": self.draw.choice(NETS)}
        self.own = {**TEACHER, **names}
        await self.live()

    async def fork(self) -> None:
        parent = urlencode(self.own)
        await self.open("live", self._has_records, fork=f"50:{parent}", lr="0.003", steps="200")

    async def leave(self) -> None:
        """Closes the page, and comes back to the same run: nothing is lost."""
        await self.live()
        had, run = self.have, self.view and self.view["run"]
        await self.quit()
        await asyncio.sleep(self.draw.random())
        await self.join()
        await self.open("live", lambda: bool(self.view) and self.view["run"] == run and self.have >= had)
        self.report.lost += self.have < had

    async def sleep(self) -> None:
        """A phone that shows nothing for a while."""
        await self.live()
        self.is_asleep = True
        await asyncio.sleep(2 + 3 * self.draw.random())
        self.is_asleep, before = False, self.have
        self.joined = time.time()  # what came meanwhile is not late
        await self._until(lambda: self.have > before or self.state[0] in ENDED or self._is_recorded(), "live")

    async def compare(self) -> None:
        """Asks the server for a comparison of cells, for there is no browser that trains it, and pulls until it has ended."""
        ended = lambda: self.comparison.get("state") in ("finished", "failed", "stopped")  # noqa: E731
        pulling = asyncio.create_task(self._pull_comparison(ended))
        asked = {"seeds": str(COMPARED), "vary": "cell_type", "steps": "200", "in_browser": "false"}
        await self.open("compare", ended, **asked)
        pulling.cancel()
        if self.comparison.get("state") == "failed":
            self.report.errors.append("compare: failed")

    async def _pull_comparison(self, ended: Callable[[], bool]) -> None:
        while not ended():
            await asyncio.sleep(0.2)
            if self.comparison and self.finished.is_set():
                pulled = {"run": self.comparison["run"], "reports": self.comparison["reports"]}
                await self.ask(events=[{"event": "pull", "value": pulled}])

    async def _until(self, there: Callable[[], bool], what: str) -> bool:
        end = time.monotonic() + PATIENCE
        while not there():
            if time.monotonic() > end:
                self.report.errors.append(f"{what}: not there after {PATIENCE:.0f} s")
                return False
            self.news.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.news.wait(), 1.0)
        return True

    def _has_records(self) -> bool:
        return bool(self.view) and (self.have > 0 or self._is_recorded() or self.state[0] in ENDED)

    def _is_recorded(self) -> bool:
        return bool(self.view) and self.view["options"]["recorded"]

    def _hear(self, message: ForwardMsg) -> None:
        super()._hear(message)
        kind = message.WhichOneof("type")
        if kind == "script_finished":
            early = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
            self.finished.clear() if early else self.finished.set()
        elif kind == "new_session":
            self.session = message.new_session.initialize.session_id
        elif kind == "file_urls_response":
            self.places = list(message.file_urls_response.file_urls)
        elif kind == "delta":
            self._hear_element(message.delta)
        self.news.set()

    def _hear_element(self, delta: Any) -> None:
        drawn = delta.new_element if delta.WhichOneof("type") == "new_element" else delta.add_block
        kind = drawn.WhichOneof("type")
        what = getattr(drawn, kind) if kind else None
        if name := getattr(what, "id", ""):
            key = name.split("-", 2)[-1]  # $$ID-, a hash, and what the app calls it
            self.ids.pop(key, None)
            self.ids[key] = name  # behind all others
        if kind == "alert":
            self._hear_alert(what.body[:200])
        elif kind == "bidi_component" and not name.endswith("-chrome"):
            self.scene, self.fragment = name, delta.fragment_id

    def _hear_alert(self, sentence: str) -> None:
        self.report.errors.append(sentence)

    def _take(self, data: bytes) -> None:
        super()._take(data)
        for header, _arrays in parse(data):
            if header["kind"] == "compare":
                self.comparison = header
        self.news.set()

    async def _pull(self) -> None:
        if self.is_asleep:
            return
        try:
            await super()._pull()
        except ValueError as error:
            if " 404 " not in str(error):
                raise
            self.report.asked_again += 1
            await self.ask(page="live", query=self.query)
            await asyncio.sleep(1)


def _cookie(address: str) -> str:
    """The cookie without which the server takes no file."""
    with urllib.request.urlopen(f"{address}/_stcore/health") as answer:
        return answer.headers["Set-Cookie"].partition(";")[0]


def _put(address: str, cookie: str, name: str, content: bytes) -> None:
    """Sends a file as a browser does, with the token of its cookie."""
    edge = "charviz-file"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    kind = f"multipart/form-data; boundary={edge}"
    headers = {"Cookie": cookie, "X-Xsrftoken": cookie.partition("=")[2], "Content-Type": kind}
    body = head + content + f"\r\n--{edge}--\r\n".encode()
    urllib.request.urlopen(urllib.request.Request(address, body, headers, method="PUT"), timeout=60).close()
