"""Which pieces of a long text each step reads: a function of the seed and the step, so that a run can go on from any step."""

import numpy as np

from charviz.config import RunConfig
from charviz.config.run_config import HELD_OUT
from charviz.text.vocabulary import Batch

MEASURE_EVERY = 50  # steps between two looks at what is held out
MEASURED = 64  # windows of it, about


class Windows:
    """The windows of a config: T = window characters and their successors, B = batch_size of them a step.

    learned: (N,) ids that are trained on; held_out: (M,) ids of the text's end, never trained on: a tenth of it, or what
    one window needs. measured: the batches of it, evenly spread, on which the held-out loss is taken: all of one size with
    those that are learned, so that they need no more memory.
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
        """(B,) where the windows of a step begin, each place as likely as any other."""
        random = np.random.Generator(np.random.Philox(key=self.seed, counter=[0, 0, 0, step]))
        return random.integers(0, len(self.learned) - self.length, self.count)

    def batch(self, step: int) -> Batch:
        """What one step reads."""
        return self._cut(self.learned, self.starts(step))

    def _cut(self, ids: np.ndarray, starts: np.ndarray) -> Batch:
        rows = ids[starts[:, None] + np.arange(self.length + 1)].astype(np.int64)
        return Batch(rows[:, :-1], rows[:, 1:])


def ids_of(config: RunConfig) -> np.ndarray:
    """The whole text of a config as ids (N,) of its vocabulary, in a type no larger than they need."""
    if (text := config.long_text) is None:
        return config.vocabulary.encode(config.text)
    symbols = config.vocabulary.symbols
    if symbols == text.symbols:
        return text.ids
    places = np.array([config.vocabulary.ids[symbol] for symbol in text.symbols])
    return places.astype(np.min_scalar_type(len(symbols)))[text.ids]
