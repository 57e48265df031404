"""Order matters: the same letters in another order are another word; who can tell?"""

from charviz.ui.pages import order, run_page
from charviz.ui.shell import page_frame, session, url_state
from charviz.ui.shell.locale import _

url_state.restore(order.OPTIONS)
page_frame.header(_("Order matters"), _("The same letters in another order are another word: which model can tell?"))
if task := order.controls():
    order.picture(*task)
    run_page.code_expander(order.script(*task))
url_state.write(session.current_run(), order.OPTIONS)
