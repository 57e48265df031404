"""The page All ideas: the search, the entries by theme with their links, the questions."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from charviz.i18n import fill
from charviz.lessons.ideas import ALL
from charviz.lessons.ideas.entry import KINDS, THEMES, Idea, Quiz
from charviz.lessons.ideas.links import Link
from charviz.ui.pages import idea_links
from charviz.ui.pages.run_page import choice
from charviz.ui.shell import page_frame
from charviz.ui.shell.locale import _, browser_language, language, plain
from charviz.ui.shell.session_state import State, state
from charviz.ui.shell.url_state import Option, one_of
from charviz.ui.shell.widgets import widget

OPTIONS = {
    "q": Option(State.ideas_find, str),
    "kind": Option(State.ideas_kind, one_of("all", *KINDS)),
}
SOURCES = {  # on which the lecture notes stand
    "Andrej Karpathy, The Unreasonable Effectiveness of Recurrent Neural Networks": "https://karpathy.github.io/2015/05/21/rnn-effectiveness/",
    "Stanford cs231n": "https://cs231n.github.io/rnn/",
    "Christopher Olah, Understanding LSTM Networks": "https://colah.github.io/posts/2015-08-Understanding-LSTMs/",
    "WildML, Recurrent Neural Networks Tutorial": "https://dennybritz.com/posts/wildml/recurrent-neural-networks-tutorial-part-1/",
}
STYLE = """
<style>
  .st-key-ideas ul { columns: 2 26rem; column-gap: 3rem; padding: 0 0 0 1.1rem; }
  .st-key-ideas li { break-inside: avoid; margin: 0 0 .7rem; }
  .st-key-ideas h2 { font-size: 1.15rem; padding: .6rem 0 .2rem; }
</style>
"""


def controls() -> list[Idea]:
    """The search; returns what it finds, in the list's order."""
    with page_frame.row("ideas"):
        words: dict[str, Any] = {"max_chars": 100, "width": 320, "placeholder": _("such as: forget gate, softmax, M7")}
        find = widget(st.text_input, State.ideas_find, _("Search"), state.ideas_find[:100], **words)
        kinds = {"all": _("all"), **{kind: _(title) for kind, title in KINDS.items()}}
        kind = choice(State.ideas_kind, _("Kind"), kinds, kinds.get, "all", visible=True)
    wanted = find.casefold().split()
    found = [idea for idea in ALL if kind in ("all", idea.kind) and all(word in _haystack(idea) for word in wanted)]
    st.caption(
        fill(
            _("{count} of {all} entries; a link opens the page that shows it. N0 to N4 are the lecture notes."),
            count=len(found),
            all=len(ALL),
        )
    )
    return found


def listing(found: list[Idea]) -> None:
    """The entries, by theme; a question where there is one. One piece of Markdown a theme: a hundred widgets are slow."""
    st.html(STYLE)
    with st.container(key="ideas"):
        for theme, title in THEMES.items():
            if entries := [idea for idea in found if idea.theme == theme]:
                st.header(_(title), anchor=False)
                st.markdown("\n".join(map(_entry, entries)))
                _quizzes(entries)


def sources() -> None:
    """Where to read more."""
    links = [f"[{plain(title)}]({address})" for title, address in SOURCES.items()]
    st.caption(_("Read more:") + " " + " · ".join(links))


def name(idea: Idea) -> str:
    """A short name to speak of it: 7, M7 (a mistake), S7 (a slip)."""
    return {"idea": "", "mistake": "M", "slip": "S"}[idea.kind] + str(idea.number)


def _entry(idea: Idea) -> str:
    so = f"**{plain(_(idea.so))}**"
    said = {"mistake": _("Common belief:"), "slip": _("In the notes:")}.get(idea.kind)
    text = f"{said} {plain(_(idea.said))}<br>{so}" if said else so
    text = text.replace("<br>", "  \n  ")
    where = " · ".join([name(idea), *([idea.notes] if idea.notes else [])])
    return f"- {text}  \n  :small[:gray[{where}] · {' · '.join(_links(idea.places))}]"


def _links(places: Iterable[Link]) -> Iterator[str]:
    """A link for each place, that says what is seen there."""
    spoken = {} if language() == browser_language() else {"lang": language()}
    for place in places:
        query = "&".join(filter(None, (place.query, urlencode(spoken))))
        yield f"[{plain(idea_links.title(place))}]({Link(place.page, query).address})"


def _quizzes(entries: list[Idea]) -> None:
    asked = [(name(idea), idea.quiz) for idea in entries if idea.quiz]
    for at in range(0, len(asked), 2):
        for column, question in zip(st.columns(2, gap="large"), asked[at : at + 2], strict=False):
            with column, st.container(border=True):
                _quiz(*question)


def _quiz(entry: str, quiz: Quiz) -> None:
    """A question; the answer is checked at once, and the reason told."""
    told = st.radio(
        f"{entry} · {plain(_(quiz.question))}",
        range(len(quiz.choices)),
        index=None,
        format_func=lambda choice: plain(_(quiz.choices[choice])),
        horizontal=True,
        key=f"quiz:{entry}",
    )
    if told is not None:
        right = told == quiz.answer
        show, icon = (st.success, ":material/check:") if right else (st.warning, ":material/close:")
        why = plain(_(quiz.why))
        show(why if right else fill(_("Not quite. {why}"), why=why), icon=icon)


def _haystack(idea: Idea) -> str:
    """All that can be searched for, in the session's language and in English."""
    texts = [idea.so, idea.said, THEMES[idea.theme], *(idea_links.TITLES[place.page] for place in idea.places)]
    texts += [idea.quiz.question] if idea.quiz else []
    more = " ".join(SOURCES) if "Karpathy" in idea.so else ""
    return " ".join([name(idea), idea.notes, *texts, *map(_, texts), more]).casefold()
