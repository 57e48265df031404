"""How likely the net finds the letters that a class has voted on."""

from collections.abc import Callable
from typing import Any

from charviz.config import RunConfig
from charviz.player.packets import chunk

MOST = 8  # letters that the player offers as answers


def votes_chunk(config: RunConfig, wanted: Any, ask: Callable[..., tuple[dict, dict]]) -> bytes:
    """The chunk `vote_probabilities` for a request {step, time, ids}; empty without a request or an answer."""
    try:
        at = {name: int(wanted[name]) for name in ("step", "time")}
        ids = [int(index) for index in wanted["ids"]][:MOST]
        times, letters = range(len(config.batch.flat(config.batch.inputs))), range(len(config.vocabulary))
        if at["step"] < 0 or at["time"] not in times or not set(ids) <= set(letters):
            return b""
        answer, _arrays = ask(config, "vote_probabilities", **at, ids=ids)
    except (KeyError, TypeError, ValueError, OverflowError, LookupError, TimeoutError):
        return b""
    return chunk(
        {
            "kind": "vote_probabilities",
            "run": config.key,
            "at": at,
            "ids": ids,
            "probabilities": answer["probabilities"],
        }
    )
