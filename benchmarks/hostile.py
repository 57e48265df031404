"""Values that nobody means well by, at every door of the app, without browsers: `python -m benchmarks.hostile`.

What the player and each scene tell the server, addresses, the packets' route, and files that are handed in. What is answered
may be a sentence, never a traceback; nobody's run is lost, and afterwards memory is what it was.
"""

import argparse
import asyncio
import json
import random
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import charviz as cv
from benchmarks.learner import Learner, Waits
from benchmarks.server import Server
from charviz.config.fields import url_key
from charviz.config.query_string import COMMON, OF_PAGES

SCRIPT = "<script>alert(1)</script>"
SCENES = ("live", "compare", "text", "memory", "cell", "units", "shapes", "generate", "order", "embeddings")
PAGES = (*SCENES, "gradients", "notes", "tour", "ideas", "status")
ACTS = ("action", "rest", "look", "erase", "open", "stop", "go_on", "back")
# What the server reads of what it is told; each may hold anything.
NAMES = (
    "name", "n", "value", "have", "ghost", "beside", "run", "view", "lacks", "trains", "detail", "step", "layer", "unit", "time",
    "part", "qr", "vote_probabilities", "ids", "reports", "place", "seed", "page", "at", "last", "pick", "feature", "same_letter",
    "mode", "cell", "gru_convention",
)  # fmt: skip
# What a person does in the player.
MEANT = ("fork", "ask", "inside", "cell", "beside", "keep", "continue", "lower_rate", "reroll", "train")
SCALARS = (
    None, True, False, 0, 1, -1, 2**31, 2**63, 10**400, 0.5, -0.0, 1e308, float("inf"), float("nan"), "", "\0", "0", "-1", "1e9",
    SCRIPT, "٣", "가" * 50, "e" + "\u0301" * 500, "x" * 10_000, "../../etc/passwd", "{name}", "%s", "\ud800", "lstm", "0" * 20,
)  # fmt: skip
SHARES = {"triggers": 0.45, "route": 0.35, "addresses": 0.15, "files": 0.05}
AT_ONCE = 4


@dataclass
class HostileReport(Waits):
    """What came of it: values by door, sentences that were shown; errors: tracebacks and answers that did not come."""

    values: Counter[str] = field(default_factory=Counter)
    sentences: int = 0
    restarts: int = 0

    def table(self) -> str:
        """A line for each door, then what it took."""
        rows = [f"{door:12}{count:>7,}" for door, count in self.values.items()]
        rows.append(f"{self.sentences:,} sentences, {len(self.errors)} errors, {self.restarts} restarts of the worker")
        for name, (before, most, after) in (("server", self.rss), ("worker", self.worker_rss)):
            rows.append(f"{name}: {before:.0f} MB before, {most:.0f} at most, {after:.0f} after")
        return "\n".join([*rows, f"{self.seconds:.0f} s", *(f"  {error}" for error in self.errors[:10])])


def hostile_value(draw: random.Random, depth: int = 0) -> Any:
    """Numbers, texts, lists and objects as no honest browser sends them."""
    kind = draw.random()
    if depth > 3 or kind < 0.5:
        return draw.choice(SCALARS)
    if kind < 0.6:
        return [hostile_value(draw, depth + 1) for _item in range(draw.choice((0, 1, 2, 40)))]
    if kind < 0.65:
        return [[[[[]]]]] * 200
    return {name: hostile_value(draw, depth + 1) for name in draw.sample(NAMES, draw.randint(1, 6))}


class Vandal(Learner):
    """One who tries all doors. told: how many acts there have been."""

    report: HostileReport

    def __init__(self, address: str, number: int, report: HostileReport, saved: bytes) -> None:
        super().__init__(address, number, report)
        self.address, self.saved, self.told = address, saved, 0

    async def vandalise(self, count: int) -> None:
        """So many values, spread over all doors."""
        await self.join()
        for door, share in SHARES.items():
            await getattr(self, door)(max(1, round(count * share)))
        await self.quit()

    async def triggers(self, count: int) -> None:
        """Each page's component tells the server something, or the one around it does, by which the player's buttons tell."""
        for page in SCENES:
            await self.open(page)
            for _value in range(count // len(SCENES) + 1):
                await self.tell(page, events=self._events(), of_chrome=self.draw.random() < 0.3)
                self.report.values["triggers"] += 1

    async def tell(self, where: str, **asked: Any) -> None:
        """Asks, and waits for the end."""
        await self.ask(**asked)
        await self._until(self.finished.is_set, where)

    def _events(self) -> list[dict[str, Any]]:
        if self.draw.random() < 0.4:
            return [{"event": "pull", "value": hostile_value(self.draw)}]
        self.told += 1
        value = hostile_value(self.draw)
        if isinstance(value, dict) and self.draw.random() < 0.5:
            value["name"] = self.draw.choice(MEANT)
        act = {"n": self.told, "name": self.draw.choice(ACTS), "value": value}
        return [{"event": "acts", "value": [act] if self.draw.random() < 0.9 else hostile_value(self.draw)}]

    async def route(self, count: int) -> None:
        """The packets are asked for."""
        for _value in range(count):
            names = self.draw.sample(("run", "have", "viewer", "ghost", "ghost_have", "beside", "lang"), 5)
            values = {name: self.draw.choice(("0" * 20, "0" * 32, *map(_text, SCALARS))) for name in names}
            status, body = await asyncio.to_thread(_asked, f"{self.address}/api/packets?{urlencode(values)}")
            self.report.values["route"] += 1
            if status not in (400, 404, 429) or b"<" in body or len(body) > 50:
                self.report.errors.append(f"route: {status} {body[:80]!r} for {values}")

    async def addresses(self, count: int) -> None:
        """Pages are opened by links that nobody made."""
        names = (*map(url_key, cv.RunConfig.model_fields), *OF_PAGES, *COMMON)
        for _value in range(count):
            query = {
                name: _text(self.draw.choice(SCALARS)) for name in self.draw.sample(names, self.draw.randint(1, 6))
            }
            page = self.draw.choice(PAGES)
            await self.tell(page, page=page, query=query)
            self.report.values["addresses"] += 1

    async def files(self, count: int) -> None:
        """Damaged runs and what is no text are handed in."""
        for _value in range(count):
            content = bytearray(self.saved)
            for _change in range(self.draw.randint(0, 8)):
                reach = min(len(content), self.draw.choice((64, 2000, len(content))))  # the header, or the arrays too
                content[self.draw.randrange(reach)] ^= self.draw.randrange(256)
            kept = bytes(content[: self.draw.choice((len(content), self.draw.randrange(len(content))))])
            is_run = self.draw.random() < 0.7
            await self.open("live")
            await self.hand_in("run.charviz" if is_run else "my.txt", kept, saved_run=is_run)
            self.report.values["files"] += 1

    def _hear_alert(self, sentence: str) -> None:
        self.report.sentences += 1
        if "Traceback" in sentence:
            self.report.errors.append(sentence)


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode("utf-8", "replace").decode()


def _asked(address: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


async def _vandals(server: Server, count: int, report: HostileReport, saved: bytes) -> None:
    vandals = [Vandal(server.address, number, report, saved) for number in range(AT_ONCE)]
    await report.wait_for(vandal.vandalise(count // AT_ONCE) for vandal in vandals)


def hostile(count: int, rest: float = 40.0, back: float = 1.15) -> HostileReport:
    """So many values on a server of its own; afterwards it rests, until its memory is `back` at so many times what it was."""
    environment = {"CHARVIZ_GRACE": "4", "CHARVIZ_KEEP": "6", "STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": "5"}
    server = Server(CHARVIZ_MESSAGES_PER_SECOND="1000", **environment)
    report, saved = HostileReport(), cv.train(cv.RunConfig(steps=20)).to_bytes()
    try:
        asyncio.run(_vandals(server, 4 * AT_ONCE, HostileReport(), saved))  # all is loaded
        report.measure(server, _vandals(server, count, report, saved), rest, back)
        with urllib.request.urlopen(f"{server.address}/api/status") as answer:
            report.restarts = json.load(answer)["restarts"]
        return report
    finally:
        server.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--values", type=int, default=10_000)
    print(hostile(parser.parse_args().values).table())


if __name__ == "__main__":
    main()
