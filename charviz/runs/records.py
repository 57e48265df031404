"""What a run keeps: the loss and the prediction of every step, and the weights of its keyframes."""

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from copy import copy
from typing import Self

import numpy as np

from charviz import arguments
from charviz.arrays import Rows, Texts
from charviz.config import RunConfig
from charviz.config.fields import field_error
from charviz.config.run_config import A_CONFIG
from charviz.engines.base import AVERAGES, Block
from charviz.errors import ConfigError, quote
from charviz.i18n import N_, Message
from charviz.nn.parameters import count, unpack, weight_shapes
from charviz.nn.replay import read_only
from charviz.runs.keyframes import KEYFRAME
from charviz.runs.run_file import RunFile
from charviz.runs.validation import Unseen, unseen
from charviz.text.vocabulary import Vocabulary

GROWING = ("_losses", "_held_out", "_predicted", "_keyframes")  # whatever is appended to a run


class Records:
    """What is kept of a run: the loss and the prediction of each of S steps, and the weights of K of them, its keyframes.

    `Run` has the attributes, and what is computed from all this.
    """

    def __init__(self, config: RunConfig) -> None:
        self.config = arguments.of(RunConfig, "config", config, A_CONFIG)
        self.diverged = False
        self.averages: Mapping[str, np.ndarray] = {}
        self._losses, self._held_out = Rows(np.zeros(0)), Rows(np.zeros(0))
        self._ended = np.zeros(0)  # the held-out losses, including that of the last record
        self._predicted = Rows(np.zeros((0, int(config.batch.mask.sum())), np.uint16))
        self._keyframes: dict[int, np.ndarray] = {}  # step -> (P,) float32, in the order of the steps

    @classmethod
    def _of(cls, file: RunFile) -> Self:
        run, arrays = cls(file.config), file.arrays
        run.diverged = file.diverged
        run._losses, run._predicted = Rows(arrays["losses"]), Rows(arrays["predicted"])
        run._held_out = Rows(arrays["held_out"]) if "held_out" in arrays else run._held_out
        steps = (int(step) for step in arrays["keyframes"])
        run._keyframes = dict(zip(steps, map(read_only, arrays["weights"]), strict=True))
        run.averages = {name: arrays[name] for name in AVERAGES[file.config.optimizer] if name in arrays}
        return run

    def __len__(self) -> int:
        return len(self._losses)

    def __repr__(self) -> str:
        what = self.config.corpus or repr(self.config.text)
        ended = f", diverged after step {len(self) - 1}" if self.diverged else ""
        return f"<Run {what} {self.config.cell_type}: {len(self)} records, {len(self._keyframes)} keyframes{ended}>"

    def __copy__(self) -> Self:
        """A snapshot of the run, which does not grow with it."""
        copied = type(self).__new__(type(self))
        vars(copied).update(vars(self), **{name: copy(getattr(self, name)) for name in GROWING})
        return copied

    def append(self, block: Block, *, last_stays: bool = True) -> None:
        """Adds the records of a block.

        Args:
            block: the next n records from an engine.
            last_stays: pass False to drop the previous final keyframe, kept only because it was final.
        """
        self.averages = {}
        if not last_stays and self._keyframes:
            self._keyframes.popitem()
        for offset, weights in zip(block.kept, block.weights, strict=True):
            self._keyframes[len(self) + offset] = read_only(weights.copy())  # a view would keep the whole block alive
        flat = self.config.batch.flat(block.predictions).astype(np.uint16)
        self._losses.append(block.losses)
        if block.held_out is not None:
            self._held_out.append(block.held_out)
        self._predicted.append(flat)

    @property
    def vocabulary(self) -> Vocabulary:
        """The symbols of the text, in the order of their ids."""
        return self.config.vocabulary

    @property
    def losses(self) -> np.ndarray:
        """The loss of every step, (S,) float64: nats per character, or the summed squared error if the loss is "mse".

        Of a run in windows or lines each is the loss on the ones that its step reads.
        """
        return read_only(self._losses.now)

    @property
    def measured(self) -> np.ndarray | None:
        """The held-out losses that were measured during the training, (S,) float64; None for a run that is not in windows.

        The same wherever the training ends: unlike `held_out`, it has no extra value at the last step.
        """
        return None if self.config.window is None else read_only(self._held_out.now)

    @property
    def held_out(self) -> np.ndarray | None:
        """The loss on the part of the text that is never trained on, (S,) float64; None for a run that is not in windows.

        It is measured at every 50th step and at the last one, and NaN at the others.
        """
        if self.config.window is None or not np.isnan(self._held_out.now[-1]):
            return self.measured
        if len(self._ended) != len(self):
            self._ended = read_only(np.append(self._held_out.now[:-1], self.unseen().loss))
        return self._ended

    def unseen(self, step: int = -1) -> Unseen:
        """Measures the network of the nearest keyframe on the part of the text that is never trained on.

        Args:
            step: the step, 0 to S - 1; a negative one counts from the end.

        Returns:
            `loss` in nats per character (or the squared error), and `accuracy` in [0, 1].

        Raises:
            ConfigError: the run is not in windows, so it learns all of its text; or it has no such step.

        Example:
            >>> name = cv.add_text("she sells sea shells by the sea shore. " * 20)
            >>> run = cv.train(cv.RunConfig(corpus=name, window=16, batch_size=4, steps=5))
            >>> run.unseen().loss < run.unseen(0).loss
            True
        """
        if self.config.window is None:
            raise field_error(N_("{window} is empty: such a run trains on its whole text, so none of it is held out."))
        return unseen(self.config, self._keyframes[self.nearest_keyframe(step)])

    @property
    def predicted(self) -> np.ndarray:
        """The most likely next symbol at every time step of every step, (S, N) ids; sequences are concatenated."""
        return read_only(self._predicted.now)

    @property
    def accuracies(self) -> np.ndarray:
        """The share of the characters that are predicted correctly, for every step, (S,) float64 in [0, 1].

        Of a run in windows it is the share of the shown text, `config.shown_text`, not of the whole text; see `unseen`.
        """
        return (self._predicted.now == self.config.batch.flat(self.config.batch.targets)).mean(axis=1)

    @property
    def predictions(self) -> Sequence[str]:
        """The predicted text of every step, S strings; of a run in windows that of the shown text; sequences are lines."""
        return Texts(self._predicted.now, self._text)

    @property
    def size(self) -> int:
        """The size of its records and weights in bytes, including Python's overhead."""
        weights = next(iter(self._keyframes.values()), np.zeros(0)).nbytes + KEYFRAME
        records = sum(array.nbytes for array in (self._losses, self._held_out, self._predicted))
        return records + weights * len(self._keyframes)

    @property
    def keyframes(self) -> list[int]:
        """The steps whose weights are kept, in ascending order; the first and the last step are always among them."""
        return list(self._keyframes)

    def nearest_keyframe(self, step: int = -1) -> int:
        """Returns the keyframe that is nearest to a step, the earlier one of two.

        Args:
            step: the step, 0 to S - 1; a negative one counts from the end.

        Raises:
            ConfigError: the run has no such step.

        Example:
            >>> cv.train(cv.RunConfig(steps=20)).nearest_keyframe(7)
            7
        """
        step, keyframes = self._step(step), self.keyframes
        at = bisect_left(keyframes, step)
        return min(keyframes[max(at - 1, 0) : at + 1], key=lambda keyframe: abs(keyframe - step))

    def flat_weights(self, steps: Collection[int]) -> np.ndarray:
        """Returns the weights of K keyframes as one array.

        Args:
            steps: K keyframes.

        Returns:
            (K, P) float32: one network per row, its P weights in the order of torch's `parameters()`.

        Raises:
            ConfigError: a step is not a keyframe.

        Example:
            >>> run = cv.train(cv.RunConfig(text="hihello", steps=3))
            >>> run.flat_weights(run.keyframes).shape
            (4, 165)
        """
        steps = arguments.several("steps", steps, Message(N_("a list of keyframes")))
        steps = [arguments.integer("a keyframe", step) for step in steps]
        if missing := [step for step in steps if step not in self._keyframes]:
            raise ConfigError(
                N_("steps has {found}, whose weights are not kept; {count:,} steps have weights, see keyframes."),
                found=quote(missing[0]),
                count=len(self._keyframes),
            )
        kept = [self._keyframes[step] for step in steps]
        return np.array(kept, np.float32).reshape(len(kept), count(self.config))

    def weights(self, step: int = -1) -> dict[str, np.ndarray]:
        """Returns the weights of the nearest keyframe.

        Args:
            step: the step, 0 to S - 1; a negative one counts from the end.

        Returns:
            float32 arrays by the names of torch's `state_dict`: with H units and V symbols, `rnn.weight_ih_l0` (H, V),
            `rnn.weight_hh_l0` (H, H), `head.weight` (V, H) and so on; an LSTM has its 4 gates, a GRU its 3, stacked.

        Raises:
            ConfigError: the run has no such step.

        Example:
            >>> run = cv.train(cv.RunConfig(text="hihello", cell_type="lstm", hidden_size=8, steps=3))
            >>> run.weights()["rnn.weight_hh_l0"].shape
            (32, 8)
        """
        return unpack(self._keyframes[self.nearest_keyframe(step)], weight_shapes(self.config))

    def _text(self, row: np.ndarray) -> str:
        starts = self.config.batch.starts
        return "\n".join(self.vocabulary.decode(part.tolist()) for part in np.split(row, starts[1:]))

    def _step(self, step: int) -> int:
        if not -len(self) <= arguments.integer("step", step) < len(self):
            raise ConfigError(
                N_("step is {found}; this run has the steps 0 to {last}."), found=step, last=len(self) - 1
            )
        return step % len(self)
