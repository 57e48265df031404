"""The page Memory: what is erased, held and started from; the scene that shows what it does; what the scene answers."""

from typing import Any

import streamlit as st

from charviz.config import RunConfig
from charviz.export.pytorch_code import between, encoded, setup, training
from charviz.i18n import fill
from charviz.nn.cell_types import GATES, STATES
from charviz.player.labels import gate_ends
from charviz.ui.pages import run_page
from charviz.ui.pages.run_page import choice
from charviz.ui.shell import ask, component, page_frame, url_state
from charviz.ui.shell.locale import _
from charviz.ui.shell.session_state import State, state
from charviz.ui.shell.url_state import Option, one_of
from charviz.ui.shell.widgets import update

LONGEST = 400  # characters; more columns cannot be told apart
WHICH = {"both": (), "h": ("hidden",), "c": ("cell_state",)}
STARTS = ("zeros", "end", "noise")
HELD = tuple(gate for cell in GATES.values() for gate in cell if gate != "candidate")


def _times(text: str) -> str:
    """Reads times, as 2,5, or all."""
    return text if text == "all" else ",".join(str(int(part)) for part in text.split(",") if part)


def _pair(text: str) -> str:
    one, other = map(int, text.split("-"))
    return f"{one}-{other}"


OPTIONS = {
    "step": Option(State.step, int),
    "layer": Option(State.layer, int),
    "erase": Option(State.memory_erase, _times),
    "which": Option(State.memory_which, one_of(*WHICH)),
    "start": Option(State.memory_start, one_of(*STARTS)),
    "same_letter": Option(State.memory_same_letter, _pair),
    **{f"pin_{gate}": Option(State.memory_pin[gate], one_of("free", "0", "1")) for gate in HELD},
}


@st.fragment
def picture(config: RunConfig) -> None:
    """The interventions and the scene; only this part runs again when one of them is changed."""
    _interventions(config)
    times = int(config.batch.mask.sum())
    erased = state.memory_erase
    pin = {gate: float(held) for gate in _gates(config) if (held := State.memory_pin[gate].get()) != "free"}
    header, arrays = ask.ask(
        "memory",
        config,
        run_page.last_step(config),
        layer=state.layer,
        erase_at=erased
        if erased == "all"
        else [at for at in map(int, filter(None, erased.split(","))) if 0 <= at < times],
        erase=WHICH[state.memory_which] if config.cell_type == "lstm" else (),
        pin=pin,
        start=state.memory_start,
    )
    view = {
        "run": f"{config.key}:{state.layer}",
        "tokenize": config.tokenize,
        "pins": [_pin_sentence(gate, value) for gate, value in pin.items()],
        "start": state.memory_start,
        "whole": config.cell_type != "lstm" or state.memory_which == "both",
    }
    place = {
        "step": header["steps"][-1] if state.step is None else state.step,
        "same_letter": [int(time) for time in state.memory_same_letter.split("-")]
        if state.memory_same_letter
        else None,
    }
    component.scene("memory", {**header, **view}, arrays, _labels(), place, erase=_on_erase, rest=_on_rest)
    url_state.write(config, OPTIONS)


def script(config: RunConfig) -> str:
    """Plain PyTorch that trains the run, reads the text with an eraser, and prints what it says with and without."""
    erased = state.memory_erase or "2"
    times = list(range(int(config.batch.mask[0].sum()))) if erased == "all" else [int(at) for at in erased.split(",")]
    lines = [
        *setup(config),
        *training(config),
        "",
        "def read(erase_at):",
        f"    x, state, said = {encoded(config)}, None, []",
        f"    for t in range({int(config.batch.mask[0].sum())}):",
        "        if t in erase_at:",
        "            state = None  # the memory is gone; the weights stay as they are",
        "        h, state = rnn(x[:1, t : t + 1], state)",
        "        said.append(symbols[head(h)[0, 0].argmax()])",
        f"    return {between(config)!r}.join(said)",
        "",
        f"print(read([]), read({times}))",
    ]
    return "\n".join(lines)


def _gates(config: RunConfig) -> list[str]:
    return [name for name in GATES[config.cell_type] if name in HELD]


def _interventions(config: RunConfig) -> None:
    """What can be done to the memory beside erasing it, which is clicked in the picture."""
    with page_frame.row("memory"):
        st.button(_("Erase everywhere"), on_click=_erase, args=("all",), icon=":material/ink_eraser:")
        st.button(_("Restore"), on_click=_restore, icon=":material/undo:")
        if len(STATES[config.cell_type]) > 1:
            words = {"both": _("h and c"), "h": _("h only"), "c": _("c only")}
            choice(State.memory_which, _("States to erase"), WHICH, words.get, "both", visible=True)
        words = {"zeros": _("zeros"), "end": _("end of the text"), "noise": _("noise")}
        choice(State.memory_start, _("State before the text"), STARTS, words.get, "zeros", visible=True)
        if _gates(config):
            with st.popover(_("Hold a gate"), icon=":material/push_pin:", width="content"):
                for gate in _gates(config):
                    zero, one = gate_ends(_)[gate]
                    words = {"free": _("free"), "0": f"0 {zero}", "1": f"1 {one}"}
                    choice(State.memory_pin[gate], _gate_names()[gate], words, words.get, "free", visible=True)
        run_page.layer(config)


def _gate_names() -> dict[str, str]:
    return {
        "input": _("Input gate"),
        "forget": _("Forget gate"),
        "output": _("Output gate"),
        "reset": _("Reset gate"),
        "update": _("Update gate (torch's z)"),
    }


def _pin_sentence(gate: str, value: float) -> str:
    meaning = gate_ends(_)[gate][int(value)]
    return fill(_("{gate} held at {value} ({meaning})."), gate=_gate_names()[gate], value=int(value), meaning=meaning)


def _erase(times: str) -> None:
    state.memory_erase = times


def _restore() -> None:
    """Nothing is erased, held, or started from elsewhere."""
    stay = (State.step, State.layer, State.memory_same_letter)
    update({entry: entry.default for entry, _read in OPTIONS.values() if entry not in stay})


def _on_erase(told: dict[str, Any]) -> None:
    if isinstance(times := told.get("at"), list) and all(isinstance(time, int) for time in times):
        _erase(",".join(map(str, times[:LONGEST])))


def _on_rest(told: dict[str, Any]) -> None:
    """Where the person has come to rest, so that the address tells it."""
    run_page.rest_at(told.get("step"))
    if (
        isinstance(pair := told.get("same_letter"), list)
        and len(pair) == 2
        and all(isinstance(time, int) for time in pair)
    ):
        state.memory_same_letter = f"{pair[0]}-{pair[1]}"


def _labels() -> dict[str, str]:
    return {
        **run_page.step_labels(),
        "reads": _("input"),
        "remembers": _("it remembers"),
        "remembers_h": _("memory h"),
        "plain": _("prediction"),
        "now": _("prediction now"),
        "target": _("target"),
        "state": _("State"),
        "map_alt": _("The memory of {units} units at {times} time steps, orange below zero and blue above."),
        "erase_gap": _("Erase the memory before t = {time} ({letter})"),
        "restore_gap": _("Restore the memory before t = {time} ({letter})"),
        "hover": _("unit {unit} · t = {time} · {state} = {value}"),
        "choose_same_letter": _("Compare {letter} at t = {time} with its other occurrence"),
        "guess_right": _("t = {time}: {letter}, probability {sure}, right"),
        "guess_wrong": _("t = {time}: {letter}, probability {sure}, wrong"),
        "nothing": _(
            "Click a dot between two columns: the network continues with an empty memory; its weights do not change."
        ),
        "everywhere": _("Erased everywhere, it has no memory: the same letter always gets the same prediction."),
        "erased_changed": _("Erased before t = {time}: {before} became {after}."),
        "erased_same": _("Erased before t = {time}: it still predicts {after}."),
        "erased_why": _("It reads {input} with an empty memory, just as at t = {begin}, so it must predict the same."),
        "erased_times": _("Erased at {count} time steps."),
        "score": _("Right: {right} of {total} letters; {before} without this change."),
        "start_end": _("It starts with what it remembers of the end of the text."),
        "start_noise": _("It starts with noise in its memory."),
        "same_letter": _("The same letter at two time steps"),
        "same_letter_differs": _(
            "It reads {letter} at t = {one} and predicts {first}, and at t = {other} predicts {second}: only "
            "its memory differs."
        ),
        "same_letter_agrees": _("It reads {letter} at t = {one} and t = {other}, and predicts {first} both times."),
        "no_same_letter": _("No letter occurs twice in this text: it can be read without memory."),
        "says": _("predicts"),
        "unit": _("unit"),
        "difference": _("difference"),
    }
