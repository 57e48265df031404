"""The weights of a step as the state_dict of torch's own modules."""

import pytest
import torch
from torch import nn
from torch.nn import functional

import charviz as cv

CELLS = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("embeds", [True, False])
@pytest.mark.parametrize("headed", [True, False])
def test_they_load_strictly_and_predict_the_same(cell: str, layers: int, embeds: bool, headed: bool) -> None:  # noqa: FBT001
    units = 8 if headed else 5
    parts = {"embedding": nn.Embedding(5, 4)} if embeds else {}
    parts["rnn"] = CELLS[cell](4 if embeds else 5, units, layers, batch_first=True)
    parts |= {"head": nn.Linear(units, 5)} if headed else {}
    form = {"encoding": "embedding", "embedding_size": 4} if embeds else {}
    form |= {} if headed else {"head": "none"}
    run = cv.train(cv.RunConfig(cell_type=cell, num_layers=layers, hidden_size=units, steps=20, **form))
    ids = torch.from_numpy(run.vocabulary.encode("hihell"))[None]
    for step in (0, 12, -1):
        weights = {name: torch.tensor(array) for name, array in run.weights(step).items()}
        nn.ModuleDict(parts).load_state_dict(weights, strict=True)
        with torch.no_grad():
            x = parts["embedding"](ids) if embeds else functional.one_hot(ids, 5).float()
            outputs, _state = parts["rnn"](x)
            outputs = parts["head"](outputs) if headed else outputs
        found = outputs.softmax(dim=-1)[0].numpy()
        assert found == pytest.approx(run.trace(step).probabilities, abs=1e-6)
