"""Training with torch's own layers: any size, any device. A step does what a plain training loop does, and nothing else."""

import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor

from charviz.config import RunConfig
from charviz.config.fields import field_error
from charviz.engines.base import AVERAGES, Block, State
from charviz.engines.lines import Lines, pieces_of
from charviz.engines.windows import MEASURE_EVERY, Windows
from charviz.i18n import N_
from charviz.nn.cells import probabilities
from charviz.nn.model import CharModel, loss_of
from charviz.nn.torch_modes import plain
from charviz.text.vocabulary import Batch

_threads_lock = threading.Lock()
_threads = {"users": 0, "before": 1}


@contextmanager
def one_thread() -> Iterator[None]:
    """Runs torch on one thread with gradients: sums are added in one order, so results do not depend on other threads."""
    with _threads_lock:
        if not _threads["users"]:
            _threads["before"] = torch.get_num_threads()
        _threads["users"] += 1
    torch.set_num_threads(1)
    try:
        with plain(learning=True):
            yield
    finally:
        with _threads_lock:
            _threads["users"] -= 1
            if not _threads["users"]:
                torch.set_num_threads(_threads["before"])


def pick_device(wanted: str) -> torch.device:
    """auto: the GPU when there is one. ConfigError for a device that this machine lacks."""
    here = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    name = next(name for name in ("cuda", "mps", "cpu") if here[name]) if wanted == "auto" else wanted
    if not here[name]:
        raise field_error(
            N_("{device} is {found}, which this machine does not have; allowed here: {allowed}."),
            found=repr(wanted),
            allowed=tuple(repr(name) for name in ("auto", *here) if here.get(name, True)),
        )
    return torch.device(name)


class TorchEngine:
    """Advances one run with nn.RNN, nn.LSTM or nn.GRU and a fused optimizer."""

    @plain(learning=True)
    def __init__(self, config: RunConfig) -> None:
        device = pick_device(config.device)
        self.name = f"torch · {device.type}"
        self.config = config
        self.model = CharModel(config).to(device)
        self.parameters = list(self.model.parameters())
        self.flat = [
            parameter.detach().view(-1) for parameter in self.parameters
        ]  # alias the weights, for one-call copies
        self.fused = config.optimizer != "rmsprop"  # torch has no fused RMSprop
        self.optimizer, self.step = _optimizer(config, self.parameters, fused=self.fused), 0
        self.device = device
        self.shown, self.targets = self._encoded(config.batch)
        self.pieces = pieces_of(config) if config.window else None
        self.ahead: tuple[Tensor, Tensor] | None = None  # of the next step, if `measure` has computed it

    def advance(self, n: int, keep: Collection[int] = ()) -> Block:
        kept = sorted(keep)
        losses, outputs, held_out = [], [], []
        with one_thread():
            weights = torch.empty(len(kept), sum(map(len, self.flat)), dtype=torch.float32, device=self.device)
            rows = dict(zip(kept, weights, strict=True))
            for offset in range(n):
                if offset in rows:
                    torch.cat(self.flat, out=rows[offset])
                output, loss = self.ahead or self._forward()
                self.ahead = None
                if self.pieces:
                    held_out.append(self._held_out(self.pieces))
                self._step(loss)
                losses.append(loss.detach())
                outputs.append(output.detach())
                self.step += 1
            return self._block(losses, outputs, held_out, tuple(kept), weights)

    def measure(self) -> Block:
        with one_thread():
            output, loss = self.ahead = self.ahead or self._forward()
            held_out = [self._held_out(self.pieces)] if self.pieces else []
            return self._block([loss.detach()], [output.detach()], held_out, (0,), torch.cat(self.flat)[None])

    @plain(learning=False)
    def state(self) -> State:
        averages = {
            name: torch.cat([self._average(parameter, name).view(-1) for parameter in self.parameters])
            for name in AVERAGES[self.config.optimizer]
        }
        rows = {name: row.cpu().numpy() for name, row in averages.items()}
        return State(self.step, torch.cat(self.flat).cpu().numpy(), rows)

    @plain(learning=True)
    def load(self, state: State) -> None:
        self.step, self.ahead = state.step, None
        sizes = [len(row) for row in self.flat]
        for row, numbers in zip(self.flat, torch.tensor(state.weights).split(sizes), strict=True):
            row.copy_(numbers)
        for name, average in state.averages.items():
            for parameter, numbers in zip(self.parameters, torch.tensor(average).split(sizes), strict=True):
                kept = self.optimizer.state[parameter]
                kept[name] = numbers.to(parameter.device, copy=True).view_as(parameter)
                kept["step"] = torch.tensor(
                    state.step, dtype=torch.float32, device=parameter.device if self.fused else "cpu"
                )

    def _average(self, parameter: Tensor, name: str) -> Tensor:
        """A running average of a parameter; zeros before the first step."""
        return self.optimizer.state[parameter].get(name, torch.zeros_like(parameter))

    def _encoded(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """The encoded inputs, and the targets (B, T)."""
        inputs, targets = (torch.from_numpy(ids).to(self.device) for ids in (batch.inputs, batch.targets))
        return self.model.encode(inputs), targets

    def _forward(self) -> tuple[Tensor, Tensor]:
        """The outputs for the shown text, and the loss on what this step reads."""
        if self.pieces is None:
            output = self.model(self.shown)
            return output, loss_of(output, self.targets, self.config.loss)
        inputs, targets = self._encoded(self.pieces.batch(self.step))
        with torch.no_grad():
            output = self.model(self.shown)
        return output, loss_of(self.model(inputs), targets, self.config.loss)

    @torch.no_grad()
    def _held_out(self, pieces: Windows | Lines) -> float:
        if self.step % MEASURE_EVERY:
            return float("nan")
        measured = [self._encoded(batch) for batch in pieces.measured]
        losses = [loss_of(self.model(inputs), targets, self.config.loss) for inputs, targets in measured]
        return torch.stack(losses).double().mean().item()

    def _step(self, loss: Tensor) -> None:
        self.optimizer.zero_grad()
        loss.backward()
        if self.config.clip_norm is not None:
            torch.nn.utils.clip_grad_norm_(self.parameters, self.config.clip_norm)
        self.optimizer.step()

    def _block(
        self,
        losses: list[Tensor],
        outputs: list[Tensor],
        held_out: list[float],
        kept: tuple[int, ...],
        weights: Tensor,
    ) -> Block:
        confidences, predictions = probabilities(torch.stack(outputs), self.config.loss).max(dim=-1)
        return Block(
            torch.stack(losses).cpu().numpy().astype(np.float64),
            predictions.cpu().numpy(),
            confidences.cpu().numpy(),
            kept,
            weights.cpu().numpy(),
            np.array(held_out) if self.pieces else None,
        )


def _optimizer(config: RunConfig, parameters: list[torch.nn.Parameter], *, fused: bool) -> torch.optim.Optimizer:
    """The optimizers by name."""
    make = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD, "rmsprop": torch.optim.RMSprop}[config.optimizer]
    return make(parameters, lr=config.learning_rate, **({"fused": True} if fused else {}))
