"""One time step of each cell, as equations. Everything that is shown of a net is computed by these lines.

A step takes the input x (..., B, in), the state of the time before, and the layer's weights under torch's names
(weight_ih (..., G*H, in), weight_hh (..., G*H, H), bias_ih and bias_hh (..., G*H)), and returns what it computes by
name, each (..., B, H). Leading axes are free: many keyframes of a run are one call. `pin` holds gates at a number.

Sources: torch.nn.RNN, LSTM and GRU; Hochreiter & Schmidhuber 1997; Cho et al. 2014. In torch's GRU an update gate of
1 KEEPS the old state; many lecture slides write it the other way round.
"""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

Step = Callable[[Tensor, Mapping[str, Tensor], Mapping[str, Tensor], Mapping[str, float]], dict[str, Tensor]]


def linear(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """W x + b: (..., B, in) and (..., out, in) -> (..., B, out)."""
    return x @ weight.mT + bias.unsqueeze(-2)


def clamp_gate(gate: Tensor, name: str, pin: Mapping[str, float]) -> Tensor:
    """The gate, or the number at which it is pinned."""
    return torch.full_like(gate, pin[name]) if name in pin else gate


def rnn_step(
    x: Tensor, state: Mapping[str, Tensor], w: Mapping[str, Tensor], pin: Mapping[str, float]
) -> dict[str, Tensor]:
    """h = tanh(W x + b + U h + b')."""
    h = state["hidden"]
    return {"hidden": torch.tanh(linear(x, w["weight_ih"], w["bias_ih"]) + linear(h, w["weight_hh"], w["bias_hh"]))}


def lstm_step(
    x: Tensor, state: Mapping[str, Tensor], w: Mapping[str, Tensor], pin: Mapping[str, float]
) -> dict[str, Tensor]:
    """c = f * c + i * g;  h = o * tanh(c)."""
    h, c = state["hidden"], state["cell_state"]
    a = linear(x, w["weight_ih"], w["bias_ih"]) + linear(h, w["weight_hh"], w["bias_hh"])
    i, f, g, o = a.chunk(4, dim=-1)
    i, f = clamp_gate(torch.sigmoid(i), "input", pin), clamp_gate(torch.sigmoid(f), "forget", pin)
    g, o = clamp_gate(torch.tanh(g), "candidate", pin), clamp_gate(torch.sigmoid(o), "output", pin)
    c = f * c + i * g
    return {"hidden": o * torch.tanh(c), "cell_state": c, "input": i, "forget": f, "candidate": g, "output": o}


def gru_step(
    x: Tensor, state: Mapping[str, Tensor], w: Mapping[str, Tensor], pin: Mapping[str, float]
) -> dict[str, Tensor]:
    """h = (1 - z) * n + z * h;  n = tanh(W x + b + r * (U h + b'))."""
    h = state["hidden"]
    xr, xz, xn = linear(x, w["weight_ih"], w["bias_ih"]).chunk(3, dim=-1)
    hr, hz, hn = linear(h, w["weight_hh"], w["bias_hh"]).chunk(3, dim=-1)
    r, z = clamp_gate(torch.sigmoid(xr + hr), "reset", pin), clamp_gate(torch.sigmoid(xz + hz), "update", pin)
    n = clamp_gate(torch.tanh(xn + r * hn), "candidate", pin)
    return {"hidden": (1 - z) * n + z * h, "reset": r, "update": z, "candidate": n}


STEPS: dict[str, Step] = {"rnn": rnn_step, "lstm": lstm_step, "gru": gru_step}


def probabilities(outputs: Tensor, loss: str) -> Tensor:
    """The probability of each next character, (..., V): softmax of logits, or outputs in [0, 1] by their share."""
    if loss == "cross-entropy":
        return torch.softmax(outputs, dim=-1)
    share = outputs.clamp(min=1e-9)
    return share / share.sum(dim=-1, keepdim=True)
