"""Watch it learn: type a string, choose a cell, and see it learn step by step."""

from functools import partial

import streamlit as st

from charviz.ui import address, controls, frame, inside, reading, session, taking, watching
from charviz.ui.text import _

inside.follow()
problem = address.restore()
taking.opening()
config, mistake = controls.read()
if st.session_state.pop("press_train", False) and not mistake:
    session.train(config)
elif st.session_state.pop("from_link", False):
    session.train(config)
elif st.session_state.get("every") and not mistake and config != session.shown() and session.is_quick(config):
    session.train(config)

reading.fetch()
frame.header(
    _("Watch it learn"),
    _("A network reads your text letter by letter and learns to say what comes next."),
    save=taking.home,
    unseen=True,
)
with st.container(key="knobs", horizontal=True, wrap=False, vertical_alignment="bottom"):
    reading.source(config)
    reading.examples(partial(controls.presets, session.pick), taking.reopening)
    controls.ways_back()
    for name in controls.MAIN:
        controls.knob(name)
    controls.die()
    controls.actions(ready=not mistake)

controls.origin(config)
taking.origin()
st.session_state["complaint"] = problem or mistake or st.session_state.pop("problem", None)
frame.complaint(st.session_state["complaint"])
reading.bring_back()
watching.picture(stale=config != session.shown())
address.write(config)
watching.settle()
session.pool()  # loads torch in the engine process, while the first picture is being looked at
