"""Which jobs of the worker process are trained in turn, and which wait, so that memory suffices while they grow.

Two memories may run short: that of the runs here, and that of their packets, which the web server keeps for the viewers.
"""

from collections.abc import Iterable
from typing import NamedTuple

from charviz.limits import MB, Limits
from charviz.worker.comparison_job import ComparisonJob
from charviz.worker.training_job import RUNNABLE, UNFINISHED, Job

ALWAYS = 8  # runs are trained at once while they fit with their current size, whatever size they will reach
TO_TRAIN = 0.75  # of a memory is for runs in training, the rest for finished runs, which may be asked about
TO_COMPARE = 0.25  # of this process's memory, as part of that


class Queue(NamedTuple):
    """The jobs that are trained in turn, and those that wait; first come, first served."""

    turns: list
    waiting: list

    def positions(self) -> list[tuple[Job | ComparisonJob, int]]:
        """Each job with the number of jobs that must end before it begins."""
        return [(job, 0) for job in self.turns] + [(job, place) for place, job in enumerate(self.waiting, 1)]


def of_runs(jobs: Iterable[Job], limits: Limits, taken: int = 0) -> Queue:
    """The queue of the runs, as many in training as fit next to `taken` bytes of comparisons.

    The first has room for its final size. A few more are trained as long as they fit with their current size, because many
    end early. Beyond those, only runs that also fit with their final size.
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
    """The queue of the comparisons: a few at once, so that runs keep their share and the first one ends soon."""
    queue, room = Queue([], []), TO_COMPARE * limits.worker_memory * MB
    for job in _in_order(jobs):
        room -= job.expected
        is_next = not queue.waiting and len(queue.turns) < limits.comparisons_at_once
        (queue.turns if is_next and (room >= 0 or not queue.turns) else queue.waiting).append(job)
    return queue


def at_rest(jobs: Iterable[ComparisonJob], limits: Limits) -> list[ComparisonJob]:
    """The stopped comparisons that must drop their results, the oldest first."""
    excess, found = sum(job.size for job in jobs) - TO_COMPARE * limits.worker_memory * MB, []
    for job in jobs:
        if excess > 0 and job.state == "stopped" and job.size:
            excess -= job.size
            found.append(job)
    return found


def in_the_way(jobs: Iterable[Job], queue: Queue, limits: Limits, newest: str, taken: int = 0) -> list[Job]:
    """The runs to drop so that everything fits and the first can finish: ended runs, the least recently requested first,
    then waiting runs, the newest first."""
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
