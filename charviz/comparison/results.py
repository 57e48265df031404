"""What is known of the runs of a comparison, a few numbers of each: which net is better, and is it more than luck?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from charviz import arguments
from charviz.comparison.outcomes import Outcomes
from charviz.comparison.significance import LUCK, Verdict, fisher_exact, mann_whitney, share_smaller
from charviz.comparison.size import check
from charviz.config import RunConfig
from charviz.config.fields import bounds
from charviz.config.run_config import A_CONFIG
from charviz.i18n import N_, Message
from charviz.nn.parameters import count

NOT_DONE, NEVER = -1, -2  # in place of a score, in what a page is told


@dataclass(frozen=True, eq=False)
class Results:
    """The results of C configs with R seeds each, without their curves; the attributes are told of at `Comparison`."""

    configs: tuple[RunConfig, ...]
    seeds: tuple[int, ...]
    steps_to_solve: np.ndarray
    last_held_out: np.ndarray
    seconds: np.ndarray
    predictions: np.ndarray
    diverged: np.ndarray
    parameters: np.ndarray

    @classmethod
    def empty(cls, configs: Iterable[RunConfig], seeds: Iterable[int]) -> Self:
        """Makes a comparison of which no run is done.

        Args:
            configs: 1 to 12 configs.
            seeds: 1 to 4,096 different seeds; at most 16,384 runs in all.

        Raises:
            ConfigError: there are none, too many, or too costly ones.

        Example:
            >>> cv.Comparison.empty([cv.RunConfig()], range(3)).done.tolist()
            [[False, False, False]]
        """
        configs = arguments.several("configs", configs, Message(N_("a list of RunConfigs")), RunConfig)
        configs = tuple(arguments.of(RunConfig, "a config", config, A_CONFIG) for config in configs)
        seeds = arguments.several("seeds", seeds, Message(N_("a list of whole numbers, such as range(30)")))
        seeds = tuple(arguments.integer("a seed", seed, *bounds("seed")) for seed in seeds)
        check(configs, seeds)
        return cls(configs, seeds, **cls._unknown(configs, seeds))

    @classmethod
    def _unknown(cls, configs: Sequence[RunConfig], seeds: Sequence[int]) -> dict[str, Any]:
        """The arrays before any run is done."""
        shape = len(configs), len(seeds)
        return {
            "steps_to_solve": np.full(shape, np.nan),
            "last_held_out": np.full(shape, np.nan),
            "seconds": np.full(shape, np.nan),
            "predictions": np.full(shape, "", dtype=object),
            "diverged": np.zeros(shape, bool),
            "parameters": np.array([count(config) for config in configs]),
        }

    def add(self, config_index: int, seeds: slice, outcomes: Outcomes) -> None:
        """Takes the outcomes of some runs of one config.

        Args:
            config_index: the place of the config in `configs`.
            seeds: the places of the seeds in `seeds`.
            outcomes: what came of them.
        """
        at = config_index, seeds
        solved = outcomes.accuracies == 1
        self.steps_to_solve[at] = np.where(solved.any(axis=1), solved.argmax(axis=1), np.nan)
        if outcomes.held_out is not None:
            self.last_held_out[at] = _last(outcomes.held_out)
        self.seconds[at] = outcomes.seconds
        self.predictions[at] = outcomes.predictions
        self.diverged[at] = outcomes.diverged

    @property
    def done(self) -> np.ndarray:
        """Which runs are done, (C, R) bool."""
        return ~np.isnan(self.seconds)

    @property
    def solved(self) -> np.ndarray:
        """How many seeds have every character right at some step, (C,) int."""
        return (~np.isnan(self.steps_to_solve)).sum(axis=1)

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


def _last(losses: np.ndarray) -> np.ndarray:
    """(R, S) -> (R,): the last loss of each run that has been measured; NaN where there is none."""
    last = losses.shape[1] - 1 - (~np.isnan(losses))[:, ::-1].argmax(axis=1)
    return losses[np.arange(len(losses)), last]


def final_texts(predictions: Sequence[str], most: int = 3) -> list[tuple[str, int]]:
    """The most frequent last predictions with their counts."""
    counts = Counter(filter(None, predictions))
    return sorted(counts.items(), key=lambda counted: (-counted[1], counted[0]))[:most]
