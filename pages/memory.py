"""Memory: erase it between two letters, hold a gate, start elsewhere, and see which letters break."""

import streamlit as st

from charviz.translation import fill
from charviz.ui import address, analysis, eraser
from charviz.ui.text import _

config = analysis.opened(
    _("Memory"), _("Erase the memory at a time, hold a gate open or shut, and see which letters break."), eraser.OPTIONS
)
if config.cell_type == "memoryless":
    st.info(_("This net has no memory to erase: it sees one letter at a time. Choose RNN, LSTM or GRU for the run."))
elif int(config.batch.mask.sum()) > eraser.LONGEST:
    st.info(fill(_("This text is too long to be drawn letter by letter: up to {most} are."), most=eraser.LONGEST))
else:
    eraser.picture(config)
    analysis.code(eraser.script(config))
address.write(config, eraser.OPTIONS)
