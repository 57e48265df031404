"""Training: turns a config into a Run, all at once or record by record."""

import os
import time
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import copy

import numpy as np

from charviz import arguments, cancellation
from charviz.config import RunConfig
from charviz.config.validation import check_trained_here
from charviz.engines import module_engine
from charviz.engines.base import AVERAGES, Block, Engine, State
from charviz.engines.module_engine import ModuleEngine
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
PIECE = 0.02  # seconds of training of a fork's parent, after which others may take their turn
KEEP_EVERY = 64  # characters to learn from after which the engine's state is kept: to copy it then costs little


def make_engine(config: RunConfig) -> Engine:
    """The engine for a config; its numbers depend on the config and the installation, never on timing or load.

    While machine code is being made the module trains, to the same bits. ConfigError for weights that were trained elsewhere.
    """
    check_trained_here(config)
    if wants_compiled(config):
        if is_ready():
            from charviz.engines.compiled_engine import CompiledEngine  # numba may be missing

            return CompiledEngine(config)
        if module_engine.is_here():
            return ModuleEngine(config)
    return TorchEngine(config)


def engine_in_pieces(config: RunConfig) -> Generator["Trainer", None, Engine]:
    """Returns the engine of a config before its first step. Of a fork the parent is trained before, and yielded after each piece.

    ConfigError for a parent that ends before the fork.
    """
    engine = make_engine(config)
    if config.origin is None:
        return engine
    parent, step = config.origin
    parent = parent.replace(steps=max(step, 1))
    trainer, n = Trainer(parent, (yield from engine_in_pieces(parent))), 1
    while trainer.step < step:
        began = time.perf_counter()
        if not trainer.advance(min(n, step - trainer.step)):
            raise ConfigError(
                N_("the run cannot be forked at step {step}: it ends at step {last}."), step=step, last=trainer.step
            )
        n = 2 * n if time.perf_counter() - began < PIECE / 2 else max(1, n // 2)
        yield trainer
    engine.load(_inherited(config, parent, trainer.engine.state(), engine.state()))
    return engine


def create_engine(config: RunConfig) -> Engine:
    """The same at once."""
    pieces = engine_in_pieces(config)
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            return end.value


def _inherited(config: RunConfig, parent: RunConfig, state: State, fresh: State) -> State:
    """The state from which a fork starts: the parent's network, and the optimizer's averages if it is the same optimizer.

    A forget bias is added to the weights before training, so a fork with another one gets the difference.
    """
    if parent.optimizer != config.optimizer:
        state = State(0, state.weights, fresh.averages)
    if (more := config.forget_bias - parent.forget_bias) and config.cell_type == "lstm":
        for layer in range(config.num_layers):
            bias = unpack(state.weights, weight_shapes(config))[f"rnn.bias_ih_l{layer}"]
            bias[config.hidden_size : 2 * config.hidden_size] += more  # a view
    return state


class Trainer:
    """A run that can be advanced: after every call its Run is complete, with records 0 to `step`.

    block: the newest records (at first that of the untrained network), starting at step `first`; a run from a file has none
    before it is advanced. kept, kept_at: the engine's state, from which it goes on after it has gone too far, and its step.
    """

    block: Block

    def __init__(self, config: RunConfig, engine: Engine | None = None) -> None:
        """engine: that of the config, before its first step; made, and a fork's parent trained, if None."""
        run = Run(config)  # first, because it says what is no config
        engine = create_engine(config) if engine is None else engine
        self._initialise(run, engine, 0)
        self._take(engine.measure())

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
        trainer, engine, step = cls.__new__(cls), make_engine(run.config), len(run) - 1
        engine.load(State(run.config.steps_before + step, run.flat_weights([step])[0], dict(run.averages)))
        trainer._initialise(run, engine, step)
        trainer.first = len(run)
        return trainer

    def _initialise(self, run: Run, engine: Engine, step: int) -> None:
        self.run, self.engine, self.step, self.dense = run, engine, step, dense_until(run.config)
        self.kept, self.kept_at = engine.state(), step

    def advance(self, n: int) -> int:
        """Runs up to n steps (fewer if the loss stops being finite) and returns how many records were added."""
        cancellation.check()
        self._take_native_code()
        self._keep_state()
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

    def _take_native_code(self) -> None:
        """Goes over from the module to machine code, which takes half the time, once that is there."""
        if isinstance(self.engine, ModuleEngine) and is_ready():
            state, self.engine = self.engine.state(), make_engine(self.run.config)
            self.engine.load(state)

    def _keep_state(self) -> None:
        """So that never more than a few steps are trained again."""
        if (self.step - self.kept_at) * self.run.config.positions >= KEEP_EVERY:
            self.kept, self.kept_at = self.engine.state(), self.step

    def _as_at_this_step(self) -> Engine:
        """A new engine in the state of this step, after the old one has gone too far."""
        engine = make_engine(self.run.config)
        engine.load(self.kept)
        if self.step > self.kept_at:
            engine.advance(self.step - self.kept_at)
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
    steps = arguments.integer("steps", steps, 1)
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
