"""The runs of a comparison in batches: some seeds of one config, trained in one compiled call where that is possible."""

import time
from collections.abc import Generator, Sequence
from typing import Protocol

import numpy as np

from charviz.comparison.outcomes import Outcomes, texts
from charviz.config import RunConfig
from charviz.config.validation import check_trained_here
from charviz.engines.base import Engine
from charviz.engines.costs import compiled_cost, fits_compiled
from charviz.engines.precompile import is_ready
from charviz.engines.selection import wants_compiled, wants_gpu_runs
from charviz.runs.training import Trainer, engine_in_pieces, steps_per_block

DURATION = 50_000  # microseconds that a batch takes, about
MOST = 256  # runs of a batch
CURVES = 2**25  # bytes of all losses and right predictions of a batch that a GPU trains, at most
RECORD = 12  # bytes of one of them

Portion = tuple[int, slice]  # the place of a config, and of some of the seeds


class Batch(Protocol):
    """Some runs of one config. `advance` trains so many steps of one run or of several; the numbers do not depend on how many."""

    def advance(self, steps: int) -> None: ...

    @property
    def is_done(self) -> bool: ...

    @property
    def nbytes(self) -> int:
        """Its size in bytes."""

    def outcomes(self) -> Outcomes:
        """What came of the runs, once all are done."""


class CompiledBatch:
    """All runs in one compiled call after the other; or all at once, where a GPU trains each in a thread."""

    def __init__(self, config: RunConfig, seeds: Sequence[int], *, on_gpu: bool = False) -> None:
        from charviz.engines import compiled_runs, gpu_runs  # numba may be missing

        self.config, self.on_gpu, self.seconds = config, on_gpu, 0.0
        self.runs = gpu_runs.GpuRuns(config, seeds) if on_gpu else compiled_runs.CompiledRuns(config, seeds)

    def advance(self, steps: int) -> None:
        began = time.perf_counter()
        self.runs.advance(steps)
        self.seconds += time.perf_counter() - began

    @property
    def is_done(self) -> bool:
        return self.runs.is_done

    @property
    def nbytes(self) -> int:
        return self.runs.nbytes

    def outcomes(self) -> Outcomes:
        records = self.runs.runs.ends
        return Outcomes(
            self.runs.losses,
            self.runs.accuracies,
            None,
            texts(self.config, self.runs.predicted),
            self.seconds * records / records.sum(),
            records <= self.config.steps,
        )


class RunByRun:
    """One run after the other, as `train` trains them."""

    def __init__(self, config: RunConfig, seeds: Sequence[int]) -> None:
        self.config, self.seeds = config, seeds
        self.trainer: Trainer | None = None
        self.pieces: Generator[Trainer, None, Engine] | None = None  # of what is trained before the first step
        self.done, self.seconds = list[Outcomes](), 0.0

    def advance(self, steps: int) -> None:
        began = time.perf_counter()
        if (trainer := self.trainer or self._begin()) is None:
            return
        trainer.advance(min(steps, self.config.steps - trainer.step))
        self.seconds += time.perf_counter() - began
        if trainer.step == self.config.steps or trainer.run.diverged:
            self.done.append(Outcomes.of(trainer.run, self.seconds))
            self.trainer = None

    def _begin(self) -> Trainer | None:
        """The trainer of the next run; None after each piece of what a fork must train before."""
        config = self.config.replace(seed=self.seeds[len(self.done)])
        self.pieces = self.pieces or engine_in_pieces(config)
        try:
            next(self.pieces)
        except StopIteration as end:
            self.trainer, self.pieces, self.seconds = Trainer(config, end.value), None, 0.0
        return self.trainer

    @property
    def is_done(self) -> bool:
        return len(self.done) == len(self.seeds)

    @property
    def nbytes(self) -> int:
        return self.trainer.run.size if self.trainer else 0

    def outcomes(self) -> Outcomes:
        return Outcomes.joined(self.done)


def portions(configs: Sequence[RunConfig], count: int, *, here: bool = True) -> list[Portion]:
    """All runs of `count` seeds in batches of about DURATION, in the order of the seeds, so that all configs grow together.

    here: whether they are trained on this machine; if it has a GPU, that takes all the seeds that it can at once.
    """
    found = [
        (place, slice(first, min(first + size, count)))
        for place, size in enumerate(_size(config, count, here=here) for config in configs)
        for first in range(0, count, size)
    ]
    return sorted(found, key=lambda portion: (portion[1].start, portion[0]))


def begun(config: RunConfig, seeds: Sequence[int]) -> Batch:
    """A batch before its first step; ConfigError for weights that were trained elsewhere, or a device that is not here."""
    check_trained_here(config)
    if _can_be_one_call(config):
        on_gpu = wants_gpu_runs(config, len(seeds))
        if (on_gpu or wants_compiled(config)) and is_ready():
            return CompiledBatch(config, seeds, on_gpu=on_gpu)
    return RunByRun(config, seeds)


def train_batch(config: RunConfig, seeds: Sequence[int]) -> Outcomes:
    """Trains a batch to its end."""
    batch, steps = begun(config, seeds), steps_per_block(config)
    if isinstance(batch, CompiledBatch):  # a GPU trains so many steps of every run
        steps = (config.steps + 1) * (1 if batch.on_gpu else len(seeds))
    while not batch.is_done:
        batch.advance(steps)
    return batch.outcomes()


def _can_be_one_call(config: RunConfig) -> bool:
    """Not where Python draws the windows of a long text, or a run starts from another one's net."""
    return config.window is None and config.fork is None


def _size(config: RunConfig, count: int, *, here: bool) -> int:
    if not (_can_be_one_call(config) and fits_compiled(config)):
        return 1
    at_once = min(count, max(1, CURVES // (RECORD * (config.steps + 1))))
    if here and wants_gpu_runs(config, at_once):
        return at_once
    return int(np.clip(DURATION / (config.steps * compiled_cost(config)), 1, MOST))
