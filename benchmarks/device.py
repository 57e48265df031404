"""What a GPU gives, in one call of less than eight minutes: `python -m benchmarks.device`; without a GPU the same on the CPU.

The tests that want a GPU; which engine is the fastest for a net, and which one `auto` takes; thousands of seeds, also one in each
thread of the GPU; and a large net against a bare loop of torch's, on a GPU as a CUDA graph too.
"""

import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

import torch
from torch import nn
from torch.nn import functional

import charviz as cv
from benchmarks.engines import many_seeds
from benchmarks.nets import GRID, HIHELLO, net
from charviz.engines.base import Engine
from charviz.engines.compiled_engine import CompiledEngine
from charviz.engines.costs import compiled_cost
from charviz.engines.gpu_runs import GpuRuns, gpu
from charviz.engines.selection import wants_gpu_runs
from charviz.engines.torch_engine import TorchEngine
from charviz.paths import ROOT
from charviz.runs.training import make_engine

CELLS = ("rnn", "lstm", "gru")
SEEDS = 1024, 4096  # of one comparison
SYMBOLS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,"  # as many as Shakespeare has: 65
LARGE = {"hidden_size": 512, "window": 128, "batch_size": 64}
SMALL = {"hidden_size": 64, "window": 32, "batch_size": 8}  # the same on a CPU, which would take seconds for a step
GOAL = 0.9  # of the steps per second of a bare loop as a CUDA graph
BUDGET = 0.3  # seconds for one figure, at least
ROUNDS = 5
STEPS = 10  # of this engine in one call


def main() -> None:
    began = time.perf_counter()
    print(
        f"torch {torch.__version__} on {torch.cuda.get_device_name() if torch.cuda.is_available() else 'the CPU only'}"
    )
    tests()
    choice()
    print("\nMany seeds")
    many_seeds()
    threads()
    large()
    print(f"\n{time.perf_counter() - began:.0f} s in all; goal: less than 480")


def tests() -> None:
    """The tests that want a GPU; without one they are skipped, and counted as such."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-m",
        "gpu",
        "-p",
        "no:cacheprovider",
        "-rs",
        "tests/engines",
        "tests/runs",
    ]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    print("\nTests that want a GPU\n" + "\n".join(told.stdout.strip().splitlines()[-20:]))


def choice() -> None:
    """A step in each engine, in microseconds; and the one that `auto` takes, by how much it is slower than the fastest."""
    gpu = torch.cuda.is_available()
    print(f"\n{'A step, µs':24}{'compiled':>10}{'torch':>10}{'GPU':>10}   auto")
    for size in GRID:
        for cell in CELLS:
            config = net(cell, *size)
            engines: list[Engine] = [CompiledEngine(config), TorchEngine(config)]
            engines += [TorchEngine(config.replace(device="cuda"))] if gpu else []
            n = max(4, 800 // size[0])
            times = [step_time(partial(engine.advance, n)) / n for engine in engines]
            taken = make_engine(config.replace(device="auto")).name
            mine = times[[engine.name for engine in engines].index(taken)]
            shown = "".join(f"{1e6 * took:>10.1f}" for took in times) + " " * (0 if gpu else 10)
            name = f"{size[0]} x {size[1]} {cell}"
            print(f"{name:24}{shown}   {taken}, {mine / min(times):.2f} of the fastest")


def threads() -> None:
    """Many seeds, one in each thread of the GPU, against the CPU's cores; and what a thread takes for a step against a core."""
    gpu().begin()
    gpu().thread.join()
    cores = os.cpu_count() or 1
    print(f"\n{'hihello, 100 steps, s':24}{f'{cores} cores':>10}{'GPU':>10}   auto")
    for cell in (*CELLS, "memoryless"):
        for count in SEEDS:
            config = HIHELLO.replace(cell_type=cell, device="auto")
            on_cores = step_time(partial(cv.compare, [config.replace(engine="compiled")], range(count)))
            row = f"{f'{cell}, {count:,} seeds':24}{on_cores:>10.3f}"
            if gpu().kernel is not None:
                took = step_time(partial(trained_on_gpu, config, count))
                slower = 1e6 * took / (config.steps * compiled_cost(config))
                taken = "GPU" if wants_gpu_runs(config, count) else "cores"
                row += (
                    f"{took:>10.3f}   {taken}; {on_cores / took:.2f} times as fast; a step {slower:.0f} times a core's"
                )
            print(row)


def trained_on_gpu(config: cv.RunConfig, count: int) -> None:
    runs = GpuRuns(config, range(count))
    while not runs.is_done:
        runs.advance(config.steps + 1)


def large() -> None:
    """A long text in windows: steps per second of this engine, of a bare loop, and of that as a CUDA graph."""
    gpu = torch.cuda.is_available()
    sizes, device = (LARGE, "cuda") if gpu else (SMALL, "cpu")
    config = windows(sizes, device)
    engine, bare = TorchEngine(config), BareLoop(sizes, device)
    rows = {
        engine.name: step_time(partial(engine.advance, STEPS)) / STEPS,
        "a bare loop": step_time(bare.step),
    }
    if gpu:
        rows["a bare loop as a CUDA graph"] = step_time(bare.captured())
    print(f"\nAn LSTM of {sizes['hidden_size']} units, {sizes['batch_size']} windows of {sizes['window']} characters")
    best = min(list(rows.values())[1:])
    for name, took in rows.items():
        print(f"{name:38}{1e3 * took:>8.2f} ms a step{best / took:>8.2f} of the bare loop's speed")
    print(f"goal for this engine: {GOAL} of the graph's speed")


def windows(sizes: dict[str, int], device: str) -> cv.RunConfig:
    """A run on a text of 65 symbols, which no machine has to fetch."""
    text = "".join(random.Random(0).choices(SYMBOLS, k=200_000))
    return cv.RunConfig(corpus=cv.add_text(text), cell_type="lstm", engine="torch", device=device, steps=200, **sizes)


class BareLoop:
    """The same net and optimizer as torch's tutorials write them, on one batch that is already there."""

    def __init__(self, sizes: dict[str, int], device: str) -> None:
        torch.manual_seed(0)
        shape = sizes["batch_size"], sizes["window"]
        self.inputs, self.targets = (torch.randint(len(SYMBOLS), shape, device=device) for _role in range(2))
        self.encoded = functional.one_hot(self.inputs, len(SYMBOLS)).float()
        self.rnn = nn.LSTM(len(SYMBOLS), sizes["hidden_size"], batch_first=True).to(device)
        self.head = nn.Linear(sizes["hidden_size"], len(SYMBOLS)).to(device)
        weights = [*self.rnn.parameters(), *self.head.parameters()]
        self.optimizer = torch.optim.Adam(weights, lr=0.002, fused=True, capturable=device == "cuda")
        self.device = device

    def step(self) -> None:
        self._train()
        if self.device == "cuda":
            torch.cuda.synchronize()

    def _train(self) -> None:
        self.optimizer.zero_grad()
        outputs = self.head(self.rnn(self.encoded)[0])
        functional.cross_entropy(outputs.flatten(0, 1), self.targets.flatten()).backward()
        self.optimizer.step()

    def captured(self) -> Callable[[], None]:
        """A step as a CUDA graph: warmed up on a side stream, as torch asks, then captured."""
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _step in range(3):
                self._train()
        torch.cuda.current_stream().wait_stream(side)
        self.optimizer.zero_grad()
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            self._train()

        def replay() -> None:
            graph.replay()
            torch.cuda.synchronize()

        return replay


def step_time(work: Callable[[], object]) -> float:
    """Seconds of a call: the median of ROUNDS, or of as many as BUDGET has time for."""
    work()  # loads what is loaded at first use
    took: list[float] = []
    while len(took) < ROUNDS or sum(took) < BUDGET:
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


if __name__ == "__main__":
    main()
