"""A machine where nothing is compiled yet: `python -m benchmarks.fresh_machine`, about four minutes, on Linux.

Prints the seconds and the memory of a process that trains its first run; what the module takes for a step, against native code;
and how large the packages are.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib.metadata import files
from pathlib import Path

import charviz as cv
from benchmarks.nets import GRID, HIHELLO, net
from benchmarks.timing import side_by_side
from charviz.comparison import batches
from charviz.engines import module_engine
from charviz.engines.compiled_engine import CompiledEngine
from charviz.engines.module_engine import ModuleEngine
from charviz.engines.precompile import WHOLE, make_ready
from charviz.runs import training

ROUNDS = 3
CELLS = ("rnn", "lstm", "gru")
RUN = """
import sys
if {hidden}:
    sys.modules["wasmtime"] = None
import charviz as cv
cv.train(cv.RunConfig(device="cpu"))
print(next(int(line.split()[1]) / 1024 for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def first_run(cache: Path, *, hidden: bool = False) -> tuple[float, float, float]:
    """Seconds of a process that trains one run, those of computing (also of what it waits for), and its MB at most.

    hidden: as if wasmtime were not installed.
    """
    began, computed = time.perf_counter(), _computed()
    told = subprocess.run(
        [sys.executable, "-c", RUN.format(hidden=hidden)],
        env={**os.environ, "NUMBA_CACHE_DIR": str(cache)},
        capture_output=True,
        check=True,
    )
    return time.perf_counter() - began, _computed() - computed, float(told.stdout)


def _computed() -> float:
    """Seconds of computing of all processes that have been waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def first_runs() -> None:
    waited, at_once, compiled, until = [], [], [], []
    for _round in range(ROUNDS):
        with tempfile.TemporaryDirectory() as empty, tempfile.TemporaryDirectory() as other:
            waited.append(first_run(Path(empty), hidden=True))
            began = time.perf_counter()
            at_once.append(first_run(Path(other)))
            while not list(Path(other).glob(f"kernels-*/{WHOLE}")) or len(list(Path(other).iterdir())) > 1:
                time.sleep(0.1)
            until.append(time.perf_counter() - began)
            compiled.append(first_run(Path(other)))
    rows = {"nothing compiled, no wasmtime": waited, "nothing compiled": at_once, "machine code is there": compiled}
    for name, found in rows.items():
        seconds, computed, memory = (statistics.median(column) for column in zip(*found, strict=True))
        print(f"{name:38}{seconds:>9.2f} s   ({computed:.2f} s of computing, {memory:.0f} MB)")
    print(f"{'until the machine code is there':38}{statistics.median(until):>9.2f} s")


def steps() -> None:
    for size in GRID:
        for cell in CELLS:
            config = net(cell, *size)
            n = max(4, 4000 // size[0])
            module, native = ModuleEngine(config), CompiledEngine(config)
            ratio, slowly, fastly = side_by_side(partial(module.advance, n), partial(native.advance, n))
            print(
                f"{f'module / native, {size[0]} x {size[1]} {cell}':38}{ratio:>9.2f}×"
                f"   ({slowly / n * 1e6:.1f} against {fastly / n * 1e6:.1f} µs per step)"
            )


@contextmanager
def nothing_compiled() -> Iterator[None]:
    """In here the module trains all runs."""
    for place in (training, batches):
        place.is_ready = lambda: False
    try:
        yield
    finally:
        for place in (training, batches):
            place.is_ready = make_ready


def whole_runs() -> None:
    def in_the_module(work: partial) -> None:
        with nothing_compiled():
            work()

    configs = [HIHELLO.replace(cell_type=cell) for cell in (*CELLS, "memoryless")]
    for name, work in (
        ("hihello, 100 steps, whole run", partial(cv.train, HIHELLO)),
        ("compare, 64 seeds x 4 cells", partial(cv.compare, configs, range(64), 2)),
    ):
        ratio, slowly, fastly = side_by_side(partial(in_the_module, work), work)
        print(f"{name:38}{ratio:>9.2f}×   ({slowly * 1e3:.1f} against {fastly * 1e3:.1f} ms)")


def sizes() -> None:
    for name in ("wasmtime", "numba", "llvmlite", "torch"):
        size = sum(path.stat().st_size for file in files(name) or [] if (path := Path(file.locate())).is_file())
        print(f"{name:38}{size / 2**20:>9.0f} MB")


def main() -> None:
    make_ready()
    began = time.perf_counter()
    module_engine.is_here()
    print(f"{'wasmtime and the module are loaded in':38}{time.perf_counter() - began:>9.2f} s")
    first_runs()
    steps()
    whole_runs()
    sizes()


if __name__ == "__main__":
    main()
