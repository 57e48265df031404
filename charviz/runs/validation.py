"""Validation: a network's loss and accuracy on the part of a long text that is never trained on."""

from typing import NamedTuple

import numpy as np
import torch

from charviz.config import RunConfig
from charviz.engines.lines import pieces_of
from charviz.engines.torch_engine import one_thread
from charviz.nn.model import CharModel, loss_of
from charviz.nn.parameters import unpack, weight_shapes
from charviz.text.vocabulary import PADDING


class Unseen(NamedTuple):
    """loss: as training measures it, see `measured` of `Windows` and `Lines`; accuracy: the share of correct predictions."""

    loss: float
    accuracy: float


@torch.no_grad()
@one_thread()
def unseen(config: RunConfig, weights: np.ndarray) -> Unseen:
    """The validation loss and accuracy of a network of a config in windows or lines; weights: (P,)."""
    model = CharModel(config)
    model.load_state_dict(unpack(torch.from_numpy(np.array(weights)), weight_shapes(config)))
    losses, right = [], []
    for batch in pieces_of(config).measured:
        inputs, targets = torch.from_numpy(batch.inputs), torch.from_numpy(batch.targets)
        outputs = model(model.encode(inputs))
        losses.append(loss_of(outputs, targets, config.loss).item())
        is_right = outputs.argmax(dim=-1) == targets
        right.append(is_right[targets != PADDING].double().mean().item())
    return Unseen(float(np.mean(losses)), float(np.mean(right)))
