"""cells.py against torch: every cell, every layer, both precisions."""

import pytest
import torch

from charviz.config import RunConfig
from charviz.nn.cell_types import GATES
from charviz.nn.model import CharModel, initial_weights, loss_of
from charviz.nn.parameters import weight_shapes
from charviz.nn.replay import replay


def flat(weights: dict[str, torch.Tensor]) -> torch.Tensor:
    return torch.cat([tensor.flatten() for tensor in weights.values()])


@pytest.mark.parametrize("cell_type", ["rnn", "lstm", "gru", "memoryless"])
@pytest.mark.parametrize("num_layers", [1, 2, 4])
@pytest.mark.parametrize("encoding", ["one-hot", "embedding"])
@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float32, 1e-6), (torch.float64, 1e-12)])
def test_replay_equals_torch(
    cell_type: str, num_layers: int, encoding: str, dtype: torch.dtype, tolerance: float
) -> None:
    config = RunConfig(
        text="hello\neolll\nhi", sequences="lines", cell_type=cell_type, num_layers=num_layers, encoding=encoding
    )
    nets = [initial_weights(config.replace(seed=seed), dtype) for seed in range(3)]
    played = replay(config, torch.stack([flat(weights) for weights in nets]), config.batch)
    model = CharModel(config).to(dtype)
    for index, weights in enumerate(nets):
        model.load_state_dict(weights)
        x = model.encode(torch.from_numpy(config.batch.inputs))
        output = model(x if encoding == "embedding" else x.to(dtype))
        expected = config.batch.flat(output.detach().movedim(-1, 0).numpy()).T
        assert abs(played.outputs[index] - expected).max() <= tolerance
        if cell_type != "memoryless":
            x = model.embedding(x) if encoding == "embedding" else x.to(dtype)
            top = model.rnn(x)[0].detach().movedim(-1, 0).numpy()
            assert abs(played.values["hidden"][index, -1] - config.batch.flat(top).T).max() <= tolerance


@pytest.mark.parametrize("cell_type", ["rnn", "lstm", "gru"])
def test_every_layer_ends_in_torchs_final_state(cell_type: str) -> None:
    config = RunConfig(text="hello pytorch", cell_type=cell_type, num_layers=3)
    weights = initial_weights(config, torch.float64)
    played = replay(config, flat(weights)[None], config.batch)
    model = CharModel(config).double()
    model.load_state_dict(weights)
    state = model.rnn(model.encode(torch.from_numpy(config.batch.inputs)).double())[1]
    finals = dict(zip(("hidden", "cell_state"), state if cell_type == "lstm" else (state,), strict=False))
    for name, final in finals.items():
        assert abs(played.values[name][0, :, -1] - final[:, 0].detach().numpy()).max() <= 1e-12


@pytest.mark.parametrize("cell_type", ["lstm", "gru"])
def test_the_equations_hold_between_the_values(cell_type: str) -> None:
    config = RunConfig(cell_type=cell_type, num_layers=2)
    values = replay(config, flat(initial_weights(config, torch.float64))[None], config.batch).values
    before = {name: values[name][:, :, :-1] for name in ("hidden", "cell_state") if name in values}
    now = {name: value[:, :, 1:] for name, value in values.items()}
    if cell_type == "lstm":
        c = now["forget"] * before["cell_state"] + now["input"] * now["candidate"]
        assert abs(now["cell_state"] - c).max() < 1e-15
    else:
        h = (1 - now["update"]) * now["candidate"] + now["update"] * before["hidden"]
        assert abs(now["hidden"] - h).max() < 1e-15
    for name, gate in GATES[cell_type].items():
        assert gate.low <= values[name].min() and values[name].max() <= gate.high


def test_first_weights_are_torchs_own() -> None:
    config = RunConfig(cell_type="gru", num_layers=2, encoding="embedding", seed=7)
    torch.manual_seed(7)
    layers = {"embedding": torch.nn.Embedding(5, 8), "rnn": torch.nn.GRU(8, 8, 2), "head": torch.nn.Linear(8, 5)}
    expected = torch.nn.ModuleDict(layers).state_dict()
    mine = initial_weights(config)
    assert list(mine) == list(expected) == list(weight_shapes(config))
    assert all(torch.equal(mine[name], expected[name]) for name in expected)


def test_drawing_leaves_the_global_generator_alone() -> None:
    torch.manual_seed(1)
    expected = torch.rand(3)
    torch.manual_seed(1)
    CharModel(RunConfig(seed=5))
    assert torch.equal(torch.rand(3), expected)


def test_forget_bias_moves_only_the_forget_gate() -> None:
    plain, biased = (initial_weights(RunConfig(cell_type="lstm", forget_bias=bias)) for bias in (0.0, 2.0))
    difference = biased["rnn.bias_ih_l0"] - plain["rnn.bias_ih_l0"]
    assert torch.allclose(difference.view(4, 8), torch.tensor([[0.0], [2.0], [0.0], [0.0]]).expand(4, 8), atol=1e-6)


def test_padding_does_not_count() -> None:
    outputs = torch.randn(2, 3, 4)
    targets = torch.tensor([[0, 1, 2], [3, -1, -1]])
    rows = torch.log_softmax(outputs, -1)
    by_hand = -(rows[0, 0, 0] + rows[0, 1, 1] + rows[0, 2, 2] + rows[1, 0, 3]) / 4
    assert torch.allclose(loss_of(outputs, targets, "cross-entropy"), by_hand)
    squares = [
        (outputs[b, t] - torch.eye(4)[targets[b, t]]).square().mean() for b, t in ((0, 0), (0, 1), (0, 2), (1, 0))
    ]
    assert torch.allclose(loss_of(outputs, targets, "mse"), sum(squares) / 2)
