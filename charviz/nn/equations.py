"""The equations of one unit of each cell: symbols, and the lines of numbers that lead to the result.

A line of numbers is a template: `{name}` is a number of the current time step (see `unit_arithmetic`), `{name!}` for the same in
brackets where it is negative. One table for the text beside the player and for the page Inside a cell.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from charviz.nn.cell_types import GATES


class Equation(NamedTuple):
    """left = formula, then = each of `numbers`; the last of them is {result}. name: the part of the cell that it makes."""

    name: str
    left: str
    formula: str
    numbers: tuple[str, ...]
    result: str


def _squashed(name: str, left: str, function: str, result: str | None = None) -> Equation:
    """A sum of four terms through a squashing function."""
    result = result or name
    terms = f"{{wx_{name}}} + {{b_{name}!}} + {{uh_{name}!}} + {{b2_{name}!}}"
    numbers = (f"{function}({terms})", f"{function}({{sum_{name}}})", f"{{{result}}}")
    return Equation(name, left, f"{function}(W x + b + U h₋ + b′)", numbers, result)


def _lstm() -> tuple[Equation, ...]:
    gates = [_squashed(name, gate.symbol, "tanh" if gate.low < 0 else "σ") for name, gate in GATES["lstm"].items()]
    kept = ("{forget} · {c_before!} + {input} · {candidate!}", "{fc} + {ig!}", "{c}")
    shown = ("{output} · tanh({c})", "{output} · {tanh_c!}", "{h}")
    return (
        *gates,
        Equation("cell_state", "c", "f · c₋ + i · g", kept, "c"),
        Equation("hidden", "h", "o · tanh(c)", shown, "h"),
    )


def _candidate() -> Equation:
    inner = "{wx_candidate} + {b_candidate!} + {reset} · ({uh_candidate} + {b2_candidate!})"
    numbers = (f"tanh({inner})", "tanh({sum_candidate})", "{candidate}")
    return Equation("candidate", "n", "tanh(W x + b + r · (U h₋ + b′))", numbers, "candidate")


def _gru() -> tuple[Equation, ...]:
    mixed = ("(1 − {update}) · {candidate!} + {update} · {h_before!}", "{zn} + {zh!}", "{h}")
    return (
        _squashed("reset", "r", "σ"),
        _squashed("update", "z", "σ"),
        _candidate(),
        Equation("hidden", "h", "(1 − z) · n + z · h₋", mixed, "h"),
    )


def _gru_of_the_slides() -> tuple[Equation, ...]:
    """Many lectures write the update gate the other way round: z′ = 1 − z renews, where torch's z keeps."""
    update = _squashed("update", "z′", "σ")
    update = update._replace(
        formula=f"1 − {update.formula}",
        numbers=(f"1 − {update.numbers[0]}", "1 − {update}", "{renew}"),
        result="renew",
    )
    mixed = ("(1 − {renew}) · {h_before!} + {renew} · {candidate!}", "{zh} + {zn!}", "{h}")
    return (
        _squashed("reset", "r", "σ"),
        update,
        _candidate(),
        Equation("hidden", "h", "(1 − z′) · h₋ + z′ · n", mixed, "h"),
    )


EQUATIONS = {
    "rnn": (_squashed("hidden", "h", "tanh", "h"),),
    "lstm": _lstm(),
    "gru": _gru(),
    "memoryless": (),
}
SLIDES = {**EQUATIONS, "gru": _gru_of_the_slides()}


def filled(template: str, numbers: Mapping[str, float]) -> str:
    """A template with its numbers, four decimals each and a true minus sign."""

    def number(place: re.Match) -> str:
        value = float(numbers[place[1]])
        text = f"{value:.4f}".replace("-", "−") if round(value, 4) else "0.0000"
        return f"({text})" if place[2] and text.startswith("−") else text

    return re.sub(r"\{(\w+)(!?)\}", number, template)
