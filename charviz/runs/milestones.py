"""The milestones of a run, found while its records arrive: a letter correct, solved, lost, stuck."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from charviz.config import RunConfig
from charviz.text.memoryless_limit import Floor, no_head_limit

FEW_SYMBOLS = 12  # up to this many, each letter's first success is a milestone
SAME = 3  # records that predict one single letter
CALM, JUMP, LOUD = 5, 3.0, 0.1  # a spike: records before it, factor over their lowest loss, minimum loss
STUCK, BETTER = 300, 0.99  # stuck: the best loss has not improved by 1 % in 300 records
LEARNED = 20  # records in a row with every letter right
PATIENCE = 100  # records in a row with every letter right, after which a run may stop by itself
IN_WINDOWS = ("only_letter", "letter_right", "spike")  # the kinds for a run that reads windows of a long text
MOST = 5  # solved, lost and spike are each reported at most this often


@dataclass(frozen=True)
class Milestone:
    """Something that became true at record `step`, with details as JSON values.

    Kinds: all_different, no_memory_needed (of the text, at step 0), only_letter {symbol, since}, letter_right {symbol},
    tells_apart {symbol}, remembers, solved {confidence: the lowest}, lost {loss_fell}, spike, memoryless_limit {floor},
    headless_limit {floor}, stuck, learned {at}.
    """

    step: int
    kind: str
    details: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """The milestone as a JSON object."""
        return {"step": self.step, "kind": self.kind, "details": self.details}


@dataclass(frozen=True, eq=False)
class _Block:
    """n consecutive records: steps and losses (n,), predictions, confidences and right (n, T), solved (n,): all right."""

    steps: np.ndarray
    losses: np.ndarray
    predictions: np.ndarray
    confidences: np.ndarray
    right: np.ndarray
    solved: np.ndarray


class Milestones:
    """Finds the milestones of one run from its records, block by block; the size of the blocks does not matter.

    inputs, targets: (T,) ids; symbols: their names; floor: the limits without memory; headless: the limit without an output
    layer, or None; nats: whether losses are in nats per character, comparable with the limits; in_windows: whether losses and
    predictions belong to different texts, so that only milestones that need one of them are possible.
    solved_for: how many of the newest records in a row are all right; learned_at: the first of the first 20 such;
    patience_at: the last of the first PATIENCE such, where a run that may stop by itself does.
    """

    def __init__(
        self,
        inputs: np.ndarray,
        targets: np.ndarray,
        symbols: Sequence[str],
        floor: Floor,
        headless: float | None = None,
        cell_type: str = "rnn",
        *,
        nats: bool = True,
        in_windows: bool = False,
    ) -> None:
        self.inputs, self.targets, self.symbols = np.asarray(inputs), np.asarray(targets), tuple(symbols)
        self.floor, self.headless, self.nats, self.memoryless = floor, headless, nats, cell_type == "memoryless"
        self.in_windows = in_windows
        self.solved_for, self.next = 0, 0
        self.learned_at: int | None = None
        self.patience_at: int | None = None
        letters = np.unique(self.targets) if len(symbols) <= FEW_SYMBOLS else np.zeros(0, np.int64)
        self._letters = _Awaited(self.targets, letters, all_of_them=False)
        self._torn = _Awaited(self.inputs, _ambiguous(self.inputs, self.targets), all_of_them=True)
        self._last_letters = np.full(SAME - 1, -1)
        self._solved_losses: list[float] = []
        self._lost = self._spikes = 0
        self._last_losses, self._spiking = np.full(CALM, np.inf), False
        self._best, self._last_hope = np.full(STUCK, np.inf), -1  # the lowest loss up to each of the previous records
        self._open = self._detectors()

    @classmethod
    def of(cls, config: RunConfig) -> "Milestones":
        """The milestones of a config's run."""
        batch, nats = config.batch, config.loss == "cross-entropy"
        headless = no_head_limit(len(config.vocabulary)) if nats and config.head == "none" else None
        flat = batch.flat(batch.inputs), batch.flat(batch.targets)
        in_windows = config.window is not None
        return cls(
            *flat, config.vocabulary.symbols, config.floor, headless, config.cell_type, nats=nats, in_windows=in_windows
        )

    def update(
        self, first: int, losses: np.ndarray, predictions: np.ndarray, confidences: np.ndarray
    ) -> list[Milestone]:
        """The new milestones, in order, in records from `first` on: losses (n,), predictions, confidences (n, T)."""
        if first != self.next:
            raise ValueError(f"first is {first}; the next record is {self.next}.")
        if not (n := len(losses)):
            return []
        right = predictions == self.targets
        block = _Block(np.arange(first, first + n), losses, predictions, confidences, right, right.all(axis=1))
        found = [milestone for kind, detect in tuple(self._open.items()) for milestone in detect(kind, block)]
        self.next = first + n
        return sorted(found, key=lambda milestone: milestone.step)

    def _detectors(self) -> dict[str, Callable[[str, _Block], list[Milestone]]]:
        """Kind -> detector, in the order in which the milestones of one step are listed."""
        needs_memory = self.floor.loss > 0
        possible = {
            "text": (True, self._text),
            "only_letter": (len(self.targets) > 1, self._only_letter),
            "letter_right": (True, self._letter_right),
            "tells_apart": (True, self._tells_apart),
            "remembers": (needs_memory and not self.memoryless, self._remembers),
            "solved": (True, self._solved_and_lost),
            "spike": (True, self._spike),
            "memoryless_limit": (needs_memory and self.memoryless and self.nats, self._memoryless_limit),
            "headless_limit": (self.headless is not None and self.nats, self._headless_limit),
            "stuck": (True, self._stuck),
            "learned": (True, self._learned),
        }
        kinds = IN_WINDOWS if self.in_windows else possible
        return {kind: detect for kind, (can_happen, detect) in possible.items() if can_happen and kind in kinds}

    def _once(self, kind: str, steps: np.ndarray, **details: Any) -> list[Milestone]:
        """The one milestone of a kind, at the first of these steps; none yet if there are none."""
        if not len(steps):
            return []
        self._open.pop(kind)
        return [Milestone(int(steps[0]), kind, details)]

    def _text(self, kind: str, block: _Block) -> list[Milestone]:
        self._open.pop(kind)
        sequences = 1 + np.count_nonzero(self.inputs[1:] != self.targets[:-1])  # exact if no letter occurs twice
        if len(np.union1d(self.inputs, self.targets)) == len(self.targets) + sequences:
            return [Milestone(0, "all_different", {})]
        return [Milestone(0, "no_memory_needed", {})] if self.floor.loss == 0 else []

    def _only_letter(self, kind: str, block: _Block) -> list[Milestone]:
        same = (block.predictions == block.predictions[:, :1]).all(axis=1) & ~block.solved
        letters = np.concatenate([self._last_letters, np.where(same, block.predictions[:, 0].astype(np.int64), -1)])
        self._last_letters, n = letters[1 - SAME :], len(block.steps)
        runs = [letters[i : i + n] == letters[SAME - 1 :] for i in range(SAME - 1)]
        hits = np.flatnonzero(np.logical_and.reduce(runs) & same)
        if not len(hits):
            return []
        step, symbol = block.steps[hits], self.symbols[letters[hits[0] + SAME - 1]]
        return self._once(kind, step, symbol=symbol, since=int(step[0]) - SAME + 1)

    def _letter_right(self, kind: str, block: _Block) -> list[Milestone]:
        return self._of_symbols(kind, self._letters, block)

    def _tells_apart(self, kind: str, block: _Block) -> list[Milestone]:
        return self._of_symbols(kind, self._torn, block)

    def _of_symbols(self, kind: str, awaited: "_Awaited", block: _Block) -> list[Milestone]:
        found = [(int(block.steps[at]), self.symbols[symbol]) for at, symbol in awaited.first(block.right)]
        if not len(awaited.ids):
            self._open.pop(kind)
        return [Milestone(step, kind, {"symbol": symbol}) for step, symbol in found]

    def _remembers(self, kind: str, block: _Block) -> list[Milestone]:
        beyond = np.count_nonzero(block.right, axis=1) > self.floor.correct
        if self.nats:
            beyond |= block.losses < self.floor.loss
        return self._once(kind, block.steps[beyond])

    def _solved_and_lost(self, kind: str, block: _Block) -> list[Milestone]:
        changes = block.solved != np.concatenate([[self.solved_for > 0], block.solved[:-1]])
        found = []
        for at in np.flatnonzero(changes)[: 2 * MOST - len(self._solved_losses) - self._lost]:
            step, loss = int(block.steps[at]), float(block.losses[at])
            if block.solved[at]:
                self._solved_losses.append(loss)
                found.append(Milestone(step, "solved", {"confidence": float(block.confidences[at].min())}))
            else:
                self._lost += 1
                found.append(Milestone(step, "lost", {"loss_fell": loss < self._solved_losses[-1]}))
        return found

    def _spike(self, kind: str, block: _Block) -> list[Milestone]:
        losses, n = np.concatenate([self._last_losses, block.losses]), len(block.steps)
        least = np.minimum.reduce([losses[i : i + n] for i in range(CALM)])
        spiking = (block.losses > JUMP * least) & (block.losses > LOUD)
        begins = block.steps[spiking & ~np.concatenate([[self._spiking], spiking[:-1]])][: MOST - self._spikes]
        self._last_losses, self._spiking, self._spikes = losses[-CALM:], bool(spiking[-1]), self._spikes + len(begins)
        return [Milestone(int(step), kind, {}) for step in begins]

    def _memoryless_limit(self, kind: str, block: _Block) -> list[Milestone]:
        return self._once(kind, block.steps[block.losses <= 1.05 * self.floor.loss], floor=self.floor.loss)

    def _headless_limit(self, kind: str, block: _Block) -> list[Milestone]:
        if self.headless is None:  # it has an output layer
            return []
        return self._once(kind, block.steps[block.losses <= self.headless + 0.1], floor=self.headless)

    def _stuck(self, kind: str, block: _Block) -> list[Milestone]:
        """No progress in STUCK records: none solved, none below the limit without memory (or near it, for a memoryless network)."""
        best = np.minimum.accumulate(np.concatenate([self._best, block.losses]))
        below = (1.05 if self.memoryless else 1.0) * self.floor.loss if self.nats else 0.0
        hope = np.where(block.solved | (block.losses <= below), block.steps, self._last_hope)
        hope = np.maximum.accumulate(hope)
        idle = best[STUCK:] > BETTER * best[: len(block.steps)]
        self._best, self._last_hope = best[-STUCK:], int(hope[-1])
        return self._once(kind, block.steps[idle & (block.steps - hope >= STUCK)])

    def _learned(self, kind: str, block: _Block) -> list[Milestone]:
        """Also updates solved_for and patience_at, so it stays active after its milestone."""
        wrong = np.where(block.solved, block.steps[0] - self.solved_for - 1, block.steps)
        streaks = block.steps - np.maximum.accumulate(wrong)
        self.solved_for = int(streaks[-1])
        if self.patience_at is None and (long := block.steps[streaks >= PATIENCE]).size:
            self.patience_at = int(long[0])
        hits = block.steps[streaks >= LEARNED] if self.learned_at is None else block.steps[:0]
        if not hits.size:
            return []
        self.learned_at = int(hits[0]) - LEARNED + 1
        return [Milestone(int(hits[0]), kind, {"at": self.learned_at})]


class _Awaited:
    """Symbols for which one (or all) of their positions in a row (T,) have not been right yet."""

    def __init__(self, row: np.ndarray, ids: np.ndarray, *, all_of_them: bool) -> None:
        self.ids, self.members = ids, (row[:, None] == ids).astype(np.float32)
        self.enough = self.members.sum(axis=0) if all_of_them else np.ones(len(ids))

    def first(self, right: np.ndarray) -> list[tuple[int, int]]:
        """(row of `right`, symbol) for each symbol that gets there, with its first row; it is then removed."""
        reached = right @ self.members >= self.enough
        happened = reached.any(axis=0)
        found = list(zip(reached.argmax(axis=0)[happened].tolist(), self.ids[happened].tolist(), strict=True))
        self.ids, self.members, self.enough = self.ids[~happened], self.members[:, ~happened], self.enough[~happened]
        return found


def _ambiguous(inputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """The symbols that are followed by more than one."""
    pairs = np.unique(np.stack([inputs, targets]), axis=1)
    symbols, followers = np.unique(pairs[0], return_counts=True)
    return symbols[followers > 1]
