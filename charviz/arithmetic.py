"""The arithmetic of one unit at one time: its equations with symbols, then with the numbers of this moment."""

from charviz.equations import EQUATIONS, filled
from charviz.inside import inside
from charviz.run import Run


def arithmetic(run: Run, step: int, layer: int, unit: int, time: int) -> list[dict]:
    """The equations that make hidden unit `unit` of a layer at one time, in the order in which they are computed.

    Each is {name, left, formula, numbers, value}: `left = formula`, then `= number line` for each of `numbers`;
    value is what the Trace holds. Empty for a memoryless net, which has no units.
    """
    if run.config.cell_type == "memoryless":
        return []
    numbers = inside(run, [run.nearest_keyframe(step)], layer, unit).numbers
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
