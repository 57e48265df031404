"""The pool with many runs and viewers: what is trained when, paused, forgotten and resumed."""

import threading

import numpy as np
import pytest
from pooling import SLOW, losses_of, settled, until

import charviz as cv
from charviz.limits import Limits
from charviz.player.packets import parse
from charviz.server.held_runs import GONE
from charviz.server.pool import Pool
from charviz.server.pooled_run import ENDED, Goal, PooledRun, size_of

STATUS = {"run": "", "have": 21, "engine": "", "fell_back": False, "pace": None}


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
    pool.upkeep.tidy()
    assert not run.paused
    run.seen_by["a"] -= 200
    pool.upkeep.tidy()
    assert run.paused and pool.has(key, "a")
    pool.message(key, 0, viewer="a")
    assert not run.paused
    run.seen_by["a"] -= 3700
    pool.upkeep.tidy()
    assert run.paused and not pool.has(key, "a")  # they will have to say again how far they want it
    run.seen -= 3100
    pool.upkeep.tidy()
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


def test_chunks_that_come_twice_or_too_early_are_dropped() -> None:
    run = PooledRun(cv.RunConfig())
    assert run.is_next(0, 5)
    run.add(0, 5, b"one")
    assert not run.is_next(0, 5) and not run.is_next(7, 2) and run.is_next(3, 5)
    run.add(3, 5, b"two")
    assert run.num_records == 8 and run.size == size_of(b"one") + size_of(b"two")
    assert run.after(4, 100) == b"onetwo" and run.after(5, 100) == b"two" and run.after(8, 100) == b""


@pytest.mark.parametrize("patient", [False, True])
def test_a_late_word_that_it_has_ended_does_not_end_it(*, patient: bool) -> None:
    """Stop, and at once Train: the worker says that it has stopped when more steps are wanted again."""
    run = PooledRun(cv.RunConfig(steps=600))
    run.set_goal("a", Goal(600, patient))
    run.add(0, 21, b"records")
    run.update({**STATUS, "state": "training"})
    run.stop("a")
    run.set_goal("a", Goal(600, patient))
    run.wake()
    run.update({**STATUS, "state": "finished"})
    assert run.state_for("a") == "training"
    run.add(21, 580, b"the others")
    run.update({**STATUS, "state": "finished", "have": 601})
    assert run.state_for("a") == "finished"


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


def test_who_has_closed_the_page_holds_nobody_up(pools) -> None:
    """A tab may be hidden for two minutes; a closed one is gone as soon as it might have reloaded."""
    pool = pools(grace=1000, keep=3000)
    pool.runs.is_here = lambda viewer: viewer != "gone"
    keys = {name: pool.request(cv.RunConfig(**SLOW, seed=seed, steps=20_000), name, Goal(20_000))
            for seed, name in enumerate(("gone", "hidden"))}  # fmt: skip
    configs = [cv.RunConfig(**SLOW, steps=20_000), cv.RunConfig(**SLOW, steps=10_000)]
    comparison = pool.comparisons.request(configs, range(3), "gone")
    for run in pool.runs.values():
        run.seen_by = {viewer: seen - GONE / 2 for viewer, seen in run.seen_by.items()}
    pool.upkeep.tidy()
    assert not any(run.paused for run in pool.runs.values())
    for run in pool.runs.values():
        run.seen_by = {viewer: seen - GONE for viewer, seen in run.seen_by.items()}
    pool.comparisons.comparisons[comparison].watchers["gone"] -= 2 * GONE
    pool.upkeep.tidy()
    assert {name: pool.runs[key].paused for name, key in keys.items()} == {"gone": True, "hidden": False}
    assert pool.comparisons.state_for(comparison)[0] == "stopped"
    pool.watch(keys["gone"], "gone")  # the phone is awake again
    assert not pool.runs[keys["gone"]].paused
