"""Order matters: the same letters in another order are another word; who can tell?"""

from charviz.ui import address, analysis, frame, order, session
from charviz.ui.text import _

address.restore(order.OPTIONS)
frame.header(_("Order matters"), _("The same letters in another order are another word: who can tell?"))
if task := order.controls():
    order.picture(*task)
    analysis.code(order.script(*task))
address.write(session.shown(), order.OPTIONS)
