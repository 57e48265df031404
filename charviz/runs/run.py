"""Run: a config, the records of every step, and the weights of its keyframes. Everything else is replayed from these."""

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, overload

import numpy as np

from charviz import arguments, files
from charviz.arrays import Rows, Texts
from charviz.config import RunConfig
from charviz.config.fields import wrong
from charviz.config.run_config import A_CONFIG
from charviz.engines.base import AVERAGES, Block
from charviz.errors import ConfigError, shown
from charviz.i18n import LANGUAGES, N_, Message
from charviz.lazy import Lazy
from charviz.nn.gradients import GradientTrace, gradients
from charviz.nn.parameters import count, unpack, weight_shapes
from charviz.nn.replay import Interventions, Trace, read_only, trace
from charviz.nn.sampling import Writing, write
from charviz.runs import run_file
from charviz.runs.keyframes import KEYFRAME
from charviz.runs.validation import Unseen, unseen
from charviz.text.vocabulary import Batch, Vocabulary

if TYPE_CHECKING:
    import pandas
else:
    pandas = Lazy("pandas")

GROWING = ("_losses", "_held_out", "_predicted", "_keyframes")  # whatever is appended to a run


@dataclass(frozen=True)
class StepRecord:
    """What the net after `step` updates says: loss (nats or MSE), the predicted text, its Run.

    accuracy: the share of the predicted text that is right, in [0, 1]; of a run in windows that is the shown piece.
    """

    step: int
    loss: float
    accuracy: float
    prediction: str
    run: "Run"


class Run:
    """The records of S steps and the weights of K keyframes. Record s is the net after s updates; record 0 is untrained.

    config: what it was trained from. diverged: its loss stopped being finite after the last record. averages: what the
    optimizer keeps beside the last weights, torch's names -> (P,), where that was asked for; with these it can be trained on.
    """

    def __init__(self, config: RunConfig) -> None:
        self.config = arguments.of(RunConfig, "config", config, A_CONFIG)
        self.diverged = False
        self.averages: Mapping[str, np.ndarray] = {}
        self._losses, self._held_out = Rows(np.zeros(0)), Rows(np.zeros(0))
        self._ended = np.zeros(0)  # what is held out, with the last record's
        self._predicted = Rows(np.zeros((0, int(config.batch.mask.sum())), np.uint16))
        self._keyframes: dict[int, np.ndarray] = {}  # step -> (P,) float32, in the order of the steps

    def __len__(self) -> int:
        return len(self._losses)

    def __repr__(self) -> str:
        what = self.config.corpus or repr(self.config.text)
        ended = f", diverged after step {len(self) - 1}" if self.diverged else ""
        return f"<Run {what} {self.config.cell_type}: {len(self)} records, {len(self._keyframes)} keyframes{ended}>"

    def __copy__(self) -> "Run":
        """The run as it is now, whatever is appended to it afterwards."""
        copied = Run.__new__(Run)
        vars(copied).update(vars(self), **{name: copy(getattr(self, name)) for name in GROWING})
        return copied

    def append(self, block: Block, last_stays: bool = True) -> None:
        """Adds a block's records; `last_stays` is false where the newest keyframe was only kept because it was the last."""
        self.averages = {}
        if not last_stays and self._keyframes:
            self._keyframes.popitem()
        for offset, weights in zip(block.kept, block.weights, strict=True):
            self._keyframes[len(self) + offset] = read_only(weights.copy())  # a view would hold on to the whole block
        flat = self.config.batch.flat(block.predictions).astype(np.uint16)
        self._losses.append(block.losses)
        if block.held_out is not None:
            self._held_out.append(block.held_out)
        self._predicted.append(flat)

    @property
    def vocabulary(self) -> Vocabulary:
        """The symbols, in the order of their ids."""
        return self.config.vocabulary

    @property
    def losses(self) -> np.ndarray:
        """(S,) float64: nats per character, or summed squared error where config.loss is mse.

        Of a run in windows, each is the loss on the windows that its step reads.
        """
        return read_only(self._losses.now)

    @property
    def measured(self) -> np.ndarray | None:
        """(S,) float64 of a run in windows: what training has measured of `held_out` along the way, whoever ends it where."""
        return None if self.config.window is None else read_only(self._held_out.now)

    @property
    def held_out(self) -> np.ndarray | None:
        """(S,) float64 of a run in windows: the loss on text that is never trained on; else None.

        Of every 50th step and of the last record; NaN between.
        """
        if self.config.window is None or not np.isnan(self._held_out.now[-1]):
            return self.measured
        if len(self._ended) != len(self):
            self._ended = read_only(np.append(self._held_out.now[:-1], self.unseen().loss))
        return self._ended

    def unseen(self, step: int = -1) -> Unseen:
        """Loss and accuracy of the nearest keyframe's net on text that is never trained on; ConfigError without windows."""
        if self.config.window is None:
            raise wrong(N_("{window} is empty: such a run trains on its whole text, so none of it is held out."))
        return unseen(self.config, self._keyframes[self.nearest_keyframe(step)])

    @property
    def predicted(self) -> np.ndarray:
        """(S, N) ids of the likeliest next characters; sequences stand one after the other."""
        return read_only(self._predicted.now)

    @property
    def accuracies(self) -> np.ndarray:
        """(S,) float64: the share of the characters of the predicted text that are right.

        Of a run in windows that is the share of the shown piece, `config.shown_text`, not of the whole text; see `unseen`.
        """
        return (self._predicted.now == self.config.batch.flat(self.config.batch.targets)).mean(axis=1)

    @property
    def predictions(self) -> Sequence[str]:
        """The predicted text of every step, of a run in windows that of the shown piece; sequences are lines."""
        return Texts(self._predicted.now, self._text)

    @property
    def size(self) -> int:
        """Bytes of its records and kept weights, and what Python takes for each of these."""
        weights = next(iter(self._keyframes.values()), np.zeros(0)).nbytes + KEYFRAME
        records = sum(array.nbytes for array in (self._losses, self._held_out, self._predicted))
        return records + weights * len(self._keyframes)

    @property
    def keyframes(self) -> list[int]:
        """The steps whose weights are kept; always the first and the last."""
        return list(self._keyframes)

    def record(self, step: int = -1) -> StepRecord:
        """One step's record; negative steps count from the end."""
        step = self._step(step)
        said = self._predicted.now[step]
        right = float((said == self.config.batch.flat(self.config.batch.targets)).mean())
        return StepRecord(step, float(self._losses.now[step]), right, self._text(said), self)

    def nearest_keyframe(self, step: int = -1) -> int:
        """The keyframe nearest to a step, the earlier of two."""
        step, keyframes = self._step(step), self.keyframes
        at = bisect_left(keyframes, step)
        return min(keyframes[max(at - 1, 0) : at + 1], key=lambda keyframe: abs(keyframe - step))

    def flat_weights(self, steps: Collection[int]) -> np.ndarray:
        """The weights of K keyframes, (K, P) float32, in the order of `charviz.nn.model.weight_shapes`."""
        steps = arguments.several("steps", steps, Message(N_("a list of keyframes")))
        steps = [arguments.whole("a keyframe", step) for step in steps]
        if missing := [step for step in steps if step not in self._keyframes]:
            raise ConfigError(
                N_("steps has {found}, whose weights are not kept; {count:,} steps have weights, see keyframes."),
                found=shown(missing[0]),
                count=len(self._keyframes),
            )
        kept = [self._keyframes[step] for step in steps]
        return np.array(kept, np.float32).reshape(len(kept), count(self.config))

    def weights(self, step: int = -1) -> dict[str, np.ndarray]:
        """torch's state_dict names -> arrays, of the keyframe nearest to `step`."""
        return unpack(self._keyframes[self.nearest_keyframe(step)], weight_shapes(self.config))

    def trace(
        self,
        step: int = -1,
        text: str | None = None,
        erase_at: Collection[int] | None = None,
        pin: Mapping[str, float] | None = None,
        erase: Collection[str] = (),
        start: str = "zeros",
    ) -> Trace:
        """What the net of the nearest keyframe does, on the training text or on any other of the same characters.

        erase_at: times before which the states are set to zero; pin: gates held at a number, as {'forget': 0.0}; erase and
        start: which states are erased, and from which state it reads on, see `replay.Interventions`.
        """
        batch, keyframe = self._batch(text), self.nearest_keyframe(step)
        what = Interventions(erase_at, erase, {} if pin is None else pin, start)
        return trace(self.config, keyframe, self._keyframes[keyframe], batch, what)

    def gradients(self, step: int = -1, text: str | None = None, layer: int = -1) -> GradientTrace:
        """How the loss hangs on the states of one layer through time, for the nearest keyframe; see `gradients`.

        The training text, or any other of the same characters; of several lines the first.
        """
        batch, keyframe = self._batch(text), self.nearest_keyframe(step)
        return gradients(self.config, keyframe, self._keyframes[keyframe], batch, layer)

    def sample(
        self,
        prompt: str = "",
        length: int = 20,
        temperature: float = 1.0,
        seed: int = 0,
        step: int = -1,
        top_k: int | None = None,
    ) -> str:
        """What the net writes by itself after a prompt, each character fed back as the next input; see `sampling`."""
        return self.vocabulary.decode(self.write(prompt, length, temperature, seed, step, top_k).written)

    def write(
        self, prompt: str, length: int, temperature: float, seed: int, step: int = -1, top_k: int | None = None
    ) -> Writing:
        """The same with what it might have written instead; see `sampling`."""
        return write(
            self.config, self._keyframes[self.nearest_keyframe(step)], prompt, length, temperature, seed, top_k
        )

    def to_frame(self) -> "pandas.DataFrame":
        """The records as a table: step, loss, accuracy, prediction; of a run in windows held_out too.

        accuracy and prediction are of the shown text, see `accuracies`. Of a run that diverged there is a column `diverged`
        too, true at its last record: what came after it was no number.
        """
        columns = {"loss": self.losses, "accuracy": self.accuracies, "prediction": list(self.predictions)}
        if self.config.window is not None:
            columns["held_out"] = self.held_out
        if self.diverged:
            columns["diverged"] = np.arange(len(self)) == len(self) - 1
        return pandas.DataFrame({"step": np.arange(len(self)), **columns})

    def save(self, path: str | PathLike) -> None:
        """Writes the run into one file: safetensors with the config as JSON in its header; no pickle."""
        files.write(path, self.to_bytes())

    def resume(self, steps: int) -> "Run":
        """A run with so many more steps, to the bit what training at once gives; this one stays as it is.

        ConfigError for more steps than a run may have, or where it has diverged.
        """
        from charviz.runs.training import resumed

        return resumed(self, steps)

    def to_script(self) -> str:
        """Plain PyTorch that gives the same losses, without charviz; a corpus is read from `text.txt`."""
        from charviz.export.pytorch_code import whole

        return whole(self.config)

    def to_notebook(self) -> str:
        """The same as a Jupyter notebook: the content of an .ipynb file."""
        from charviz.export.pytorch_code import notebook

        return notebook(self.config)

    @overload
    def to_html(self, path: None = None, language: str = "en") -> str: ...

    @overload
    def to_html(self, path: str | PathLike, language: str = "en") -> None: ...

    def to_html(self, path: str | PathLike | None = None, language: str = "en") -> str | None:
        """A page that plays the run without a network, in English or Korean ('ko'); as text, or written into a file."""
        from charviz.export.html_report import report

        page = report(self, arguments.one_of("language", language, LANGUAGES))
        if path is None:
            return page.decode()
        files.write(path, page)
        return None

    def to_events(self, folder: str | PathLike) -> Path:
        """Writes what TensorBoard shows into a folder, which is made where it is missing; returns the file.

        One folder holds one run; `tensorboard --logdir` on the folder above shows several.
        """
        from charviz.export.tensorboard import FILE, event_file

        return files.write(files.folder(folder) / FILE, event_file(self))

    def to_bytes(self) -> bytes:
        """The content of the file that `save` writes."""
        arrays = {"losses": self.losses, "predicted": self.predicted, "weights": self.flat_weights(self.keyframes)}
        arrays |= {"keyframes": np.array(self.keyframes), "held_out": self._held_out.now, **self.averages}
        return run_file.encode(self.config, arrays, self.diverged)

    @classmethod
    def load(cls, path: str | PathLike) -> "Run":
        """Reads what `save` wrote; RunFileError for any other file."""
        return cls._of(run_file.read(path))

    @classmethod
    def from_bytes(cls, content: bytes) -> "Run":
        """The inverse of `to_bytes`; RunFileError for any other content."""
        return cls._of(run_file.decode(content))

    @classmethod
    def _of(cls, held: run_file.Held) -> "Run":
        run, arrays = cls(held.config), held.arrays
        run.diverged = held.diverged
        run._losses, run._predicted = Rows(arrays["losses"]), Rows(arrays["predicted"])
        run._held_out = Rows(arrays["held_out"]) if "held_out" in arrays else run._held_out
        steps = (int(step) for step in arrays["keyframes"])
        run._keyframes = dict(zip(steps, map(read_only, arrays["weights"]), strict=True))
        run.averages = {name: arrays[name] for name in AVERAGES[held.config.optimizer] if name in arrays}
        return run

    def _batch(self, text: str | None) -> Batch:
        """A text as this run reads it; without one, its own."""
        if text is None:
            return self.config.batch
        return self.vocabulary.batch(self.config.sequences_of(arguments.text("text", text)))

    def _text(self, row: np.ndarray) -> str:
        starts = self.config.batch.starts
        return "\n".join(self.vocabulary.decode(part.tolist()) for part in np.split(row, starts[1:]))

    def _step(self, step: int) -> int:
        if not -len(self) <= arguments.whole("step", step) < len(self):
            raise ConfigError(
                N_("step is {found}; this run has the steps 0 to {last}."), found=step, last=len(self) - 1
            )
        return step % len(self)
