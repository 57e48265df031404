"""Which lines of a long text each step reads: a function of seed and step, as its windows are."""

import numpy as np

from charviz.config import RunConfig
from charviz.config.run_config import HELD_OUT
from charviz.engines.windows import Windows, ids_of
from charviz.text.vocabulary import PADDING, Batch

MEASURED = 256  # lines per measurement, at most: a line is shorter than a window


class Lines:
    """The lines of a config: each step reads batch_size of them, from the line break before each to the one behind it.

    Of a line at most `length` tokens are read. learned: (L,) places of the lines that are trained on; held_out: (M,) places of
    those that never are: a tenth of them, or one, drawn once for all seeds, for a file of lines is often sorted.
    measured: batches of these on which the held-out loss is measured, as large as the training batches.
    """

    def __init__(self, config: RunConfig) -> None:
        self.seed, (self.count, self.length) = config.seed, config.batch_shape
        self.ids = ids_of(config)
        breaks = np.flatnonzero(self.ids == config.vocabulary.ids["\n"])
        self.begins, self.sizes = breaks[:-1], np.minimum(np.diff(breaks), self.length)
        places = np.random.Generator(np.random.Philox(key=0)).permutation(len(self.begins))
        kept = max(len(places) // HELD_OUT, 1)
        self.learned, self.held_out = np.sort(places[kept:]), np.sort(places[:kept])
        few = np.linspace(0, len(self.held_out) - 1, min(MEASURED, len(self.held_out))).astype(np.int64)
        batches = np.array_split(self.held_out[few], -(-len(few) // self.count))
        self.measured = [self._cut(places) for places in batches]

    def drawn(self, step: int) -> np.ndarray:
        """(B,) places of the lines that a step reads, uniformly distributed among the learned ones."""
        random = np.random.Generator(np.random.Philox(key=self.seed, counter=[0, 0, 0, step]))
        return self.learned[random.integers(0, len(self.learned), self.count)]

    def batch(self, step: int) -> Batch:
        """The lines that a step reads, padded to the longest of them."""
        return self._cut(self.drawn(step))

    def _cut(self, places: np.ndarray) -> Batch:
        begins, sizes = self.begins[places, None], self.sizes[places, None]
        times = np.arange(sizes.max() + 1)
        rows = self.ids[np.minimum(begins + times, len(self.ids) - 1)].astype(np.int64)
        is_read = times[:-1] < sizes
        return Batch(np.where(is_read, rows[:, :-1], 0), np.where(is_read, rows[:, 1:], PADDING))


def pieces_of(config: RunConfig) -> Windows | Lines:
    """What the steps of a config read, of those that do not read the whole text."""
    return Lines(config) if config.in_lines else Windows(config)
