"""The page Gradients through time: its controls, the three nets side by side, its sentence and its pictures."""

from collections.abc import Iterable
from math import inf, isfinite
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from charviz.config import RunConfig
from charviz.errors import ConfigError
from charviz.export.pytorch_code import encoded, setup
from charviz.figures.gradients import (
    LABELS,
    GradientData,
    gradient_data,
    plot_arcs,
    plot_flow,
    plot_reach,
    plot_shares,
)
from charviz.figures.theme import label
from charviz.i18n import fill, translate_all
from charviz.nn.cell_types import NAMES
from charviz.text.tokens import joined
from charviz.ui.pages import run_page
from charviz.ui.pages.run_page import choice, clamp
from charviz.ui.shell import ask, page_frame
from charviz.ui.shell.locale import _, plain, translate
from charviz.ui.shell.session_state import State, state
from charviz.ui.shell.url_state import Option, one_of
from charviz.ui.shell.widgets import widget

LONGEST, SHORTEST = 200, 5  # characters
FAR = 40  # characters at which the cells differ
KEEPING = 1.0  # the forget bias of the notes
PICTURES = ("reach", "triangle", "shares", "arcs")
PARTS = ("weight_hh", "weight_ih", "bias_hh", "bias_ih")
OPTIONS = {
    "step": Option(State.step, int),
    "layer": Option(State.layer, int),
    "length": Option(State.gradients_length, int),
    "bias": Option(State.gradients_bias, float),
    "show": Option(State.gradients_show, one_of(*PICTURES)),
    "page_cell": Option(State.gradients_cell, one_of(*NAMES)),
    "part": Option(State.gradients_part, one_of(*PARTS)),
    "t": Option(State.gradients_time, int),
}


class Selection(NamedTuple):
    """What is being looked at; text None: the run's own."""

    step: int
    layer: int
    text: str | None
    bias: float
    show: str


def controls(config: RunConfig) -> Selection:
    """Training step, text length, forget bias, layer, picture."""
    with page_frame.row("gradients"):
        step = run_page.step_slider(config)
        text = _text(config)
        bias = _bias()
        titles = {
            "reach": _("How far back"),
            "triangle": _("Triangle"),
            "shares": _("Share of each time step"),
            "arcs": _("What a prediction depends on"),
        }
        show = choice(State.gradients_show, _("Picture"), PICTURES, titles.get, "reach", visible=True)
        layer = run_page.layer(config)
        if show in ("shares", "arcs"):
            _one_of(NAMES, config)
        if show == "shares":
            names = {"weight_hh": "W_hh", "weight_ih": "W_ih", "bias_hh": "b_hh", "bias_ih": "b_ih"}
            choice(State.gradients_part, _("Weights"), PARTS, names.get, "weight_hh", visible=True)
    return Selection(step, layer, text, bias, show)


def nets(config: RunConfig, place: Selection) -> list[GradientData]:
    """The same text and seed under each cell; a cell that cannot have these settings is left out."""
    found = []
    for cell_type in NAMES:
        bias = place.bias if cell_type == "lstm" else 0.0
        init = "torch" if config.init == "numpy" and cell_type != "rnn" else config.init
        try:
            fork = config.fork if cell_type == config.cell_type and bias == config.forget_bias else None
            net = config.replace(cell_type=cell_type, forget_bias=bias, init=init, fork=fork)
        except ConfigError as error:
            st.info(plain(f"{NAMES[cell_type]}: {translate(error)}"))
            continue
        answer = ask.ask("gradients", net, place.step, layer=place.layer, text=place.text)
        found.append((gradient_data(cell_type, *answer), answer[0]))
    state.gradients_factors = {net.cell_type: header["first_decay_per_step"] for net, header in found}
    return [net for net, _header in found]


def headline(shown: list[GradientData]) -> str:
    """What is seen, in numbers: what is left at a distance, and what an untrained net keeps of it."""
    if len(shown[0].inputs) < 2:
        return _("There is only one character to read, and nothing before it, so no gradient flows back.")
    distance = min(20, max(1, (2 * len(shown[0].inputs)) // 3))
    left = ", ".join(f"{NAMES[net.cell_type]} **{_percent(net.gradient_reach[distance])}**" for net in shown)
    factors = {cell: factor for cell, factor in state.gradients_factors.items() if isfinite(factor)}
    kept = ", ".join(f"{NAMES[cell]} {_percent(factor)}" for cell, factor in factors.items())
    now = fill(
        _("{distance} characters back, this much of the gradient is left: {left}."), distance=distance, left=left
    )
    first = fill(_("Before training, the gradient kept per extra character: {kept}."), kept=kept)
    close = abs(factors.get("lstm", inf) - factors.get("rnn", 0)) < 0.1
    lesson = _(
        "So an untrained LSTM forgets about as fast as an RNN, unless its forget gate starts with a positive bias."
    )
    return plain_percent(" ".join([now, *([first] if factors else []), *([lesson] if close else [])]))


def pictures(shown: list[GradientData], place: Selection) -> None:
    """The chosen picture."""
    theme, labels = run_page.appearance(), translate_all(LABELS, _)
    if place.show == "reach":
        table = pd.concat([_reach_table(net) for net in shown])
        alt = _("Share of the gradient that is left, by distance, for each cell.")
        run_page.picture(plot_reach(shown, theme, labels), "reach", alt, table)
    elif place.show == "triangle":
        alt = _("For each cell a triangle: how much of the gradient of the loss at time t reaches the state at time k.")
        table = pd.concat([_flow_table(net) for net in shown])
        run_page.picture(plot_flow(shown, theme, labels), "triangle", alt, table)
        st.caption(
            _(
                "Read a row from the right: the loss at time t depends on the states at t, t − 1, … and never on "
                "one after t."
            )
        )
    elif place.show == "shares":
        _shares(_one_net(shown), theme)
    else:
        _arcs(_one_net(shown), theme)


def code_expander(config: RunConfig) -> None:
    """The drawer with the few lines of PyTorch."""
    run_page.code_expander(script(config if config.cell_type in NAMES else config.replace(cell_type="rnn", fork=None)))


def script(config: RunConfig) -> str:
    """Plain PyTorch that prints the length of dL/dh_t of the untrained net, time by time."""
    lines = [
        *setup(config),
        "",
        f"x = {encoded(config)}",
        "outputs, state = [], None",
        f"for t in range({int(config.batch.mask[0].sum())}):  # one time step after the other, to get hold of every h_t",
        "    h_t, state = rnn(x[:1, t : t + 1], state)",
        "    h = state[0] if isinstance(state, tuple) else state  # (layers, 1, hidden)",
        "    h.retain_grad()",
        "    outputs.append((h, head(h[-1])))",
        "",
        "said = torch.cat([y for h, y in outputs])",
        "loss = torch.nn.functional.cross_entropy(said, targets[0, : len(said)])",
        "loss.backward()",
        "for t, (h, y) in enumerate(outputs):",
        "    print(t, h.grad[-1].norm().item())  # ||dL/dh_t|| of the top layer",
    ]
    return "\n".join(lines)


def plain_percent(sentence: str) -> str:
    """Percent signs keep their number on the same line."""
    return sentence.replace(" %", "\u00a0%")


def _shares(net: GradientData, theme: str) -> None:
    part = state.gradients_part
    alt = _("What each time step contributes to the gradient of the weights, and tanh′ over time.")
    table = pd.DataFrame(
        {"t": range(len(net.inputs)), "input": net.inputs, "share": net.projection[part], "slope": net.tanh_derivative}
    )
    run_page.picture(plot_shares(net, part, theme, translate_all(LABELS, _)), "shares", alt, table)
    st.caption(
        _(
            "Each weight is used at every time step, so its gradient is a sum with one term per time step; "
            "the nearest terms are the largest."
        )
    )


def _arcs(net: GradientData, theme: str) -> None:
    last = len(net.inputs) - 1
    time = clamp(state.gradients_time, 0, last, last)
    if last:
        time = widget(st.slider, State.gradients_time, _("The prediction at time t"), time, min_value=0, max_value=last)
    state.gradients_time = None if time == last else time
    share = net.attribution[time] / max(float(net.attribution[time].sum()), 1e-30)
    most = int(share.argmax())
    sentence = fill(
        _("At t = {time} the target is {target}. The prediction depends most on {source} at t = {place} ({share})."),
        time=time,
        target=_quoted(net.targets[time]),
        source=_quoted(net.inputs[most]),
        place=most,
        share=_percent(share[most]),
    )
    st.markdown(plain_percent(sentence))
    alt = _("Arcs from earlier letters to the predicted one; a wider arc means a stronger influence.")
    table = pd.DataFrame({"t": range(len(net.inputs)), "input": net.inputs, "share": share})
    run_page.picture(plot_arcs(net, time, theme, translate_all(LABELS, _)), "arcs", alt, table)


def _one_of(cells: Iterable[str], config: RunConfig) -> None:
    """The cell of which one picture tells: chosen, at first the run's own."""
    usual = config.cell_type if config.cell_type in cells else "rnn"
    choice(State.gradients_cell, _("Cell"), cells, NAMES.get, usual, visible=True)


def _one_net(shown: list[GradientData]) -> GradientData:
    return next((net for net in shown if net.cell_type == state.gradients_cell), shown[0])


def _bias() -> float:
    """The LSTM's forget bias: none, or as much as the notes use; a link may ask for another."""
    bias = clamp(state.gradients_bias, 0.0, 4.0, 0.0)
    title = fill(_("Forget bias {bias}"), bias=f"{bias or KEEPING:g}")
    help = _("Added to the LSTM's forget gate before training: above 0, it starts by keeping its memory.")
    widget(st.toggle, State.gradients_keeps, title, bias > 0, then=_switch_bias, help=help)
    state.gradients_bias = bias
    return bias


def _switch_bias() -> None:
    state.gradients_bias = KEEPING if state.gradients_keeps else 0.0


def _text(config: RunConfig) -> str | None:
    """The run's text, or one of another length made of it; None where it is the run's own.

    A short one is repeated at first, since it is far back that the cells differ.
    """
    letters = config.tokens_of(config.sequences_of(config.shown_text)[0])
    usual = min(max(len(letters), FAR), LONGEST)
    wanted = clamp(state.gradients_length, SHORTEST, LONGEST, usual)
    help = _("The run's text, cut or repeated; the network stays as it was trained.")
    limits: dict[str, Any] = {"min_value": SHORTEST, "max_value": LONGEST, "width": 150}
    length = widget(st.slider, State.gradients_length, _("Length of the text"), wanted, help=help, **limits)
    state.gradients_length = None if length == usual else length
    if length == len(letters):
        return None
    return joined((letters * (length // len(letters) + 1))[:length], config.tokenize)


def _quoted(symbol: str) -> str:
    return f"**{plain(label(symbol))}**"


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %" if share >= 1e-6 else "< 0.0001 %"


def _reach_table(net: GradientData) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "cell": net.cell_type,
            "step": net.step,
            "distance": range(len(net.gradient_reach)),
            "left": net.gradient_reach,
            "left_untrained": net.first_gradient_reach,
        }
    )


def _flow_table(net: GradientData) -> pd.DataFrame:
    rows = [(net.cell_type, t, k, net.flow[t, k]) for t in range(len(net.flow)) for k in range(t + 1)]
    return pd.DataFrame(rows, columns=["cell", "t", "k", "norm"])
