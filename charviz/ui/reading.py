"""What the net reads: a typed text, or a long one: made by rule, Shakespeare, or a file of the person's own."""

from typing import Any

import streamlit as st

from charviz import corpora
from charviz.config import RunConfig
from charviz.errors import ConfigError
from charviz.knobs import label_of
from charviz.limits import LIMITS
from charviz.ui import frame, session, widgets
from charviz.ui.text import _, plain

LONGEST_TITLE = 60
LENGTHS = (1_000, 10_000, 100_000, 1_000_000)
NETS: dict[str, dict[str, Any]] = {  # with which each is learned well in a minute or two of one core
    "shakespeare": {"hidden_size": 128, "learning_rate": 0.005, "steps": 2000, "window": 64, "batch_size": 32},
    corpora.UPLOAD: {"hidden_size": 128, "learning_rate": 0.005, "steps": 2000, "window": 64, "batch_size": 32},
    "brackets": {"hidden_size": 32, "learning_rate": 0.01, "steps": 1000, "window": 50, "batch_size": 16},
    "quotes": {"hidden_size": 32, "learning_rate": 0.01, "steps": 1000, "window": 50, "batch_size": 16},
    "sums": {"hidden_size": 64, "learning_rate": 0.01, "steps": 2000, "window": 40, "batch_size": 32},
    "counting": {"hidden_size": 32, "learning_rate": 0.01, "steps": 1000, "window": 50, "batch_size": 16},
}


def title(config: RunConfig, longest: int = LONGEST_TITLE) -> str:
    """What a run reads, in a few words."""
    if config.corpus:
        return _names()[config.corpus.partition(":")[0]]
    return config.text if len(config.text) <= longest else config.text[: longest - 1] + "…"


def source(config: RunConfig) -> None:
    """The text area; of a long text what it is, and which piece of it is shown."""
    if config.corpus is None:
        field = RunConfig.model_fields["text"]
        more = {"height": 68, "help": _(field.description), "placeholder": "hihello"}
        widgets.kept(st.text_area, "knob:text", _(label_of("text")), st.session_state["knob:text"], **more)
        return
    facts = _(
        "{length} letters, {symbols} different ones; the last tenth is held out, to see what it has really learned."
    )
    about = corpora.about(config.corpus)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="corpus"):
        st.markdown(f"**{plain(title(config))}**", width="content")
        st.button(_("Type a text"), icon=":material/keyboard:", on_click=_typed, key="typed")
    st.caption(plain(facts.format(length=f"{about.length:,}", symbols=len(about.symbols))))


def choice() -> None:
    """The long texts that there are, behind a button; a file of one's own is taken as soon as it is there."""
    popover = st.popover(_("Long text"), icon=":material/menu_book:", key="long", on_change="rerun")
    if not popover.open:
        return
    names = _names()
    with popover:
        st.caption(_("Each step reads random pieces of it; what it writes by itself shows what it has learned."))
        words = _("Length, where it is made by rule")
        length = st.select_slider(words, LENGTHS, 100_000, format_func=lambda length: f"{length:,}", key="length")
        with st.container(horizontal=True, gap="small"):
            for name in NETS:
                if name != corpora.UPLOAD:
                    st.button(names[name], on_click=_take, args=(name, length), key=f"corpus:{name}")
        frame.uploads()
        st.file_uploader(
            _("Your own text file"),
            type=["txt", "md", "csv"],
            max_upload_size=LIMITS.upload,
            key="upload",
            on_change=_upload,
        )


def shown_piece(config: RunConfig) -> None:
    """Another piece for the pictures, of the same letters."""
    if config.window is None:
        return
    field = RunConfig.model_fields["probe"]
    widgets.kept(
        st.text_input,
        "knob:probe",
        _(label_of("probe")),
        st.session_state["knob:probe"],
        help=_(field.description),
        placeholder=config.replace(probe=None).shown_text[:60].replace("\n", " "),
        max_chars=2000,
    )


def fetch() -> None:
    """Gets the long text for which a run is waiting, while the page says so; then trains the run."""
    config = st.session_state.pop("waits_for_text", None)
    if config is None:
        return
    try:
        with st.spinner(_("Fetching {name}…").format(name=title(config)), show_time=True):
            corpora.corpus(config.corpus)
    except ConfigError as error:
        st.session_state["problem"] = error
    else:
        session.train(config)


def _take(name: str, length: int = 0) -> None:
    corpus = f"{name}:{length}" if corpora.is_made(name) else name
    st.session_state["long"] = False  # the popover has done its work
    session.pick(RunConfig(corpus=corpus, cell_type="lstm", **NETS[name.partition(":")[0]]))


def _upload() -> None:
    if (file := st.session_state["upload"]) is None:
        return
    try:
        _take(corpora.add(file.getvalue()))
    except ConfigError as error:
        st.session_state["problem"] = error


def _typed() -> None:
    """Back to a typed text, and to a net that suits one."""
    session.pick(RunConfig())


def _names() -> dict[str, str]:
    return {
        "shakespeare": "Shakespeare",
        "brackets": _("Brackets"),
        "quotes": _("Quoted speech"),
        "sums": _("Sums"),
        "counting": _("Counting"),
        corpora.UPLOAD: _("Your own text"),
    }
