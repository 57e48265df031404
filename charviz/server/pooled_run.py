"""A run as the web server holds it: encoded, with its viewers and how far each has requested it."""

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from gettext import NullTranslations
from typing import Any

from charviz.config import RunConfig
from charviz.i18n import Message
from charviz.player.packets import parse
from charviz.server import packet_cut
from charviz.server.event_log import note

ENDED = ("finished", "learned", "diverged", "failed", "stopped")
RESTING = ("finished", "learned", "stopped")  # it can continue
DELIVERY = 5.0  # seconds in which viewers fetch the last records of a run
ENTRY = 256  # bytes of overhead per chunk and per viewer


@dataclass(frozen=True)
class Goal:
    """How far one viewer wants a run to go. patient: it may stop by itself once the text is learned; stopped: the viewer has
    stopped it."""

    steps: int
    patient: bool = False
    stopped: bool = False


@dataclass
class PooledRun:
    """A run's encoded chunks, each with its first step and its number of records, and the goals of its viewers.

    active_goals: of the viewers who watch now; goals: of all who have requested it. seen, seen_by: when somebody last looked,
    in total and per viewer (seconds of the monotonic clock); taken: bytes of its chunks; each: approximate bytes per record;
    paused: it waits for a viewer; lacks_memory: it waits for memory, or has failed for lack of it, and what has been trained
    meanwhile is lost; recorded: it is a recording, as long as nobody wants more steps; from_file: its records came from a
    file; deferred: its viewers train it by themselves, until somebody asks for what is lacking; learned_at: the step at which
    it has stopped for patient viewers.
    """

    config: RunConfig
    chunks: list[tuple[int, int, bytes]] = field(default_factory=list)
    active_goals: dict[str, Goal] = field(default_factory=dict)
    goals: dict[str, Goal] = field(default_factory=dict)
    seen_by: dict[str, float] = field(default_factory=dict)
    seen: float = field(default_factory=time.monotonic)
    begun: float = field(default_factory=time.monotonic)
    taken: int = 0
    each: float = 0.0
    num_records: int = 0
    recorded: bool = False
    state: str = "queued"
    paused: bool = False
    deferred: bool = False
    lacks_memory: bool = False
    runs_ahead: int = 0
    engine: str = ""
    fell_back: bool = False
    pace: float | None = None
    learned_at: int | None = None
    message: Message | None = None
    from_file: bool = False

    @property
    def size(self) -> int:
        """Its size in bytes: chunks and viewers."""
        return self.taken + ENTRY * (len(self.goals) + len(self.seen_by))

    @property
    def to_come(self) -> int:
        """Approximately how many bytes are still missing; 0 if that is not known yet."""
        return int(self.each * max(self.patient_steps + 1 - self.num_records, 0))

    def is_next(self, first: int, count: int) -> bool:
        """Whether a chunk has new records and leaves no gap."""
        return first <= self.num_records < first + count

    def add(self, first: int, count: int, frame: bytes) -> None:
        """Takes the next chunk."""
        self.chunks.append((first, count, frame))
        self.num_records, self.taken = first + count, self.taken + size_of(frame)
        self.each = self.taken / self.num_records

    def play(self, recording: bytes) -> None:
        """Takes a recording instead of training."""
        count = max(header["first"] + header["count"] for header, _arrays in parse(recording))
        self.add(0, count, recording)
        self.recorded, self.state = True, "finished"

    def train(self) -> None:
        """Discards the records to train from the beginning, so that all of them come from one machine."""
        self.chunks, self.num_records, self.taken, self.recorded, self.state = [], 0, 0, False, "queued"

    def fail(self, why: Message) -> None:
        """Ends the run with a reason; its records stay."""
        self.state, self.message = "failed", why

    def set_goal(self, viewer: str, goal: Goal) -> None:
        """Sets how far a viewer wants it."""
        self.active_goals[viewer] = self.goals[viewer] = goal
        self.look(viewer)

    def look(self, viewer: str | None) -> None:
        """Somebody looks."""
        self.seen = time.monotonic()
        if viewer is not None:
            self.seen_by[viewer] = self.seen

    def come_back(self, viewer: str | None) -> bool:
        """Somebody looks. Returns whether a viewer who had left is back, or, if it is paused, any viewer."""
        self.look(viewer)
        if viewer in self.active_goals or not (self.paused or viewer in self.goals):
            return False
        furthest = max(self.goals.values(), key=lambda want: want.steps, default=Goal(0))
        self.active_goals[viewer or ""] = self.goal(viewer) or furthest
        return True

    def wake(self) -> None:
        """Continues if somebody wants more steps."""
        self.paused = False
        if self.state in RESTING and self.is_wanted and self.num_records <= self.patient_steps:
            self.state = "queued"

    def stop(self, viewer: str) -> Goal:
        """A viewer stops it at the newest step."""
        self.set_goal(viewer, Goal(max(self.num_visible(viewer) - 1, 0), stopped=True))
        if not self.is_wanted and self.state not in ENDED:
            self.state = "stopped"
        return self.goals[viewer]

    def leave(self, viewer: str) -> None:
        """A viewer leaves; their goal is kept for their return."""
        self.active_goals.pop(viewer, None)

    def forget(self, viewer: str) -> None:
        """Forgets a viewer, who must then request it again."""
        for known in (self.active_goals, self.goals, self.seen_by):
            known.pop(viewer, None)

    @property
    def is_wanted(self) -> bool:
        """Whether any viewer has not stopped it."""
        return any(not want.stopped for want in self.active_goals.values())

    def is_waited_for(self, now: float) -> bool:
        """Whether a viewer still waits for records."""
        unfinished = self.is_wanted and self.state not in ENDED and not self.paused and not self.deferred
        return unfinished or now - self.seen < DELIVERY

    @property
    def steps(self) -> int:
        """The last step that a viewer wants in any case."""
        return max((want.steps for want in self.active_goals.values() if not want.patient), default=0)

    @property
    def patient_steps(self) -> int:
        """The last step that a viewer wants unless the text is learned before."""
        return max((want.steps for want in self.active_goals.values()), default=0)

    def goal(self, viewer: str | None) -> Goal | None:
        """The goal of a viewer."""
        return None if viewer is None else self.goals.get(viewer)

    def num_visible(self, viewer: str | None) -> int:
        """How many records a viewer sees; one without a goal sees all."""
        if (want := self.goal(viewer)) is None:
            return self.num_records
        return min(self.num_records, self._last(want) + 1)

    def state_for(self, viewer: str | None) -> str:
        """The state as this viewer sees it, who may want fewer steps than others."""
        want = self.goal(viewer)
        if want is None or self.num_records <= self._last(want):
            return self.state
        return "stopped" if want.stopped else "learned" if self._last(want) < want.steps else "finished"

    def status(self, viewer: str | None, catalogue: NullTranslations | None) -> dict[str, Any]:
        """What a viewer is told of it beside its records; catalogue: the language of the message."""
        goal = self.goal(viewer)
        return {
            "run": self.config.key,
            "state": self.state_for(viewer),
            "have": self.num_visible(viewer),
            "steps": goal.steps if goal else self.patient_steps,
            "engine": self.engine,
            "fell_back": self.fell_back,
            "pace": self.pace,
            "deferred": self.deferred,
            "message": self.message.render(catalogue) if self.message else "",
        }

    def _last(self, goal: Goal) -> int:
        """The last step of a goal."""
        if goal.patient and self.learned_at is not None:
            return min(goal.steps, self.learned_at)
        return goal.steps

    def after(self, have: int, most: int, viewer: str | None = None) -> bytes:
        """The chunks with the records from `have` on, about `most` bytes; the first may begin earlier."""
        found, size, end = [], 0, self.num_visible(viewer)
        for first, count, frame in self.chunks:
            if first + count > have and first < end:
                found.append(frame if first + count <= end else packet_cut.before(frame, end))
                size += len(frame)
                if size >= most:
                    break
        return b"".join(found)

    def update(self, header: Mapping) -> None:
        """Takes a status from the worker, unless the run has failed for lack of memory."""
        if self.lacks_memory and self.state == "failed":
            return
        self.engine, self.fell_back = header["engine"] or self.engine, header["fell_back"]
        self.pace, self.runs_ahead = header["pace"], header.get("ahead", 0)
        if header.get("learned_at") is not None:  # a restarted worker does not know it yet
            self.learned_at = header["learned_at"]
        self.message = Message.from_json(header["message"]) if "message" in header else None
        state = header["state"]
        if (self.paused or self.lacks_memory) and state not in ("diverged", "failed"):
            return
        wanted = {"finished": self.patient_steps, "learned": self.steps}
        if state in wanted and header["have"] <= max(wanted[state], self.num_records - 1):
            state = (
                "training"  # stale: sent before the worker saw the new goal, or by a restarted one still catching up
            )
        if self.state == "stopped" and state in ("finished", "training"):
            return
        if state in ENDED and self.state not in ENDED:
            seconds = time.monotonic() - self.begun
            note(f"run_{state}", run=header["run"], steps=self.num_records - 1, seconds=seconds, bytes=self.size)
        self.state = state


def size_of(frame: bytes) -> int:
    """The size of a chunk with its overhead."""
    return sys.getsizeof(frame) + ENTRY
