"""Many runs of one config, one after the other: `train_loop.train` for each, its weights drawn here, no Python in between."""

import math
from typing import NamedTuple

import numpy as np

from charviz.engines.kernels.base import kernel
from charviz.engines.kernels.draws import draw_weights
from charviz.engines.kernels.layout import Flat, net_starts, net_views, traces_views
from charviz.engines.kernels.matrices import copy
from charviz.engines.kernels.plan import Record
from charviz.engines.kernels.train_loop import train


class Runs(NamedTuple):
    """What R runs of S records are to say; a run that diverges has fewer."""

    seeds: np.ndarray  # (R,) int64
    losses: np.ndarray  # (R, S) float64
    right: np.ndarray  # (R, S) how many predictions are right, int32
    predicted: np.ndarray  # (R, N) ids of the last record, int32
    ends: np.ndarray  # (R,) how many records there are, int64


@kernel
def train_runs(plan, init, forget_bias, batch, runs, place, work, scratch, record, most):
    """Trains `most` steps from place (2,) on, a run and its step: the rest of that run, then the next ones.

    A last record, behind which no step is trained, counts as one. work: weights, gradient, averages and what a pass leaves, as
    float32; scratch: see `draw_weights`; record: room for some steps, of which only the predictions are used.
    """
    s, last = plan.sizes, runs.losses.shape[1] - 1
    row = net_starts(s)[8]
    flat = Flat(work[:row], work[row : 2 * row], work[2 * row : 3 * row], work[3 * row : 4 * row])
    net, gradient, traces = net_views(flat.weights, s), net_views(flat.gradient, s), traces_views(work[4 * row :], s)
    while most > 0 and place[0] < runs.seeds.size:
        run, step = place[0], place[1]
        if step == 0:
            work[:] = 0
            draw_weights(flat, s, runs.seeds[run], init, forget_bias, scratch)
        n = max(1, min(most, last - step, record.keep.size))
        said = Record(
            runs.losses[run, step : step + n], record.predicted[:n], record.confidence[:n], record.keep[:n], record.kept
        )
        train(plan, flat, net, gradient, batch, traces, said, step < last, step)
        place[1], most = step + n, most - n
        if has_ended(runs, run, step, said, batch.targets):
            place[0], place[1] = run + 1, 0


@kernel
def has_ended(runs, run, step, said, targets):
    """Takes what the steps from `step` on said, up to the last finite loss; whether the run has come to its end."""
    for offset in range(said.losses.size):
        if step + offset and not math.isfinite(said.losses[offset]):
            return True
        right = 0
        for position in range(targets.size):
            right += said.predicted[offset, position] == targets[position]
        runs.right[run, step + offset] = right
        copy(runs.predicted[run], said.predicted[offset])
        runs.ends[run] = step + offset + 1
    return runs.ends[run] == runs.losses.shape[1]
