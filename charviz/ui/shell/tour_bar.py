"""The guided tour on the pages: which step a person is at, and the bar that tells and asks."""

from typing import Any

import streamlit as st

from charviz.i18n import N_, fill
from charviz.lessons.tour import STEPS, Link, Step
from charviz.ui.shell import session, url_state, widget_sync
from charviz.ui.shell.locale import _
from charviz.ui.shell.session_state import State, state

LIVE = "pages/live.py"
WAYS_ON = {
    "ideas": (N_("All ideas"), ":material/lightbulb:"),
    "notes": (N_("The notes"), ":material/menu_book:"),
    "compare": (N_("Compare"), ":material/compare_arrows:"),
}
STYLE = """
<style>
  .st-key-tour { padding: .4rem .8rem .3rem; border-radius: .5rem; background: color-mix(in srgb, currentColor 5%, transparent); }
  .st-key-tour p { margin: 0; font-size: 14.5px; line-height: 1.35; word-break: keep-all; }
  .st-key-tour button { min-height: 1.9rem; padding: 0 .6rem; }
  .st-key-tour [data-testid=stMarkdownContainer] { margin-bottom: 0; }
  .st-key-tour, .st-key-tour [data-testid=stVerticalBlock] { gap: .3rem; }
  .st-key-tour-ways { row-gap: 0; }
  .st-key-tour-ways > :first-child { flex: 1; }
  .st-key-tour-dots { gap: 0; flex-wrap: nowrap; }
  .st-key-tour-dots a { min-width: 1.9rem; min-height: 1.9rem; justify-content: center; padding: 0; background: none; }
  .st-key-tour-dots > :nth-child(NUMBER) a { font-weight: 700; box-shadow: inset 0 -3px currentColor; border-radius: 0; }
  MORE
  @media (max-width: 640px) {
    .st-key-tour { padding: .5rem; }
    .st-key-tour [data-testid=stHorizontalBlock] { row-gap: .4rem; }
    .st-key-tour-ways > :first-child { flex: 1 0 100%; }
    ANSWERED
  }
</style>
"""
WITHOUT_CONTROLS = """
  [data-testid=stLayoutWrapper]:has(> .st-key-settings, > .st-key-row-memory, > .st-key-row-compare, > .st-key-which-run) {
    display: none;
  }
"""
WAYS_ABOVE = """
  @media (min-width: 1240px) {
    .block-container > [data-testid=stVerticalBlock] { gap: .1rem; }
    .st-key-tour { position: relative; }
    .st-key-tour-ways { position: absolute; right: 0; bottom: calc(100% - 1px); width: auto; gap: .3rem; }
    .st-key-tour-ways :is(button, a) { min-height: 1.6rem; min-width: 1.6rem; }
    [data-testid=stLayoutWrapper]:has(> .st-key-which-run) { display: none; }
  }
"""  # in the line of the title, and the picture begins so much higher
OVERVIEW = """
<style>
  .st-key-tour-list [data-testid=stVerticalBlock]:has(> [data-testid=stLayoutWrapper]) { gap: 1.6rem; }
  .st-key-tour-list [data-testid=stPageLink] p { font-size: 1.1rem; }
  .st-key-tour-list [data-testid=stCaptionContainer] p { font-size: 1rem; padding-left: 2rem; }
</style>
"""
HALL = ".st-key-tour p { font-size: 1.35rem; } .st-key-tour button { min-height: 3rem; }"
ANSWERED = ".st-key-tour [data-testid=stColumn]:first-child { display: none; }"  # where there is little room


def here() -> int | None:
    """The number of the step that the person is at, where this is its page; None in no tour, or beside it."""
    number = state.tour
    return number if number and STEPS[number - 1].page == state.page else None


def heading(number: int) -> tuple[str, str]:
    """Shown instead of the page's own title and goal."""
    words = fill(_("Guided tour, step {number} of {all}"), number=number, all=len(STEPS))
    return f"{number} · {_(STEPS[number - 1].title)}", words


def bar(number: int | None) -> None:
    """The step's text, question and answer, and the ways to the others; on another page, the way back."""
    if wanted := State.tour_to.pop():
        st.switch_page(page(wanted), query_params=query(wanted))
    if State.tour_left.pop():
        st.switch_page(LIVE)
    state.tour_play, by_link = _play(number), State.tour_entered.pop()
    if number is not None:
        st.html(_style(number))
        with st.container(key="tour"):
            setup, asked = st.columns([4, 7], gap="medium")
            with setup:
                st.markdown(_(STEPS[number - 1].setup))
            with asked:
                _question(number)
            _ways(number)
    elif (number := state.tour) and state.page != "tour":
        if by_link:  # to a step, under another page
            st.switch_page(page(number), query_params=query(number))
        with st.container(key="tour-beside", horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(_("You have left the tour's page."), width="content")
            words = fill(_("Back to step {number}"), number=number)
            st.page_link(page(number), label=words, icon=":material/school:", query_params=query(number))
            _leave()


def _style(number: int) -> str:
    answered = ANSWERED if number in state.tour_answers else ""
    controls = "" if _with_controls(number) else WITHOUT_CONTROLS
    size = HALL + answered if state.view == "hall" else WAYS_ABOVE
    return STYLE.replace("NUMBER", str(number)).replace("MORE", controls + size).replace("ANSWERED", answered)


def overview() -> None:
    """All steps with what each is for, in two columns."""
    st.html(OVERVIEW)
    half = -(-len(STEPS) // 2)
    with st.container(key="tour-list"):
        for column, first in zip(st.columns(2, gap="large"), (1, half + 1), strict=True):
            with column:
                for number in range(first, min(first + half, len(STEPS) + 1)):
                    step = STEPS[number - 1]
                    icon = ":material/check_circle:" if number in state.tour_answers else ":material/circle:"
                    label = f"**{number} · {_(step.title)}**"
                    with st.container(gap=None):
                        st.page_link(page(number), label=label, icon=icon, query_params=query(number))
                        st.caption(_(step.goal))


def page(number: int) -> str:
    """The file of a step's page."""
    return f"pages/{STEPS[number - 1].page}.py"


def query(number: int) -> dict[str, str]:
    """The address of a step, in this language and view."""
    common = {"lang": state.language, "view": state.view}
    return {"tour": str(number)} | {key: value for key, value in common.items() if value and value != "desk"}


def go(number: int) -> None:
    """Opens a step's page, from a callback."""
    state.tour_to = number


def link(number: int) -> Link:
    """What a step's page is to show now."""
    step = STEPS[number - 1]
    return step.after if number in state.tour_answers else step.before


def _question(number: int) -> None:
    """The question; once it has been answered, what came, and why."""
    step = STEPS[number - 1]
    if number in state.tour_answers:
        _explanation(step, state.tour_answers[number])
        return
    st.markdown(f"**{_(step.question)}**")
    with st.container(horizontal=True, gap="small", key="tour-choices"):
        for at, choice in enumerate(step.choices):
            st.button(_(choice), on_click=_answer, args=(number, at), shortcut=str(at + 1), key=f"tour:choice:{at}")
        skip: dict[str, Any] = {"type": "tertiary", "shortcut": "S", "key": "tour:skip"}
        st.button(_("Just show me"), on_click=_answer, args=(number, None), **skip)


def _explanation(step: Step, chosen: int | None) -> None:
    said = ""
    if chosen is not None:
        right = chosen == step.right
        words = _("{icon} **Right: {answer}.**") if right else _("{icon} **Your answer: {said}. Correct: {answer}.**")
        icon = ":material/check:" if right else ":material/close:"
        said = fill(words, icon=icon, said=_(step.choices[chosen]), answer=_(step.choices[step.right])) + " "
    with st.container(key="tour-explanation"):
        st.markdown(said + _(step.explanation))


def _ways(number: int) -> None:
    """To any step, back, on, and out."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="tour-ways"):
        with st.container(horizontal=True, key="tour-dots"):
            for other, step in enumerate(STEPS, start=1):
                st.page_link(page(other), label=str(other), help=_(step.title), query_params=query(other))
        if STEPS[number - 1].page in ("live", "memory", "compare"):
            label = _("Hide the controls") if _with_controls(number) else _("Controls")
            tune: dict[str, Any] = {"type": "tertiary", "icon": ":material/tune:", "key": "tour-tune"}
            st.button(label, on_click=_toggle_controls, args=(number,), **tune)
        if number in state.tour_answers:
            again: dict[str, Any] = {"type": "tertiary", "icon": ":material/replay:", "key": "tour:again"}
            st.button(_("Ask again"), on_click=_ask_again, args=(number,), **again)
        back: dict[str, Any] = {
            "icon": ":material/arrow_back:",
            "shortcut": "B",
            "disabled": number == 1,
            "key": "tour:back",
        }
        st.button(_("Back"), on_click=go, args=(number - 1,), **back)
        if number < len(STEPS):
            kind = "primary" if number in state.tour_answers else "secondary"
            on: dict[str, Any] = {"icon": ":material/arrow_forward:", "shortcut": "N", "type": kind, "key": "tour:next"}
            st.button(_("Next"), on_click=go, args=(number + 1,), **on)
        _leave()
    if number == len(STEPS):
        _ways_on()


def _ways_on() -> None:
    """Where a person may go who has come to the tour's end."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="tour-on"):
        st.markdown(_("**Continue with:**"), width="content")
        own: dict[str, Any] = {"type": "tertiary", "icon": ":material/edit:", "key": "tour:own"}
        st.button(_("Your own text"), on_click=_go_home, **own)
        for name, (title, icon) in WAYS_ON.items():
            st.page_link(f"pages/{name}.py", label=_(title), icon=icon)


def _leave() -> None:
    """Back to the run, and the options, that the person had before."""
    words = _("This brings back your own run, as it was.")
    leave: dict[str, Any] = {"icon": ":material/logout:", "shortcut": "Q", "help": words, "key": "tour:leave"}
    st.button(_("Leave"), on_click=_go_home, **leave)


def _go_home() -> None:
    url_state.leave_tour()
    state.tour_left = True


def _answer(number: int, choice: int | None) -> None:
    state.tour_answers[number] = choice
    _enter(number)


def _ask_again(number: int) -> None:
    state.tour_answers.pop(number, None)
    _enter(number)


def _enter(number: int) -> None:
    """Opens this page again, as the step needs it."""
    widget_sync.forget()
    st.query_params.from_dict(query(number))


def _play(number: int | None) -> dict[str, Any]:
    """How the player goes, while the step's own run is in it."""
    if number is None or link(number).config.key != session.current_run().key:
        return {}
    play = link(number).play
    asked = number not in state.tour_answers  # nothing may give the answer away
    return {
        "autoplay": not asked,
        "hide_future": asked,
        "tour": True,
        "at": play.at,
        "to": play.to,
        "speed": play.speed,
    }


def _with_controls(number: int) -> bool:
    """Whether the page's own controls are to be seen: they leave less room for the picture."""
    return state.tour_controls.get(number, False)


def _toggle_controls(number: int) -> None:
    state.tour_controls[number] = not _with_controls(number)
