"""Training in the WebAssembly module, through wasmtime: the bits of `CompiledEngine`, with nothing to compile.

It needs no numba. What a call is told is in `kernels/plan.py`, what it answers in `kernels/module.py`; the browser's own caller
is assets/engine/engine.js.
"""

import atexit
import functools
from collections.abc import Sequence
from typing import Any

import numpy as np

from charviz.config import RunConfig
from charviz.engines.kernels.plan import DRAW, MEASURE, ROOM, ROW, STATE, TRAIN, Batch, Record, Sizes
from charviz.engines.loop_engine import INITS, LoopEngine, plan_of, sizes_of
from charviz.engines.packing import CACHE_LINE
from charviz.nn.parameters import count
from charviz.paths import ASSETS

FILE = ASSETS / "engine" / "engine.wasm"
PAGE = 2**16  # bytes by which memory grows


@functools.cache
def is_here() -> bool:
    """Whether the module can be called on this machine."""
    try:
        Instance()
    except Exception:  # wasmtime is missing, or not for this processor, or nothing may be made to run here
        return False
    return True


@functools.cache
def _compiled() -> Any:
    """wasmtime's engine, and the module as this machine's code: a quarter of a second."""
    import wasmtime

    atexit.register(
        _compiled.cache_clear
    )  # later, when Python ends, wasmtime can no longer free them, and would say so
    engine = wasmtime.Engine()
    return engine, wasmtime.Module(engine, FILE.read_bytes())


class Instance:
    """The module with a memory of its own, in which arrays lie one after the other."""

    def __init__(self) -> None:
        import wasmtime

        engine, module = _compiled()
        self.store = wasmtime.Store(engine)
        exports: Any = wasmtime.Instance(self.store, module, []).exports(self.store)
        self.engine, self.memory = exports["engine"], exports["memory"]
        self.top: int = exports["__heap_base"].value(self.store)
        self.bytes = np.frombuffer(self.memory.get_buffer_ptr(self.store), np.uint8)
        self.result, self.error = self.reserve(1, np.float64), self.reserve(2, np.float64)

    def reserve(self, size: int, dtype: Any) -> int:
        """Where the next array lies."""
        place = -(-self.top // CACHE_LINE) * CACHE_LINE
        self.top = place + size * np.dtype(dtype).itemsize
        if (lacking := self.top - len(self.bytes)) > 0:
            self.memory.grow(self.store, -(-lacking // PAGE))
            self.bytes = np.frombuffer(self.memory.get_buffer_ptr(self.store), np.uint8)
        return place

    def view(self, place: int, shape: int | tuple[int, ...], dtype: Any) -> np.ndarray:
        """The array at a place; not to be used after the next `reserve`, which may move the memory."""
        size = np.dtype(dtype).itemsize * int(np.prod(shape))
        return self.bytes[place : place + size].view(dtype).reshape(shape)

    def put(self, array: np.ndarray) -> int:
        """Where a copy of the array lies."""
        place = self.reserve(array.size, array.dtype)
        self.view(place, array.shape, array.dtype)[...] = array
        return place

    def call(self, *places: int) -> float:
        """Calls the entry of the module with all that it needs behind `result` and `error`."""
        if self.engine(self.store, self.result, self.error, *places):
            raise RuntimeError("the training loops failed in the WebAssembly module")
        return float(self.view(self.result, 1, np.float64)[0])


class ModuleEngine(LoopEngine):
    """Trains one run in an instance of its own."""

    def __init__(self, config: RunConfig) -> None:
        super().__init__(config)
        self.instance, self.work, self.scratch = Instance(), 0, 0
        self.bottom, nothing = self.instance.top, self._record(0, 0, ())
        self.row = int(self._ask(ROW, self.shown, nothing))
        self.instance.top = self.bottom
        self.scratch = self.instance.reserve(count(config) + STATE, np.int64)
        self.work = self.bottom = self.instance.reserve(0, np.float32)
        self.rooms: dict[Sizes, int] = {}
        self.sizes: Sizes | None = None  # of the last pass
        self._make_room(self.shown)
        self._ask(DRAW, self.shown, nothing)
        self.order = self.instance.view(self.scratch, count(config), np.int64).copy()  # left there by `draw_weights`

    @property
    def rows(self) -> Sequence[np.ndarray]:
        """Views of the memory, which may move when it grows."""
        return tuple(self.instance.view(self.work, (4, self.row), np.float32))

    def _train(self, batch: Batch, record: Record, *, learning: bool, step: int) -> None:
        self._make_room(batch)
        self._ask(TRAIN if learning else MEASURE, batch, record, step)

    def _make_room(self, batch: Batch) -> None:
        """Behind the rows there is room for a pass over the batch: zero, where the last one was of another size."""
        sizes = sizes_of(self.config, batch)
        if sizes == self.sizes:
            return
        if sizes not in self.rooms:
            self.rooms[sizes] = int(self._ask(ROOM, batch, self._record(0, 0, ())))
        self.sizes, self.instance.top = sizes, self.work
        self.instance.reserve(self.rooms[sizes], np.float32)
        self.bottom = self.instance.top
        self.instance.view(self.work, self.rooms[sizes], np.float32)[4 * self.row :] = 0

    def _ask(self, verb: int, batch: Batch, record: Record, step: int = 0) -> float:
        """The module's answer; fills the record."""
        instance = self.instance
        instance.top = self.bottom  # the arrays of the last call are needed no more
        told = self._facts(verb, batch, len(record.losses), step), np.concatenate(batch)
        facts, ids, *places = (instance.put(array) for array in (*told, *record))
        answer = instance.call(facts, self.work, ids, *places, self.scratch)
        for array, place in zip(record, places, strict=True):
            array[...] = instance.view(place, array.shape, array.dtype)
        return answer

    def _facts(self, verb: int, batch: Batch, steps: int, steps_before: int) -> np.ndarray:
        """In the order of `plan.FACTS`."""
        config = self.config
        sizes, *others = plan_of(config, sizes_of(config, batch))
        drawn = config.seed, INITS[config.init], config.forget_bias
        return np.array([*sizes, *others, *drawn, len(batch.starts) - 1, verb, 0, steps, steps_before], np.float64)
