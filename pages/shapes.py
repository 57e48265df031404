"""Shapes: the shape of every tensor on the way, as boxes that can be counted."""

from charviz.ui import address, analysis, boxes, frame, session
from charviz.ui.text import _

boxes.follow()
address.restore(boxes.OPTIONS)
run = session.shown()
frame.header(_("Shapes"), _("The shape of every tensor on the way, as boxes that can be counted."))
shapes = boxes.controls(run)
if shapes:
    boxes.picture(shapes)
    boxes.quizzes(shapes)
    analysis.code(shapes.code())
address.write(run, boxes.OPTIONS)
