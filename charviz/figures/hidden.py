"""What the net keeps in mind: hidden state, and cell state of an LSTM, a heat map of units by time for each layer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from charviz.figures.theme import SIZE, THEMES, Theme, axis, label, layout, merge_labels, time_axis
from charviz.i18n import N_, fill

if TYPE_CHECKING:
    from charviz.runs.run import Run

ROW, GAP = 26, 44  # px: a unit, and the room of a title

LABELS = {
    "hidden": N_("hidden state h"),
    "cell_state": N_("cell state c"),
    "layer": N_("layer {layer}"),
    "unit": N_("unit"),
    "time": N_("time step and input letter"),
    "nothing": N_("A network without memory has no state."),
}


@dataclass(frozen=True, eq=False)
class Panel:
    """One heat map: values (H, T) over low .. high, diverging from 0 if low is below it; range_words name its ends."""

    title: str
    values: np.ndarray
    low: float
    high: float
    range_words: tuple[str, str] = ("", "")


@dataclass(frozen=True, eq=False)
class HiddenData:
    """The states of one step: hidden (L, T, H) in [-1, 1], cell_state the same shape or None, inputs (T,), starts."""

    step: int
    inputs: tuple[str, ...]
    starts: tuple[int, ...]
    hidden: np.ndarray
    cell_state: np.ndarray | None


def hidden_data(run: "Run", step: int = -1, text: str | None = None) -> HiddenData:
    """The states of the keyframe nearest to a step, on the training text or on another."""
    trace = run.trace(step=step, text=text)
    return HiddenData(trace.step, trace.inputs, trace.starts, trace.hidden, trace.cell_state)


def plot_hidden(data: HiddenData, theme: str = "light", labels: Mapping[str, str] | None = None) -> go.Figure:
    """h over [-1, 1] and c over its own symmetric range, the same for all layers; one panel below the other."""
    text, panels, layers = merge_labels(LABELS, labels), [], len(data.hidden)
    for layer, hidden in enumerate(data.hidden):
        panels.append(Panel(layered(text["hidden"], text["layer"], layer, layers), hidden.T, -1.0, 1.0))
        if data.cell_state is not None:
            most = float(np.abs(data.cell_state).max(initial=0.0)) or 1.0
            title = layered(text["cell_state"], text["layer"], layer, layers)
            panels.append(Panel(title, data.cell_state[layer].T, -most, most))
    return plot_panels(panels, data.inputs, data.starts, text, theme)


def layered(title: str, layer_word: str, layer: int, layers: int) -> str:
    """A panel's title, with its layer (from 1) where there are several."""
    return f"{title} · {fill(layer_word, layer=layer + 1)}" if layers > 1 else title


def plot_panels(
    panels: Sequence[Panel], inputs: Sequence[str], starts: Sequence[int], text: Mapping[str, str], theme: str
) -> go.Figure:
    """Heat maps of units by time below each other on one axis of time, each with its title and its range."""
    if not panels:
        return _only_words(text["nothing"], theme)
    tall = [min(max(ROW * len(panel.values), 96), 320) for panel in panels]
    height = sum(tall) + GAP * len(panels) + 96
    gap = GAP / (height - 144)  # of the drawing area
    titles = [panel.title for panel in panels]
    figure = make_subplots(
        len(panels), 1, shared_xaxes=True, row_heights=tall, vertical_spacing=gap, subplot_titles=titles
    )
    _fill(figure, panels, inputs, text, theme)
    for start in starts[1:]:
        figure.add_vline(start - 0.5, line={"color": THEMES[theme].ink, "width": 3})
    figure.update_layout(layout(theme, height=height, plot_bgcolor=THEMES[theme].grid, showlegend=False))
    figure.update_annotations(font={"size": SIZE, "color": THEMES[theme].ink}, x=0, xanchor="left")
    figure.update_xaxes(axis(theme, **time_axis(inputs)))
    figure.update_xaxes(title_text=text["time"], row=len(panels), col=1)
    return figure


def _fill(
    figure: go.Figure, panels: Sequence[Panel], inputs: Sequence[str], text: Mapping[str, str], theme: str
) -> None:
    """Puts each panel into its row, with a colour bar as tall as it."""
    for row, panel in enumerate(panels, start=1):
        figure.add_trace(_cells(panel, inputs, text, THEMES[theme]), row=row, col=1)
        units = len(panel.values)
        ticks = {"dtick": max(1, -(-units // 8)), "range": [units - 0.5, -0.5], "showgrid": False}
        figure.update_yaxes(axis(theme, title_text=text["unit"], **ticks), row=row, col=1)
        low, high = figure.get_subplot(row, 1).yaxis.domain
        figure.data[-1].colorbar.update(y=(low + high) / 2, len=high - low)


def _cells(panel: Panel, inputs: Sequence[str], text: Mapping[str, str], colours: Theme) -> go.Heatmap:
    """The heat map of a panel; its colours never depend on the values, only on the range."""
    scale = colours.diverging if panel.low < 0 else colours.sequential
    drawn = {"zmin": panel.low, "zmax": panel.high, "colorscale": scale, "xgap": 1, "ygap": 1}
    characters = np.tile(np.array([*map(label, inputs)], object), (len(panel.values), 1))
    hover = f"{text['unit']} %{{y}} · t=%{{x}} · %{{customdata}} · %{{z:.3f}}<extra></extra>"
    series = go.Heatmap(z=panel.values, customdata=characters, hovertemplate=hover, name=panel.title, **drawn)
    return series.update(colorbar=_bar(panel, colours))


def _bar(panel: Panel, colours: Theme) -> dict:
    """A colour bar with its ends written out, and 0 between them where values have a sign."""
    values = [panel.low, panel.high] if panel.low == 0 else [panel.low, 0, panel.high]
    written = [f"{value:.3g}".replace("-", "\u2212") for value in values]
    written[0], written[-1] = (f"{written[at]} {panel.range_words[at]}".strip() for at in (0, -1))
    ticks = {"tickvals": values, "ticktext": written, "tickfont": {"size": SIZE, "color": colours.ink}}
    return {"thickness": 14, "outlinecolor": colours.grey, "lenmode": "fraction", "yanchor": "middle", **ticks}


def _only_words(sentence: str, theme: str) -> go.Figure:
    """A picture that says why there is nothing to draw."""
    figure = go.Figure(layout=layout(theme, height=160))
    figure.update_xaxes(visible=False).update_yaxes(visible=False)
    return figure.add_annotation(text=sentence, x=0.5, y=0.5, xref="paper", yref="paper", showarrow=False)
