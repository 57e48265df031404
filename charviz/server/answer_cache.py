"""Answers that may be asked for again: as many as fit, the longest unused go first."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

import numpy as np

from charviz.server.packets import chunk, parse

Answer = tuple[dict[str, Any], dict[str, np.ndarray]]
ENTRY = 512  # bytes that an answer takes here beside its own and its key's, at most


class AnswerCache:
    """Answers by what was asked, as the chunks in which they came; safe to use from any thread.

    A header as Python has it would take many times the bytes of its JSON, and could be written into.
    """

    def __init__(self, limit: int) -> None:
        self.limit, self.size = limit, 0
        self.answers: OrderedDict[Hashable, bytes] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: Hashable, ask: Callable[[], Answer]) -> Answer:
        """The answer that is kept, else the one that asking gives."""
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
