"""From text to numbers: tiles, indices, one-hot rows, what is read and what should be said; and does it need memory?"""

from charviz.ui import address, analysis, numbers
from charviz.ui.text import _

config = analysis.opened(
    _("From text to numbers"),
    _("Letters become numbers, numbers become pairs to learn: do they need memory?"),
    numbers.OPTIONS,
)
if pairs := numbers.controls(config):
    numbers.picture(config, pairs)
    analysis.code(numbers.script(pairs))
address.write(config, numbers.OPTIONS)
