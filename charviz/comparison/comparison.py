"""Many configs over many seeds: which net is better, and is it more than luck?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from charviz import arguments
from charviz.comparison.executors import executor, outcomes, submit
from charviz.comparison.outcome import Outcome
from charviz.comparison.significance import LUCK, Verdict, fisher_exact, mann_whitney, share_smaller
from charviz.config import RunConfig
from charviz.config.fields import bounds
from charviz.config.run_config import A_CONFIG
from charviz.config.sweep import check
from charviz.i18n import N_, Message
from charviz.lazy import Lazy
from charviz.nn.parameters import count

if TYPE_CHECKING:
    import pandas
else:
    pandas = Lazy("pandas")


@dataclass(frozen=True, eq=False)
class Comparison:
    """The results of C configs with R seeds each, over S records of the longest run.

    Of runs in windows, `accuracy`, `steps_to_solve` and `predictions` are of the shown text, not of the whole text.

    Attributes:
        configs: the C configs.
        seeds: the R seeds.
        losses: (C, R, S) in nats per character (or squared errors); NaN after the end of a run, and where it is not done.
        accuracy: (C, R, S) shares of the characters that are right, in [0, 1]; NaN as in `losses`.
        held_out: (C, R, S) losses on the text that is never trained on; NaN where not measured.
        steps_to_solve: (C, R) the first step at which every character is right; NaN where there is none.
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

    configs: tuple[RunConfig, ...]
    seeds: tuple[int, ...]
    losses: np.ndarray
    accuracy: np.ndarray
    held_out: np.ndarray
    steps_to_solve: np.ndarray
    seconds: np.ndarray
    predictions: np.ndarray
    diverged: np.ndarray
    parameters: np.ndarray

    @classmethod
    def empty(cls, configs: Iterable[RunConfig], seeds: Iterable[int]) -> "Comparison":
        """Makes a comparison of which no run is done.

        Args:
            configs: 1 to 12 configs.
            seeds: 1 to 256 different seeds.

        Raises:
            ConfigError: there are none, too many, or too costly ones.

        Example:
            >>> cv.Comparison.empty([cv.RunConfig()], range(3)).done.tolist()
            [[False, False, False]]
        """
        configs = arguments.several("configs", configs, Message(N_("a list of RunConfigs")), RunConfig)
        configs = tuple(arguments.of(RunConfig, "a config", config, A_CONFIG) for config in configs)
        seeds = arguments.several("seeds", seeds, Message(N_("a list of whole numbers, such as range(30)")))
        seeds = tuple(arguments.whole("a seed", seed, *bounds("seed")) for seed in seeds)
        check(configs, seeds)
        shape = len(configs), len(seeds)
        curves = *shape, max(config.steps for config in configs) + 1
        return cls(
            configs,
            seeds,
            losses=np.full(curves, np.nan),
            accuracy=np.full(curves, np.nan),
            held_out=np.full(curves, np.nan),
            steps_to_solve=np.full(shape, np.nan),
            seconds=np.full(shape, np.nan),
            predictions=np.full(shape, "", dtype=object),
            diverged=np.zeros(shape, bool),
            parameters=np.array([count(config) for config in configs]),
        )

    def add(self, config_index: int, seed: int, outcome: Outcome) -> None:
        """Takes the outcome of one run.

        Args:
            config_index: the place of its config in `configs`.
            seed: the place of its seed in `seeds`.
            outcome: what came of it.
        """
        end = len(outcome.losses)
        self.losses[config_index, seed, :end] = outcome.losses
        self.accuracy[config_index, seed, :end] = outcome.accuracies
        if outcome.held_out is not None:
            self.held_out[config_index, seed, :end] = outcome.held_out
        self.steps_to_solve[config_index, seed] = (
            int(outcome.accuracies.argmax()) if outcome.accuracies.max() == 1 else np.nan
        )
        self.seconds[config_index, seed] = outcome.seconds
        self.predictions[config_index, seed] = outcome.prediction
        self.diverged[config_index, seed] = outcome.diverged

    @property
    def done(self) -> np.ndarray:
        """Which runs are done, (C, R) bool."""
        return ~np.isnan(self.seconds)

    @property
    def solved(self) -> np.ndarray:
        """How many seeds have every character right at some step, (C,) int."""
        return (~np.isnan(self.steps_to_solve)).sum(axis=1)

    @property
    def last_held_out(self) -> np.ndarray:
        """The last loss of each run on the text that is never trained on, (C, R); NaN for runs that are not in windows."""
        measured = ~np.isnan(self.held_out)
        last = measured.shape[2] - 1 - measured[..., ::-1].argmax(axis=2)
        return np.take_along_axis(self.held_out, last[..., None], axis=2)[..., 0]

    @property
    def in_windows(self) -> bool:
        """Whether all runs are in windows, so that they are ranked by their loss on text that is never trained on."""
        return all(config.window is not None for config in self.configs)

    @property
    def scores(self) -> np.ndarray:
        """What the runs are ranked by, (C, R), the least is the best: steps to solve, or in windows the last held-out loss.

        A run in windows that diverged has infinity.
        """
        return np.where(self.diverged, np.inf, self.last_held_out) if self.in_windows else self.steps_to_solve

    def verdict(self) -> Verdict | None:
        """Says which config is first, and whether that may be luck.

        Where clearly more seeds of one config solve the text, it is first; else the one that is sooner in most pairs of seeds.

        Returns:
            The places of the first and the second config, by what they are ranked, the share of pairs of seeds in which the
            first is better, and the probability of so large a difference between equals (two-sided); None unless at least two
            configs have runs that are done.

        Example:
            >>> configs = [cv.RunConfig(learning_rate=0.1, cell_type=cell, steps=20) for cell in ("rnn", "memoryless")]
            >>> verdict = cv.compare(configs, seeds=range(4)).verdict()
            >>> configs[verdict.winner].cell_type, verdict.pairs
            ('rnn', 1.0)

        Source: Mann and Whitney, `On a test of whether one of two random variables is stochastically larger than the other
        <https://doi.org/10.1214/aoms/1177730491>`_, 1947; Fisher's exact test for the shares of seeds that solve the text.
        """
        if len(self.configs) < 2 or not self.done.any(axis=1).all():
            return None
        scores = [np.nan_to_num(row[done], nan=np.inf) for row, done in zip(self.scores, self.done, strict=True)]
        ahead = np.array([np.mean([share_smaller(one, other) for other in scores]) for one in scores])
        solved = np.array([np.isfinite(score).mean() for score in scores])
        first, most = int(ahead.argmax()), int(np.lexsort((ahead, solved))[-1])
        chance = fisher_exact(scores[most], scores[first])
        if chance < LUCK and not self.in_windows:
            second = int(np.lexsort((ahead, np.where(np.arange(len(scores)) == most, -1, solved)))[-1])
            chance = fisher_exact(scores[most], scores[second])
            return Verdict(most, second, "solved", share_smaller(scores[most], scores[second]), chance)
        second = int(np.where(np.arange(len(scores)) == first, -1, ahead).argmax())
        one, other = scores[first], scores[second]
        return Verdict(
            first,
            second,
            "held_out" if self.in_windows else "sooner",
            share_smaller(one, other),
            mann_whitney(one, other),
        )

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

    Args:
        configs: 1 to 12 configs; their own seeds are not used.
        seeds: 1 to 256 different seeds.
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
        arguments.whole("workers", workers, 1)
    places = list(product(range(len(found.configs)), range(len(found.seeds))))
    with executor(workers) as pool:
        for place, seed, result in outcomes(submit(pool, found.configs, found.seeds, places)):
            found.add(place, seed, result)
    return found


def final_texts(predictions: Sequence[str], most: int = 3) -> list[tuple[str, int]]:
    """The most frequent last predictions with their counts."""
    texts, counts = np.unique([text for text in predictions if text], return_counts=True)
    order = np.argsort(-counts, kind="stable")[:most]
    return [(str(texts[place]), int(counts[place])) for place in order]
