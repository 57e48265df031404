"""Status: how the server fares, in numbers that tell of no one; at /status, in no menu."""

from charviz.ui.pages import status
from charviz.ui.shell import page_frame, url_state
from charviz.ui.shell.locale import _

url_state.restore()
page_frame.header(_("Status"), _("Server status. Nobody's text is shown here."))
status.picture()
