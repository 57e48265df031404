"""Things by name: whoever holds one keeps it; beside these the newest stay, as many as fit."""

import threading
from collections import OrderedDict
from typing import Generic, Protocol, TypeVar
from weakref import WeakValueDictionary


class Sized(Protocol):
    """Something that knows how many bytes it takes."""

    @property
    def size(self) -> int: ...


T = TypeVar("T", bound=Sized)


class Shelf(Generic[T]):
    """limit: bytes of unreferenced texts that are kept; the least recently used is dropped first. Safe to use from any thread."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.living: WeakValueDictionary[str, T] = WeakValueDictionary()
        self.newest: OrderedDict[str, T] = OrderedDict()
        self.lock = threading.RLock()

    def know(self, name: str, thing: T) -> T:
        """Takes a thing as long as somebody holds it, and returns the one that is known by its name from now on."""
        with self.lock:
            return self.living.setdefault(name, thing)

    def put(self, name: str, thing: T) -> T:
        """The same; it is the newest of those that stay."""
        with self.lock:
            thing = self.newest[name] = self.know(name, thing)
            self.newest.move_to_end(name)
            left = self.limit - sum(kept.size for kept in self.newest.values())
            while left < 0:
                _name, oldest = self.newest.popitem(last=False)
                left += oldest.size
            return thing

    def take(self, name: str) -> T | None:
        """The thing of a name; None where it is gone."""
        with self.lock:
            if name in self.newest:
                self.newest.move_to_end(name)
            return self.living.get(name)

    def fits(self) -> bool:
        """Whether all referenced texts fit into the limit; unreferenced ones are dropped until they do, if that helps."""
        with self.lock:
            while self.size > self.limit and self.newest:
                self.newest.popitem(last=False)
            return self.size <= self.limit

    @property
    def size(self) -> int:
        """Bytes of all things that live."""
        return sum(thing.size for thing in list(self.living.values()))
