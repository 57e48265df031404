"""Generate: what the net writes when it reads its own letters."""

from charviz.ui import address, analysis, writing
from charviz.ui.text import _

config = analysis.opened(_("Generate"), _("What does it write when it reads its own letters?"), writing.OPTIONS)
settings = writing.controls(config)
writing.picture(config, settings)
if writing.can_write(config):
    analysis.code(writing.script(config, settings))
address.write(config, writing.OPTIONS)
