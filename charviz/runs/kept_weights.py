"""A run of which only weights are known: its records are what the replay of these networks gives on the shown text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch.nn import functional

from charviz import arguments
from charviz.config import RunConfig
from charviz.config.fields import bounds
from charviz.errors import ConfigError
from charviz.i18n import N_, Message
from charviz.nn.replay import replay
from charviz.nn.state_dicts import flat_weights
from charviz.runs import run_file
from charviz.runs.run import Run

AT_ONCE = 32  # networks that are replayed together


class Kept(NamedTuple):
    """A network: its weights (P,), its loss on the shown text, and the N symbols that it predicts there."""

    weights: np.ndarray
    loss: float
    predicted: np.ndarray

    @property
    def is_finite(self) -> bool:
        """Whether all of its numbers are."""
        return bool(np.isfinite(self.loss) and np.isfinite(self.weights).all())


def measure(config: RunConfig, weights: Sequence[np.ndarray]) -> Iterator[Kept]:
    """Reads the shown text with each network."""
    targets = torch.from_numpy(config.batch.flat(config.batch.targets))
    for first in range(0, len(weights), AT_ONCE):
        rows = weights[first : first + AT_ONCE]
        for row, outputs in zip(rows, replay(config, np.stack(rows), config.batch).outputs, strict=True):
            loss = _loss(config, torch.from_numpy(outputs).double(), targets)
            yield Kept(row, loss, outputs.argmax(axis=-1).astype(np.uint16))


def _loss(config: RunConfig, outputs: torch.Tensor, targets: torch.Tensor) -> float:
    """As `model.loss_of`, of outputs (N, V) on one time axis."""
    if config.loss == "cross-entropy":
        return functional.cross_entropy(outputs, targets).item()
    wanted = functional.one_hot(targets, outputs.shape[-1])
    return ((outputs - wanted).square().mean(dim=-1).sum() / len(config.batch.inputs)).item()


def run_of(config: RunConfig, kept: Mapping[int, Kept]) -> Run:
    """The run of some networks by their steps, the first of them 0; between them each record is that of the nearest one.

    It ends before the first network with a number that is not finite; ConfigError if that is the first of all.
    """
    steps = sorted(kept)
    ends = next((place for place, step in enumerate(steps) if not kept[step].is_finite), len(steps))
    if not ends:
        raise ConfigError(N_("the network of step 0 has a weight that is not a finite number."))
    networks, steps = [kept[step] for step in steps[:ends]], steps[:ends]
    nearest = _nearest(np.array(steps))
    arrays = {
        "losses": np.array([network.loss for network in networks])[nearest],
        "predicted": np.stack([network.predicted for network in networks])[nearest],
        "keyframes": np.array(steps),
        "weights": np.stack([network.weights for network in networks]),
    }
    described = config.replace(training="elsewhere", steps=max(steps[-1], 1))
    return Run._of(run_file.RunFile(described, arrays, ends < len(kept)))


def run_of_states(config: RunConfig, states: Iterable[tuple[int, Mapping[str, Any]]]) -> Run:
    """The run of some states by their steps, see `Run.from_states`."""
    described = config.replace(training="elsewhere", steps=1)
    rows = {step: flat_weights(described, state) for step, state in _pairs(states)}
    return run_of(described, dict(zip(rows, measure(described, list(rows.values())), strict=True)))


def _pairs(states: Any) -> Iterator[tuple[int, Any]]:
    """Steps in ascending order from 0, with their states."""
    what, before = Message(N_("pairs of a step and a state_dict, the first of step 0")), -1
    pairs = arguments.several("states", states, what)
    if not pairs:
        raise arguments.refusal("states", states, what)
    for pair in pairs:
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise arguments.refusal("a pair of states", pair, Message(N_("a step and a state_dict")))
        step = arguments.integer("a step of states", pair[0], 0, bounds("steps")[1])
        if before < 0 < step or step <= before:
            raise ConfigError(
                N_("states has step {step:,} after {before}; the steps ascend, and the first of them is 0."),
                step=step,
                before=f"{before:,}" if before >= 0 else Message(N_("nothing")),
            )
        before = step
        yield step, pair[1]


def _nearest(steps: np.ndarray) -> np.ndarray:
    """For each step up to the last, the place of the nearest of these; of two the earlier one."""
    middles = (steps[:-1] + steps[1:]) // 2
    return np.searchsorted(middles, np.arange(steps[-1] + 1))
