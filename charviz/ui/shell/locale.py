"""The page's language: the browser's at first, the person's choice afterwards; words and messages in it."""

import streamlit as st

from charviz.errors import UserError
from charviz.i18n import LANGUAGES, Message, catalogue
from charviz.text.wording import translator
from charviz.ui.shell.session_state import state


def browser_language() -> str:
    """The browser's language where we speak it, else English."""
    wanted = (st.context.locale or "en")[:2]
    return wanted if wanted in LANGUAGES else "en"


def language() -> str:
    """The language of this session: chosen, else the link's (the menu is drawn before a page reads it), else the browser's."""
    wanted = state.language or st.query_params.get("lang")
    return wanted if wanted in LANGUAGES else browser_language()


def _(message: str) -> str:
    """The message in the session's language, said of words where the session's tokens are words."""
    return translator(catalogue(language()).gettext, state.config.tokenize)(message) if message else ""


def _n(one: str, many: str, count: int) -> str:
    """The form of a message for a count, in the session's language."""
    return catalogue(language()).ngettext(one, many, count)


def translate(what: Message | UserError) -> str:
    """A message, or what an error says, in the session's language."""
    message = what.message if isinstance(what, UserError) else what
    return message.render(catalogue(language()))


def plain(text: str) -> str:
    """Text as text: Streamlit reads labels as Markdown."""
    return "".join(f"\\{character}" if character in r"\`*_{}[]()<>#+-.!|~$:" else character for character in text)
