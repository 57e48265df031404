"""What a pool does every few seconds by itself: runs that nobody watches are paused, then forgotten, and memory is returned."""

import threading
from typing import TYPE_CHECKING

from charviz.server.malloc import give_back

if TYPE_CHECKING:
    from charviz.server.pool import Pool

TIDY = 5.0  # seconds between two rounds
TRIMS = 24  # rounds that return memory after all viewers have left


class Upkeep:
    """Looks after the runs of a pool until that is closed, in a thread of its own; under its lock where it changes anything."""

    def __init__(self, pool: "Pool") -> None:
        self.pool, self._untrimmed = pool, 0
        threading.Thread(target=self._tidy_for_ever, daemon=True, name="charviz-tidy").start()

    def tidy(self) -> None:
        """Pauses the runs that nobody watches, forgets those that nobody has watched for long, and returns memory."""
        with self.pool.news:
            changed, forgotten = self.pool.runs.look_after()
            for key in forgotten:
                self.pool.forget(key, "unwatched")
            for key in changed:
                self.pool.send_goals(key)
            self._go_on()
        self.pool.comparisons.tidy(self.pool.runs.patience)
        self._untrimmed = TRIMS if forgotten else self._untrimmed
        if self._untrimmed and not self.pool.runs:  # Streamlit drops its sessions a little later
            self._untrimmed -= 1
            give_back()

    def _go_on(self) -> None:
        """Restarts the first run that waits for memory; what had been trained of it is lost."""
        runs = self.pool.runs
        if (key := runs.next_waiting()) is None:
            return
        self.pool.make_room(key, runs[key].to_come)  # runs that could not be dropped then may be dropped now
        if runs.may_go_on(key):
            runs[key].lacks_memory = False
            self.pool.send_goals(key, restart=True)
            self.pool.news.notify_all()

    def _tidy_for_ever(self) -> None:
        while not self.pool.closed.wait(min(TIDY, self.pool.limits.grace / 4)):
            self.tidy()
