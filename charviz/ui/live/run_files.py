"""What a person takes home from a run, and how they bring it back: the live page's files, and the way to open one again."""

from functools import partial
from importlib.util import find_spec
from typing import Any

import streamlit as st

from charviz.config import RunConfig
from charviz.errors import UserError
from charviz.export.notebook_file import notebook
from charviz.export.pytorch_code import script
from charviz.export.pytorch_text import text_files
from charviz.export.tensorboard import FILE
from charviz.i18n import N_, fill
from charviz.limits import LIMITS
from charviz.text import corpora
from charviz.ui.shell import given_runs, session
from charviz.ui.shell.locale import _, language, plain
from charviz.ui.shell.session_state import State, state

CODE = {
    "script": (N_("PyTorch script"), "charviz_run.py", "text/x-python", script),
    "notebook": (N_("Notebook"), "charviz_run.ipynb", "application/x-ipynb+json", notebook),
}
RECORDS = {
    "csv": (N_("Table (CSV)"), "charviz.csv", "text/csv"),
    "parquet": (N_("Table (Parquet)"), "charviz.parquet", "application/vnd.apache.parquet"),
    "events": ("TensorBoard", FILE, "application/octet-stream"),
}
REPORT = ("report", N_("Report (HTML)"), "charviz.html", "text/html")
ONNX = ("onnx", "ONNX", "charviz.onnx", "application/octet-stream")
RUN = ("file", N_("Run (.charviz)"), "run.charviz", "application/octet-stream")


def home() -> None:
    """Files of the run in the picture, made when they are asked for; the worker process makes those about its net."""
    with st.popover(_("Save"), icon=":material/download:", key="save"):
        shown = session.current_run()
        trained_here = shown.training == "charviz"
        if trained_here:
            st.caption(_("This page's URL is its save file. Open or share it to train the same run again."))
        _row(_("Everything as a file"), _files)
        _row(_("Numbers"), _records)
        if trained_here:
            _row(_("Code"), _code, shown)


def reopening() -> None:
    """Where a saved run is handed in; it is opened as soon as it is there, with its own losses, predictions and weights."""
    words, number = _("A saved run (.charviz)"), state.uploads
    key = State.run_file[number].key
    st.file_uploader(words, max_upload_size=LIMITS.run_file, key=key, on_change=_hand_in, args=(number,))
    if (folder := given_runs.folder()) is not None:
        entry = State.given_run[number]
        runs = {run.name: run for run in given_runs.runs()}
        words = fill(_("Saved runs in {folder}"), folder=plain(folder))
        st.selectbox(words, runs, None, key=entry.key, on_change=_take, args=(number, runs))


def origin() -> None:
    """That the run in the picture came in a file."""
    place = st.empty()
    if (file := session.opened_file()) is None:
        return
    if state.shown is not None and state.shown.training == "elsewhere":
        words = _(
            "Opened from **{name}**: a network that was trained elsewhere. Every page shows it, but it cannot be trained further "
            "or forked here; change a setting to train a new one."
        )
    else:
        words = _("Opened from **{name}**, with its original results. Press Train to train the same settings here.")
    place.markdown(fill(words, name=plain(file.name)))


def opening() -> None:
    """Opens the file that has been handed in, while the page says so; call it before the settings are read."""
    place = st.empty()
    if (file := State.handed_in.pop() or _run_of_command()) is None:
        return
    try:
        with place, st.spinner(fill(_("Opening {name}…"), name=file.name), show_time=True):
            session.open_file(file.name, file.getvalue())
    except UserError as error:
        state.problem = error


def _run_of_command() -> given_runs.GivenRun | None:
    """The run that the app was started with, for those who have just come: the newest, or that of the URL."""
    if state.shown is not None:
        return None
    runs = given_runs.runs()
    if state.from_link:
        runs = [run for run in runs if run.is_of(state.config)]
    if runs:
        state.from_link = False
    return next(iter(runs), None)


def _take(number: int, runs: dict[str, given_runs.GivenRun]) -> None:
    """Takes a run of the folder, by its name."""
    state.handed_in = runs.get(State.given_run[number].get() or "")
    state.uploads += 1  # another box, in which nothing is chosen
    state.examples = False


def _hand_in(number: int) -> None:
    """Takes a file, of any kind: a phone would grey out what it does not know."""
    if number != state.uploads:  # it has been taken, and the browser, which has not heard of that, tells of it again
        return
    state.handed_in = State.run_file[number].get()
    state.uploads += 1  # another uploader: this one lets its file go
    state.examples = False  # the popover has done its work


def _row(title: str, draw: Any, *what: Any) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center", wrap=False):
        st.markdown(title, width=90)
        with st.container(horizontal=True, gap="small"):
            draw(*what)


def _files() -> None:
    _file(*REPORT, language=language())
    _file(*RUN)
    if find_spec("onnx"):  # whoever serves the app may have left it out
        _file(*ONNX)


def _records() -> None:
    for what, (label, name, kind) in RECORDS.items():
        _file(what, label, name, kind)


def _code(shown: RunConfig) -> None:
    for corpus, name in text_files(shown).items():  # the script reads them from files beside it
        text = partial(_text, corpus)
        st.download_button(_("The long text"), text, name, "text/plain", on_click="ignore", key=f"code:{name}")
    for what, (label, name, kind, made) in CODE.items():
        st.download_button(_(label), partial(made, shown), name, kind, on_click="ignore", key=f"code:{what}")


def _text(corpus: str) -> str:
    return corpora.corpus(corpus).text


def _file(what: str, label: str, name: str, kind: str, **fields: Any) -> None:
    told = session.current_run(), state.viewer, what  # no session is known later
    made = partial(session.file, *told, recorded=session.is_recorded(), **fields)
    st.download_button(_(label), made, name, kind, on_click="ignore", key=f"file:{what}")
