"""Generate: what the net writes when it reads its own letters."""

from charviz.i18n import N_
from charviz.ui.pages import generate, run_page
from charviz.ui.shell import url_state

config = run_page.open_page(N_("Generate"), N_("What does it write when it reads its own letters?"), generate.OPTIONS)
settings = generate.controls(config)
generate.picture(config, settings)
if generate.can_write(config):
    run_page.code_expander(generate.script(config, settings))
url_state.write(config, generate.OPTIONS)
