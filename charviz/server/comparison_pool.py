"""The comparisons of the whole web server, by a hash of what is compared."""

import hashlib
import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from charviz.comparison.size import check
from charviz.config import RunConfig
from charviz.limits import LIMITS, MB, Limits
from charviz.server import recordings
from charviz.server.event_log import note
from charviz.server.pooled_run import ENTRY
from charviz.server.worker_group import WorkerGroup

PENDING = ("queued", "training")


def key_of(configs: Sequence[RunConfig], seeds: Sequence[int]) -> tuple[str, dict]:
    """A hash of what is compared, and the request as JSON values."""
    asked = {"configs": [config.to_json() for config in configs], "seeds": list(seeds)}
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:20], asked


@dataclass
class PooledComparison:
    """The request, the newest report, and the viewers.

    state: queued, training, finished or failed; stopped if no viewer wants it to continue. ahead: how many must end before
    it begins; watchers: when each viewer last looked (seconds of the monotonic clock); stopped: viewers who stopped it.
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
        """Its approximate size in bytes."""
        asked = sum(map(len, self.request["configs"])) + 8 * len(self.request["seeds"])
        return len(self.report) + 2 * asked + ENTRY * (1 + len(self.watchers) + len(self.stopped))

    @property
    def is_waited_for(self) -> bool:
        """Whether it is unfinished and somebody watches it."""
        return self.state in PENDING and bool(self.watchers)

    def look(self, viewer: str) -> None:
        """A viewer looks at it. One who has stopped it only looks at the last report."""
        self.seen = time.monotonic()
        if viewer not in self.stopped:
            self.watchers[viewer] = self.seen

    def leave(self, viewer: str) -> bool:
        """A viewer leaves, and will want all of it on return. Returns whether they were watching."""
        self.stopped.discard(viewer)
        return self.watchers.pop(viewer, None) is not None


class ComparisonPool:
    """Viewers with the same request share a comparison, each until they stop it; safe to call from any thread.

    news: notified of every change; its lock protects the pool, and is held until the worker knows of a change (see `Pool`).
    """

    def __init__(self, workers: WorkerGroup, news: threading.Condition, limits: Limits = LIMITS) -> None:
        self.workers, self.news, self.limits = workers, news, limits
        self.comparisons: OrderedDict[str, PooledComparison] = OrderedDict()

    def request(self, configs: Sequence[RunConfig], seeds: Sequence[int], viewer: str = "") -> str:
        """Requests a comparison, leaves all others, and returns its key; raises ConfigError if it is too large."""
        check(configs, seeds)
        key, asked = key_of(configs, seeds)
        with self.news:
            if key not in self.comparisons:
                self.comparisons[key] = _begun(key, asked, configs)
            self.leave(viewer, key)
            self.comparisons[key].look(viewer)
            self._go_on(key)
            self._make_room(key)
        return key

    def leave(self, viewer: str, but: str = "") -> None:
        """A viewer leaves all comparisons but one."""
        with self.news:
            left = [key for key, each in self.comparisons.items() if key != but and each.leave(viewer)]
            for key in left:
                self._rest_unless_watched(key)

    def message(self, key: str, reports: int, wait: float = 0.0, viewer: str = "") -> tuple[int, bytes]:
        """The number of reports of a comparison, and the newest one if there are more than `reports`.

        A viewer who has stopped it gets no newer one.
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
        """The state as this viewer sees it, and how many are ahead in the queue."""
        with self.news:
            if (comparison := self.comparisons.get(key)) is None:
                return "queued", 0
            return "stopped" if viewer in comparison.stopped else comparison.state, comparison.ahead

    def stop(self, key: str, viewer: str = "") -> None:
        """Stops a comparison for one viewer. Its results stay, and it continues while somebody else watches."""
        with self.news:
            if (comparison := self.comparisons.get(key)) is None:
                return
            comparison.leave(viewer)
            comparison.stopped.add(viewer)
            self._rest_unless_watched(key)

    def go_on(self, key: str, viewer: str = "") -> None:
        """Continues a comparison that this viewer had stopped."""
        with self.news:
            if (comparison := self.comparisons.get(key)) is None:
                return
            comparison.leave(viewer)
            comparison.look(viewer)
            self._go_on(key)

    def take(self, header: dict, frame: bytes) -> bool:
        """Takes a worker's message if it is about a comparison; returns whether it is."""
        comparison = self.comparisons.get(header["run"])
        if comparison is None or header["kind"] not in ("comparison", "status"):
            return False
        if (
            comparison.state in PENDING or header["state"] not in PENDING
        ):  # otherwise sent before the worker was told to stop
            comparison.state, comparison.ahead = header["state"], header.get("ahead", 0)
        if header["kind"] == "comparison":
            comparison.report, comparison.reports = frame, comparison.reports + 1
        return True

    def resend(self, belongs_here: Callable[[str], bool]) -> None:
        """Resends the unfinished comparisons to a restarted worker."""
        with self.news:
            for key, comparison in self.comparisons.items():
                if comparison.state in PENDING and belongs_here(key):
                    self.workers.send(comparison.request, *comparison.configs)

    def give_up(self, key: str) -> None:
        """Ends a comparison that has ended several processes; what is done stays."""
        if (comparison := self.comparisons.get(key)) is not None:
            comparison.state = "failed"

    def tidy(self, patience: Callable[[str], float]) -> None:
        """Stops comparisons without viewers, and forgets those without viewers for long; patience: see `HeldRuns`."""
        now = time.monotonic()
        with self.news:
            for comparison in self.comparisons.values():
                away = [each for each, seen in comparison.watchers.items() if now - seen > patience(each)]
                for viewer in away:
                    comparison.leave(viewer)
            for key in list(self.comparisons):
                self._rest_unless_watched(key)
            for key in [key for key, each in self.comparisons.items() if now - each.seen > self.limits.keep]:
                self._forget(key)

    @property
    def training(self) -> int:
        """How many are unfinished."""
        return sum(comparison.state in PENDING for comparison in self.comparisons.values())

    def _go_on(self, key: str) -> None:
        """Sends a stopped comparison to the worker if it has viewers."""
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
        """Forgets the least recently viewed comparisons that nobody waits for, until the rest fits."""
        excess = sum(each.size for each in self.comparisons.values()) - self.limits.comparisons * MB
        for key, comparison in sorted(self.comparisons.items(), key=lambda item: item[1].seen):
            if excess > 0 and key != newest and not comparison.is_waited_for:
                excess -= comparison.size
                self._forget(key)

    def _forget(self, key: str) -> None:
        self.comparisons.pop(key, None)
        self.workers.send({"kind": "forget", "run": key})


def _begun(key: str, asked: dict, configs: Sequence[RunConfig]) -> PooledComparison:
    """A new comparison; finished if there is a recording of it."""
    comparison = PooledComparison({"kind": "compare", "run": key, **asked}, configs)
    if report := recordings.comparison(key):
        comparison.report, comparison.reports, comparison.state = report, 1, "finished"
    return comparison
