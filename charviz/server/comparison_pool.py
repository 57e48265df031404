"""The comparisons of the whole web server, by a hash of what is compared."""

import hashlib
import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from charviz.config import RunConfig
from charviz.config.sweep import check
from charviz.limits import LIMITS, MB, Limits
from charviz.server import recordings
from charviz.server.event_log import note
from charviz.server.pooled_run import ENTRY
from charviz.server.worker_group import WorkerGroup

PENDING = ("queued", "training")


def key_of(configs: Sequence[RunConfig], seeds: Sequence[int]) -> tuple[str, dict]:
    """What is compared, as JSON can tell it, and a hash of it."""
    asked = {"configs": [config.to_json() for config in configs], "seeds": list(seeds)}
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:20], asked


@dataclass
class PooledComparison:
    """What was asked, the newest report, and who watches.

    state: queued, training, finished or failed; stopped where nobody who watches wants it to go on. ahead: how many must
    end before it begins; watchers: when they last looked (seconds of the monotonic clock); stopped: who wants no more.
    """

    request: dict
    configs: Sequence[RunConfig]
    report: bytes = b""
    reports: int = 0
    state: str = "stopped"
    ahead: int = 0
    watchers: dict[str, float] = field(default_factory=dict)
    stopped: set[str] = field(default_factory=set)
    seen: float = field(default_factory=time.monotonic)

    @property
    def size(self) -> int:
        """Bytes that it takes, about."""
        asked = sum(map(len, self.request["configs"])) + 8 * len(self.request["seeds"])
        return len(self.report) + 2 * asked + ENTRY * (1 + len(self.watchers) + len(self.stopped))

    @property
    def is_waited_for(self) -> bool:
        """Whether somebody watches it who has not got all of it."""
        return self.state in PENDING and bool(self.watchers)

    def look(self, viewer: str) -> None:
        """Somebody looks; who has stopped it only looks at what there was."""
        self.seen = time.monotonic()
        if viewer not in self.stopped:
            self.watchers[viewer] = self.seen

    def leave(self, viewer: str) -> bool:
        """A viewer looks elsewhere, and will want all of it when they come back; whether they had looked here."""
        self.stopped.discard(viewer)
        return self.watchers.pop(viewer, None) is not None


class ComparisonPool:
    """Who asks for the same watches the same, each until they stop it for themselves; safe to call from any thread.

    news: told of whatever changes; the lock of all that is here, held until the worker knows of a change (see `Pool`).
    """

    def __init__(self, workers: WorkerGroup, news: threading.Condition, limits: Limits = LIMITS) -> None:
        self.workers, self.news, self.limits = workers, news, limits
        self.comparisons: OrderedDict[str, PooledComparison] = OrderedDict()

    def request(self, configs: Sequence[RunConfig], seeds: Sequence[int], viewer: str = "") -> str:
        """Asks for a comparison, and for no other, and returns its key, see `message`; ConfigError for one that is too large."""
        check(configs, seeds)
        key, asked = key_of(configs, seeds)
        with self.news:
            if key not in self.comparisons:
                self.comparisons[key] = _begun(key, asked, configs)
            left = [other for other, each in self.comparisons.items() if other != key and each.leave(viewer)]
            self.comparisons[key].look(viewer)
            for other in left:
                self._rest_unless_watched(other)
            self._go_on(key)
            self._make_room(key)
        return key

    def message(self, key: str, reports: int, wait: float = 0.0, viewer: str = "") -> tuple[int, bytes]:
        """How often a comparison has reported, and its newest report, if it is newer than the first `reports` of them.

        Who has stopped it gets no newer one than they have.
        """
        with self.news:
            if (comparison := self.comparisons.get(key)) is None:
                return 0, b""
            comparison.look(viewer)
            if viewer in comparison.stopped and reports:
                return reports, b""
            self._go_on(key)
            self.news.wait_for(lambda: comparison.reports > reports or comparison.state not in PENDING, wait)
            return comparison.reports, comparison.report if comparison.reports > reports else b""

    def state_for(self, key: str, viewer: str = "") -> tuple[str, int]:
        """Its state as a viewer sees it, and how many are ahead of it in the queue."""
        with self.news:
            if (comparison := self.comparisons.get(key)) is None:
                return "queued", 0
            return "stopped" if viewer in comparison.stopped else comparison.state, comparison.ahead

    def stop(self, key: str, viewer: str = "") -> None:
        """Ends a comparison for one viewer: what is done stays, and it goes on while somebody else watches."""
        with self.news:
            if (comparison := self.comparisons.get(key)) is None:
                return
            comparison.leave(viewer)
            comparison.stopped.add(viewer)
            self._rest_unless_watched(key)

    def go_on(self, key: str, viewer: str = "") -> None:
        """Who had stopped it wants it to go on to its end, from what is done."""
        with self.news:
            if (comparison := self.comparisons.get(key)) is None:
                return
            comparison.leave(viewer)
            comparison.look(viewer)
            self._go_on(key)

    def take(self, header: dict, frame: bytes) -> bool:
        """What a worker says, if it is said of a comparison; whether it was."""
        comparison = self.comparisons.get(header["run"])
        if comparison is None or header["kind"] not in ("comparison", "status"):
            return False
        if (
            comparison.state in PENDING or header["state"] not in PENDING
        ):  # else said before it heard that nobody watches
            comparison.state, comparison.ahead = header["state"], header.get("ahead", 0)
        if header["kind"] == "comparison":
            comparison.report, comparison.reports = frame, comparison.reports + 1
        return True

    def resend(self, belongs_here: Callable[[str], bool]) -> None:
        """Asks anew for those that have not ended, with a worker that was started again."""
        with self.news:
            for key, comparison in self.comparisons.items():
                if comparison.state in PENDING and belongs_here(key):
                    self.workers.send(comparison.request, *comparison.configs)

    def tidy(self) -> None:
        """Lets rest what nobody watches, and forgets what nobody has watched for long."""
        now = time.monotonic()
        with self.news:
            for comparison in self.comparisons.values():
                away = [each for each, seen in comparison.watchers.items() if now - seen > self.limits.grace]
                for viewer in away:
                    comparison.leave(viewer)
            for key in list(self.comparisons):
                self._rest_unless_watched(key)
            for key in [key for key, each in self.comparisons.items() if now - each.seen > self.limits.keep]:
                self._forget(key)

    @property
    def training(self) -> int:
        """How many have not ended."""
        return sum(comparison.state in PENDING for comparison in self.comparisons.values())

    def _go_on(self, key: str) -> None:
        """Tells the worker of a comparison that rests and is watched."""
        comparison = self.comparisons[key]
        if comparison.state != "stopped" or not comparison.watchers:
            return
        comparison.state = "queued"
        note("comparison_requested", run=key, configs=len(comparison.configs), seeds=len(comparison.request["seeds"]))
        self.workers.start()
        self.workers.send(comparison.request, *comparison.configs)

    def _rest_unless_watched(self, key: str) -> None:
        comparison = self.comparisons.get(key)
        if comparison is None or comparison.state not in PENDING or comparison.watchers:
            return
        comparison.state, comparison.ahead = "stopped", 0
        self.news.notify_all()
        self.workers.send({"kind": "stop", "run": key})

    def _make_room(self, newest: str) -> None:
        """Forgets what has not been looked at for longest, and is not waited for, until the rest fits."""
        excess = sum(each.size for each in self.comparisons.values()) - self.limits.comparisons * MB
        for key, comparison in sorted(self.comparisons.items(), key=lambda item: item[1].seen):
            if excess > 0 and key != newest and not comparison.is_waited_for:
                excess -= comparison.size
                self._forget(key)

    def _forget(self, key: str) -> None:
        self.comparisons.pop(key, None)
        self.workers.send({"kind": "forget", "run": key})


def _begun(key: str, asked: dict, configs: Sequence[RunConfig]) -> PooledComparison:
    """A comparison that nobody has seen yet; ended already where there is a recording of it."""
    comparison = PooledComparison({"kind": "compare", "run": key, **asked}, configs)
    if report := recordings.comparison(key):
        comparison.report, comparison.reports, comparison.state = report, 1, "finished"
    return comparison
