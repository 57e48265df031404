"""What a run depends on: its fields, what fits together, how a link tells it; presets and sweeps."""

from charviz.config.run_config import RunConfig

__all__ = ["RunConfig"]
