"""Back through time: how much of the gradient is left, which time it came from, which letters a prediction hangs on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from charviz.figures.theme import CELLS, SIZE, THEMES, axis, label, layout, merge_labels, time_axis
from charviz.i18n import N_, fill, width
from charviz.nn.cell_types import NAMES

LEAST = -6  # powers of ten that the triangle shows
TITLE = 37  # letters in a line of a title
ARCS = 48  # letters that stand side by side under the arcs

LABELS = {
    "source": N_("state at time k"),
    "loss_time": N_("loss at time t"),
    "left": N_("left"),
    "distance": N_("characters back"),
    "share": N_("share of the gradient that is left"),
    "first": N_("{cell}, untrained"),
    "now": N_("{cell}, step {step}"),
    "sum": N_("Contribution of each time step to dL/dW, as a share of the total ({sum}; norm {whole})"),
    "state": N_("Norm of dL/dh at each time step"),
    "states": N_("Norm of dL/dh (line) and dL/dc (dots) at each time step"),
    "tanh_derivative": N_("tanh′, mean over the units: 1 lets the whole gradient through, 0 nothing"),
}


@dataclass(frozen=True, eq=False)
class GradientData:
    """What one net's gradients are drawn from, T times.

    flow (T, T): ||dL_t/dh_k||; attribution (T, T): ||d output_target(t) / d x_k||; gradient_reach, first_gradient_reach (T,):
    the share left d characters back, now and untrained; tanh_derivative (T,): tanh'; hidden (T,): ||dL/dh_t||, cell_state: of
    an LSTM ||dL/dc_t||; projection: weight part -> (T,) shares that sum to 1; whole: weight part -> ||dL/dW||.
    """

    cell_type: str
    step: int
    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    flow: np.ndarray
    attribution: np.ndarray
    gradient_reach: np.ndarray
    first_gradient_reach: np.ndarray
    tanh_derivative: np.ndarray
    hidden: np.ndarray
    cell_state: np.ndarray | None
    projection: dict[str, np.ndarray]
    whole: dict[str, float]


def gradient_data(cell_type: str, header: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> GradientData:
    """The data of an answer to the question `gradients`."""
    start = "projection:"
    projection = {name.removeprefix(start): array for name, array in arrays.items() if name.startswith(start)}
    return GradientData(
        cell_type,
        header["step"],
        tuple(header["inputs"]),
        tuple(header["targets"]),
        flow=arrays["flow"],
        attribution=arrays["attribution"],
        gradient_reach=arrays["gradient_reach"],
        first_gradient_reach=arrays["first_gradient_reach"],
        tanh_derivative=arrays["tanh_derivative"],
        hidden=arrays["hidden"],
        cell_state=arrays.get("cell_state"),
        projection=projection,
        whole=header["whole"],
    )


def plot_flow(nets: list[GradientData], theme: str = "light", labels: Mapping[str, str] | None = None) -> go.Figure:
    """A triangle for each net: row t, column k, how much of dL_t/dh_t is left in dL_t/dh_k, in powers of ten."""
    text, colours = merge_labels(LABELS, labels), THEMES[theme]
    figure = make_subplots(1, len(nets), subplot_titles=[NAMES[net.cell_type] for net in nets], horizontal_spacing=0.05)
    for column, net in enumerate(nets, 1):
        left = np.diagonal(net.flow)[:, None]
        share = np.divide(net.flow, left, out=np.zeros_like(net.flow), where=left > 0)
        seen = np.where(np.tri(len(share), dtype=bool), np.log10(np.maximum(share, 10.0**LEAST)), np.nan)
        figure.add_heatmap(
            z=seen,
            customdata=share * 100,
            zmin=LEAST,
            zmax=0,
            colorscale=colours.sequential,
            hovertemplate=f"t=%{{y}}, k=%{{x}}: %{{customdata:.3g}} % {text['left']}<extra></extra>",
            colorbar={
                "title": text["left"],
                "tickvals": list(range(LEAST, 1, 2)),
                "ticktext": ["≤ 0.0001 %", "0.01 %", "1 %", "100 %"],
            },
            showscale=column == len(nets),
            row=1,
            col=column,
        )
        figure.update_xaxes(axis(theme, title_text=text["source"], **_letters(net.inputs)), row=1, col=column)
        rows = {**_letters(net.inputs), "tickangle": 0, "range": [len(share) - 0.5, -0.5]}
        title = text["loss_time"] if column == 1 else None
        figure.update_yaxes(axis(theme, title_text=title, **rows), row=1, col=column)
    figure.update_annotations(font_size=SIZE + 2)
    return figure.update_layout(layout(theme, height=400, plot_bgcolor=colours.grid))


def plot_reach(nets: list[GradientData], theme: str = "light", labels: Mapping[str, str] | None = None) -> go.Figure:
    """A curve for each net, now (thick) and untrained (thin): the share of the gradient left d characters back."""
    text, colours, figure = merge_labels(LABELS, labels), THEMES[theme], go.Figure()
    for net in nets:
        colour, marker, dash = CELLS[net.cell_type]
        for reach, name, thick in (
            (net.first_gradient_reach, fill(text["first"], cell=NAMES[net.cell_type]), 1.5),
            (net.gradient_reach, fill(text["now"], cell=NAMES[net.cell_type], step=net.step), 3.5),
        ):
            figure.add_scatter(
                x=np.arange(len(reach)),
                y=np.maximum(reach, 10.0 ** (2 * LEAST)),
                customdata=reach * 100,
                name=name,
                mode="lines+markers" if len(reach) <= 60 else "lines",
                line={"color": getattr(colours, colour), "dash": dash if thick > 2 else "dot", "width": thick},
                marker={"symbol": marker, "size": 8 if thick > 2 else 5},
                hovertemplate="%{x}: %{customdata:.3g} %<extra>%{fullData.name}</extra>",
            )
    top = max(
        0.3, *(float(np.log10(max(net.gradient_reach.max(), net.first_gradient_reach.max(), 1))) + 0.2 for net in nets)
    )
    figure.update_xaxes(axis(theme, title_text=text["distance"], rangemode="tozero"))
    ticks = {
        "tickvals": [10.0**power for power in range(LEAST, 3)],
        "ticktext": [_percent(power + 2) for power in range(LEAST, 3)],
    }
    figure.update_yaxes(axis(theme, title_text=text["share"], type="log", range=[LEAST, top], **ticks))
    return figure.update_layout(layout(theme, height=400))


def plot_shares(
    net: GradientData, part: str, theme: str = "light", labels: Mapping[str, str] | None = None
) -> go.Figure:
    """Each time's share of dL/dW, which add up to 1; below it the gradients of the states and tanh' along the same axis."""
    text, colours = merge_labels(LABELS, labels), THEMES[theme]
    projection, times = net.projection[part], np.arange(len(net.inputs))
    terms = " + ".join(f"{value:.2f}" for value in projection) if len(projection) <= 8 else "…"
    titles = [
        fill(text["sum"], sum=f"{terms} = 1".replace("+ -", "− "), whole=f"{net.whole[part]:.3g}"),
        text["state"] if net.cell_state is None else text["states"],
        text["tanh_derivative"],
    ]
    titles = [_folded(title) for title in titles]
    figure = make_subplots(
        3, 1, shared_xaxes=True, vertical_spacing=0.14, row_heights=[0.44, 0.28, 0.28], subplot_titles=titles
    )
    tints = [colours.blue if value >= 0 else colours.orange for value in projection]
    figure.add_bar(
        x=times, y=projection, marker_color=tints, hovertemplate="t=%{x}: %{y:.1%}<extra></extra>", row=1, col=1
    )
    _curve(figure, 2, net.hidden, colours.ink, "solid")
    if net.cell_state is not None:
        _curve(figure, 2, net.cell_state, colours.blue, "dot")
    _curve(figure, 3, net.tanh_derivative, colours.ink, "solid")
    kinds: dict[int, dict[str, Any]] = {1: {"tickformat": ".0%"}, 2: {"rangemode": "tozero"}, 3: {"range": [0, 1.05]}}
    for row, kind in kinds.items():
        figure.update_xaxes(axis(theme, **{**time_axis(net.inputs), "showticklabels": row == 3}), row=row, col=1)
        figure.update_yaxes(axis(theme, nticks=4, **kind), row=row, col=1)
    for title in figure.layout.annotations:
        title.update(x=0, xanchor="left", xshift=-66, align="left", font={"size": SIZE - 2})
    margin = {"l": 72, "r": 24, "t": 24 + 20 * titles[0].count("<br>"), "b": 56}
    return figure.update_layout(layout(theme, height=460 + margin["t"], showlegend=False, margin=margin))


def _folded(title: str) -> str:
    """A title in lines that a phone has room for."""
    lines, room = [""], 0
    for word in title.split():
        wide = width(word) + 1
        if lines[-1] and wide > room:
            lines, room = [*lines, ""], 0
        room = (room or TITLE) - wide
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)


def _curve(figure: go.Figure, row: int, values: np.ndarray, colour: str, dash: str) -> None:
    line, hover = {"color": colour, "dash": dash}, "t=%{x}: %{y:.3g}<extra></extra>"
    figure.add_scatter(y=values, mode="lines+markers", line=line, hovertemplate=hover, row=row, col=1)


def plot_arcs(net: GradientData, time: int, theme: str = "light", labels: Mapping[str, str] | None = None) -> go.Figure:
    """Arcs from the letters that a prediction hangs on to the letter that it says, as wide as it hangs on them."""
    colours, begin = THEMES[theme], max(0, time + 1 - ARCS)
    pull = net.attribution[time, begin : time + 1]
    share, figure = pull / max(float(pull.sum()), 1e-30), go.Figure()
    end = time + 1
    for place, value in zip(range(begin, end), share, strict=True):
        middle, height = (place + end) / 2, 0.25 + 0.75 * (end - place) / (end - begin)
        path = f"M {place},0.12 Q {middle},{2 * height} {end},0.12"
        width = max(14 * float(value), 0.5)
        figure.add_shape(type="path", path=path, line={"color": colours.blue, "width": width}, opacity=0.75)
        figure.add_annotation(x=place, y=-0.22, text=f"{value:.0%}", showarrow=False, font={"size": SIZE - 2})
    letters = [*map(label, net.inputs[begin:end]), label(net.targets[time])]
    in_words = _are_words(net.inputs)
    places = np.arange(begin, end + 1)
    tints = [*([colours.background] * (end - begin)), colours.blue]
    figure.add_scatter(
        x=places,
        y=np.zeros(len(places)),
        mode="markers" if in_words else "markers+text",
        text=letters,
        marker={"symbol": "square", "size": 34, "color": tints, "line": {"color": colours.ink, "width": 1.5}},
        textfont={"size": SIZE + 2, "color": [*([colours.ink] * (end - begin)), colours.background]},
        customdata=[*share, 1.0],
        hovertemplate="t=%{x}: %{customdata:.1%}<extra></extra>",
    )
    for place, word in enumerate(letters if in_words else (), begin):  # written downwards, below the shares
        at = {"x": place, "y": -0.3, "yanchor": "top", "textangle": -90, "showarrow": False}
        figure.add_annotation(text=word, font={"size": SIZE}, **at)
    figure.update_xaxes(axis(theme, visible=False, range=[begin - 0.7, end + 0.7]))
    figure.update_yaxes(axis(theme, visible=False, range=[-1.1 if in_words else -0.4, 1.2]))
    return figure.update_layout(layout(theme, height=300, showlegend=False, margin={"l": 8, "r": 8, "t": 8, "b": 8}))


def _are_words(symbols: tuple[str, ...]) -> bool:
    return any(len(symbol) > 3 and symbol.isalnum() for symbol in symbols)


def _letters(symbols: tuple[str, ...]) -> dict[str, Any]:
    """Ticks of letters, few enough to be read in a third of the page."""
    every = -(-len(symbols) // 20)
    places = list(range(0, len(symbols), every))
    return {
        "tickvals": places,
        "ticktext": [label(symbols[place]) for place in places],
        "showgrid": False,
        "tickangle": -90 if _are_words(symbols) else 0,  # words are written downwards
    }


def _percent(power: int) -> str:
    return f"{10.0**power:,.6g} %".replace(",", "")
