"""What a unit knows: a text painted by one unit's activation, and what that unit follows."""

import streamlit as st

from charviz.i18n import N_
from charviz.ui.pages import run_page, units
from charviz.ui.shell import page_frame, session, url_state
from charviz.ui.shell.locale import _

config = run_page.open_page(
    N_("What a unit knows"), N_("One number of the memory, shown over the text: what does it track?"), units.OPTIONS
)
has_units = config.cell_type != "memoryless"
with page_frame.row("units"):
    units.presets()
    question = units.controls(config) if has_units else {}
if not has_units:
    st.info(
        _("This network has no units that remember. Choose RNN, LSTM or GRU for the run, or one of the texts above.")
    )
else:
    units.picture(config, question)
    run_page.code_expander(units.script(config))
url_state.write(session.current_run(), units.OPTIONS)
