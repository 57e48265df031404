"""Inside a cell: every number of one moment, from the letter that is read to the letter that is said."""

import streamlit as st

from charviz.i18n import N_
from charviz.ui.pages import cell, run_page
from charviz.ui.shell import url_state
from charviz.ui.shell.locale import _

config = run_page.open_page(
    N_("Inside a cell"),
    N_("Every number of one time step, from the input letter to the predicted letter."),
    cell.OPTIONS,
)
if config.cell_type == "memoryless":
    st.info(
        _(
            "This network has no cell: each letter goes straight to the output layer. Choose RNN, LSTM or GRU for "
            "the run."
        )
    )
else:
    cell.picture(config)
    run_page.code_expander(cell.script(config))
    cell.swaps(config)
url_state.write(config, cell.OPTIONS)
