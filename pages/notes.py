"""The notes: the lecture notes' experiments, run here, with their figures beside ours."""

from charviz.ui import address, frame, lesson, session
from charviz.ui.text import _

address.restore(lesson.OPTIONS)
frame.header(_("The notes"), _("The lecture notes' experiments, run here: what they report, and what comes out."))
lesson.outcome(lesson.card())
address.write(session.shown(), lesson.OPTIONS)
