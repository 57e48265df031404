"""Validation: a network's loss and accuracy on the part of a long text that is never trained on."""

from typing import NamedTuple

import numpy as np
import torch

from charviz.config import RunConfig
from charviz.engines.torch_engine import one_thread
from charviz.engines.windows import Windows
from charviz.nn.model import CharModel, loss_of
from charviz.nn.parameters import unpack, weight_shapes


class Unseen(NamedTuple):
    """loss: as training measures it, see `windows.Windows.measured`; accuracy: the share of correct predictions."""

    loss: float
    accuracy: float


@torch.no_grad()
@one_thread()
def unseen(config: RunConfig, weights: np.ndarray) -> Unseen:
    """The validation loss and accuracy of a network of a config in windows; weights: (P,)."""
    model = CharModel(config)
    model.load_state_dict(unpack(torch.from_numpy(np.array(weights)), weight_shapes(config)))
    losses, right = [], []
    for batch in Windows(config).measured:
        inputs, targets = torch.from_numpy(batch.inputs), torch.from_numpy(batch.targets)
        outputs = model(model.encode(inputs))
        losses.append(loss_of(outputs, targets, config.loss).item())
        right.append((outputs.argmax(dim=-1) == targets).double().mean().item())
    return Unseen(float(np.mean(losses)), float(np.mean(right)))
