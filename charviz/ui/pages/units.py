"""The page What a unit knows: the text, the part of the cell, and the scene in which the text is painted."""

from typing import Any

import streamlit as st

from charviz.config import RunConfig
from charviz.export.pytorch_code import encoded, setup, training
from charviz.nn.cell_types import GATES, STATES
from charviz.text.generators import RULES, generated
from charviz.ui.pages import run_page
from charviz.ui.pages.run_page import choice
from charviz.ui.shell import ask, component, page_frame, session, url_state
from charviz.ui.shell.locale import _
from charviz.ui.shell.session_state import State, state
from charviz.ui.shell.url_state import Option, one_of
from charviz.ui.shell.widgets import widget

PARTS = (*STATES["lstm"], *GATES["lstm"], *GATES["gru"])
OPTIONS = {
    "step": Option(State.step, int),
    "layer": Option(State.layer, int),
    "part": Option(State.units_part, one_of(*dict.fromkeys(PARTS))),
    "unit": Option(State.units_unit, int),
    "feature": Option(State.units_feature, str),
    "page_text": Option(State.units_text, str),
}


def presets() -> None:
    """Texts made by rule, in which there is something to know."""
    titles = {
        "brackets": _("Brackets: how deep?"),
        "quotes": _("Quotes: inside or outside?"),
        "counting": _("Counting: as many b as a"),
        "sums": _("Sums: where does the answer begin?"),
    }
    page_frame.examples("units", RULES, titles.__getitem__, _take)


def controls(config: RunConfig) -> dict[str, Any]:
    """The part of the cell, the layer, and another text to read: the fields of the question."""
    names = {
        "hidden": "h", "cell_state": "c", "input": _("input gate"), "forget": _("forget gate"), "candidate": _("candidate"),
        "output": _("output gate"), "reset": _("reset gate"), "update": _("update gate"),
    }  # fmt: skip
    parts = [*STATES[config.cell_type], *GATES[config.cell_type]]
    usual = "cell_state" if config.cell_type == "lstm" else "hidden"
    part = choice(State.units_part, _("Part of the cell"), parts, names.get, usual, visible=True)
    layer = run_page.layer(config)
    text = widget(
        st.text_input,
        State.units_text,
        _("Another text with the same letters (empty: the run's own)"),
        (state.units_text or "")[:2000],
        max_chars=2000,
        width=420,
    )
    state.units_part = None if part == usual else part  # what is usual needs no place in the address
    state.units_text = text or None
    return {"part": part, "layer": layer, "text": text or None}


@st.fragment
def picture(config: RunConfig, question: dict[str, Any]) -> None:
    """The scene."""
    header, arrays = ask.ask("units", config, run_page.last_step(config), **question)
    view = {
        "run": f"{config.key}:{question}",
        "tokenize": config.tokenize,
    }
    place = {
        "step": header["steps"][-1] if state.step is None else state.step,
        "unit": state.units_unit,
        "feature": state.units_feature,
    }
    component.scene("units", {**header, **view}, arrays, _labels(), place, rest=_on_rest)
    url_state.write(session.current_run(), OPTIONS)


def script(config: RunConfig) -> str:
    """Plain PyTorch that trains the run and tells which unit follows how deep the brackets are, or another feature."""
    return "\n".join(
        [
            *setup(config),
            *training(config),
            "",
            "text = [symbols[index] for index in inputs[0] if index >= 0]",
            "depth, feature = 0, []",
            "for letter in text:  # how deep the brackets are; put in its place what you want to look for",
            "    depth += (letter in '([{<') - (letter in ')]}>')",
            "    feature.append(float(depth))",
            "feature = torch.tensor(feature)",
            "with torch.no_grad():",
            f"    h = rnn({encoded(config)})[0][0]  # (time, units)",
            "together = torch.corrcoef(torch.cat([feature[None], h.T]))[0, 1:]",
            "best = together.abs().nan_to_num().argmax().item()",
            "print('unit', best, 'correlation', together[best].item())",
        ]
    )


def _take(name: str) -> None:
    config = RunConfig(text=generated(name, 900), cell_type="lstm", hidden_size=32, learning_rate=0.01, steps=200)
    session.show(config)
    state.update({entry: entry.default for entry, _read in OPTIONS.values()})


def _on_rest(told: dict[str, Any]) -> None:
    run_page.rest_at(told.get("step"))
    if isinstance(unit := told.get("unit"), int):
        state.units_unit = unit
    if isinstance(feature := told.get("feature"), str):
        state.units_feature = feature[:40]


def _labels() -> dict[str, str]:
    return {
        **run_page.step_labels(),
        "inside_quotes": _("inside quotes"),
        "inside_brackets": _("inside brackets"),
        "bracket_depth": _("depth of the brackets"),
        "position_in_line": _("position in the line"),
        "vowel": _("vowel"),
        "space": _("space"),
        "digit": _("digit"),
        "capital": _("capital letter"),
        "said": _("Unit {unit} tracks {feature} best: correlation {value}."),
        "said_weak": _("No unit tracks {feature} well; the best is unit {unit}, with correlation {value}."),
        "nothing": _("No feature varies in this text, so there is nothing for a unit to track."),
        "care": _("Unit numbers are arbitrary: with another seed, a different unit (or several) takes this role."),
        "painted": _("The text, coloured by unit {unit}"),
        "feature": _("The same text, coloured by: {feature}"),
        "features": _("Feature"),
        "ranking": _("Units by how well they track it"),
        "unit": _("unit {unit}"),
        "hover": _("t = {time}: {value}"),
    }
