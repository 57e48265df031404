"""From text to numbers: tiles, indices, one-hot rows, what is read and what should be said; and does it need memory?"""

from charviz.i18n import N_
from charviz.ui.pages import run_page, text
from charviz.ui.shell import url_state

config = run_page.open_page(
    N_("From text to numbers"),
    N_("Letters become numbers, numbers become training pairs: do they need memory?"),
    text.OPTIONS,
)
if pairs := text.controls(config):
    text.picture(config, pairs)
    run_page.code_expander(text.script(pairs))
url_state.write(config, text.OPTIONS)
