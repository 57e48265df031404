"""The address is the save file: the run and the way the page is set, read once and written whenever they change."""

from urllib.parse import urlencode

import streamlit as st

from charviz.config import RunConfig, url_key
from charviz.errors import ConfigError
from charviz.ui.text import browser_language

# URL key -> its name in the session's state, the values it takes (None: any), and the one that needs no mention
OPTIONS = {
    "lang": ("language", ("en", "ko"), None),
    "hide": ("hide", None, ""),
    "view": ("view", ("desk", "hall"), "desk"),
    "every": ("every", ("true", "false"), "false"),
    "until": ("until", ("true", "false"), "true"),
}


def restore() -> str | None:
    """Sets the state from the address when it is not the one we wrote; returns what was wrong with it, in a sentence."""
    query = {key: st.query_params.get_all(key) for key in st.query_params}
    if query == st.session_state.get("written_query"):
        return None
    for key, (name, values, usual) in OPTIONS.items():
        value = query.pop(key, [usual])[-1]
        if value is not None:
            value = value if values is None or value in values else usual
            st.session_state[name] = {"true": True, "false": False}.get(value, value)
    config, problem = _config(query)
    set_config(config)
    st.session_state["from_link"] = bool(query)
    return problem


def set_config(config: RunConfig) -> None:
    """Puts a config into the widgets."""
    for name in RunConfig.model_fields:
        st.session_state[f"knob:{name}"] = getattr(config, name)


def write(config: RunConfig) -> None:
    """Makes the address tell this run and this page."""
    query = {}
    for key, (name, values, usual) in OPTIONS.items():
        usual = browser_language() if name == "language" else usual
        value = str(st.session_state.get(name, usual))
        value = value.lower() if values == ("true", "false") else value
        if value != str(usual):
            query[key] = value
    query |= {url_key(name): value for name, value in config.changed().items()}
    written = {key: [value] for key, value in query.items()}
    if {key: st.query_params.get_all(key) for key in st.query_params} != written:
        st.query_params.from_dict(query)
    st.session_state["written_query"] = written


def hidden() -> set[str]:
    """The controls that the address asks to leave out, as `?hide=seed,layers`."""
    return {name.strip() for name in str(st.session_state.get("hide") or "").split(",")} - {""}


def _config(query: dict[str, list[str]]) -> tuple[RunConfig, str | None]:
    """The config of the address; where a part of it is wrong, the rest of it, and a sentence about the part."""
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
        return RunConfig.from_url(good), str(error)
