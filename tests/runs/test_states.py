"""Runs of weights that somebody has: checkpoints of their own training."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

import charviz as cv

CONFIG = cv.RunConfig(
    text="hihello", cell_type="lstm", num_layers=2, hidden_size=6, encoding="embedding", embedding_size=4
)


def net(names: tuple[str, str, str] = ("embedding", "rnn", "head"), *, bias: bool = True) -> nn.Module:
    modules = nn.Embedding(5, 4), nn.LSTM(4, 6, 2, batch_first=True, bias=bias), nn.Linear(6, 5, bias=bias)
    return nn.ModuleDict(dict(zip(names, modules, strict=True)))


def loss(model: nn.Module, run: cv.Run) -> float:
    embedding, rnn, head = model.values()
    ids = torch.from_numpy(run.config.batch.inputs)
    outputs = head(rnn(embedding(ids))[0])[0]
    return functional.cross_entropy(outputs, torch.from_numpy(run.config.batch.targets)[0]).item()


@pytest.mark.parametrize("names", [("embedding", "rnn", "head"), ("tok", "lstm", "decoder")])
@pytest.mark.parametrize("bias", [True, False])
def test_checkpoints_become_a_run(names: tuple[str, str, str], bias: bool) -> None:  # noqa: FBT001
    models = [net(names, bias=bias) for _ in range(3)]
    states = [(step, model.state_dict()) for step, model in zip((0, 10, 35), models, strict=True)]
    run = cv.Run.from_states(CONFIG, states)
    assert run.keyframes == [0, 10, 35] and run.config.training == "elsewhere" and len(run) == 36
    for (step, _state), model in zip(states, models, strict=True):
        assert run.losses[step] == pytest.approx(loss(model, run), rel=1e-5)
    assert run.losses[5] == run.losses[0] and run.losses[6] == run.losses[10]


def test_wrappers_prefixes_arrays_and_one_state_alone() -> None:
    model = net()
    state = {f"module.{name}": tensor.numpy() for name, tensor in model.state_dict().items()}
    run = cv.Run.from_states(CONFIG, [(0, state)])
    assert len(run) == 1 and run.losses[0] == pytest.approx(loss(model, run), rel=1e-5)
    bare = cv.RunConfig(text="hihello", cell_type="gru", hidden_size=5, head="none")
    assert cv.Run.from_states(bare, [(0, nn.GRU(5, 5).state_dict())]).trace().hidden.shape == (1, 6, 5)
    assert cv.Run.from_bytes(run.to_bytes()).config == run.config


def changed(**changes: np.ndarray | None) -> dict:
    state = {**net().state_dict(), **{name.replace("__", "."): value for name, value in changes.items()}}
    return {name: value for name, value in state.items() if value is not None}


GOOD = net().state_dict()
TIED = cv.RunConfig(text="hihello", cell_type="rnn", hidden_size=4, encoding="embedding", embedding_size=4)
TWO_TABLES = {f"r.{name}": tensor for name, tensor in nn.RNN(4, 4).state_dict().items()}
TWO_TABLES |= {"a.weight": torch.ones(5, 4), "b.weight": torch.ones(5, 4)}


@pytest.mark.parametrize(
    ("config", "states", "sentence"),
    [
        (CONFIG, [], "pairs of a step and a state_dict"),
        (CONFIG, {0: GOOD}, "pairs of a step and a state_dict"),
        (CONFIG, [GOOD], "a pair of states is"),
        (CONFIG, [(5, GOOD)], "step 5 after nothing"),
        (CONFIG, [(0, GOOD), (3, GOOD), (3, GOOD)], "step 3 after 3"),
        (CONFIG, [(0, GOOD), (30_000, GOOD)], "30000; allowed: 0 to 20,000"),
        (CONFIG, [(0, "weights.pt")], "the state_dict of a module"),
        (CONFIG, [(0, changed(norm__weight=torch.ones(6)))], "norm.weight', which the network"),
        (CONFIG, [(0, changed(rnn__weight_ih_l0_reverse=torch.ones(24, 4)))], "rnn.weight_ih_l0_reverse"),
        (CONFIG, [(0, changed(rnn__weight_hh_l1=None))], "lacks rnn.weight_hh_l1"),
        (CONFIG, [(0, changed(head__weight=None))], "lacks head.weight"),
        (CONFIG, [(0, changed(rnn__weight_hh_l0=torch.ones(18, 6)))], r"weight_hh_l0 is \[18, 6\].*\[24, 6\]"),
        (CONFIG, [(0, {**GOOD, "other.weight_hh_l0": torch.ones(24, 6)})], "several weights that rnn could be"),
        (CONFIG, [(0, changed(head__bias=torch.full((5,), torch.nan)))], "not a finite number"),
        (CONFIG.replace(cell_type="gru"), [(0, GOOD)], r"\[24, 4\]; its config asks for \[18, 4\]"),
        (TIED, [(0, TWO_TABLES)], "several weights that embedding could be"),
        (cv.RunConfig(corpus="sums:2000"), [(0, GOOD)], "is only shown on a text"),
        ("text", [(0, GOOD)], "a RunConfig"),
    ],
)
def test_a_state_that_does_not_fit_is_refused_in_a_sentence(config: cv.RunConfig, states: list, sentence: str) -> None:
    with pytest.raises(cv.ConfigError, match=sentence) as caught:
        cv.Run.from_states(config, states)
    assert len(str(caught.value)) < 400


def test_a_run_of_one_step_can_be_replayed_and_shown() -> None:
    run = cv.Run.from_states(CONFIG, [(0, net().state_dict())])
    assert run.gradients().flow.shape == (6, 6) and len(run.to_frame()) == 1 and "<!doctype html>" in run.to_html()
