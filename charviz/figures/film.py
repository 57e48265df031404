"""A run as a film: what the net says, how sure it is, what it keeps in mind and its loss, moving with a slider of steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from charviz.arrays import changes
from charviz.figures.loss import LABELS as LOSS_LABELS
from charviz.figures.loss import LossData, limit_series, loss_data
from charviz.figures.predictions import mixed
from charviz.figures.theme import SIZE, THEMES, Theme, axis, label, layout, merge_labels, time_axis
from charviz.i18n import N_, fill

if TYPE_CHECKING:
    from charviz.runs.run import Run

FRAMES, DENSE = 60, 16  # pictures in all, and as many of the first keyframes, one after the other
TIMES, SYMBOLS, UNITS = 60, 40, 32  # columns and rows that can be read, and that keep the film below a megabyte
POINTS = 2000  # of the curve
PACE = 350  # ms for which a picture stands
ROW, TITLE, AXIS = 26, 34, 108  # px: a symbol or a unit, and what stands above a picture, or between the last two
ABOVE, BELOW = 210, 130  # px around all pictures: the controls, and the loss's axis and lines
NARROW = 24  # columns; where there are more, a cross stands under its letter

LABELS = {
    **{name: LOSS_LABELS[name] for name in ("step", "nats", "mse", "loss", "guessing", "floor", "headless")},
    "says": N_("prediction"),
    "input": N_("input"),
    "target": N_("target"),
    "wrong": N_("wrong"),
    "sure": N_("probability of each letter (%)"),
    "hidden": N_("hidden state h"),
    "layer": N_("layer {layer}"),
    "unit": N_("unit"),
    "time": N_("time step and input letter"),
    "play": N_("Play"),
    "pause": N_("Pause"),
}


@dataclass(frozen=True, eq=False)
class FilmData:
    """F pictures of the first N times of a run.

    steps (F,); said and right (F, N), letters and whether they are right; texts (F,), the whole prediction; inputs, targets
    (N,); starts of sequences; symbols (V,) and sure (F, V, N), percent; hidden (F, H, N) of the top layer, H = 0 without
    memory; layers of the net; losses (F,); curve: the whole run's records.
    """

    steps: np.ndarray
    said: np.ndarray
    right: np.ndarray
    texts: tuple[str, ...]
    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    starts: tuple[int, ...]
    symbols: tuple[str, ...]
    sure: np.ndarray
    hidden: np.ndarray
    layers: int
    losses: np.ndarray
    curve: LossData


def film_data(run: "Run") -> FilmData:
    """What `plot_film` draws of a run."""
    batch, symbols = run.config.batch, np.array(run.vocabulary.symbols, object)
    steps = pictured(run.keyframes, np.asarray(run.predicted)[run.keyframes])
    traces = [run.trace(step=int(step)) for step in steps]
    percent = np.stack([np.rint(100 * trace.probabilities[:TIMES].T) for trace in traces]).astype(np.uint8)
    likeliest = np.sort(np.argsort(-percent.max(axis=(0, 2)), kind="stable")[:SYMBOLS])
    states = [trace.hidden[-1:, :TIMES, :UNITS] for trace in traces]
    hidden = np.stack([state[0].T if len(state) else np.zeros((0, percent.shape[2])) for state in states])
    predicted, targets = np.asarray(run.predicted)[steps, :TIMES], batch.flat(batch.targets)[:TIMES]
    return FilmData(
        steps,
        symbols[predicted],
        predicted == targets,
        tuple(run.record(int(step)).prediction for step in steps),
        tuple(symbols[batch.flat(batch.inputs)[:TIMES]]),
        tuple(symbols[targets]),
        tuple(start for start in batch.starts if start < TIMES),
        tuple(symbols[likeliest]),
        percent[:, likeliest],
        hidden.astype(np.float32),
        run.config.num_layers,
        np.asarray(run.losses)[steps],
        loss_data(run),
    )


def pictured(keyframes: list[int], predicted: np.ndarray, most: int = FRAMES) -> np.ndarray:
    """The keyframes worth a picture: the first ones, those where the prediction (K, N) changes, and ever rarer ones."""
    count = len(keyframes)
    spaced = np.unique(np.geomspace(1, count, most).round().astype(int)) - 1
    first = np.arange(min(DENSE, count))
    room = most - len(np.union1d(first, [count - 1]))
    rest = [np.setdiff1d(steps, first) for steps in (changes(predicted), spaced)]
    taken = [
        steps if len(steps) <= share else steps[:: -(-len(steps) // share)] for steps, share in _shared(rest, room)
    ]
    return np.asarray(keyframes)[np.unique(np.concatenate([first, *taken, [count - 1]]))]


def _shared(rest: list[np.ndarray], room: int) -> list[tuple[np.ndarray, int]]:
    """Half of the room for each, and to the second what the first leaves."""
    half = min(len(rest[0]), room // 2)
    return [(rest[0], max(half, 1)), (rest[1], max(room - half, 1))]


def plot_film(data: FilmData, theme: str = "light", labels: Mapping[str, str] | None = None) -> go.Figure:
    """The first picture with all others as frames, named by their steps; a button plays them."""
    text, colours, heights = merge_labels(LABELS, labels), THEMES[theme], _heights(data)
    rows = len(heights)
    figure = make_subplots(rows, 1)
    for row, title in enumerate(_titles(data, text), start=2):
        figure.add_annotation(text=title, name=str(row), showarrow=False, xref="paper", yref="paper", yanchor="bottom")
    for row, series in _moving(data, 0, text, colours):
        figure.add_trace(series, row=row, col=1)
    figure.add_traces([*limit_series(data.curve, text, colours), _curve(data, text, colours)], rows=rows, cols=1)
    figure.frames = [_frame(data, index, text, colours) for index in range(len(data.steps))]
    tall = _placed(figure, heights)
    whole = {"height": tall + ABOVE + BELOW, "margin": {"l": 104, "r": 24, "t": ABOVE, "b": BELOW}}
    figure.update_layout(layout(theme, **whole, plot_bgcolor=colours.grid, title=_said(data, 0, text)))
    figure.update_layout(legend={"y": 0, "yanchor": "bottom", "yref": "container"})
    figure.update_annotations(font={"size": SIZE, "color": colours.ink}, x=0, xanchor="left")
    _axes(figure, data, text, theme)
    return _controlled(figure, data, text, colours, tall)


def _placed(figure: go.Figure, heights: list[int]) -> int:
    """Puts each picture at its height, with room for a title above it, or for the steps; returns the height of all, px."""
    gaps = [*[TITLE] * (len(heights) - 2), AXIS]
    tall, top = sum(heights) + sum(gaps), 0
    for row, (height, gap) in enumerate(zip(heights, [*gaps, 0], strict=True), start=1):
        domain = [max(0.0, 1 - (top + height) / tall), 1 - top / tall]
        figure.update_yaxes(domain=domain, row=row, col=1)
        for title in figure.layout.annotations:
            title.update({"y": domain[1]} if title.name == str(row) else {})
        top += height + gap
    return tall


def _heights(data: FilmData) -> list[int]:
    """Of the letters, the probabilities, the hidden state if there is one, and the loss; px."""
    tall = [rows * ROW for rows in (len(data.symbols), data.hidden.shape[1]) if rows]
    return [3 * ROW + 14, *(min(max(height, 90), 420) for height in tall), 220]


def _titles(data: FilmData, text: Mapping[str, str]) -> list[str]:
    layer = f" · {fill(text['layer'], layer=data.layers)}" if data.layers > 1 else ""
    return [text["sure"], *([text["hidden"] + layer] if data.hidden.shape[1] else [])]


def _moving(data: FilmData, index: int, text: Mapping[str, str], colours: Theme) -> list[tuple[int, dict[str, Any]]]:
    """The series that a picture has of its own, each with its row, as plain JSON: sixty times checked would take seconds."""
    letters = [[*map(label, row)] for row in (data.inputs, data.said[index], data.targets)]
    nothing = np.zeros(len(data.inputs), np.int8)
    right = np.where(data.right[index], 1, -1).astype(np.int8)
    shades = [mixed(colours.orange, colours.background), colours.background, mixed(colours.blue, colours.background)]
    scale = [[at / 2, shade] for at, shade in enumerate(shades)]
    written = {"text": letters, "texttemplate": "%{text}", "textfont": {"size": SIZE, "color": colours.ink}}
    says = _map(np.stack([nothing, right, nothing]), -1, 1, scale, "") | written | {"hoverinfo": "skip"}
    wrong, beside = np.flatnonzero(~data.right[index]), len(data.inputs) <= NARROW
    places = [0.74 if beside else 1.4] * len(wrong)
    cross = {"symbol": "x-thin", "size": 7 if beside else 4}
    crosses = _points((wrong + (0.36 if beside else 0)).tolist(), places, cross, colours.ink)
    sure = _map(data.sure[index], 0, 100, colours.sequential, "%{z} %<extra></extra>")
    states = [(3, _map(data.hidden[index], -1, 1, colours.diverging, "%{z:.2f}<extra></extra>"))]
    states = states if data.hidden.shape[1] else []
    here = {"color": colours.blue, "size": 14}
    point = _points([int(data.steps[index])], [float(data.losses[index])], here, colours.background)
    return [(1, says), (1, crosses), (2, sure), *states, (3 + len(states), point)]


def _map(values: np.ndarray, low: float, high: float, scale: list, hover: str) -> dict[str, Any]:
    drawn = {"zmin": low, "zmax": high, "colorscale": scale, "showscale": False, "xgap": 1, "ygap": 1}
    return {"type": "heatmap", "z": values, "hovertemplate": hover, **drawn}


def _points(x: list, y: list, marker: dict[str, Any], edge: str) -> dict[str, Any]:
    marker = {**marker, "line": {"color": edge, "width": 2}}
    return {
        "type": "scatter",
        "x": x,
        "y": y,
        "mode": "markers",
        "marker": marker,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _frame(data: FilmData, index: int, text: Mapping[str, str], colours: Theme) -> dict[str, Any]:
    """Only what moves: Plotly keeps the rest of each series."""
    kept = ("type", "z", "text", "x", "y")
    moving = [series for _row, series in _moving(data, index, text, colours)]
    changed = [{name: series[name] for name in kept if name in series} for series in moving]
    title = {"title": {"text": _said(data, index, text)["text"]}}
    return {"name": str(data.steps[index]), "data": changed, "traces": [*range(len(changed))], "layout": title}


def _said(data: FilmData, index: int, text: Mapping[str, str]) -> dict[str, Any]:
    """The whole prediction as the figure's title, cut where it is long."""
    said = data.texts[index]
    cut = said if len(said) <= TIMES else said[: TIMES - 1] + "…"
    shown = "".join(label(character) for character in cut)
    return {"text": f"{text['says']}: <b>{shown}</b>", "x": 0, "xref": "paper", "y": 0.99, "yanchor": "top"}


def _curve(data: FilmData, text: Mapping[str, str], colours: Theme) -> go.Scatter:
    every = -(-len(data.curve.steps) // POINTS)
    x, y = data.curve.steps[::every].astype(np.int32), data.curve.losses[::every].astype(np.float32)
    curve = go.Scatter(x=x, y=y, mode="lines", name=text["loss"], showlegend=False, hovertemplate="%{y:.4g}")
    return curve.update(line={"color": colours.ink, "width": 3})


def _axes(figure: go.Figure, data: FilmData, text: Mapping[str, str], theme: str) -> None:
    """The letters' times under the last of their pictures, the steps under the loss; symbols and units at the left."""
    rows, colours, nothing = len(_heights(data)), THEMES[theme], {"showgrid": False}
    figure.update_xaxes(axis(theme, **time_axis(data.inputs), showticklabels=False, ticks=""))
    figure.update_xaxes(title_text=text["time"], showticklabels=True, row=rows - 1, col=1)
    for row in range(1, rows):
        for start in data.starts[1:]:
            figure.add_vline(start - 0.5, line={"color": colours.ink, "width": 3}, row=row, col=1)
    said = {"tickvals": [0, 1, 2], "ticktext": [text["input"], text["says"], text["target"]], "range": [2.5, -0.5]}
    figure.update_yaxes(axis(theme, **said, **nothing), row=1, col=1)
    symbols = {"tickvals": [*range(len(data.symbols))], "ticktext": [*map(label, data.symbols)]}
    figure.update_yaxes(axis(theme, **symbols, range=[len(data.symbols) - 0.5, -0.5], **nothing), row=2, col=1)
    if units := data.hidden.shape[1]:
        ticks = {"dtick": max(1, -(-units // 8)), "range": [units - 0.5, -0.5], "title_text": text["unit"]}
        figure.update_yaxes(axis(theme, **ticks, **nothing), row=3, col=1)
    last, unit = max(len(data.curve.steps) - 1, 1), text["nats" if data.curve.nats else "mse"]
    span = {
        "tickmode": "auto",
        "range": [-0.02 * last, 1.02 * last],
        "title_text": text["step"],
        "showticklabels": True,
    }
    figure.update_xaxes(**span, tickvals=None, ticktext=None, row=rows, col=1)
    figure.update_yaxes(axis(theme, title_text=unit, rangemode="tozero"), row=rows, col=1)
    corners = {"x0": 0, "x1": 1, "y0": 0, "y1": 1, "xref": f"x{rows} domain", "yref": f"y{rows} domain"}
    figure.add_shape(type="rect", layer="below", line_width=0, fillcolor=colours.background, **corners)


def _controlled(figure: go.Figure, data: FilmData, text: Mapping[str, str], colours: Theme, tall: int) -> go.Figure:
    """Play, pause and the slider, above the pictures."""

    def shown(names: list | None, pace: int, **more: Any) -> list:
        still = {"frame": {"duration": pace, "redraw": True}, "transition": {"duration": 0}, "mode": "immediate"}
        return [names, still | more]

    font, left = {"size": SIZE, "color": colours.ink}, {"x": 0, "xanchor": "left", "yanchor": "bottom"}
    play = {"label": f"▶ {text['play']}", "method": "animate", "args": shown(None, PACE, fromcurrent=True)}
    pause = {"label": f"❚❚ {text['pause']}", "method": "animate", "args": shown([None], 0)}
    menu = {"type": "buttons", "direction": "left", "showactive": False, "buttons": [play, pause], "font": font}
    menu |= {**left, "y": 1 + 104 / tall, "bgcolor": colours.background, "pad": {"t": 0, "b": 0}}
    steps = [{"label": str(step), "method": "animate", "args": shown([str(step)], 0)} for step in data.steps]
    slider = {"steps": steps, "active": 0, "currentvalue": {"prefix": f"{text['step']} ", "font": font}, "font": font}
    slider |= {**left, "len": 1, "y": 1 + 14 / tall, "pad": {"t": 0, "b": 0}, "ticklen": 0, "minorticklen": 0}
    return figure.update_layout(updatemenus=[menu], sliders=[{**slider, "bgcolor": colours.grid}])
