"""The values of the tensors on the page Shapes, as its lines of PyTorch compute them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch

from charviz.nn.model import MODULES
from charviz.nn.tensor_shapes import Shapes
from charviz.runs.run import Run
from charviz.worker.answers import Answer


@torch.no_grad()
def answer(run: Run, question: Mapping[str, Any]) -> Answer:
    """Fields: those of `Shapes`; arrays by the names of its tensors. The run is not used."""
    shapes = Shapes(**{**question["shapes"], "words": tuple(question["shapes"]["words"])})
    sizes = shapes.sizes
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        ids = torch.tensor(shapes.ids)
        if shapes.embedding_size:
            x = torch.nn.Embedding(sizes["V"], sizes["E"])(ids)
        else:
            x = torch.nn.functional.one_hot(ids, sizes["V"]).float()
        x = x if shapes.batch_first else x.transpose(0, 1)
        module = MODULES[shapes.cell_type]
        output, state = module(sizes["E"], sizes["H"], sizes["L"], batch_first=shapes.batch_first)(x)
        found = {
            "x": x,
            "output": output,
            **dict(zip(("h_n", "c_n"), state if isinstance(state, tuple) else (state,), strict=False)),
        }
        if shapes.head:
            found["y"] = torch.nn.Linear(sizes["H"], sizes["V"])(output)
            found["prediction"] = found["y"].argmax(dim=-1)
    arrays = {name: value.numpy().astype(np.float32) for name, value in found.items()}
    return {}, {"ids": np.array(shapes.ids, np.float32), **arrays}
