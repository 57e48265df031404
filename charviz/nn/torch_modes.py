"""torch as it is by itself, whatever its caller has asked of it for a while."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import torch


@contextmanager
def plain(*, learning: bool) -> Iterator[None]:
    """No autocast, no inference mode, tensors on the CPU where no other device is named; learning: gradients are recorded."""
    elsewhere = torch.get_default_device().type != "cpu"  # to name one costs time at every call
    with (
        torch.inference_mode(False),
        torch.set_grad_enabled(learning),
        torch.autocast("cpu", enabled=False),
        torch.device("cpu") if elsewhere else nullcontext(),
    ):
        yield
