"""Memory: erase it between two letters, hold a gate, start elsewhere, and see which letters break."""

import streamlit as st

from charviz.i18n import N_, fill
from charviz.ui.pages import memory, run_page
from charviz.ui.shell import url_state
from charviz.ui.shell.locale import _

config = run_page.open_page(
    N_("Memory"),
    N_("Erase the memory at a time step, hold a gate open or shut, and see which letters go wrong."),
    memory.OPTIONS,
)
if config.cell_type == "memoryless":
    st.info(
        _("This network has no memory to erase: it sees one letter at a time. Choose RNN, LSTM or GRU for the run.")
    )
elif int(config.batch.mask.sum()) > memory.LONGEST:
    st.info(fill(_("This text is too long to be shown letter by letter: at most {most} can be."), most=memory.LONGEST))
else:
    memory.picture(config)
    run_page.code_expander(memory.script(config))
url_state.write(config, memory.OPTIONS)
