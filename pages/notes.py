"""The notes: the lecture notes' experiments, run here, with their figures beside ours."""

from charviz.ui.pages import notes
from charviz.ui.shell import page_frame, session, url_state
from charviz.ui.shell.locale import _

url_state.restore(notes.OPTIONS)
page_frame.header(_("The notes"), _("The lecture notes' experiments, run here: what they report, and what comes out."))
notes.outcome(notes.card())
url_state.write(session.current_run(), notes.OPTIONS)
