"""Gradients through time: who is to blame for a wrong letter, and how far back the blame reaches."""

import streamlit as st

from charviz.ui import address, analysis, backwards
from charviz.ui.text import _

config = analysis.opened(
    _("Gradients through time"),
    _("Who is to blame for a wrong letter, and how far back the blame reaches."),
    backwards.OPTIONS,
)
place = backwards.controls(config)
nets = backwards.nets(config, place)
with st.container(key="told-gradients"):
    st.markdown(backwards.headline(nets))
backwards.pictures(nets, place)
backwards.code(config)
address.write(config, backwards.OPTIONS)
