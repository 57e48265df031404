"""What was found of a claim of the notes, and the kinds of claims that several of their experiments make."""

from typing import NamedTuple

import numpy as np

from charviz.comparison.comparison import Comparison
from charviz.i18n import N_
from charviz.lessons.agreement import are_most, at_rank, is_within
from charviz.lessons.trial import Trial

TAIL = 0.05  # of the seeds on each side of the middle in which a curve should run


class Finding(NamedTuple):
    """A claim of the notes, and what was found. claim, why: messages to be translated, the claim with these values.

    holds: None where it is too close to call. Among the values `variant` is a message too.
    """

    holds: bool | None
    claim: str
    values: dict[str, str]
    why: str = ""


def same_strings(trial: Trial) -> Finding:
    strings = trial.experiment.strings
    same = sum(trial.run.predictions[step] == text for step, text in strings.items())
    return Finding(
        same == len(strings),
        N_("Of the {all} texts printed in the notes, {same} are the same in this run, letter for letter."),
        {"all": str(len(strings)), "same": str(same)},
    )


def within(trial: Trial, step: int, place: int = 0) -> Finding:
    """A printed loss against the seeds of a variant."""
    reported, losses = trial.experiment.reported[step], trial.spread.losses[place, :, step]
    return Finding(
        is_within(losses, reported) if step else losses.min() <= reported <= losses.max(),
        N_("Loss at step {step}: {reported} in the notes; over {seeds} seeds {low} to {high}, median {middle}."),
        {"step": str(step), "reported": f"{reported:.4g}", "seeds": str(len(losses)), "low": f"{losses.min():.3g}"}
        | {"high": f"{losses.max():.3g}", "middle": f"{np.median(losses):.3g}"},
    )


def curve(trial: Trial, place: int, name: str, why: str) -> Finding:
    """The printed curve against the middle of a variant's seeds."""
    reported, losses = trial.experiment.reported, trial.spread.losses[place]
    low, high = np.quantile(losses, (TAIL, 1 - TAIL), axis=0)
    inside = sum(low[step] <= loss <= high[step] for step, loss in reported.items())
    return Finding(
        are_most([is_within(losses[:, step], loss, TAIL) for step, loss in reported.items()]),
        N_("{variant}: {inside} of the {all} printed losses lie in the range that nine tenths of {seeds} seeds cover."),
        {"variant": name, "inside": str(inside), "all": str(len(reported)), "seeds": str(len(trial.spread.seeds))},
        why,
    )


def all_solve(spread: Comparison, place: int) -> Finding:
    """Whether every seed solves it, so early that one seed more would too; where all but one do, it is too close to call."""
    solved, seeds, firsts = int(spread.solved[place]), len(spread.seeds), spread.steps_to_solve[place]
    clearly = solved == seeds and at_rank(firsts, seeds) <= spread.configs[place].steps
    return Finding(
        True if clearly else None if solved >= seeds - 1 else False,
        N_("{solved} of {seeds} seeds get every letter right (median step {middle})."),
        {"solved": str(solved), "seeds": str(seeds), "middle": f"{np.nanmedian(spread.steps_to_solve[place]):g}"},
    )


def crosses(trial: Trial) -> Finding:
    """The run against the limit of every net without memory."""
    limit, below = trial.run.config.floor.loss, np.flatnonzero(trial.run.losses < trial.run.config.floor.loss)
    return Finding(
        len(below) > 0,
        N_("At step {step} its loss falls below {limit}, the limit without memory: from then on it remembers."),
        {"step": str(below[0]) if len(below) else "-", "limit": f"{limit:.4f}"},
    )
