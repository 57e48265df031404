"""Watch it learn: type a string, choose a cell, and see it learn step by step."""

from functools import partial

import streamlit as st

from charviz.ui.live import hyperparameters, player_view, run_files, text_source
from charviz.ui.pages import cell
from charviz.ui.shell import page_frame, session, url_state
from charviz.ui.shell.locale import _
from charviz.ui.shell.session_state import State, state
from charviz.ui.shell.shared_pool import shared_pool

cell.follow()
problem = url_state.restore()
run_files.opening()
config, mistake = hyperparameters.read()
if State.press_train.pop() and not mistake:
    session.train(config)
elif State.from_link.pop():
    session.train(config)
elif state.every and not mistake and config != session.current_run() and session.is_quick(config):
    session.train(config)

text_source.fetch()
page_frame.header(
    _("Watch it learn"),
    _("A network reads your text letter by letter and learns to predict the next one."),
    save=run_files.home,
    unseen=True,
)
with st.container(key="settings", horizontal=True, wrap=False, vertical_alignment="bottom"):
    text_source.source(config)
    text_source.examples(partial(hyperparameters.presets, session.pick), run_files.reopening)
    hyperparameters.ways_back()
    for name in hyperparameters.MAIN:
        hyperparameters.field_widget(name)
    hyperparameters.die()
    hyperparameters.actions(ready=not mistake)

hyperparameters.origin(config)
run_files.origin()
state.complaint = problem or mistake or State.problem.pop()
page_frame.complaint(state.complaint)
text_source.bring_back()
player_view.picture(stale=config != session.current_run())
url_state.write(config)
player_view.wait_for_flush()
shared_pool()  # loads torch in the worker process, while the first picture is being looked at
