"""Answers that may be asked for again: as many as fit, the longest unused go first."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from typing import Any

import numpy as np

Answer = tuple[dict[str, Any], dict[str, np.ndarray]]


class Kept:
    """Answers by what was asked; safe to use from any thread. They are shared: nobody may write into them."""

    def __init__(self, limit: int) -> None:
        self.limit, self.size = limit, 0
        self.answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: Hashable, ask: Callable[[], Answer]) -> Answer:
        """The answer that is kept, else the one that asking gives."""
        with self.lock:
            if key in self.answers:
                self.answers.move_to_end(key)
                return self.answers[key]
        header, arrays = ask()
        with self.lock:
            if key not in self.answers and _bytes(arrays) <= self.limit:
                self.answers[key] = header, arrays
                self.size += _bytes(arrays)
            while self.size > self.limit:
                _key, (_header, oldest) = self.answers.popitem(last=False)
                self.size -= _bytes(oldest)
        return header, arrays


def _bytes(arrays: Mapping[str, np.ndarray]) -> int:
    return 2048 + sum(array.nbytes for array in arrays.values())  # and what its header takes, about
