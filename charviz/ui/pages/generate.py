"""The page Generate: how the net writes, and the scene of the two lanes."""

from typing import Any

import streamlit as st

from charviz.config import RunConfig
from charviz.export.pytorch_code import between, setup, training
from charviz.nn.cell_types import NAMES
from charviz.text.tokens import kept_apart
from charviz.ui.pages import run_page
from charviz.ui.pages.run_page import choice, clamp
from charviz.ui.shell import ask, component, page_frame, url_state
from charviz.ui.shell.locale import _
from charviz.ui.shell.session_state import State, state
from charviz.ui.shell.url_state import Option
from charviz.ui.shell.widgets import widget

LONGEST = 300  # characters that are written
TOPS = (0, 1, 2, 3, 5)  # 0: all
OPTIONS = {
    "step": Option(State.step, int),
    "prompt": Option(State.generate_prompt, str),
    "length": Option(State.generate_length, int),
    "temp": Option(State.generate_temperature, float),
    "top": Option(State.generate_top, int),
    "page_seed": Option(State.generate_seed, int),
    "at": Option(State.generate_at, int),
}


def controls(config: RunConfig) -> dict[str, Any]:
    """How the net writes, as the fields of the question."""
    with page_frame.row("generate"):
        prompt = state.generate_prompt
        prompt = _prompt(config) if prompt is None else prompt[:100]
        prompt = widget(st.text_input, State.generate_prompt, _("Prompt"), prompt, max_chars=100, width=130)
        step = run_page.step_slider(config)
        temperature = clamp(state.generate_temperature, 0.0, 2.0, 0.0)
        help = _(
            "0 picks the most likely letter, 1 samples from the predicted probabilities, higher values are more random."
        )
        limits: dict[str, Any] = {"min_value": 0.0, "max_value": 2.0, "step": 0.1, "width": 150}
        temperature = widget(st.slider, State.generate_temperature, _("Temperature"), temperature, help=help, **limits)
        length = clamp(state.generate_length, 1, LONGEST, 40)
        length = widget(
            st.slider, State.generate_length, _("Length"), length, min_value=1, max_value=LONGEST, width=150
        )
        words = {0: _("all")}
        top = choice(
            State.generate_top,
            _("Number of candidates (top-k)"),
            TOPS,
            lambda top: words.get(top, str(top)),
            0,
            visible=True,
        )
        seed = run_page.dice(State.generate_seed, disabled=temperature == 0)
        if _is_new(config, prompt):
            warning = _(
                "This prompt does not occur in the text. The network memorized one text; it did not learn a language."
            )
            st.caption(f":material/menu_book: {warning}")
    settings = {"prompt": prompt, "length": length, "temperature": temperature, "top_k": top or None, "seed": seed}
    return {"step": step, **settings}


@st.fragment
def picture(config: RunConfig, settings: dict[str, Any]) -> None:
    """The scene."""
    fields = {name: value for name, value in settings.items() if name != "step"}
    header, arrays = ask.ask("generate", config, settings["step"], **fields)
    view = {
        "run": f"{config.key}:{settings}",
        "tokenize": config.tokenize,
        "temperature": settings["temperature"],
        "long": config.window is not None,
    }
    place = {"at": state.generate_at}
    component.scene("generate", {**header, **view}, arrays, _labels(), place, rest=_on_rest)
    url_state.write(config, OPTIONS)


def script(config: RunConfig, settings: dict[str, Any]) -> str:
    """Plain PyTorch that trains the run and lets it write."""
    size, embedded = len(config.vocabulary), config.encoding == "embedding"
    read = "embedding(ids)" if embedded else f"torch.nn.functional.one_hot(ids, {size}).float()"
    ends, prompt = config.vocabulary.ends, settings["prompt"]
    start = f"[{ends[0]}] + " if ends else ""
    anew = []
    if config.in_lines:
        prompt = prompt.rpartition("\n")[2]
        anew = [f"        state = None if ids.item() == {ends[0]} else state  # each line is read from its beginning"]
    drawn = "y[0, -1].argmax()" if settings["temperature"] == 0 else "torch.multinomial(p, 1)[0]"
    sharpened = (
        []
        if settings["temperature"] == 0
        else [f"        p = torch.softmax(y[0, -1] / {settings['temperature']}, dim=-1)"]
    )
    ended = (
        [f"        if ids.item() == {size - 1}:  # the end token", "            break"]
        if config.boundary_tokens
        else []
    )
    lines = [
        *setup(config),
        *training(config),
        "",
        f"torch.manual_seed({settings['seed']})",
        f"ids = torch.tensor([{start}[symbols.index(letter) for letter in {list(config.tokens_of(prompt))}]])",
        "state, written = None, []",
        "with torch.no_grad():",
        f"    for _ in range({settings['length']}):",
        f"        h, state = rnn({read}, state)",
        "        y = head(h)",
        *sharpened,
        f"        ids = {drawn}.view(1, 1)  # its own letter is what it reads next",
        *ended,
        *anew,
        "        written.append(symbols[ids.item()])",
        f"print({between(config)!r}.join(written))",
    ]
    return "\n".join(lines)


def _is_new(config: RunConfig, prompt: str) -> bool:
    """Whether a prompt of letters that the net knows is none of its text's; a long text is more than one learns by heart."""
    found = config.tokens_of(prompt)
    known = set(found) <= set(config.vocabulary.symbols)
    return config.window is None and known and not any(kept_apart(found) in kept_apart(row) for row in config.rows)


def can_write(config: RunConfig) -> bool:
    """Whether there is plain code for it: a net with a recurrent layer."""
    return config.cell_type in NAMES


def _prompt(config: RunConfig) -> str:
    """The text's first letter, or word; nothing where a start token or a line break begins."""
    return "" if config.vocabulary.ends else config.tokens_of(config.sequences_of(config.shown_text)[0])[0]


def _on_rest(told: dict[str, Any]) -> None:
    if isinstance(at := told.get("at"), int):
        state.generate_at = None if told.get("last") is True else max(at, 0)


def _labels() -> dict[str, str]:
    return {
        **run_page.step_labels(),
        "step": _("letter {step} / {steps}"),
        "scrubber": _("Letter written"),
        "back": _("Previous letter"),
        "forward": _("Next letter"),
        "teacher": _("Teacher forcing: it reads the true text"),
        "free": _("Free running: it reads its own letters"),
        "reads": _("input"),
        "says": _("prediction"),
        "candidates": _("Letter {place}: what it could have written after {before}"),
        "belief": _("outline: predicted probability"),
        "share": _("filled: probability of being drawn"),
        "keeps": _("Step {step}: the first {count} letters match the text."),
        "whole": _("Step {step}: it writes the text to its end by itself."),
        "then": _("It was never trained past the end of the text, but it keeps writing."),
        "stops": _("It stops by itself: it has learned where the end is."),
        "leaves": _("It departs from the text at letter {place} and reads its own mistakes from there on."),
        "departs": _("From letter {place} on, it writes text of its own."),
        "loop": _("From letter {place} on, it repeats {words}: raise the temperature, or draw again."),
        "babble": _("The same prompt at other training steps"),
        "babble_step": _("step {step}"),
        "generated": _("letter {place}: {letter}, {chance}"),
    }
