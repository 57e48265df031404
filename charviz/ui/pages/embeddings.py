"""The page Embeddings: words from sentences, or the letters of the run; the scene in which they move."""

from typing import Any

import streamlit as st

from charviz.config import RunConfig
from charviz.errors import ConfigError
from charviz.i18n import N_
from charviz.text.sentences import Sentences, grammar
from charviz.ui.pages import run_page
from charviz.ui.pages.run_page import choice, clamp
from charviz.ui.shell import ask, component, page_frame, session, url_state
from charviz.ui.shell.locale import _
from charviz.ui.shell.session_state import State, state
from charviz.ui.shell.url_state import Option, one_of
from charviz.ui.shell.widgets import update, widget

MODELS = ("skip-gram", "cbow")
COST = 1.5e9  # pairs x words x size x steps: a few seconds
TEXTS = {
    "fox": "The quick brown fox jumps over the lazy dog",
    "school": "The boy is going to school",
    "grammar": "",  # made when it is wanted
}
OPTIONS = {
    "what": Option(State.embeddings_what, one_of("words", "letters")),
    "page_text": Option(State.embeddings_text, str),
    "model": Option(State.embeddings_model, one_of(*MODELS)),
    "window": Option(State.embeddings_window, int),
    "size": Option(State.embeddings_size, int),
    "negative": Option(State.embeddings_negative, int),
    "page_steps": Option(State.embeddings_steps, int),
    "page_seed": Option(State.embeddings_seed, int),
    "step": Option(State.embeddings_step, int),
    "pick": Option(State.embeddings_pick, str),
}


def subject() -> str:
    """Whether words or letters are shown."""
    titles = {"words": _("Words of sentences"), "letters": _("Letters of the run")}
    return choice(State.embeddings_what, _("Vectors of"), titles, titles.get, "words", visible=True)


def word_controls() -> tuple[dict[str, Any], dict[str, Any]] | None:
    """(question, facts) for words; None, and a sentence on the page, where they cannot be learned."""
    titles = {"grammar": _("A small grammar"), "fox": _("The quick brown fox…"), "school": _("The boy…")}
    page_frame.examples("embeddings", titles, titles.__getitem__, _take)
    text = state.embeddings_text
    label = _("Sentences, one per line")
    text = widget(st.text_area, State.embeddings_text, label, _grammar() if text is None else text, height=68)
    if text == _grammar():
        state.embeddings_text = None  # the usual one needs no place in the address
    titles = {"skip-gram": "skip-gram", "cbow": "CBOW"}
    model = choice(State.embeddings_model, _("Model"), MODELS, titles.get, "skip-gram", visible=True)
    window = clamp(state.embeddings_window, 1, 10, 2)
    help = _("How many words on each side count as context.")
    limits: dict[str, Any] = {"min_value": 1, "max_value": 10, "width": 90}
    window = widget(st.slider, State.embeddings_window, _("Window"), window, help=help, **limits)
    words = {0: _("full softmax")}
    negative = choice(
        State.embeddings_negative, _("Negative samples"), (0, 2, 5, 10), lambda n: words.get(n, str(n)), 0, visible=True
    )
    size = choice(State.embeddings_size, _("Vector size"), (2, 8, 16, 32), str, 16, visible=True)
    seed = run_page.dice(State.embeddings_seed, also={State.embeddings_step: None})
    steps = clamp(state.embeddings_steps, 10, 1000, 200)
    try:
        sentences = Sentences(text, window)
        if (cost := len(sentences.pairs) * len(sentences.words) * size * steps * max(1, negative)) > COST:
            raise ConfigError(
                N_(
                    "{pairs:,} pairs of {words} words with vectors of {size} take {times} times as long as "
                    "allowed here: use fewer sentences, a smaller window or a smaller size."
                ),
                pairs=len(sentences.pairs),
                words=len(sentences.words),
                size=size,
                times=f"{cost / COST:.1f}",
            )
    except ConfigError as error:
        page_frame.complaint(error, "page")
        return None
    question = {
        "text": text,
        "window": window,
        "model": model,
        "size": size,
        "negative": negative,
        "learning_rate": 0.05,
        "steps": steps,
        "seed": seed,
    }
    return question, {"mode": "words", "window": window, "model": model}


def letter_controls(config: RunConfig) -> dict[str, Any]:
    """Facts for the letters of a run; a one-hot run can be trained with vectors of its own."""
    learned = config.encoding == "embedding"
    if not learned:
        st.button(_("Train it with learned vectors"), on_click=_learn, args=(config,), icon=":material/school:")
        st.caption(_("This run reads one-hot letters: all are equally far apart, and none is similar to another."))
    return {"mode": "letters" if learned else "one-hot", "window": 1, "model": "skip-gram"}


@st.fragment
def picture(config: RunConfig, what: str, step: int, question: dict[str, Any], facts: dict[str, Any]) -> None:
    """The scene."""
    header, arrays = ask.ask(what, config, step, **question)
    place = {
        "step": header["steps"][-1] if state.embeddings_step is None else state.embeddings_step,
        "pick": state.embeddings_pick,
    }
    facts = {**header, **facts, "run": f"{config.key}:{what}:{question}"}
    component.scene("embeddings", facts, arrays, _labels(), place, rest=_on_rest)
    url_state.write(session.current_run(), OPTIONS)


def script(question: dict[str, Any]) -> str:
    """Plain PyTorch of word2vec on these sentences, with the full softmax."""
    sentences = Sentences(question["text"], question["window"])
    shown = [" ".join(line) for line in sentences.lines[:400]]
    read = (
        ["    for other in context:", "        read.append([center]), wanted.append(other)"]
        if question["model"] == "skip-gram"
        else ["    read.append(context), wanted.append(center)"]
    )
    lines = [
        "import torch",
        "",
        f"sentences = {shown}",
        "words = list(dict.fromkeys(word for line in sentences for word in line.split()))",
        "windows = []",
        "for line in sentences:",
        "    ids = [words.index(word) for word in line.split()]",
        "    for at, center in enumerate(ids):",
        f"        context = ids[max(0, at - {question['window']}) : at] + ids[at + 1 : at + 1 + {question['window']}]",
        "        if context:",
        "            windows.append((center, context))",
        "read, wanted = [], []",
        "for center, context in windows:  # "
        + ("the word guesses its neighbours" if question["model"] == "skip-gram" else "the neighbours guess the word"),
        *read,
        "wanted = torch.tensor(wanted)",
        "offsets = torch.tensor([0] + [len(row) for row in read[:-1]]).cumsum(dim=0)",
        "flat = torch.tensor([word for row in read for word in row])",
        "",
        f"torch.manual_seed({question['seed']})",
        f"inner = torch.nn.EmbeddingBag(len(words), {question['size']}, mode='mean')",
        f"outer = torch.nn.Linear({question['size']}, len(words), bias=False)",
        f"optimizer = torch.optim.Adam([*inner.parameters(), *outer.parameters()], lr={question['learning_rate']})",
        f"for step in range({question['steps']}):",
        "    loss = torch.nn.functional.cross_entropy(outer(inner(flat, offsets)), wanted)",
        "    optimizer.zero_grad()",
        "    loss.backward()",
        "    optimizer.step()",
        "",
        "unit = torch.nn.functional.normalize(inner.weight.detach(), dim=-1)",
        "print(loss.item())",
        "for word, near in zip(words, (unit @ unit.T).topk(min(4, len(words))).indices.tolist()):",
        "    print(word, '->', [words[place] for place in near[1:]])",
    ]
    return "\n".join(lines)


@st.cache_data
def _grammar() -> str:
    return grammar()


def _take(name: str) -> None:
    text = TEXTS[name] or None
    update({State.embeddings_text: text, State.embeddings_step: None, State.embeddings_pick: None})


def _learn(config: RunConfig) -> None:
    session.show(config.replace(encoding="embedding", fork=None))


def _on_rest(told: dict[str, Any]) -> None:
    if isinstance(step := told.get("step"), int):
        state.embeddings_step = None if told.get("last") is True else max(step, 0)
    if isinstance(pick := told.get("pick"), str):
        state.embeddings_pick = pick[:60]


def _labels() -> dict[str, str]:
    return {
        **run_page.step_labels(),
        "loss": _("loss {loss}"),
        "plane_words": _("The words in the plane, as their vectors are learned"),
        "plane_letters": _("The letters in the plane, as their vectors are learned"),
        "plane_alt": _("{count} vectors in the plane"),
        "explained": _("Projected onto the two directions in which they differ most: {share} of the variance."),
        "nearest": _("Most similar to {word}"),
        "nearest_said": _("Nearest to {word}: {words}."),
        "one_hot_said": _("All letters are equally far apart: the dot product of two different one-hot vectors is 0."),
        "click": _("Click a word to see its neighbours and similar words."),
        "vector": _("The vector of {word}, one row of the table: its one-hot row times E"),
        "window": _("The window around {word}"),
        "skip-gram": _("skip-gram: the word predicts each neighbour"),
        "cbow": _("CBOW: the neighbours together predict the word"),
        "pairs": _("Training pairs here"),
        "earlier": _("Previous sentence"),
        "later": _("Next sentence"),
        "matrix": _("Similarity: cosine of each pair"),
        "matrix_alt": _("Cosine similarity of {count} vectors, blue where similar, orange where opposite"),
        "cosine": _("{one} and {other}: {cosine}"),
        "analogy": _("Analogies: {one} − {other} + {third} ≈"),
        "analogies": _("Analogies"),
    }
