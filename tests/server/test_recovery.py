"""Worker processes that die or hang: who is to blame, how long the pauses are, and who goes on."""

import os
import signal
from collections.abc import Callable

import pytest
from pooling import losses_of, until

import charviz as cv
from charviz.errors import AnswerError
from charviz.server import worker_process
from charviz.server.deaths import FIRST_PAUSE, LONGEST_PAUSE, MOST, START, Deaths
from charviz.server.pending_questions import Pending
from charviz.server.pool import Pool
from charviz.server.pooled_run import Goal
from charviz.server.worker_process import MOST_AT_START, MOST_UNANSWERED

KILLER, INNOCENT = cv.RunConfig(text="this one kills", steps=50), cv.RunConfig(text="and this one does not", steps=50)


class Dying:
    """A pool whose processes are only played: what they are sent, and the pauses before each new one."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: list[dict] = []
        self.pauses: list[float] = []
        monkeypatch.setattr(worker_process.WorkerProcess, "start", lambda _self: False)
        self.pool = Pool()
        self.worker = self.pool.workers.all[0]
        monkeypatch.setattr(self.worker, "send", lambda header, arrays=None: self.sent.append(header))
        self.pool.close()
        monkeypatch.setattr(self.pool.closed, "wait", self.pauses.append)

    def die(self, turn: str = "", questions: tuple = (), *, ready: bool = True) -> list[str]:
        """Dies while it computes this; returns the runs that the next process is asked to train."""
        self.sent.clear()
        self.worker.is_ready, self.worker.computing = ready, (turn, list(questions))
        self.pool.recovery.ended(self.worker, -9)
        return [header["run"] for header in self.sent if header["kind"] == "train"]


@pytest.fixture
def dying(monkeypatch: pytest.MonkeyPatch) -> Dying:
    return Dying(monkeypatch)


def test_a_run_that_ends_every_process_is_given_up_and_others_go_on(dying: Dying) -> None:
    for config in (KILLER, INNOCENT):
        dying.pool.request(config, config.text, Goal(50))
    asked = [dying.die(KILLER.key) for _death in range(MOST)]
    assert asked == [[KILLER.key, INNOCENT.key]] * (MOST - 1) + [[INNOCENT.key]]
    assert dying.pauses == [0.0, FIRST_PAUSE, 2 * FIRST_PAUSE]
    run = dying.pool.runs[KILLER.key]
    assert run.state == "failed" and f"{MOST} times" in run.message.render()
    dying.sent.clear()
    dying.pool.request(KILLER, "somebody else", Goal(50))
    assert not dying.sent and dying.pool.runs[INNOCENT.key].state == "queued"
    with pytest.raises(AnswerError, match=f"{MOST} times"):
        dying.pool.ask(KILLER, "memory", 5)


def test_what_brings_something_new_is_not_to_blame(dying: Dying) -> None:
    dying.pool.request(KILLER, "a", Goal(50))
    for _death in range(3 * MOST):
        dying.die(KILLER.key)
        dying.pool.recovery.deaths.forgive(KILLER.key)  # as new records do
    assert dying.pool.runs[KILLER.key].state == "queued" and set(dying.pauses) == {0.0}


def test_a_question_that_ends_every_process_is_given_up(dying: Dying) -> None:
    dying.pool.request(INNOCENT, "a", Goal(50))
    waiting = dying.pool.questions.waiting
    for number, config in enumerate((KILLER, INNOCENT)):
        waiting[number] = Pending({"kind": "ask", "run": config.key, "id": number}, config, "asked")
    for _death in range(MOST):
        dying.die(questions=((KILLER.key, 0),))
    assert "again and again" in str(waiting[0].future.result(0)[0]["error"]) and not waiting[1].future.done()
    assert [header["id"] for header in dying.sent if header["kind"] == "ask"] == [1]
    assert dying.pool.runs[INNOCENT.key].state == "queued"


def test_a_process_that_never_starts_is_said_and_tried_ever_more_seldom(dying: Dying) -> None:
    dying.pool.request(INNOCENT, "a", Goal(50))
    for _death in range(12):
        dying.die(ready=False)
    assert dying.pauses[:4] == [0, FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE] and dying.pauses[-1] == LONGEST_PAUSE
    assert dying.pool.runs[INNOCENT.key].state == "failed" and not dying.pool.recovery.works
    assert "cannot start" in dying.pool.runs[INNOCENT.key].message.render()
    dying.pool._take({"kind": "ready", "run": ""}, {}, b"")
    assert dying.pool.recovery.works


def test_what_was_long_ago_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    deaths, now = Deaths(), [0.0]
    monkeypatch.setattr("charviz.server.deaths.time.monotonic", lambda: now[0])
    for _death in range(MOST - 1):
        assert deaths.count([START]) == []
    now[0] += 10_000
    assert deaths.count([START]) == [] and deaths.of(START) == 1


def test_a_process_that_hangs_is_ended_and_its_runs_go_on(pools: Callable[..., Pool]) -> None:
    pool, config = pools(), cv.RunConfig(text="hello pytorch", hidden_size=32, engine="torch", steps=400)
    key = pool.request(config, "a", Goal(400))
    until(lambda: pool.last_step(key) > 20)
    worker = pool.workers.all[0]
    before = worker.pid
    worker.ping()
    until(lambda: worker.unanswered == 0)
    os.kill(before, signal.SIGSTOP)
    for _ping in range(MOST_UNANSWERED + 1):
        assert worker.pid == before
        worker.ping()
    until(lambda: worker.pid not in (None, before))
    until(lambda: pool.runs[key].state == "finished")
    assert losses_of(pool, key) == cv.train(config).losses.astype("f4").tolist()
    assert pool.recovery.restarts == 1


def test_one_that_still_starts_has_more_time(pools: Callable[..., Pool]) -> None:
    worker = pools().workers.all[0]
    with worker.lock:  # nothing is heard of it meanwhile that would count
        pid, worker.is_ready = worker.pid, False
        for _ping in range(MOST_UNANSWERED + 1):
            worker.ping()
        assert worker.pid == pid and worker.process.poll() is None and MOST_AT_START > MOST_UNANSWERED + 1
