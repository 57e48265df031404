"""A comparison that is trained in the worker process: its runs in batches, in short slices like all jobs."""

import time
from collections.abc import Sequence

import numpy as np

from charviz.comparison.batches import Batch, begun, portions
from charviz.comparison.outcomes import Outcomes, drawn_steps
from charviz.comparison.results import NEVER, NOT_DONE, Results, final_texts
from charviz.config import RunConfig
from charviz.player.packets import chunk
from charviz.worker.training_job import RUNNABLE, SLICE

BAND = 0.1, 0.5, 0.9  # shares of the seeds below its edges, and below the line in it
PAUSE = 0.15  # seconds between two reports
REPORTING = 0.1  # share of the time that reports may take
RESULT = 128  # bytes of what is kept of a run beside its curve and its text
FIRST = 16  # steps of a config's first slice


class ComparisonJob:
    """All runs of a comparison, in the order of the seeds, so that all configs grow together.

    state: queued, training, stopped (it continues from there on the next request), finished or failed; runs_ahead: how many
    must end before it begins; clock: measures the time that it has used.
    """

    clock = staticmethod(time.thread_time)

    def __init__(self, key: str, configs: Sequence[RunConfig], seeds: Sequence[int]) -> None:
        self.key, self.configs, self.seeds = key, list(configs), list(seeds)
        self.state, self.runs_ahead, self.cpu_seconds, self.queue_number = "queued", 0, 0.0, 0
        self.in_windows = all(config.window is not None for config in configs)
        self.points = drawn_steps(configs)
        self.empty()

    def empty(self) -> None:
        """Drops all results."""
        self._results: Results | None = None
        self.curves: list[np.ndarray] = []  # of each config (P, R)
        self.batch: Batch | None = None
        self.left = portions(self.configs, len(self.seeds))[::-1]
        self.pace = [FIRST] * len(self.configs)  # steps of a slice
        self.reported_at, self.pause, self.news = -np.inf, PAUSE, False

    @property
    def results(self) -> Results:
        """The results so far; there are none before `begin`."""
        if self._results is None:
            raise RuntimeError("the comparison has not begun")
        return self._results

    @property
    def has_begun(self) -> bool:
        """Whether there are results."""
        return self._results is not None

    @property
    def expected(self) -> int:
        """Its size in bytes while it is trained: a curve per run and a few numbers, and the current batch."""
        text = max(len(config.shown_text) for config in self.configs)
        return (4 * len(self.points) + text + RESULT) * len(self.configs) * len(self.seeds)

    @property
    def size(self) -> int:
        """Its size in bytes now."""
        return self.expected * self.has_begun + (self.batch.nbytes if self.batch else 0)

    def advance(self) -> bytes:
        """Trains for about SLICE seconds; returns a report if it is time for one and there is news, otherwise nothing."""
        if self.state == "queued":
            self.begin()
        self._advance()
        if self.is_done:
            self.state = "finished"
            self.close()
        if self.state != "finished" and (not self.news or time.monotonic() - self.reported_at < self.pause):
            return b""
        began = time.monotonic()
        report = self.report()
        self.reported_at, self.news = time.monotonic(), False
        self.pause = max(PAUSE, (self.reported_at - began) / REPORTING)
        return report

    def begin(self) -> None:
        """Starts training, for the first time or again."""
        self.state = "training"
        if self._results is None:
            self._results = Results.empty(self.configs, self.seeds)
            shape = len(self.points), len(self.seeds)
            self.curves = [np.full(shape, np.nan, np.float32) for _config in self.configs]

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
        """Trains some steps of the next batch."""
        place, seeds = self.left[-1]
        began = time.perf_counter()
        self.batch = self.batch or begun(self.configs[place], self.seeds[seeds])
        self.batch.advance(self.pace[place])
        if self.batch.is_done:
            self.add(place, seeds, self.batch.outcomes())
            self.left.pop()
            self.batch = None
        elif (took := time.perf_counter() - began) < SLICE / 4:
            self.pace[place] *= 4
        elif took > 2 * SLICE:
            self.pace[place] = max(1, self.pace[place] // 2)

    def add(self, place: int, seeds: slice, outcomes: Outcomes) -> None:
        """Takes the outcomes of a batch; of the curves only what is drawn."""
        self.results.add(place, seeds, outcomes)
        self.news = True
        curves = outcomes.losses if outcomes.held_out is None or not self.in_windows else outcomes.held_out
        there = self.points[self.points < curves.shape[1]]
        with np.errstate(over="ignore"):  # what is too large for float32 is infinite
            self.curves[place][: len(there), seeds] = curves[:, there].T

    def report(self) -> bytes:
        """The chunk `comparison`: the results so far.

        Arrays over C configs, R seeds, P points: bands (C, 3, P) of the loss (in windows: the validation loss), the 10th, 50th
        and 90th percentile of the finished seeds; solved (C, P), the share of the finished seeds that have solved their text;
        scores (C, R), the steps to solve (in windows: the last validation loss), NOT_DONE if unfinished, NEVER if never (in
        windows: if the loss stopped being finite). Of what a browser trains, `assets/scenes/local_comparison.js` has the same.
        """
        found, points = self.results, self.points
        solved_at, scores = (np.nan_to_num(rows, nan=np.inf) for rows in (found.steps_to_solve, found.scores))
        done = found.done.sum(axis=1)
        verdict = found.verdict()
        arrays = {
            "bands": np.stack([_bands(curves) for curves in self.curves]),
            "solved": np.stack([np.searchsorted(np.sort(steps), points, "right") for steps in solved_at])
            / np.maximum(done, 1)[:, None],
            "scores": np.where(found.done, np.where(np.isinf(scores), NEVER, scores), NOT_DONE),
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
            "verdict": verdict and verdict.facts,
        }
        return chunk(header, {name: array.astype(np.float32) for name, array in arrays.items()})


def _bands(curves: np.ndarray) -> np.ndarray:
    """(P, R) -> (3, P), 0 at steps that no run has reached; a run that diverged counts as the worst."""
    known = np.sort(curves[:, ~np.isnan(curves[0])], axis=1)  # NaN comes last; far faster than to look for three ranks
    if not known.size:
        return np.zeros((3, len(curves)))
    ranks = np.rint(np.array(BAND) * (known.shape[1] - 1)).astype(int)
    return np.nan_to_num(known[:, ranks].T, nan=0, posinf=0)


def _median(scores: np.ndarray) -> float | None:
    """The median score; None if half of the runs never solve the text."""
    return _finite(float(np.sort(scores)[len(scores) // 2])) if len(scores) else None


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
