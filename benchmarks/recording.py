"""What recording costs: a step with everything recorded against the bare torch loop, and the replay of keyframes."""

import statistics

import charviz as cv
from benchmarks.nets import HIHELLO, SENTENCE
from benchmarks.timing import ROUNDS, seconds, side_by_side
from charviz.engines.torch_engine import TorchEngine, one_thread
from charviz.nn.model import loss_of
from charviz.nn.replay import replay

STEPS = 60


def bare(engine: TorchEngine) -> None:
    """The loop that only trains: the same layers, loss and optimizer, nothing recorded."""
    with one_thread():
        for _ in range(STEPS):
            loss = loss_of(engine.model(engine.shown), engine.targets, engine.config.loss)
            engine.optimizer.zero_grad()
            loss.backward()
            engine.optimizer.step()


def table() -> None:
    for name, config in (("hihello", HIHELLO), ("sentence", SENTENCE)):
        for cell in ("rnn", "lstm", "gru"):
            recorded, plain = (TorchEngine(config.replace(cell_type=cell)) for _ in range(2))
            ratio, _, step = side_by_side(lambda: recorded.advance(STEPS, range(STEPS)), lambda: bare(plain), 15)  # noqa: B023
            print(
                f"recorded / bare step, {name} {cell:10}{ratio:>10.3f}{'≤ 1.05':>12}   ({step / STEPS * 1e6:.0f} µs a bare step)"
            )
    for name, config, goal in (("hihello", HIHELLO, "≤ 10"), ("sentence", SENTENCE, "≤ 500")):
        run = cv.train(config)
        weights = run.flat_weights(run.keyframes)
        took = statistics.median(seconds(lambda: replay(config, weights, config.batch)) for _ in range(ROUNDS))  # noqa: B023
        print(f"replay, µs a keyframe, {name:15}{took / len(weights) * 1e6:>12.1f}{goal:>12}")
