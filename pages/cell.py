"""Inside a cell: every number of one moment, from the letter that is read to the letter that is said."""

import streamlit as st

from charviz.ui import address, analysis, inside
from charviz.ui.text import _

config = analysis.opened(
    _("Inside a cell"),
    _("Every number of one moment, from the letter that is read to the letter that is said."),
    inside.OPTIONS,
)
if config.cell_type == "memoryless":
    st.info(
        _("This net has no cell: each letter goes straight to the output layer. Choose RNN, LSTM or GRU for the run.")
    )
else:
    inside.picture(config)
    analysis.code(inside.script(config))
    inside.swaps(config)
address.write(config, inside.OPTIONS)
