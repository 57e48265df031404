"""The runs that the web server holds, and which of them to drop if memory is short."""

import time
from collections import OrderedDict
from collections.abc import Callable

from charviz.limits import MB, Limits
from charviz.server.event_log import note
from charviz.server.pooled_run import ENDED, PooledRun

GONE = 10.0  # seconds without a look after which somebody whose page is closed has left
AWAY = 3600.0  # seconds without a look after which a viewer must request the run again


class HeldRuns(OrderedDict[str, PooledRun]):
    """Runs by their keys; to be used under the pool's lock. Methods return the keys about which the worker must be told.

    is_here: whether the page of a viewer is open, if that is known.
    """

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.limits = limits
        self.is_here: Callable[[str], bool] = lambda _viewer: True

    @property
    def bytes(self) -> int:
        """The size of all runs in bytes."""
        return sum(run.size for run in self.values())

    def leave_all_but(self, key: str, viewer: str) -> list[str]:
        """A viewer turns to one run; returns the runs that they leave."""
        left = [other for other, run in self.items() if other != key and viewer in run.active_goals]
        for other in left:
            self[other].leave(viewer)
            self._pause(other)
        return left

    def look_after(self) -> tuple[list[str], list[str]]:
        """Pauses runs without viewers; returns those with a smaller goal now, and those without viewers for long."""
        now, changed = time.monotonic(), []
        for key, run in self.items():
            away = {viewer: now - seen for viewer, seen in run.seen_by.items()}
            for viewer, seconds in away.items():
                if seconds > max(self.limits.keep, AWAY):
                    run.forget(viewer)
                elif viewer in run.active_goals and seconds > self.patience(viewer):
                    run.leave(viewer)
                    changed.append(key)
            self._pause(key)
        return changed, [key for key, run in self.items() if now - run.seen > self.limits.keep]

    def patience(self, viewer: str) -> float:
        """Seconds without a look after which a viewer has left: a tab may be hidden for a while, a closed one is gone."""
        return self.limits.grace if self.is_here(viewer) else min(GONE, self.limits.grace)

    def in_the_way(self, needed: int, newest: str) -> list[str]:
        """The runs to forget so that this many bytes fit: least recently viewed first, never one that is waited for."""
        now, excess = time.monotonic(), self._excess(needed)
        found: list[str] = []
        if excess <= 0:
            return found
        for key, run in sorted(self.items(), key=lambda item: item[1].seen):
            if excess <= 0:
                break
            if key != newest and not run.is_waited_for(now):
                excess -= run.size
                found.append(key)
        return found

    def fits(self, needed: int) -> bool:
        """Whether this many more bytes are within the limit."""
        return self._excess(needed) <= 0

    def next_waiting(self) -> str | None:
        """The run that has waited for memory for longest."""
        return next((key for key in self._in_line() if self[key].lacks_memory), None)

    def may_go_on(self, key: str) -> bool:
        """Whether a run that waits for memory continues: it fits completely, or no run would continue otherwise."""
        return self.fits(self[key].to_come) or all(self[other].lacks_memory for other in self._in_line())

    def behind(self, key: str, needed: int) -> list[str]:
        """The runs to restart later so that this many bytes of the first in line fit, newest first.

        So the first always finishes, however many there are; no run is restarted for any other.
        """
        found: list[str] = []
        excess = self._excess(needed)
        if excess <= 0:
            return found
        line = self._in_line()
        for other in reversed(line[1:] if key in line[:1] else []):
            if excess > 0 and self[other].taken:
                excess -= self[other].taken
                found.append(other)
        return found

    def is_alone(self, key: str) -> bool:
        """Whether nobody waits for any other run, so that none will ever make room for this one."""
        now = time.monotonic()
        return not any(run.is_waited_for(now) for other, run in self.items() if other != key)

    def ahead(self, key: str) -> int:
        """How many runs must end before this one begins or continues."""
        run = self[key]
        if not run.lacks_memory or run.state in ENDED:
            return run.runs_ahead
        return max(1, sum(self[other].begun < run.begun for other in self._in_line()))

    def facts(self) -> dict[str, int]:
        """Anonymous numbers, for the status page."""
        now, runs = time.monotonic(), list(self.values())
        watched = {viewer for run in runs for viewer, seen in run.seen_by.items() if now - seen < 30}
        return {
            "runs": len(runs),
            "training": sum(run.state not in ENDED and not run.paused and not run.deferred for run in runs),
            "queued": sum(run.runs_ahead > 0 for run in runs),
            "paused": sum(run.paused for run in runs),
            "watchers": len(watched),
            "bytes": self.bytes,
        }

    def _excess(self, needed: int) -> int:
        """By how many bytes this many more would exceed the limit."""
        return self.bytes + needed - self.limits.pool * MB

    def _in_line(self) -> list[str]:
        """The runs that somebody waits for, in the order in which they began."""
        wanted = [key for key, run in self.items() if run.is_wanted and run.state not in ENDED and not run.paused]
        return sorted(wanted, key=lambda key: self[key].begun)

    def _pause(self, key: str) -> None:
        run = self[key]
        if not run.is_wanted and run.state not in ENDED and not run.paused:
            run.paused = True
            note("run_paused", run=key, have=run.num_records)
