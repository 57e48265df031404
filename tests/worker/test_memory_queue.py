"""Who is trained in turn, in counts: shares of a slice, places in the queue, and bytes while all of it grows."""

import io
from dataclasses import dataclass, field

import pytest

from charviz.limits import MB, Limits
from charviz.worker import memory_queue
from charviz.worker.scheduler import Worker

CLOCK = [0.0]  # seconds that all slices have taken


@dataclass(eq=False)
class Growing:
    """A run that grows by a MB with every slice, here and at the web server."""

    queue_number: int
    ends: int = 19
    slice: float = 0.02
    here: int = 0
    told: int = 0
    slices: int = 0
    cpu_seconds: float = 0.0
    state: str = "queued"
    key: str = ""
    opened: None = None
    questions: tuple = ()
    order: list = field(default_factory=list)

    @staticmethod
    def clock() -> float:
        return CLOCK[0]

    @property
    def size(self) -> int:
        return self.here * MB

    @property
    def held(self) -> tuple[int, int]:
        return self.here * MB, self.told * MB

    @property
    def more(self) -> tuple[int, int]:
        return (self.ends - self.here) * MB, (self.ends - self.told) * MB

    @property
    def expected(self) -> int:
        return self.ends * MB

    def grow(self) -> None:
        self.slices, self.here = self.slices + 1, self.here + 1
        self.told = max(self.told, self.here)
        self.state = "finished" if self.here == self.ends else "training"

    def empty(self) -> None:
        self.here, self.state = 0, "queued"


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Worker:
    worker = Worker(io.BytesIO())

    def a_slice(self: Worker, job: Growing) -> None:
        job.slices += 1
        CLOCK[0] += job.slice

    monkeypatch.setattr(Worker, "_slice", a_slice)
    return worker


def test_a_new_run_is_first_and_then_all_have_the_same_share(worker: Worker) -> None:
    old = [Growing(number, state="training", slice=0.02 * (1 + number % 3)) for number in range(6)]
    worker.jobs = {str(number): job for number, job in enumerate(old)}
    for _turn in range(600):
        worker._give_a_slice(old)
    given = [job.slices * job.slice for job in old]
    assert max(given) - min(given) <= 0.06 + 1e-9  # a slice of the longest
    new = Growing(6, slice=0.02)
    worker.join(new)
    before = [job.slices for job in old]
    for _turn in range(10):
        worker._give_a_slice([*old, new])
    assert new.slices == 10 and [job.slices for job in old] == before  # a head start of 0.2 s
    for _turn in range(600):
        worker._give_a_slice([*old, new])
    given = [(job.slices - at) * job.slice for job, at in zip([*old, new], [*before, 10], strict=True)]
    assert max(given) - min(given) <= 0.12


def test_who_takes_long_slices_does_not_pay_for_ever(worker: Worker) -> None:
    whale, small = Growing(0, slice=60.0), [Growing(number, slice=0.02) for number in range(1, 4)]
    for _turn in range(100):
        worker._give_a_slice([whale, *small])
    assert whale.slices >= 2 and min(job.slices for job in small) >= 15


@pytest.mark.parametrize(("people", "engine", "pool", "ends"), [(12, 256, 96, 19), (12, 96, 1000, 19), (40, 96, 96, 8)])
def test_all_grow_to_their_end_and_never_beyond_the_memory(people: int, engine: int, pool: int, ends: int) -> None:
    limits = Limits(worker_memory=engine, pool=pool)
    jobs, rounds = [Growing(number, ends) for number in range(people)], 0
    left = list(jobs)
    while left:
        queue = memory_queue.of_runs(left, limits)
        assert [place for _job, place in queue.positions() if place] == list(range(1, len(queue.waiting) + 1))
        for job in memory_queue.in_the_way(left, queue, limits, ""):
            job.empty()
        for job in queue.turns:
            job.grow()
            assert sum(each.here for each in left) <= engine and sum(each.told for each in left) <= pool
        left = [job for job in left if job.state != "finished"]  # who has ended has been fetched, and can be let go
        rounds += 1
    assert rounds <= people * ends and all(job.here == ends for job in jobs)


def test_a_run_that_is_too_large_for_all_others_is_trained_alone() -> None:
    jobs = [Growing(0, ends=500), Growing(1), Growing(2)]
    queue = memory_queue.of_runs(jobs, Limits())
    assert queue.turns == jobs[:1] and [place for _job, place in queue.positions()] == [0, 1, 2]


def test_what_rests_lets_go_before_what_waits() -> None:
    resting = [Growing(number, here=19, told=19, state="finished", key=str(number)) for number in range(3)]
    first, waiting = Growing(3, here=10, told=10), Growing(4, here=10, told=10)
    jobs, limits = [*resting, first, waiting], Limits(worker_memory=70)
    queue = memory_queue.Queue([first], [waiting])
    assert memory_queue.in_the_way(jobs, queue, limits, "0") == resting[1:2]  # 77 + 9 that come, and the newest stays
    assert memory_queue.in_the_way(jobs, queue, Limits(worker_memory=30), "0") == [*resting[1:], waiting]


def test_comparisons_are_trained_a_few_at_a_time_and_in_order() -> None:
    jobs = [Growing(number, ends=1) for number in (5, 3, 4, 1, 2, 0)]
    queue = memory_queue.of_comparisons(jobs, Limits(comparisons_at_once=2))
    assert [job.queue_number for job in queue.turns] == [0, 1] and [job.queue_number for job in queue.waiting] == [
        2,
        3,
        4,
        5,
    ]
    large = memory_queue.of_comparisons([Growing(0, ends=500), Growing(1, ends=1)], Limits())
    assert [job.queue_number for job in large.turns] == [0]
