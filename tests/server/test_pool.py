"""What the pool does with many: who is trained when, what is paused, what is forgotten, what comes back."""

import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator

import numpy as np
import pytest

import charviz as cv
from charviz.limits import MB, Limits
from charviz.player.packets import parse
from charviz.server import pooled_run
from charviz.server.answer_cache import AnswerCache
from charviz.server.pool import Pool
from charviz.server.pooled_run import ENDED, Goal, PooledRun, size_of

SLOW = {"text": "hello pytorch. how long can it", "hidden_size": 96, "engine": "torch"}  # some 3 ms a step


@pytest.fixture
def pools() -> Iterator[Callable[..., Pool]]:
    made: list[Pool] = []

    def make(**limits: float) -> Pool:
        for name, value in limits.items():
            patch.setenv(f"CHARVIZ_{name.upper()}", str(value))  # the worker process reads the same
        made.append(Pool(Limits(**limits)))
        made[-1].start()
        return made[-1]

    with pytest.MonkeyPatch.context() as patch:
        yield make
    for pool in made:
        pool.close()


def until(condition: Callable[[], object], seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def losses_of(pool: Pool, key: str) -> list[float]:
    losses, have = [], pool.runs[key].num_records
    while len(losses) < have:
        for header, arrays in parse(pool.message(key, len(losses))):
            if header["kind"] == "records":
                losses[header["first"] :] = arrays["loss"].tolist()
    return losses


def settled(pool: Pool) -> None:
    """The worker has heard all that was said to it, and we all that it has said."""
    pool.ask(cv.RunConfig(text="ab", steps=1), "unit_arithmetic", 1, 300, layer=0, unit=0, time=0)


def test_what_nobody_wants_is_paused_and_goes_on_for_who_comes_back(pools) -> None:
    pool = pools()
    config = cv.RunConfig(**SLOW, steps=20_000)
    key = pool.request(config, "a", Goal(20_000))
    until(lambda: pool.last_step(key) > 5)
    other = pool.request(cv.RunConfig(steps=20, seed=3), "a", Goal(20))  # the viewer has turned to another run
    assert pool.runs[key].paused
    until(lambda: pool.runs[other].state in ENDED)
    settled(pool)
    have = pool.runs[key].num_records
    assert (
        pool.message_now(key, have, "a") and pool.runs[key].paused
    )  # an answer that was under way is no wish to go on
    settled(pool)
    assert pool.runs[key].num_records == have < 20_001
    pool.message(key, have, viewer="a")  # and comes back
    until(lambda: pool.runs[key].num_records > have)
    pool.stop(key, "a")
    losses = losses_of(pool, key)
    assert losses == cv.train(config.replace(steps=len(losses) - 1)).losses.astype(np.float32).tolist()


def test_what_nobody_looks_at_is_paused_then_forgotten(pools) -> None:
    pool = pools(grace=1000, keep=3000)
    key = pool.request(cv.RunConfig(**SLOW, steps=20_000), "a", Goal(20_000))
    until(lambda: pool.message(key, 0, viewer="a") and pool.last_step(key) > 5)
    run = pool.runs[key]
    run.seen_by["a"] -= 900
    pool.tidy()
    assert not run.paused
    run.seen_by["a"] -= 200
    pool.tidy()
    assert run.paused and pool.has(key, "a")
    pool.message(key, 0, viewer="a")
    assert not run.paused
    run.seen_by["a"] -= 3700
    pool.tidy()
    assert run.paused and not pool.has(key, "a")  # they will have to say again how far they want it
    run.seen -= 3100
    pool.tidy()
    assert not pool.has(key) and pool.facts()["bytes"] == 0


def test_each_viewer_sees_as_far_as_they_asked(pools) -> None:
    pool, config = pools(), cv.RunConfig(seed=21, steps=200)
    losses = cv.train(config).losses.astype(np.float32).tolist()
    key = pool.request(config, "a", Goal(200))
    until(lambda: pool.runs[key].state == "finished")
    pool.request(config.replace(steps=73), "b", Goal(73))
    for viewer, steps in (("a", 200), ("b", 73), (None, 200)):
        *records, (status, _none) = parse(pool.message(key, 0, viewer=viewer))
        seen = [loss for _header, arrays in records for loss in arrays["loss"].tolist()]
        assert seen == losses[: steps + 1] and pool.last_step(key, viewer) == steps
        assert (status["state"], status["have"], status["steps"]) == ("finished", steps + 1, steps)
        for header, arrays in records:
            assert max(header["keyframes"], default=0) <= steps
            assert len(arrays["rival"]) == len(arrays["hidden"]) == len(header["keyframes"])
    assert not pool.is_news(key, 10**6, "b") or pool.runs[key].state_for("b") in ENDED


def test_a_patient_viewer_sees_the_end_where_it_has_learned(pools) -> None:
    pool, config = pools(), cv.RunConfig(seed=12, steps=600, learning_rate=0.05)
    right = cv.train(config).accuracies == 1
    end = next(step for step in range(99, 601) if right[step - 99 : step + 1].all())
    key = pool.request(config, "a", Goal(600))  # goes on beyond
    until(lambda: pool.runs[key].state == "finished")
    pool.request(config, "b", Goal(600, patient=True))
    status = list(parse(pool.message(key, 0, viewer="b")))[-1][0]
    assert (status["state"], status["have"]) == ("learned", end + 1)


def test_a_stop_on_the_live_page_is_each_persons_own(pools) -> None:
    pool, config = pools(), cv.RunConfig(**SLOW, steps=600)
    key = pool.request(config, "a", Goal(600))
    pool.request(config, "b", Goal(600))
    until(lambda: pool.last_step(key) > 5)
    want = pool.stop(key, "a")
    assert want.stopped and not pool.is_growing(key, "a") and pool.is_growing(key, "b")
    until(lambda: pool.runs[key].state in ENDED)
    assert pool.runs[key].num_records == 601  # for b
    status = list(parse(pool.message(key, 0, viewer="a")))[-1][0]
    assert (status["state"], status["have"]) == ("stopped", want.steps + 1)
    pool.request(config, "a", want)  # a page that has been drawn anew says it again
    assert pool.last_step(key, "a") == want.steps
    pool.request(config, "a", Goal(600))
    assert pool.last_step(key, "a") == 600


def test_memory_has_a_limit_and_the_longest_unwatched_goes_first(pools) -> None:
    pool = pools(pool=1, worker_memory=1)
    configs = [cv.RunConfig(text="hello pytorch", hidden_size=32, seed=seed, steps=300) for seed in range(8)]
    for number, config in enumerate(configs):
        key = pool.request(config, f"viewer {number}", Goal(300))
        until(lambda key=key: pool.runs[key].state in ENDED)
        pool.message(configs[0].key, 10**6)  # the first is watched all the time
        assert pool.runs[key].state == "finished"  # it waits until what others have not fetched yet may go
    assert pool.has(configs[0].key) and pool.has(configs[-1].key) and not pool.has(configs[1].key)
    sizes = [run.size for run in pool.runs.values()]
    assert sum(sizes) <= 2**20 + max(sizes)
    answer, _arrays = pool.ask(
        configs[1], "unit_arithmetic", 300, layer=0, unit=0, time=0, timeout=300
    )  # trained again, when asked about
    assert answer["step"] == 300


class Metered(Pool):
    """Knows the most that its runs have ever taken, and all that it was told."""

    most = told_bytes = 0

    def _take(self, header: dict, arrays: dict, frame: bytes) -> None:
        super()._take(header, arrays, frame)
        self.most, self.told_bytes = max(self.most, self.runs.bytes), self.told_bytes + len(frame)


def test_memory_is_looked_after_while_runs_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHARVIZ_POOL", "3")
    monkeypatch.setattr(pooled_run, "DELIVERY", 0.5)
    pool, text = Metered(Limits(pool=3, grace=1000)), "a text that is long enough to fill some memory " * 4
    wanted = {f"viewer {seed}": cv.RunConfig(text=text, hidden_size=8, steps=700, seed=seed) for seed in range(8)}
    have, waited = dict.fromkeys(wanted, 0), set()
    left, end = set(wanted), time.monotonic() + 300
    while left:
        for viewer in sorted(left):
            key = wanted[viewer].key
            if not pool.has(key, viewer):
                pool.request(wanted[viewer], viewer, Goal(700))
            for header, _arrays in parse(pool.message(key, have[viewer], viewer=viewer)):
                if header["kind"] == "records" and header["first"] <= have[viewer]:
                    have[viewer] = max(have[viewer], header["first"] + header["count"])
                elif header["kind"] == "status" and header["ahead"]:
                    waited.add(viewer)
            left -= {viewer} if have[viewer] == 701 else set()
        pool.tidy()
        assert time.monotonic() < end, have
        time.sleep(0.02)
    pool.close()
    assert pool.most <= 3 * 2**20 < pool.told_bytes / 2  # it could not hold all of them
    assert waited and pool.restarts == 0


def test_a_worker_hears_of_all_changes_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    pool, config, heard = Pool(), cv.RunConfig(text="in order", steps=50), []
    again = threading.Thread(target=pool.request, args=(config, "other", Goal(50)))

    def send(header: dict, *_configs: cv.RunConfig) -> None:
        if header["kind"] == "forget":  # and just now somebody asks for it
            again.start()
            again.join(0.3)
        heard.append(header["kind"])

    monkeypatch.setattr(pool.workers, "start", lambda: None)
    monkeypatch.setattr(pool.workers, "send", send)
    pool.request(config, "one", Goal(50))
    pool.forget(config.key, "memory")
    again.join()
    assert heard == ["train", "forget", "train"] and pool.has(config.key, "other")
    pool.close()


def test_what_fills_the_memory_alone_says_so(pools) -> None:
    pool = pools(pool=1)
    key = pool.request(cv.RunConfig(text="a long text " * 20, steps=2000), "a", Goal(2000))

    def status() -> dict:
        return list(parse(pool.message(key, 10_000, viewer="a")))[-1][0]

    until(lambda: status()["state"] == "failed")
    assert "1 MB" in status()["message"] and status()["ahead"] == 0 and status()["have"] > 1
    until(lambda: pool.ask(cv.RunConfig(text="hello", steps=5), "file", 5))  # the worker has done with it
    assert status()["state"] == "failed" and pool.runs.bytes <= 2**20


def test_a_place_in_the_queue(pools) -> None:
    pool = pools(runs_at_once=2)
    keys = [
        pool.request(cv.RunConfig(**SLOW, steps=20_000, seed=seed), f"viewer {seed}", Goal(20_000)) for seed in range(5)
    ]
    until(lambda: [pool.runs[key].runs_ahead for key in keys] == [0, 0, 1, 2, 3])
    assert pool.runs[keys[4]].num_records == 0 and pool.facts()["queued"] == 3
    status = [header for header, _arrays in parse(pool.message(keys[4], 0)) if header["kind"] == "status"][-1]
    assert status["ahead"] == 3
    pool.stop(keys[0], "viewer 0")
    until(lambda: pool.runs[keys[2]].runs_ahead == 0 and pool.runs[keys[2]].num_records > 0)


def test_messages_have_a_largest_size_and_lose_nothing(pools) -> None:
    pool = pools(message=1)
    config = cv.RunConfig(text="hello pytorch " * 20, hidden_size=64, cell_type="lstm", steps=60)
    key = pool.request(config, "a", Goal(60))
    until(lambda: pool.runs[key].state in ENDED)
    whole, largest = pool.runs[key].size, max(len(frame) for _first, _count, frame in pool.runs[key].chunks)
    assert whole > 3 * 2**20
    assert len(pool.message(key, 0)) < 2**20 + largest + 2**10
    assert losses_of(pool, key) == cv.train(config).losses.astype(np.float32).tolist()


def test_chunks_that_come_twice_or_too_early_are_dropped() -> None:
    run = PooledRun(cv.RunConfig())
    assert run.is_next(0, 5)
    run.add(0, 5, b"one")
    assert not run.is_next(0, 5) and not run.is_next(7, 2) and run.is_next(3, 5)
    run.add(3, 5, b"two")
    assert run.num_records == 8 and run.size == size_of(b"one") + size_of(b"two")
    assert run.after(4, 100) == b"onetwo" and run.after(5, 100) == b"two" and run.after(8, 100) == b""


def test_a_run_that_raises_is_its_own_matter(pools, monkeypatch: pytest.MonkeyPatch) -> None:
    pool = pools()
    broken, whole = cv.RunConfig(device="cuda", seed=1), cv.RunConfig(seed=2)
    pytest.importorskip("torch")
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is a CUDA device, so this run can be trained")
    first, second = pool.request(broken, "a", Goal(100)), pool.request(whole, "b", Goal(100))
    until(lambda: pool.runs[first].state in ENDED and pool.runs[second].state in ENDED)
    assert (pool.runs[first].state, pool.runs[second].state) == ("failed", "finished")


@pytest.mark.parametrize("value", ["0", "-1", "nan", "much", ""])
def test_a_wrong_limit_is_a_sentence(value: str) -> None:
    with pytest.raises(cv.ConfigError, match="CHARVIZ_POOL is .*; allowed: a number above 0"):
        Limits.of({"CHARVIZ_POOL": value})
    assert Limits.of({"CHARVIZ_POOL": "7", "CHARVIZ_OTHER": "x"}).pool == 7


def test_more_processes_where_there_are_cores(pools) -> None:
    pool = pools(workers=2)
    configs = [cv.RunConfig(seed=seed, steps=40) for seed in range(1, 9)]
    keys = [pool.request(config, f"viewer {seed}", Goal(40)) for seed, config in enumerate(configs)]
    until(lambda: all(pool.runs[key].state in ENDED for key in keys))
    assert len({worker.pid for worker in pool.workers.all}) == 2
    assert {pool.workers.of(key) for key in keys} == set(pool.workers.all)
    for key, config in zip(keys, configs, strict=True):
        assert losses_of(pool, key) == cv.train(config).losses.astype(np.float32).tolist()
    assert pool.ask(configs[3], "unit_arithmetic", 40, layer=0, unit=0, time=0)[0]["step"] == 40


def test_answers_are_kept_by_their_bytes() -> None:
    kept, asked = AnswerCache(100_000), []

    def ask(name: str, size: int):
        return kept.get(name, lambda: asked.append(name) or ({}, {"x": np.zeros(size, np.uint8)}))

    for name in "aabab":
        ask(name, 30_000)
    assert asked == ["a", "b"]
    ask("c", 30_000), ask("a", 30_000), ask("d", 30_000)  # b is the longest unused
    assert list(kept.answers) == ["c", "a", "d"] and kept.size < 100_000
    ask("whale", 10**6)
    assert "whale" not in kept.answers and list(kept.answers) == ["c", "a", "d"]


def test_headers_of_kept_answers_are_counted_too() -> None:
    kept, header = AnswerCache(10 * MB), {"rows": [[place, f"a word {place}", None] for place in range(20_000)]}
    tracemalloc.start()
    for number in range(40):
        found, arrays = kept.get((number, "x" * 1000), lambda: (header, {"x": np.arange(9, dtype=np.uint8)}))
    grown = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert 2 < len(kept.answers) < 40 and 0.9 * grown < kept.size <= 10 * MB
    again, arrays_again = kept.get((39, "x" * 1000), lambda: pytest.fail("it is kept"))
    assert again["rows"] == found["rows"] and arrays_again["x"].tolist() == arrays["x"].tolist()


@pytest.mark.parametrize("what", ["csv", "file"])
def test_a_file_holds_what_its_viewer_sees(pools, what: str) -> None:
    pool, config = pools(), cv.RunConfig(text="hello pytorch", steps=90, seed=3)
    key = pool.request(config, "one", Goal(90))
    pool.request(config, "other", Goal(40))
    until(lambda: pool.runs[key].num_records == 91)
    _header, arrays = pool.ask(config, what, pool.last_step(key, "other"))
    content, whole = arrays["file"].tobytes(), cv.train(config)
    if what == "csv":
        assert content.decode().count("\n") == 1 + 41
    else:
        again = cv.Run.from_bytes(content)
        assert len(again) == 41 and np.array_equal(again.losses, whole.losses[:41])
        assert np.array_equal(again.resume(50).losses, whole.losses)
