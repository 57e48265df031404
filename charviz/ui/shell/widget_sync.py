"""Tells a stale URL from user input: until our update reaches the browser, it keeps sending the old one.

Two clicks in quick succession, or a text that is left by a click elsewhere, make two requests. When the second leaves the
browser before the answer to the first has arrived, it carries the previous URL. (`widgets` handles widget values.)
"""

import streamlit as st

from charviz.ui.shell.session_state import Address, State, state
from charviz.ui.shell.streamlit_internals import is_by_history

Query = dict[str, list[str]]


def query() -> Query:
    """The browser's address, as it was when it asked."""
    return {key: st.query_params.get_all(key) for key in st.query_params}


def is_known() -> bool:
    """Whether the browser is where it was when it last asked, or where we have sent it since; not if by Back or Forward."""
    sent, here = state.addresses, _here(query())
    if here not in sent or is_by_history():
        return False
    del sent[: sent.index(here)]  # it has left these behind
    return True


def is_carried() -> bool:
    """Whether the person has clicked on a page in the menu: its address says nothing, or only what the last page's said."""
    if is_by_history():
        return False
    page, address = (state.addresses or [_here({})])[-1]
    return query() == {} or (page != state.page and query() == address)


def remember_address() -> None:
    """The state has been updated from the browser's URL, and the widgets are drawn again."""
    state.addresses = [_here(query())]


def send(wanted: dict[str, str]) -> None:
    """Sends the browser to an address of this page, unless it is there."""
    here, there = _here(query()), _here({key: [value] for key, value in wanted.items()})
    if state.addresses[-1:] == [there] == [here]:
        return
    state.addresses.append(there)  # first: this run may be interrupted when it has been sent
    st.query_params.from_dict(wanted)


def forget() -> None:
    """The address will be read again, whoever wrote it."""
    State.addresses.pop()


def _here(query: Query) -> Address:
    return state.page, query
