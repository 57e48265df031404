"""The page Order matters: words with labels, the net's settings, the scene."""

from typing import Any, NamedTuple

import streamlit as st

from charviz.config import RunConfig
from charviz.errors import ConfigError
from charviz.i18n import N_
from charviz.nn.cell_types import NAMES
from charviz.text.labelled_words import Examples
from charviz.ui.pages import run_page
from charviz.ui.pages.run_page import choice, clamp
from charviz.ui.shell import ask, component, page_frame, session, url_state
from charviz.ui.shell.locale import _
from charviz.ui.shell.session_state import State, state
from charviz.ui.shell.url_state import Option, one_of
from charviz.ui.shell.widgets import update, widget

COST = 400_000  # words x letters x steps: about two seconds
RATES = (0.005, 0.01, 0.02, 0.05, 0.1)
STEPS = (50, 100, 200, 400, 800)
OPTIONS = {
    "page_text": Option(State.order_examples, str),
    "page_cell": Option(State.order_cell, one_of(*NAMES)),
    "page_hidden": Option(State.order_hidden, int),
    "page_lr": Option(State.order_rate, float),
    "page_steps": Option(State.order_steps, int),
    "page_seed": Option(State.order_seed, int),
    "step": Option(State.order_step, int),
}


class Settings(NamedTuple):
    """What a net is trained with."""

    cell_type: str
    hidden_size: int
    learning_rate: float
    steps: int
    seed: int


def presets() -> None:
    """Words for which order matters, and one pair for which it does not."""
    lists = {
        "TRIANGLE / INTEGRAL": "TRIANGLE = shape\nINTEGRAL = calculus",
        "as soon as": "as soon as = 1\nas as soon = 0\nsoon as as = 0",
        "listen / silent": "listen = hear\nsilent = quiet\nenlist = join\ntinsel = glitter",
        "나비 / 비나": "나비 = 곤충\n비나 = 이름\n수학 = 과목\n학수 = 이름",
        _("cat / dog: order not needed"): "cat = animal\nbox = thing\ndog = animal\npen = thing",
    }
    take = lambda title: update({State.order_examples: lists[title], State.order_step: None})  # noqa: E731
    page_frame.examples("order", lists, str, take)


def controls() -> tuple[Examples, Settings] | None:
    """The words and the settings; None, and a sentence on the page, where they cannot be learned."""
    with page_frame.row("order"):
        presets()
        text = state.order_examples[:4000]
        text = widget(
            st.text_area, State.order_examples, _("Words, one per line: word = label"), text, height=68, max_chars=4000
        )
        cell = choice(State.order_cell, _("Cell"), NAMES, NAMES.get, "gru", visible=True)
        hidden = clamp(state.order_hidden, 1, 64, 8)
        hidden = widget(st.slider, State.order_hidden, _("Hidden size"), hidden, min_value=1, max_value=64, width=120)
        rate = choice(State.order_rate, _("Learning rate"), RATES, str, 0.02, visible=True)
        steps = choice(State.order_steps, _("Steps"), STEPS, str, 200, visible=True)
        seed = run_page.dice(State.order_seed, also={State.order_step: None})
    try:
        examples = Examples(text)
        if (cost := examples.ids.size * steps) > COST:
            raise ConfigError(
                N_(
                    "{words} words of up to {letters} letters times {steps} steps are {cost:,}; at most "
                    "{most:,} can be trained here: use fewer words, or fewer steps."
                ),
                words=len(examples.pairs),
                letters=examples.ids.shape[1],
                steps=steps,
                cost=cost,
                most=COST,
            )
    except ConfigError as error:
        page_frame.complaint(error, "page")
        return None
    return examples, Settings(cell, hidden, rate, steps, seed)


@st.fragment
def picture(examples: Examples, settings: Settings) -> None:
    """The scene; it trains on the server once, and moves in the browser."""
    header, arrays = ask.ask("order", RunConfig(), 0, examples=examples.text, **settings._asdict())
    view = {
        "run": f"{examples.text}\n{settings}",
        "cell": NAMES[settings.cell_type],
        "classes": header["labels"],
    }
    place = {"step": settings.steps if state.order_step is None else max(0, min(state.order_step, settings.steps))}
    component.scene("order", {**header, **view}, arrays, _labels(), place, rest=_on_rest)
    url_state.write(session.current_run(), OPTIONS)


def script(examples: Examples, settings: Settings) -> str:
    """Plain PyTorch that trains the same net on the same words and prints its loss and what it says."""
    cell, size = NAMES[settings.cell_type], len(examples.vocabulary)
    return f"""import torch

examples = {[("".join(word), examples.labels[target]) for word, target in zip(examples.words, examples.targets, strict=True)]}
words = {[list(word) for word in examples.words]}
letters = {list(examples.vocabulary.symbols)}
labels = {list(examples.labels)}
targets = torch.tensor({examples.targets.tolist()})

torch.manual_seed({settings.seed})
rnn = torch.nn.{cell}({size}, {settings.hidden_size})
head = torch.nn.Linear({settings.hidden_size}, {len(examples.labels)})
optimizer = torch.optim.Adam([*rnn.parameters(), *head.parameters()], lr={settings.learning_rate})


def say(word):  # read letter by letter, answer once, after the last
    ids = torch.tensor([letters.index(letter) for letter in word])
    states, _ = rnn(torch.nn.functional.one_hot(ids, {size}).float())
    return head(states[-1])


for step in range({settings.steps}):
    loss = torch.nn.functional.cross_entropy(torch.stack([say(word) for word in words]), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

said = torch.stack([say(word) for word in words])
print(torch.nn.functional.cross_entropy(said, targets).item())
for (word, label), answer in zip(examples, said.argmax(dim=-1)):
    print(word, "->", labels[answer], "right" if labels[answer] == label else "wrong")
"""


def _on_rest(told: dict[str, Any]) -> None:
    if isinstance(step := told.get("step"), int):
        state.order_step = None if told.get("last") is True else max(step, 0)


def _labels() -> dict[str, str]:
    return {
        **run_page.step_labels(),
        "same_letters": _(
            "{one} and {other} have the same letters: a bag of letters gets at most {ceiling} of all words right."
        ),
        "no_need": _(
            "No two of these words have the same letters, so order is not needed: a bag of letters can get "
            "{ceiling} right."
        ),
        "solved": _(
            "The {cell} gets every word right from step {step} on; the two paths diverge at letter {letter} "
            "({first} / {second})."
        ),
        "solved_only": _("The {cell} gets every word right from step {step} on."),
        "unsolved": _("The {cell} gets {share} right at the last step."),
        "accuracy": _("Correct answers"),
        "bag": _("bag of letters"),
        "limit": _("limit of the bag of letters"),
        "curves_alt": _("Correct answers of the network and of the bag of letters over {steps} steps"),
        "words": _("Prediction after each letter"),
        "after": _("after {letter}: {label} {chance}"),
        "right": _("right"),
        "wrong": _("wrong"),
        "bag_sees": _("the bag sees"),
        "plane": _("The hidden state's path, letter by letter"),
        "plane_note": _("Projected onto the two directions in which the states differ most: {share} of the variance."),
        "plane_alt": _("Paths of the hidden state for {count} words"),
        "start": _("start"),
    }
