"""Training in compiled loops: for small nets on the CPU, where torch spends its time on calling, not on computing."""

from collections.abc import Collection

import numpy as np
import torch

from charviz.config import RunConfig
from charviz.engines import AVERAGES, Block, State
from charviz.engines.kernels import loop
from charviz.engines.layout import net_size, net_views, packed, torch_order, traces, zeros
from charviz.model import initial_weights

CELLS = {"memoryless": loop.MEMORYLESS, "rnn": loop.RNN, "lstm": loop.LSTM, "gru": loop.GRU}
LOSSES = {"cross-entropy": loop.CROSS_ENTROPY, "mse": loop.SQUARED_ERROR}
OPTIMIZERS = {"adam": loop.ADAM, "sgd": loop.SGD, "rmsprop": loop.RMSPROP}


class CompiledEngine:
    """Advances one run; from Python only `loop.train` is called, so that one piece of machine code makes all numbers.

    dtype: float32, as torch trains; float64 lets tests show that the arithmetic is the same.
    """

    name = "compiled · cpu"

    def __init__(self, config: RunConfig, dtype: type = np.float32) -> None:
        self.config, self.dtype, self.step = config, dtype, 0
        self.plan = loop.Plan(
            cell=CELLS[config.cell_type],
            loss=LOSSES[config.loss],
            optimizer=OPTIMIZERS[config.optimizer],
            rate=config.learning_rate,
            longest=-1.0 if config.clip_norm is None else config.clip_norm,
            symbols=len(config.vocabulary),
            embedded=config.encoding == "embedding",
            headed=config.head == "linear",
        )
        self.flat = loop.Flat(*(zeros((net_size(config),), dtype) for _ in loop.Flat._fields))
        self.net, self.gradient = net_views(self.flat.weights, config), net_views(self.flat.gradient, config)
        self.averages = dict(zip(AVERAGES[config.optimizer], (self.flat.square, self.flat.mean), strict=False))
        self.order = torch_order(config)
        self.batch, self.place = packed(config)
        self.traces = traces(config, dtype)
        first = initial_weights(config, getattr(torch, np.dtype(dtype).name)).values()
        self.flat.weights[self.order] = torch.cat([tensor.flatten() for tensor in first])

    def advance(self, n: int, keep: Collection[int] = ()) -> Block | None:
        if not n:
            return None
        block = self._run(n, keep, learning=True)
        self.step += n
        return block

    def measure(self) -> Block:
        return self._run(1, (0,), learning=False)

    def state(self) -> State:
        averages = {name: row[self.order] for name, row in self.averages.items()}
        return State(self.step, self.flat.weights[self.order], averages)

    def load(self, state: State) -> None:
        self.step, self.flat.weights[self.order] = state.step, state.weights
        for name, row in self.averages.items():
            row[self.order] = state.averages[name]

    def _run(self, n: int, keep: Collection[int], learning: bool) -> Block:
        kept, positions = tuple(sorted(keep)), len(self.place)
        record = loop.Record(
            losses=np.empty(n),
            predicted=np.empty((n, positions), np.int64),
            confidence=np.empty((n, positions), np.float32),
            keep=np.zeros(n, np.bool_),
            kept=np.empty((len(kept), len(self.flat.weights)), self.dtype),
        )
        record.keep[list(kept)] = True
        loop.train(self.plan, self.flat, self.net, self.gradient, self.batch, self.traces, record, learning, self.step)
        predicted, confidence = self._placed(record.predicted), self._placed(record.confidence)
        return Block(record.losses, predicted, confidence, kept, record.kept[:, self.order])

    def _placed(self, rows: np.ndarray) -> np.ndarray:
        """(n, N) in time-major order -> (n, B, T), 0 where padded."""
        sequences, times = self.config.batch.inputs.shape
        placed = np.zeros((len(rows), sequences * times), rows.dtype)
        placed[:, self.place] = rows
        return placed.reshape(-1, sequences, times)
