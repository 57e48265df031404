"""The browser learns late of what we write: what it tells until then is old, and not the person's wish.

Two clicks in quick succession, or a text that is left by a click elsewhere, make two requests. When the second leaves the
browser before the answer to the first has come, it brings the address and all widgets as they were before.
"""

import time
from typing import Any, NamedTuple

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

LONGEST = 3.0  # seconds after which a value counts as chosen again, also where the address has not moved

Query = dict[str, list[str]]


class Echo(NamedTuple):
    """A widget's value that we have replaced, as the browser at this address still has it."""

    old: Any
    new: Any
    query: Query
    time: float


def query() -> Query:
    """The browser's address, as it was when it asked."""
    return {key: st.query_params.get_all(key) for key in st.query_params}


def is_known() -> bool:
    """Whether the browser is where it was when it last asked, or where we have sent it since; not if by Back or Forward."""
    sent, here = st.session_state.get("addresses", []), _here(query())
    if here not in sent or _by_history():
        return False
    del sent[: sent.index(here)]  # it has left these behind
    return True


def is_carried() -> bool:
    """Whether the person has clicked on a page in the menu: its address says nothing, or only what the last page's said."""
    page, address = st.session_state.get("addresses", [_here({})])[-1]
    if page == st.session_state.get("page"):
        return not query() and not _by_history()
    return query() in ({}, address)


def arrived() -> None:
    """All that the browser's address says has been taken over, and the widgets are drawn anew."""
    st.session_state.update(addresses=[_here(query())], echoes={})


def send(wanted: dict[str, str]) -> None:
    """Sends the browser to an address of this page, unless it is there."""
    here, there = _here(query()), _here({key: [value] for key, value in wanted.items()})
    sent = st.session_state.setdefault("addresses", [])
    if sent[-1:] == [there] == [here]:
        return
    sent.append(there)  # first: this run may be interrupted when it has been sent
    st.query_params.from_dict(wanted)


def forget() -> None:
    """The address will be read again, whoever wrote it."""
    st.session_state.pop("addresses", None)


def put(key: str, value: Any) -> None:
    """Sets a widget's value."""
    if key in st.session_state:
        echo = Echo(st.session_state[key], value, query(), time.monotonic())
        st.session_state.setdefault("echoes", {})[key] = echo
    st.session_state[key] = value


def is_echo(key: str) -> bool:
    """Whether a widget only says again what it said before we set it."""
    echo = st.session_state.get("echoes", {}).get(key)
    return echo is not None and _lasts(echo) and st.session_state.get(key) == echo.old


def mend() -> None:
    """Sets again what only echoes; and what the person chose meanwhile, for the browser will yet hear of the value that we set."""
    echoes = {key: echo for key, echo in st.session_state.get("echoes", {}).items() if _lasts(echo)}
    st.session_state["echoes"] = echoes
    for key, echo in echoes.items():
        if st.session_state.get(key, echo.new) != echo.new:
            put(key, echo.new if is_echo(key) else st.session_state[key])


def _lasts(echo: Echo) -> bool:
    return echo.query == query() and time.monotonic() - echo.time < LONGEST


def _by_history() -> bool:
    return get_script_run_ctx().is_history_navigation


def _here(address: Query) -> tuple[str | None, Query]:
    return st.session_state.get("page"), address
