"""Machine-readable log lines, an event and its facts: `charviz run_finished run=72ca steps=100`; never a user's text."""

import logging
import sys

log = logging.getLogger("charviz")


def note(event: str, **facts: object) -> None:
    """Writes one line. Floats are rounded, facts that are None are left out."""
    pairs = (f"{name}={_short(fact)}" for name, fact in facts.items() if fact is not None)
    log.info("charviz %s %s", event, " ".join(pairs))


def begin() -> None:
    """Writes the lines to standard error, where hosts collect them."""
    if not log.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%dT%H:%M:%S"))
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        log.propagate = False


def _short(fact: object) -> str:
    return f"{fact:.4g}" if isinstance(fact, float) else str(fact)
