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
from charviz.text.vocabulary import graphemes, split
from charviz.ui.pages.run_page import LIVE, choice, clamp
from charviz.ui.shell import ask, component, page_frame
from charviz.ui.shell.locale import _
from charviz.ui.shell.url_state import Option, flag, one_of
from charviz.ui.shell.widgets import update, widget

ORDER = "pages/order.py"
OPTIONS = {
    "page_text": Option("shapes:words", str, None),  # None: as the run
    "letters": Option("shapes:alphabet", str, ""),
    "page_cell": Option("shapes:cell", one_of(*NAMES), None),
    "page_hidden": Option("shapes:hidden", int, None),
    "page_layers": Option("shapes:layers", int, None),
    "page_emb": Option("shapes:embedding", int, 0),
    "batch_first": Option("shapes:first", flag, True),
    "page_head": Option("shapes:head", flag, True),
}
NET = {"shapes:cell": "rnn", "shapes:hidden": 2, "shapes:layers": 1}  # of the lecture notes
CASES = {  # of the lecture notes: words, alphabet
    "one letter": {"shapes:words": "h", "shapes:alphabet": "helo", **NET},
    "hello": {"shapes:words": "hello", "shapes:alphabet": "", **NET},
    "three words": {"shapes:words": "hello\neolll\nlleel", "shapes:alphabet": "", **NET},
    "run": {"shapes:words": None, "shapes:alphabet": "", **dict.fromkeys(NET)},
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
        own = _words_of(run)
        words = st.session_state["shapes:words"]
        words = own if words is None else words[:200]
        words = widget(st.text_area, "shapes:words", _("Words, one per line"), words, height=68, max_chars=200)
        cell_type = run.cell_type if run.cell_type in NAMES else "rnn"
        cell = choice("shapes:cell", _("Cell"), NAMES, NAMES.get, cell_type, visible=True)
        hidden = _slider("shapes:hidden", _("Hidden size H"), 1, 16, min(run.hidden_size, 16))
        layers = _slider("shapes:layers", _("Layers L"), 1, 4, min(run.num_layers, 4))
        embedding = _slider("shapes:embedding", _("Embedding E (0: one-hot)"), 0, 8, 0)
        first = widget(st.toggle, "shapes:first", "batch_first", bool(st.session_state["shapes:first"]))
        head = widget(st.toggle, "shapes:head", _("Output layer"), bool(st.session_state["shapes:head"]))
    usual = {"shapes:words": own, "shapes:cell": cell_type, "shapes:hidden": min(run.hidden_size, 16)}
    for name, value in {**usual, "shapes:layers": min(run.num_layers, 4)}.items():
        if st.session_state[name] == value:
            st.session_state[name] = None  # what is the run's needs no place in the address
    typed = split(words, "lines")
    lines = tuple(line.strip() for line in typed if line.strip()) or tuple(typed)  # a text of spaces is one too
    try:
        return Shapes(lines, cell, hidden, layers, embedding, first, head, st.session_state["shapes:alphabet"])
    except ConfigError as error:
        page_frame.complaint(error)
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


def _slider(name: str, title: str, least: int, most: int, usual: int) -> int:
    limits: dict[str, Any] = {"min_value": least, "max_value": most, "width": 110}
    return widget(st.slider, name, title, int(clamp(name, least, most, usual)), **limits)


def _words_of(run: RunConfig) -> str:
    """The beginnings of a run's sequences, as many as are drawn."""
    lines = run.sequences_of(run.shown_text.replace("\n", " ") if run.sequences == "whole" else run.shown_text)
    return "\n".join("".join(graphemes(line)[:LETTERS]) for line in lines[:WORDS])


def _on_open(told: dict[str, Any]) -> None:
    pages = {"live": LIVE, "order": ORDER}
    if (name := told.get("page")) in pages:
        st.session_state["shapes:open"] = pages[name]


def follow() -> None:
    """Opens the page where a topology lives, when its button was pressed."""
    if page := st.session_state.pop("shapes:open", None):
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
