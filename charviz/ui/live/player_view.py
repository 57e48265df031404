"""The live page's picture: the player, and the packets that it pulls."""

import time
from typing import Any

import streamlit as st

from charviz.config import RunConfig
from charviz.config.lanes import MOST
from charviz.i18n import catalogue
from charviz.player import view_packet
from charviz.player.packets import chunk
from charviz.runs.milestones import PATIENCE
from charviz.server import qr_code
from charviz.ui.live import class_votes
from charviz.ui.live.lanes import titles
from charviz.ui.shell import component, session, url_state
from charviz.ui.shell.locale import language
from charviz.ui.shell.session_state import state
from charviz.ui.shell.shared_pool import shared_pool

NEWS_WAIT = 0.1  # seconds that a pull waits for records that are not there yet
FIRST_WAIT = 0.3  # seconds that a new run may take to send its first record along with its first picture
SETTLED = 0.03  # seconds in which a drawn page leaves for the browser
SPEED = 4  # steps a second, at first


def wait_for_flush() -> None:
    """Waits briefly at the end of a script run, so that queued elements are sent before the next pull replaces them.

    Streamlit drops the picture from its queue when it starts to answer a pull before the page has been sent; the browser
    would then remove the player, and put it back with the answer.
    """
    time.sleep(SETTLED)


@st.fragment
def picture(*, stale: bool) -> None:
    """The player, and the packets that it pulls; only this part runs again while a run is being watched."""
    component.mount("player", "player", _message(stale=stale), pull=session.hear_counts)


def _message(*, stale: bool) -> bytes:
    config = session.current_run()
    options = {
        "hide": sorted(url_state.hidden_controls()),
        "projector": url_state.is_enlarged(),
        "teacher_mode": state.view == "class",
        "ask": state.ask,
        "stale": stale,
        "takes": round(session.seconds(state.config)),  # seconds, what the settings now say
        "speed": SPEED,
        "autoplay": True,
        "start": state.start,
        "route": url_state.route(),
        "viewer": state.viewer,
        "in_browser": state.in_browser,
        "every": bool(state.every),
        "patience": PATIENCE if state.until else None,
        "qr": True,  # whether there is somebody to make a QR code
        "recorded": session.is_recorded(),
        "opened": session.opened_file() is not None,
        **state.tour_play,
    }
    known = state.pulled if state.pulled.get("run") == config.key else {}
    beside = session.companions()
    kept = [run.key for run in session.pinned_runs()]
    options |= {"kept": kept, "full": len(kept) >= MOST, "cells": session.compares_cells()}
    runs = session.lanes()
    lanes = list(zip(titles(runs), runs, strict=True))
    identity, view = view_packet.view(config, options, language(), lanes)
    has_it = known.get("view") == identity == state.view_sent  # it may have been told another one since
    state.view_sent = identity
    parts = [b"" if has_it else view, *_records(config, known)]
    parts += [*_companion_records(beside, known), _detail(config, known)]
    votes = class_votes.votes_chunk(config, known.get("vote_probabilities"), shared_pool().ask)
    return b"".join([*parts, votes, qr_code.qr_chunk(config.key, known.get("qr"))])


def _records(config: RunConfig, known: dict[str, Any]) -> list[bytes]:
    """The records that the browser lacks, and a status."""
    if not shared_pool().has(config.key, state.viewer):  # the first of all, or forgotten, where memory is short
        session.request(config)
    mine: dict[str, Any] = {"viewer": state.viewer, "catalogue": catalogue(language())}
    if shared_pool().is_deferred(config.key) and not known.get("lacks"):
        return [shared_pool().message_now(config.key, 0, **mine)]
    ghost = [shared_pool().message(config.origin[0].key, known.get("ghost", 0), **mine)] if config.origin else []
    wait = NEWS_WAIT if known else FIRST_WAIT
    if url_state.route() and not known and state.sent == config.key:
        known, wait = {"have": session.last_step() + 1}, 0.0  # the player comes for them by itself
    state.sent = config.key
    return [shared_pool().message(config.key, known.get("have", 0), wait, **mine), *ghost]


def _companion_records(others: list[RunConfig], known: dict[str, Any]) -> list[bytes]:
    """The records that the browser lacks of the runs beside the one in the picture."""
    if any(not shared_pool().has(other.key, state.viewer) for other in others):
        session.train_beside()
    had = known.get("beside")
    had = had if isinstance(had, dict) else {}
    counts = {key: count for key, count in had.items() if isinstance(count, int) and count >= 0}
    mine: dict[str, Any] = {"viewer": state.viewer, "catalogue": catalogue(language())}
    return [shared_pool().message(other.key, counts.get(other.key, 0), **mine) for other in others]


def _detail(config: RunConfig, known: dict[str, Any]) -> bytes:
    """The arithmetic of the unit that was clicked, asked of the worker."""
    if not (wanted := known.get("detail")):
        return b""
    try:
        at: dict[str, Any] = {name: int(wanted[name]) for name in ("step", "layer", "unit", "time")}
        answer, _arrays = shared_pool().ask(config, "unit_arithmetic", **at)
    except (KeyError, TypeError, ValueError, OverflowError, LookupError, TimeoutError):
        return b""
    at |= {"step": answer["step"], "part": str(wanted.get("part"))}
    return chunk({"kind": "detail", "run": config.key, "at": at, "lines": answer["lines"]})
