"""Our own components: plain ES modules under `assets/`, which the browser fetches once and keeps."""

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from charviz.server.packets import chunk
from charviz.ui import address, streamlit_internals
from charviz.ui.text import language

HOME = Path(__file__).parents[2]
FOLDERS = ("frame", "player", "scenes")


def mount(name: str, folder: str, data: Any, **triggers: Callable[[], Any]) -> None:
    """Draws `assets/<folder>/<name>.js` with the style sheet of the same name; data: a message of chunks, or an object.

    triggers: what the module reports with setTriggerValue(name, ...) -> what is called then; the value stands in
    st.session_state[name of the component][name of the trigger].
    """
    component = st.components.v2.component(_registered(name), js=f"{folder}/{name}.js", css=f"{folder}/{name}.css")
    component(key=name, data=data, **{f"on_{trigger}_change": call for trigger, call in triggers.items()})


def scene(
    name: str,
    facts: Mapping[str, Any],
    arrays: Mapping[str, Any],
    labels: Mapping[str, str],
    place: Mapping[str, Any] | None = None,
    more: bytes = b"",
    **triggers: Any,
) -> None:
    """Draws `assets/scenes/<name>.js`; its message is a chunk with all that it shows, and perhaps more chunks.

    place: where the person is to begin. It is told once for each of facts["run"] and each arrival at the page: afterwards
    the scene knows better, and a message that is the same to the byte need not travel again.
    """
    if place is not None:
        run = f"{facts['run']}:{st.session_state.get('arrivals', 0)}"
        told = st.session_state.get(f"told:{name}")
        if told is None or told["run"] != run:
            told = st.session_state[f"told:{name}"] = {**place, "run": run}
        facts = {**facts, **told}
    common = {"kind": name, "language": language(), "projector": address.enlarged()}
    mount(name, "scenes", chunk({**facts, **common, "labels": dict(labels)}, arrays) + more, **triggers)


def told(name: str, trigger: str) -> dict[str, Any]:
    """What a scene has told by a trigger; empty where it is no object."""
    value = st.session_state[name].get(trigger)
    return value if isinstance(value, dict) else {}


@cache
def version() -> str:
    """A hash of all modules: it is part of their address, so a browser keeps them until they change."""
    paths = sorted(path for folder in FOLDERS for path in (HOME / "assets" / folder).iterdir())
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:10]


def _registered(name: str) -> str:
    return streamlit_internals.register(f"{name}_{version()}", HOME, "assets")
