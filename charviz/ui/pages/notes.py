"""The page The notes: one experiment of the lecture notes at a time, run here, its figures beside ours."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pandas as pd
import streamlit as st

from charviz.config import RunConfig
from charviz.config.fields import label_of
from charviz.figures.spread import LABELS, plot_spread, spread_data
from charviz.figures.theme import label
from charviz.i18n import N_, fill, translate_all
from charviz.lessons.experiments import EXPERIMENTS, Experiment
from charviz.ui.live.hyperparameters import NAMES
from charviz.ui.pages import run_page
from charviz.ui.pages.run_page import choice
from charviz.ui.shell import ask, page_frame
from charviz.ui.shell.locale import _, plain
from charviz.ui.shell.session_state import State, state
from charviz.ui.shell.url_state import Option, flag, one_of
from charviz.ui.shell.widgets import update, widget

OPTIONS = {
    "experiment": Option(State.notes_card, one_of(*EXPERIMENTS)),
    "run": Option(State.notes_run, flag),
}
MARKS = {
    True: (":blue[:material/check_circle:] **{word}**", N_("holds")),
    False: (":orange[:material/cancel:] **{word}**", N_("does not hold")),
    None: (":gray[:material/balance:] **{word}**", N_("too close to call")),
}


def card() -> Experiment:
    """The experiment that is looked at, chosen from all; the button that runs it, and links to where the app shows more."""
    with page_frame.row("notes"):
        name = state.notes_card if state.notes_card in EXPERIMENTS else State.notes_card.default
        more: dict[str, Any] = {"options": list(EXPERIMENTS), "format_func": _title, "width": 330}
        widget(st.selectbox, State.notes_card, _("Experiment to show"), name, **more)
        if state.notes_of not in (None, name):
            state.notes_run = False
        state.notes_of = name
        experiment = EXPERIMENTS[name]
        if experiment.has_claims:
            words = _("Run it") if experiment.config is not None else _("Check it")
            run: dict[str, Any] = {"type": "primary", "icon": ":material/play_arrow:", "key": "notes:go"}
            st.button(words, on_click=update, args=({State.notes_run: True},), **run)
        for words, (page, query) in experiment.places.items():
            st.page_link(
                f"pages/{page}.py", label=_(words), icon=":material/arrow_forward:", query_params=_pairs(query)
            )
    return experiment


def outcome(experiment: Experiment) -> None:
    """The idea, what became of each claim, and our curve and texts beside the notes'; the lines of Python that do the same."""
    if not experiment.has_claims:
        with st.container(key="told-large"):
            _idea(experiment)
        return
    header, arrays = _answer()
    curve = len(arrays["bands"]) > 0
    told, seen, *more = st.columns([8, 9, *([6.5] if experiment.strings else [])], gap="medium")
    with told, st.container(key="told-notes" if curve else "told-large"):
        _idea(experiment)
        _findings(header["findings"])
    with seen:
        _curve(experiment, arrays) if curve else run_page.code_expander(_script(), opened=True)
    for column in more:
        with column:
            _strings(experiment, header["strings"])
    if curve:
        run_page.code_expander(_script())


def _answer() -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """What was recorded of the experiment; or what comes out here and now, where that is wanted."""
    name, config = state.notes_card, RunConfig()
    if not state.notes_run:
        return ask.ask("notes", config, config.steps, experiment=name)
    with st.spinner(_("Training it with many seeds…")):
        return ask.ask("notes", config, config.steps, experiment=name, here=True)  # which is not recorded


def _idea(experiment: Experiment) -> None:
    st.header(_(experiment.title), anchor=False)
    st.markdown(_(experiment.idea))
    if experiment.config is not None:
        st.caption(_setting(experiment.config))


def _script() -> str:
    """The lines that run it in Python."""
    return f"""from charviz.lessons.claims import Trial, findings

words = {{True: "holds:", False: "does not hold:", None: "too close to call:"}}
for finding in findings(Trial.of({state.notes_card!r})):
    print(words[finding.holds], finding.claim.format(**finding.values), finding.why)
"""


def _title(name: str) -> str:
    return f"{EXPERIMENTS[name].source} · {_(EXPERIMENTS[name].title).split(':')[0]}"


def _setting(config: RunConfig) -> str:
    """What is trained, in the words of the live page."""
    settings = (f"{_(label_of(name))}: {_value(value)}" for name, value in config.changed().items())
    return fill(_("{settings}; everything else as the live page starts."), settings=" · ".join(settings))


def _value(value: str) -> str:
    return _(NAMES[value]) if value in NAMES else plain(label(value))


def _findings(findings: list[Mapping[str, Any]]) -> None:
    held, close = (sum(finding["holds"] is kind for finding in findings) for kind in (True, None))
    sentence = (
        _("**{held} of {all}** claims hold here.") if held < len(findings) else _("**All {all}** claims hold here.")
    )
    sentence = fill(sentence, held=held, all=len(findings))
    recorded = _("Recorded when charviz was made; the button above trains it here and now.")
    st.markdown(sentence if state.notes_run else f"{sentence} :small[:gray[{recorded}]]")
    if close:
        st.caption(
            _("Too close to call: one seed more or less, or another processor's rounding, would change the answer.")
        )
    with st.container(border=True, gap="small"):
        for finding in findings:
            mark, word = MARKS[finding["holds"]]
            values = {
                name: plain(_(value) if name == "variant" else value) for name, value in finding["values"].items()
            }
            claim, why = finding["claim"], finding["why"]
            reason = f"  \n{_(why)}" if why else ""
            st.markdown(f"{fill(mark, word=_(word))} · {fill(_(claim), **values)}{reason}")


def _curve(experiment: Experiment, arrays: Mapping[str, np.ndarray]) -> None:
    variants = list(experiment.variants)
    place = 0
    if len(variants) > 1:
        with page_frame.row("variant"):
            place = variants.index(choice(State.notes_variant, _("Seeds"), variants, _, variants[0]))
    nats = experiment.config is None or experiment.config.loss == "cross-entropy"
    band = arrays["bands"][place]
    data = spread_data(arrays["losses"], band, experiment.seeds, experiment.reported, nats=nats)
    steps = np.arange(len(data.losses))
    low, middle, high = band
    table = pd.DataFrame({"step": steps, "loss": data.losses, "lowest": low, "median": middle, "highest": high})
    table["notes"] = [experiment.reported.get(step) for step in steps.tolist()]
    alt = _("The loss of this run, the losses printed in the notes, and the spread of the seeds, by training step.")
    run_page.picture(plot_spread(data, run_page.appearance(), translate_all(LABELS, _)), "notes", alt, table)


def _strings(experiment: Experiment, found: Mapping[str, str]) -> None:
    """The texts printed in the notes, next to this run's; letters that differ are bold."""
    rows = []
    for step, text in experiment.strings.items():
        when = _("at the end") if step < 0 else str(step)
        rows.append({_("step"): when, _("in the notes"): _letters(text), _("here"): _letters(found[str(step)], text)})
    st.table(pd.DataFrame(rows).set_index(_("step")))


def _letters(text: str, other: str | None = None) -> str:
    """Text as it can be drawn, with what is not as in the other in bold."""
    other = text if other is None or len(other) != len(text) else other
    parts = (
        plain(label(one)) if one == two else f"**{plain(label(one))}**" for one, two in zip(text, other, strict=True)
    )
    return "".join(parts)


def _pairs(query: str) -> dict[str, str]:
    return dict(parse_qsl(query, keep_blank_values=True))
