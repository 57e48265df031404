"""The loss of every step between the lines that give it a meaning, and the letters right under it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from charviz.figures.theme import SIZE, THEMES, Theme, axis, layout, merge_labels
from charviz.i18n import N_, fill
from charviz.text.memoryless_limit import no_head_limit

if TYPE_CHECKING:
    from charviz.runs.run import Run

ROOM = 0.1  # share of the axis that the number of a flag takes

LABELS = {
    "step": N_("training step"),
    "nats": N_("loss (nats per letter)"),
    "mse": N_("loss (squared error)"),
    "letters": N_("correct letters"),
    "loss": N_("loss"),
    "guessing": N_("guessing {value:.3f}"),
    "floor": N_("limit without memory {value:.3f}"),
    "headless": N_("limit without output layer {value:.3f}"),
    "held_out": N_("on held-out text"),
    "reference": N_("lecture notes"),
    "floor_correct": N_("best without memory: {value} of {total}"),
    "solved": N_("all correct"),
    "lost": N_("wrong again"),
}


@dataclass(frozen=True, eq=False)
class LossData:
    """The records of a run and its limits.

    steps, losses, right: (S,), right the number of letters of `total`. limits: name in LABELS -> loss, in nats.
    floor_correct: the most a model without memory gets right, None in windows. held_out: (M,) steps and losses on text
    that is never trained on. reference: (S',) steps and losses of the notes.
    solved, lost: steps at which the text is first all right, or no more. nats: false where losses are squared errors.
    """

    steps: np.ndarray
    losses: np.ndarray
    right: np.ndarray
    total: int
    limits: dict[str, float]
    floor_correct: int | None
    held_out: tuple[np.ndarray, np.ndarray]
    reference: tuple[np.ndarray, np.ndarray]
    solved: np.ndarray
    lost: np.ndarray
    nats: bool


def loss_data(run: "Run", reference: Sequence[float | None] | Mapping[int, float] = ()) -> LossData:
    """What `plot_loss` draws of a run; reference: the notes' losses by step, None where they print nothing."""
    config, nats = run.config, run.config.loss == "cross-entropy"
    limit, total = config.floor, int(config.batch.mask.sum())
    right = np.rint(np.asarray(run.accuracies) * total).astype(int)
    changes = np.diff(right == total, prepend=False)
    solved = right == total
    return LossData(
        np.arange(len(run.losses)),
        np.asarray(run.losses),
        right,
        total,
        _limits(config.head, len(run.vocabulary), limit.loss) if nats else {},
        limit.correct if config.window is None else None,
        _held_out(run),
        _points(reference),
        np.flatnonzero(changes & solved),
        np.flatnonzero(changes & ~solved),
        nats,
    )


def plot_loss(
    data: LossData, theme: str = "light", labels: Mapping[str, str] | None = None, *, log: bool = False
) -> go.Figure:
    """The loss above, the letters right below, on one axis of steps; `log` makes the loss's axis logarithmic."""
    text, colours = merge_labels(LABELS, labels), THEMES[theme]
    figure = make_subplots(2, 1, shared_xaxes=True, row_heights=[0.7, 0.3], vertical_spacing=0.06)
    figure.add_traces(limit_series(data, text, colours) + _loss_series(data, text, colours), rows=1, cols=1)
    figure.add_traces(_letter_series(data, text, colours), rows=2, cols=1)
    figure.update_layout(layout(theme, height=520, hovermode="x unified"))
    figure.update_xaxes(axis(theme, range=_span(data)))
    figure.update_xaxes(title_text=text["step"], row=2, col=1)
    loss_axis = decades(data.losses) if log else {"rangemode": "tozero"}
    figure.update_yaxes(axis(theme, title_text=text["nats" if data.nats else "mse"], **loss_axis), row=1, col=1)
    whole = {"range": [-0.4, data.total + 0.4], "dtick": max(1, -(-data.total // 4))}
    figure.update_yaxes(axis(theme, title_text=text["letters"], **whole), row=2, col=1)
    return figure


def _limits(head: str, size: int, floor_loss: float) -> dict[str, float]:
    limits = {"guessing": float(np.log(size)), "floor": floor_loss}
    return limits | ({"headless": no_head_limit(size)} if head == "none" else {})


def _held_out(run: "Run") -> tuple[np.ndarray, np.ndarray]:
    losses = np.zeros(0) if run.held_out is None else run.held_out
    measured = np.flatnonzero(~np.isnan(losses))
    return measured, losses[measured]


def _points(reference: Sequence[float | None] | Mapping[int, float]) -> tuple[np.ndarray, np.ndarray]:
    pairs = reference.items() if isinstance(reference, Mapping) else enumerate(reference)
    known = [(step, loss) for step, loss in pairs if loss is not None]
    return np.array([step for step, _loss in known], int), np.array([loss for _step, loss in known], float)


def _span(data: LossData) -> list[float]:
    """The steps from end to end, with room for the marks of the first and the last."""
    last = max(len(data.steps) - 1, 1)
    return [-0.02 * last, 1.02 * last]


def decades(losses: np.ndarray) -> dict:
    """A logarithmic axis with a tick at each power of ten, and at 2 and 5 where there are few of them."""
    positive = losses[losses > 0]
    few = len(positive) == 0 or positive.max() < 100 * positive.min()
    ticks = [mantissa * 10.0**power for power in range(-12, 7) for mantissa in ((1, 2, 5) if few else (1,))]
    return {"type": "log", "tickmode": "array", "tickvals": ticks, "ticktext": [f"{tick:g}" for tick in ticks]}


def _level(data: LossData, value: float, name: str, colour: str, dash: str) -> go.Scatter:
    line = {"color": colour, "dash": dash, "width": 2}
    return go.Scatter(x=_span(data), y=[value, value], name=name, mode="lines", line=line, hoverinfo="skip")


def limit_series(data: LossData, text: dict[str, str], colours: Theme) -> list[go.Scatter]:
    """A horizontal line for each limit."""
    styles = {"guessing": (colours.grey, "dot"), "floor": (colours.grey, "dash"), "headless": (colours.orange, "dot")}
    return [_level(data, value, fill(text[name], value=value), *styles[name]) for name, value in data.limits.items()]


def _loss_series(data: LossData, text: dict[str, str], colours: Theme) -> list[go.Scatter]:
    """The curve, the notes' curve if there is one, and the flags."""
    line, (steps, losses) = {"color": colours.ink, "width": 3}, data.reference
    mode = "lines" if len(data.steps) > 1 else "markers"
    curve = go.Scatter(x=data.steps, y=data.losses, name=text["loss"], mode=mode, line=line, showlegend=False)
    curve.update(marker={"color": colours.ink, "size": 8}, hovertemplate="%{y:.4g}")
    held = go.Scatter(x=data.held_out[0], y=data.held_out[1], name=text["held_out"], hovertemplate="%{y:.4g}")
    held.update(mode="lines+markers", line={"color": colours.orange, "width": 3})
    ghost = go.Scatter(x=steps, y=losses, name=text["reference"], mode="markers", hovertemplate="%{y:.4g}")
    ghost.update(marker={"color": colours.blue, "size": 8, "symbol": "circle-open", "line": {"width": 2}})
    flags = [
        _flags(data, data.solved, text["solved"], "✓", colours.blue, "triangle-up", "top right"),
        _flags(data, data.lost, text["lost"], "✗", colours.orange, "x", "bottom left"),
    ]
    return [
        curve,
        *([held] if len(held.x) else []),
        *([ghost] if len(steps) else []),
        *(flag for flag in flags if len(flag.x)),
    ]


def _flags(data: LossData, steps: np.ndarray, name: str, mark: str, colour: str, shape: str, place: str) -> go.Scatter:
    """Marks on the curve at these steps, with their number where there is room for it."""
    written, free_from = [], -1.0
    for step in steps:
        written.append(f"{mark} {step}" if step >= free_from else "")
        free_from = step + ROOM * len(data.steps) if written[-1] else free_from
    flags = go.Scatter(x=steps, y=data.losses[steps], name=name, mode="markers+text", text=written, hoverinfo="skip")
    flags.update(textfont={"color": colour, "size": SIZE}, textposition=place)
    return flags.update(marker={"color": colour, "symbol": shape, "size": 12})


def _letter_series(data: LossData, text: dict[str, str], colours: Theme) -> list[go.Scatter]:
    """The staircase of letters right, and the most that a model without memory gets."""
    mode = "lines" if len(data.steps) > 1 else "markers"
    line, marker = {"color": colours.ink, "width": 3, "shape": "hv"}, {"color": colours.ink, "size": 8}
    stairs = go.Scatter(
        x=data.steps, y=data.right, name=text["letters"], mode=mode, line=line, marker=marker, showlegend=False
    )
    stairs.update(hovertemplate=f"%{{y}} / {data.total}")
    if data.floor_correct is None:
        return [stairs]
    most = fill(text["floor_correct"], value=data.floor_correct, total=data.total)
    return [_level(data, data.floor_correct, most, colours.grey, "dash").update(showlegend=False), stairs]
