"""Gradients through time."""

from charviz.ui import address, analysis
from charviz.ui.text import _

config = analysis.opened(
    _("Gradients through time"), _("Who is to blame for a wrong letter, and how far back the blame reaches.")
)
address.write(config)
