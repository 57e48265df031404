"""A run in a notebook while it is trained: each new record is sent to the player below the cell."""

import time
from collections.abc import Callable
from typing import Any

from charviz.errors import ConfigError
from charviz.i18n import N_
from charviz.notebook.html_frame import check_shown, frame
from charviz.player.run_packets import piece_packet, pieces, status_packet, told_keyframes
from charviz.player.view_packet import view
from charviz.runs.milestones import Milestones
from charviz.runs.run import Run

LEAST = 0.1  # seconds between two updates
WHOLE = 2**18  # bytes up to which all packets are sent each time
SHARE = 0.1  # of the time that the updates may take from the training
OPTIONS = {"hide": ["fork", "beside", "link"], "offline": True, "complete": True, "speed": "max", "autoplay": True}
AFTER_A_CELL = "post_run_cell"  # an event of IPython


class LiveView:
    """The player below a cell, with the records of a run so far.

    run: called for the run as it is now. height: in pixels. language: "en" or "ko". ConfigError where IPython or anywidget is
    not installed.
    """

    def __init__(self, run: Callable[[], Run], height: int, language: str) -> None:
        check_shown(height, language)
        try:
            from IPython import get_ipython
            from IPython.display import display

            from charviz.notebook.player_widget import PlayerWidget
        except ImportError as error:
            raise ConfigError(
                N_(
                    "a run is shown live in a notebook by a widget, and {module} is not installed here; pip install "
                    "charviz[notebook], or show the run when it is trained, with run.show()."
                ),
                module=repr(error.name),
            ) from None
        self._run, self._language, self._height = run, language, height
        self._events = getattr(get_ipython(), "events", None)
        known = run()
        self._key, self._milestones = known.config.key, Milestones.of(known.config)
        self._have, self._steps, self._state = 0, -1, "training"
        self._due = 0.0  # when the next update may be made
        self._view, self._records, self._synced = b"", list[bytes](), 0
        self._read(known, "training")
        self._widget = PlayerWidget(packets=self._all())
        self._display = display(self._widget, display_id=True)
        if self._events:
            self._events.register(AFTER_A_CELL, self.rest)

    def update(self) -> None:
        """Sends the records that are new, if it is time."""
        if (began := time.monotonic()) < self._due:
            return
        self._send(self._run(), "training")
        ended = time.monotonic()
        self._due = ended + max(LEAST, (ended - began) / SHARE)

    def rest(self, _cell: Any = None) -> None:
        """Sends all that is left, and what is seen where the notebook is only viewed: the run as one HTML file."""
        run = self._run()
        ended = run.config.training == "elsewhere" or len(run) > run.config.steps
        state = "diverged" if run.diverged else "finished" if ended else "stopped"
        if (len(run), state) == (self._have, self._state):
            return
        self._send(run, state, whole=True)
        shown, _metadata = self._widget._repr_mimebundle_() or ({}, {})
        self._display.update({**shown, "text/html": frame(run, self._height, self._language)}, raw=True)

    def end(self) -> None:
        """The last of it: there will be no more records."""
        self.rest()
        if self._events and self.rest in self._events.callbacks[AFTER_A_CELL]:
            self._events.unregister(AFTER_A_CELL, self.rest)

    def _send(self, run: Run, state: str, *, whole: bool = False) -> None:
        """Sends the news alone, or all packets.

        A message that comes before the notebook has drawn the widget is lost, and no question is heard while the cell runs; a
        trait is never lost. So all is sent while it is little, and whenever it has doubled.
        """
        news = self._read(run, state)
        size = sum(map(len, self._records))
        if whole or size < WHOLE or size > 2 * self._synced:
            self._synced = size
            self._widget.packets = self._all()
        else:
            self._widget.send({}, [b"".join([*news, self._status()])])

    def _all(self) -> bytes:
        """All packets so far."""
        return b"".join([self._view, *self._records, self._status()])

    def _status(self) -> bytes:
        return status_packet(self._key, self._state, self._have, self._steps)

    def _read(self, run: Run, state: str) -> list[bytes]:
        """Keeps the packets of the records that are new, and returns them, behind the view where the run has become longer."""
        news, ends = list[bytes](), state != "training"
        if run.config.steps != self._steps:
            self._steps = run.config.steps
            options = {**OPTIONS, "height": self._height}
            self._view = view(run.config, options, self._language, run=self._key)[1]
            news.append(self._view)
        told = told_keyframes(run)
        for first, after in pieces(run, self._have, len(run)):
            ends_here = ends and after == len(run)
            packet = piece_packet(self._key, run, first, after, self._milestones, told, ends=ends_here)
            self._records.append(packet)
            news.append(packet)
        self._have, self._state = len(run), state
        return news
