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
    key, milestones, told = run.config.key, Milestones.of(run.config), told_keyframes(run)
    parts = [
        piece_packet(key, run, first, after, milestones, told, ends=after == len(run))
        for first, after in pieces(run, 0, len(run))
    ]
    state = "diverged" if run.diverged else "finished"
    return b"".join([*parts, status_packet(key, state, len(run), len(run) - 1)])


def piece_packet(
    key: str, run: Run, first: int, after: int, milestones: Milestones, told: list[int], *, ends: bool
) -> bytes:
    """The records [first, after) of a run; milestones: what watches for them, and has been told of all records before."""
    likely = confidences(run, first, after)
    found = milestones.update(first, run.losses[first:after], run.predicted[first:after], likely)
    texts = samples(run, first, after, ends=ends)
    return records_chunk(key, run, first, likely, found, texts, ends=ends, told=told, at=0.0)


def status_packet(key: str, state: str, have: int, steps: int) -> bytes:
    """How a run is that nobody trains but whoever makes these packets."""
    return chunk({"kind": "status", "run": key, "state": state, "have": have, "engine": "", "steps": steps})


def told_keyframes(run: Run) -> list[int]:
    """The keyframes to send: all of them, or, of a large run, every second, third, ... and the last."""
    every = max(1, -(-keyframe_bytes(run.config) * len(run.keyframes) // STATES_MOST))
    return sorted({*run.keyframes[::every], run.keyframes[-1]})


def pieces(run: Run, first: int, after: int) -> Iterator[tuple[int, int]]:
    """The pieces [first, behind) in which the records [first, after) are encoded."""
    kept, at_once = run.keyframes, steps_per_block(run.config)
    while first < after:
        ends = kept[bisect_left(kept, first) + KEYFRAMES_AT_ONCE :][:1]
        behind = min(first + at_once, after, *ends)
        yield first, behind
        first = behind


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
    """Of a long text, what the networks of the steps 0, 1, 2, 4, 8, ... write by themselves, and that of the last step.

    It begins with the first symbol of what is shown; of lines, with the symbol behind their line break.
    """
    if run.config.window is None:
        return {}
    steps = [step for step in run.keyframes if first <= step < after and step & (step - 1) == 0]
    if ends and after - 1 not in steps:
        steps.append(after - 1)
    first_id = int(run.config.batch.inputs[0, 0])
    prompt, given = run.vocabulary.symbols[first_id], [] if run.config.in_lines else [first_id]
    written = {step: run.write(prompt, SAMPLE, SAMPLE_TEMPERATURE, 0, step).written for step in steps}
    return {step: run.vocabulary.decode([*given, *ids.tolist()]) for step, ids in written.items()}
