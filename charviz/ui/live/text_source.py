"""What the net reads: a typed text, or a long one: made by rule, Shakespeare, or a file of the person's own."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from charviz.config import RunConfig
from charviz.config.fields import help_of, label_of
from charviz.errors import ConfigError
from charviz.i18n import fill
from charviz.limits import LIMITS
from charviz.text import corpora
from charviz.text.decoding import ENCODINGS, EncodingError
from charviz.ui.shell import page_frame, session, url_state, widgets
from charviz.ui.shell.locale import _, plain
from charviz.ui.shell.session_state import State, state
from charviz.ui.shell.streamlit_internals import UploadedFile

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
    """The text in one line, which grows while it is written in; of a long text its name, and the way back to typing."""
    if (about := config.long_text_facts) is None:
        more: dict[str, Any] = {"height": "content", "placeholder": "hihello"}
        widgets.widget(st.text_area, State.setting["text"], _(label_of("text")), State.setting["text"].get(), **more)
        return
    facts = _(
        "{length} letters, {symbols} different ones; the last tenth is held out, to measure what it has really learned."
    )
    if lines := about.count if isinstance(about, corpora.LineCorpus) else 0:
        facts = _("{lines} lines; one in ten is held out, to measure what it has really learned.")
    said = fill(facts, length=f"{about.length:,}", symbols=len(about.symbols), lines=f"{lines:,}")
    label = plain(title(config))
    st.button(
        label,
        icon=":material/menu_book:",
        on_click=_typed,
        help=f"{plain(said)} {_('Click to type a text.')}",
        key="typed",
    )


def examples(pick: Callable[[], None], reopen: Callable[[], None]) -> None:
    """What there is to read, behind a button beside the text; a file of one's own is taken as soon as it is there.

    pick: draws the presets; reopen: where a saved run is handed in.
    """
    popover = st.popover(_("Examples"), icon=":material/list:", key=State.examples.key, on_change="rerun")
    if not popover.open:
        return
    names = _names()
    with popover:
        st.markdown(f"**{_('Examples')}**")
        pick()
        st.markdown(
            f"**{_('Long texts')}**",
            help=_("Each step reads random pieces of it; what it writes by itself shows what it has learned."),
        )
        with st.container(horizontal=True, gap="small"):
            for name in NETS:
                if name != corpora.UPLOAD:
                    st.button(names[name], on_click=_take, args=(name,), key=f"corpus:{name}")
        words = _("Length of a generated text")
        st.select_slider(words, LENGTHS, 100_000, format_func=lambda length: f"{length:,}", key=State.length.key)
        page_frame.uploads()
        mine, saved = st.columns(2)
        with mine:
            words = _("Your own text file")
            file = st.file_uploader(words, max_upload_size=LIMITS.upload, key=State.upload.key, on_change=_upload)
            if file is not None and State.read_as.is_set():
                _encoding()
        with saved:
            reopen()


def _encoding() -> None:
    """How a file that is not UTF-8 was read, and a choice where that guess may be wrong."""
    if (read_as := state.read_as) is None:
        st.caption(_("The file is not UTF-8. Choose the encoding it was saved in."))
    else:
        words = _(
            "The file is not UTF-8, and was read as {encoding}. If its letters look wrong, choose another encoding."
        )
        st.caption(fill(words, encoding=_(ENCODINGS[read_as])))
    state.encoding = read_as
    st.selectbox(
        _("File encoding"),
        list(ENCODINGS),
        format_func=lambda name: _(ENCODINGS[name]),
        index=None,
        key=State.encoding.key,
        on_change=lambda: _read(state.upload, state.encoding),
        placeholder=_("Choose one"),
    )


def bring_back() -> None:
    """Of a link to a text that is no longer here: a place to upload it again, after which the link's run is trained."""
    place = st.empty()
    if state.lost:
        words = _("The text of this link is no longer available. Upload it again to train the run of the link.")
        place.file_uploader(words, max_upload_size=LIMITS.upload, key=State.brought.key, on_change=_brought)


def shown_piece(config: RunConfig) -> None:
    """Another piece for the pictures, of the same letters."""
    if config.window is None:
        return
    widgets.widget(
        st.text_input,
        State.setting["probe"],
        _(label_of("probe")),
        State.setting["probe"].get(),
        help=_(help_of("probe")),
        placeholder=config.replace(probe=None).shown_text[:60].replace("\n", " "),
        max_chars=2000,
    )


def fetch() -> None:
    """Gets the long text for which a run is waiting, while the page says so; then trains the run."""
    place = st.empty()
    config = State.waits_for_text.pop()
    if config is None or config.corpus is None:
        return
    try:
        with place, st.spinner(fill(_("Fetching {name}…"), name=title(config)), show_time=True):
            corpora.corpus(config.corpus)
    except ConfigError as error:
        state.problem = error
    else:
        session.train(config)


def _take(name: str) -> None:
    corpus = f"{name}:{state.length}" if corpora.is_made(name) else name
    state.examples = False  # the popover has done its work
    session.pick(RunConfig(corpus=corpus, cell_type="lstm", **NETS[name.partition(":")[0]]))


def _upload() -> None:
    State.read_as.pop()
    _read(state.upload)


def _read(file: UploadedFile | None, encoding: str | None = None) -> None:
    """Trains a file's text; the popover stays open where the encoding was guessed."""
    if file is None:
        return
    try:
        name, read_as = corpora.upload(file.getvalue(), encoding)
    except EncodingError as error:
        state.problem, state.read_as = error, None
        return
    except ConfigError as error:
        state.problem = error
        return
    _take(name)
    if encoding is not None or read_as not in ("utf-8", "utf-16"):
        state.read_as, state.examples = read_as, True


def _brought() -> None:
    """Another text than one that was lost is trained with the link's settings, but not from its fork."""
    file, link = state.brought, state.lost
    if file is None or not link:
        return
    wanted = url_state.missing_texts(link)
    try:
        name, _read_as = corpora.upload(file.getvalue())
        state.texts.append(name)  # a fork may have lost more than one
        link = link if name in wanted else {**link, "corpus": name, "fork": ""}
        session.pick(RunConfig.from_url({key: value for key, value in link.items() if value}))
    except ConfigError as error:
        state.problem = error


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
