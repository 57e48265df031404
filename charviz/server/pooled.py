"""A run and a comparison as the web server has them: encoded, with those who watch."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from charviz.config import RunConfig
from charviz.server.packets import parse
from charviz.translation import Message

ENDED = ("finished", "learned", "diverged", "failed", "stopped")


@dataclass(frozen=True)
class Want:
    """How far one viewer wants a run to go; a patient one lets it stop by itself once the text is learned."""

    steps: int
    patient: bool = False


@dataclass
class PooledRun:
    """A run's encoded chunks, each with the step at which it begins and how many records it holds, and who wants it.

    seen: when somebody last looked, per viewer and in all (seconds of the monotonic clock); paused: it waits for somebody;
    recorded: it is a recording, as long as nobody wants more than there is of it; from_file: its records came in a file.
    """

    config: RunConfig
    chunks: list[tuple[int, int, bytes]] = field(default_factory=list)
    wants: dict[str, Want] = field(default_factory=dict)
    seen_by: dict[str, float] = field(default_factory=dict)
    seen: float = field(default_factory=time.monotonic)
    begun: float = field(default_factory=time.monotonic)
    size: int = 0
    have: int = 0
    recorded: bool = False
    state: str = "queued"
    paused: bool = False
    goal: Want = Want(0)
    ahead: int = 0
    engine: str = ""
    fell_back: bool = False
    pace: float | None = None
    message: Message | None = None
    from_file: bool = False

    def add(self, first: int, count: int, frame: bytes) -> bool:
        """Takes a chunk, if it holds something new and leaves no gap."""
        if first > self.have or first + count <= self.have:
            return False
        self.chunks.append((first, count, frame))
        self.have, self.size = first + count, self.size + len(frame)
        return True

    def play(self, recording: bytes) -> None:
        """Takes a recording in place of training."""
        count = max(header["first"] + header["count"] for header, _arrays in parse(recording))
        self.add(0, count, recording)
        self.recorded, self.state = True, "finished"

    def train(self) -> None:
        """Is trained from its beginning in place of the recording: so all of it is of one machine."""
        self.chunks, self.have, self.size, self.recorded, self.state = [], 0, 0, False, "queued"

    def after(self, have: int, most: int) -> bytes:
        """The chunks that hold the records from `have` on, about `most` bytes of them; the first may begin before."""
        found, size = [], 0
        for first, count, frame in self.chunks:
            if first + count > have:
                found.append(frame)
                size += len(frame)
                if size >= most:
                    break
        return b"".join(found)

    def look(self, viewer: str | None) -> None:
        """Somebody looks."""
        self.seen = time.monotonic()
        if viewer is not None:
            self.seen_by[viewer] = self.seen

    def leave(self, viewer: str) -> None:
        """A viewer wants it no longer."""
        self.seen_by.pop(viewer, None)
        if (want := self.wants.pop(viewer, None)) is not None:
            self.goal = want

    @property
    def steps(self) -> int:
        """The step up to which somebody wants it in any case."""
        return max((want.steps for want in self.wants.values() if not want.patient), default=0)

    @property
    def patient_steps(self) -> int:
        """The step up to which somebody wants it unless it has learned before."""
        return max((want.steps for want in self.wants.values()), default=0)


@dataclass
class PooledComparison:
    """What was asked, and the newest report."""

    request: dict
    configs: Sequence[RunConfig]
    report: bytes = b""
    reports: int = 0
    state: str = "training"
    seen: float = field(default_factory=time.monotonic)
