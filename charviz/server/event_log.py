"""Log lines that a program can read: an event and its facts, as `charviz run_finished run=72ca steps=100`; never a text."""

import logging
import sys

log = logging.getLogger("charviz")


def note(event: str, **facts: object) -> None:
    """Writes one line; a fact that is a number is rounded, one that is none is left out."""
    told = (f"{name}={_short(fact)}" for name, fact in facts.items() if fact is not None)
    log.info("charviz %s %s", event, " ".join(told))


def begin() -> None:
    """Sends the lines to standard error, where a host collects them."""
    if not log.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%dT%H:%M:%S"))
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        log.propagate = False


def _short(fact: object) -> str:
    return f"{fact:.4g}" if isinstance(fact, float) else str(fact)
