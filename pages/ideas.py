"""All ideas: what there is to learn, what is often got wrong, and the page that shows it."""

from charviz.ui import address, frame, listing, session
from charviz.ui.text import _

address.restore(listing.OPTIONS)
frame.header(_("All ideas"), _("What there is to learn, what is often got wrong, and where to see it."))
listing.listing(listing.controls())
listing.sources()
address.write(session.shown(), listing.OPTIONS)
