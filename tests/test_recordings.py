"""The recordings are what the engine would say now, and whoever asks for them needs no engine."""

import numpy as np
import pytest

import charviz as cv
from charviz.server import recordings
from charviz.server.comparisons import key_of
from charviz.server.engine import Engine
from charviz.server.packets import parse
from charviz.server.pool import Pool
from charviz.server.pooled import Want
from charviz.server.record import COMPARISONS, RUNS, answered, compared, questions, recorded


@pytest.fixture
def without_engine(monkeypatch):
    monkeypatch.setattr(Engine, "start", lambda _engine: pytest.fail("the engine is started"))
    pool = Pool()
    yield pool
    pool.close()


@pytest.mark.parametrize("config", RUNS, ids=lambda config: f"{config.text[:9]}-{config.cell_type}")
def test_a_recorded_run_is_a_fresh_run(config: cv.RunConfig) -> None:
    shipped, fresh = (list(parse(message)) for message in (recordings.run(config.key), recorded(config)))
    assert joined(shipped, "predicted").tolist() == joined(fresh, "predicted").tolist()
    assert np.allclose(joined(shipped, "loss"), joined(fresh, "loss"), atol=1e-5)
    if config.cell_type != "memoryless":
        assert abs(joined(shipped, "hidden").astype(int) - joined(fresh, "hidden")).max() <= 1
    assert [h["milestones"] for h, _a in shipped if h["milestones"]] or config.cell_type == "memoryless"


def test_recorded_answers_are_fresh_answers() -> None:
    trained = {config.key: cv.train(config) for config in {config for config, _what, _fields in questions()}}
    for config, what, fields in questions():
        header, arrays = recordings.answer(what, config.key, config.steps, fields)
        fresh, fresh_arrays = next(parse(answered(trained[config.key], what, fields)))
        assert header == fresh
        for name, array in fresh_arrays.items():
            tolerance = 1 if array.dtype.kind == "u" and "predicted" not in name else 1e-4
            assert np.allclose(arrays[name].astype(float), array.astype(float), rtol=0, atol=tolerance), (what, name)


@pytest.mark.parametrize(("configs", "seeds"), COMPARISONS, ids=["hihello", "abcabC"])
def test_a_recorded_comparison_is_a_fresh_comparison(configs: list, seeds: range) -> None:
    shipped, arrays = next(parse(recordings.comparison(key_of(configs, seeds)[0])))
    fresh, _fresh_arrays = next(parse(compared(configs, seeds)))
    assert shipped["done"] == fresh["done"] == [len(seeds)] * len(configs)
    assert np.abs(np.subtract(shipped["solved_counts"], fresh["solved_counts"])).max() <= 1  # chaos, on other machines
    assert shipped["verdict"]["winner"] == fresh["verdict"]["winner"] and shipped["texts"][0] == fresh["texts"][0]
    assert ((arrays["scores"] >= 0).sum(axis=1) == shipped["solved_counts"]).all()


def test_the_pool_needs_no_engine_for_what_is_recorded(without_engine: Pool) -> None:
    pool = without_engine
    for config in RUNS:
        key = pool.request(config, "a", Want(config.steps))
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


def joined(message: list, name: str) -> np.ndarray:
    return np.concatenate([arrays[name] for _header, arrays in message])
