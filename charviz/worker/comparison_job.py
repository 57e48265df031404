"""A comparison that is trained in the worker process: one run after the other, in short slices like all jobs."""

import time
from collections.abc import Sequence
from itertools import product

import numpy as np

from charviz.arrays import evenly
from charviz.comparison.comparison import Comparison, final_texts
from charviz.comparison.outcome import Outcome
from charviz.config import RunConfig
from charviz.engines.windows import MEASURE_EVERY
from charviz.player.packets import chunk
from charviz.runs.training import Trainer
from charviz.worker.training_job import RUNNABLE, SLICE

POINTS = 300  # points of a curve
PAUSE = 0.15  # seconds between two reports


class ComparisonJob:
    """All runs of a comparison, seed by seed, so that all configs grow together.

    state: queued, training, stopped (it continues from there on the next request), finished or failed; runs_ahead: how many
    must end before it begins; clock: measures the time that it has used.
    """

    clock = staticmethod(time.thread_time)

    def __init__(self, key: str, configs: Sequence[RunConfig], seeds: Sequence[int]) -> None:
        self.key, self.configs, self.seeds = key, list(configs), list(seeds)
        self.state, self.runs_ahead, self.cpu_seconds, self.queue_number = "queued", 0, 0.0, 0
        self.empty()

    def empty(self) -> None:
        """Drops all results."""
        self._comparison: Comparison | None = None
        self.trainer: Trainer | None = None
        job_indices = product(range(len(self.seeds)), range(len(self.configs)))
        self.left = [(config_index, seed) for seed, config_index in job_indices][::-1]
        self.spent, self.pace, self.reported_at = 0.0, 0, -1.0

    @property
    def comparison(self) -> Comparison:
        """The results so far; there are none before `begin`."""
        if self._comparison is None:
            raise RuntimeError("the comparison has not begun")
        return self._comparison

    @property
    def has_begun(self) -> bool:
        """Whether there are results."""
        return self._comparison is not None

    @property
    def expected(self) -> int:
        """Its size in bytes while it is trained: three curves per run, and the current run."""
        records = max(config.steps for config in self.configs) + 1
        return 3 * 8 * records * len(self.configs) * len(self.seeds)

    @property
    def size(self) -> int:
        """Its size in bytes now."""
        return self.expected * self.has_begun + (self.trainer.run.size if self.trainer else 0)

    def advance(self) -> bytes:
        """Trains for about SLICE seconds; returns a report if it is time for one, otherwise nothing."""
        if self.state == "queued":
            self.begin()
        self._advance()
        if self.is_done:
            self.state = "finished"
            self.close()
        if self.state != "finished" and time.monotonic() - self.reported_at < PAUSE:
            return b""
        self.reported_at = time.monotonic()
        return self.report()

    def begin(self) -> None:
        """Starts training, for the first time or again."""
        self.state, self._comparison = "training", self._comparison or Comparison.empty(self.configs, self.seeds)

    def stop(self) -> None:
        """Stops training; the results stay, and so does the current run."""
        if self.state in RUNNABLE:
            self.state, self.runs_ahead = "stopped", 0
            self.close()

    def fail(self) -> bytes:
        """Ends with an error; returns a report of the results so far."""
        self.state = "failed"
        self.close()
        return self.report() if self.has_begun else self.status()

    def close(self) -> None:
        """Releases resources that are only needed for training."""

    def status(self) -> bytes:
        """The chunk `status`: its state, and its place in the queue."""
        return chunk({"kind": "status", "run": self.key, "state": self.state, "ahead": self.runs_ahead})

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to train."""
        return not self.left

    def _advance(self) -> None:
        began = time.perf_counter()
        while self.left and time.perf_counter() - began < SLICE:
            self._train()

    def _train(self) -> None:
        """Trains some steps of the next run."""
        config_index, seed = self.left[-1]
        began = time.perf_counter()
        if self.trainer is None:
            config = self.comparison.configs[config_index].replace(seed=self.comparison.seeds[seed])
            self.trainer, self.spent, self.pace = Trainer(config), 0.0, 16
        config = self.trainer.run.config
        self.trainer.advance(min(self.pace, config.steps - self.trainer.step))
        took = time.perf_counter() - began
        self.spent += took
        if took < SLICE / 4:
            self.pace *= 4
        if self.trainer.step == config.steps or self.trainer.run.diverged:
            self.comparison.add(config_index, seed, Outcome.of(self.trainer.run, self.spent))
            self.left.pop()
            self.trainer = None

    def report(self) -> bytes:
        """The chunk `comparison`: the results so far.

        Arrays over C configs, R seeds, P points: bands (C, 3, P) of the loss (in windows: the validation loss), the 10th, 50th
        and 90th percentile of the finished seeds; solved (C, P), the share of the finished seeds that have solved their text;
        scores (C, R), the steps to solve (in windows: the last validation loss), -1 if unfinished, -2 if never (in windows: if
        the loss stopped being finite).
        """
        found = self.comparison
        records = found.losses.shape[2]
        points = (
            np.append(np.arange(0, records - 1, MEASURE_EVERY), records - 1)
            if found.in_windows
            else evenly(records, POINTS)
        )
        curves = found.held_out if found.in_windows else found.losses
        solved_at, scores = (np.nan_to_num(rows, nan=np.inf) for rows in (found.steps_to_solve, found.scores))
        done = found.done.sum(axis=1)
        verdict = found.verdict()
        arrays = {
            "bands": np.stack([_bands(curve[:, points]) for curve in curves]),
            "solved": (solved_at[:, :, None] <= points).sum(axis=1) / np.maximum(done, 1)[:, None],
            "scores": np.where(found.done, np.where(np.isinf(scores), -2, scores), -1),
        }
        header = {
            "kind": "comparison",
            "run": self.key,
            "state": self.state,
            "points": points.tolist(),
            "done": done.tolist(),
            "total": len(found.seeds),
            "parameters": found.parameters.tolist(),
            "texts": [final_texts(row.tolist()) for row in found.predictions],
            "solved_counts": found.solved.tolist(),
            "medians": [_median(row[done]) for row, done in zip(scores, found.done, strict=True)],
            "microseconds": [
                _finite(np.nanmedian(row) / config.steps * 1e6) if (row == row).any() else None
                for row, config in zip(found.seconds, found.configs, strict=True)
            ],
            "verdict": None if verdict is None else {**verdict._asdict(), "is_real": verdict.is_real},
        }
        return chunk(header, {name: array.astype(np.float32) for name, array in arrays.items()})


def _bands(losses: np.ndarray) -> np.ndarray:
    """(R, P) -> (3, P), 0 at steps that no run has reached."""
    known = losses[~np.isnan(losses[:, 0])]
    if not len(known):
        return np.zeros((3, losses.shape[1]))
    filled = np.where(np.isnan(known), np.inf, known)  # a run that diverged counts as the worst
    with np.errstate(invalid="ignore"):
        bands = np.percentile(filled, [10, 50, 90], axis=0, method="nearest")
    return np.where(np.isfinite(bands), bands, 0)


def _median(scores: np.ndarray) -> float | None:
    """The median score; None if half of the runs never solve the text."""
    return _finite(float(np.sort(scores)[len(scores) // 2])) if len(scores) else None


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
