"""The arithmetic of one unit at one time: its equations with symbols, then with the numbers of this moment."""

import numpy as np

from charviz.cell_types import GATES
from charviz.run import Run


def arithmetic(run: Run, step: int, layer: int, unit: int, time: int) -> list[dict]:
    """The equations that make hidden unit `unit` of a layer at one time, in the order in which they are computed.

    Each is {name, left, formula, numbers, value}: `left = formula`, then `= number line` for each of `numbers`;
    value is what the Trace holds. Empty for a memoryless net, which has no units.
    """
    if run.config.cell_type == "memoryless":
        return []
    moment = Moment(run, step, layer, unit, time)
    return {"rnn": _rnn, "lstm": _lstm, "gru": _gru}[run.config.cell_type](moment)


class Moment:
    """The numbers around one unit: what it reads, what it remembers, its rows of the weights."""

    def __init__(self, run: Run, step: int, layer: int, unit: int, time: int) -> None:
        trace, weights = run.trace(step), run.weights(step)
        first = time in trace.starts
        self.cell_type, self.hidden_size, self.unit = run.config.cell_type, run.config.hidden_size, unit
        self.weights = {
            part: weights[f"rnn.{part}_l{layer}"] for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        }
        symbol = run.vocabulary.ids[trace.inputs[time]]
        bottom = weights.get("embedding.weight", np.eye(len(run.vocabulary)))[symbol]
        self.x = bottom if layer == 0 else trace.hidden[layer - 1, time]
        self.h = np.zeros(self.hidden_size) if first else trace.hidden[layer, time - 1]
        states = {"h": trace.hidden, "c": trace.cell_state}
        self.before = {
            name: 0.0 if first or s is None else float(s[layer, time - 1, unit]) for name, s in states.items()
        }
        self.now = {name: 0.0 if s is None else float(s[layer, time, unit]) for name, s in states.items()}
        self.gates = {name: float(values[layer, time, unit]) for name, values in trace.gates.items()}

    def terms(self, name: str) -> tuple[float, float, float, float]:
        """W x, b, U h, b' of a gate (or of the whole cell, for an RNN)."""
        names = list(GATES[self.cell_type]) or ["hidden"]
        row, w = names.index(name) * self.hidden_size + self.unit, self.weights
        products = w["weight_ih"][row] @ self.x, w["bias_ih"][row], w["weight_hh"][row] @ self.h, w["bias_hh"][row]
        return tuple(float(value) for value in products)


def _rnn(moment: Moment) -> list[dict]:
    return [_squashed(moment, "hidden", "h", "tanh", moment.now["h"])]


def _lstm(moment: Moment) -> list[dict]:
    lines = [
        _squashed(moment, name, gate.symbol, "tanh" if name == "candidate" else "σ", moment.gates[name])
        for name, gate in GATES["lstm"].items()
    ]
    i, f, g, o = (moment.gates[name] for name in GATES["lstm"])
    before, c, h = moment.before["c"], moment.now["c"], moment.now["h"]
    state = f"{_n(f)} · {_in(before)} + {_n(i)} · {_in(g)}"
    lines.append(_line("cell_state", "c", "f · c₋ + i · g", [state, _n(c)], c))
    lines.append(
        _line("hidden", "h", "o · tanh(c)", [f"{_n(o)} · tanh({_n(c)})", f"{_n(o)} · {_in(np.tanh(c))}", _n(h)], h)
    )
    return lines


def _gru(moment: Moment) -> list[dict]:
    lines = [
        _squashed(moment, name, GATES["gru"][name].symbol, "σ", moment.gates[name]) for name in ("reset", "update")
    ]
    r, z, n = (moment.gates[name] for name in GATES["gru"])
    wx, b, uh, b2 = moment.terms("candidate")
    inner = f"tanh({_in(wx)} + {_in(b)} + {_n(r)} · ({_in(uh)} + {_in(b2)}))"
    pre = wx + b + r * (uh + b2)
    lines.append(_line("candidate", "n", "tanh(W x + b + r · (U h₋ + b′))", [inner, f"tanh({_n(pre)})", _n(n)], n))
    before, h = moment.before["h"], moment.now["h"]
    kept = f"(1 − {_n(z)}) · {_in(n)} + {_n(z)} · {_in(before)}"
    lines.append(_line("hidden", "h", "(1 − z) · n + z · h₋", [kept, _n(h)], h))
    return lines


def _squashed(moment: Moment, name: str, left: str, function: str, value: float) -> dict:
    """A sum of four terms through a squashing function."""
    terms = moment.terms(name)
    numbers = [f"{function}({' + '.join(map(_in, terms))})", f"{function}({_n(sum(terms))})", _n(value)]
    return _line(name, left, f"{function}(W x + b + U h₋ + b′)", numbers, value)


def _line(name: str, left: str, formula: str, numbers: list[str], value: float) -> dict:
    return {"name": name, "left": left, "formula": formula, "numbers": numbers, "value": value}


def _n(value: float) -> str:
    """A number with four decimals and a true minus sign."""
    return f"{value:.4f}".replace("-", "−") if round(value, 4) else "0.0000"


def _in(value: float) -> str:
    """The same inside a sum or a product: in brackets where it is negative."""
    return f"({_n(value)})" if value < 0 else _n(value)
