"""The comparisons of the whole web server, by a hash of what is compared."""

import hashlib
import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence

from charviz.config import RunConfig
from charviz.limits import Limits
from charviz.server import recordings
from charviz.server.engines import Engines
from charviz.server.journal import note
from charviz.server.pooled import ENDED, PooledComparison
from charviz.sweep import check

MOST = 16


def key_of(configs: Sequence[RunConfig], seeds: Sequence[int]) -> tuple[str, dict]:
    """What is compared, as JSON can tell it, and a hash of it."""
    asked = {"configs": [config.to_json() for config in configs], "seeds": list(seeds)}
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:20], asked


class Comparisons:
    """Who asks for the same watches the same. news: told of whatever changes; the lock of all that is here."""

    def __init__(self, engines: Engines, news: threading.Condition) -> None:
        self.engines, self.news = engines, news
        self.known: OrderedDict[str, PooledComparison] = OrderedDict()

    def request(self, configs: Sequence[RunConfig], seeds: Sequence[int]) -> str:
        """Asks for a comparison and returns its key, see `message`; ConfigError for one that is too large."""
        check(configs, seeds)
        key, asked = key_of(configs, seeds)
        with self.news:
            is_new = key not in self.known
            request = {"kind": "compare", "run": key, **asked}
            comparison = self.known.setdefault(key, PooledComparison(request, configs))
            if is_new and (report := recordings.comparison(key)):
                comparison.report, comparison.reports, comparison.state = report, 1, "finished"
            self.known.move_to_end(key)
            if len(self.known) > MOST:
                self.known.popitem(last=False)
        if comparison.state in ENDED:
            return key
        self.engines.start()
        if is_new:
            note("comparison_requested", run=key, configs=len(configs), seeds=len(seeds))
            self.engines.send(comparison.request, *configs)
        return key

    def message(self, key: str, reports: int, wait: float = 0.0) -> tuple[int, bytes]:
        """How often a comparison has reported, and its newest report, if it is newer than the first `reports` of them."""
        with self.news:
            comparison = self.known.get(key)
            if comparison is None:
                return 0, b""
            comparison.seen = time.monotonic()
            self.news.wait_for(lambda: comparison.reports > reports or comparison.state in ENDED, wait)
            return comparison.reports, comparison.report if comparison.reports > reports else b""

    def stop(self, key: str) -> None:
        """Ends a comparison; what is done stays."""
        self.engines.send({"kind": "stop", "run": key})

    def take(self, header: dict, frame: bytes) -> bool:
        """What an engine says, if it is said of a comparison; whether it was."""
        comparison = self.known.get(header["run"])
        if comparison is None or header["kind"] not in ("comparison", "status"):
            return False
        comparison.state = header["state"]
        if header["kind"] == "comparison":
            comparison.report, comparison.reports = frame, comparison.reports + 1
        return True

    def again(self, mine: Callable[[str], bool]) -> None:
        """Asks anew for those that have not ended, with an engine that was started again."""
        for key, comparison in list(self.known.items()):
            if comparison.state not in ENDED and mine(key):
                self.engines.send(comparison.request, *comparison.configs)

    def tidy(self, limits: Limits) -> None:
        """Ends what nobody watches, and forgets what nobody has watched for long."""
        now = time.monotonic()
        for key, comparison in list(self.known.items()):
            if comparison.state not in ENDED and now - comparison.seen > limits.grace:
                self.stop(key)
            if now - comparison.seen > limits.keep:
                del self.known[key]

    @property
    def training(self) -> int:
        """How many have not ended."""
        return sum(comparison.state not in ENDED for comparison in self.known.values())
