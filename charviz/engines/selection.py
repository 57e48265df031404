"""Selects the engine of a config: the fastest for this network on this machine."""

import os
from importlib.util import find_spec

from charviz.config import RunConfig
from charviz.engines.costs import GPU_CALLS, compiled_cost, fits_compiled, fits_gpu
from charviz.engines.torch_engine import pick_device


def wants_compiled(config: RunConfig) -> bool:
    """Whether to use the compiled loops if they are installed: as configured, or because they are faster.

    A GPU computes nothing faster than it is called: `auto` leaves it what takes longer than that on the CPU.
    """
    if config.engine != "auto" or config.device == "cpu" or pick_device(config.device).type == "cpu":
        return fits_compiled(config)
    return config.device == "auto" and fits_compiled(config) and compiled_cost(config) <= GPU_CALLS


def wants_gpu_runs(config: RunConfig, count: int) -> bool:
    """Whether to train so many runs of a config in the threads of a GPU, for it is here, and faster.

    Only nets that the compiled loops would train: they give the same bits. Where the device is "cuda", torch trains every run.
    """
    return (
        config.engine == "auto"
        and config.device == "auto"
        and fits_compiled(config)
        and compiled_cost(config) <= GPU_CALLS
        and fits_gpu(config, count, os.cpu_count() or 1)
        and pick_device("auto").type == "cuda"
        and find_spec("numba_cuda") is not None
    )
