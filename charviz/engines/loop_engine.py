"""What both engines of the loops share, native code and the module: which texts are read when, and how records are handed out."""

from collections.abc import Collection, Sequence

import numpy as np

from charviz.config import RunConfig
from charviz.engines.base import AVERAGES, Block, State
from charviz.engines.kernels import plan
from charviz.engines.lines import Lines, pieces_of
from charviz.engines.packing import packed
from charviz.engines.windows import MEASURE_EVERY, Windows
from charviz.nn.parameters import input_size
from charviz.text.vocabulary import Batch

CELLS = {"memoryless": plan.MEMORYLESS, "rnn": plan.RNN, "lstm": plan.LSTM, "gru": plan.GRU}
INITS = {"torch": plan.TORCH, "glorot": plan.GLOROT, "numpy": plan.NUMPY}
LOSSES = {"cross-entropy": plan.CROSS_ENTROPY, "mse": plan.SQUARED_ERROR}
OPTIMIZERS = {"adam": plan.ADAM, "sgd": plan.SGD, "rmsprop": plan.RMSPROP}


def sizes_of(config: RunConfig, batch: plan.Batch) -> plan.Sizes:
    """A net and what it reads, as numbers."""
    return plan.Sizes(
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


def plan_of(config: RunConfig, sizes: plan.Sizes) -> plan.Plan:
    """How a config is trained."""
    return plan.Plan(
        sizes=sizes,
        loss=LOSSES[config.loss],
        optimizer=OPTIMIZERS[config.optimizer],
        rate=config.learning_rate,
        longest=-1.0 if config.clip_norm is None else config.clip_norm,
    )


class LoopEngine:
    """Trains one run with the loops; what calls them is `_train` of a subclass.

    row: how many numbers a row of weights is, as the loops order and pad them; order: where torch's P numbers lie in such a row.
    """

    name = "compiled · cpu"  # for both: they give the same bits
    dtype: type = np.float32
    row: int = 0
    order: np.ndarray

    def __init__(self, config: RunConfig) -> None:
        self.config, self.step = config, 0
        self.shown, self.place = packed(config.batch)
        self.pieces = pieces_of(config) if config.window else None

    @property
    def rows(self) -> Sequence[np.ndarray]:
        """Weights, gradient, and the averages of the gradient and of its square, each (row,)."""
        raise NotImplementedError

    @property
    def weights(self) -> np.ndarray:
        return self.rows[0]

    @property
    def averages(self) -> dict[str, np.ndarray]:
        _weights, _gradient, mean, square = self.rows
        return dict(zip(AVERAGES[self.config.optimizer], (square, mean), strict=False))

    def advance(self, n: int, keep: Collection[int] = ()) -> Block:
        block = self._read(n, keep, learning=True)
        self.step += n
        return block

    def measure(self) -> Block:
        return self._read(1, (0,), learning=False)

    def state(self) -> State:
        averages = {name: row[self.order] for name, row in self.averages.items()}
        return State(self.step, self.weights[self.order], averages)

    def load(self, state: State) -> None:
        self.step, self.weights[self.order] = state.step, state.weights
        for name, row in self.averages.items():
            row[self.order] = state.averages[name]

    def _read(self, n: int, keep: Collection[int], *, learning: bool) -> Block:
        if self.pieces is None:
            return self._read_all(n, keep, learning=learning)
        return self._read_pieces(self.pieces, n, keep, learning=learning)

    def _read_all(self, n: int, keep: Collection[int], *, learning: bool) -> Block:
        """Each step reads the whole text."""
        record = self._record(n, len(self.place), keep)
        self._train(self.shown, record, learning=learning, step=self.step)
        return self._block(record, record.losses, keep)

    def _read_pieces(self, pieces: Windows | Lines, n: int, keep: Collection[int], *, learning: bool) -> Block:
        """Each step reads windows or lines of a long text, after the network has predicted the shown text."""
        record, losses, held_out = self._record(n, len(self.place), keep), np.empty(n), np.full(n, np.nan)
        for offset, step in enumerate(range(self.step, self.step + n)):
            first, end = (np.count_nonzero(record.keep[:n]) for n in (offset, offset + 1))
            said = plan.Record._make((*(rows[offset : offset + 1] for rows in record[:4]), record.kept[first:end]))
            self._train(self.shown, said, learning=False, step=step)
            if step % MEASURE_EVERY == 0:
                held_out[offset] = np.mean([self._loss(batch) for batch in pieces.measured])
            losses[offset] = self._loss(pieces.batch(step), learning=learning, step=step)
        return self._block(record, losses, keep, held_out)

    def _loss(self, batch: Batch, *, learning: bool = False, step: int = 0) -> float:
        read, _place = packed(batch)
        record = self._record(1, len(read.inputs), ())
        self._train(read, record, learning=learning, step=step)
        return record.losses[0]

    def _train(self, batch: plan.Batch, record: plan.Record, *, learning: bool, step: int) -> None:
        """Fills a record, a step for each of its losses; `learning` false: measures only."""
        raise NotImplementedError

    def _record(self, n: int, positions: int, keep: Collection[int]) -> plan.Record:
        """Buffers for the predictions of n steps over this many characters."""
        record = plan.Record(
            losses=np.empty(n),
            predicted=np.empty((n, positions), np.int32),
            confidence=np.empty((n, positions), np.float32),
            keep=np.zeros(n, np.bool_),
            kept=np.empty((len(keep), self.row), self.dtype),
        )
        record.keep[list(keep)] = True
        return record

    def _block(
        self, record: plan.Record, losses: np.ndarray, keep: Collection[int], held_out: np.ndarray | None = None
    ) -> Block:
        predicted, confidence = self._placed(record.predicted), self._placed(record.confidence)
        return Block(losses, predicted, confidence, tuple(sorted(keep)), record.kept[:, self.order], held_out)

    def _placed(self, rows: np.ndarray) -> np.ndarray:
        """(n, N) in time-major order -> (n, B, T), 0 where padded."""
        sequences, times = self.config.batch.inputs.shape
        placed = np.zeros((len(rows), sequences * times), rows.dtype)
        placed[:, self.place] = rows
        return placed.reshape(-1, sequences, times)
