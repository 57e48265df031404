"""Gradients through time against an independent loop over torch's own layers, finite differences, and hand-made products."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import charviz as cv
from charviz.nn.gradients import gradients
from charviz.nn.model import initial_weights, loss_of
from charviz.nn.parameters import weight_shapes
from charviz.nn.replay import replay
from charviz.ui.pages.gradients import script

CELLS = ["rnn", "lstm", "gru"]
FOX = "the quick brown fox jumps over the lazy dog"


def flat(config: cv.RunConfig, dtype: torch.dtype) -> np.ndarray:
    return torch.cat([weight.flatten() for weight in initial_weights(config, dtype).values()]).numpy()


def by_torch(config: cv.RunConfig, dtype: torch.dtype) -> tuple[list[torch.Tensor], list[torch.Tensor], torch.Tensor]:
    """(h of the top layer, time by time), (c likewise), the loss: torch's own cells, one time and layer at a time."""
    module = {"rnn": torch.nn.RNNCell, "lstm": torch.nn.LSTMCell, "gru": torch.nn.GRUCell}[config.cell_type]
    vocabulary, weights = len(config.vocabulary), initial_weights(config, dtype)
    layers = []
    for index in range(config.num_layers):
        layers.append(module(config.hidden_size if index else vocabulary, config.hidden_size).to(dtype))
        parts = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        layers[-1].load_state_dict({part: weights[f"rnn.{part}_l{index}"] for part in parts})
    head = torch.nn.Linear(config.hidden_size, vocabulary).to(dtype)
    head.load_state_dict({name[5:]: value for name, value in weights.items() if name.startswith("head.")})
    hidden, cells, outputs, states = [], [], [], [None] * config.num_layers
    for index in config.batch.inputs[0]:
        x = torch.nn.functional.one_hot(torch.tensor([index]), vocabulary).to(dtype)
        for layer, cell in enumerate(layers):
            states[layer] = cell(x, states[layer])
            x = states[layer][0] if config.cell_type == "lstm" else states[layer]
        for kept, tensor in ((hidden, x), (cells, states[-1][1] if config.cell_type == "lstm" else None)):
            if tensor is not None:
                tensor.retain_grad()
                kept.append(tensor)
        outputs.append(head(x))
    return hidden, cells, loss_of(torch.stack(outputs, dim=1), torch.tensor(config.batch.targets), config.loss)


@settings(max_examples=40, deadline=None)
@given(
    cell_type=st.sampled_from(CELLS),
    num_layers=st.integers(1, 3),
    hidden_size=st.integers(1, 9),
    seed=st.integers(0, 9),
    loss=st.sampled_from(["cross-entropy", "mse"]),
    precision=st.sampled_from([(torch.float32, 1e-6), (torch.float64, 1e-10)]),
)
def test_it_is_autograd_through_torchs_own_cells(precision, **values) -> None:
    config, (dtype, tolerance) = cv.RunConfig(text="hello hihello", **values), precision
    states, cells, loss = by_torch(config, dtype)
    loss.backward()
    trace = gradients(config, 0, flat(config, dtype), config.batch)
    assert trace.losses.sum() == pytest.approx(loss.item(), rel=1e-5)
    assert trace.hidden == pytest.approx(np.stack([h.grad[0].numpy() for h in states]), abs=tolerance)
    if cells:
        assert trace.cell_state == pytest.approx(np.stack([c.grad[0].numpy() for c in cells]), abs=tolerance)
    else:
        assert trace.cell_state is None


@pytest.mark.parametrize("cell_type", CELLS)
def test_the_times_add_up_to_the_whole_gradient(cell_type: str) -> None:
    config = cv.RunConfig(cell_type=cell_type, num_layers=2)
    model_loss = by_torch(config, torch.float64)
    for layer in (0, 1):
        trace = gradients(config, 0, flat(config, torch.float64), config.batch, layer)
        assert set(trace.contributions) == {"weight_ih", "weight_hh", "bias_ih", "bias_hh"}
        for share in trace.contributions.values():
            assert share.projection.sum() == pytest.approx(1, abs=1e-12)
            assert share.unit.sum() == pytest.approx(share.total, rel=1e-12)
            assert share.norm.max() <= share.whole * len(share.norm) * 10
    assert trace.contributions["weight_hh"].norm[0] == 0  # at t = 0 there is no state to multiply with
    assert trace.contributions["weight_hh"].whole == pytest.approx(whole_gradient(config, model_loss), rel=1e-10)


def whole_gradient(config: cv.RunConfig, made: tuple) -> float:
    """Length of dL/dW_hh of the top layer, by torch."""
    loss = made[2]
    seen, queue = {}, [loss.grad_fn]
    while queue:
        node = queue.pop()
        for following, _ in node.next_functions:
            if following is not None and following not in seen:
                seen[following] = True
                queue.append(following)
    shape = weight_shapes(config)[f"rnn.weight_hh_l{config.num_layers - 1}"]
    wanted = initial_weights(config, torch.float64)[f"rnn.weight_hh_l{config.num_layers - 1}"]
    leaves = [node.variable for node in seen if hasattr(node, "variable") and node.variable.shape == torch.Size(shape)]
    (leaf,) = [leaf for leaf in leaves if torch.equal(leaf.detach(), wanted)]
    return torch.autograd.grad(loss, leaf)[0].norm().item()


@pytest.mark.parametrize("cell_type", CELLS)
def test_a_loss_touches_no_later_state(cell_type: str) -> None:
    trace = cv.train(cv.RunConfig(cell_type=cell_type, steps=5)).gradients()
    assert (np.triu(trace.flow, 1) == 0).all() and (np.triu(trace.attribution, 1) == 0).all()
    assert (np.diagonal(trace.flow) > 0).all()
    assert not trace.flow.flags.writeable


def test_an_rnns_triangle_decays_as_its_tanh_and_its_weights_say() -> None:
    config = cv.RunConfig(text=FOX, hidden_size=12)
    trace = gradients(config, 0, flat(config, torch.float64), config.batch)
    weights = initial_weights(config, torch.float64)
    u, head = weights["rnn.weight_hh_l0"].numpy(), weights["head.weight"].numpy()
    played = replay(config, flat(config, torch.float64)[None], config.batch)
    t = 20
    target = np.eye(len(config.vocabulary))[config.batch.targets[0, t]]
    back = (played.probabilities[0, t] - target) @ head / len(trace.losses)
    for k in range(t, -1, -1):
        assert trace.flow[t, k] == pytest.approx(np.linalg.norm(back), rel=1e-9)
        back = (back * trace.tanh_derivative[k]) @ u


@pytest.mark.parametrize("cell_type", CELLS)
def test_attribution_is_what_a_nudge_of_the_input_does(cell_type: str) -> None:
    config = cv.RunConfig(cell_type=cell_type, encoding="embedding", embedding_size=3, text="hihello")
    weights = initial_weights(config, torch.float64)
    trace = gradients(config, 0, flat(config, torch.float64), config.batch)
    t, k, nudge = 4, 3, 1e-6
    place, target = config.batch.inputs[0, k], config.batch.targets[0, t]
    assert (config.batch.inputs[0, : t + 1] == place).sum() == 1  # the letter stands only there
    slopes = []
    for axis in range(3):
        sides = []
        for sign in (1, -1):
            changed = {name: value.clone() for name, value in weights.items()}
            changed["embedding.weight"][place, axis] += sign * nudge
            row = torch.cat([value.flatten() for value in changed.values()]).numpy()
            sides.append(replay(config, row[None], config.batch).outputs[0, t, target])
        slopes.append((sides[0] - sides[1]) / (2 * nudge))
    assert trace.attribution[t, k] == pytest.approx(np.linalg.norm(slopes), rel=1e-5)


@pytest.mark.parametrize("text", ["hi", "hey", "aaa", "aaaaaaaa"])
def test_where_nothing_can_be_kept_there_is_no_factor(text: str) -> None:
    found = cv.train(cv.RunConfig(text=text, steps=3)).gradients()
    assert np.isnan(found.decay_per_step()) and np.isfinite(found.gradient_reach).all()


def test_the_factor_is_a_mean_over_what_is_further_back() -> None:
    found = cv.train(cv.RunConfig(text="heyo hey", steps=3)).gradients()
    assert found.decay_per_step(2) == pytest.approx(found.gradient_reach[2] / found.gradient_reach[1])
    assert found.decay_per_step(99) == pytest.approx((found.gradient_reach[6] / found.gradient_reach[1]) ** (1 / 5))
    for distance in (1, 0, -4, float("nan")):
        with pytest.raises(cv.ConfigError, match="2 or more"):
            found.decay_per_step(distance)


@pytest.mark.parametrize(
    ("cell_type", "forget_bias", "factor"),
    [("rnn", 0.0, 0.56), ("lstm", 0.0, 0.57), ("gru", 0.0, 0.61), ("lstm", 1.0, 0.76)],
)
def test_untrained_nets_forget_at_the_known_rates(cell_type: str, forget_bias: float, factor: float) -> None:
    config = cv.RunConfig(text=FOX, cell_type=cell_type, hidden_size=16, forget_bias=forget_bias, steps=1)
    factors = [cv.train(config.replace(seed=seed)).gradients(0).decay_per_step() for seed in range(12)]
    assert np.median(factors) == pytest.approx(factor, abs=0.03)


def test_after_ten_characters_an_untrained_rnn_has_two_thousandths_left() -> None:
    config = cv.RunConfig(text=FOX, hidden_size=16, steps=1)
    left = [cv.train(config.replace(seed=seed)).gradients(0).gradient_reach[10] for seed in range(12)]
    assert 1e-3 < np.median(left) < 4e-3


def test_what_it_cannot_do_ends_in_a_sentence() -> None:
    with pytest.raises(cv.ConfigError, match="no gradient flows back through time"):
        cv.train(cv.RunConfig(cell_type="memoryless", steps=1)).gradients()
    with pytest.raises(cv.ConfigError, match="layer is 1.*layers 0 to 0"):
        cv.train(cv.RunConfig(steps=1)).gradients(layer=1)
    with pytest.raises(cv.ConfigError, match="300 characters.*at most 200"):
        cv.train(cv.RunConfig(steps=1)).gradients(text="h" * 301)
    with pytest.raises(cv.ConfigError, match="hidden_size 512.*at most 32 characters"):
        cv.train(cv.RunConfig(steps=1, cell_type="lstm", hidden_size=512)).gradients(text="h" * 60)


@pytest.mark.parametrize("cell_type", CELLS)
@pytest.mark.parametrize("encoding", ["one-hot", "embedding"])
def test_the_code_that_is_shown_runs_and_agrees(ran, cell_type: str, encoding: str) -> None:
    config = cv.RunConfig(cell_type=cell_type, num_layers=2, encoding=encoding, steps=1, seed=3)
    printed = ran(script(config))
    printed = [float(line.split()[1]) for line in printed.splitlines()]
    assert printed == pytest.approx(np.linalg.norm(cv.train(config).gradients(0).hidden, axis=1), abs=1e-6)
