"""Watching: the weights of somebody's own network, kept while their own loop trains it."""

import warnings
from collections.abc import Sequence
from os import PathLike
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from charviz import arguments
from charviz.config.fields import bounds
from charviz.errors import ConfigError
from charviz.i18n import N_, Message
from charviz.nn.module_outputs import agreement
from charviz.nn.module_parts import Choice, check_dropout, describe, find_parts
from charviz.nn.parameters import weight_shapes
from charviz.nn.replay import replay
from charviz.runs.kept_weights import Kept, measure, run_of
from charviz.runs.keyframes import BUDGET, dense_until, is_keyframe
from charviz.runs.run import Run


class Watcher:
    """What `watch` returns: it keeps the weights of a network after the steps of its optimizer, until it is closed.

    It is a context manager, which closes it.

    Attributes:
        config: the network, and the text on which it is shown.
        step: how many optimizer steps have been made since it began.
        checked: whether the model's own forward gave the probabilities of charviz's replay; False if it could not be called.

    Example:
        >>> import torch
        >>> import charviz as cv
        >>> rnn = torch.nn.GRU(5, 5)
        >>> watcher = cv.watch(rnn, torch.optim.SGD(rnn.parameters()), text="hihello", symbols="hielo")
        >>> watcher
        <Watcher 'hihello' gru: step 0, 1 kept>
        >>> watcher.config.hidden_size, watcher.checked
        (5, True)
    """

    def __init__(
        self,
        model: nn.Module,
        optimizer: torch.optim.Optimizer,
        text: str,
        symbols: Sequence[str],
        rnn: Choice,
        head: Choice,
        embedding: Choice,
        every: int,
        budget: int,
        tokenize: str,
    ) -> None:
        self._parts = find_parts(model, rnn, head, embedding)
        check_dropout(model)
        self._check_optimizer(optimizer)
        self.config = describe(self._parts, text, symbols, tokenize)
        self._every = arguments.integer("every", every, 1)
        self._dense = dense_until(self.config, arguments.integer("budget", budget, 1))
        self._shapes = weight_shapes(self.config)
        self.step = 0
        self._weights: dict[int, Tensor] = {
            0: self._now()
        }  # where the model is: a copy to another device would wait for it
        self._kept: dict[int, Kept] = {}
        self.checked = self._check(model)
        self._hook = optimizer.register_step_post_hook(self._on_step)
        self._is_open = True
        self._view: Any = None  # a LiveView, in a notebook

    def __repr__(self) -> str:
        kept = len(self._weights)
        return f"<Watcher {self.config.text!r} {self.config.cell_type}: step {self.step}, {kept} kept>"

    def __enter__(self) -> "Watcher":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @property
    def run(self) -> Run:
        """The run so far: its losses, predictions, states and gates are those of the replay on the shown text.

        The first step, every kept step and the newest one are keyframes; between them, each record is that of the nearest
        keyframe. The run does not grow with the training: ask again for a longer one.

        Raises:
            ConfigError: the weights were not finite from the beginning.

        Example:
            >>> import torch
            >>> rnn = torch.nn.RNN(5, 5)
            >>> optimizer = torch.optim.SGD(rnn.parameters())
            >>> watcher = cv.watch(rnn, optimizer, text="hihello", symbols="hielo")
            >>> optimizer.step()
            >>> watcher.run
            <Run 'hihello' rnn: 2 records, 2 keyframes>
        """
        weights = {**self._weights, self.step: self._now()} if self._is_open else self._weights
        missing = {step: row.cpu().numpy() for step, row in weights.items() if step not in self._kept}
        measured = dict(zip(missing, measure(self.config, list(missing.values())), strict=True))
        self._kept |= {step: network for step, network in measured.items() if step in self._weights}
        return run_of(self.config, {**self._kept, **measured})

    def close(self) -> None:
        """Ends the watching, with the network as it is now; the run stays.

        Example:
            >>> import torch
            >>> rnn = torch.nn.RNN(5, 5)
            >>> optimizer = torch.optim.SGD(rnn.parameters())
            >>> with cv.watch(rnn, optimizer, text="hihello", symbols="hielo") as watcher:
            ...     optimizer.step()
            >>> optimizer.step()  # it is closed
            >>> len(watcher.run)
            2
        """
        if self._is_open:
            self._weights[self.step] = self._now()
            self._is_open = False
            self._hook.remove()
            if self._view:
                self._view.end()

    def save(self, path: str | PathLike) -> None:
        """Writes the run so far into one file, which `Run.load` reads, and the app opens.

        Args:
            path: the file; an existing one is replaced.

        Raises:
            ConfigError: the path is not a path.
            RunFileError: it is a folder, or cannot be written.

        Example:
            >>> import tempfile
            >>> import torch
            >>> rnn = torch.nn.RNN(5, 5)
            >>> optimizer = torch.optim.SGD(rnn.parameters())
            >>> watcher = cv.watch(rnn, optimizer, text="hihello", symbols="hielo")
            >>> with tempfile.TemporaryDirectory() as folder:
            ...     watcher.save(f"{folder}/mine.charviz")
            ...     cv.Run.load(f"{folder}/mine.charviz").config.training
            'elsewhere'
        """
        self.run.save(path)

    def show(self, height: int = 760, language: str = "en") -> None:
        """Shows the player in a notebook, below the cell; while the watcher is open it gets each step that is kept.

        Args:
            height: of the picture, in pixels, 200 to 4,000.
            language: "en" or "ko".

        Raises:
            ConfigError: IPython or anywidget is not installed, or an argument is not allowed.

        Example:
            >>> import torch
            >>> rnn = torch.nn.RNN(5, 5)
            >>> watcher = cv.watch(rnn, torch.optim.SGD(rnn.parameters()), text="hihello", symbols="hielo")
            >>> watcher.show()  # doctest: +SKIP
        """
        from charviz.notebook.live_view import LiveView

        if not self._is_open:
            self.run.show(height, language)
            return
        self._view = LiveView(lambda: self.run, height, language)

    def _now(self) -> Tensor:
        """A copy of the weights as they are."""
        return self._parts.flat(self._shapes)

    def _on_step(self, *_optimizer: Any) -> None:
        self.step += 1
        if self.step % self._every == 0 and is_keyframe(self.step // self._every, self._dense):
            self._weights[self.step] = self._now()
            if self._view:
                self._view.update()
        if self.step == bounds("steps")[1]:
            self.close()
            words = N_(
                "the watched network has made {step:,} steps, which is as many as a run can have; it is watched no longer."
            )
            warnings.warn(str(Message(words, {"step": self.step})), stacklevel=3)

    def _check_optimizer(self, optimizer: torch.optim.Optimizer) -> None:
        arguments.of(torch.optim.Optimizer, "optimizer", optimizer, Message(N_("a torch.optim.Optimizer")))
        trained = {id(parameter) for group in optimizer.param_groups for parameter in group["params"]}
        if not any(id(parameter) in trained for parameter in self._parts.parameters()):
            raise ConfigError(
                N_("optimizer has none of the model's parameters; give the optimizer that trains the model.")
            )

    def _check(self, model: nn.Module) -> bool:
        """Compares the replay with the model's own forward; False where that cannot be called, ConfigError where it differs."""
        batch = self.config.batch
        played = replay(self.config, self._weights[0].cpu()[None], batch)
        wanted = torch.from_numpy(played.probabilities[0])
        found = agreement(model, self.config.cell_type, torch.from_numpy(batch.inputs), wanted)
        if found and not found.agrees and np.isfinite(found.difference):
            raise ConfigError(
                N_(
                    "model's own forward differs from charviz's replay of its layers by {difference} in a probability; something "
                    "happens in it that charviz does not know, such as an activation between two layers."
                ),
                difference=f"{found.difference:.2g}",
            )
        return found is not None and found.agrees


def watch(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    text: str,
    symbols: Sequence[str],
    *,
    rnn: Choice = None,
    head: Choice = None,
    embedding: Choice = None,
    every: int = 1,
    budget: int = BUDGET,
    tokenize: str = "characters",
) -> Watcher:
    """Watches your own network while your own loop trains it.

    The loop stays as it is. After each step of the optimizer the weights are copied, at first of every step, later of every
    2nd, 4th, ...; losses, predictions, states and gates are computed from them when they are asked for. The model has one
    `nn.RNN`, `nn.LSTM` or `nn.GRU`, perhaps an `nn.Embedding` before it and an `nn.Linear` after it, on any device, in any
    precision.

    Args:
        model: the network; it predicts the next of V symbols, which it reads as ids or one-hot.
        optimizer: the optimizer that trains it.
        text: the text on which the network is shown, 2 to 2,000 characters or words.
        symbols: the V characters, or a list of the V words, in the order of their ids.
        rnn: the recurrent layers, or their name in the model; if None, they are found.
        head: the output layer, or its name; if None, it is found, or there is none.
        embedding: the embedding, or its name; if None, it is found, or there is none.
        every: keep the weights of every n-th step at most.
        budget: how many bytes the weights of a run of 20,000 steps may take; no more steps are watched.
        tokenize: "characters", or "words", where the network reads words and punctuation marks.

    Returns:
        The watcher; `watcher.run` is the run so far.

    Raises:
        ConfigError: charviz cannot follow the model; it says what was found.

    Example:
        >>> import torch
        >>> import charviz as cv
        >>> class Model(torch.nn.Module):
        ...     def __init__(self):
        ...         super().__init__()
        ...         self.embedding = torch.nn.Embedding(5, 8)
        ...         self.lstm = torch.nn.LSTM(8, 16, batch_first=True)
        ...         self.linear = torch.nn.Linear(16, 5)
        ...     def forward(self, ids):
        ...         return self.linear(self.lstm(self.embedding(ids))[0])
        >>> model = Model()
        >>> optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
        >>> watcher = cv.watch(model, optimizer, text="hihello", symbols="hielo")
        >>> inputs, targets = torch.tensor([[0, 1, 0, 2, 3, 3]]), torch.tensor([[1, 0, 2, 3, 3, 4]])
        >>> for step in range(20):
        ...     loss = torch.nn.functional.cross_entropy(model(inputs).flatten(0, 1), targets.flatten())
        ...     optimizer.zero_grad()
        ...     loss.backward()
        ...     optimizer.step()
        >>> watcher.run.predictions[-1]
        'ihello'
        >>> watcher.run.trace(step=10).gates["forget"].shape
        (1, 6, 16)

    Source: `torch.optim.Optimizer.register_step_post_hook
    <https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.register_step_post_hook.html>`_.
    """
    return Watcher(model, optimizer, text, symbols, rnn, head, embedding, every, budget, tokenize)
