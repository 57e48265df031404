"""Long texts in the worker process: it gets what it must read, loses nothing when it dies, and trains on unwatched."""

import gc
import os
import signal
import time
from collections.abc import Iterator

import numpy as np
import pytest

import charviz as cv
from charviz.player.packets import parse
from charviz.server.pool import Pool
from charviz.server.pooled_run import ENDED, Goal
from charviz.text import corpora


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool()
    yield pool
    pool.close()


def own(text: str = "the quick brown fox jumps over the lazy dog. ", **settings) -> cv.RunConfig:
    settings = {"window": 16, "batch_size": 4, "hidden_size": 12, "steps": 200, **settings}
    return cv.RunConfig(corpus=corpora.add(text * 60), cell_type="gru", **settings)


def ended(pool: Pool, key: str, seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while pool.runs[key].state not in ENDED:
        assert time.monotonic() < until, pool.runs[key].state
        time.sleep(0.05)


def all_of(pool: Pool, key: str) -> tuple[np.ndarray, np.ndarray, list[dict]]:
    """Losses, held-out losses and samples, as a browser that comes late pulls them."""
    losses, unseen, samples = np.zeros(0, np.float32), np.zeros(0, np.float32), {}
    while len(losses) < pool.runs[key].num_records:  # a message has a largest size
        for header, arrays in parse(pool.message(key, len(losses))):
            if header["kind"] == "records":  # where the worker was started again, some come twice
                losses = np.append(losses[: header["first"]], arrays["loss"])
                unseen = np.append(unseen[: header["first"]], arrays["held_out"])
                samples |= {sample["step"]: sample for sample in header["samples"]}
    return losses, unseen, list(samples.values())


def test_a_run_that_nobody_watches_is_trained_to_its_end_and_is_the_run(pool: Pool) -> None:
    config = own()
    key = pool.request(config, "gone", Goal(200))
    ended(pool, key)
    losses, unseen, samples = all_of(pool, key)
    run = cv.train(config)
    assert losses.tolist() == run.losses.astype(np.float32).tolist()
    assert np.array_equal(unseen, run.held_out.astype(np.float32), equal_nan=True)
    assert [sample["step"] for sample in samples] == [0, 1, 2, 4, 8, 16, 32, 64, 128, 200]
    assert samples[-1]["text"] == "t" + run.sample("t", 240, 0.7)
    assert pool.runs[key].pace > 0


def test_a_killed_worker_reads_the_text_again_and_comes_to_the_same_numbers(pool: Pool) -> None:
    config = own(steps=3000, hidden_size=32)
    key = pool.request(config, "a", Goal(3000))
    until = time.monotonic() + 60
    while pool.runs[key].num_records < 50 and time.monotonic() < until:
        time.sleep(0.02)
    os.kill(pool.workers.all[0].pid, signal.SIGKILL)
    ended(pool, key)
    assert all_of(pool, key)[0].tolist() == cv.train(config).losses.astype(np.float32).tolist()


def test_many_texts_one_after_the_other(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker holds a text as long as this side does: none is sent twice, and none stays there for nothing."""
    monkeypatch.setattr(corpora, "_shelf", corpora.Shelf(1))
    configs = [own(f"text number {number} of many ", steps=5) for number in range(10)]
    for config in [*configs, *(config.replace(seed=1) for config in configs)]:
        key = pool.request(config, "a", Goal(5))
        ended(pool, key)
        assert pool.runs[key].state == "finished"
    worker = pool.workers.all[0]
    assert worker.texts.keys() == {config.corpus for config in configs}
    pool.runs.clear()
    del config, configs
    gc.collect()
    ended(pool, pool.request(own("another one "), "a", Goal(200)))
    assert len(worker.texts) == 1


def test_a_text_that_is_in_use_is_not_lost_whatever_others_upload(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpora, "_shelf", corpora.Shelf(1))
    config = own("soon forgotten by all others ", steps=30)
    key = pool.request(config, "a", Goal(30))
    ended(pool, key)
    for number in range(9):
        own(f"somebody else's, number {number} ")
    assert cv.Run.from_bytes(file_of(pool, config, 30)).config == config
    header, _arrays = pool.ask(config, "unit_arithmetic", 0, unit=0, time=0, layer=0)
    assert header["lines"]
    os.kill(pool.workers.all[0].pid, signal.SIGKILL)  # the next process is told the text again
    assert cv.Run.from_bytes(file_of(pool, config, 30)).config == config
    letters = "".join(config.vocabulary.symbols)
    fork = config.forked(10).replace(corpus=own("soon by all forgotten others ").corpus, alphabet=letters, steps=5)
    ended(pool, pool.request(fork, "a", Goal(5)))
    assert pool.runs[fork.key].state == "finished"
    assert len(cv.Run.from_bytes(file_of(pool, fork, 5)).config.added_texts) == 2
    asked = pool.comparisons.request([config, fork], range(2))
    until = time.monotonic() + 60
    while pool.comparisons.comparisons[asked].state not in ENDED and time.monotonic() < until:
        time.sleep(0.05)
    assert pool.comparisons.comparisons[asked].state == "finished"


def file_of(pool: Pool, config: cv.RunConfig, step: int) -> bytes:
    return pool.ask(config, "file", step, 60)[1]["file"].tobytes()


def test_questions_about_a_long_run(pool: Pool) -> None:
    config = own(steps=50)
    settings = {"prompt": "the q", "length": 20, "temperature": 0, "top_k": None, "seed": 0}
    header, _arrays = pool.ask(config, "generate", 50, **settings)
    assert header["ends"] == 45 * 60 and 0 <= header["leaves"] <= 20
    assert len(header["inputs"]) == 99
    header, arrays = pool.ask(config, "units", 50, text=None, part="hidden", layer=0)
    assert arrays["activations"].shape[1:] == (99, 12)
