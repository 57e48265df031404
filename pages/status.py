"""Status: how the server fares, in numbers that tell of no one; at /status, in no menu."""

from charviz.ui import address, frame, status
from charviz.ui.text import _

address.restore()
frame.header(_("Status"), _("How this server fares. No text of anybody is shown here."))
status.picture()
