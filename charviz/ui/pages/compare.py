"""The page Compare: what varies, over how many seeds; the scene that fills while they train."""

from typing import Any

import streamlit as st

from charviz.comparison.size import SEEDS, check
from charviz.config import RunConfig
from charviz.config.sweep import SETTINGS, sweep, values_of
from charviz.errors import ConfigError
from charviz.i18n import N_
from charviz.lessons.tour import ABC
from charviz.nn.parameters import count, match_parameter_count
from charviz.server import local_comparison, recordings
from charviz.server.comparison_pool import key_of
from charviz.ui.live.hyperparameters import NAMES
from charviz.ui.pages.run_page import LIVE, clamp
from charviz.ui.shell import component, page_frame, session
from charviz.ui.shell.locale import _, _n
from charviz.ui.shell.session_state import State, state
from charviz.ui.shell.shared_pool import shared_pool
from charviz.ui.shell.url_state import Option, flag, one_of
from charviz.ui.shell.widgets import widget

WAIT = 0.15  # seconds that a pull waits for news
COUNTS = (8, 30, 64, 256, 1024, SEEDS)  # of seeds
STEPS = (100, 300, 600, 1000, 1500)
OPTIONS = {
    "vary": Option(State.compare_vary, one_of(*SETTINGS)),
    "values": Option(State.compare_values, str),
    "seeds": Option(State.compare_seeds, int),
    "same_size": Option(State.compare_fair, flag),
}
TITLES = {
    "cell_type": N_("Cell"),
    "hidden_size": N_("Hidden size"),
    "learning_rate": N_("Learning rate"),
    "num_layers": N_("Layers"),
    "encoding": N_("Encoding"),
    "forget_bias": N_("Forget bias"),
    "optimizer": N_("Optimizer"),
}
TWISTER = "간장 공장 공장장은 강 공장장이고 된장 공장 공장장은 장 공장장이다"
CASES = {  # title -> config, setting, values, seeds
    "hihello": (RunConfig(), "cell_type", "rnn, lstm, gru, memoryless", 64),
    "abcabC × 4": (ABC, "cell_type", "rnn, gru, lstm", 30),
    N_("a gap of 5"): (
        RunConfig(text="a-----a\nb-----b", sequences="lines", hidden_size=16, learning_rate=0.03, steps=600),
        "cell_type",
        "rnn, lstm, gru",
        8,
    ),
    N_("a gap of 20, forget bias"): (
        RunConfig(
            text=f"a{'-' * 20}a\nb{'-' * 20}b",
            sequences="lines",
            cell_type="lstm",
            hidden_size=16,
            learning_rate=0.03,
            steps=600,
        ),
        "forget_bias",
        "0, 1, 2, 4",
        8,
    ),
    "간장 공장 공장장은…": (
        RunConfig(text=TWISTER, hidden_size=16, learning_rate=0.01, steps=300),
        "cell_type",
        "rnn, lstm, gru",
        8,
    ),
}


def presets() -> None:
    """Comparisons in which each cell wins somewhere."""
    page_frame.examples("compare", CASES, _, lambda title: _take(*CASES[title]))


def controls(config: RunConfig) -> tuple[list[RunConfig], list[str], range] | None:
    """(configs, what each is called, seeds); None, and a sentence on the page, where they cannot be compared."""
    with page_frame.row("compare"):
        presets()
        setting = state.compare_vary if state.compare_vary in SETTINGS else "cell_type"
        words: dict[str, Any] = {
            "options": list(SETTINGS),
            "format_func": lambda setting: _(TITLES[setting]),
            "width": 180,
        }
        setting = widget(st.selectbox, State.compare_vary, _("Setting to vary"), setting, **words)
        if state.compare_of not in (None, setting):  # another setting has other values
            state.compare_values = None
        state.compare_of = setting
        text = state.compare_values or ", ".join(SETTINGS[setting])
        text = widget(st.text_input, State.compare_values, _("Values"), text[:200], max_chars=200, width=260)
        seeds = clamp(state.compare_seeds, 1, SEEDS, 30)
        seeds = widget(
            st.select_slider, State.compare_seeds, _("Seeds"), seeds, options=sorted({*COUNTS, seeds}), width=180
        )
        steps = widget(
            st.select_slider,
            State.compare_steps,
            _("Steps"),
            config.steps,
            options=sorted({*STEPS, config.steps}),
            width=180,
        )
        if setting == "cell_type":
            help = _(
                "Picks each cell's hidden size so that every network has about as many weights as the current run."
            )
            widget(st.toggle, State.compare_fair, _("same number of weights"), state.compare_fair, help=help)
    try:
        values = values_of(setting, text)
        base = config.replace(steps=steps, seed=0, fork=None)
        configs = sweep(base, setting, values)
        if setting == "cell_type" and state.compare_fair:
            configs = [match_parameter_count(other, count(base)) for other in configs]
        check(configs, range(seeds))
    except ConfigError as error:
        page_frame.complaint(error, "page")
        return None
    if steps != config.steps:
        session.show(config.replace(steps=steps))
    names = {value: _(NAMES[value]) if value in NAMES else value for value in values}
    return configs, [names[value] for value in values], range(seeds)


@st.fragment
def picture(configs: list[RunConfig], names: list[str], seeds: range) -> None:
    """The scene; what the browser does not train by itself, it pulls until all is done."""
    if page := State.compare_open.pop():
        st.switch_page(page)
    setting, (key, _asked) = state.compare_vary, key_of(configs, seeds)
    state.compare_key, state.compare_configs = key, configs
    pulled = state.compare_pulled if state.compare_pulled.get("run") == key else {}
    progress, more = _in_the_browser(key, pulled, seeds) or _on_the_server(pulled, seeds)
    facts = {
        "run": key,
        **progress,
        "setting": _(TITLES[setting]),
        "names": names,
        "cells": [config.cell_type for config in configs],
        "of_cells": setting == "cell_type",
        "nats": configs[0].loss == "cross-entropy",
        "floor": _floor(configs[0]),
        "tokenize": configs[0].tokenize,
        "in_windows": all(config.window is not None for config in configs),
        "total": len(seeds),
    }
    acts: dict[str, Any] = {"open": _on_open, "stop": _on_stop, "go_on": _on_go_on}
    component.scene("compare", facts, {}, _labels(), more=more, pull=_on_pull, **acts)


def _in_the_browser(key: str, pulled: dict[str, Any], seeds: range) -> tuple[dict[str, Any], bytes] | None:
    """What the browser must know to train the comparison, and what its scores mean, once it has told them.

    None where it is the server's: nobody trains what is recorded, and a browser may have returned it.
    """
    if not state.in_browser or key == state.compare_returned or recordings.comparison(key):
        return None
    configs = state.compare_configs
    if (needed := local_comparison.facts(configs, seeds, _)) is None:
        return None
    shared_pool().comparisons.leave(state.viewer)
    return needed, local_comparison.verdict(key, configs, seeds, pulled.get("scores"))


def _on_the_server(pulled: dict[str, Any], seeds: range) -> tuple[dict[str, Any], bytes]:
    """How far the server is, and its newest report if the browser lacks it."""
    comparisons, viewer = shared_pool().comparisons, state.viewer
    key = comparisons.request(state.compare_configs, seeds, viewer)
    status, ahead = comparisons.state_for(key, viewer)  # first: the next report is the last, where it has ended
    reports, report = comparisons.message(key, pulled.get("reports", 0), WAIT, viewer)
    return {"reports": reports, "state": status, "ahead": ahead}, report


def script(configs: list[RunConfig], setting: str, seeds: range) -> str:
    """The lines that compare in a notebook."""
    config = configs[0].replace(cell_type="rnn", forget_bias=0.0) if setting == "cell_type" else configs[0]
    fields = ", ".join(f"{name}={getattr(config, name)!r}" for name in config.changed() if name != setting)
    varied = [setting, "hidden_size"] if len({other.hidden_size for other in configs}) > 1 else [setting]
    values = [{name: getattr(other, name) for name in varied} for other in configs]
    in_windows = config.window is not None
    told = 'found.last_held_out, "nats;"' if in_windows else 'found.solved, "of", len(found.seeds), "solved;"'
    return f"""import charviz as cv

base = cv.RunConfig({fields})
configs = [base.replace(**values) for values in {values}]
found = cv.compare(configs, seeds=range({len(seeds)}))

print({told}, found.verdict())
print(found.to_frame().groupby("place").{"held_out" if in_windows else "steps_to_solve"}.describe())
"""


def _floor(config: RunConfig) -> dict[str, Any] | None:
    if config.loss != "cross-entropy":
        return None
    least = config.floor
    return {"loss": least.loss, "correct": least.correct, "total": least.total}


def _take(config: RunConfig, setting: str, values: str, seeds: int) -> None:
    session.show(config)
    state.compare_vary = state.compare_of = setting
    state.compare_values, state.compare_seeds = values, seeds


def _on_pull(pulled: dict[str, Any]) -> None:
    if isinstance(pulled.get("reports"), int):
        state.compare_pulled = pulled
    if pulled.get("returned") is True:
        state.compare_returned = str(pulled.get("run"))


def _on_open(told: dict[str, Any]) -> None:
    """A run of the comparison is wanted in the live page."""
    configs = state.compare_configs
    place, seed = told.get("place"), told.get("seed")
    if isinstance(place, int) and isinstance(seed, int) and 0 <= place < len(configs) and 0 <= seed < SEEDS:
        session.pick(configs[place].replace(seed=seed))
        state.compare_open = LIVE


def _on_stop(_told: dict[str, Any]) -> None:
    if key := state.compare_key:
        shared_pool().comparisons.stop(key, state.viewer)


def _on_go_on(_told: dict[str, Any]) -> None:
    if key := state.compare_key:
        shared_pool().comparisons.go_on(key, state.viewer)


def _labels() -> dict[str, str]:
    return {
        "progress": _("{done} of {all} runs"),
        "stop": _("Stop"),
        "stopped": _("stopped"),
        "go_on": _("Continue"),
        "ahead": _n("{count} comparison is ahead of yours", "{count} comparisons are ahead of yours", 2),
        "ahead_one": _n("{count} comparison is ahead of yours", "{count} comparisons are ahead of yours", 1),
        "loss": _("Loss: median over the seeds, and the range from 10 to 90 %"),
        "nats": _("nats per character"),
        "mse": _("squared error"),
        "floor": _("no memory: {loss}"),
        "strip": _("Steps until every letter is right: one dot per seed"),
        "strip_many": _("Steps until every letter is right: how many of the {total} seeds"),
        "never": _("not solved"),
        "step": _("training step"),
        "solved": _("Share of seeds that have solved it"),
        "dot": _("{name}, seed {seed}: {steps}. Open it"),
        "dot_steps": _("step {steps}"),
        "bar": _n(
            "{name}, {steps}: {count} seed. Open seed {seed}", "{name}, {steps}: {count} seeds. Open seed {seed}", 2
        ),
        "bar_one": _n(
            "{name}, {steps}: {count} seed. Open seed {seed}", "{name}, {steps}: {count} seeds. Open seed {seed}", 1
        ),
        "bar_steps": _("steps {first} to {last}"),
        "bar_losses": _("{first} to {last} nats"),
        "won": _("{winner} wins: it solves {solved} of {total} seeds (median step {median}); {second} solves {other}."),
        "won_all": _("Every {winner} seed solves it (median step {median}); {second} needs {later}."),
        "nobody": _("No network solves it within {steps} steps."),
        "real": _("This is more than luck: it is faster in {pairs} of all seed pairs."),
        "real_solved": _("This is more than luck: the probability that it happens by chance is {chance}."),
        "luck": _("This may be luck: results vary more between seeds than between networks."),
        "alone": _("{name} solves {solved} of {total} seeds (median step {median})."),
        "parameters": _("parameters"),
        "microseconds": _("µs per step"),
        "solved_of": _("solved"),
        "median": _("median step"),
        "says": _("final prediction"),
        "waiting": _("starting…"),
        "comparing": _("comparing…"),
        "this_browser": _("in this browser, {ms} ms"),
        "loss_held_out": _("Validation loss: median over the seeds, and the range from 10 to 90 %"),
        "strip_held_out": _("Final validation loss: one dot per seed"),
        "strip_held_out_many": _("Final validation loss: how many of the {total} seeds"),
        "won_held_out": _("{winner} wins: its validation loss is {loss} nats per letter; {second} has {other}."),
        "real_held_out": _("This is more than luck: it is better in {pairs} of all seed pairs."),
        "alone_held_out": _("{name}: validation loss {loss} nats per letter."),
        "never_held_out": _("diverged"),
        "dot_loss": _("{steps} nats"),
        "median_held_out": _("median validation loss"),
        "done": _("done"),
    }
