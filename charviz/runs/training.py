"""Training: turns a config into a Run, all at once or record by record."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import copy

import numpy as np

from charviz import arguments
from charviz.config import RunConfig
from charviz.config.validation import check_trained_here
from charviz.engines.base import AVERAGES, Block, Engine, State
from charviz.engines.precompile import is_ready
from charviz.engines.selection import wants_compiled
from charviz.engines.torch_engine import TorchEngine
from charviz.errors import ConfigError
from charviz.i18n import N_
from charviz.nn.parameters import unpack, weight_shapes
from charviz.runs.keyframes import dense_until, is_keyframe
from charviz.runs.run import Run

MAXIMUM_BLOCK = 256  # steps between two checks of the losses, so that a diverging run ends soon
OUTPUTS = 2**26  # bytes of outputs between two checks


def make_engine(config: RunConfig) -> Engine:
    """The engine for a config; it depends on the config and the installation, never on timing or load.

    ConfigError for weights that were trained elsewhere.
    """
    check_trained_here(config)
    if wants_compiled(config) and is_ready():
        from charviz.engines.compiled_engine import CompiledEngine  # numba may be missing

        return CompiledEngine(config)
    return TorchEngine(config)


def create_engine(config: RunConfig) -> Engine:
    """The engine before the first step: with drawn weights, or with those of the run from which this one is forked."""
    engine = make_engine(config)
    if config.origin is not None:
        engine.load(_inherited(config, *config.origin, engine.state()))
    return engine


def _inherited(config: RunConfig, parent: RunConfig, step: int, fresh: State) -> State:
    """The state from which a fork starts: the parent's network, and the optimizer's averages if it is the same optimizer.

    A forget bias is added to the weights before training, so a fork with another one gets the difference.
    """
    trainer, block = Trainer(parent.replace(steps=max(step, 1))), steps_per_block(parent)
    while trainer.step < step:
        if not trainer.advance(min(block, step - trainer.step)):
            raise ConfigError(
                N_("the run cannot be forked at step {step}: it ends at step {last}."), step=step, last=trainer.step
            )
    state = trainer.engine.state()
    if parent.optimizer != config.optimizer:
        state = State(0, state.weights, fresh.averages)
    if (more := config.forget_bias - parent.forget_bias) and config.cell_type == "lstm":
        for layer in range(config.num_layers):
            bias = unpack(state.weights, weight_shapes(config))[f"rnn.bias_ih_l{layer}"]
            bias[config.hidden_size : 2 * config.hidden_size] += more  # a view
    return state


class Trainer:
    """A run that can be advanced: after every call its Run is complete, with records 0 to `step`.

    origin: the initial state of a run from a file; None if the run was trained here from the beginning.
    block: the newest records (at first that of the untrained network), starting at step `first`; a run from a file has none
    before it is advanced.
    """

    origin: State | None = None
    block: Block

    def __init__(self, config: RunConfig) -> None:
        self._initialise(Run(config), create_engine(config))
        self.step = 0
        self._take(self.engine.measure())

    @classmethod
    def resumed(cls, run: Run) -> "Trainer":
        """Continues a run from a file; ConfigError if it was trained elsewhere, or the state of its optimizer is missing."""
        check_trained_here(run.config)
        if run.averages.keys() != set(AVERAGES[run.config.optimizer]):
            raise ConfigError(
                N_(
                    "this run lacks the state of its optimizer, {optimizer}, so it cannot be trained further; "
                    "train it again from its settings."
                ),
                optimizer=repr(run.config.optimizer),
            )
        trainer, step = cls.__new__(cls), len(run) - 1
        trainer.origin = State(step, run.flat_weights([step])[0], dict(run.averages))
        trainer._initialise(run, make_engine(run.config))
        trainer.engine.load(trainer.origin)
        trainer.step, trainer.first = step, len(run)
        return trainer

    def _initialise(self, run: Run, engine: Engine) -> None:
        self.run, self.engine, self.dense = run, engine, dense_until(run.config)

    def advance(self, n: int) -> int:
        """Runs up to n steps (fewer if the loss stops being finite) and returns how many records were added."""
        trained, tip = self._train(n)
        finite = np.isfinite(np.append(trained.losses, tip.losses))
        if not finite.all():  # retrain up to the last finite record, so that block size does not matter
            n = int(np.argmin(finite)) - 1
            self.run.diverged, self.engine = True, self._as_at_this_step()
            if n > 0:
                trained, tip = self._train(n)
        if n > 0:
            self._take(_joined(trained, tip), last_stays=is_keyframe(self.step, self.dense))
            self.step += n
        return max(n, 0)

    def finish(self) -> Run:
        """The run with the optimizer's averages, so that its file can be trained further."""
        self.run.averages = self.engine.state().averages
        return self.run

    def _as_at_this_step(self) -> Engine:
        """A new engine in the state of this step, after the old one has gone too far."""
        if self.origin is None:
            engine, missing = create_engine(self.run.config), self.step
        else:
            engine, missing = make_engine(self.run.config), self.step - self.origin.step
            engine.load(self.origin)
        if missing:
            engine.advance(missing)
        return engine

    def _train(self, n: int) -> tuple[Block, Block]:
        keep = [offset for offset in range(1, n) if is_keyframe(self.step + offset, self.dense)]
        return self.engine.advance(n, keep), self.engine.measure()

    def _take(self, block: Block, *, last_stays: bool = True) -> None:
        self.first, self.block = len(self.run), block
        self.run.append(block, last_stays=last_stays)


def steps_per_block(config: RunConfig) -> int:
    """How many steps to train between two checks of the losses."""
    outputs = 4 * len(config.vocabulary) * int(config.batch.mask.sum())
    return max(1, min(MAXIMUM_BLOCK, OUTPUTS // outputs))


def _joined(trained: Block, tip: Block) -> Block:
    """The records after the first, which the run already has, and that of the current network."""
    n = len(trained.losses)
    return Block(
        np.append(trained.losses[1:], tip.losses),
        np.concatenate([trained.predictions[1:], tip.predictions]),
        np.concatenate([trained.confidences[1:], tip.confidences]),
        (*(offset - 1 for offset in trained.kept), n - 1),
        np.concatenate([trained.weights, tip.weights]),
        None if trained.held_out is None or tip.held_out is None else np.append(trained.held_out[1:], tip.held_out),
    )


def train(config: RunConfig) -> Run:
    """Trains a run to its last step, or until its loss stops being finite.

    Args:
        config: what to train, and how.

    Returns:
        The run. It has a record of the network after 0, 1, ..., `config.steps` updates; if the loss stops being finite, the
        records end before, and `run.diverged` is true.

    Raises:
        ConfigError: the machine does not have the device, or the run cannot be forked at this step.

    Example:
        >>> import charviz as cv
        >>> run = cv.train(cv.RunConfig(text="hihello", cell_type="lstm", learning_rate=0.1, steps=20))
        >>> run.predictions[-1]
        'ihello'
        >>> len(run.losses)
        21
    """
    return _trained(Trainer(config))


def resumed(run: Run, steps: int) -> Run:
    """The run with `steps` more steps, bit for bit as if trained at once; the given run does not change.

    ConfigError for more steps than a run may have, one that has diverged, or one that lacks its optimizer's averages.
    """
    check_trained_here(run.config)
    last = len(run) - 1
    steps = arguments.whole("steps", steps, 1)
    if run.diverged:
        raise ConfigError(
            N_("the run cannot be trained further: after step {step:,} its loss is no longer a finite number."),
            step=last,
        )
    longer = copy(run)
    longer.config = run.config.replace(steps=last + steps)
    return _trained(Trainer.resumed(longer))


def _trained(trainer: Trainer) -> Run:
    """Trains to the last step, or to the last finite loss; returns the run."""
    config, block = trainer.run.config, steps_per_block(trainer.run.config)
    while trainer.step < config.steps and not trainer.run.diverged:
        trainer.advance(min(block, config.steps - trainer.step))
    return trainer.finish()


def train_all(configs: Iterable[RunConfig], workers: int | None = None) -> Iterator[Run]:
    """Trains many runs in parallel, on all cores unless `workers` is given; yields them in the order of the configs.

    The compiled loops release the GIL, and parallel runs do not change each other's results.
    """
    with ThreadPoolExecutor(workers or os.cpu_count()) as pool:
        yield from pool.map(train, configs)
