"""What a unit knows: a text painted by one unit's activation, and what that unit follows."""

import streamlit as st

from charviz.ui import address, analysis, frame, knowing
from charviz.ui.text import _

config = analysis.opened(
    _("What a unit knows"), _("One number of the memory, painted over the text: what does it follow?"), knowing.OPTIONS
)
has_units = config.cell_type != "memoryless"
with frame.row("units"):
    knowing.presets()
    question = knowing.controls(config) if has_units else {}
if not has_units:
    st.info(_("This net has no units that remember. Choose RNN, LSTM or GRU for the run, or one of the texts above."))
else:
    knowing.picture(config, question)
    analysis.code(knowing.script(config))
address.write(st.session_state["shown"], knowing.OPTIONS)
