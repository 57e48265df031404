"""Who is trained in turn inside the worker process, and who waits, so that memory lasts while all of it grows.

Two memories may run short: what runs hold here, and the packets of these runs, which the web server holds for who watches.
"""

from collections.abc import Iterable
from typing import NamedTuple

from charviz.limits import MB, Limits
from charviz.worker.comparison_job import ComparisonJob
from charviz.worker.training_job import RUNNABLE, UNFINISHED, Job

ALWAYS = 8  # runs are trained at once while there is room, however large they may become
TO_TRAIN = 0.75  # of a memory is for what is being trained, the rest for what may be asked about
TO_COMPARE = 0.25  # of this process's memory, out of that


class Queue(NamedTuple):
    """Who has turns, and who waits; the first to come is the first to go."""

    turns: list
    waiting: list

    def positions(self) -> list[tuple[Job | ComparisonJob, int]]:
        """How many must end before each of them begins."""
        return [(job, 0) for job in self.turns] + [(job, place) for place, job in enumerate(self.waiting, 1)]


def of_runs(jobs: Iterable[Job], limits: Limits, taken: int = 0) -> Queue:
    """The runs, as many as fit beside `taken` bytes of comparisons.

    The first has room for all that it will hold. A few more are trained as long as they fit with what they hold now: many
    end sooner than they might. Beyond those, only who has room for all of it too.
    """
    jobs, queue = _in_order(jobs), Queue([], [])
    room = [TO_TRAIN * limits.worker_memory * MB - taken, TO_TRAIN * limits.pool * MB / limits.workers]
    now = promised = [left - sum(job.held[kind] for job in jobs) for kind, left in enumerate(room)]
    for job in jobs:
        promised = [left - more for left, more in zip(promised, job.more, strict=True)]
        now = now if queue.turns else promised
        fits = min(now) > 0 and (len(queue.turns) < ALWAYS or min(promised) >= 0)
        is_next = not queue.waiting and len(queue.turns) < limits.runs_at_once
        (queue.turns if is_next and (fits or not queue.turns) else queue.waiting).append(job)
    return queue


def of_comparisons(jobs: Iterable[ComparisonJob], limits: Limits) -> Queue:
    """The comparisons: a few at once, so that runs keep their share and the first ends soon."""
    queue, room = Queue([], []), TO_COMPARE * limits.worker_memory * MB
    for job in _in_order(jobs):
        room -= job.expected
        is_next = not queue.waiting and len(queue.turns) < limits.comparisons_at_once
        (queue.turns if is_next and (room >= 0 or not queue.turns) else queue.waiting).append(job)
    return queue


def at_rest(jobs: Iterable[ComparisonJob], limits: Limits) -> list[ComparisonJob]:
    """The comparisons that nobody watches and that must let go of what is done, the first to come first."""
    excess, found = sum(job.size for job in jobs) - TO_COMPARE * limits.worker_memory * MB, []
    for job in jobs:
        if excess > 0 and job.state == "stopped" and job.size:
            excess -= job.size
            found.append(job)
    return found


def in_the_way(jobs: Iterable[Job], queue: Queue, limits: Limits, newest: str, taken: int = 0) -> list[Job]:
    """Who must let go so that all fits, and the first can grow to its end: what rests, the longest not asked for first,
    then what waits, the last to come first."""
    jobs = list(jobs)
    excess = (
        sum(job.size for job in jobs) + sum(job.more[0] for job in queue.turns[:1]) + taken - limits.worker_memory * MB
    )
    resting = [job for job in jobs if job.state not in UNFINISHED and not job.questions and job.key != newest]
    found = []
    for job in (*resting, *(job for job in queue.waiting[::-1] if not job.opened)):
        if excess > 0 and job.size:
            excess -= job.size
            found.append(job)
    return found


def _in_order(jobs: Iterable) -> list:
    return sorted((job for job in jobs if job.state in RUNNABLE), key=lambda job: job.queue_number)
