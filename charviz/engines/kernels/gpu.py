"""Many runs on a GPU: each of its threads trains one, by the same kernels; importing this loads numba's CUDA.

In every array the run is the last index: neighbouring threads, which do the same at the same time, read neighbouring numbers.
NVVM is told to fuse nothing, and says so in its PTX: every operation is rounded by itself (`.rn`), division and square root
too, and numbers below the ordinary ones stay (no `.ftz`). So a GPU's numbers are those of the CPU, by what IEEE 754 says.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from numba import cuda, typeof, types

from charviz.engines.kernels.base import FOLDER
from charviz.engines.kernels.plan import Record
from charviz.engines.kernels.runs import Runs, train_runs

THREADS = 32  # of a block: few, so that a thousand runs reach as many parts of the GPU as they can
# A product and a sum that are one operation, or may become one; what is rounded otherwise than on a CPU.
LAX = re.compile(rb"\bfma\.|\b(?:add|sub|mul|mad|div|rcp|sqrt)(?!\.rn)\.(?:\w+\.)*f(?:32|64)|\.ftz\.|\.approx\.")


def train_each(plan, init, forget_bias, batch, runs, place, work, scratch, record, most):
    """Trains `most` steps of every run from its place (2, R) on; the arguments of `train_runs`, each with a run behind."""
    r = cuda.grid(1)
    if r < runs.seeds.size:
        mine = Runs(
            runs.seeds[r : r + 1],
            runs.losses[:, r : r + 1].T,
            runs.right[:, r : r + 1].T,
            runs.predicted[:, r : r + 1].T,
            runs.ends[r : r + 1],
        )
        said = Record(record.losses, record.predicted[:, :, r], record.confidence[:, :, r], record.keep, record.kept)
        train_runs(plan, init, forget_bias, batch, mine, place[:, r], work[:, r], scratch[:, r], said, most)


def launcher(kernel: Callable) -> Callable:
    """A function of all arguments of `train_each` but the last, and of that, which has the GPU train."""

    def train(arguments, steps):
        blocks = -(-arguments.runs.seeds.size // THREADS)
        kernel[blocks, THREADS](*arguments, steps)

    return train


def compiled(arguments: tuple) -> Callable:
    """The kernel's launcher, compiled for such arguments, and kept on disk like the code for the CPU."""
    from numba.cuda.core import config

    config.CACHE_DIR = str(FOLDER)
    config.CUDA_LOW_OCCUPANCY_WARNINGS = 0  # a few runs leave most of a GPU idle, which is no fault
    kernel = cuda.jit(cache=True, lto=False)(train_each)
    train = launcher(kernel)
    with strict():
        train(arguments, 0)
    kernel.disable_compile()  # what would be compiled now would not be strict
    return train


def ptx(arguments: tuple, capability: tuple[int, int]) -> str:
    """What `compiled` compiles for a GPU, which need not be here; the arrays are on the host."""
    signature = types.void(*map(typeof, (*arguments, 0)))
    with strict():
        return cuda.compile(train_each, signature, device=False, abi="numba", cc=capability)[0]


@contextmanager
def strict() -> Iterator[None]:
    """Has NVVM fuse nothing, for which numba has no option, and RuntimeError where its PTX is not as strict as the kernels."""
    from numba.cuda.cudadrv import nvvm

    compile_ir = nvvm.compile_ir

    def compiled(code, **options):
        ptx = compile_ir(code, **options | {"fma": False})
        if lax := LAX.search(ptx):
            raise RuntimeError(f"NVVM's code is not strict: it has {lax[0].decode()}")
        return ptx

    nvvm.compile_ir = compiled
    try:
        yield
    finally:
        nvvm.compile_ir = compile_ir
