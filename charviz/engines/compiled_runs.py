"""Many runs of one config in compiled loops: one call trains as many as it is given time for, with no Python for each."""

from collections.abc import Sequence

import numpy as np

from charviz.config import RunConfig
from charviz.engines.kernels import layout, plan, runs
from charviz.engines.loop_engine import INITS, plan_of, sizes_of
from charviz.engines.packing import packed, zeros

PASSES = 64  # steps whose predictions are kept until they have been counted


class CompiledRuns:
    """Trains a config with R seeds, one after the other, and keeps what a comparison needs; each has the bits of `CompiledEngine`.

    Whole texts only: the windows of a long text are drawn in Python.
    """

    def __init__(self, config: RunConfig, seeds: Sequence[int]) -> None:
        self.config, self.place = config, np.zeros(2, np.int64)
        self.batch, positions = packed(config.batch)
        self.order = np.argsort(positions)  # from time-major order to one sequence after the other
        sizes = sizes_of(config, self.batch)
        self.plan, row = plan_of(config, sizes), layout.net_starts(sizes)[-1]
        self.runs = runs.Runs(
            seeds=np.array(seeds, np.int64),
            losses=np.full((len(seeds), config.steps + 1), np.nan),
            right=np.zeros((len(seeds), config.steps + 1), np.int32),
            predicted=np.zeros((len(seeds), len(positions)), np.int32),
            ends=np.zeros(len(seeds), np.int64),
        )
        self.work = zeros(4 * row + layout.traces_starts(sizes)[-1], np.float32)
        self.scratch = np.zeros(layout.torch_size(sizes) + plan.STATE, np.int64)
        self.record = plan.Record(
            losses=np.zeros(0),
            predicted=np.zeros((PASSES, len(positions)), np.int32),
            confidence=np.zeros((PASSES, len(positions)), np.float32),
            keep=np.zeros(PASSES, np.bool_),
            kept=np.zeros((0, row), np.float32),
        )

    def advance(self, steps: int) -> None:
        """Trains so many steps: the rest of a run, and the next ones."""
        initial = INITS[self.config.init], self.config.forget_bias
        runs.train_runs(
            self.plan, *initial, self.batch, self.runs, self.place, self.work, self.scratch, self.record, steps
        )

    @property
    def is_done(self) -> bool:
        """Whether all runs have ended."""
        return self.place[0] == len(self.runs.seeds)

    @property
    def nbytes(self) -> int:
        """Its size in bytes."""
        return sum(array.nbytes for array in (*self.runs, *self.record, self.work, self.scratch))

    @property
    def losses(self) -> np.ndarray:
        """(R, S) float64; NaN after the last record of a run."""
        return np.where(self._are_there, self.runs.losses, np.nan)

    @property
    def accuracies(self) -> np.ndarray:
        """(R, S) shares of the characters that are right; NaN after the last record of a run."""
        return np.where(self._are_there, self.runs.right / len(self.order), np.nan)

    @property
    def predicted(self) -> np.ndarray:
        """(R, N) ids: what each run predicts at last, one sequence after the other."""
        return self.runs.predicted[:, self.order]

    @property
    def _are_there(self) -> np.ndarray:
        return np.arange(self.runs.losses.shape[1]) < self.runs.ends[:, None]
