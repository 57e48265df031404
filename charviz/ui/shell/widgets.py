"""Widgets are views: the session's state holds a value under its name, a widget shows it, and a person's touch changes it.

With every request the browser tells what all its widgets say, also those that have not heard of what we have set meanwhile:
our answer is still on its way, or they lie in a popover that is closed. So a value that we set is shown by another widget,
under another key; and an older one is heard only when it says what it has not said before: then somebody has touched it.
"""

import random
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import streamlit as st

T = TypeVar("T")
WIDGETS_PER_NAME = 8  # widgets of one name that are still heard: the older ones have long left the browser


def widget(
    draw: Callable[..., Any], name: str, title: str, value: T, then: Callable[[], None] | None = None, **more: Any
) -> T:
    """Draws a widget with a value and stores that value in `st.session_state[name]`; returns it.

    draw: Streamlit's function. then: called when a person has changed the value. more: what `draw` takes beside its value.
    """
    said = _said(name)
    if not said or list(said.values())[-1] != value:
        said[_new_key(name)] = value
        for old in list(said)[:-WIDGETS_PER_NAME]:
            del said[old]
    st.session_state.setdefault("then", {})[name] = then
    st.session_state[name] = value
    draw(title, key=list(said)[-1], on_change=hear, **_at(draw, value, more), **more)
    return value


def put(name: str, value: Any) -> None:
    """Sets a value; what a person has done to widgets before comes first, and does not change it again."""
    update({name: value})


def update(values: Mapping[str, Any]) -> None:
    """Sets several values."""
    hear()
    st.session_state.update(values)


def hear() -> None:
    """Takes over what persons have done to widgets; Streamlit calls the callbacks of one request in no order of ours."""
    for name, said in st.session_state.get("said", {}).items():
        for key, before in said.items():
            if (now := st.session_state.get(key, before)) != before:
                said[key] = st.session_state[name] = now
                if then := st.session_state["then"].get(name):
                    then()


def _said(name: str) -> dict[str, Any]:
    """What each widget of this name has said last: key -> value; the last one is what is seen, unless it is under way."""
    return st.session_state.setdefault("said", {}).setdefault(name, {})


def _new_key(name: str) -> str:
    """A key that no widget has had, not even in a session before a server's restart, whose widgets a browser may still have."""
    number = st.session_state.get("widgets", random.randrange(1 << 40)) + 1
    st.session_state["widgets"] = number
    return f"{name}~{number}"


def _at(draw: Callable[..., Any], value: Any, more: Mapping[str, Any]) -> dict[str, Any]:
    """The argument that sets a widget to a value."""
    if draw is st.selectbox:
        return {"index": list(more["options"]).index(value)}
    return {"default" if draw in (st.pills, st.segmented_control) else "value": value}
