"""All ideas: what there is to learn, what is often got wrong, and the page that shows it."""

from charviz.ui.pages import ideas
from charviz.ui.shell import page_frame, session, url_state
from charviz.ui.shell.locale import _

url_state.restore(ideas.OPTIONS)
page_frame.header(_("All ideas"), _("What there is to learn, common mistakes, and where to see them."))
ideas.listing(ideas.controls())
ideas.sources()
url_state.write(session.current_run(), ideas.OPTIONS)
