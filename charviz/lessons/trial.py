"""An experiment of the lecture notes, run here: the card's own run, and its variants over many seeds."""

from dataclasses import dataclass
from typing import NamedTuple

from charviz.comparison.comparison import Comparison, compare
from charviz.lessons.experiments import EXPERIMENTS, Experiment
from charviz.runs.run import Run
from charviz.runs.training import train


class Trained(NamedTuple):
    """The card's own run, the same run as torch rounds it, and the variants over their seeds."""

    run: Run
    again: Run
    spread: Comparison


@dataclass(frozen=True, eq=False)
class Trial:
    """An experiment that was run. trained: None where there are no variants; LookupError for a run of such a one."""

    name: str
    experiment: Experiment
    trained: Trained | None

    @classmethod
    def of(cls, name: str) -> "Trial":
        """Trains the experiment of this name; it takes up to some seconds."""
        experiment = EXPERIMENTS[name]
        if experiment.config is None or not experiment.variants:
            return cls(name, experiment, None)
        spread = compare(experiment.variants.values(), range(experiment.seeds), workers=1)
        run, again = train(experiment.config), train(experiment.config.replace(engine="torch"))
        return cls(name, experiment, Trained(run, again, spread))

    @property
    def run(self) -> Run:
        """The card's own run."""
        return self._known.run

    @property
    def spread(self) -> Comparison:
        """The variants over their seeds."""
        return self._known.spread

    @property
    def _known(self) -> Trained:
        if self.trained is None:
            raise LookupError(f"the experiment {self.name!r} trains nothing")
        return self.trained
