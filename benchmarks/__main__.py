"""One table: what recording costs, what replay costs."""

import statistics
import time
from collections.abc import Callable

import torch

import charviz as cv
from charviz.engines.torch_engine import TorchEngine, one_thread
from charviz.model import loss_of
from charviz.replay import replay

SENTENCE = cv.RunConfig(
    text="hello pytorch. how long can a rnn cell remember?", boundary_tokens=True, hidden_size=35, steps=100
)
ROUNDS, STEPS = 15, 60


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def bare(engine: TorchEngine) -> Callable[[], None]:
    """The loop that only trains: the same layers, loss and optimizer, nothing recorded."""

    def loop() -> None:
        with one_thread():
            for _ in range(STEPS):
                loss = loss_of(engine.model(engine.inputs), engine.targets, engine.config.loss)
                engine.optimizer.zero_grad()
                loss.backward()
                engine.optimizer.step()

    return loop


def recording(config: cv.RunConfig) -> tuple[float, float]:
    """Median ratio of the recorded to the bare loop, taken in turn, and microseconds of a bare step."""
    recorded, plain = TorchEngine(config), TorchEngine(config)
    ratios, steps = [], []
    for round_ in range(ROUNDS):
        pair = [lambda: recorded.advance(STEPS, range(STEPS)), bare(plain)]
        times = [seconds(work) for work in (pair if round_ % 2 else pair[::-1])]
        mine, theirs = times if round_ % 2 else times[::-1]
        ratios.append(mine / theirs)
        steps.append(theirs / STEPS * 1e6)
    return statistics.median(ratios), statistics.median(steps)


def main() -> None:
    print(f"torch {torch.__version__}, one thread; medians of {ROUNDS} rounds\n")
    print(f"{'':34}{'measured':>12}{'goal':>10}")
    for name, config in (("hihello", cv.RunConfig()), ("sentence", SENTENCE)):
        for cell in ("rnn", "lstm", "gru"):
            ratio, step = recording(config.replace(cell_type=cell))
            print(f"recorded / bare step, {name} {cell:6}{ratio:>10.3f}{'≤ 1.05':>12}   ({step:.0f} µs a bare step)")
    for name, config, goal in (("hihello", cv.RunConfig(), "≤ 10"), ("sentence", SENTENCE, "≤ 500")):
        run = cv.train(config)
        weights = run.flat_weights(run.keyframes)
        took = statistics.median(seconds(lambda: replay(config, weights, config.batch)) for _ in range(ROUNDS))  # noqa: B023
        print(f"replay, µs a keyframe, {name:10}{took / len(weights) * 1e6:>12.1f}{goal:>12}")


if __name__ == "__main__":
    main()
