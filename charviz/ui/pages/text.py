"""The page From text to numbers: which text, how it is taken apart, the scene of tiles, rows and pairs."""

import unicodedata
from typing import Any

import streamlit as st

from charviz.config import RunConfig
from charviz.errors import ConfigError
from charviz.i18n import fill
from charviz.nn.cell_types import NAMES
from charviz.nn.parameters import count
from charviz.text.pairs import LATIN, LONGEST, ORDERS, SHIFTS, Pairs, characters, read
from charviz.text.tokens import normalised, tokens
from charviz.ui.pages.run_page import LIVE, choice
from charviz.ui.shell import component, page_frame, session, url_state
from charviz.ui.shell.locale import _
from charviz.ui.shell.session_entries import Entry
from charviz.ui.shell.session_state import State, state
from charviz.ui.shell.url_state import Option, flag, one_of
from charviz.ui.shell.widgets import update, widget

MOST = 2000  # code points that can be typed
# What a net has that reads a text of one's own, from the start:
TYPED = {"corpus": None, "window": None, "batch_size": 32, "probe": None, "fork": None}
EXAMPLES = ("hihello", "banana", " if you want you", "TRIANGLE", "가나가다라라마", "안녕하세요")
OPTIONS = {
    "page_text": Option(State.text_text, str),
    "split": Option(State.text_split, one_of("whole", "lines")),
    "tokens": Option(State.text_tokens, flag),
    "order": Option(State.text_order, one_of(*ORDERS)),
    "shift": Option(State.text_shift, int),
    "nfd": Option(State.text_apart, flag),
    "t": Option(State.text_time, int),
}


def controls(config: RunConfig) -> Pairs | None:
    """The text and how it becomes numbers; None, and a sentence on the page, where it cannot."""
    row = page_frame.row("text")
    with row:
        page_frame.examples("text", EXAMPLES, lambda example: example.replace(" ", "␣"), _take)
        typed = (state.text_text or "")[:MOST]
        label = _("Another text (empty: the run's own)")
        typed = widget(
            st.text_area, State.text_text, label, typed, height=68, max_chars=MOST, placeholder=_("your name")
        )
        state.text_text = typed or None
        text = typed or config.shown_text
        words = {0: _("0: a copy"), 1: _("1: the next letter"), 2: _("2: the one after")}
        shift = choice(State.text_shift, _("Shift targets by"), SHIFTS, words.get, 1, visible=True)
        apart, in_words = state.text_apart, config.tokenize == "words"
        if in_words:
            apart = False
        elif characters(text) != characters(text, apart=True):
            title = _("Split into jamo") if _hangul(text) else _("Split off accents")
            apart = widget(st.toggle, State.text_apart, title, apart)
        with st.popover(_("More"), icon=":material/tune:"):
            order, sequences, boundary_tokens = _reading(
                text, _usual(config, typed), fixed=not in_words or bool(config.alphabet)
            )
    try:
        how: dict[str, Any] = {"order": order, "shift": shift, "apart": apart, "alphabet": config.alphabet or LATIN}
        how["line_breaks"] = config.in_lines and not typed and sequences == "lines" and not boundary_tokens
        pairs = read(text, sequences, boundary_tokens=boundary_tokens, tokenize=config.tokenize, **how)
    except ConfigError as error:
        page_frame.complaint(error, "page")
        return None
    with row:
        _learn(config, text, sequences, pairs=pairs, order=order)
    return pairs


def _reading(text: str, usual: dict[str, Any], *, fixed: bool) -> tuple[str, str, bool]:
    """The order of the symbols, whole or line by line, with or without tokens; and a button for more of the text."""
    words = {"first": _("in order of appearance"), "sorted": _("sorted"), "fixed": _("fixed alphabet")}
    if not fixed:  # there is no alphabet of all words
        words.pop("fixed")
    order = _chosen(State.text_order, _("Order of the symbols"), words, usual["order"])
    words = {"whole": _("whole text"), "lines": _("line by line")}
    sequences = usual["split"]
    if "\n" in text.strip("\n"):
        sequences = _chosen(State.text_split, _("Sequences"), words, sequences)
    tokens = _toggled(State.text_tokens, _("Start and end tokens"), usual=usual["tokens"])
    longer = _("The text grows, and no weight is added: the same ones are used for every letter.")
    st.button(_("Twice as long"), on_click=_take, args=((text * 2)[:MOST],), help=longer, key="text:twice")
    return order, sequences, tokens


@st.fragment
def picture(config: RunConfig, pairs: Pairs) -> None:
    """The scene; a tile that is picked is told, so that the address names it."""
    text, vocabulary = state.text_text or config.shown_text, pairs.vocabulary
    floor = pairs.floor
    used = {symbol for row in pairs.rows for symbol in row}
    facts: dict[str, Any] = {
        "run": f"{pairs.rows}:{vocabulary.symbols}",
        "rows": pairs.ids,
        "symbols": vocabulary.symbols,
        "tokenize": vocabulary.tokenize,
        "used": [symbol in used for symbol in vocabulary.symbols],
        "shift": pairs.shift,
        "followers": [[one, list(after.items())] for one, after in pairs.successors.items()],
        "known": pairs.context_table(),
        "total": floor.total,
        "needed": floor.memory_needed,
        "best": floor.correct,
        "sentence": _sentence(pairs),
        "notes": _notes(text, pairs),
        "chips": _chips(config, pairs),
    }
    place = {"time": state.text_time}
    component.scene("text", facts, {}, _labels(), place, rest=_on_rest)
    url_state.write(config, OPTIONS)


def script(pairs: Pairs) -> str:
    """Plain PyTorch that makes the same ids, one-hot rows, inputs and targets."""
    cut = f"row[: len(row) - {pairs.shift}]"
    return f"""import torch

rows = {[list(row) for row in pairs.rows]}
symbols = {list(pairs.vocabulary.symbols)}

for row in rows:
    ids = torch.tensor([symbols.index(letter) for letter in row])
    x = torch.nn.functional.one_hot(ids, {len(pairs.vocabulary)}).float()  # (T, V), one 1 in each row
    inputs, targets = ids[: len(ids) - {pairs.shift}], ids[{pairs.shift}:]  # what is read, what should be said
    print(list(zip({cut}, row[{pairs.shift}:])))
    print(inputs.tolist(), targets.tolist(), tuple(x.shape))
"""


def _usual(config: RunConfig, typed: str) -> dict[str, Any]:
    """How the text is read by default: as the run reads its own; a typed text by its line breaks."""
    if typed:
        return {"order": "first", "split": "lines" if "\n" in typed else "whole", "tokens": False}
    order = "fixed" if config.alphabet else "first"
    return {"order": order, "split": config.sequences, "tokens": config.boundary_tokens}


def _chosen(entry: Entry[str | None], title: str, words: dict[str, str], usual: str) -> str:
    """A choice whose default depends on the text; the default is omitted from the URL."""
    value = choice(entry, title, words, words.get, usual, visible=True)
    entry.set(None if value == usual else value)
    return value


def _toggled(entry: Entry[bool | None], title: str, *, usual: bool) -> bool:
    value = entry.get()
    value = widget(st.toggle, entry, title, usual if value is None else value)
    entry.set(None if value == usual else value)
    return value


def _take(text: str) -> None:
    update({State.text_text: text, State.text_split: None, State.text_apart: False, State.text_time: None})


def _learn(config: RunConfig, text: str, sequences: str, *, pairs: Pairs, order: str) -> None:
    """Takes the text to the live page, to be learned."""
    if not st.button(_("Watch it learn this"), type="primary", icon=":material/play_arrow:", key="text:learn"):
        return
    own = text == config.shown_text and config.window is not None  # a long text is learned as it is
    vocabulary = pairs.vocabulary
    alphabet = None if order == "first" else vocabulary.alphabet
    new = {"text": text, "sequences": sequences, "boundary_tokens": vocabulary.boundary_tokens, "alphabet": alphabet}
    try:
        session.pick(config if own else config.replace(**TYPED, **new, head="linear"))
    except ConfigError as error:
        page_frame.complaint(error, "learn")
        return
    st.switch_page(LIVE)


def _sentence(pairs: Pairs) -> str:
    """What the text asks of a net, by counting."""
    floor, shift = pairs.floor, pairs.shift
    if not floor.total:
        return _("One letter has no next letter: type another.")
    if shift == 0:
        return _("With a shift of 0, the target is the letter just read. Copying needs no memory.")
    if floor.memory_needed is None:
        return _("Some sequences start alike but continue differently, so no amount of memory gets them all right.")
    if floor.memory_needed <= 1:
        return _("The current letter determines the target: this text needs no memory.")
    words = _(
        "From the current letter alone, at most {correct} of {total} can be predicted. This text requires "
        "remembering the last {needed} letters."
    )
    return fill(words, correct=floor.correct, total=floor.total, needed=floor.memory_needed)


def _chips(config: RunConfig, pairs: Pairs) -> list[tuple[str, str, str]]:
    """(sign, number, what it is): T and V are different, and the number of weights depends on V only."""
    floor, longest = pairs.floor, max(map(len, pairs.pairs), default=0)
    chips = [
        ("T", str(longest), _("time steps: letters that are read")),
        ("V", str(len(pairs.vocabulary)), _("symbols: numbers per row")),
        ("", f"{floor.loss:.3f}", _("nats: lowest loss without memory")),
    ]
    if floor.memory_needed is not None and floor.total:
        chips.append(("k", str(floor.memory_needed), _("letters that must be known")))
    if weights := _weights(config, len(pairs.vocabulary)):
        net = NAMES.get(config.cell_type, _("no memory"))
        chips.append(("", f"{weights:,}", fill(_("weights of the {net}, whatever T is"), net=net)))
    return chips


def _weights(config: RunConfig, symbols: int) -> int | None:
    """How many weights the run's network would have with this many symbols."""
    alphabet = "".join(chr(0x4E00 + index) for index in range(max(symbols, 2)))
    new = {"text": alphabet[:2], "alphabet": alphabet[:4000], "boundary_tokens": False, "steps": 1, "head": "linear"}
    new["tokenize"] = "characters"
    try:
        return count(config.replace(**TYPED, **new))
    except ConfigError:
        return None


def _notes(text: str, pairs: Pairs) -> list[str]:
    """What is worth knowing about this very text as data."""
    found, notes = tokens(text, pairs.vocabulary.tokenize), []
    if len(found) > LONGEST:
        notes.append(
            fill(_("Only the first {most} of {count} letters are shown here."), most=LONGEST, count=len(found))
        )
    if pairs.vocabulary.tokenize == "words":
        return notes
    if unicodedata.normalize("NFC", text) != text:
        notes.append(_("The text was in decomposed form (NFD); it was composed (NFC) first, so that 한 is one letter."))
    pieces, symbols = characters(text, apart=True), len(set(found))
    if _hangul(normalised(text)):
        words = _("Composed, it has {count} letters of {symbols} kinds; split into jamo, {pieces} of {kinds}.")
        notes.append(fill(words, count=len(found), symbols=symbols, pieces=len(pieces), kinds=len(set(pieces))))
    elif any(len(letter) > 1 for letter in found):
        words = _(
            "What a reader counts as one letter is one tile, even if it has several code points: {letter} has {count}."
        )
        longest = max(found, key=len)
        notes.append(fill(words, letter=longest, count=len(longest)))
    if any(unicodedata.bidirectional(letter[0]) in ("R", "AL") for letter in found):
        notes.append(_("Time runs from left to right here, even if the script is read from right to left."))
    return notes


def _hangul(text: str) -> bool:
    return any("\uac00" <= letter <= "\ud7a3" for letter in text)


def _on_rest(told: dict[str, Any]) -> None:
    time = told.get("time")
    state.text_time = time if isinstance(time, int) else None


def _labels() -> dict[str, str]:
    return {
        "tiles": _("The text as tiles, each with its index"),
        "tile": _("t = {time}: {letter} is symbol {id}"),
        "tile_row": _("sequence {row}, t = {time}: {letter} is symbol {id}"),
        "pick": _("Click a tile: it lights up everywhere."),
        "picked": _(
            "{letter} is symbol {id} of {size}: a row of {size} numbers, with a 1 at index {id} and 0 elsewhere."
        ),
        "picked_next": _("The target after it is {next}."),
        "picked_torn": _("But {letter} is followed by {others} too: only what came before can tell."),
        "dictionary": _("Vocabulary: symbol and index"),
        "unused": _("not in this text"),
        "one_hot": _("One-hot: a row of V numbers for each letter"),
        "one_hot_alt": _("{rows} rows of {columns} numbers, a single 1 in each"),
        "pairs": _("Input (x) and target (y)"),
        "x": _("x: input"),
        "y": _("y: target"),
        "outside": _("has no target"),
        "followers": _("What comes after each letter"),
        "followers_note": _("Ringed: several letters come after it, so the letter alone is not enough."),
        "times": _("{count} times"),
        "known": _("How much memory the text needs"),
        "known_0": _("nothing known"),
        "known_1": _("the current letter"),
        "known_k": _("the last {count} letters"),
        "known_right": _("{correct} of {total}, {loss} nats"),
        "enough": _("enough"),
        "guess": _("Guess it yourself"),
        "stop_guessing": _("Show all"),
        "guess_now": _("What comes after {letter}? Choose from the vocabulary."),
        "guess_right": _("{letter} is right."),
        "guess_wrong": _("It was {letter}."),
        "guess_score": _("You got {right} of {told}. Without memory, at most {best} of {total} are right."),
        "csv": _("CSV of the pairs"),
    }
