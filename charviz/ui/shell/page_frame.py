"""What every page has around it: the app's bar, the page's title, its language, its size."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from charviz.errors import UserError
from charviz.i18n import LANGUAGES, Message
from charviz.player import bundle
from charviz.ui.shell import builtin_labels, tour_bar, url_state, widgets
from charviz.ui.shell.locale import _, language, plain, translate
from charviz.ui.shell.session_entries import Entry
from charviz.ui.shell.session_state import State, state

T = TypeVar("T")

if TYPE_CHECKING:
    from charviz.ui.shell.streamlit_internals import DeltaGenerator

XSRF_COOKIE = "_streamlit_xsrf"  # without it the server takes no upload


def header(
    title: str,
    goal: str,
    save: Callable[[], None] | None = None,
    *,
    unseen: bool = False,
    about: Callable[[], None] | None = None,
) -> None:
    """The page's title and its goal in a sentence, and the app's bar over it.

    save: draws what can be taken away. unseen: the title is for screen readers alone, and leaves its place to the picture.
    about: draws what the page is about, at the right of the title.
    """
    st.html(f"<style>{bundle.style('chrome/page')}</style>")
    state.language = language()
    builtin_labels.install_translations()
    step = tour_bar.here()
    if step is not None:
        title, goal = tour_bar.heading(step)
    _bar(save)
    hidden = unseen and step is None
    with st.container(
        key="title-unseen" if hidden else "title", horizontal=True, vertical_alignment="bottom", gap="small"
    ):
        st.title(title, anchor=False)
        st.caption(goal)
        if about is not None:
            about()
    tour_bar.bar(step)


def row(name: str) -> "DeltaGenerator":
    """A page's controls in one compact row over its picture, as the live page's settings."""
    return st.container(key=f"row-{name}", horizontal=True, vertical_alignment="bottom", gap="small")


def examples(name: str, options: Iterable[T], words: Callable[[T], str], take: Callable[[T], None]) -> None:
    """What there is to begin with, in a menu of a row."""
    menu = State.menu[name]
    st.menu_button(
        _("Examples"),
        list(options),
        key=menu.key,
        on_click=lambda: take(menu.get()),
        icon=":material/list:",
        format_func=lambda option: plain(words(option)),
    )


def _bar(save: Callable[[], None] | None) -> None:
    """At the right of the menu, on every page: what can be saved, the size, the language."""
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small", wrap=False):
        if save is not None:
            save()
        if "view" not in url_state.hidden_controls():
            names = {"desk": _("Normal"), "hall": _("Large text"), "class": _("Present")}
            _choice(State.view, _("View"), state.view, names)
        if len(LANGUAGES) > 1 and "lang" not in url_state.hidden_controls():
            _choice(State.language, _("Language"), language(), LANGUAGES)


def _choice(entry: Entry[str] | Entry[str | None], title: str, value: str, names: Mapping[str, str]) -> None:
    more: dict[str, Any] = {
        "options": list(names),
        "format_func": names.get,
        "label_visibility": "collapsed",
        "required": True,
    }
    widgets.widget(st.segmented_control, entry, title, value, **more)


def complaint(problem: Message | UserError | None, about: str = "run") -> None:
    """What is wrong with what was typed or opened; it lies over the page, and the picture stays where it is.

    It can be closed, until something else is wrong. Its place is kept also while all is right: an element that comes or goes
    before a component makes Streamlit draw that anew.
    about: "run", "page" or "learn"; a page may have one about each at once.
    """
    place = st.empty()
    said, closed = str(problem or ""), State.closed[about]
    if closed.get() != said:
        closed.pop()
    if problem and not closed.is_set():
        with place.container(key=f"complaint-{about}"):
            st.error(plain(translate(problem)), icon=":material/error:")
            st.button(
                _("Close"), icon=":material/close:", on_click=closed.set, args=(said,), key=f"close-complaint-{about}"
            )


def uploads() -> None:
    """Says so where a file would be refused (403): in a frame of another site the browser keeps Streamlit's cookie back."""
    connected = bool(st.context.headers)  # a test's page has none
    if connected and st.get_option("server.enableXsrfProtection") and XSRF_COOKIE not in st.context.cookies:
        st.warning(_("This page is embedded in another site, where the browser blocks files. Open it on its own."))
        st.link_button(_("Open this page on its own"), st.context.url or "")
