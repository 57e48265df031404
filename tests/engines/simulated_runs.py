"""Runs as the kernel for a GPU trains them, in CUDA's simulator: `python -m tests.engines.simulated_runs`, in a process of its own.

The simulator interprets the kernels in Python. It prints for each config what its runs say, as JSON that keeps every bit.
"""

import json
from functools import partial
from itertools import cycle
from types import SimpleNamespace

import numpy as np

import charviz as cv

SEEDS = [3, 2**32 - 1, 4]
LINES = {"text": "ab\nabc\nba", "sequences": "lines"}
CONFIGS = [
    cv.RunConfig(**{"text": "abcab", "hidden_size": 4, "steps": 3} | more)
    for more in (
        {"cell_type": "rnn", "optimizer": "rmsprop", "num_layers": 2},
        {"cell_type": "lstm", "clip_norm": 0.1, "forget_bias": 1.0},
        {"cell_type": "gru", "loss": "mse", "optimizer": "sgd", "init": "glorot"},
        {"cell_type": "memoryless", "encoding": "embedding", "embedding_size": 3},
        {"cell_type": "rnn", "head": "none", "hidden_size": 3},
        {"cell_type": "lstm", **LINES},
    )
]
DIVERGING = cv.RunConfig(text="abcab", cell_type="memoryless", optimizer="sgd", learning_rate=10, loss="mse", steps=120)


def said(config: cv.RunConfig, kind: type, pieces: list[int]) -> list[str]:
    """What the runs say, every bit of it, after so many steps at a time, again and again."""
    runs = kind(config, SEEDS)
    for piece in cycle(pieces):
        if runs.is_done:
            return [array.tobytes().hex() for array in (runs.losses, runs.accuracies, runs.predicted, runs.runs.ends)]
        runs.advance(piece)
    raise AssertionError


def main() -> None:
    """Prints what the runs say: each chunk two of the three seeds, in pieces that do not divide a run."""
    from numba import cuda

    from charviz.engines import gpu_runs
    from charviz.engines.kernels import gpu, optimizers

    optimizers.math = SimpleNamespace(
        sqrt=np.sqrt
    )  # compiled, the root of a float32 is a float32; Python's is a float64
    gpu_runs.gpu().begin = lambda: None
    gpu_runs.gpu().kernel = gpu.launcher(cuda.jit(gpu.train_each))
    for config in [*CONFIGS, DIVERGING]:
        bytes_of_two = 2 * gpu_runs.run_bytes(gpu_runs.CompiledRuns(config, SEEDS)) / gpu_runs.SHARE
        memory = SimpleNamespace(get_memory_info=partial(SimpleNamespace, free=bytes_of_two))
        cuda.current_context = lambda memory=memory: memory
        print(json.dumps(said(config, gpu_runs.GpuRuns, [2])))


if __name__ == "__main__":
    main()
