"""What the gates let through: a heat map of units by time for each gate and layer, with its letter and its range."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from charviz.figures import hidden
from charviz.figures.hidden import Panel, layered, plot_panels
from charviz.figures.theme import merge_labels
from charviz.i18n import N_, fill
from charviz.nn.cell_types import GATES

if TYPE_CHECKING:
    from charviz.runs.run import Run

LABELS = {
    **{name: hidden.LABELS[name] for name in ("layer", "unit", "time")},
    "lstm.input": N_("input gate {symbol}"),
    "lstm.forget": N_("forget gate {symbol}"),
    "lstm.candidate": N_("candidate {symbol}"),
    "lstm.output": N_("output gate {symbol}"),
    "gru.reset": N_("reset gate {symbol}"),
    "gru.update": N_("keep (update gate {symbol}, PyTorch's convention)"),
    "gru.candidate": N_("candidate {symbol}"),
    "nothing": N_("This cell has no gates."),
}
ENDS = {  # what 0 and 1 do to what passes the gate
    "lstm.input": (N_("ignore"), N_("write")),
    "lstm.forget": (N_("forget"), N_("keep")),
    "lstm.output": (N_("hide"), N_("show")),
    "gru.reset": (N_("ignore"), N_("use")),
    "gru.update": (N_("replace"), N_("keep")),
}
LABELS |= {f"{name}.{value}": word for name, ends in ENDS.items() for value, word in enumerate(ends)}


@dataclass(frozen=True, eq=False)
class GatesData:
    """The gates of one step: name -> (L, T, H), in [0, 1] or, for the candidate, [-1, 1]; inputs (T,), starts."""

    step: int
    cell_type: str
    inputs: tuple[str, ...]
    starts: tuple[int, ...]
    gates: dict[str, np.ndarray]


def gates_data(run: "Run", step: int = -1, text: str | None = None) -> GatesData:
    """The gates of the keyframe nearest to a step, on the training text or on another."""
    trace = run.trace(step=step, text=text)
    return GatesData(trace.step, run.config.cell_type, trace.inputs, trace.starts, dict(trace.gates))


def plot_gates(data: GatesData, theme: str = "light", labels: Mapping[str, str] | None = None) -> go.Figure:
    """Small multiples, layer by layer; a cell without gates says so."""
    text, panels = merge_labels(LABELS, labels), []
    for layer in range(max((len(values) for values in data.gates.values()), default=0)):
        for name, values in data.gates.items():
            panels.append(_panel(data.cell_type, name, values, layer, text))
    return plot_panels(panels, data.inputs, data.starts, text, theme)


def _panel(cell_type: str, name: str, values: np.ndarray, layer: int, text: Mapping[str, str]) -> Panel:
    """One gate of one layer: values (L, T, H) -> (H, T), with the words at the ends of its range."""
    gate, key = GATES[cell_type][name], f"{cell_type}.{name}"
    title = layered(fill(text[key], symbol=gate.symbol), text["layer"], layer, len(values))
    ends = (text[f"{key}.0"], text[f"{key}.1"]) if key in ENDS else ("", "")
    return Panel(title, values[layer].T, gate.low, gate.high, ends)
