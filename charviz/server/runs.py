"""The runs that the web server holds, and who may stay where memory is short."""

import time
from collections import OrderedDict

from charviz.limits import MB, Limits
from charviz.server.journal import note
from charviz.server.pooled import ENDED, PooledRun
from charviz.translation import N_, Message

TOO_LONG = N_("This run fills the {most} MB that the server has for all runs: ask for fewer steps or a shorter text.")
AWAY = 3600.0  # seconds after which a viewer who has not looked must ask again
NEARLY = 7 / 8  # of the limit, up to which what waits for memory goes on


class Runs(OrderedDict[str, PooledRun]):
    """Runs by their keys; to be used under the pool's lock. What is to be told to the engine is returned."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.limits = limits

    @property
    def bytes(self) -> int:
        """What all of them take."""
        return sum(run.size for run in self.values())

    def leave_all_but(self, key: str, viewer: str) -> list[str]:
        """A viewer turns to one run; those of which less is wanted now."""
        left = [other for other, run in self.items() if other != key and viewer in run.wants]
        for other in left:
            self[other].leave(viewer)
            self._pause(other)
        return left

    def look_after(self) -> tuple[list[str], list[str]]:
        """Pauses what nobody watches; those of which less is wanted now, and those that nobody has watched for long."""
        now, changed = time.monotonic(), []
        for key, run in self.items():
            away = {viewer: now - seen for viewer, seen in run.seen_by.items()}
            for viewer, seconds in away.items():
                if seconds > max(self.limits.keep, AWAY):
                    run.forget(viewer)
                elif seconds > self.limits.grace and viewer in run.wants:
                    run.leave(viewer)
                    changed.append(key)
            self._pause(key)
        return changed, [key for key, run in self.items() if now - run.seen > self.limits.keep]

    def in_the_way(self, needed: int, newest: str) -> list[str]:
        """The runs to forget so that so many bytes have room: the longest not looked at, and none that is waited for."""
        now, excess, found = time.monotonic(), self.bytes + needed - self.limits.pool * MB, []
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
        """Whether so many bytes more are within the limit."""
        return self.bytes + needed <= self.limits.pool * MB

    def go_on(self) -> str | None:
        """The run that has waited for memory for longest, if there is some for it again.

        Where all that could end waits, the newest of them is emptied: it begins anew when the others have ended. One that
        fills the memory alone ends, and says why.
        """
        if not (waiting := self._waiting()):
            return None
        if self.bytes < NEARLY * self.limits.pool * MB:
            self[waiting[0]].lacks = False
            return waiting[0]
        if not any(run.is_wanted and run.state not in ENDED and not run.lacks for run in self.values()):
            run, now = self[waiting[-1]], time.monotonic()
            if len(waiting) > 1:
                run.train()
            elif not any(other.is_waited_for(now) for other in self.values() if other is not run):
                run.fail(Message(TOO_LONG, {"most": self.limits.pool}))
        return None

    @property
    def lacking(self) -> int:
        """Bytes to be made free for what waits for memory, as far as they can be: half of all; 0 where nothing waits."""
        return self.limits.pool * MB // 2 if self._waiting() else 0

    def ahead(self, key: str) -> int:
        """How many runs must end before this one begins, or goes on."""
        run = self[key]
        others = sum(each.is_wanted and each.state not in ENDED and each.begun < run.begun for each in self.values())
        return max(1, others) if run.lacks else run.ahead

    def facts(self) -> dict[str, int]:
        """Numbers that tell of no one."""
        now, runs = time.monotonic(), list(self.values())
        watched = {viewer for run in runs for viewer, seen in run.seen_by.items() if now - seen < 30}
        return {
            "runs": len(runs),
            "training": sum(run.state not in ENDED and not run.paused for run in runs),
            "queued": sum(run.ahead > 0 for run in runs),
            "paused": sum(run.paused for run in runs),
            "watchers": len(watched),
            "bytes": self.bytes,
        }

    def _waiting(self) -> list[str]:
        """Those that wait for memory, the one that has waited for longest first."""
        waiting = [key for key, run in self.items() if run.lacks and not run.paused]
        return sorted(waiting, key=lambda key: self[key].begun)

    def _pause(self, key: str) -> None:
        run = self[key]
        if not run.is_wanted and run.state not in ENDED and not run.paused:
            run.paused = True
            note("run_paused", run=key, have=run.have)
