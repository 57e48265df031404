"""The page Shapes: words and sizes, the scene of boxes, the quizzes."""

import re
from dataclasses import asdict, replace
from typing import Any

import streamlit as st

from charviz.config import RunConfig
from charviz.errors import ConfigError
from charviz.i18n import fill
from charviz.nn.cell_types import NAMES
from charviz.nn.tensor_shapes import LETTERS, WORDS, Shapes
from charviz.text.tokens import graphemes, split
from charviz.ui.pages.run_page import LIVE, choice, clamp
from charviz.ui.shell import ask, component, page_frame
from charviz.ui.shell.locale import _
from charviz.ui.shell.session_entries import Entry, Values
from charviz.ui.shell.session_state import State, state
from charviz.ui.shell.url_state import Option, flag, one_of
from charviz.ui.shell.widgets import update, widget

ORDER = "pages/order.py"
OPTIONS = {
    "page_text": Option(State.shapes_words, str),  # None: as the run
    "letters": Option(State.shapes_alphabet, str),
    "page_cell": Option(State.shapes_cell, one_of(*NAMES)),
    "page_hidden": Option(State.shapes_hidden, int),
    "page_layers": Option(State.shapes_layers, int),
    "page_emb": Option(State.shapes_embedding, int),
    "batch_first": Option(State.shapes_first, flag),
    "page_head": Option(State.shapes_head, flag),
}
NET: Values = {
    State.shapes_cell: "rnn",
    State.shapes_hidden: 2,
    State.shapes_layers: 1,
}  # of the lecture notes
CASES: dict[str, Values] = {  # of the lecture notes: words, alphabet
    "one letter": {State.shapes_words: "h", State.shapes_alphabet: "helo", **NET},
    "hello": {State.shapes_words: "hello", State.shapes_alphabet: "", **NET},
    "three words": {State.shapes_words: "hello\neolll\nlleel", State.shapes_alphabet: "", **NET},
    "run": {State.shapes_words: None, State.shapes_alphabet: "", **dict.fromkeys(NET)},
}


def cases() -> None:
    """The lecture notes' cases, and the learner's own run."""
    titles = {
        "one letter": _("One letter: (1, 1, 4)"),
        "hello": _("One word: (1, 5, 4)"),
        "three words": _("Three words: (3, 5, 4)"),
        "run": _("My text"),
    }
    page_frame.examples("shapes", CASES, titles.__getitem__, lambda case: update(CASES[case]))


def controls(run: RunConfig) -> Shapes | None:
    """Words and sizes, at first those of the run; None, and a sentence on the page, where they cannot be drawn."""
    with page_frame.row("shapes"):
        cases()
        if run.tokenize == "words":
            st.caption(_("Here each word of the run is a sequence of letters: its first words, as a batch."))
        own = _words_of(run)
        words = state.shapes_words
        words = own if words is None else words[:200]
        words = widget(st.text_area, State.shapes_words, _("Words, one per line"), words, height=68, max_chars=200)
        cell_type = run.cell_type if run.cell_type in NAMES else "rnn"
        cell = choice(State.shapes_cell, _("Cell"), NAMES, NAMES.get, cell_type, visible=True)
        hidden = _slider(State.shapes_hidden, _("Hidden size H"), 1, 16, min(run.hidden_size, 16))
        layers = _slider(State.shapes_layers, _("Layers L"), 1, 4, min(run.num_layers, 4))
        embedding = _slider(State.shapes_embedding, _("Embedding E (0: one-hot)"), 0, 8, 0)
        first = widget(st.toggle, State.shapes_first, "batch_first", state.shapes_first)
        head = widget(st.toggle, State.shapes_head, _("Output layer"), state.shapes_head)
    usual: Values = {
        State.shapes_words: own,
        State.shapes_cell: cell_type,
        State.shapes_hidden: min(run.hidden_size, 16),
        State.shapes_layers: min(run.num_layers, 4),
    }
    for entry, value in usual.items():
        if entry.get() == value:
            entry.set(None)  # what is the run's needs no place in the address
    typed = split(words, "lines")
    lines = tuple(line.strip() for line in typed if line.strip()) or tuple(typed)  # a text of spaces is one too
    try:
        return Shapes(lines, cell, hidden, layers, embedding, first, head, state.shapes_alphabet)
    except ConfigError as error:
        page_frame.complaint(error, "page")
        return None


def picture(shapes: Shapes) -> None:
    """The boxes, the grid of layers and times, view against permute, and the five topologies."""
    _header, arrays = ask.ask("shapes", RunConfig(), 0, shapes=asdict(shapes))
    header = {
        "tensors": [tensor._asdict() for tensor in shapes.tensors],
        "words": shapes.words,
        "letters": [[shapes.vocabulary.symbols[id] for id in row] for row in shapes.ids],
        "lengths": shapes.lengths,
        "symbols": shapes.vocabulary.symbols,
        "sizes": shapes.sizes,
        "parameters": [[name, "x".join(map(str, shape)), count] for name, shape, count in shapes.parameters],
        "total": shapes.parameter_count,
        "steps": _steps(shapes),
    }
    component.scene("shapes", header, arrays, _labels(), open=_on_open)


def quizzes(shapes: Shapes) -> None:
    """Questions about these very shapes; an answer is checked at once, and the reason told."""
    st.subheader(_("Do you know the shapes?"), anchor=False)
    given = fill(
        _("The input has the shape {x}, H = {h}, L = {l}."),
        x=shapes.tensor("x").shape,
        h=shapes.hidden_size,
        l=shapes.num_layers,
    )
    st.markdown(given)
    for row in _pairs(list(_questions(shapes))):
        for column, (key, question, answer, why) in zip(st.columns(2, gap="medium"), row, strict=False):
            with column:
                hint = _("your answer, as (a, b, c)") if len(answer) > 1 else _("your answer, a number")
                told = st.text_input(question, key=f"quiz:{key}", placeholder=hint)  # which is no answer to any
                if told.strip():
                    numbers = tuple(int(part) for part in re.findall(r"\d{1,9}", told))
                    if numbers == answer:
                        st.success(why, icon=":material/check:")
                    else:
                        st.warning(fill(_("Not quite. {why}"), why=why), icon=":material/close:")


def _questions(shapes: Shapes) -> Any:
    """(key, question, the numbers of its answer, why)."""
    s, output, h_n = shapes.sizes, shapes.tensor("output"), shapes.tensor("h_n")
    turned = replace(shapes, batch_first=not shapes.batch_first)
    outer = _("words, letters") if shapes.batch_first else _("letters, words")
    longer = _("The same weights are used for every letter, so the text's length changes no parameter.")
    yield (
        "output",
        _("What is the shape of output?"),
        output.shape,
        fill(_("For each of the {outer}: H = {h} numbers of the top layer."), outer=outer, h=s["H"]),
    )
    yield (
        "h_n",
        _("What is the shape of h_n?"),
        h_n.shape,
        fill(
            _("For each layer ({l}) and each word ({b}) the last state: H = {h} numbers."), l=s["L"], b=s["B"], h=s["H"]
        ),
    )
    yield (
        "turned",
        _("And output, if batch_first is switched?"),
        turned.tensor("output").shape,
        _("Words and letters swap places."),
    )
    yield (
        "still",
        _("And h_n, if batch_first is switched?"),
        turned.tensor("h_n").shape,
        _("batch_first does not affect h_n: layers come first either way."),
    )
    yield (
        "count",
        _("How many numbers does training change?"),
        (shapes.parameter_count,),
        fill(_("All weights and biases: {total}."), total=shapes.parameter_count),
    )
    yield "longer", _("And if every word gets one letter longer: how many more?"), (0,), longer


def _pairs(items: list) -> list[list]:
    return [items[at : at + 2] for at in range(0, len(items), 2)]


def _slider(entry: Entry[int] | Entry[int | None], title: str, least: int, most: int, usual: int) -> int:
    limits: dict[str, Any] = {"min_value": least, "max_value": most, "width": 110}
    return widget(st.slider, entry, title, clamp(entry.get(), least, most, usual), **limits)


def _words_of(run: RunConfig) -> str:
    """The beginnings of a run's sequences, or its words, as many as are drawn; here each is read letter by letter."""
    if run.tokenize == "words":
        words = run.tokens_of(run.shown_text.replace("\n", " "))
        return "\n".join("".join(graphemes(word)[:LETTERS]) for word in words[:WORDS])
    lines = run.sequences_of(run.shown_text.replace("\n", " ") if run.sequences == "whole" else run.shown_text)
    return "\n".join("".join(graphemes(line)[:LETTERS]) for line in lines[:WORDS])


def _on_open(told: dict[str, Any]) -> None:
    pages = {"live": LIVE, "order": ORDER}
    if (name := str(told.get("page"))) in pages:
        state.shapes_open = pages[name]


def follow() -> None:
    """Opens the page where a topology lives, when its button was pressed."""
    if page := State.shapes_open.pop():
        st.switch_page(page)


def _steps(shapes: Shapes) -> dict[str, str]:
    """Tensor -> what makes it of the one before."""
    made = {
        "x": "Embedding" if shapes.embedding_size else "one_hot",
        "output": NAMES[shapes.cell_type],
        "y": "Linear",
        "prediction": "argmax",
    }
    return made | {"h_n": _("last state"), "c_n": _("last cell state")}


def _labels() -> dict[str, str]:
    return {
        "B": _("words"),
        "T": _("letters"),
        "V": _("symbols"),
        "E": _("numbers per letter"),
        "H": _("units"),
        "L": _("layers"),
        "word": _("word {place}: {word}"),
        "time": _("t = {time}: {letter}"),
        "padding": _("padding: this word is shorter"),
        "symbol": _("symbol {place}: {letter}"),
        "place": _("number {place}"),
        "unit": _("unit {place}"),
        "layer": _("layer {place}"),
        "value": _("value {value}"),
        "box_alt": _("{name}: {shape}"),
        "same": _("Point at a cell: the same letter of the same word lights up everywhere."),
        "grid": _("output and h_n in one grid"),
        "grid_words": _("One word, all states: output is the top row, h_n the last column. They share the corner."),
        "view": _("view is not permute"),
        "view_words": _(
            "To swap words and letters, use permute. view only re-splits the same sequence of numbers, which "
            "mixes up the words."
        ),
        "before": _("unchanged"),
        "parameters": _("Parameters"),
        "parameters_words": _(
            "{total} numbers, whatever T and B are: the same weights are used for every letter and every word."
        ),
        "topologies": _("Five ways to use it"),
        "turn": _("Turn by 90°: the same network"),
        "one_one": _("one to one"),
        "one_many": _("one to many"),
        "many_one": _("many to one"),
        "many_many": _("many to many"),
        "synced": _("many to many, in step"),
        "one_one_use": _("No memory needed: the next letter follows from this one alone."),
        "one_many_use": _("A caption for a picture; a text from its first letter. There is no page for it yet."),
        "many_one_use": _("Which word is it? Praise or criticism? One answer after the last letter."),
        "many_many_use": _("Translation: read everything, then write. There is no page for it."),
        "synced_use": _("The next letter after every letter: this is what the first page learns."),
        "open_live": _("Watch it learn"),
        "open_order": _("Order matters"),
    }
