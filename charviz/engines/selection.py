"""Selects the engine of a config: the fastest for this network on this machine."""

from charviz.config import RunConfig
from charviz.engines.costs import GPU_CALLS, compiled_cost, fits_compiled
from charviz.engines.torch_engine import pick_device


def wants_compiled(config: RunConfig) -> bool:
    """Whether to use the compiled loops if they are installed: as configured, or because they are faster.

    A GPU computes nothing faster than it is called: `auto` leaves it what takes longer than that on the CPU.
    """
    if config.engine != "auto" or config.device == "cpu" or pick_device(config.device).type == "cpu":
        return fits_compiled(config)
    return config.device == "auto" and fits_compiled(config) and compiled_cost(config) <= GPU_CALLS
