"""All numbers of one hidden unit at many training steps and all time steps, and its equations with these numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from charviz.config.fields import field_error
from charviz.errors import ConfigError
from charviz.i18n import N_
from charviz.nn.cell_types import GATES
from charviz.nn.equations import EQUATIONS, filled
from charviz.nn.replay import Replay, replay
from charviz.runs.run import Run

TERMS = ("wx", "b", "uh", "b2", "sum")


@dataclass(frozen=True, eq=False)
class UnitNumbers:
    """The numbers of one unit of one layer for K networks and N time steps.

    numbers: name -> (K, N): for each gate (an RNN: for `hidden`) its terms wx_, b_, uh_, b2_ (W x, b, U h, b') and
    their sum_; the gates by name; h, h_before; of an RNN wxb, uhb; of an LSTM c, c_before, tanh_c, fc, ig; of a GRU
    renew (1 - update), zn, zh, uhb_candidate, ruh.
    played: the replay. below: the layer's input, (K, N, in); None if it is one-hot.
    """

    numbers: dict[str, np.ndarray]
    played: Replay
    below: np.ndarray | None


def unit_numbers(run: Run, steps: Sequence[int], layer: int, unit: int) -> UnitNumbers:
    """The numbers of a unit at the keyframes `steps`; ConfigError for a network without memory, or an unknown unit."""
    config = run.config
    if config.cell_type == "memoryless":
        raise field_error(N_("{cell_type} is 'memoryless': it has no cell to look into; use 'rnn', 'lstm' or 'gru'."))
    if not (0 <= layer < config.num_layers and 0 <= unit < config.hidden_size):
        raise ConfigError(
            N_(
                "layer {layer} has no unit {unit}; this network has layers 0 to {last_layer} and units 0 to "
                "{last_unit}."
            ),
            unit=unit,
            layer=layer,
            last_layer=config.num_layers - 1,
            last_unit=config.hidden_size - 1,
        )
    played = replay(config, run.flat_weights(steps), config.batch)
    below, numbers = _sums(run, steps, layer, unit, played)
    values = {name: value[:, layer, :, unit] for name, value in played.values.items()}
    numbers |= {name: values[name] for name in GATES[config.cell_type]}
    numbers |= {"h": values["hidden"], "h_before": _before(values["hidden"], config.batch.starts)}
    return UnitNumbers(
        numbers | {"rnn": _rnn, "lstm": _lstm, "gru": _gru}[config.cell_type](numbers | values, run), played, below
    )


def arithmetic(run: Run, step: int, layer: int, unit: int, time: int) -> list[dict]:
    """The equations of a hidden unit at one time step, in the order in which they are computed.

    Each is {name, left, formula, numbers, value}: `left = formula`, then `= number line` for each of `numbers`;
    value is the one in the Trace. Empty for a memoryless network, which has no units.
    """
    if run.config.cell_type == "memoryless":
        return []
    numbers = unit_numbers(run, [run.nearest_keyframe(step)], layer, unit).numbers
    moment = {name: float(values[0, time]) for name, values in numbers.items()}
    return [
        {
            "name": equation.name,
            "left": equation.left,
            "formula": equation.formula,
            "numbers": [filled(template, moment) for template in equation.numbers],
            "value": moment[equation.result],
        }
        for equation in EQUATIONS[run.config.cell_type]
    ]


def _sums(
    run: Run, steps: Sequence[int], layer: int, unit: int, played: Replay
) -> tuple[np.ndarray | None, dict[str, np.ndarray]]:
    """The layer's input, and the four terms of each sum of the unit."""
    config, every = run.config, [run.weights(step) for step in steps]
    names = list(GATES[config.cell_type]) or ["hidden"]
    rows = [place * config.hidden_size + unit for place in range(len(names))]
    w_ih, w_hh, b_ih, b_hh = (
        np.stack([weights[f"rnn.{part}_l{layer}"][rows] for weights in every])
        for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    )
    ids = config.batch.flat(config.batch.inputs)
    below = None
    if layer:
        below = played.values["hidden"][:, layer - 1]
    elif config.encoding == "embedding":
        below = np.stack([weights["embedding.weight"] for weights in every])[:, ids]
    before = _before(played.values["hidden"][:, layer], config.batch.starts)
    wx = w_ih[:, :, ids].transpose(0, 2, 1) if below is None else below @ w_ih.transpose(0, 2, 1)
    uh = before @ w_hh.transpose(0, 2, 1)
    numbers: dict[str, np.ndarray] = {}
    for place, name in enumerate(names):
        b, b2 = (np.broadcast_to(bias[:, place, None], wx.shape[:2]) for bias in (b_ih, b_hh))
        wxs, uhs = wx[..., place], uh[..., place]
        terms = (wxs, b, uhs, b2, wxs + b + uhs + b2)
        numbers |= dict(zip((f"{term}_{name}" for term in TERMS), terms, strict=True))
    return below, numbers


def _before(values: np.ndarray, starts: Sequence[int]) -> np.ndarray:
    """(K, N, ...): the value at the previous time step, 0 where a sequence begins."""
    before = np.zeros_like(values)
    before[:, 1:] = values[:, :-1]
    before[:, list(starts)] = 0
    return before


def _rnn(v: dict[str, np.ndarray], run: Run) -> dict[str, np.ndarray]:
    return {"wxb": v["wx_hidden"] + v["b_hidden"], "uhb": v["uh_hidden"] + v["b2_hidden"]}


def _lstm(v: dict[str, np.ndarray], run: Run) -> dict[str, np.ndarray]:
    c, before = v["cell_state"], _before(v["cell_state"], run.config.batch.starts)
    products = {"fc": v["forget"] * before, "ig": v["input"] * v["candidate"]}
    return {"c": c, "c_before": before, "tanh_c": np.tanh(c), **products}


def _gru(v: dict[str, np.ndarray], run: Run) -> dict[str, np.ndarray]:
    renew, inner = 1 - v["update"], v["uh_candidate"] + v["b2_candidate"]
    return {
        "renew": renew,
        "zn": renew * v["candidate"],
        "zh": v["update"] * v["h_before"],
        "uhb_candidate": inner,
        "ruh": v["reset"] * inner,
        "sum_candidate": v["wx_candidate"] + v["b_candidate"] + v["reset"] * inner,
    }
