"""A run that is all there, as the packets that the player reads: from a file, or for one."""

from bisect import bisect_left
from collections.abc import Iterator

import numpy as np

from charviz.nn.replay import replay
from charviz.player.packets import chunk
from charviz.player.records_packet import records_chunk
from charviz.runs.keyframes import keyframe_bytes
from charviz.runs.milestones import Milestones
from charviz.runs.run import Run
from charviz.runs.training import steps_per_block

STATES_MOST = 8 * 2**20  # bytes of the weights and drawn states of the keyframes that are sent
KEYFRAMES_AT_ONCE = 32  # that are replayed in one piece
SAMPLE, SAMPLE_TEMPERATURE = 240, 0.7  # length and temperature of the text that a network of a long text generates


def run_packets(run: Run) -> bytes:
    """All records of a run, and that there are no more to come."""
    milestones, told, parts = Milestones.of(run.config), told_keyframes(run), []
    for first, after in pieces(run):
        ends, likely = after == len(run), confidences(run, first, after)
        found = milestones.update(first, run.losses[first:after], run.predicted[first:after], likely)
        texts = samples(run, first, after, ends=ends)
        parts.append(records_chunk(run.config.key, run, first, likely, found, texts, ends=ends, told=told, at=0.0))
    state = "diverged" if run.diverged else "finished"
    status = {"kind": "status", "run": run.config.key, "state": state, "have": len(run), "engine": ""}
    return b"".join([*parts, chunk({**status, "steps": len(run) - 1})])


def told_keyframes(run: Run) -> list[int]:
    """The keyframes to send: all of them, or, of a large run, every second, third, ... and the last."""
    every = max(1, -(-keyframe_bytes(run.config) * len(run.keyframes) // STATES_MOST))
    return sorted({*run.keyframes[::every], run.keyframes[-1]})


def pieces(run: Run) -> Iterator[tuple[int, int]]:
    """The pieces [first, after) in which a whole run is encoded."""
    first, kept, at_once = 0, run.keyframes, steps_per_block(run.config)
    while first < len(run):
        ends = kept[bisect_left(kept, first) + KEYFRAMES_AT_ONCE :][:1]
        after = min(first + at_once, len(run), *ends)
        yield first, after
        first = after


def confidences(run: Run, first: int, after: int) -> np.ndarray:
    """(n, N) probabilities of the predictions of the steps [first, after), by the networks of the nearest keyframes."""
    steps, kept = np.arange(first, after), np.array(run.keyframes)
    at = np.searchsorted(kept, steps)
    before, behind = kept[np.maximum(at - 1, 0)], kept[np.minimum(at, len(kept) - 1)]
    nearest = np.where(np.abs(steps - before) <= np.abs(behind - steps), before, behind)
    keyframes, which = np.unique(nearest, return_inverse=True)
    played = replay(run.config, run.flat_weights(keyframes.tolist()), run.config.batch).probabilities
    times = np.arange(played.shape[1])
    return np.stack([played[row, times, said] for row, said in zip(which, run.predicted[steps], strict=True)])


def samples(run: Run, first: int, after: int, *, ends: bool) -> dict[int, str]:
    """Of a long text, what the networks of the steps 0, 1, 2, 4, 8, ... write by themselves, and that of the last step."""
    if run.config.window is None:
        return {}
    steps = [step for step in run.keyframes if first <= step < after and step & (step - 1) == 0]
    if ends and after - 1 not in steps:
        steps.append(after - 1)
    prompt = run.vocabulary.symbols[run.config.batch.inputs[0, 0]]
    return {step: prompt + run.sample(prompt, SAMPLE, SAMPLE_TEMPERATURE, step=step) for step in steps}
