"""Questions that wait for their answers: shared by all who ask the same, withdrawn when nobody waits."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import charviz as cv
from charviz.errors import AnswerError
from charviz.server.pending_questions import LONGEST, PendingQuestions

CONFIG = cv.RunConfig()
ASKED = {"kind": "ask", "what": "cell", "step": 1}


class Workers:
    """In the place of the worker processes: what they were asked."""

    def __init__(self) -> None:
        self.asked: list[dict] = []
        self.heard = threading.Condition()

    def send(self, question: dict, *configs: cv.RunConfig, **arrays: object) -> None:
        with self.heard:
            self.asked.append(question)
            self.heard.notify_all()


def waits_for(questions: PendingQuestions, count: int) -> None:
    """Until so many people wait."""
    while sum(pending.askers for pending in list(questions.waiting.values())) != count:
        time.sleep(0.001)


def test_a_class_that_asks_the_same_is_answered_once() -> None:
    workers = Workers()
    questions = PendingQuestions(workers)
    with ThreadPoolExecutor(20) as people:
        answers = [people.submit(questions.ask, ASKED, CONFIG, 300.0) for _person in range(20)]
        waits_for(questions, 20)
        assert len(workers.asked) == 1
        questions.take({"kind": "answer", "id": workers.asked[0]["id"], "x": 1}, {})
        assert [answer.result(300)[0]["x"] for answer in answers] == [1] * 20
    assert len(workers.asked) == 1 and not questions.waiting


def test_what_nobody_waits_for_any_more_is_withdrawn() -> None:
    workers, gone = Workers(), threading.Event()
    questions = PendingQuestions(workers)

    def leave() -> None:
        if gone.is_set():
            raise InterruptedError  # as Streamlit ends a script that is to run again

    with ThreadPoolExecutor(2) as people:
        stays, leaves = (people.submit(questions.ask, ASKED, CONFIG, 300.0, here) for here in (lambda: None, leave))
        waits_for(questions, 2)
        gone.set()
        with pytest.raises(InterruptedError):
            leaves.result(300)
        assert [question["kind"] for question in workers.asked] == ["ask"]  # somebody still waits
        questions.take({"kind": "answer", "id": 0}, {})
        stays.result(300)
        with pytest.raises(TimeoutError):
            questions.ask(ASKED, CONFIG, 0.0)
    assert [question["kind"] for question in workers.asked] == ["ask", "ask", "withdraw"]
    assert workers.asked[1]["id"] == workers.asked[2]["id"] and not questions.waiting


def test_a_question_of_many_bytes_is_refused() -> None:
    workers = Workers()
    with pytest.raises(AnswerError, match="at most"):
        PendingQuestions(workers).ask({**ASKED, "text": "e" + "\u0301" * LONGEST}, CONFIG, 1.0)
    assert not workers.asked


def test_a_file_is_not_sent_again_to_the_next_process() -> None:
    workers = Workers()
    questions = PendingQuestions(workers)
    with ThreadPoolExecutor(1) as people:
        answer = people.submit(questions.ask, {"kind": "adopt"}, CONFIG, 300.0, file=np.zeros(3, np.uint8))
        waits_for(questions, 1)
        questions.resend(lambda key: key != CONFIG.key)  # another worker has died
        assert not answer.done()
        questions.resend(lambda key: key == CONFIG.key)
        with pytest.raises(AnswerError, match="open it again"):
            answer.result(300)
    assert len(workers.asked) == 1
