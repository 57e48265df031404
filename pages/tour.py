"""Guided tour: ten steps through the real pages, each with a question before and an explanation after."""

import streamlit as st

from charviz.ui.shell import page_frame, session, tour_bar, url_state
from charviz.ui.shell.locale import _

url_state.restore()
page_frame.header(_("Guided tour"), _("A first lesson of fifteen minutes: ten steps through the pages of this app."))
words = _(
    "At each step: read what is set up, predict what will happen, see it happen, and read why. You can skip "
    "any question."
)
with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
    st.button(
        _("Begin"),
        on_click=tour_bar.go,
        args=(1,),
        icon=":material/school:",
        type="primary",
        shortcut="N",
        key="tour-begin",
    )
    st.markdown(words, width="content")
tour_bar.overview()
st.caption(_("Each step is a link that can be shared. Leave the tour at any step: your own run comes back."))
url_state.write(session.current_run())
