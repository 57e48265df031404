"""Shapes: the shape of every tensor on the way, as boxes that can be counted."""

from charviz.ui.pages import run_page, shapes
from charviz.ui.shell import page_frame, session, url_state
from charviz.ui.shell.locale import _

shapes.follow()
url_state.restore(shapes.OPTIONS)
run = session.current_run()
page_frame.header(_("Shapes"), _("The shape of every tensor along the way, as boxes that can be counted."))
tensors = shapes.controls(run)
if tensors:
    shapes.picture(tensors)
    shapes.quizzes(tensors)
    run_page.code_expander(tensors.code())
url_state.write(run, shapes.OPTIONS)
