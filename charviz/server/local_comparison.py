"""A comparison that a browser trains by itself: what it must know beforehand, and the statistics of what it has found.

The browser counts and sorts, which has no rounding; the tests of significance are computed here, so that there is one of each.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from charviz.comparison.outcomes import drawn_steps
from charviz.comparison.results import NEVER, NOT_DONE, Results
from charviz.config import RunConfig
from charviz.engines.costs import compiled_cost
from charviz.nn.parameters import count
from charviz.player import view_packet
from charviz.player.packets import chunk

QUICK = 1e6  # microseconds that all runs take in the compiled loops here


def facts(configs: Sequence[RunConfig], seeds: Sequence[int], _: Callable[[str], str]) -> dict[str, Any] | None:
    """What a browser must know to train all runs; None where it cannot, or where they would take it long."""
    if len(seeds) * sum(config.steps * compiled_cost(config) for config in configs) > QUICK:
        return None
    runs = [view_packet.facts(config, _) for config in configs]
    if not all(run["training"] for run in runs):
        return None
    parameters = [count(config) for config in configs]
    return {"runs": runs, "points": drawn_steps(configs).tolist(), "parameters": parameters}


def verdict(key: str, configs: Sequence[RunConfig], seeds: Sequence[int], scores: object) -> bytes:
    """The chunk `verdict`: which config wins by these scores, as the chunk `comparison` has them; done: how many runs have one.

    Nothing where these are no scores of the comparison.
    """
    size, most = len(configs) * len(seeds), max(config.steps for config in configs)
    if not (isinstance(scores, list) and len(scores) == size and all(_is_score(score, most) for score in scores)):
        return b""
    found = Results.empty(configs, seeds)
    table = np.reshape(scores, found.seconds.shape)
    found.seconds[table != NOT_DONE] = 0
    found.steps_to_solve[:] = np.where(table >= 0, table, np.nan)
    told = found.verdict()
    return chunk({"kind": "verdict", "run": key, "done": int(found.done.sum()), "verdict": told and told.facts})


def _is_score(score: object, most: int) -> bool:
    return type(score) is int and min(NEVER, NOT_DONE) <= score <= most
