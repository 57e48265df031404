"""Our own components: plain ES modules under `assets/`, which the browser fetches once and keeps, see `module_files.py`."""

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import streamlit as st

from charviz.paths import ASSETS
from charviz.player.packets import chunk
from charviz.ui.shell import streamlit_internals, url_state
from charviz.ui.shell.locale import language
from charviz.ui.shell.session_state import State, state

FOLDERS = ("shared", "engine", "chrome", "player", "scenes")


Callback = Callable[[dict[str, Any]], Any]  # called with what the browser says; empty where that is no object


def mount(name: str, folder: str, data: Any, pull: Callback | None = None, **acts: Callback) -> None:
    """Draws `assets/<folder>/<name>.js` with the style sheet of the same name; data: a message of chunks, or an object.

    pull: called when the module asks for more, by the trigger of this name; of two that come at once the newer counts.
    acts: what a person does there -> what is called then; none is lost, see `acts.js`.
    """
    component = st.components.v2.component(_registered(name), js=f"{folder}/{name}.js", css=f"{folder}/{name}.css")
    heard = State.heard[name]

    def hear() -> None:
        for act in _acts(name):
            if act["n"] > heard.get() and (call := acts.get(act["name"])):
                heard.set(act["n"])
                call(_object(act.get("value")))

    def asked() -> None:
        if pull:
            pull(_object(_trigger_value(name, "pull")))

    component(key=name, data=data, on_pull_change=asked if pull else None, on_acts_change=hear if acts else None)
    if not heard.is_set():  # what comes with the first drawing was done in a session that is gone
        heard.set(max((act["n"] for act in _acts(name)), default=0))


def scene(
    name: str,
    facts: Mapping[str, Any],
    arrays: Mapping[str, Any],
    labels: Mapping[str, str],
    place: Mapping[str, Any] | None = None,
    more: bytes = b"",
    pull: Callback | None = None,
    **acts: Callback,
) -> None:
    """Draws `assets/scenes/<name>.js`; its message is a chunk with all that it shows, and perhaps more chunks.

    place: where the person is to begin. It is told once for each of facts["run"] and each arrival at the page: afterwards
    the scene knows better, and a message that is the same to the byte need not travel again.
    """
    if place is not None:
        run = f"{facts['run']}:{state.arrivals}"
        told = State.told[name].get()
        if told is None or told["run"] != run:
            told = {**place, "run": run}
            State.told[name].set(told)
        facts = {**facts, **told}
    common = {"kind": name, "language": language(), "projector": url_state.is_enlarged()}
    mount(name, "scenes", chunk({**facts, **common, "labels": dict(labels)}, arrays) + more, pull, **acts)


@cache
def version() -> str:
    """A hash of all modules: it is part of their address, so a browser keeps them until they change."""
    paths = sorted(path for folder in FOLDERS for path in (ASSETS / folder).iterdir())
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:10]


def address(entry: str) -> str:
    """Where the files of `player/player` are, below the app's address and without their endings."""
    return f"{streamlit_internals.COMPONENTS}charviz.{_versioned(entry.rpartition('/')[2])}/{entry}"


def _acts(name: str) -> list[dict[str, Any]]:
    """What a component has told of late that has a number and a name."""
    acts = _trigger_value(name, "acts")
    acts = [_object(act) for act in acts] if isinstance(acts, list) else []
    return [act for act in acts if isinstance(act.get("n"), int) and isinstance(act.get("name"), str)]


def _trigger_value(name: str, what: str) -> Any:
    """What a component has told; None where it has just left the page."""
    said = State.component[name].get()
    return None if said is None else said.get(what)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _registered(name: str) -> str:
    return streamlit_internals.register(_versioned(name), ASSETS.parent, ASSETS.name)


def _versioned(name: str) -> str:
    return f"{name}_{version()}"
