"""What a page of Understand waits for: the answer to its question, and how large the message is."""

import statistics

import charviz as cv
from benchmarks.nets import HIHELLO, SENTENCE
from benchmarks.timing import ROUNDS, seconds
from charviz.player.packets import chunk
from charviz.worker.answers import answer

ERASED = {"what": "memory", "layer": 0, "erase_at": [2], "erase": [], "pin": {}, "start": "zeros"}
QUESTIONS = {
    "memory": ERASED,
    "cell": {"what": "cell", "layer": 0, "unit": 0},
    "gradients": {"what": "gradients", "layer": 0, "text": None},
}


def table() -> None:
    for name, config in (("hihello", HIHELLO), ("sentence", SENTENCE)):
        run = cv.train(config.replace(cell_type="lstm"))
        for what, question in QUESTIONS.items():
            asked = {**question, "step": len(run) - 1}
            took = statistics.median(seconds(lambda: answer(run, asked)) for _ in range(ROUNDS))  # noqa: B023
            size = len(chunk(*answer(run, asked))) / 1000
            print(
                f"answer, ms, {what}, {name + ' lstm':20}{took * 1e3:>{18 - len(what)}.1f}{'≤ 200':>12}   ({size:,.0f} kB)"
            )
