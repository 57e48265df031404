"""Gradients through time: who is to blame for a wrong letter, and how far back the blame reaches."""

import streamlit as st

from charviz.i18n import N_
from charviz.ui.pages import gradients, run_page
from charviz.ui.shell import url_state

config = run_page.open_page(
    N_("Gradients through time"),
    N_("Which letters caused an error, and how far back its gradient reaches."),
    gradients.OPTIONS,
)
place = gradients.controls(config)
nets = gradients.nets(config, place)
with st.container(key="told-gradients"):
    st.markdown(gradients.headline(nets))
gradients.pictures(nets, place)
gradients.code_expander(config)
url_state.write(config, gradients.OPTIONS)
