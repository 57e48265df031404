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
from charviz.ui.shell.session_entries import Entry
from charviz.ui.shell.session_state import BeforeTour, State, state
from charviz.ui.shell.streamlit_internals import is_by_history, run_pages_by_app, takes_pages_for_apps

PACKETS = "/api/packets"  # where the player can pull by itself, see `http_routes`
ADDED = re.compile(rf"{corpora.UPLOAD}(?::|%(?:25)*3A)([0-9a-f]{{32}})")  # quoted once more for each fork around it
serving = Event()  # set while the server answers there


class Option(NamedTuple):
    """Something beside the run that an address tells, and where it is remembered; at its default it needs no mention.

    read: text -> value, ValueError where it is none.
    """

    entry: Entry[Any]
    read: Callable[[str], Any]


ASKING = ("false", "true", "stops")  # whether the player asks before it shows; and stops by itself to ask


def one_of(*values: str) -> Callable[[str], str]:
    """Reads one of these words."""
    return lambda text: values[values.index(text)]


def flag(text: str) -> bool:
    """Reads true or false."""
    return {"true": True, "false": False}[text]


OPTIONS = {
    "lang": Option(State.language, one_of("en", "ko")),
    "hide": Option(State.hide, str),
    "view": Option(State.view, one_of("desk", "hall", "class")),
    "ask": Option(State.ask, one_of(*ASKING)),
    "every": Option(State.every, flag),
    "until": Option(State.until, flag),
    "in_browser": Option(State.in_browser, flag),
    "beside": Option(State.beside, str),  # as it is told; then runs, see `config.lanes`
    "tour": Option(State.tour, number_of),
}
NOT_OPTIONS = {State.compare_of}  # state to clear together with the options


def restore(more: Mapping[str, Option] | None = None) -> ConfigError | None:
    """Sets the state from the address when it is not one we wrote; returns what was wrong with it.

    more: what this page's address tells beside the run. An empty address on a page that was come to from another one
    changes nothing: the run is carried over.
    """
    _ensure_navigation_ran()
    query = {current(key): values for key, values in widget_sync.query().items()}
    is_known = widget_sync.is_known()
    is_carried = not is_known and State.config.is_set() and widget_sync.is_carried()
    if not is_known and not is_carried and "tour" in query:
        query = _on_tour(query)
    for entry, _read in (more or {}).values():
        if not entry.is_set():
            entry.set(state.options.get(entry, entry.default))
    if is_known:
        return None
    if is_carried:
        _carry()
    problem = None if is_carried else _follow(query, more or {})
    widget_sync.remember_address()  # last: a run that is interrupted before has not restored
    return problem


def _carry() -> None:
    """Sets all widgets to the run and the options that are: those of another page have lost their state."""
    set_config(state.config)
    state.update(state.options)


def _follow(query: dict[str, list[str]], more: Mapping[str, Option]) -> ConfigError | None:
    """Sets the state from an address; returns what was wrong with it."""
    for key, (entry, read) in {**OPTIONS, **more}.items():
        if texts := query.pop(key, []):
            try:
                entry.set(read(texts[-1]))
            except (ValueError, KeyError):
                entry.set(entry.default)
        elif entry.default is not None:
            entry.set(entry.default)
    config, problem = _config(query)
    set_config(config)
    try:
        state.beside = lanes.read(str(state.beside), config)
    except ConfigError as error:
        state.beside, problem = "", problem or error
    is_lost = problem and missing_texts(query)
    state.lost = {key: values[-1] for key, values in query.items()} if is_lost else None
    arrive()
    _arrive_at(config, is_told=bool(query) or state.tour is not None)
    return problem


def _arrive_at(config: RunConfig, *, is_told: bool) -> None:
    """All pages speak of the run of an address; the live page trains it, unless Back leads to the run that is there."""
    if is_by_history():
        is_told = config != (state.shown or RunConfig())
    is_live = state.page == "live"
    state.from_link = is_told and is_live
    if is_told and not is_live:
        state.shown = config


def _on_tour(query: dict[str, list[str]]) -> dict[str, list[str]]:
    """Saves the state from before the tour; the number of a step alone determines everything the step sets on this page."""
    if state.tour is None:
        state.before_tour = BeforeTour(state.config, state.shown, dict(state.options))
    _forget_options()
    try:
        number = number_of(query["tour"][-1])
    except ValueError:
        return query
    state.tour_entered = not set(query) - set(OPTIONS)
    step = STEPS[number - 1]
    if not state.tour_entered or state.page != step.page:
        return query
    place = step.after if number in state.tour_answers else step.before
    return {key: [value] for key, value in place.query.items()} | query


def leave_tour() -> None:
    """Puts back the run and the options that the person had before the tour; the language and the view stay."""
    before, stay = State.before_tour.pop(), (State.language, State.view)
    _forget_options()
    state.options.update({entry: value for entry, value in before.options.items() if entry not in stay})
    state.options[State.tour] = None
    state.update(state.options)
    set_config(before.config)
    state.shown = before.shown or before.config
    arrive()


def _forget_options() -> None:
    """All that pages tell beside the run is as usual again."""
    common = {option.entry for option in OPTIONS.values()}
    for entry in state.options.keys() - common | NOT_OPTIONS:
        state.options.pop(entry, None)
        entry.pop()


def arrive() -> None:
    """The person comes to another place, by a link or a click elsewhere: scenes begin there."""
    state.arrivals += 1


def _ensure_navigation_ran() -> None:
    """Runs app.py, where Streamlit has run a page without it.

    If app.py has not been imported to be served, a new server treats `pages/` as a legacy multipage app until st.navigation
    has run once: the first page that a link names runs without app.py, and so do those of all who open one at the same
    moment. (If the pages were in subfolders, it would report that there is no such page.)
    """
    if takes_pages_for_apps() or state.page is None:
        run_pages_by_app()
        st.rerun()


def set_config(config: RunConfig) -> None:
    """Puts a config into the widgets."""
    widgets.update({entry: getattr(config, name) for name, entry in State.setting.items()})
    state.config = config


def write(config: RunConfig, more: Mapping[str, Option] | None = None) -> None:
    """Makes the address tell this run and this page."""
    query = {}
    for key, (entry, _read) in {**OPTIONS, **(more or {})}.items():
        usual = browser_language() if key == "lang" else entry.default
        state.options[entry] = value = entry.get()
        if value != usual and value is not None:
            query[key] = str(value).lower() if isinstance(value, bool) else str(value)
    if "beside" in query:
        query["beside"] = lanes.written(state.beside, config)
    query |= by_url_key(config.changed())
    widget_sync.send(query)


def is_enlarged() -> bool:
    """Whether all is to be large enough for the last row."""
    return state.view != "desk"


def route() -> str | None:
    """Where the player can pull packets by itself; None where a host runs the pages alone."""
    return PACKETS if serving.is_set() else None


def missing_texts(query: Mapping[str, Any]) -> set[str]:
    """The texts that were uploaded, of which an address speaks (also inside a fork), and that are not here."""
    names = {f"{corpora.UPLOAD}:{name}" for name in ADDED.findall(str(query))}
    return {name for name in names if not corpora.is_here(name)}


def hidden_controls() -> set[str]:
    """The controls that the address asks to leave out, as `?hide=seed,layers`."""
    return {current(name.strip()) for name in state.hide.split(",")} - {""}


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
