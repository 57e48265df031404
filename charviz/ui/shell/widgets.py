"""Widgets are views: the session's state holds a value, a widget shows it, and a person's touch changes it.

With every request the browser tells what all its widgets say, also those that have not heard of what we have set meanwhile:
our answer is still on its way, or they lie in a popover that is closed. So a value that we set is shown by another widget,
under another key; and an older one is heard only when it says what it has not said before: then somebody has touched it.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import streamlit as st

from charviz.ui.shell.session_entries import Entry, Values
from charviz.ui.shell.session_state import state

T = TypeVar("T")
WIDGETS_PER_ENTRY = 8  # widgets of one value that are still heard: the older ones have long left the browser


def widget(
    draw: Callable[..., Any],
    entry: Entry[T] | Entry[T | None],
    title: str,
    value: T,
    then: Callable[[], None] | None = None,
    **more: Any,
) -> T:
    """Draws a widget with a value and remembers that value; returns it.

    draw: Streamlit's function. then: called when a person has changed the value. more: what `draw` takes beside its value.
    """
    said = state.said.setdefault(entry, {})
    if not said or list(said.values())[-1] != value:
        said[_new_key(entry)] = value
        for old in list(said)[:-WIDGETS_PER_ENTRY]:
            del said[old]
    state.then[entry] = then
    entry.set(value)
    draw(title, key=list(said)[-1], on_change=hear, **_at(draw, value, more), **more)
    return value


def put(entry: Entry[T], value: T) -> None:
    """Sets a value; what a person has done to widgets before comes first, and does not change it again."""
    update({entry: value})


def update(values: Values) -> None:
    """Sets several values."""
    hear()
    state.update(values)


def hear() -> None:
    """Takes over what persons have done to widgets; Streamlit calls the callbacks of one request in no order of ours."""
    for entry, said in state.said.items():
        for key, before in said.items():
            if (now := Entry(before, key).get()) != before:
                said[key] = now
                entry.set(now)
                if then := state.then.get(entry):
                    then()


def _new_key(entry: Entry[Any]) -> str:
    """A key that no widget has had, not even in a session before a server's restart, whose widgets a browser may still have."""
    state.widgets += 1
    return f"{entry.key}~{state.widgets}"


def _at(draw: Callable[..., Any], value: Any, more: Mapping[str, Any]) -> dict[str, Any]:
    """The argument that sets a widget to a value."""
    if draw is st.selectbox:
        return {"index": list(more["options"]).index(value)}
    return {"default" if draw in (st.pills, st.segmented_control) else "value": value}
