"""Milestones: each kind on a run made for it, any blocks give the same, and a plain loop finds the same."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charviz.config import RunConfig
from charviz.runs.milestones import Milestones
from charviz.text.memoryless_limit import floor

TEXT = "hihello"


def milestones_of(text=TEXT, **settings):
    return Milestones.of(RunConfig(text=text, **settings))


def found(milestones, predictions, losses=None, confidences=None):
    """Milestones of predictions given as texts; losses fall slowly unless they are given."""
    ids = np.array([[milestones.symbols.index(character) for character in text] for text in predictions])
    losses = np.linspace(3, 2, len(ids)) if losses is None else np.asarray(losses, float)
    confidences = np.full(ids.shape, 0.5, np.float32) if confidences is None else np.asarray(confidences)
    return milestones.update(milestones.next, losses, ids, confidences)


def of_kind(kind, all_of_them):
    return [(milestone.step, milestone.details) for milestone in all_of_them if milestone.kind == kind]


def test_text_that_needs_no_memory():
    assert found(milestones_of("banana"), ["aaaaa"])[0].as_json() == {
        "step": 0,
        "kind": "no_memory_needed",
        "details": {},
    }
    assert not of_kind("no_memory_needed", found(milestones_of(), ["iiiiii"]))


@pytest.mark.parametrize("text, settings", [("abcd", {}), ("ab\ncd", {"sequences": "lines"})])
def test_a_text_of_different_letters_has_its_own_milestone(text, settings):
    milestones = milestones_of(text, **settings)
    kinds = [milestone.kind for milestone in found(milestones, ["b" * len(milestones.targets)])]
    assert "all_different" in kinds and "no_memory_needed" not in kinds


@pytest.mark.parametrize("text", ["abca", "abcb", "aab"])
def test_a_letter_that_comes_twice_is_not_all_different(text):
    milestones = milestones_of(text)
    assert not of_kind("all_different", found(milestones, ["a" * len(milestones.targets)]))


def test_only_letter_occurs_once_after_three_records():
    rows = ["hihihi", "llllll", "llllll", "iiiiii", "iiiiii", "iiiiii", "iiiiii", "llllll", "llllll", "llllll"]
    assert of_kind("only_letter", found(milestones_of(), rows)) == [(5, {"symbol": "i", "since": 3})]


def test_a_text_of_one_letter_is_no_only_letter():
    assert not of_kind("only_letter", found(milestones_of("aaaa"), ["aaa"] * 4))


def test_letter_right_and_tells_apart():
    every = found(milestones_of(), ["oooooh", "ihoooo", "ihelll", "ihello"])
    assert of_kind("letter_right", every) == [
        (1, {"symbol": "h"}),
        (1, {"symbol": "i"}),
        (1, {"symbol": "o"}),
        (2, {"symbol": "e"}),
        (2, {"symbol": "l"}),
    ]
    assert of_kind("tells_apart", every) == [(2, {"symbol": "h"}), (3, {"symbol": "l"})]


def test_letters_of_a_large_vocabulary_have_no_milestones():
    text = "abcdefghijklm"
    assert not of_kind("letter_right", found(milestones_of(text), [text[1:]]))
    assert len(of_kind("letter_right", found(milestones_of(text[:-1]), [text[1:-1]]))) == 11


def test_remembers_by_letters_or_by_loss():
    assert of_kind("remembers", found(milestones_of(), ["ihelll", "ihello", "ihello"])) == [(0, {})]
    assert of_kind("remembers", found(milestones_of(), ["iiiiii"] * 3, [1, 0.4621, 0.461])) == [(2, {})]
    assert not of_kind("remembers", found(milestones_of(), ["ihihlo"] * 3, [1, 0.47, 0.463]))


def test_nothing_remembers_where_no_memory_is_needed_or_there_is_none():
    assert not of_kind("remembers", found(milestones_of("banana"), ["anana"], [0.001]))
    assert not of_kind("remembers", found(milestones_of(cell_type="memoryless"), ["ihello"], [0.1]))


def test_squared_errors_are_not_compared_with_nats():
    every = found(milestones_of(loss="mse", cell_type="memoryless"), ["iiiiii"] * 2, [1, 0.46])
    assert not of_kind("memoryless_limit", every)
    assert not of_kind("remembers", found(milestones_of(loss="mse"), ["iiiiii"] * 2, [1, 0.1]))


def test_solved_lost_and_solved_again():
    rows = ["ihello", "ilello", "ilello", "ihello", "ilello"]
    sure = np.full((5, 6), 0.9)
    sure[0, 3] = 0.25
    every = found(milestones_of(), rows, [0.8, 0.7, 0.6, 0.5, 0.6], sure)
    assert of_kind("solved", every) == [(0, {"confidence": 0.25}), (3, {"confidence": 0.9})]
    assert of_kind("lost", every) == [(1, {"loss_fell": True}), (4, {"loss_fell": False})]


def test_solved_lost_and_spike_occur_at_most_five_times():
    every = found(milestones_of(), ["ihello", "ilello"] * 20, [0.2, 5] * 20)
    assert len(of_kind("solved", every)) == len(of_kind("lost", every)) == 5
    every = found(milestones_of(), ["ilello"] * 80, ([0.1] * 7 + [5]) * 10)
    assert [step for step, _details in of_kind("spike", every)] == [7, 15, 23, 31, 39]


def test_spike_is_at_the_beginning_of_a_large_increase():
    losses = [1, 0.9, 0.2, 0.25, 0.61, 0.7, 0.65, 0.2, 0.001, 0.01, 0.09]
    assert of_kind("spike", found(milestones_of(), ["ilello"] * 11, losses)) == [(4, {})]


def test_limits_of_cells_without_memory_and_without_head():
    every = found(milestones_of(cell_type="memoryless"), ["iiiiii"] * 3, [1, 0.486, 0.485])
    assert of_kind("memoryless_limit", every) == [(2, {"floor": floor(TEXT).loss})]
    every = found(milestones_of(head="none", hidden_size=5), ["iiiiii"] * 3, [1, 0.54, 0.53])
    assert of_kind("headless_limit", every) == [(2, {"floor": pytest.approx(0.43265, abs=1e-5)})]


def test_stuck_after_300_records_without_progress():
    falling = [3.0, 2.0, 1.0]
    every = found(milestones_of(), ["iiiiii"] * 900, falling + [1.0] * 897)
    assert of_kind("stuck", every) == [(302, {})]


@pytest.mark.parametrize(
    "row, loss, settings",
    [("iiiiii", 0.46, {}), ("ihello", 1.0, {}), ("iiiiii", 0.47, {"cell_type": "memoryless"})],
    ids=["under the floor", "solved", "as far as a memoryless cell can come"],
)
def test_not_stuck(row, loss, settings):
    assert not of_kind("stuck", found(milestones_of(**settings), [row] * 900, [loss] * 900))


def test_learned_after_20_records():
    milestones = milestones_of()
    every = found(milestones, ["ihello"] * 5 + ["ilello"] + ["ihello"] * 19)
    assert (milestones.solved_for, milestones.learned_at, of_kind("learned", every)) == (19, None, [])
    assert of_kind("learned", found(milestones, ["ihello"] * 3)) == [(25, {"at": 6})]
    assert (milestones.solved_for, milestones.learned_at) == (22, 6)
    assert not of_kind("learned", found(milestones, ["ilello"] + ["ihello"] * 30))
    assert (milestones.solved_for, milestones.learned_at) == (30, 6)


def test_records_come_in_order():
    milestones = milestones_of()
    assert (
        found(milestones, ["iiiiii"] * 2)
        and milestones.update(2, np.zeros(0), np.zeros((0, 6)), np.zeros((0, 6))) == []
    )
    with pytest.raises(ValueError, match="first is 5; the next record is 2"):
        milestones.update(5, np.zeros(1), np.zeros((1, 6)), np.zeros((1, 6)))


@st.composite
def runs(draw):
    """A config, records that look like a run's (one letter, right, wrong, spikes), and where its blocks end."""
    text = draw(st.sampled_from(["hihello", "banana", "abcd", "abab", "aab", "abcdefghijklmnopa"]))
    cell = draw(st.sampled_from(["rnn", "memoryless"]))
    config = RunConfig(text=text, cell_type=cell, loss=draw(st.sampled_from(["cross-entropy", "mse"])))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    targets, size = config.batch.targets[0], len(config.vocabulary)
    rows = {"right": lambda: targets, "letter": lambda: np.full_like(targets, rng.integers(size))}
    rows["any"] = lambda: np.where(rng.random(len(targets)) < 0.5, targets, rng.integers(size, size=len(targets)))
    predictions = []
    for kind in draw(st.lists(st.sampled_from(sorted(rows)), min_size=1, max_size=30)):
        predictions += [rows[kind]()] * draw(st.sampled_from([1, 2, 3, 4, 19, 21, 320]))
    n = len(predictions)
    losses = np.exp(rng.normal(size=n) * draw(st.sampled_from([0.0, 0.002, 1.0])) - draw(st.sampled_from([0, 1])))
    records = (losses, np.array(predictions), rng.random((n, len(targets))).astype(np.float32))
    return config, records, sorted(set(draw(st.lists(st.integers(1, n), max_size=8))) | {n})


@given(runs())
@settings(deadline=None, max_examples=150)
def test_other_blocks_give_the_same_milestones_and_so_does_a_plain_loop(run):
    config, records, ends = run
    whole, parts = Milestones.of(config), Milestones.of(config)
    at_once, in_parts = whole.update(0, *records), []
    for first, end in zip([0, *ends[:-1]], ends, strict=True):
        in_parts += parts.update(first, *(array[first:end] for array in records))
    assert in_parts == at_once
    assert (parts.solved_for, parts.learned_at) == (whole.solved_for, whole.learned_at)
    assert sorted(plainly(config, *records)) == sorted(
        (milestone.step, milestone.kind, milestone.details.get("symbol", "")) for milestone in at_once
    )
    assert [milestone.step for milestone in at_once] == sorted(milestone.step for milestone in at_once)
    json.dumps([milestone.as_json() for milestone in at_once], allow_nan=False)


def plainly(config, losses, predictions, confidences):
    """(step, kind, symbol), by looking at one record after the other."""
    inputs, targets, symbols = config.batch.inputs[0], config.batch.targets[0], config.vocabulary.symbols
    limits, nats, memoryless = floor(config.text), config.loss == "cross-entropy", config.cell_type == "memoryless"
    once, counted, streak = {}, {"solved": [], "lost": [], "spike": []}, 0
    if len(set(config.text)) == len(config.text):
        once["all_different", ""] = 0
    elif limits.loss == 0:
        once["no_memory_needed", ""] = 0
    spiking = False
    for s, (loss, row) in enumerate(zip(losses, predictions, strict=True)):
        right = row == targets
        if s >= 2 and (predictions[s - 2 : s + 1] == row[0]).all() and not right.all():
            if not any(kind == "only_letter" for kind, _symbol in once):
                once["only_letter", symbols[row[0]]] = s
        for i, symbol in enumerate(symbols):
            if len(symbols) <= 12 and right[targets == i].any():
                once.setdefault(("letter_right", symbol), s)
            if len(set(targets[inputs == i])) > 1 and right[inputs == i].all():
                once.setdefault(("tells_apart", symbol), s)
        if not memoryless and limits.loss and (right.sum() > limits.correct or (nats and loss < limits.loss)):
            once.setdefault(("remembers", ""), s)
        if right.all() != (streak > 0):
            counted["solved" if right.all() else "lost"].append(s)
        streak = streak + 1 if right.all() else 0
        loud = s > 0 and loss > 3 * losses[max(s - 5, 0) : s].min() and loss > 0.1
        if loud and not spiking:
            counted["spike"].append(s)
        spiking = loud
        if memoryless and nats and limits.loss and loss <= 1.05 * limits.loss:
            once.setdefault(("memoryless_limit", ""), s)
        below = limits.loss * (1.05 if memoryless else 1) if nats else 0
        recent = range(s - 299, s + 1)
        if s >= 300 and losses[: s + 1].min() > 0.99 * losses[: s - 299].min():
            if not any((predictions[i] == targets).all() or losses[i] <= below for i in recent):
                once.setdefault(("stuck", ""), s)
        if streak == 20:
            once.setdefault(("learned", ""), s)
    return [(s, kind, symbol) for (kind, symbol), s in once.items()] + [
        (s, kind, "") for kind, steps in counted.items() for s in steps[:5]
    ]
