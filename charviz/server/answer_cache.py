"""A cache of answers: as many as fit; the least recently used are dropped first."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

import numpy as np

from charviz.player.packets import chunk, parse

Answer = tuple[dict[str, Any], dict[str, np.ndarray]]
ENTRY = 512  # bytes of overhead per answer, at most


class AnswerCache:
    """Answers by their questions, stored as chunks; safe to use from any thread.

    A header as a Python object would take many times the bytes of its JSON, and could be modified.
    """

    def __init__(self, limit: int) -> None:
        self.limit, self.size = limit, 0
        self.answers: OrderedDict[Hashable, bytes] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: Hashable, ask: Callable[[], Answer]) -> Answer:
        """Returns the cached answer, or calls `ask` and caches its answer."""
        with self.lock:
            if found := self.answers.get(key):
                self.answers.move_to_end(key)
        if found:
            return next(parse(found))
        header, arrays = ask()
        self._keep(key, chunk(header, arrays))
        return header, arrays

    def _keep(self, key: Hashable, answer: bytes) -> None:
        with self.lock:
            if key not in self.answers and _bytes(key, answer) <= self.limit:
                self.answers[key] = answer
                self.size += _bytes(key, answer)
            while self.size > self.limit:
                self.size -= _bytes(*self.answers.popitem(last=False))


def _bytes(key: Hashable, answer: bytes) -> int:
    return len(answer) + len(repr(key)) + ENTRY
