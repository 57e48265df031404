"""The page's languages: gettext catalogues, the browser's language at first, the person's choice afterwards."""

import gettext
from functools import cache
from pathlib import Path

import streamlit as st

LOCALES = Path(__file__).parents[2] / "assets" / "locale"
NAMES = {"en": "English", "ko": "한국어"}
LANGUAGES = {code: name for code, name in NAMES.items() if code == "en" or (LOCALES / code).is_dir()}


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("charviz", LOCALES, [language], fallback=True)


def browser_language() -> str:
    """The browser's language where we speak it, else English."""
    wanted = (st.context.locale or "en")[:2]
    return wanted if wanted in LANGUAGES else "en"


def language() -> str:
    """The language of this session: chosen, or the browser's."""
    wanted = st.session_state.get("language")
    return wanted if wanted in LANGUAGES else browser_language()


def _(message: str) -> str:
    """The message in the session's language."""
    return _catalogue(language()).gettext(message) if message else ""


def plain(text: str) -> str:
    """Text as text: Streamlit reads labels as Markdown."""
    return "".join(f"\\{character}" if character in r"\`*_{}[]()<>#+-.!|~$:" else character for character in text)
