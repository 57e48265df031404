"""Which windows of a long text each step reads: a function of seed and step, so that a run can continue from any step."""

import numpy as np

from charviz.config import RunConfig
from charviz.config.run_config import HELD_OUT
from charviz.text.vocabulary import Batch

MEASURE_EVERY = 50  # steps between two measurements of the held-out loss
MEASURED = 64  # windows per measurement, approximately


class Windows:
    """The windows of a config: T = window characters and their successors, B = batch_size windows per step.

    learned: (N,) ids that are trained on; held_out: (M,) ids of the text's end, never trained on: a tenth of it, or what
    one window needs. measured: evenly spread batches of it on which the held-out loss is measured, as large as the
    training batches, so that they need no more memory.
    """

    def __init__(self, config: RunConfig) -> None:
        self.seed, (self.count, self.length) = config.seed, config.batch_shape
        ids = ids_of(config)
        kept = max(len(ids) // HELD_OUT, self.length + 1)
        self.learned, self.held_out = ids[:-kept], ids[-kept:]
        room = len(self.held_out) - self.length - 1
        batches = max(1, MEASURED // self.count)
        starts = np.linspace(0, room, batches * self.count).astype(np.int64)
        self.measured = [self._cut(self.held_out, rows) for rows in np.split(starts, batches)]

    def starts(self, step: int) -> np.ndarray:
        """(B,) where the windows of a step begin, uniformly distributed."""
        random = np.random.Generator(np.random.Philox(key=self.seed, counter=[0, 0, 0, step]))
        return random.integers(0, len(self.learned) - self.length, self.count)

    def batch(self, step: int) -> Batch:
        """The windows that a step reads."""
        return self._cut(self.learned, self.starts(step))

    def _cut(self, ids: np.ndarray, starts: np.ndarray) -> Batch:
        rows = ids[starts[:, None] + np.arange(self.length + 1)].astype(np.int64)
        return Batch(rows[:, :-1], rows[:, 1:])


def ids_of(config: RunConfig) -> np.ndarray:
    """The whole text of a config as ids (N,) of its vocabulary, in the smallest type that holds them."""
    if (text := config.long_text) is None:
        return config.vocabulary.encode(config.text)
    symbols = config.vocabulary.symbols
    if symbols == text.symbols:
        return text.ids
    places = np.array([config.vocabulary.ids[symbol] for symbol in text.symbols])
    return places.astype(np.min_scalar_type(len(symbols)))[text.ids]
