"""States and gates by torch's own cells, one time step after the other: an oracle for whatever is replayed."""

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

CELLS = {nn.RNN: nn.RNNCell, nn.LSTM: nn.LSTMCell, nn.GRU: nn.GRUCell}


def unrolled(core: nn.RNNBase, x: Tensor) -> dict[str, np.ndarray]:
    """x (B, T, in) -> name -> (L, B, T, H), for the states and every gate."""
    seen: dict[str, list[Tensor]] = {}
    for layer in range(core.num_layers):
        times = list(_read(_cell(core, layer), x))
        values = {name: torch.stack([at[name] for at in times], dim=1) for name in times[0]}
        x = values["hidden"]
        for name, value in values.items():
            seen.setdefault(name, []).append(value)
    return {name: torch.stack(layers).detach().numpy() for name, layers in seen.items()}


def _cell(core: nn.RNNBase, layer: int) -> nn.RNNCellBase:
    weights = {
        name.removesuffix(f"_l{layer}"): weight
        for name, weight in core.state_dict().items()
        if name.endswith(f"_l{layer}")
    }
    width = weights["weight_ih"].shape[1]
    cell = CELLS[type(core)](width, core.hidden_size, bias=core.bias, dtype=weights["weight_ih"].dtype)
    cell.load_state_dict(weights)
    return cell


def _read(cell: nn.RNNCellBase, x: Tensor) -> Iterator[dict[str, Tensor]]:
    h, c = x.new_zeros(2, len(x), cell.hidden_size)
    for row in x.unbind(dim=1):
        gates = _gates(cell, row, h)
        if isinstance(cell, nn.LSTMCell):
            h, c = cell(row, (h, c))
            yield {"hidden": h, "cell_state": c, **gates}
        else:
            h = cell(row, h)
            yield {"hidden": h, **gates}


def _gates(cell: nn.RNNCellBase, row: Tensor, h: Tensor) -> dict[str, Tensor]:
    """What a cell computes in between and does not return."""
    inner = functional.linear(row, cell.weight_ih, cell.bias_ih)
    outer = functional.linear(h, cell.weight_hh, cell.bias_hh)
    if isinstance(cell, nn.LSTMCell):
        i, f, g, o = (inner + outer).chunk(4, dim=1)
        return {"input": i.sigmoid(), "forget": f.sigmoid(), "candidate": g.tanh(), "output": o.sigmoid()}
    if isinstance(cell, nn.GRUCell):
        (xr, xz, xn), (hr, hz, hn) = inner.chunk(3, dim=1), outer.chunk(3, dim=1)
        reset = (xr + hr).sigmoid()
        return {"reset": reset, "update": (xz + hz).sigmoid(), "candidate": (xn + reset * hn).tanh()}
    return {}
