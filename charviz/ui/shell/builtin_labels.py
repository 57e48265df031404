"""What Streamlit and Plotly say by themselves, in English alone: the browser puts the page's language in its place."""

import streamlit as st

from charviz.config import RunConfig
from charviz.config.fields import ranges, url_key
from charviz.i18n import LANGUAGES, N_, catalogue
from charviz.ui.shell import component, player_actions, session
from charviz.ui.shell.locale import _, language
from charviz.ui.shell.session_state import state
from charviz.version import __version__

WORDS = (
    N_("App pages"),
    N_("Skip to main content"),
    N_("Copy to clipboard"),
    N_("Help for {label}"),
    N_("Increment"),
    N_("Decrement"),
    N_("Open"),
    N_("Clear value"),
    N_("Choose an option"),
    N_("No results"),
    N_("Press Enter to apply"),
    N_("Press Ctrl+Enter to apply"),
    N_("Press ⌘+Enter to apply"),
    N_("Upload"),
    N_("Drag and drop a file here"),
    N_("{size} per file"),
    N_("Fullscreen"),
    N_("Close fullscreen"),
    N_("Draw again"),
    N_("Shortcut {key}"),
    N_("Download plot as a PNG"),
    N_("Download plot"),
    N_("Zoom"),
    N_("Pan"),
    N_("Zoom in"),
    N_("Zoom out"),
    N_("Autoscale"),
    N_("Reset axes"),
)
NAMELESS = {"casino icon": "Draw again"}  # what it calls a button that has nothing but an icon
# A change of these in the address is a step of the browser's history:
RUN = [*(url_key(name) for name in RunConfig.model_fields), "beside"]


def _notices() -> dict[str, str]:
    """What the browser says about the page as a whole, where it finds that it has to."""
    return {
        "new_version": _("This server has been updated, but this page is still the old version."),
        "reload": _("Reload"),
        "later": _("Later"),
        "old_browser": _(
            "This browser is too old for some pictures: Safari 16.4, Firefox 121 or Chrome 110 show them all."
        ),
        "dismiss": _("Close"),
    }


def _served() -> str:
    """What a browser has loaded of us and of Streamlit: another text after an upgrade of either."""
    return f"{__version__} {component.version()} {st.__version__}"


def install_translations() -> None:
    """Tells the browser the page's language and the words in it, and what the server serves now."""
    mine, others = language(), [code for code in LANGUAGES if code != language()]
    words = {catalogue(code).gettext(word): catalogue(mine).gettext(word) for code in others for word in WORDS}
    words |= {called: catalogue(mine).gettext(word) for called, word in NAMELESS.items()}
    told = {
        "language": mine,
        "words": words,
        "run": RUN,
        "notices": _notices(),
        "version": _served(),
        "numbers": ranges(),
        "skip": _("Skip to the player") if state.page == "live" else None,
    }
    acts: dict[str, component.Callback] = {"back": lambda _told: None, "ended": session.hear_end}
    component.mount("chrome", "chrome", told, action=player_actions.on_action, **acts)
