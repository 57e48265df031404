"""Answers beside training, in the order of what happens: training goes on, short ones overtake, what nobody awaits ends."""

import io
import threading
from collections.abc import Callable, Iterator

import pytest

import charviz as cv
from charviz import cancellation
from charviz.limits import LIMITS, MB
from charviz.nn.replay import replay_bytes
from charviz.player.packets import parse
from charviz.worker import training_job
from charviz.worker.answers import keyframes_until
from charviz.worker.scheduler import ANSWERED, Worker

CONFIG = cv.RunConfig(text="hello pytorch", engine="torch", steps=500)


class Written(io.BytesIO):
    """What a worker has written: the headers."""

    def __init__(self) -> None:
        super().__init__()
        self.headers: list[dict] = []

    def write(self, frame: bytes) -> int:
        self.headers.extend(header for header, _arrays in parse(frame[8:]))
        return len(frame)


@pytest.fixture
def worker() -> Worker:
    return Worker(Written())


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """The question `memory` takes until this is set, or until nobody waits for it any more."""
    end, answer = threading.Event(), training_job.answer

    def answered(run: cv.Run, question: dict) -> tuple:
        while question["what"] == "memory" and not end.wait(0.001):
            cancellation.check()
        return ({}, {}) if question["what"] == "memory" else answer(run, question)

    monkeypatch.setattr(training_job, "answer", answered)
    yield end
    end.set()


def ask(worker: Worker, what: str, number: int, step: int = 0, **fields: object) -> None:
    asked = {"kind": "ask", "run": CONFIG.key, "config": CONFIG.to_json(), "id": number, "what": what, "step": step}
    worker.requests.put({**asked, **fields})


def turn(worker: Worker, *, wait: bool = False) -> None:
    """Once through the loop. wait: first, for the end of an answer."""
    while wait:
        request = worker.requests.get(timeout=300)
        wait = request is not ANSWERED
        if wait:
            worker.requests.put(request)
    worker._take_requests(wait=False)
    worker.answers.hand_out(worker.jobs.values())
    if jobs := worker._turns():
        worker._give_a_slice(jobs)


def said(worker: Worker, kind: str) -> list[dict]:
    return [header for header in worker.output.headers if header["kind"] == kind]


def answers(worker: Worker) -> list[int]:
    return [header["id"] for header in said(worker, "answer")]


def records(worker: Worker) -> int:
    return sum(header["count"] for header in said(worker, "records"))


def test_training_goes_on_and_what_is_short_overtakes(worker: Worker, slow: threading.Event) -> None:
    train = {"kind": "train", "run": CONFIG.key, "config": CONFIG.to_json(), "steps": 400, "patient_steps": 400}
    worker.requests.put(train)
    turn(worker)
    ask(worker, "memory", 0)
    ask(worker, "memory", 1)
    turn(worker)
    before = records(worker)
    for _turn in range(5):
        turn(worker)
    assert records(worker) > before and answers(worker) == []
    ask(worker, "vote_probabilities", 2, time=0, ids=[0])
    turn(worker)
    turn(worker, wait=True)
    assert answers(worker) == [2]
    slow.set()
    turn(worker, wait=True)
    turn(worker, wait=True)
    assert answers(worker) == [2, 0, 1]


def test_what_nobody_waits_for_ends_and_the_next_begins(worker: Worker, slow: threading.Event) -> None:
    ask(worker, "memory", 0)
    ask(worker, "memory", 1)
    ask(worker, "generate", 2, prompt="h", length=3, temperature=0.0, top_k=None, seed=0)
    turn(worker)
    turn(worker)
    assert [question["id"] for question in worker.answers.under_way] == [0]
    for number in (1, 0):
        worker.requests.put({"kind": "withdraw", "run": CONFIG.key, "id": number})
    turn(worker)
    turn(worker, wait=True)
    turn(worker, wait=True)
    assert answers(worker) == [2] and not worker.jobs[CONFIG.key].questions


def test_a_run_is_not_trained_for_a_question_that_was_withdrawn(worker: Worker) -> None:
    ask(worker, "memory", 0, step=400)
    turn(worker)
    assert worker._turns()
    worker.requests.put({"kind": "withdraw", "run": CONFIG.key, "id": 0})
    worker._take_requests(wait=False)
    assert not worker._turns() and answers(worker) == []


def test_who_is_to_blame_is_told_before_it_begins(worker: Worker, slow: threading.Event) -> None:
    ask(worker, "memory", 7)
    turn(worker)
    turn(worker)
    told = said(worker, "computing")
    assert told[0]["turn"] == CONFIG.key and [CONFIG.key, 7] in told[-1]["questions"]
    slow.set()
    turn(worker, wait=True)
    worker.computes("")
    last = said(worker, "computing")[-1]
    assert (last["turn"], last["questions"]) == ("", [])


def test_a_ping_is_answered_but_not_by_one_whose_answer_hangs(
    worker: Worker, slow: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.requests.put({"kind": "ping", "run": ""})
    turn(worker)
    assert len(said(worker, "pong")) == 1
    monkeypatch.setattr(cancellation, "check", lambda: None)
    ask(worker, "memory", 0)
    turn(worker)
    turn(worker)
    monkeypatch.setattr("charviz.worker.answer_threads.HANGS", -1.0)
    worker.requests.put({"kind": "ping", "run": ""})
    worker.requests.put({"kind": "withdraw", "run": CONFIG.key, "id": 0})
    worker.requests.put({"kind": "ping", "run": ""})
    turn(worker)
    assert len(said(worker, "pong")) == 2


def test_what_takes_too_many_seconds_ends_in_a_sentence(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHARVIZ_ANSWER_SECONDS", "1e-9")
    ask(worker, "generate", 0, prompt="h", length=10_000, temperature=0.0, top_k=None, seed=0)
    turn(worker)
    turn(worker)
    turn(worker, wait=True)
    (answer,) = said(worker, "answer")
    assert "CHARVIZ_ANSWER_SECONDS" in str(answer["error"])


@pytest.mark.parametrize("symbols", [4, 400])
def test_memory_counts_the_alphabet_the_length_and_the_layers(symbols: int, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join(chr(0x4E00 + place % symbols) for place in range(800))
    run = cv.train(cv.RunConfig(text=text, num_layers=2, steps=60, engine="compiled"))
    monkeypatch.setenv("CHARVIZ_ANSWER_MEMORY", "20")
    each = replay_bytes(run.config, 799)
    for replays in (1, 2):
        steps = keyframes_until(run, 60, 50, 799, replays)
        assert steps[0] == 0 and steps[-1] == 60
        assert len(steps) == min(50, LIMITS.answer_memory * MB // (replays * each))
    monkeypatch.setenv("CHARVIZ_ANSWER_MEMORY", "1")
    if 2 * each > MB:
        with pytest.raises(cv.ConfigError, match="799 characters with 400 symbols.*CHARVIZ_ANSWER_MEMORY"):
            keyframes_until(run, 60, 50, 799)


def counted(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> list[object]:
    """What a function of a module returns, each time it is called."""
    found: list[object] = []
    function: Callable = getattr(module, name)

    def calls(*values: object, **more: object) -> object:
        found.append(function(*values, **more))
        return found[-1]

    monkeypatch.setattr(module, name, calls)
    return found


def test_gradients_of_a_large_alphabet_take_passes_that_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    from charviz.nn import gradients

    text = "".join(chr(0x4E00 + place) for place in range(201))
    run = cv.train(cv.RunConfig(text=text, steps=1, cell_type="gru"))
    passes = counted(monkeypatch, gradients, "_grad")
    trace = run.gradients(1)
    sizes = [sum(part.numel() for part in found) for found in passes]
    assert trace.flow.shape == (200, 200) and len(passes) > 3
    assert max(sizes[1:]) <= gradients.AT_ONCE and sizes[0] <= 2 * gradients.ROOM
