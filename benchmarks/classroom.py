"""Many people at once, over Streamlit's own websocket and the packets' route, without browsers: `python -m benchmarks.classroom`.

A person opens the page by a link, pulls packets as the player does, and opens another link every so often. How late a
packet is: from the moment at which the worker process had trained its last step to the moment at which it is here.
`--people 60 --minutes 10` plays a lesson on all pages instead, see `benchmarks.lesson`.
"""

import argparse
import asyncio
import contextlib
import json
import math
import random
import time
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlencode

from websockets.asyncio.client import connect

from benchmarks.report import HEAD, Report
from benchmarks.server import Server
from benchmarks.streamlit_messages import BackMsg, ForwardMsg
from charviz.player.packets import parse

ARRIVAL = 0.2  # seconds between two people who come in: each is a page to be drawn
LEAST_PAUSE = 0.1  # seconds between two pulls, as in the player
RUN = {"cell": "lstm", "hidden": "24", "steps": "3000", "until": "false", "lr": "0.01"}  # a second of training
TEACHERS = RUN | {"engine": "torch", "hidden": "64", "steps": "20000"}  # a minute and more
HEADERS = "Connection: keep-alive\r\nAccept: application/octet-stream\r\n"


class Person:
    """One session: a websocket, and one kept connection for packets."""

    def __init__(self, address: str, report: Report) -> None:
        self.host, self.report = address.removeprefix("http://"), report
        self.view: dict | None = None
        self.have, self.joined, self.state = 0, 0.0, ("", 0)
        self.stream: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def watch(self, links: Iterator[str], until: float, every: float) -> None:
        """Opens one link after the other, and pulls what comes."""
        async with connect(f"ws://{self.host}/_stcore/stream", subprotocols=["streamlit"], max_size=None) as socket:
            reading, pulling = asyncio.create_task(self._read(socket)), asyncio.create_task(self._pull_all())
            while time.monotonic() < until and self.report.records < self.report.enough:
                message = BackMsg()
                message.rerun_script.query_string = next(links)
                await socket.send(message.SerializeToString())
                await self._stay(min(until, time.monotonic() + every * random.uniform(0.8, 1.2)))
            for task in (reading, pulling):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            await self._close()

    async def _stay(self, until: float) -> None:
        while time.monotonic() < until and self.report.records < self.report.enough:
            await asyncio.sleep(0.1)

    async def _read(self, socket) -> None:
        async for data in socket:
            self._hear(ForwardMsg.FromString(data))

    def _hear(self, message: ForwardMsg) -> None:
        element = message.delta.new_element if message.WhichOneof("type") == "delta" else None
        if element is None:
            return
        if element.WhichOneof("type") == "exception":
            self.report.errors.append(element.exception.message[:200])
        elif element.WhichOneof("type") == "bidi_component":
            self._take(element.bidi_component.bytes)

    def _take(self, data: bytes) -> None:
        now = time.time()
        for header, _arrays in parse(data):
            if header["kind"] == "view":
                if self.view is None or self.view["run"] != header["run"]:
                    self.have, self.joined = 0, now
                self.view = header
            elif header["kind"] == "records" and self.view and header["run"] == self.view["run"]:
                end = header["first"] + header["count"]
                if header["first"] <= self.have < end:
                    self.have, self.report.records = end, self.report.records + end - self.have
                    if header.get("at", 0) > self.joined:  # what was trained before is not late
                        self.report.lags.append(now - header["at"])
            elif header["kind"] == "status" and self.view and header["run"] == self.view["run"]:
                self.state = header["state"], header["have"]

    async def _pull_all(self) -> None:
        while True:
            began = time.monotonic()
            ended = self.state[0] in ("finished", "learned", "stopped", "diverged", "failed")
            if self.view and not self.view["options"]["recorded"] and not (ended and self.state[1] <= self.have):
                try:
                    await self._pull()
                except (OSError, ValueError, asyncio.IncompleteReadError) as error:
                    await self._close()
                    self.report.errors.append(f"pull: {error!r}")
            await asyncio.sleep(max(LEAST_PAUSE - (time.monotonic() - began), 0.01))

    async def _pull(self) -> None:
        asked = {"run": self.view["run"], "have": self.have, "viewer": self.view["options"]["viewer"]}
        request = f"GET /api/packets?{urlencode(asked)} HTTP/1.1\r\nHost: {self.host}\r\n{HEADERS}\r\n".encode()
        try:
            head, reader = await self._answered(request)
        except (
            OSError,
            asyncio.IncompleteReadError,
        ):  # the server has closed a connection that was idle, as browsers know
            await self._close()
            head, reader = await self._answered(request)
        body = await reader.readexactly(int(head.split("content-length:")[1].split("\r\n")[0]))
        if " 200 " not in head.splitlines()[0]:
            raise ValueError(head.splitlines()[0])
        self._take(body)

    async def _close(self) -> None:
        stream, self.stream = self.stream, None
        if stream:
            stream[1].close()
            with contextlib.suppress(OSError):
                await stream[1].wait_closed()

    async def _answered(self, request: bytes) -> tuple[str, asyncio.StreamReader]:
        """The head of the answer; its body follows."""
        if self.stream is None:
            host, port = self.host.split(":")
            self.stream = await asyncio.open_connection(host, int(port), limit=2**24)
        reader, writer = self.stream
        writer.write(request)
        return (await reader.readuntil(b"\r\n\r\n")).decode().lower(), reader


def links(person: int | None) -> Iterator[str]:
    """Other texts for each person, another one each time; None: the one link of the teacher."""
    number = 0
    while True:
        text = f"person {person} types text {number}" if person is not None else "the teacher's own text"
        yield urlencode({"text": text, **(TEACHERS if person is None else RUN)})
        number += person is not None


async def _crowd(server: Server, count: int, seconds: float, every: float, *, one_link: bool, report: Report) -> None:
    end = time.monotonic() + seconds
    people = [Person(server.address, report) for _person in range(count)]

    async def count_runs() -> None:
        while True:
            report.runs = max(report.runs, await asyncio.to_thread(_training, server))
            await asyncio.sleep(0.5)

    counting = asyncio.create_task(count_runs())
    watching = []
    for number, person in enumerate(people):
        watching.append(asyncio.create_task(person.watch(links(None if one_link else number), end, every)))
        await asyncio.sleep(ARRIVAL)
    await report.wait_for(watching)
    counting.cancel()


def _training(server: Server) -> int:
    with urllib.request.urlopen(f"{server.address}/api/status") as answer:
        return json.load(answer)["training"]


def crowd(
    count: int,
    seconds: float,
    every: float = 10.0,
    *,
    one_link: bool = False,
    rest: float = 20.0,
    enough: float = math.inf,
    back: float = 0.0,
) -> Report:
    """So many people for so long, each with a text of its own every `every` seconds, or all on one link.

    They leave sooner where so many records are `enough`; afterwards the server rests, until memory is `back` at so many
    times what it was.
    """
    server, report = (
        Server(CHARVIZ_GRACE="4", CHARVIZ_KEEP="8", STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL="5"),
        Report(enough=enough),
    )
    try:
        # One who comes first, until something has been trained: torch is loaded, the page has been drawn.
        asyncio.run(_crowd(server, 1, 300, 1000, one_link=False, report=Report(enough=500)))
        time.sleep(2)
        report.measure(server, _crowd(server, count, seconds, every, one_link=one_link, report=report), rest, back)
    finally:
        server.close()
    return report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="of each row of the live page")
    parser.add_argument("--people", type=int, help="who take part in a lesson on all pages")
    parser.add_argument("--minutes", type=float, default=10, help="that the lesson takes")
    options = parser.parse_args()
    if options.people:
        from benchmarks.lesson import lesson

        print(lesson(options.people, 60 * options.minutes).table())
        return
    seconds = options.seconds
    print(HEAD)
    rows = (("one, training", 1, False), ("30, each training every 10 s", 30, False), ("one viewer of a link", 1, True))
    for name, count, one_link in (*rows, ("30 viewers of one link", 30, True), ("150 viewers of one link", 150, True)):
        report = crowd(count, seconds, one_link=one_link)
        print(report.row(name), *report.errors[:2], flush=True)
        print(
            f"{'':30}at the start {report.rss[0]:.0f} MB, worker {report.worker_rss[0]:.0f} MB; {report.records:,} records"
        )


if __name__ == "__main__":
    main()
