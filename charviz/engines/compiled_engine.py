"""Training in compiled loops: for small networks on the CPU, where torch spends its time on calls, not on computing."""

import numpy as np

from charviz.config import RunConfig
from charviz.engines.kernels import draws, layout, plan, train_loop
from charviz.engines.loop_engine import INITS, LoopEngine, plan_of, sizes_of
from charviz.engines.packing import zeros


def drawn_weights(config: RunConfig, sizes: plan.Sizes) -> np.ndarray:
    """(P,) float32 in torch's order: the weights before the first step."""
    row, state = np.zeros(layout.torch_size(sizes), np.float32), np.zeros(plan.STATE, np.int64)
    draws.draw(row, sizes, config.seed, INITS[config.init], config.forget_bias, state)
    return row


class CompiledEngine(LoopEngine):
    """Trains one run. Only `train_loop.train` is called, so that all numbers come from one piece of machine code.

    dtype: float32, as in torch; with float64 tests can check that the arithmetic is the same.
    """

    def __init__(self, config: RunConfig, dtype: type = np.float32) -> None:
        super().__init__(config)
        sizes = sizes_of(config, self.shown)
        self.dtype, self.row, self.plan = dtype, layout.net_starts(sizes)[-1], plan_of(config, sizes)
        self.flat = layout.Flat(*(zeros(self.row, dtype) for _ in layout.Flat._fields))
        self.net, self.gradient = (layout.net_views(row, sizes) for row in (self.flat.weights, self.flat.gradient))
        self.order = np.empty(layout.torch_size(sizes), np.int64)
        layout.torch_places(self.order, sizes)
        self.traces = self._traces(self.shown)
        self.last_pass: tuple[plan.Sizes, layout.Traces] | None = None  # over a piece
        self.weights[self.order] = drawn_weights(config, sizes)

    @property
    def rows(self) -> layout.Flat:
        return self.flat

    def _room(self, batch: plan.Batch) -> layout.Traces:
        """The room of the last pass, where this one is as large; lines are of many sizes."""
        sizes = sizes_of(self.config, batch)
        if self.last_pass is None or self.last_pass[0] != sizes:
            self.last_pass = sizes, self._traces(batch)
        return self.last_pass[1]

    def _traces(self, batch: plan.Batch) -> layout.Traces:
        """Room for one pass; not to be shared with a smaller batch, for the padding stays zero."""
        sizes = sizes_of(self.config, batch)
        return layout.traces_views(zeros(layout.traces_starts(sizes)[-1], self.dtype), sizes)

    def _train(self, batch: plan.Batch, record: plan.Record, *, learning: bool, step: int) -> None:
        room = self.traces if batch is self.shown else self._room(batch)
        train_loop.train(self.plan, self.flat, self.net, self.gradient, batch, room, record, learning, step)
