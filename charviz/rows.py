"""What grows: rows that are added at the end at a constant cost each, and texts that are decoded when they are looked at."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

SPARE = 4  # one in so many rows is room for more


class Rows:
    """An array (S, ...) that grows along its first axis. now: the rows that there are, a view that is never written again."""

    def __init__(self, now: np.ndarray) -> None:
        self._room, self._count = now, len(now)

    @property
    def now(self) -> np.ndarray:
        return self._room[: self._count]

    def append(self, more: np.ndarray) -> None:
        """Adds rows; a copy goes on without them."""
        end = self._count + len(more)
        if end > len(self._room):
            room = np.empty((end + end // SPARE, *self._room.shape[1:]), self._room.dtype)
            room[: self._count] = self.now
            self._room = room
        self._room[self._count : end] = more
        self._count = end

    def __len__(self) -> int:
        return self._count

    def __copy__(self) -> "Rows":
        return Rows(self.now)

    @property
    def nbytes(self) -> int:
        """With the room for more."""
        return self._room.nbytes


class Texts(Sequence[str]):
    """Rows of ids as texts: a list of strings, but that each is decoded when it is asked for."""

    def __init__(self, rows: np.ndarray, decode: Callable[[np.ndarray], str]) -> None:
        self._rows, self._decode = rows, decode

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: int | slice) -> "str | list[str]":
        if isinstance(place, slice):
            return list(map(self._decode, self._rows[place]))
        return self._decode(self._rows[place])

    def __iter__(self) -> Iterator[str]:
        return map(self._decode, self._rows)

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, list | Texts) else NotImplemented

    __hash__ = None

    def __repr__(self) -> str:
        return repr(list(self))
