"""The losses that the lecture notes print, on the curve of our run, before the spread of many seeds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from charviz.figures.theme import THEMES, axis, layout, merge_labels
from charviz.i18n import N_, fill

LABELS = {
    "step": N_("training step"),
    "nats": N_("loss (nats per letter)"),
    "mse": N_("loss (squared error)"),
    "run": N_("this run"),
    "seeds": N_("{seeds} seeds, lowest to highest"),
    "reference": N_("lecture notes"),
}


@dataclass(frozen=True, eq=False)
class SpreadData:
    """losses: (S,) of the run; band: (3, S) lowest, median and highest of `seeds` runs, None for one alone.

    reference: (N,) steps and losses that the notes print. nats: false where losses are squared errors.
    """

    losses: np.ndarray
    band: np.ndarray | None
    seeds: int
    reference: tuple[np.ndarray, np.ndarray]
    nats: bool


def spread_data(
    losses: np.ndarray, band: np.ndarray | None, seeds: int, reported: Mapping[int, float], *, nats: bool
) -> SpreadData:
    """What `plot_spread` draws; reported: step -> the loss that the notes print."""
    points = np.array(list(reported), int), np.array(list(reported.values()), float)
    return SpreadData(losses, band, seeds, points, nats)


def plot_spread(data: SpreadData, theme: str = "light", labels: Mapping[str, str] | None = None) -> go.Figure:
    """One axis of steps; the loss's is logarithmic."""
    text, colours = merge_labels(LABELS, labels), THEMES[theme]
    steps = np.arange(len(data.losses))
    figure = go.Figure()
    if data.band is not None:
        low, _median, high = data.band
        figure.add_scatter(x=steps, y=high, mode="lines", line_width=0, showlegend=False, hoverinfo="skip")
        figure.add_scatter(x=steps, y=low, mode="lines", line_width=0, fill="tonexty", hoverinfo="skip")
        figure.data[-1].update(name=fill(text["seeds"], seeds=data.seeds), fillcolor=_faint(colours.grey))
    figure.add_scatter(x=steps, y=data.losses, mode="lines", name=text["run"], hovertemplate="%{y:.4g}")
    figure.data[-1].update(line={"color": colours.ink, "width": 3})
    if len(data.reference[0]):
        figure.add_scatter(x=data.reference[0], y=data.reference[1], mode="markers", name=text["reference"])
        ring = {"color": colours.blue, "size": 9, "symbol": "circle-open", "line": {"width": 2}}
        figure.data[-1].update(marker=ring, hovertemplate="%{y:.4g}")
    figure.update_layout(layout(theme, height=400, hovermode="x unified"))
    figure.update_xaxes(axis(theme, title_text=text["step"]))
    return figure.update_yaxes(axis(theme, title_text=text["nats" if data.nats else "mse"], **_decades(data.losses)))


def _decades(losses: np.ndarray) -> dict[str, Any]:
    """A logarithmic axis with a tick at each power of ten, and at 2 and 5 where there are few of them."""
    positive = losses[losses > 0]
    few = len(positive) == 0 or positive.max() < 100 * positive.min()
    ticks = [mantissa * 10.0**power for power in range(-12, 7) for mantissa in ((1, 2, 5) if few else (1,))]
    return {"type": "log", "tickmode": "array", "tickvals": ticks, "ticktext": [f"{tick:g}" for tick in ticks]}


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, 0.3)"
