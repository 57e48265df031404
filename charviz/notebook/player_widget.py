"""The player as a widget of a notebook (an anywidget), which takes more records while the cell still runs."""

import anywidget
import traitlets

from charviz.player import bundle

ENTRY = "player/notebook_widget"


class PlayerWidget(anywidget.AnyWidget):
    """The player; what is sent to it as a buffer of a message are packets.

    Attributes:
        style_sheet: the player's own, which it keeps from the notebook's by a shadow root.
        packets: all packets so far, for a view that is opened later.
    """

    _esm = bundle.script(ENTRY)
    style_sheet = traitlets.Unicode(bundle.style(ENTRY)).tag(sync=True)
    packets = traitlets.Bytes().tag(sync=True)
