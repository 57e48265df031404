"""Questions that wait while worker processes die."""

from concurrent.futures import ThreadPoolExecutor

import pytest

import charviz as cv
from charviz.errors import AnswerError
from charviz.server.pending_questions import MOST_DEATHS, PendingQuestions


class Workers:
    """In the place of the worker processes: what they were asked."""

    def __init__(self) -> None:
        self.asked: list[dict] = []

    def send(self, question: dict, config: cv.RunConfig, **arrays: object) -> None:
        self.asked.append(question)


def test_a_question_that_ends_every_worker_is_given_up() -> None:
    workers = Workers()
    questions, config = PendingQuestions(workers), cv.RunConfig()
    with ThreadPoolExecutor(1) as aside:
        answer = aside.submit(questions.ask, {"kind": "ask", "what": "cell", "step": 1}, config, 60.0)
        while not workers.asked:
            pass
        questions.resend(lambda key: key != config.key)  # another worker has died
        for _death in range(MOST_DEATHS):
            questions.resend(lambda key: key == config.key)
        with pytest.raises(AnswerError, match="ended again and again"):
            answer.result(60)
    assert len(workers.asked) == MOST_DEATHS and not questions.waiting and not questions.deaths
