"""Order matters."""

from charviz.ui import address, analysis
from charviz.ui.text import _

config = analysis.opened(_("Order matters"), _("The same letters in another order are another word: who can tell?"))
address.write(config)
