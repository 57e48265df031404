"""Inside a cell."""

from charviz.ui import address, analysis
from charviz.ui.text import _

config = analysis.opened(
    _("Inside a cell"), _("Every number of one moment, from the letter that is read to the letter that is said.")
)
address.write(config)
