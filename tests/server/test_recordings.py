"""The recordings are what the engine would say now, and whoever asks for them needs no engine."""

import numpy as np
import pytest

import charviz as cv
from charviz.comparison.comparison import Comparison
from charviz.comparison.significance import Verdict
from charviz.player.packets import parse
from charviz.server import recordings
from charviz.server.comparison_pool import key_of
from charviz.server.pool import Pool
from charviz.server.pooled_run import Goal
from charviz.server.worker_process import WorkerProcess
from charviz.worker.make_recordings import COMPARISONS, RUNS, answered, compared, notes, questions, recorded

TOLERANCE = 1e-4


@pytest.fixture
def without_engine(monkeypatch):
    monkeypatch.setattr(WorkerProcess, "start", lambda _worker: pytest.fail("the worker is started"))
    pool = Pool()
    yield pool
    pool.close()


@pytest.mark.parametrize("config", RUNS, ids=lambda config: f"{config.text[:9]}-{config.cell_type}")
def test_a_recorded_run_is_a_fresh_run(config: cv.RunConfig) -> None:
    shipped, fresh = (list(parse(message)) for message in (recordings.run(config.key), recorded(config)))
    for name in ("predicted", "loss"):  # the training loops give the same bits on every machine
        np.testing.assert_array_equal(joined(shipped, name), joined(fresh, name))
    if config.cell_type != "memoryless":
        assert alike(joined(shipped, "hidden"), joined(fresh, "hidden"))
    assert [h["milestones"] for h, _a in shipped if h["milestones"]] or config.cell_type == "memoryless"


def test_recorded_answers_are_fresh_answers() -> None:
    trained = {config.key: cv.train(config) for config in {config for config, _what, _fields in questions()}}
    for config, what, fields in questions():
        if what == "notes":
            continue
        header, arrays = recordings.answer(what, config.key, config.steps, fields)
        fresh, fresh_arrays = next(parse(answered(trained[config.key], what, fields)))
        assert alike(header, fresh), what
        assert arrays.keys() == fresh_arrays.keys()
        for name, array in fresh_arrays.items():
            same = np.array_equal if "predicted" in name else alike  # these are numbers of symbols
            assert same(arrays[name], array), (what, name)


@pytest.mark.parametrize("question", list(notes()), ids=lambda question: question[2]["experiment"])
def test_a_recorded_card_of_the_notes_is_a_fresh_one(question: tuple) -> None:
    config, what, fields = question
    header, arrays = recordings.answer(what, config.key, config.steps, fields)
    fresh, fresh_arrays = next(parse(answered(cv.train(config), what, fields)))
    assert arrays.keys() == fresh_arrays.keys()
    for name, array in fresh_arrays.items():  # far into training the last bits may have grown
        assert arrays[name].shape == array.shape and alike(arrays[name][..., :30], array[..., :30])
        assert np.isfinite(arrays[name]).all()
    assert header["strings"].keys() == fresh["strings"].keys()
    for shipped, found in zip(header["findings"], fresh["findings"], strict=True):
        assert [shipped[name] for name in ("holds", "claim", "why")] == [
            found[name] for name in ("holds", "claim", "why")
        ]
        assert shipped["values"].keys() == found["values"].keys()


@pytest.mark.parametrize(("configs", "seeds"), COMPARISONS, ids=["hihello", "abcabC"])
def test_a_recorded_comparison_is_a_fresh_comparison(configs: list, seeds: range) -> None:
    shipped, arrays = next(parse(recordings.comparison(key_of(configs, seeds)[0])))
    fresh, fresh_arrays = next(parse(compared(configs, seeds)))
    assert shipped["done"] == fresh["done"] == [len(seeds)] * len(configs)
    np.testing.assert_array_equal(arrays["scores"], fresh_arrays["scores"])
    assert ((arrays["scores"] >= 0).sum(axis=1) == shipped["solved_counts"]).all()
    verdict = verdict_of(configs, seeds, arrays["scores"])
    assert alike({**verdict._asdict(), "is_real": verdict.is_real}, shipped["verdict"])


def verdict_of(configs: list, seeds: range, scores: np.ndarray) -> Verdict:
    """What the library says of these steps to solve; -2: never."""
    found = Comparison.empty(configs, seeds)
    found.seconds[:] = 0
    found.steps_to_solve[:] = np.where(scores < 0, np.nan, scores)
    return found.verdict()


def test_the_pool_needs_no_engine_for_what_is_recorded(without_engine: Pool) -> None:
    pool = without_engine
    for config in RUNS:
        key = pool.request(config, "a", Goal(config.steps))
        *records, (status, _arrays) = parse(pool.message(key, 0))
        assert sum(header["count"] for header, _arrays in records) == config.steps + 1 == status["have"]
        assert status["state"] == "finished" and pool.is_recorded(key)
        pool.stop(key, "a")
    for config, what, fields in questions():
        assert pool.ask(config, what, config.steps, **fields)[0]
    for configs, seeds in COMPARISONS:
        reports, report = pool.comparisons.message(pool.comparisons.request(configs, seeds), 0)
        assert reports == 1 and next(parse(report))[0]["state"] == "finished"


def test_nothing_else_is_shipped() -> None:
    wanted = {f"run-{config.key}" for config in RUNS} | {f"comparison-{key_of(*asked)[0]}" for asked in COMPARISONS}
    wanted |= {
        f"answer-{recordings.answer_key(what, config.key, config.steps, fields)}"
        for config, what, fields in questions()
    }
    files = list(recordings.FOLDER.iterdir())
    assert {file.stem for file in files} == wanted
    assert sum(file.stat().st_size for file in files) < 500_000


def alike(one: object, other: object) -> bool:
    """Whether two headers or arrays agree as far as two processors do.

    A float32 has a relative error of 1e-7, and in a few hundred steps of training it grows by two or three digits. A byte is
    a number in one of 255 steps: next to the border between two, the last bits say which.
    """
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(alike(one[name], other[name]) for name in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, np.ndarray):
        in_bytes = one.dtype == other.dtype == np.uint8
        return one.shape == other.shape and np.allclose(
            one.astype(float), other.astype(float), *((0, 1) if in_bytes else (TOLERANCE, TOLERANCE))
        )
    if isinstance(one, float):
        return one == pytest.approx(other, rel=TOLERANCE, abs=TOLERANCE)
    return one == other


def test_what_differs_is_not_alike() -> None:
    known = {"range": {"cell_state": 4.712644}, "text": "ihello", "shape": [2, 3], "plane": np.float32([[1, 2]])}
    assert alike(known, {**known, "range": {"cell_state": 4.712645}})
    for other in ({"range": {"cell_state": 4.72}}, {"text": "ilello"}, {"shape": [2]}, {"plane": np.float32([[1, 3]])}):
        assert not alike(known, known | other)


def joined(message: list, name: str) -> np.ndarray:
    return np.concatenate([arrays[name] for _header, arrays in message])
