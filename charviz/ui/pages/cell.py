"""The page Inside a cell: which unit is looked into, the scene, and what the scene answers."""

from contextlib import suppress
from difflib import unified_diff
from typing import Any

import streamlit as st

from charviz.config import RunConfig
from charviz.errors import ConfigError
from charviz.export.pytorch_code import encoded, setup, training
from charviz.nn.cell_types import GATES, NAMES, STATES
from charviz.player.packets import DRAWN_UNITS
from charviz.ui.pages import run_page
from charviz.ui.pages.run_page import clamp
from charviz.ui.shell import ask, component, session, url_state
from charviz.ui.shell.locale import _
from charviz.ui.shell.session_entries import Entry
from charviz.ui.shell.session_state import State, state
from charviz.ui.shell.url_state import Option, one_of

PAGE = "pages/cell.py"
OPTIONS = {
    "step": Option(State.step, int),
    "layer": Option(State.layer, int),
    "unit": Option(State.unit, int),
    "t": Option(State.time, int),
    "part": Option(State.cell_part, one_of("hidden", "cell_state", *GATES["lstm"], *GATES["gru"])),
    "gru_convention": Option(State.cell_convention, one_of("torch", "slides")),
}


@st.fragment
def picture(config: RunConfig) -> None:
    """The scene; only this part runs again when another unit or layer is looked into."""
    last_unit = config.hidden_size - 1
    state.layer = layer = clamp(state.layer, 0, config.num_layers - 1, 0)
    state.unit = unit = clamp(state.unit, 0, last_unit, 0)
    state.time = clamp(state.time, 0, int(config.batch.mask.sum()) - 1, 0)
    header, arrays = ask.ask("cell", config, run_page.last_step(config), layer=layer, unit=unit)
    view = {
        "run": config.key,
        "cell_type": config.cell_type,
        "title": NAMES[config.cell_type],
        "layer": layer,
        "layers": config.num_layers,
        "unit": unit,
        "units": min(config.hidden_size, DRAWN_UNITS),
        "hidden_size": config.hidden_size,
        "loss": config.loss,
    }
    place = {
        "step": header["steps"][-1] if state.step is None else state.step,
        "time": state.time,
        "part": state.cell_part or "hidden",
        "convention": state.cell_convention,
    }
    component.scene("cell", {**header, **view}, arrays, _labels(), place, look=_on_look, rest=_on_rest)
    url_state.write(config, OPTIONS)


def follow() -> None:
    """Opens this page where a click in the player asks for it."""
    if (wanted := State.look_inside.pop()) is None:
        return
    numbers: dict[str, Entry[Any]] = {"step": State.step, "layer": State.layer, "unit": State.unit, "time": State.time}
    place = {entry: wanted[name] for name, entry in numbers.items() if isinstance(wanted.get(name), int)}
    if wanted.get("part") in GATES[session.current_run().cell_type] or wanted.get("part") in STATES["lstm"]:
        place[State.cell_part] = wanted["part"]
    state.update(place)
    state.options.update(place)
    url_state.arrive()
    st.switch_page(PAGE)


def script(config: RunConfig) -> str:
    """Plain PyTorch that trains the run and computes one hidden state by hand, beside what the module says."""
    layer, time = state.layer, state.time
    sequence = max(index for index, start in enumerate(config.batch.starts) if start <= time)
    time -= config.batch.starts[sequence]
    size = config.hidden_size
    lines = [
        *setup(config),
        *training(config),
        "",
        f"x = {encoded(config)}[{sequence}]  # (time, in)",
        "with torch.no_grad():",
        f"    for layer in range({layer + 1}):  # by hand, from the weights",
        "        parts = ('weight_ih', 'weight_hh', 'bias_ih', 'bias_hh')",
        "        w_ih, w_hh, b_ih, b_hh = (getattr(rnn, f'{part}_l{layer}') for part in parts)",
        f"        h = c = torch.zeros({size})",
        "        states = []",
        "        for x_t in x:",
        *(f"            {line}" for line in STEP[config.cell_type]),
        "            states.append(h)",
        "        x = torch.stack(states)  # what the next layer reads",
        f"    print(x[{time}].tolist())",
    ]
    if config.num_layers == layer + 1:
        lines += [f"    print(rnn({encoded(config)})[0][{sequence}, {time}].tolist())  # PyTorch says the same"]
    return "\n".join(lines)


def swapped(config: RunConfig) -> dict[str, str]:
    """Each other cell -> what becomes of the code's lines, as a diff; a cell that cannot have these settings is left out."""
    found = {}
    for cell_type in NAMES:
        with suppress(ConfigError):
            if cell_type != config.cell_type:
                other = config.replace(cell_type=cell_type, forget_bias=0.0, fork=None)
                ours, theirs = script(config).splitlines(), script(other).splitlines()
                lines = list(unified_diff(ours, theirs, n=0, lineterm=""))[2:]
                found[cell_type] = "\n".join(line for line in lines if not line.startswith("@@"))
    return found


def swaps(config: RunConfig) -> None:
    """The drawer with the few lines that another cell changes."""
    if not (found := swapped(config)):
        return
    with st.expander(_("Another cell: only these lines change"), icon=":material/difference:"):
        for column, (cell_type, lines) in zip(st.columns(2), found.items(), strict=False):
            with column:
                st.markdown(f"**{NAMES[config.cell_type]} → {NAMES[cell_type]}**")
                st.code(lines, language="diff", wrap_lines=True)


STEP = {
    "rnn": ["h = torch.tanh(w_ih @ x_t + b_ih + w_hh @ h + b_hh)"],
    "lstm": [
        "i, f, g, o = (w_ih @ x_t + b_ih + w_hh @ h + b_hh).chunk(4)",
        "c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)",
        "h = torch.sigmoid(o) * torch.tanh(c)",
    ],
    "gru": [
        "x_r, x_z, x_n = (w_ih @ x_t + b_ih).chunk(3)",
        "h_r, h_z, h_n = (w_hh @ h + b_hh).chunk(3)",
        "r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)",
        "n = torch.tanh(x_n + r * h_n)",
        "h = (1 - z) * n + z * h  # z = 1 keeps the old state",
    ],
}


def _on_look(told: dict[str, Any]) -> None:
    """Another unit or layer is wanted, for which the server has the numbers."""
    if isinstance(layer := told.get("layer"), int):
        state.layer = layer
    if isinstance(unit := told.get("unit"), int):
        state.unit = unit
    _on_rest(told)


def _on_rest(told: dict[str, Any]) -> None:
    """Where the person has come to rest, so that the address tells it."""
    run_page.rest_at(told.get("step"))
    if isinstance(time := told.get("time"), int):
        state.time = time
    for option, key in ((OPTIONS["part"], "part"), (OPTIONS["gru_convention"], "convention")):
        try:
            option.entry.set(option.read(str(told.get(key))))
        except ValueError:
            continue


def _labels() -> dict[str, str]:
    return {
        **run_page.step_labels(),
        "earlier": _("Previous time step"),
        "later": _("Next time step"),
        "times": _("The text, letter by letter"),
        "time": _("t = {time}: it reads {letter}, the target is {target}"),
        "unit": _("Unit"),
        "layer": _("Layer"),
        "layer_number": _("Layer {layer}"),
        "clocks": _("The weights change with every training step, the hidden state with every letter."),
        "diagram": _("The {cell} cell with the numbers of unit {unit} at t = {time}"),
        "equations": _("Unit {unit} at t = {time}, step {step}"),
        "convention": _("Update gate"),
        "torch": _("PyTorch: z keeps"),
        "slides": _("many slides: z′ replaces"),
        "torch_words": _(
            "In PyTorch z = 1 keeps the old state; many slides write z′ = 1 − z, which replaces it. The "
            "numbers of h are the same."
        ),
        "gates_lstm": _(
            "f = 1 keeps, f = 0 forgets. c may grow without bound; h lies between −1 and 1, and only h leaves "
            "the cell upwards."
        ),
        "gates_rnn": _("One sum and one tanh: everything it remembers goes through both at every letter."),
        "bars": _("From the old state to the new one"),
        "x_one_hot": _("x: {letter} as one-hot, one 1 among {size}"),
        "x_embedding": _("x: the learned vector of {letter}"),
        "x_layer": _("x: the hidden state of layer {layer} at the same time step"),
        "strip": _("h: all units; choose one"),
        "all_units": _("all units"),
        "pick_unit": _("Look inside unit {unit}, h = {value}"),
        "says": _("It predicts {letter}; the target is {target}"),
        "symbol": _("next"),
        "logit": _("logit"),
        "output": _("output"),
        "chance": _("probability"),
        "of_all": _("The {count} most likely of {size}"),
        "csv": _("CSV of this time step"),
    }
