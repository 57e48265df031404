"""Watch it learn: type a string, choose a cell, press Train, and see it learn step by step."""

import streamlit as st

from charviz.ui import address, controls, frame, inside, reading, session, taking, watching
from charviz.ui.text import _

inside.follow()
problem = address.restore()
taking.opening()
config, mistake = controls.read()
if st.session_state.pop("from_link", False):
    session.train(config)
elif st.session_state.get("every") and not mistake and config != session.shown():
    session.train(config)

reading.fetch()
frame.header(_("Watch it learn"), _("A network reads your text letter by letter and learns to say what comes next."))
with st.container(horizontal=True, gap="small", vertical_alignment="center", key="to-learn"):
    controls.presets(on_pick=session.pick)
    reading.choice()
    taking.reopening()

writing, turning = st.columns([6, 10], gap="medium")
with writing:
    reading.source(config)
    reading.shown_piece(config)
    with st.container(horizontal=True, gap="small"):
        controls.actions(ready=not mistake)
with turning, st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="knobs"):
    for name in controls.MAIN:
        controls.knob(name)
    controls.die()

controls.origin(config)
taking.origin()
frame.complaint(problem or mistake or st.session_state.pop("problem", None))
reading.bring_back()
watching.picture(stale=config != session.shown())
taking.home()
address.write(config)
watching.settle()
session.pool()  # loads torch in the engine process, while the first picture is being looked at
