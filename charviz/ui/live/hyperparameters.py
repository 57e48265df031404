"""The settings of a run as widgets, drawn from RunConfig's own table; and what they say, as a RunConfig."""

import random
from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from charviz.config import RunConfig
from charviz.config.fields import bounds, choices, help_of, label_of, url_key
from charviz.config.presets import PRESETS
from charviz.errors import ConfigError
from charviz.i18n import N_, fill
from charviz.runs.milestones import PATIENCE
from charviz.text import corpora
from charviz.ui.live import text_source
from charviz.ui.shell import session, url_state, widgets
from charviz.ui.shell.locale import _, plain
from charviz.ui.shell.session_state import State, state

MAIN = ("cell_type", "num_layers", "hidden_size", "learning_rate", "steps", "window", "seed")
MORE = (
    "tokenize", "batch_size", "sequences", "encoding", "embedding_size", "head", "boundary_tokens", "alphabet", "loss", "optimizer",
    "forget_bias", "clip_norm", "init", "engine", "device",
)  # fmt: skip
NUMBER = {"learning_rate": 76, "steps": 70, "seed": 70}  # widths in pixels; of other numbers:
NARROW = 56
ANY = 10**15  # what can be typed; beyond 2**53 the browser does not count
OF_A_LONG_TEXT = {"whole": N_("windows"), "lines": N_("lines")}
NAMES = {
    "rnn": "RNN",
    "lstm": "LSTM",
    "gru": "GRU",
    "memoryless": N_("No memory"),
    "characters": N_("characters"),
    "words": N_("words"),
    "whole": N_("whole text"),
    "lines": N_("line by line"),
    "one-hot": N_("one-hot"),
    "embedding": N_("embedding"),
    "linear": N_("linear"),
    "none": N_("none"),
    "cross-entropy": N_("cross-entropy"),
    "mse": N_("squared error"),
    "adam": "Adam",
    "sgd": "SGD",
    "rmsprop": "RMSprop",
    "torch": "PyTorch",
    "compiled": N_("compiled"),
    "glorot": "Glorot",
    "numpy": "NumPy",
    "charviz": N_("here"),
    "elsewhere": N_("elsewhere"),
    "auto": N_("auto"),
    "cpu": "CPU",
    "cuda": "CUDA",
    "mps": "MPS",
}


def presets(on_pick: Callable[[RunConfig], None]) -> None:
    """The presets as chips; the one that the settings now say is lit."""
    current = read()[0]

    def pick() -> None:
        if state.preset:
            state.from_preset = state.preset
            on_pick(PRESETS[state.preset].config)

    widgets.widget(
        st.pills,
        State.preset,
        _("Presets"),
        next((name for name, preset in PRESETS.items() if preset.config == current), None),
        then=pick,
        options=list(PRESETS),
        format_func=lambda name: plain(_(PRESETS[name].title)),
        label_visibility="collapsed",
        wrap=False,
    )


def field_widget(name: str) -> None:
    """One setting's widget, chosen by the field's type and scale; nothing where it has no meaning now, or is hidden."""
    if url_key(name) in url_state.hidden_controls() or not _applies(name):
        return
    field = RunConfig.model_fields[name]
    show = partial(_show, name, help=_(help_of(name)))
    if field.annotation is bool:
        show(st.toggle)
    elif field.annotation in (str, str | None):
        show(st.text_input, placeholder=_("from the text"))
    elif all(isinstance(choice, str) for choice in choices(name)) and choices(name):
        names = {**NAMES, **(OF_A_LONG_TEXT if State.setting["corpus"].get() else {})}
        pick = partial(show, options=choices(name), format_func=lambda value: _(names[value]), required=True)
        pick(st.segmented_control) if len(choices(name)) < 5 else pick(st.selectbox)
    else:
        kind = int if int in (field.annotation, *choices(name)) else float
        least = kind(bounds(name)[0])
        step = kind(1) if least < 0 or kind is int else least
        # a number out of its range is not Streamlit's to refuse, which would only draw a red border: `read` says what is allowed
        more = {"min_value": -kind(ANY), "max_value": kind(ANY), "step": step, "width": NUMBER.get(name, NARROW)}
        show(st.number_input, format=None if kind is int else "%g", **more)


def _show(name: str, draw: Callable[..., Any], **more: Any) -> None:
    widgets.widget(draw, State.setting[name], _(label_of(name)), State.setting[name].get(), **more)


def die() -> None:
    """A button that draws a new seed, and with it new first weights."""

    def roll() -> None:
        widgets.put(State.setting["seed"], random.randrange(10_000))

    st.button(
        _("Draw again"),
        icon=":material/casino:",
        on_click=roll,
        help=_("New initial weights: draw another seed"),
        key="die",
    )


def ways_back() -> None:
    """To the run before this one, and to the preset that it was made from."""
    keys: dict[str, Any] = {
        "icon": ":material/undo:",
        "shortcut": "Mod+Z",
        "help": _("Back to the previous run"),
        "key": "undo",
    }
    st.button(_("Undo"), on_click=_undo, disabled=_accepted() is None and not session.can_undo(), **keys)
    preset = PRESETS.get(state.from_preset)
    keys = {"icon": ":material/restart_alt:", "key": "reset"}
    if preset is None:
        st.button(_("Reset"), disabled=True, **keys)
        return
    words = fill(_("Back to the preset {name}"), name=plain(_(preset.title)))
    back: dict[str, Any] = {"args": (preset.config,), "disabled": preset.config == read()[0], "help": words}
    st.button(_("Reset"), on_click=session.pick, **back, **keys)


def _undo() -> None:
    """Back to the run before; or, where the settings were refused, to the last ones that were not."""
    widgets.hear()
    if (accepted := _accepted()) is None:
        session.undo()
    else:
        url_state.set_config(accepted)


def _accepted() -> RunConfig | None:
    """Where the settings are no run, or one whose long text could not be fetched, the last ones that were; else None."""
    config, mistake = read()
    if mistake:
        return config
    is_here = config.corpus is None or corpora.is_here(config.corpus)
    return None if is_here else session.current_run()


def actions(*, ready: bool) -> None:
    """Train, Stop, Continue, and how the page behaves; the rest of the settings behind `More`."""
    st.button(
        _("Train"),
        type="primary",
        icon=":material/play_arrow:",
        on_click=_train,
        disabled=not ready,
        key="train",
    )
    st.button(_("Stop"), icon=":material/stop:", on_click=session.stop, disabled=not session.is_training(), key="stop")
    st.button(_("+100"), help=_("Train 100 more steps"), on_click=session.go_on, key="continue")
    with st.popover(_("More"), icon=":material/tune:", key="more"):
        widgets.widget(st.toggle, State.every, _("Train on every change"), state.every)
        until = fill(_("Stops by itself once the text has been right for {steps} steps."), steps=PATIENCE)
        here = _(
            "Quick runs and comparisons are trained in this browser, with the same numbers, and what is held or typed is "
            "trained at once."
        )
        widgets.widget(st.toggle, State.in_browser, _("Train in this browser"), state.in_browser, help=here)
        widgets.widget(st.toggle, State.until, _("Stop when learned"), state.until, help=until)
        text_source.shown_piece(read()[0])
        for name in MORE:
            field_widget(name)


def _train() -> None:
    """Trains what the settings say when the button is pressed; that may be more than what the page was drawn with."""
    widgets.hear()
    config, mistake = read()
    if not mistake:
        session.train(config)


def read() -> tuple[RunConfig, ConfigError | None]:
    """What the settings say; where that is no run, the last one that was, and what is wrong."""
    values: dict[str, Any] = {name: setting.get() for name, setting in State.setting.items()}
    values["probe"] = values["probe"] or None
    if values["corpus"]:
        values.pop("text")  # of a widget that the long text has taken the place of
    values["alphabet"] = values["alphabet"] or _inherited(values)
    if values["cell_type"] != "lstm":
        values["forget_bias"] = 0.0
    try:
        if values["head"] == "none":  # the hidden state is the answer, so its size is the vocabulary's
            values["hidden_size"] = len(RunConfig(**{**values, "head": "linear"}).vocabulary)
        config = RunConfig(**values)
        if config.training == "elsewhere" and config != state.config:  # it is another network now, to be trained here
            State.setting["training"].set("charviz")
            config = config.replace(training="charviz")
        state.config = config
        return config, None
    except ConfigError as error:
        return state.config, error


def _inherited(values: dict[str, Any]) -> str | None:
    """A fork with another text keeps the alphabet of the run from which it is forked."""
    origin = state.config.origin
    if values["fork"] is None or origin is None or values.get("text") in (None, origin[0].text):
        return None
    return origin[0].vocabulary.alphabet


def origin(config: RunConfig) -> None:
    """From which run and step this one is forked, and the way back."""
    place = st.empty()  # kept also without a fork, so that the player is not drawn anew
    if config.origin is None:
        return
    parent, step = config.origin
    text = text_source.title(parent, 40)
    words = _(
        "Forked from **{text}** at step {step}: change the learning rate, the optimizer, the forget bias or the text."
    )
    with place.container(horizontal=True, vertical_alignment="center", gap="small", key="origin"):
        st.markdown(fill(words, text=plain(text), step=step), width="content")
        st.button(_("Discard the fork"), icon=":material/close:", on_click=session.drop_fork, key="drop_fork")


def _applies(name: str) -> bool:
    setting = State.setting
    if name == "forget_bias":
        return setting["cell_type"].get() == "lstm"
    if name in ("window", "batch_size"):
        return bool(setting["corpus"].get() or setting["window"].get())
    if name == "boundary_tokens":
        return not setting["corpus"].get()
    if name == "embedding_size":
        return setting["encoding"].get() == "embedding"
    if name in ("hidden_size", "num_layers"):
        return setting["cell_type"].get() != "memoryless" and not (
            name == "hidden_size" and setting["head"].get() == "none"
        )
    return True
