"""What is done by the buttons inside the player."""

from typing import Any

from charviz.config.fields import bounds
from charviz.nn.cell_types import NAMES
from charviz.ui.shell import session, url_state
from charviz.ui.shell.session_state import state


def on_action(action: dict[str, Any]) -> None:
    """Does what was pressed; the page is drawn afterwards."""
    name = action.get("name")
    if name == "inside":
        state.look_inside = action
    elif name == "fork":
        session.fork(max(0, int(action["step"])) if isinstance(action.get("step"), int) else 0)
    elif name == "ask":
        if (mode := str(action.get("mode"))) in url_state.ASKING:
            state.ask = mode
    elif name == "train":
        state.press_train = True
    elif name == "cell":
        if (cell := str(action.get("cell"))) in NAMES:
            _change(cell_type=cell, forget_bias=0.0)
    elif name == "beside":
        session.compare_cells()
    elif name == "keep":
        session.pin(str(action.get("run")))
    elif name == "continue":
        session.go_on()
    elif name == "lower_rate":
        least = bounds("learning_rate")[0]
        _change(learning_rate=max(least, float(f"{session.current_run().learning_rate / 5:.3g}")))
    elif name == "reroll":
        _change(seed=(session.current_run().seed + 1) % 2**32)


def _change(**fields: Any) -> None:
    """Changes settings of the run in the picture, and trains it so."""
    session.pick(session.current_run().replace(**fields))
