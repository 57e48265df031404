"""The page Status: a few numbers about the pool, every two seconds."""

import time

import streamlit as st

from charviz.limits import LIMITS, MB
from charviz.ui.shell.locale import _
from charviz.ui.shell.session_state import state
from charviz.ui.shell.shared_pool import shared_pool

EVERY = 2.0  # seconds


@st.fragment(run_every=EVERY)
def picture() -> None:
    """The numbers; steps a second are counted since this person last looked."""
    facts, now = shared_pool().facts(), time.monotonic()
    before, at = state.status_before or (facts["records"], now - EVERY)
    state.status_before = facts["records"], now
    pace = max(0.0, facts["records"] - before) / max(now - at, 0.1)
    tiles: dict[str, float | str] = {
        _("people watching"): facts["watchers"],
        _("runs in memory"): facts["runs"],
        _("in training"): facts["training"],
        _("in the queue"): facts["queued"],
        _("paused"): facts["paused"],
        _("comparisons in training"): facts["comparisons"],
        _("steps per second"): f"{pace:,.0f}",
        _("MB of records for the players"): f"{facts['bytes'] / MB:.1f} / {LIMITS.pool}",
        _("worker restarts"): facts["restarts"],
        _("hours since start"): f"{facts['seconds'] / 3600:.1f}",
    }
    with st.container(horizontal=True, gap="medium", key="tiles"):
        for name, value in tiles.items():
            st.metric(name, value, border=True, width=190)
