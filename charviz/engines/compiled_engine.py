"""Training in compiled loops: for small networks on the CPU, where torch spends its time on calls, not on computing."""

from collections.abc import Collection

import numpy as np

from charviz.config import RunConfig
from charviz.engines.base import AVERAGES, Block, State
from charviz.engines.kernels import draws, layout, train_loop
from charviz.engines.lines import Lines, pieces_of
from charviz.engines.packing import packed, zeros
from charviz.engines.windows import MEASURE_EVERY, Windows
from charviz.nn.parameters import input_size
from charviz.text.vocabulary import Batch

CELLS = {"memoryless": layout.MEMORYLESS, "rnn": layout.RNN, "lstm": layout.LSTM, "gru": layout.GRU}
INITS = {"torch": draws.TORCH, "glorot": draws.GLOROT, "numpy": draws.NUMPY}
LOSSES = {"cross-entropy": train_loop.CROSS_ENTROPY, "mse": train_loop.SQUARED_ERROR}
OPTIMIZERS = {"adam": train_loop.ADAM, "sgd": train_loop.SGD, "rmsprop": train_loop.RMSPROP}


def sizes_of(config: RunConfig, batch: train_loop.Batch) -> layout.Sizes:
    """A net and what it reads, as numbers."""
    return layout.Sizes(
        cell=CELLS[config.cell_type],
        symbols=len(config.vocabulary),
        width=input_size(config),
        units=config.hidden_size,
        layers=0 if config.cell_type == "memoryless" else config.num_layers,
        embedded=config.encoding == "embedding",
        headed=config.head == "linear",
        positions=len(batch.inputs),
        sequences=int(batch.starts[1]),
    )


def plan_of(config: RunConfig, sizes: layout.Sizes) -> train_loop.Plan:
    """How a config is trained."""
    return train_loop.Plan(
        sizes=sizes,
        loss=LOSSES[config.loss],
        optimizer=OPTIMIZERS[config.optimizer],
        rate=config.learning_rate,
        longest=-1.0 if config.clip_norm is None else config.clip_norm,
    )


def drawn_weights(config: RunConfig, sizes: layout.Sizes) -> np.ndarray:
    """(P,) float32 in torch's order: the weights before the first step."""
    row, state = np.zeros(layout.torch_size(sizes), np.float32), np.zeros(draws.STATE, np.int64)
    draws.draw(row, sizes, config.seed, INITS[config.init], config.forget_bias, state)
    return row


class CompiledEngine:
    """Trains one run. Only `train_loop.train` is called, so that all numbers come from one piece of machine code.

    dtype: float32, as in torch; with float64 tests can check that the arithmetic is the same.
    """

    name = "compiled · cpu"

    def __init__(self, config: RunConfig, dtype: type = np.float32) -> None:
        self.config, self.dtype, self.step = config, dtype, 0
        self.shown, self.place = packed(config.batch)
        sizes = sizes_of(config, self.shown)
        self.plan = plan_of(config, sizes)
        self.flat = layout.Flat(*(zeros(layout.net_starts(sizes)[-1], dtype) for _ in layout.Flat._fields))
        self.net, self.gradient = (layout.net_views(row, sizes) for row in (self.flat.weights, self.flat.gradient))
        self.averages = dict(zip(AVERAGES[config.optimizer], (self.flat.square, self.flat.mean), strict=False))
        self.order = np.empty(layout.torch_size(sizes), np.int64)
        layout.torch_places(self.order, sizes)
        self.pieces = pieces_of(config) if config.window else None
        self.traces = self._traces(self.shown)
        self.last_pass: tuple[layout.Sizes, layout.Traces] | None = None  # over a piece
        self.flat.weights[self.order] = drawn_weights(config, sizes)

    def advance(self, n: int, keep: Collection[int] = ()) -> Block:
        block = self._read(n, keep, learning=True)
        self.step += n
        return block

    def measure(self) -> Block:
        return self._read(1, (0,), learning=False)

    def state(self) -> State:
        averages = {name: row[self.order] for name, row in self.averages.items()}
        return State(self.step, self.flat.weights[self.order], averages)

    def load(self, state: State) -> None:
        self.step, self.flat.weights[self.order] = state.step, state.weights
        for name, row in self.averages.items():
            row[self.order] = state.averages[name]

    def _read(self, n: int, keep: Collection[int], *, learning: bool) -> Block:
        if self.pieces is None:
            return self._read_all(n, keep, learning=learning)
        return self._read_pieces(self.pieces, n, keep, learning=learning)

    def _read_all(self, n: int, keep: Collection[int], *, learning: bool) -> Block:
        """Each step reads the whole text."""
        record = self._record(n, len(self.place), keep)
        self._train(self.shown, self.traces, record, learning=learning, step=self.step)
        return self._block(record, record.losses, keep)

    def _read_pieces(self, pieces: Windows | Lines, n: int, keep: Collection[int], *, learning: bool) -> Block:
        """Each step reads windows or lines of a long text, after the network has predicted the shown text."""
        record, losses, held_out = self._record(n, len(self.place), keep), np.empty(n), np.full(n, np.nan)
        for offset, step in enumerate(range(self.step, self.step + n)):
            kept = record.kept[np.count_nonzero(record.keep[:offset]) :]
            said = train_loop.Record._make((*(rows[offset : offset + 1] for rows in record[:4]), kept))
            self._train(self.shown, self.traces, said, learning=False, step=step)
            if step % MEASURE_EVERY == 0:
                held_out[offset] = np.mean([self._loss(batch) for batch in pieces.measured])
            losses[offset] = self._loss(pieces.batch(step), learning=learning, step=step)
        return self._block(record, losses, keep, held_out)

    def _loss(self, batch: Batch, *, learning: bool = False, step: int = 0) -> float:
        read, _place = packed(batch)
        record = self._record(1, len(read.inputs), ())
        self._train(read, self._room(read), record, learning=learning, step=step)
        return record.losses[0]

    def _room(self, batch: train_loop.Batch) -> layout.Traces:
        """The room of the last pass, where this one is as large; lines are of many sizes."""
        sizes = sizes_of(self.config, batch)
        if self.last_pass is None or self.last_pass[0] != sizes:
            self.last_pass = sizes, self._traces(batch)
        return self.last_pass[1]

    def _traces(self, batch: train_loop.Batch) -> layout.Traces:
        """Room for one pass; not to be shared with a smaller batch, for the padding stays zero."""
        sizes = sizes_of(self.config, batch)
        return layout.traces_views(zeros(layout.traces_starts(sizes)[-1], self.dtype), sizes)

    def _record(self, n: int, positions: int, keep: Collection[int]) -> train_loop.Record:
        """Buffers for the predictions of n steps over this many characters."""
        record = train_loop.Record(
            losses=np.empty(n),
            predicted=np.empty((n, positions), np.int32),
            confidence=np.empty((n, positions), np.float32),
            keep=np.zeros(n, np.bool_),
            kept=np.empty((len(keep), len(self.flat.weights)), self.dtype),
        )
        record.keep[list(keep)] = True
        return record

    def _train(
        self, batch: train_loop.Batch, room: layout.Traces, record: train_loop.Record, *, learning: bool, step: int
    ) -> None:
        train_loop.train(self.plan, self.flat, self.net, self.gradient, batch, room, record, learning, step)

    def _block(
        self, record: train_loop.Record, losses: np.ndarray, keep: Collection[int], held_out: np.ndarray | None = None
    ) -> Block:
        predicted, confidence = self._placed(record.predicted), self._placed(record.confidence)
        return Block(losses, predicted, confidence, tuple(sorted(keep)), record.kept[:, self.order], held_out)

    def _placed(self, rows: np.ndarray) -> np.ndarray:
        """(n, N) in time-major order -> (n, B, T), 0 where padded."""
        sequences, times = self.config.batch.inputs.shape
        placed = np.zeros((len(rows), sequences * times), rows.dtype)
        placed[:, self.place] = rows
        return placed.reshape(-1, sequences, times)
