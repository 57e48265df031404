"""Many configs over many seeds, with all their curves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from charviz import arguments
from charviz.comparison.batches import portions
from charviz.comparison.executors import address, executor, outcomes, submit
from charviz.comparison.outcomes import Outcomes
from charviz.comparison.results import Results
from charviz.comparison.size import check_curves
from charviz.config import RunConfig
from charviz.lazy import Lazy

if TYPE_CHECKING:
    import pandas
else:
    pandas = Lazy("pandas")


@dataclass(frozen=True, eq=False)
class Comparison(Results):
    """The results of C configs with R seeds each, over S records of the longest run.

    Of runs in windows, `accuracy`, `steps_to_solve` and `predictions` are of the shown text, not of the whole text.

    Attributes:
        configs: the C configs.
        seeds: the R seeds.
        losses: (C, R, S) in nats per character (or squared errors); NaN after the end of a run, and where it is not done.
        accuracy: (C, R, S) shares of the characters that are right, in [0, 1]; NaN as in `losses`.
        held_out: (C, R, S) losses on the text that is never trained on; NaN where not measured.
        steps_to_solve: (C, R) the first step at which every character is right; NaN where there is none.
        last_held_out: (C, R) the last loss of each run on the text that is never trained on; NaN for runs not in windows.
        seconds: (C, R) seconds of training; NaN where it is not done.
        predictions: (C, R) the last predicted texts; "" where it is not done.
        diverged: (C, R) bool, whether the loss stopped being finite.
        parameters: (C,) how many numbers the training changes.

    Example:
        >>> import charviz as cv
        >>> configs = [cv.RunConfig(learning_rate=0.1, cell_type=cell, steps=20) for cell in ("rnn", "memoryless")]
        >>> found = cv.compare(configs, seeds=range(4))
        >>> found.losses.shape, found.parameters.tolist()
        ((2, 4, 21), [165, 30])
    """

    losses: np.ndarray
    accuracy: np.ndarray
    held_out: np.ndarray

    @classmethod
    def _unknown(cls, configs: Sequence[RunConfig], seeds: Sequence[int]) -> dict[str, Any]:
        check_curves(configs, seeds)
        shape = len(configs), len(seeds), max(config.steps for config in configs) + 1
        measured = any(config.window is not None for config in configs)
        return super()._unknown(configs, seeds) | {
            "losses": np.full(shape, np.nan),
            "accuracy": np.full(shape, np.nan),
            "held_out": np.full(shape, np.nan) if measured else np.broadcast_to(np.nan, shape),
        }

    def add(self, config_index: int, seeds: slice, outcomes: Outcomes) -> None:
        """Takes the outcomes of some runs of one config, with their curves.

        Args:
            config_index: the place of the config in `configs`.
            seeds: the places of the seeds in `seeds`.
            outcomes: what came of them.
        """
        super().add(config_index, seeds, outcomes)
        at = config_index, seeds, slice(outcomes.losses.shape[1])
        self.losses[at] = outcomes.losses
        self.accuracy[at] = outcomes.accuracies
        if outcomes.held_out is not None:
            self.held_out[at] = outcomes.held_out

    def to_frame(self) -> "pandas.DataFrame":
        """Returns the runs that are done as a table with one row for each.

        Returns:
            A pandas.DataFrame with the columns place, the fields in which the configs differ, seed, steps_to_solve, loss (the
            last), prediction (the last) and seconds; diverged too where a run did, and held_out of runs in windows.

        Example:
            >>> configs = [cv.RunConfig(hidden_size=size, steps=3) for size in (4, 8)]
            >>> cv.compare(configs, seeds=range(2)).to_frame()[["hidden_size", "seed"]].values.tolist()
            [[4, 0], [4, 1], [8, 0], [8, 1]]
        """
        fields = [name for name in RunConfig.model_fields if len({getattr(c, name) for c in self.configs}) > 1]
        rows = []
        for place, seed in product(range(len(self.configs)), range(len(self.seeds))):
            if self.done[place, seed]:
                losses = self.losses[place, seed]
                facts = {name: getattr(self.configs[place], name) for name in fields}
                rows.append(
                    {
                        "place": place,
                        **facts,
                        "seed": self.seeds[seed],
                        "steps_to_solve": self.steps_to_solve[place, seed],
                        "loss": losses[~np.isnan(losses)][-1],
                        **({"diverged": self.diverged[place, seed]} if self.diverged.any() else {}),
                        **({"held_out": self.last_held_out[place, seed]} if self.in_windows else {}),
                        "prediction": self.predictions[place, seed],
                        "seconds": self.seconds[place, seed],
                    }
                )
        return pandas.DataFrame(rows)


def compare(configs: Iterable[RunConfig], seeds: Iterable[int] = range(64), workers: int | None = None) -> Comparison:
    """Trains every config with every seed, side by side; each run has the same bits that `train` gives.

    Where the device is "auto" and `numba-cuda` installed, a GPU trains very many runs of a small net, one in each of its threads.

    Args:
        configs: 1 to 12 configs; their own seeds are not used.
        seeds: 1 to 4,096 different seeds; at most 16,384 runs in all.
        workers: how many runs are trained at the same time; if None, as many as there are cores, or as the Dask cluster
            takes that the environment variable CHARVIZ_SCHEDULER names.

    Returns:
        The results of all runs.

    Raises:
        ConfigError: there are no configs or seeds, too many, or too costly ones; or the cluster cannot be reached.

    Example:
        >>> import charviz as cv
        >>> found = cv.compare([cv.RunConfig(learning_rate=0.1, steps=20)], seeds=range(4))
        >>> found.solved.tolist()
        [4]
    """
    found = Comparison.empty(configs, seeds)
    if workers is not None:
        arguments.integer("workers", workers, 1)
    with executor(workers) as pool:
        batches = portions(found.configs, len(found.seeds), here=address() is None)
        for place, at, result in outcomes(submit(pool, found.configs, found.seeds, batches)):
            found.add(place, at, result)
    return found
