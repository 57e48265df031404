"""What the pages of Understand share: the run that is carried over, the place in it, pictures, code."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from charviz.config import RunConfig
from charviz.export.table import csv
from charviz.i18n import fill, width
from charviz.nn.cell_types import NAMES
from charviz.ui.live import text_source
from charviz.ui.shell import page_frame, session, url_state
from charviz.ui.shell.locale import _, plain
from charviz.ui.shell.session_entries import Entry, Values
from charviz.ui.shell.session_state import State, state
from charviz.ui.shell.shared_pool import shared_pool
from charviz.ui.shell.url_state import Option
from charviz.ui.shell.widgets import update, widget

if TYPE_CHECKING:  # they cost the server 70 MB, which only the pages with still figures are worth
    import pandas as pd
    import plotly.graph_objects as go

T = TypeVar("T")
Number = TypeVar("Number", int, float)
LIVE = "pages/live.py"
ROW, PADDING = 60, 5  # letters that a phone has room for in a row of buttons, and that the sides of a button take


def open_page(title: str, goal: str, options: Mapping[str, Option] | None = None) -> RunConfig:
    """The head of a page about a run: its title, and which run this is; returns the run of the live page, or the link's.

    title, goal: messages, which are translated once it is known whether the run reads letters or words.

    options: what the page's address tells beside the run. Call `address.write(config, options)` at the page's end.
    """
    problem = url_state.restore(options)
    config = session.current_run()
    page_frame.header(_(title), _(goal), about=partial(_which_run, config))
    page_frame.complaint(problem)
    return config


def last_step(config: RunConfig) -> int:
    """The newest step of a run: as far as it has been trained for this person, else as far as it is to be trained."""
    known = shared_pool().last_step(config.key, state.viewer)
    return min(known, config.steps) if known > 0 else config.steps


def step_slider(config: RunConfig) -> int:
    """A slider over the run's steps, initially at the last one."""
    last = last_step(config)
    limits: dict[str, Any] = {"min_value": 0, "max_value": last, "width": 150}
    value = widget(st.slider, State.step, _("Training step"), clamp(state.step, 0, last, last), **limits)
    state.step = None if value == last else value
    return value


def rest_at(step: Any) -> None:
    """A scene has come to rest at a training step of the run; the last one needs no place in the address."""
    if isinstance(step, int):
        state.step = None if step >= last_step(session.current_run()) else max(step, 0)


def layer(config: RunConfig, *, visible: bool = True) -> int:
    """The layer that is looked at; a choice where there is more than one."""
    usual = clamp(state.layer, 0, config.num_layers - 1, 0)
    if config.num_layers == 1:
        state.layer = 0
        return 0
    return choice(
        State.layer, _("Layer"), range(config.num_layers), lambda layer: str(layer + 1), usual, visible=visible
    )


def dice(entry: Entry[int], *, disabled: bool = False, also: Values | None = None) -> int:
    """A seed that is remembered, and the button that takes the next one and sets `also` too."""
    seed = clamp(entry.get(), 0, 2**32 - 1, 0)
    changes = ({entry: (seed + 1) % 2**32, **(also or {})},)
    words = fill(_("Draw again (seed now: {seed})."), seed=seed)
    st.button(
        _("Draw again"),
        icon=":material/casino:",
        on_click=update,
        args=changes,
        help=words,
        disabled=disabled,
        key=f"die:{entry.key}",
    )
    return seed


def choice(
    entry: Entry[T] | Entry[T | None],
    title: str,
    values: Iterable[T],
    words: Callable[[T], str | None],
    default: T,
    *,
    visible: bool = False,
) -> T:
    """A choice of one value, which is remembered.

    As a row of buttons, or as chips where the row would not fit a phone: a broken row of buttons is ragged.
    """
    values, value = list(values), entry.get()
    long = sum(width(words(one) or "") + PADDING for one in values) > ROW
    return widget(
        st.pills if long else st.segmented_control,
        entry,
        title,
        value if value in values else default,
        options=values,
        format_func=words,
        required=True,
        wrap=True,
        label_visibility="visible" if visible else "collapsed",
    )


def clamp(value: Number | None, minimum: Number, maximum: Number, default: Number) -> Number:
    """A number within limits; the default where there is none, or NaN."""
    return default if value is None or value != value else type(default)(min(max(value, minimum), maximum))


def step_labels() -> dict[str, str]:
    """The words of a scene's slider over the training steps."""
    return {
        "play": _("Play"),
        "pause": _("Pause"),
        "back": _("One step back"),
        "forward": _("One step forward"),
        "scrubber": _("Training step"),
        "step": _("step {step} / {steps}"),
    }


def picture(figure: "go.Figure", name: str, alt: str, table: "pd.DataFrame | None" = None) -> None:
    """A still figure, with its PNG in its own menu, and what is drawn as SVG, HTML and CSV below it."""
    options = {"filename": f"charviz-{name}", "scale": 2}
    vector = State.svg[name]
    config = {"displaylogo": False, "toImageButtonOptions": {**options, "format": "svg" if vector.get() else "png"}}
    with st.container(key=f"picture:{name}"):
        st.caption(alt)  # in the picture's place until the browser has fetched what draws it
        st.plotly_chart(figure, theme=None, config=config, key=f"figure:{name}", alt=alt)
    with page_frame.row(f"files-{name}"):
        st.toggle(_("camera saves SVG"), key=vector.key)
        page = partial(figure.to_html, include_plotlyjs=True, config={"displaylogo": False})  # 4 MB: when asked for
        st.download_button(_("HTML"), page, f"charviz-{name}.html", "text/html", on_click="ignore", key=f"html:{name}")
        if table is not None:
            data = partial(csv, table)
            st.download_button(_("CSV"), data, f"charviz-{name}.csv", "text/csv", on_click="ignore", key=f"csv:{name}")


def code_expander(lines: str, *, opened: bool = False) -> None:
    """The few lines of PyTorch that do the same; opened: at once, where there is room."""
    with st.expander(_("Show me the code"), icon=":material/code:", expanded=opened):
        st.code(lines, language="python")


def appearance() -> str:
    """light or dark, for the figures."""
    return "dark" if st.context.theme.type == "dark" else "light"


def _which_run(config: RunConfig) -> None:
    facts: list[Any] = [NAMES.get(config.cell_type, _("no memory")), f"H = {config.hidden_size}"]
    if config.num_layers > 1:
        facts.append(fill(_("{layers} layers"), layers=config.num_layers))
    facts.append(fill(_("seed {seed}"), seed=config.seed))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", width="content", key="which-run"):
        st.markdown(f"**{plain(text_source.title(config))}** · {' · '.join(facts)}", width="content")
        st.page_link(LIVE, label=_("Change the run"), icon=":material/tune:")
