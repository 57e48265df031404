"""What a browser asks of the arithmetic of a unit: nonsense is no question, and trains nothing."""

from typing import Any

import pytest

import charviz as cv
from charviz.player.packets import parse
from charviz.server.pool import Pool
from charviz.ui.live import player_view

AT = {"step": 3, "layer": 0, "unit": 1, "time": 2}


class Asked(Pool):
    """A pool that is never started, and what reached a worker."""

    def __init__(self) -> None:
        super().__init__()
        self.close()
        self.questions.ask = self.answer  # type: ignore[method-assign]
        self.reached: list[dict] = []

    def answer(self, question: dict, *_more: Any) -> tuple[dict, dict]:
        self.reached.append(question)
        return {"step": question["step"], "lines": []}, {}


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Asked:
    monkeypatch.setattr("charviz.server.worker_process.WorkerProcess.start", lambda _self: False)
    pool = Asked()
    monkeypatch.setattr(player_view, "shared_pool", lambda: pool)
    return pool


def test_what_was_clicked_is_asked(pool: Asked) -> None:
    ((header, _arrays),) = parse(player_view._detail(cv.RunConfig(text="hello ok"), {"detail": {**AT, "part": "h"}}))
    assert header["at"] == {**AT, "part": "h"} and len(pool.reached) == 1


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        [],
        "step",
        {"step": 1},
        *({**AT, "step": step} for step in (10**9, -1, float("inf"), float("nan"), None, "x", [])),
    ],
)
def test_nonsense_reaches_no_worker(pool: Asked, wanted: Any) -> None:
    assert player_view._detail(cv.RunConfig(text="hello ok"), {"detail": wanted}) == b"" and not pool.reached
