"""Compare: the same text under several nets and many seeds; who is better, and is it luck?"""

import streamlit as st

from charviz.ui import address, analysis, comparing
from charviz.ui.text import _

config = analysis.opened(
    _("Compare"),
    _("The same text under several nets, and many seeds: who is better, and is it luck?"),
    comparing.OPTIONS,
)
if task := comparing.controls(config):
    comparing.picture(*task)
    analysis.code(comparing.script(task[0], st.session_state["compare:vary"], task[2]))
address.write(st.session_state["shown"], comparing.OPTIONS)
