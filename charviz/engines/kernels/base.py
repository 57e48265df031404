"""The compiled loops: what `cells`, autograd and torch's losses and optimizers do, as machine code for small nets.

`cells` is `nn/cells.py` and its derivatives, `optimizers` losses and optimizers, `matrices` sums and products of
matrices, `elementary` exp, log, sigmoid and tanh, `draws` torch's random numbers, `layout` where each number lies, `plan` what
they are told; `train_loop` puts them together, and `module` is the one entry that WebAssembly has. All arrays are padded with
zeros to whole vectors of the processor: a unit of the padding has weights, state and gradient zero, and keeps them. Positions
are in time-major order, as in torch's PackedSequence: those of time 0 first, longest sequence first, so that the sequences that
go on from time t to t + 1 are the first rows of t.

Every kernel releases the GIL and is cached on disk, in FOLDER. Importing this raises ImportError without numba, and
OSError where no such folder could be made. See `engines.precompile`, which fills it.
"""

import hashlib
import platform
from collections.abc import Callable
from pathlib import Path

import llvmlite.binding
import numba
import numpy
from numba.extending import intrinsic

from charviz.engines.kernels.cache_home import cache_home

HOME = Path(__file__).parent


def _cache_folder() -> Path:
    """In the home of machine code, a folder for this very code, where it lies, versions and processor.

    numba by itself looks at the file of one function, and so would miss a change in what that function calls. It looks for
    the code of a file under that file's path: what was compiled for a copy elsewhere would be compiled again, beside it.
    """
    code = b"".join(path.read_bytes() for path in sorted(HOME.glob("*.py")))
    host = llvmlite.binding.get_host_cpu_name(), llvmlite.binding.get_host_cpu_features().flatten()
    processor = *host, numba.config.CPU_NAME, numba.config.CPU_FEATURES  # of another one, where the user says so
    versions = numba.__version__, llvmlite.__version__, numpy.__version__, platform.python_version()
    name = "kernels-" + hashlib.sha256(code + repr((str(HOME), processor, versions)).encode()).hexdigest()[:16]
    return cache_home() / name


FOLDER = _cache_folder()
numba.config.CACHE_DIR = str(FOLDER)

# Arithmetic is strict: what is written is what every processor computes, in the order in which it is written. So native code and
# WebAssembly give the same bits everywhere. Sums over a row are written in LANES partial sums, which makes them vector code.
kernel = numba.njit(cache=True, nogil=True, error_model="numpy")


def written_in_code(spoken: Callable) -> Callable:
    """Declares an instruction that Python does not have: the compilers take the decorated code, an interpreter takes `spoken`.

    The kernels are interpreted where NUMBA_DISABLE_JIT is set, as in CUDA's simulator.
    """
    return lambda code: spoken if numba.config.DISABLE_JIT else intrinsic(code)
