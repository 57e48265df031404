"""Arrays of a long run: which of many rows to take, many dimensions seen in two, and rows that grow."""

from collections.abc import Callable, Iterator, Sequence
from typing import overload

import numpy as np

SPARE = 4  # one in so many rows is room for more


def evenly(count: int, most: int) -> np.ndarray:
    """At most so many of the places 0 to count - 1, the first and the last among them."""
    return np.unique(np.linspace(0, count - 1, min(most, count)).round().astype(int))


def changes(rows: np.ndarray) -> np.ndarray:
    """The places at which a row (N,) differs from the one before; of any rows 0 is the first."""
    return np.flatnonzero(np.append(True, (rows[1:] != rows[:-1]).any(axis=1))[: len(rows)])


def project_to_plane(points: np.ndarray, fitted_on: np.ndarray) -> tuple[np.ndarray, float]:
    """Points (..., D) -> (..., 2), along the two principal axes of `fitted_on` (N, D), and the share of variance there.

    An axis points to where its largest component is positive, so that the same numbers give the same picture.
    """
    mean = fitted_on.mean(axis=0)
    _u, sizes, axes = np.linalg.svd(fitted_on - mean, full_matrices=False)
    axes = axes[:2]
    axes = axes * np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])[:, None]
    flat = (points - mean) @ axes.T
    if flat.shape[-1] == 1:  # a single dimension
        flat = np.concatenate([flat, np.zeros_like(flat)], axis=-1)
    return flat, float((sizes[:2] ** 2).sum() / max((sizes**2).sum(), 1e-30))


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

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> list[str]: ...

    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return list(map(self._decode, self._rows[place]))
        return self._decode(self._rows[place])

    def __iter__(self) -> Iterator[str]:
        return map(self._decode, self._rows)

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, list | Texts) else NotImplemented

    def __repr__(self) -> str:
        return repr(list(self))
