"""The one pool of runs that all pages and visitors of this server share."""

import gc
import threading

import streamlit as st

from charviz.server import event_log
from charviz.server.malloc import share_arenas
from charviz.server.pool import Pool
from charviz.ui.shell.session_state import is_here

FIRST_PAINT = 1.5  # seconds that the first page has the processor for itself, before torch is loaded

pools: list[
    Pool
] = []  # that have been made; `shared_pool` would make one even where a server ends that nobody has visited


@st.cache_resource
def shared_pool() -> Pool:
    """The one pool of this server; its worker process loads torch while the first page is being looked at.

    Freezes loaded objects, because Streamlit runs a full garbage collection after every script run.
    """
    event_log.begin()
    share_arenas()
    runs = Pool()
    runs.runs.is_here = is_here
    pools.append(runs)
    warm_up = threading.Timer(FIRST_PAINT, runs.start)
    warm_up.daemon = True
    warm_up.start()
    gc.collect()
    gc.freeze()
    return runs
