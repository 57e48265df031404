"""Many runs of one config on a GPU, one in each of its threads: what `compiled_runs` trains, by the same kernels."""

import functools
import logging
import threading
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from charviz.config import RunConfig
from charviz.engines.compiled_runs import CompiledRuns
from charviz.engines.costs import gpu_cost
from charviz.engines.kernels import plan, runs
from charviz.engines.loop_engine import INITS

log = logging.getLogger(__name__)

PASSES = 8  # steps whose predictions are kept until they have been counted: fewer than on the CPU, for runs are many
SHARE = 0.5  # of the device's free memory that one chunk may take: other comparisons, and torch, want some too
PIECE = 500_000  # microseconds of one launch, about: a GPU that also draws a screen must not be kept for longer
# Before it is used, a GPU trains these, and must say what the CPU says, to the bit.
PROOF = (
    {"cell_type": "rnn", "num_layers": 2, "optimizer": "rmsprop"},
    {"cell_type": "lstm", "clip_norm": 1, "learning_rate": 0.1},
    {"cell_type": "gru", "loss": "mse", "encoding": "embedding"},
)


class Arguments(NamedTuple):
    """What the kernel `train_each` works on, for R runs: as `train_runs` has it for one, with R behind, on the device."""

    plan: plan.Plan
    init: int
    forget_bias: float
    batch: plan.Batch
    runs: runs.Runs
    place: Any
    work: Any
    scratch: Any
    record: plan.Record


class GpuRuns(CompiledRuns):
    """Trains a config with R seeds on the GPU, in chunks that fit its memory; each has the bits of `CompiledRuns`.

    The CPU trains in its place until the kernel has been compiled, and from whatever fails on.
    """

    def __init__(self, config: RunConfig, seeds: Sequence[int]) -> None:
        super().__init__(config, seeds)
        self.chunk: Chunk | None = None
        gpu().begin()

    def advance(self, steps: int) -> None:
        """Trains so many steps of all runs of a chunk; where the CPU trains, the rest of a run, and the next ones."""
        if (kernel := gpu().kernel) is None:
            super().advance(steps)
            return
        try:
            with gpu().lock:
                self._advance_chunk(kernel, steps)
        except Exception as error:  # whatever a driver raises
            gpu().give_up(error)
            self.chunk = None

    def _advance_chunk(self, kernel: Callable, steps: int) -> None:
        if self.chunk is None:
            self.place[1] = 0  # a run that the CPU has begun is begun again
            self.chunk = Chunk(self, self.place[0], kernel)
        self.chunk.advance(steps)
        if self.chunk.is_done:
            self.place[0] = self.chunk.bring_back()
            self.chunk = None


class Chunk:
    """The runs from `first` on in the device's memory, as many as fit; one allocation for each kind of array."""

    def __init__(self, whole: CompiledRuns, first: int, kernel: Callable) -> None:
        from numba import cuda  # it is not loaded where there is no GPU

        free, left = cuda.current_context().get_memory_info().free, len(whole.runs.seeds) - first
        self.whole, self.kernel = whole, kernel
        self.part = slice(first, first + max(1, int(min(left, SHARE * free / run_bytes(whole)))))
        self.arguments = arguments_of(whole, self.part, cuda.to_device, cuda.device_array)

    def advance(self, steps: int) -> None:
        """Trains so many steps of each run."""
        piece = max(1, int(PIECE / gpu_cost(self.whole.config)))
        for begin in range(0, steps, piece):
            self.kernel(self.arguments, min(piece, steps - begin))

    @property
    def is_done(self) -> bool:
        """Whether all its runs have ended; waits for the GPU."""
        return bool(self.arguments.place.copy_to_host()[0].all())

    def bring_back(self) -> int:
        """Copies what the runs say to the host; returns the place of the first run behind them."""
        for name in ("losses", "right", "predicted", "ends"):
            here, there = getattr(self.whole.runs, name), getattr(self.arguments.runs, name)
            here[self.part] = there.copy_to_host().T
        return self.part.stop


class Gpu:
    """The kernel for the GPU. It is compiled and tried in a thread of its own, for that may take a minute."""

    def __init__(self) -> None:
        self.kernel: Callable | None = None  # as long as it can be used
        self.lock, self.thread = threading.RLock(), threading.Thread(target=self._prepare, daemon=True)

    def begin(self) -> None:
        """Begins to compile, the first time."""
        with self.lock:
            if self.thread.ident is None:
                self.thread.start()

    def _prepare(self) -> None:
        try:
            from charviz.engines.kernels.gpu import compiled, cuda

            trial = CompiledRuns(RunConfig(), [0])
            kernel = compiled(arguments_of(trial, slice(1), cuda.to_device, cuda.device_array))
            for fields in PROOF:
                prove(RunConfig(**fields, steps=30), kernel)
            self.kernel = kernel
        except Exception as error:
            self.give_up(error)

    def give_up(self, error: Exception) -> None:
        """Leaves all that follows to the CPU."""
        self.kernel = None
        log.warning("comparisons are trained on the CPU, for the GPU cannot be used: %s", " ".join(str(error).split()))


@functools.cache
def gpu() -> Gpu:
    """The one of this process."""
    return Gpu()


def prove(config: RunConfig, kernel: Callable) -> None:
    """RuntimeError where the GPU gives other numbers than the CPU."""
    here, there = (CompiledRuns(config, range(3)) for _where in range(2))
    here.advance(len(here.runs.losses) * (config.steps + 1))
    chunk = Chunk(there, 0, kernel)
    chunk.advance(config.steps + 1)
    chunk.bring_back()
    if any(ours.tobytes() != theirs.tobytes() for ours, theirs in zip(here.runs, there.runs, strict=True)):
        raise RuntimeError(f"it gives other numbers than the CPU for {config.to_url()}")


def run_bytes(whole: CompiledRuns) -> int:
    """What one run takes of the device's memory."""
    records, positions = whole.runs.losses.shape[1], len(whole.order)
    return whole.work.nbytes + whole.scratch.nbytes + 12 * records + (4 + 8 * PASSES) * positions + 32


def arguments_of(whole: CompiledRuns, part: slice, filled: Callable, empty: Callable) -> Arguments:
    """What the kernel works on, for some of the runs; `filled` copies an array to the device."""
    seeds, records, positions = whole.runs.seeds[part], whole.runs.losses.shape[1], len(whole.order)
    count = len(seeds)
    return Arguments(
        whole.plan,
        INITS[whole.config.init],
        whole.config.forget_bias,
        plan.Batch(*map(filled, whole.batch)),
        runs.Runs(
            seeds=filled(seeds),
            losses=empty((records, count), np.float64),
            right=empty((records, count), np.int32),
            predicted=empty((positions, count), np.int32),
            ends=filled(np.zeros(count, np.int64)),
        ),
        place=filled(np.zeros((2, count), np.int64)),
        work=empty((len(whole.work), count), np.float32),
        scratch=empty((len(whole.scratch), count), np.int64),
        record=plan.Record(
            losses=filled(np.zeros(1)),
            predicted=empty((PASSES, positions, count), np.int32),
            confidence=empty((PASSES, positions, count), np.float32),
            keep=filled(np.zeros(PASSES, np.bool_)),
            kept=filled(np.zeros((1, 1), np.float32)),  # no weights are kept
        ),
    )
