"""Run: its records, and everything that is computed from them or made of them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from charviz import arguments
from charviz.config import RunConfig
from charviz.config.run_config import A_CONFIG
from charviz.i18n import LANGUAGES
from charviz.lazy import Lazy
from charviz.nn.gradient_trace import GradientTrace
from charviz.nn.gradients import gradients
from charviz.nn.replay import Interventions, Trace, trace
from charviz.nn.sampling import Writing, write
from charviz.runs import atomic_file, run_file
from charviz.runs.records import Records
from charviz.text.vocabulary import Batch

if TYPE_CHECKING:
    import pandas
else:
    pandas = Lazy("pandas")


@dataclass(frozen=True)
class StepRecord:
    """The predictions of the network at one step.

    Attributes:
        step: how many times the weights have been updated, 0 for the untrained network.
        loss: nats per character, or the summed squared error if the loss of the config is "mse".
        accuracy: the share of the predicted characters that are right, in [0, 1]; of a run in windows, of the shown text.
        prediction: the predicted text, of a run in windows that of the shown text; sequences are lines.
        run: the run that it is a record of.

    Example:
        >>> import charviz as cv
        >>> record = cv.train(cv.RunConfig(text="hihello", steps=3)).record(0)
        >>> record.step, round(record.loss, 2), len(record.prediction)
        (0, 1.66, 6)
    """

    step: int
    loss: float
    accuracy: float
    prediction: str
    run: "Run"


class Run(Records):
    """A training run: the records of S steps, and the weights of some of them, its keyframes.

    Record s is the network after s updates of its weights; record 0 is the untrained network. Everything else, such as states,
    gates and gradients, is computed from the weights of a keyframe on demand.

    Attributes:
        config: what the run was trained from.
        diverged: whether the loss stopped being finite after the last record.
        averages: the optimizer's state at the last step, by torch's names, each of shape (P,) for P weights; with these a run
            can be resumed. Empty if they are not known.

    Example:
        >>> import charviz as cv
        >>> run = cv.train(cv.RunConfig(text="hihello", steps=3))
        >>> run
        <Run 'hihello' rnn: 4 records, 4 keyframes>
        >>> run.losses.shape, run.weights()["rnn.weight_hh_l0"].shape
        ((4,), (8, 8))
    """

    def record(self, step: int = -1) -> StepRecord:
        """Returns the record of one step.

        Args:
            step: the step, 0 to S - 1; a negative one counts from the end.

        Raises:
            ConfigError: the run has no such step.

        Example:
            >>> run = cv.train(cv.RunConfig(text="hihello", steps=3))
            >>> run.record(-1).step
            3
        """
        step = self._step(step)
        said = self._predicted.now[step]
        right = float((said == self.config.batch.flat(self.config.batch.targets)).mean())
        return StepRecord(step, float(self._losses.now[step]), right, self._text(said), self)

    def trace(
        self,
        step: int = -1,
        text: str | None = None,
        erase_at: Collection[int] | None = None,
        pin: Mapping[str, float] | None = None,
        erase: Collection[str] = (),
        start: str = "zeros",
    ) -> Trace:
        """Runs the network of the nearest keyframe over a text, and returns its states, gates and probabilities.

        Args:
            step: the step, 0 to S - 1; a negative one counts from the end.
            text: a text of the same characters; if None, the text of the run.
            erase_at: the times before which states are set to zero.
            pin: gates to hold at a constant value, by name, such as `{"forget": 0.0}`; in the range of the gate.
            erase: which states to erase, "hidden" or "cell_state"; if empty, all.
            start: the state before the first character: "zeros"; "end", the state after the text was read once; or "noise",
                uniform in [-1, 1].

        Raises:
            ConfigError: an argument is out of its range, or the text has a character that the run has not learned.

        Example:
            >>> run = cv.train(cv.RunConfig(text="hihello", cell_type="lstm", steps=3))
            >>> run.trace().gates["forget"].shape
            (1, 6, 8)
            >>> forgetful = run.trace(pin={"forget": 0.0})
            >>> float(forgetful.gates["forget"].max())
            0.0
        """
        batch, keyframe = self._batch(text), self.nearest_keyframe(step)
        what = Interventions(erase_at, erase, {} if pin is None else pin, start)
        return trace(self.config, keyframe, self._keyframes[keyframe], batch, what)

    def gradients(self, step: int = -1, text: str | None = None, layer: int = -1) -> GradientTrace:
        """Computes how the loss depends on the states of one layer through time, with the network of the nearest keyframe.

        Args:
            step: the step, 0 to S - 1; a negative one counts from the end.
            text: a text of the same characters, of which only the first line is read if the run learns lines; if None, the text
                of the run.
            layer: the layer, 0 for the lowest; a negative one counts from the top.

        Raises:
            ConfigError: the network has no memory or no such layer, or the text has more than 200 characters or one that the
                run has not learned.

        Example:
            >>> run = cv.train(cv.RunConfig(text="hihello", steps=3))
            >>> run.gradients().flow.shape
            (6, 6)
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
        """Generates text with the network of the nearest keyframe: each generated token is the next input.

        Args:
            prompt: the text to start from; if empty, the start token if the run has one. A run of a long text's lines
                begins each line with a zero state and a line break, so an empty prompt begins a new line.
            length: how many characters or words to write, 1 to 10,000.
            temperature: 0 picks the most likely token, 1 samples from the predicted probabilities; at most 10.
            seed: the same seed gives the same text.
            step: the step, 0 to S - 1; a negative one counts from the end.
            top_k: sample from the k most likely tokens only; if None, from all.

        Returns:
            The text without the prompt; it is shorter than `length` if the network generates the end token.

        Raises:
            ConfigError: an argument is out of its range, or the prompt has a token that the run has not learned.

        Example:
            >>> run = cv.train(cv.RunConfig(text="hihello", cell_type="lstm", learning_rate=0.1, steps=20))
            >>> len(run.sample("h", length=5, temperature=0))
            5
            >>> config = cv.RunConfig(text="to be or not to be", tokenize="words", learning_rate=0.1, steps=30)
            >>> cv.train(config).sample("or not", length=2, temperature=0)
            'to be'
        """
        return self.vocabulary.decode(self.write(prompt, length, temperature, seed, step, top_k).written)

    def write(
        self, prompt: str, length: int, temperature: float, seed: int, step: int = -1, top_k: int | None = None
    ) -> Writing:
        """Generates text like `sample`, and returns the ids and the other candidates.

        Args:
            prompt: as in `sample`.
            length: as in `sample`.
            temperature: as in `sample`.
            seed: as in `sample`.
            step: as in `sample`.
            top_k: as in `sample`.

        Returns:
            The N ids that were written; for each of them the K <= 8 most likely candidates, (N, K), their
            probabilities, and the probabilities with which they were sampled.

        Raises:
            ConfigError: as `sample`.

        Example:
            >>> run = cv.train(cv.RunConfig(text="hihello", steps=3))
            >>> run.write("h", length=4, temperature=1.0, seed=0).probability.shape
            (4, 5)
        """
        return write(
            self.config, self._keyframes[self.nearest_keyframe(step)], prompt, length, temperature, seed, top_k
        )

    def resume(self, steps: int) -> "Run":
        """Returns a run that is trained further; this one stays as it is.

        Args:
            steps: how many more steps.

        Returns:
            The longer run; training all of its steps at once gives the same bits.

        Raises:
            ConfigError: the run has diverged, would have more steps than a run may have, or does not know the averages of its
                optimizer.

        Example:
            >>> run = cv.train(cv.RunConfig(text="hihello", steps=3))
            >>> run.resume(2).config.steps, run.config.steps
            (5, 3)
        """
        from charviz.runs.training import resumed

        return resumed(self, steps)

    def to_frame(self) -> "pandas.DataFrame":
        """Returns the records as a table with one row per step.

        Returns:
            A pandas.DataFrame with the columns step, loss, accuracy and prediction; of a run in windows held_out too; of a run
            that diverged also diverged, which is true in its last row.

        Example:
            >>> frame = cv.train(cv.RunConfig(text="hihello", steps=3)).to_frame()
            >>> list(frame.columns), len(frame)
            (['step', 'loss', 'accuracy', 'prediction'], 4)
        """
        from charviz.export.table import run_table

        return run_table(self)

    def to_script(self) -> str:
        """Returns a script in plain PyTorch that gives the same losses without charviz.

        Returns:
            Python; of a run that learns a corpus it reads the text from `text.txt`.

        Example:
            >>> script = cv.train(cv.RunConfig(text="hihello", steps=3)).to_script()
            >>> "torch.nn.RNN(" in script, "import charviz" in script
            (True, False)
        """
        from charviz.export.pytorch_code import script

        return script(self.config)

    def to_notebook(self) -> str:
        """Returns the script of `to_script` as a Jupyter notebook.

        Returns:
            The content of an .ipynb file, which is JSON.

        Example:
            >>> import json
            >>> notebook = json.loads(cv.train(cv.RunConfig(steps=3)).to_notebook())
            >>> notebook["nbformat"]
            4
        """
        from charviz.export.notebook_file import notebook

        return notebook(self.config)

    @overload
    def to_html(self, path: None = None, language: str = "en") -> str: ...

    @overload
    def to_html(self, path: str | PathLike, language: str = "en") -> None: ...

    def to_html(self, path: str | PathLike | None = None, language: str = "en") -> str | None:
        """Makes one HTML file, which plays the run, and trains what is changed in it, without a server or a network connection.

        Args:
            path: the file to write; if None, its text is returned.
            language: "en" or "ko".

        Returns:
            The text if there is no path, otherwise None.

        Raises:
            ConfigError: there is no such language.
            RunFileError: the file cannot be written.

        Example:
            >>> cv.train(cv.RunConfig(text="hihello", steps=3)).to_html()[:15].lower()
            '<!doctype html>'
        """
        from charviz.export.html_report import report

        page = report(self, arguments.one_of("language", language, LANGUAGES))
        if path is None:
            return page.decode()
        atomic_file.write(path, page)
        return None

    @overload
    def to_onnx(self, path: None = None, step: int = -1) -> bytes: ...

    @overload
    def to_onnx(self, path: str | PathLike, step: int = -1) -> None: ...

    def to_onnx(self, path: str | PathLike | None = None, step: int = -1) -> bytes | None:
        """Makes an ONNX model of the network of the nearest keyframe, with its states and gates among the outputs.

        Args:
            path: the file to write; if None, its content is returned.
            step: the step, 0 to S - 1; a negative one counts from the end.

        Returns:
            The content if there is no path, otherwise None. The model reads `ids`, (batch, time) int64 from 0 to V - 1 for the V
            symbols of the vocabulary; batch and time are free, and the states before each row are zeros. It gives `logits` (if
            the loss is "mse", what stands in their place) and `probabilities`, (batch, time, V) float32; and as float32 of
            (layers, batch, time, units) `hidden`, `cell_state` of an LSTM, and each gate by its name in `trace`. Its weights have
            the names of `weights`, and its metadata are `config`, which `RunConfig.from_url` reads, `step`, and `vocabulary`, a
            JSON list.

        Raises:
            ConfigError: the package onnx is not installed, or the run has no such step.
            RunFileError: the file cannot be written.

        Example:
            >>> import onnxruntime
            >>> run = cv.train(cv.RunConfig(text="hihello", cell_type="lstm", hidden_size=8, steps=3))
            >>> session = onnxruntime.InferenceSession(run.to_onnx())
            >>> ids = run.vocabulary.encode("hihell")[None]
            >>> probabilities, forget = session.run(["probabilities", "forget"], {"ids": ids})
            >>> probabilities.shape, forget.shape
            ((1, 6, 5), (1, 1, 6, 8))
        """
        from charviz.export.onnx_model import onnx_model

        model = onnx_model(self, step)
        if path is None:
            return model
        atomic_file.write(path, model)
        return None

    def show(self, height: int = 760, language: str = "en") -> None:
        """Shows the player in a notebook, below the cell: the run as it is now, which plays without a server or a network.

        Args:
            height: of the picture, in pixels, 200 to 4,000.
            language: "en" or "ko".

        Raises:
            ConfigError: IPython is not installed, or an argument is not allowed.

        Example:
            >>> cv.train(cv.RunConfig(text="hihello", steps=3)).show()  # doctest: +SKIP
        """
        from charviz.notebook import html_frame

        html_frame.show(self, height, language)

    def _repr_html_(self) -> str:
        """What a notebook shows of a run that is a cell's last line: as `show`."""
        from charviz.notebook import html_frame

        return html_frame.frame(self, 760, "en")

    def to_events(self, folder: str | PathLike) -> Path:
        """Writes the run for TensorBoard: losses and accuracies, predictions, and histograms of the weights.

        Args:
            folder: the folder of this run; it is created if necessary. `tensorboard --logdir` on the folder above it shows several
                runs.

        Returns:
            The file that was written.

        Raises:
            RunFileError: the folder cannot be made or written.

        Example:
            >>> import tempfile
            >>> with tempfile.TemporaryDirectory() as folder:
            ...     file = cv.train(cv.RunConfig(steps=3)).to_events(folder)
            >>> "tfevents" in file.name
            True
        """
        from charviz.export.tensorboard import FILE, event_file

        return atomic_file.write(atomic_file.folder(folder) / FILE, event_file(self))

    def save(self, path: str | PathLike) -> None:
        """Writes the run into one file, which `load` reads.

        The file is in the format of safetensors, with the config as JSON in its header; it contains no pickle.

        Args:
            path: the file; an existing one is replaced.

        Raises:
            ConfigError: the path is not a path.
            RunFileError: it is a folder, or cannot be written.

        Example:
            >>> import tempfile
            >>> run = cv.train(cv.RunConfig(text="hihello", steps=3))
            >>> with tempfile.TemporaryDirectory() as folder:
            ...     run.save(f"{folder}/run.charviz")
            ...     cv.Run.load(f"{folder}/run.charviz")
            <Run 'hihello' rnn: 4 records, 4 keyframes>
        """
        atomic_file.write(path, self.to_bytes())

    def to_bytes(self) -> bytes:
        """Returns the content of the file that `save` writes.

        Example:
            >>> run = cv.train(cv.RunConfig(text="hihello", steps=3))
            >>> cv.Run.from_bytes(run.to_bytes()).config == run.config
            True
        """
        arrays = {"losses": self.losses, "predicted": self.predicted, "weights": self.flat_weights(self.keyframes)}
        arrays |= {"keyframes": np.array(self.keyframes), "held_out": self._held_out.now, **self.averages}
        return run_file.encode(self.config, arrays, diverged=self.diverged)

    @classmethod
    def load(cls, path: str | PathLike) -> "Run":
        """Reads a file that `save` has written.

        Args:
            path: the file.

        Raises:
            RunFileError: the file is missing, or is not one that `save` has written.

        Example:
            >>> try:
            ...     cv.Run.load("missing.charviz")
            ... except cv.RunFileError as error:
            ...     print("missing.charviz" in str(error))
            True
        """
        return cls._of(run_file.read(path))

    @classmethod
    def from_bytes(cls, content: bytes) -> "Run":
        """Makes a run from the content that `to_bytes` returns.

        Args:
            content: the content of a file.

        Raises:
            RunFileError: it is not the content of such a file.

        Example:
            >>> try:
            ...     cv.Run.from_bytes(b"no run")
            ... except cv.RunFileError as error:
            ...     print(type(error).__name__)
            RunFileError
        """
        return cls._of(run_file.decode(content))

    @classmethod
    def from_states(cls, config: RunConfig, states: Iterable[tuple[int, Mapping[str, Any]]]) -> "Run":
        """Makes a run of weights that were trained elsewhere, such as the checkpoints of your own training.

        Its losses, predictions, states and gates are those of the replay on the text of the config; between the given steps,
        each record is that of the nearest one. It cannot be trained further.

        Args:
            config: the network: text, alphabet (the symbols in the order of their ids), cell_type, hidden_size, num_layers,
                encoding, embedding_size, head. How it was trained is not read.
            states: pairs of a step, the first one 0, and the `state_dict` of the network there, with torch tensors or arrays
                called `embedding.weight`, `rnn.weight_ih_l0` and so on, `head.weight`, `head.bias`; with other prefixes they are
                told by their kind and shape. A missing bias is zeros.

        Returns:
            The run; the given steps are its keyframes.

        Raises:
            ConfigError: a state is not one of the config's network, or the steps do not ascend from 0.

        Example:
            >>> import torch
            >>> config = cv.RunConfig(text="hihello", alphabet="hielo", cell_type="gru", hidden_size=5, head="none")
            >>> run = cv.Run.from_states(config, [(step, torch.nn.GRU(5, 5).state_dict()) for step in (0, 10)])
            >>> run, run.keyframes
            (<Run 'hihello' gru: 11 records, 2 keyframes>, [0, 10])
        """
        from charviz.runs.kept_weights import run_of_states

        return run_of_states(arguments.of(RunConfig, "config", config, A_CONFIG), states)

    def _batch(self, text: str | None) -> Batch:
        """A text as a batch of this run; without a text, the run's own."""
        if text is None:
            return self.config.batch
        return self.vocabulary.batch(self.config.sequences_of(arguments.text("text", text)))
