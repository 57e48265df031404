"""What the net says, step by step: a row for each time it changes its mind, a column for each time of the text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from charviz.arrays import changes, evenly
from charviz.figures.theme import SIZE, THEMES, Theme, axis, label, layout, merge_labels, time_axis
from charviz.i18n import N_, fill

if TYPE_CHECKING:
    from charviz.runs.run import Run

MOST = 24  # rows
LETTERS = 48  # columns in which letters can still be read
ROW = 30  # px

LABELS = {
    "step": N_("training step"),
    "time": N_("time step and input letter"),
    "target": N_("target"),
    "right": N_("right"),
    "wrong": N_("wrong"),
    "hover": N_("step {step} · t={time} · input {input} · target {target} · prediction {prediction}"),
}


@dataclass(frozen=True, eq=False)
class PredictionsData:
    """R rows of a run's history: steps (R,), letters and right (R, T), inputs and targets (T,), starts of sequences."""

    steps: np.ndarray
    letters: np.ndarray
    right: np.ndarray
    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    starts: tuple[int, ...]


def predictions_data(run: "Run", steps: Sequence[int] | None = None, most: int = MOST) -> PredictionsData:
    """The rows at `steps`; without: where the prediction changes, the first and the last, thinned to `most`."""
    batch, symbols, predicted = run.config.batch, np.array(run.vocabulary.symbols, object), np.asarray(run.predicted)
    targets = batch.flat(batch.targets)
    rows = _turns(predicted, most) if steps is None else np.asarray(steps, int)
    return PredictionsData(
        rows,
        symbols[predicted[rows]],
        predicted[rows] == targets,
        tuple(symbols[batch.flat(batch.inputs)]),
        tuple(symbols[targets]),
        batch.starts,
    )


def plot_predictions(data: PredictionsData, theme: str = "light", labels: Mapping[str, str] | None = None) -> go.Figure:
    """Rows from the first step down to the last, then the target; a wrong letter has a cross and another colour."""
    text, colours = merge_labels(LABELS, labels), THEMES[theme]
    rows, columns = len(data.steps), len(data.inputs)
    figure = go.Figure([_cells(data, text, colours), _crosses(data, text, colours)])
    figure.add_shape(
        type="rect", x0=-0.5, x1=columns - 0.5, y0=rows - 0.5, y1=rows + 0.5, line={"color": colours.ink, "width": 3}
    )
    for start in data.starts[1:]:
        figure.add_vline(start - 0.5, line={"color": colours.ink, "width": 3})
    figure.update_layout(
        layout(theme, height=150 + ROW * (rows + 1), plot_bgcolor=colours.grid, showlegend=bool((~data.right).any()))
    )
    figure.update_xaxes(axis(theme, title_text=text["time"], **time_axis(data.inputs)))
    ticks = {"tickmode": "array", "tickvals": np.arange(rows + 1), "ticktext": [*map(str, data.steps), text["target"]]}
    figure.update_yaxes(axis(theme, title_text=text["step"], range=[rows + 0.5, -0.5], showgrid=False, **ticks))
    return figure


def _turns(predicted: np.ndarray, most: int) -> np.ndarray:
    """Steps at which a row (T,) differs from the one before, the first and the last included."""
    turns = np.union1d(changes(predicted), np.arange(len(predicted))[-1:])
    return turns[evenly(len(turns), most)]


def _cells(data: PredictionsData, text: dict[str, str], colours: Theme) -> go.Heatmap:
    """-1 wrong, 1 right, 0 the row of the targets; the letters as text, a description as hover."""
    shades = mixed(colours.orange, colours.background), mixed(colours.blue, colours.background)
    scale = [[0, shades[0]], [0.5, colours.background], [1, shades[1]]]
    letters = np.array([[label(letter) for letter in row] for row in (*data.letters, data.targets)], object)
    cells = go.Heatmap(z=np.vstack([np.where(data.right, 1, -1), np.zeros(len(data.targets), int)]), zmin=-1, zmax=1)
    cells.update(
        colorscale=scale,
        showscale=False,
        xgap=1,
        ygap=1,
        customdata=_described(data, text),
        hovertemplate="%{customdata}<extra></extra>",
    )
    if len(data.inputs) <= LETTERS:
        cells.update(text=letters, texttemplate="%{text}", textfont={"size": SIZE, "color": colours.ink})
    return cells


def _described(data: PredictionsData, text: dict[str, str]) -> np.ndarray:
    """(R + 1, T) hover texts."""
    inputs, targets = [*map(label, data.inputs)], [*map(label, data.targets)]
    rows = [*zip(data.steps, data.letters, strict=True), (text["target"], data.targets)]
    return np.array(
        [
            [
                fill(text["hover"], step=step, time=t, input=inputs[t], target=targets[t], prediction=label(letter))
                for t, letter in enumerate(row)
            ]
            for step, row in rows
        ],
        object,
    )


def _crosses(data: PredictionsData, text: dict[str, str], colours: Theme) -> go.Scatter:
    """A cross in the corner of each wrong cell."""
    rows, times = np.nonzero(~data.right)
    crosses = go.Scatter(
        x=times + 0.32, y=rows - 0.26, mode="markers", name=text["wrong"], hoverinfo="skip", showlegend=True
    )
    return crosses.update(marker={"symbol": "x-thin", "size": 8, "line": {"color": colours.ink, "width": 2}})


def mixed(colour: str, background: str, share: float = 0.4) -> str:
    """A colour thinned with the background, on which ink can be read."""
    pairs = [(int(colour[at : at + 2], 16), int(background[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(share * over + (1 - share) * under):02X}" for over, under in pairs)
