"""How often worker processes have died while they computed the same: who is to blame, and when that is given up."""

import time
from collections.abc import Hashable, Iterable

MOST = 3  # deaths of one cause without anything new in between
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds before a new process; the first death needs none
REMEMBERED = 900.0  # seconds; after that the same may be tried again
START, IDLE = "start", "idle"  # the causes where a process dies before it is ready, and while it computes nothing


class Deaths:
    """Deaths by their causes: the key of a run or a comparison, a question (key, number), START or IDLE."""

    def __init__(self) -> None:
        self.counts: dict[Hashable, tuple[int, float]] = {}  # cause -> how often, and when at last

    def count(self, causes: Iterable[Hashable]) -> list[Hashable]:
        """One more death of these causes; returns those that are given up."""
        now = time.monotonic()
        self.counts = {cause: count for cause, count in self.counts.items() if now - count[1] < REMEMBERED}
        for cause in (causes := list(causes)):
            self.counts[cause] = self.of(cause) + 1, now
        return [cause for cause in causes if self.of(cause) >= MOST]

    def of(self, cause: Hashable) -> int:
        """How often processes have died of a cause."""
        return self.counts.get(cause, (0, 0.0))[0]

    def forgive(self, cause: Hashable) -> None:
        """There was something new: it did not die of this."""
        self.counts.pop(cause, None)

    def pause(self, causes: Iterable[Hashable]) -> float:
        """Seconds to wait before a process is started again: none at first, then twice as long each time."""
        most = max(map(self.of, causes), default=1)
        return 0.0 if most < 2 else min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** (most - 2))
