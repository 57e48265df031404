"""Compare: the same text under several nets and many seeds; who is better, and is it luck?"""

from charviz.i18n import N_
from charviz.ui.pages import compare, run_page
from charviz.ui.shell import session, url_state
from charviz.ui.shell.session_state import state

config = run_page.open_page(
    N_("Compare"),
    N_("The same text with several networks and many seeds: which is better, and is it luck?"),
    compare.OPTIONS,
)
if task := compare.controls(config):
    compare.picture(*task)
    run_page.code_expander(compare.script(task[0], state.compare_vary, task[2]))
url_state.write(session.current_run(), compare.OPTIONS)
