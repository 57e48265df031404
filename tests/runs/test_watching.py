"""Somebody's own network, watched while their own loop trains it: what is kept, and replayed."""

import copy

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional
from tutorial_network import CELLS, IDS, SYMBOLS, TEXT, H, Tutorial, V, train, watched

import charviz as cv
from charviz.runs.keyframes import is_keyframe
from tests.nn.unrolled_cells import unrolled


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize(
    "form",
    [
        {},
        {"batch_first": False},
        {"embeds": False},
        {"embeds": False, "batch_first": False, "layers": 2},
        {"bias": False, "layers": 3},
    ],
    ids=str,
)
def test_a_run_is_what_torch_computes_at_every_step(cell: str, form: dict) -> None:
    torch.manual_seed(1)
    model = Tutorial(cell, **form)
    watcher, optimizer = watched(model)
    states = train(model, optimizer, 12)
    run = watcher.run
    assert watcher.checked and run.keyframes == list(range(13)) == list(range(len(run)))
    for step in (0, 5, 12):
        model.load_state_dict(states[step])
        with torch.no_grad():
            outputs = model.read(IDS[:-1])
            x = functional.one_hot(IDS[:-1], V).float() if model.emb is None else model.emb(IDS[:-1])
            wanted = unrolled(model.core, x[None])
        assert run.losses[step] == pytest.approx(functional.cross_entropy(outputs, IDS[1:]).item(), rel=1e-5)
        assert run.predictions[step] == "".join(SYMBOLS[place] for place in outputs.argmax(dim=1))
        trace = run.trace(step)
        found = {"hidden": trace.hidden, **trace.gates}
        found |= {"cell_state": trace.cell_state} if cell == "lstm" else {}
        assert found.keys() == wanted.keys()
        for name, values in wanted.items():
            np.testing.assert_allclose(found[name], values[:, 0], atol=2e-6, err_msg=name)
        np.testing.assert_allclose(trace.probabilities, outputs.softmax(dim=1), atol=2e-6)


@pytest.mark.parametrize("cell", CELLS)
def test_its_weights_load_into_torchs_modules(cell: str) -> None:
    model = Tutorial(cell, layers=2)
    watcher, optimizer = watched(model)
    train(model, optimizer, 2)
    weights = {name: torch.tensor(array) for name, array in watcher.run.weights(2).items()}
    for part, module in (("embedding", model.emb), ("rnn", model.core), ("head", model.fc)):
        fresh = copy.deepcopy(module)
        fresh.load_state_dict(
            {name.removeprefix(f"{part}."): array for name, array in weights.items() if name.startswith(f"{part}.")},
            strict=True,
        )
        assert all(
            torch.equal(ours, theirs) for ours, theirs in zip(fresh.parameters(), module.parameters(), strict=True)
        )


def test_all_that_a_run_answers() -> None:
    model = Tutorial("gru")
    watcher, optimizer = watched(model)
    train(model, optimizer, 30)
    run = watcher.run
    assert run.config.training == "elsewhere" and run.config.alphabet == SYMBOLS
    assert run.gradients(10).flow.shape == (6, 6) and len(run.sample("h", length=4, temperature=0)) == 4
    assert list(run.to_frame()["step"]) == list(range(31))
    again = cv.Run.from_bytes(run.to_bytes())
    assert again.config == run.config and again.predictions[-1] == run.predictions[-1]
    np.testing.assert_array_equal(again.losses, run.losses)
    page = run.to_html()
    assert "<dd>elsewhere</dd>" in page and "<dt>Learning rate</dt>" not in page


def test_every_nth_step_within_a_budget() -> None:
    model = Tutorial()
    watcher, optimizer = watched(model, every=5)
    frugal = cv.watch(model, optimizer, text=TEXT, symbols=SYMBOLS, budget=1)
    train(model, optimizer, 23)
    assert watcher.run.keyframes == [0, 5, 10, 15, 20, 23]
    assert frugal.run.keyframes == sorted({step for step in range(23) if is_keyframe(step, 1)} | {23})
    run, kept = watcher.run, np.array([0, 5, 10, 15, 20, 23])
    nearest = [run.nearest_keyframe(step) for step in range(24)]
    np.testing.assert_array_equal(run.losses, run.losses[nearest])
    assert len(set(run.losses[kept])) == len(kept)


def test_two_watchers_and_one_that_ends_in_the_middle() -> None:
    model = Tutorial()
    first, optimizer = watched(model)
    train(model, optimizer, 3)
    with cv.watch(model, optimizer, text="hello", symbols=list(SYMBOLS)) as second:
        train(model, optimizer, 2)
    train(model, optimizer, 4)
    first.close()
    first.close()
    train(model, optimizer, 1)
    assert (len(first.run), len(second.run)) == (10, 3)
    np.testing.assert_array_equal(first.run.flat_weights([3, 5]), second.run.flat_weights([0, 2]))


def test_the_run_so_far_may_be_asked_for_at_any_time() -> None:
    model = Tutorial()
    watcher, optimizer = watched(model, every=10)
    early = watcher.run
    train(model, optimizer, 4)
    middle = watcher.run
    train(model, optimizer, 4)
    assert [run.keyframes for run in (early, middle, watcher.run)] == [[0], [0, 4], [0, 8]]


def test_a_copied_optimizer_is_not_watched_and_the_loop_is_not_changed() -> None:
    torch.manual_seed(3)
    model = Tutorial()
    bare = copy.deepcopy(model)
    before = torch.get_rng_state()
    watcher, optimizer = watched(model)
    assert torch.equal(torch.get_rng_state(), before) and model.training
    copied = copy.deepcopy(optimizer)
    copied.step()
    assert watcher.step == 0
    ours = train(model, optimizer, 5)[-1]
    theirs = train(bare, torch.optim.Adam(bare.parameters(), lr=0.05), 5)[-1]
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)


def test_mixed_precision() -> None:
    model = Tutorial("gru")
    watcher, optimizer = watched(model)

    def read(ids: torch.Tensor) -> torch.Tensor:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return model.read(ids).float()

    states = train(model, optimizer, 5, read)
    assert watcher.run.weights(5)["head.weight"] == pytest.approx(states[5]["fc.weight"].numpy())
    half = Tutorial().to(torch.bfloat16)
    watcher, _ = watched(half)
    np.testing.assert_array_equal(watcher.run.weights()["head.weight"], half.fc.weight.detach().float())


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
def test_a_model_on_a_gpu() -> None:
    model = Tutorial("lstm", layers=2).cuda()
    watcher, optimizer = watched(model)
    ids, scaler = IDS.cuda(), torch.amp.GradScaler("cuda")
    for _ in range(20):
        with torch.autocast("cuda", dtype=torch.float16):
            loss = functional.cross_entropy(model.read(ids[:-1]), ids[1:])
        optimizer.zero_grad()
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
    run = watcher.run
    assert watcher.checked and 0 < watcher.step <= 20 and run.keyframes == list(range(watcher.step + 1))
    np.testing.assert_array_equal(run.weights()["head.weight"], model.fc.weight.detach().cpu())
    assert run.losses[-1] < run.losses[0]


def test_tied_weights_a_bare_module_and_a_frozen_embedding() -> None:
    tied = Tutorial("rnn")
    tied.emb = nn.Embedding(V, H)
    tied.core = nn.RNN(H, H, batch_first=True)
    tied.fc.weight = tied.emb.weight
    watcher, optimizer = watched(tied)
    train(tied, optimizer, 3)
    weights = watcher.run.weights()
    np.testing.assert_array_equal(weights["embedding.weight"], weights["head.weight"])
    bare = nn.LSTM(V, V)
    assert cv.watch(bare, torch.optim.SGD(bare.parameters()), TEXT, SYMBOLS).run.config.head == "none"
    frozen = Tutorial()
    frozen.emb.weight.requires_grad_(False)
    assert cv.watch(frozen, torch.optim.SGD(frozen.core.parameters()), TEXT, SYMBOLS).checked


def test_evaluation_and_training_mode_stay_as_they_are() -> None:
    model = Tutorial(layers=2)
    model.core.dropout = 0.3
    with pytest.raises(cv.ConfigError, match=r"an nn.LSTM with dropout 0.3 in training"):
        watched(model)
    assert watched(model.eval())[0].checked and not model.training


def test_a_run_ends_before_numbers_that_are_not_finite() -> None:
    model = Tutorial("rnn")
    watcher, optimizer = watched(model)
    train(model, optimizer, 2)
    with torch.no_grad():
        model.fc.weight[0, 0] = float("nan")
    optimizer.step()
    run = watcher.run
    assert run.diverged and len(run) == 3 and cv.Run.from_bytes(run.to_bytes()).diverged


class Outputs(Tutorial):
    """What other people's forward returns."""

    def __init__(self, form: str) -> None:
        super().__init__("gru")
        self.form = form

    def forward(self, x: torch.Tensor) -> object:
        logits = super().forward(x)[0]
        return {
            "log": logits.log_softmax(-1),
            "probabilities": logits.softmax(-1),
            "classes": logits.transpose(1, 2),
            "last": logits[:, -1],
            "flat": logits.reshape(-1, V),
            "named": {"logits": logits, "ids": x},
        }[self.form]


@pytest.mark.parametrize("form", ["log", "probabilities", "classes", "last", "flat", "named"])
def test_whatever_a_forward_returns_is_compared(form: str) -> None:
    assert watched(Outputs(form))[0].checked


class NeedsState(Tutorial):
    def forward(self, x: torch.Tensor, state: tuple) -> tuple:
        return super().forward(x, (state[0], state[1]))


class Chatty(Tutorial):
    def forward(self, x: torch.Tensor, lengths: list, mode: str) -> torch.Tensor:
        return super().forward(x)[0]


def test_a_forward_with_a_state_and_one_that_nobody_can_call() -> None:
    assert watched(NeedsState())[0].checked
    assert not watched(Chatty())[0].checked


def test_a_loop_that_is_longer_than_a_run_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("charviz.runs.watcher.bounds", lambda _name: (1, 4))
    model = Tutorial()
    watcher, optimizer = watched(model)
    with pytest.warns(UserWarning, match="has made 4 steps"):
        train(model, optimizer, 6)
    assert watcher.run.keyframes == [0, 1, 2, 3, 4]


def test_a_network_of_words_is_watched() -> None:
    rnn, symbols = torch.nn.GRU(5, 5), ["to", "be", ",", "or", "not"]
    optimizer = torch.optim.SGD(rnn.parameters(), lr=0.1)
    with cv.watch(rnn, optimizer, text="to be, or not to be", symbols=symbols, tokenize="words") as watcher:
        optimizer.step()
    assert watcher.config.vocabulary.symbols == tuple(symbols)
    assert watcher.run.trace(1).inputs == ("to", "be", ",", "or", "not", "to")
    with pytest.raises(cv.ConfigError, match="symbols has 'to be'; each symbol is one word"):
        cv.watch(rnn, optimizer, text="to be", symbols=["to be"], tokenize="words")
