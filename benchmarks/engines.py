"""The compiled loops against torch, and against the loop that a student writes in numpy: how many times as fast."""

import statistics
import time
from functools import partial

import charviz as cv
from benchmarks.nets import GRID, HIHELLO, net
from benchmarks.plain_numpy import PlainRNN
from benchmarks.timing import ROUNDS, seconds, side_by_side
from charviz.engines.compiled_engine import CompiledEngine
from charviz.engines.torch_engine import TorchEngine
from charviz.runs.training import train_all

CORES = 2
GOALS = {(6, 5, 5): (50, 50, 50), (15, 10, 10): (15, 15, 15), (49, 35, 34): (10, 5, 10)}  # rnn, lstm, gru
SEEDS, CELLS = range(64), ("rnn", "lstm", "gru", "memoryless")
MANY, GOAL = range(1024), 2.0  # seeds of each cell, and seconds in which they should be trained on two cores


def row(name: str, ratio: float, goal: float, slow: float, fast: float, unit: str = "µs per step") -> None:
    scale = {"µs per step": 1e6, "ms": 1e3}[unit]
    print(f"{name:38}{ratio:>9.1f}×{f'≥ {goal:g}':>11}   ({slow * scale:.1f} against {fast * scale:.1f} {unit})")


def table() -> None:
    for size in GRID:
        for place, cell in enumerate(("rnn", "lstm", "gru")):
            config = net(cell, *size)
            n = max(4, 800 // size[0])
            slow, fast = TorchEngine(config), CompiledEngine(config)
            ratio, slowly, fastly = side_by_side(partial(slow.advance, n), partial(fast.advance, n))
            times, hidden, _ = size
            row(
                f"torch / compiled, {times} x {hidden} {cell}",
                ratio,
                GOALS.get(size, [0.9] * 3)[place],
                slowly / n,
                fastly / n,
            )
    for size, n in ((GRID[0], 100), (GRID[2], 20)):
        config = net("rnn", *size)
        ratio, slowly, fastly = side_by_side(
            partial(PlainRNN(config).train, n), partial(CompiledEngine(config).advance, n)
        )
        row(f"plain numpy / compiled, {size[0]} x {size[1]} rnn", ratio, 1, slowly / n, fastly / n)
    for cell in ("rnn", "lstm", "gru"):
        slow, fast = (HIHELLO.replace(cell_type=cell, engine=engine) for engine in ("torch", "compiled"))
        ratio, slowly, fastly = side_by_side(partial(cv.train, slow), partial(cv.train, fast))
        row(f"hihello, 100 steps, whole run, {cell}", ratio, 1, slowly, fastly, "ms")
    slow, fast = (
        [HIHELLO.replace(cell_type=cell, seed=seed, engine=engine) for cell in CELLS for seed in SEEDS]
        for engine in ("torch", "compiled")
    )
    ratio, slowly, fastly = side_by_side(lambda: list(map(cv.train, slow)), lambda: list(train_all(fast)), 1)
    row("hihello, 64 seeds x 4 cells", ratio, 1, slowly, fastly, "ms")
    many_seeds()


def many_seeds() -> None:
    """A comparison, whose runs are trained in one call for many, against the same runs one by one on as many cores."""
    configs = [HIHELLO.replace(cell_type=cell, engine="compiled") for cell in CELLS]
    singly = [config.replace(seed=seed) for config in configs for seed in SEEDS]
    ratio, slowly, fastly = side_by_side(
        lambda: list(train_all(singly, CORES)), partial(cv.compare, configs, SEEDS, CORES)
    )
    row("one by one / compare, 64 seeds x 4", ratio, 1, slowly, fastly, "ms")
    computed = time.process_time()
    took = statistics.median(seconds(partial(cv.compare, configs, MANY, CORES)) for _round in range(ROUNDS))
    each = (time.process_time() - computed) / ROUNDS / CORES
    name = f"compare, {len(MANY):,} seeds x {len(CELLS)} cells"
    print(f"{name:38}{took:>9.2f}s{f'≤ {GOAL:g} s':>11}   ({each:.2f} s of computing on each of {CORES} cores)")
