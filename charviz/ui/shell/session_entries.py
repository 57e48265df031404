"""The entries of a session's state: one value each, under a key of `st.session_state`, which nobody else touches."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

import streamlit as st

T = TypeVar("T")


class Entry(Generic[T]):
    """One value under a key, which is the attribute's name if not told; `default` until it is set."""

    def __init__(self, default: T, key: str = "") -> None:
        self.default, self.key = default, key

    def __set_name__(self, _owner: type, name: str) -> None:
        self.key = self.key or name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Entry) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    @overload
    def __get__(self, state: None, _owner: type) -> "Entry[T]": ...
    @overload
    def __get__(self, state: object, _owner: type) -> T: ...
    def __get__(self, state: object | None, _owner: type) -> "Entry[T] | T":
        return self if state is None else self.get()

    def __set__(self, _state: object, value: T) -> None:
        self.set(value)

    def is_set(self) -> bool:
        return self.key in st.session_state

    def get(self) -> T:
        return st.session_state.get(self.key, self.default)

    def set(self, value: T) -> None:
        st.session_state[self.key] = value

    def pop(self) -> T:
        """Its value, which is forgotten."""
        value = self.get()
        st.session_state.pop(self.key, None)
        return value


class Made(Entry[T]):
    """One that is made when it is first asked for, and is remembered from then on."""

    def __init__(self, make: Callable[[], T], key: str = "") -> None:
        self.make, self.key = make, key

    def get(self) -> T:
        try:
            return st.session_state[self.key]
        except KeyError:
            self.set(self.make())
            return self.get()


class Entries(Generic[T]):
    """One for each name; the name stands in the key."""

    def __init__(self, default: T, key: str) -> None:
        self.default, self.key = default, key

    def __getitem__(self, name: str | int) -> Entry[T]:
        return Entry(self.default, self.key.replace("{}", str(name)))


Values = dict[Entry[Any], Any]  # of several entries
