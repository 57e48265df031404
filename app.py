"""charviz: the page's frame and its list of pages."""

from pathlib import Path

import streamlit as st

from charviz.ui.text import _

LOGO = Path(__file__).parent / "assets" / "logo.svg"

st.set_page_config(page_title="charviz", page_icon=str(LOGO), layout="wide", initial_sidebar_state="collapsed")
sections = {
    _("Train"): [
        st.Page("pages/train/live.py", title=_("Watch it learn"), icon=":material/play_circle:", default=True)
    ],
}
st.navigation(sections, position="top").run()
