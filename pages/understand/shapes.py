"""Shapes."""

from charviz.ui import address, analysis
from charviz.ui.text import _

config = analysis.opened(_("Shapes"), _("The shape of every tensor on the way, as boxes that can be counted."))
address.write(config)
