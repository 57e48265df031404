"""The cells by name: what each carries through time, and its gates in the order in which torch stacks them."""

from typing import NamedTuple


class Gate(NamedTuple):
    """A gate's letter in the equations and its range; the candidate is no gate but a tanh, and is drawn as a signed value."""

    symbol: str
    low: float
    high: float


NAMES = {"rnn": "RNN", "lstm": "LSTM", "gru": "GRU"}  # as people and torch.nn write them
GATE_COUNT = {"rnn": 1, "lstm": 4, "gru": 3}  # how many rows of H weights torch stacks

STATES = {"rnn": ("hidden",), "lstm": ("hidden", "cell_state"), "gru": ("hidden",), "memoryless": ()}

GATES: dict[str, dict[str, Gate]] = {
    "rnn": {},
    "lstm": {
        "input": Gate("i", 0, 1),
        "forget": Gate("f", 0, 1),
        "candidate": Gate("g", -1, 1),
        "output": Gate("o", 0, 1),
    },
    "gru": {"reset": Gate("r", 0, 1), "update": Gate("z", 0, 1), "candidate": Gate("n", -1, 1)},
    "memoryless": {},
}
