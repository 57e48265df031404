"""What is worth saying of a run costs little beside its training: of a long one at once, and of one step as it comes."""

import statistics

import numpy as np

from benchmarks.timing import ROUNDS, seconds
from charviz.config import RunConfig
from charviz.runs.milestones import Milestones

LONG = RunConfig(text="hello pytorch. how long can a rnn cell remember? a", steps=1)


def table() -> None:
    rng, size = np.random.default_rng(0), (20_000, LONG.batch.targets.size)
    records = rng.random(size[0]), rng.integers(18, size=size).astype(np.uint16), rng.random(size, np.float32)
    took = statistics.median(seconds(lambda: Milestones.of(LONG).update(0, *records)) for _ in range(ROUNDS))
    print(f"{'milestones of 20,000 records, ms':38}{took * 1e3:>10.0f}{'≤ 300':>12}")
    milestones, row, sure = Milestones.of(RunConfig()), np.zeros((1, 6), np.uint16), np.ones((1, 6), np.float32)
    each = [seconds(lambda: milestones.update(milestones.next, np.ones(1), row, sure)) for _ in range(300)]
    print(f"{'milestones of one record, µs':38}{statistics.median(each) * 1e6:>10.0f}{'≤ 100':>12}")
