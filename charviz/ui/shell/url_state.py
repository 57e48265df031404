"""The address is the save file: the run and the way the page is set, read once and written whenever they change."""

import re
from collections.abc import Callable, Mapping
from threading import Event
from typing import Any, NamedTuple
from urllib.parse import urlencode

import streamlit as st

from charviz.config import RunConfig, lanes
from charviz.config.query_string import by_url_key, current
from charviz.errors import ConfigError
from charviz.lessons.tour import STEPS, number_of
from charviz.text import corpora
from charviz.ui.shell import widget_sync, widgets
from charviz.ui.shell.locale import browser_language
from charviz.ui.shell.streamlit_internals import is_by_history, run_pages_by_app, takes_pages_for_apps

PACKETS = "/api/packets"  # where the player can pull by itself, see `http_routes`
ADDED = re.compile(rf"{corpora.UPLOAD}(?::|%(?:25)*3A)([0-9a-f]{{32}})")  # quoted once more for each fork around it
serving = Event()  # set while the server answers there


class Option(NamedTuple):
    """Something beside the run that an address tells: its name in the session's state, and its usual value.

    read: text -> value, ValueError where it is none; an option at its usual value needs no mention.
    """

    name: str
    read: Callable[[str], Any]
    default: Any


ASKING = ("false", "true", "stops")  # whether the player asks before it shows; and stops by itself to ask


def one_of(*values: str) -> Callable[[str], str]:
    """Reads one of these words."""
    return lambda text: values[values.index(text)]


def flag(text: str) -> bool:
    """Reads true or false."""
    return {"true": True, "false": False}[text]


OPTIONS = {
    "lang": Option("language", one_of("en", "ko"), None),
    "hide": Option("hide", str, ""),
    "view": Option("view", one_of("desk", "hall", "class"), "desk"),
    "ask": Option("ask", one_of(*ASKING), "false"),
    "every": Option("every", flag, True),
    "until": Option("until", flag, True),
    "beside": Option("beside", str, ""),  # as it is told; then runs, see `config.lanes`
    "tour": Option("tour", number_of, None),
}
NOT_OPTIONS = ("compare:of",)  # state to clear together with the options


def restore(more: Mapping[str, Option] | None = None) -> ConfigError | None:
    """Sets the state from the address when it is not one we wrote; returns what was wrong with it.

    more: what this page's address tells beside the run. An empty address on a page that was come to from another one
    changes nothing: the run is carried over.
    """
    _ensure_navigation_ran()
    query = {current(key): values for key, values in widget_sync.query().items()}
    is_known = widget_sync.is_known()
    is_carried = not is_known and "config" in st.session_state and widget_sync.is_carried()
    if not is_known and not is_carried and "tour" in query:
        query = _on_tour(query)
    for option in (more or {}).values():
        st.session_state.setdefault(option.name, st.session_state.get("options", {}).get(option.name, option.default))
    if is_known:
        return None
    if is_carried:
        _carry()
    problem = None if is_carried else _follow(query, more or {})
    widget_sync.arrived()  # last: a run that is interrupted before has not restored
    return problem


def _carry() -> None:
    """Sets all widgets to the run and the options that are: those of another page have lost their state."""
    set_config(st.session_state["config"])
    st.session_state.update(st.session_state.get("options", {}))


def _follow(query: dict[str, list[str]], more: Mapping[str, Option]) -> ConfigError | None:
    """Sets the state from an address; returns what was wrong with it."""
    for key, option in {**OPTIONS, **more}.items():
        if texts := query.pop(key, []):
            try:
                st.session_state[option.name] = option.read(texts[-1])
            except (ValueError, KeyError):
                st.session_state[option.name] = option.default
        elif option.default is not None:
            st.session_state[option.name] = option.default
    config, problem = _config(query)
    set_config(config)
    try:
        st.session_state["beside"] = lanes.read(st.session_state["beside"], config)
    except ConfigError as error:
        st.session_state["beside"], problem = "", problem or error
    st.session_state["lost"] = (
        {key: values[-1] for key, values in query.items()} if problem and missing_texts(query) else None
    )
    arrive()
    _arrive_at(config, is_told=bool(query) or st.session_state.get("tour") is not None)
    return problem


def _arrive_at(config: RunConfig, *, is_told: bool) -> None:
    """All pages speak of the run of an address; the live page trains it, unless Back leads to the run that is there."""
    if is_by_history():
        is_told = config != st.session_state.get("shown", RunConfig())
    is_live = st.session_state.get("page") == "live"
    st.session_state["from_link"] = is_told and is_live
    if is_told and not is_live:
        st.session_state["shown"] = config


def _on_tour(query: dict[str, list[str]]) -> dict[str, list[str]]:
    """Saves the state from before the tour; the number of a step alone determines everything the step sets on this page."""
    kept = st.session_state.setdefault("options", {})
    if st.session_state.get("tour") is None:
        st.session_state["before_tour"] = {name: st.session_state.get(name) for name in ("config", "shown")}
        st.session_state["before_tour"]["options"] = dict(kept)
    _forget_options()
    try:
        number = number_of(query["tour"][-1])
    except ValueError:
        return query
    st.session_state["tour_entered"] = not set(query) - set(OPTIONS)
    step = STEPS[number - 1]
    if not st.session_state["tour_entered"] or st.session_state.get("page") != step.page:
        return query
    place = step.after if number in st.session_state.get("tour:answers", {}) else step.before
    return {key: [value] for key, value in place.query.items()} | query


def leave_tour() -> None:
    """Puts back the run and the options that the person had before the tour; the language and the view stay."""
    before, kept = st.session_state.pop("before_tour", {}), st.session_state["options"]
    _forget_options()
    kept |= {name: value for name, value in before.get("options", {}).items() if name not in ("language", "view")}
    kept["tour"] = None
    st.session_state.update(kept)
    config = before.get("config") or RunConfig()
    set_config(config)
    st.session_state["shown"] = before.get("shown") or config
    arrive()


def _forget_options() -> None:
    """All that pages tell beside the run is as usual again."""
    kept, common = st.session_state["options"], {option.name for option in OPTIONS.values()}
    for name in (*(set(kept) - common), *NOT_OPTIONS):
        kept.pop(name, None)
        st.session_state.pop(name, None)


def arrive() -> None:
    """The person comes to another place, by a link or a click elsewhere: scenes begin there."""
    st.session_state["arrivals"] = st.session_state.get("arrivals", 0) + 1


def _ensure_navigation_ran() -> None:
    """Runs app.py, where Streamlit has run a page without it.

    If app.py has not been imported to be served, a new server treats `pages/` as a legacy multipage app until st.navigation
    has run once: the first page that a link names runs without app.py, and so do those of all who open one at the same
    moment. (If the pages were in subfolders, it would report that there is no such page.)
    """
    if takes_pages_for_apps() or "page" not in st.session_state:
        run_pages_by_app()
        st.rerun()


def set_config(config: RunConfig) -> None:
    """Puts a config into the widgets."""
    widgets.update({f"knob:{name}": getattr(config, name) for name in RunConfig.model_fields})
    st.session_state["config"] = config


def write(config: RunConfig, more: Mapping[str, Option] | None = None) -> None:
    """Makes the address tell this run and this page."""
    query, kept = {}, st.session_state.setdefault("options", {})
    for key, option in {**OPTIONS, **(more or {})}.items():
        usual = browser_language() if key == "lang" else option.default
        kept[option.name] = value = st.session_state.get(option.name, kept.get(option.name, usual))
        if value != usual and value is not None:
            query[key] = str(value).lower() if isinstance(value, bool) else str(value)
    if "beside" in query:
        query["beside"] = lanes.written(kept["beside"], config)
    query |= by_url_key(config.changed())
    widget_sync.send(query)


def is_enlarged() -> bool:
    """Whether all is to be large enough for the last row."""
    return st.session_state.get("view", "desk") != "desk"


def route() -> str | None:
    """Where the player can pull packets by itself; None where a host runs the pages alone."""
    return PACKETS if serving.is_set() else None


def missing_texts(query: Mapping[str, Any]) -> set[str]:
    """The texts that were uploaded, of which an address speaks (also inside a fork), and that are not here."""
    names = {f"{corpora.UPLOAD}:{name}" for name in ADDED.findall(str(query))}
    return {name for name in names if not corpora.is_here(name)}


def hidden_controls() -> set[str]:
    """The controls that the address asks to leave out, as `?hide=seed,layers`."""
    return {current(name.strip()) for name in str(st.session_state.get("hide") or "").split(",")} - {""}


def _config(query: dict[str, list[str]]) -> tuple[RunConfig, ConfigError | None]:
    """The config of the address; where a part of it is wrong, the rest of it, and what is wrong."""
    try:
        return RunConfig.from_url(urlencode(query, doseq=True)), None
    except ConfigError as error:
        good: dict[str, str] = {}
        for key, values in query.items():
            try:
                RunConfig.from_url({**good, key: values[-1]})
                good[key] = values[-1]
            except ConfigError:
                continue
        return RunConfig.from_url(good), error
