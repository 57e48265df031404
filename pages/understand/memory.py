"""Memory."""

from charviz.ui import address, analysis
from charviz.ui.text import _

config = analysis.opened(
    _("Memory"), _("Erase the memory at a time, hold a gate open or shut, and see which letters break.")
)
address.write(config)
