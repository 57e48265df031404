"""Runs: records, keyframes, determinism, divergence; stopped and resumed is not stopped."""

import threading
from collections.abc import Callable, Collection

import numpy as np
import pytest
import torch

import charviz as cv
from charviz.engines.base import Block, Engine
from charviz.engines.compiled_engine import CompiledEngine
from charviz.engines.torch_engine import TorchEngine
from charviz.nn.parameters import count
from charviz.runs.keyframes import BUDGET, KEYFRAME, OCTAVES, dense_until, is_keyframe, keyframe_bytes, run_bytes
from charviz.runs.training import KEEP_EVERY, Trainer, train_all


@pytest.fixture(params=["torch", "compiled"])
def lstm(request: pytest.FixtureRequest) -> cv.RunConfig:
    return cv.RunConfig(cell_type="lstm", steps=40, engine=request.param)


def test_a_run_has_one_record_more_than_steps(lstm: cv.RunConfig) -> None:
    run = cv.train(lstm)
    assert len(run.losses) == len(run.predictions) == len(run.accuracies) == 41
    assert run.keyframes == list(range(41))
    assert run.losses[0] > run.losses[-1]


def test_replay_gives_the_loss_of_the_record(lstm: cv.RunConfig) -> None:
    run = cv.train(lstm)
    targets = run.config.batch.flat(run.config.batch.targets)
    for step in (0, 7, 40):
        believed = run.trace(step).probabilities[np.arange(len(targets)), targets]
        assert -np.log(believed).mean() == pytest.approx(run.losses[step], abs=1e-6)
        assert "".join(run.trace(step).prediction) == run.predictions[step]


@pytest.mark.parametrize("cell_type", ["rnn", "lstm", "gru", "memoryless"])
@pytest.mark.parametrize("optimizer", ["adam", "sgd", "rmsprop"])
@pytest.mark.parametrize("engine", ["torch", "compiled"])
def test_it_is_the_bare_torch_loop(engine: str, cell_type: str, optimizer: str) -> None:
    config = cv.RunConfig(cell_type=cell_type, optimizer=optimizer, steps=10, clip_norm=0.5, seed=3, engine=engine)
    torch.manual_seed(3)
    module = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}.get(cell_type)
    rnn = module(5, 8, batch_first=True) if module else None
    head = torch.nn.Linear(8 if rnn else 5, 5)
    parameters = [*(rnn.parameters() if rnn else ()), *head.parameters()]
    make = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD, "rmsprop": torch.optim.RMSprop}[optimizer]
    update = make(parameters, lr=0.02)
    x, y = torch.eye(5)[torch.tensor([[0, 1, 0, 2, 3, 3]])], torch.tensor([1, 0, 2, 3, 3, 4])
    losses = []
    for _ in range(10):
        update.zero_grad()
        loss = torch.nn.functional.cross_entropy(head(rnn(x)[0] if rnn else x)[0], y)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 0.5)
        update.step()
        losses.append(loss.item())
    assert cv.train(config).losses[:10] == pytest.approx(losses, abs=1e-5)


@pytest.mark.parametrize("engine", ["torch", "compiled"])
def test_words_are_learned_as_a_bare_torch_loop_learns_their_ids(engine: str) -> None:
    config = cv.RunConfig(text="to be, or not to be", tokenize="words", cell_type="gru", steps=10, engine=engine)
    assert config.vocabulary.symbols == ("to", "be", ",", "or", "not")
    torch.manual_seed(0)
    rnn, head = torch.nn.GRU(5, 8, batch_first=True), torch.nn.Linear(8, 5)
    update = torch.optim.Adam([*rnn.parameters(), *head.parameters()], lr=0.02)
    x, y = torch.eye(5)[torch.tensor([[0, 1, 2, 3, 4, 0]])], torch.tensor([1, 2, 3, 4, 0, 1])
    losses = []
    for _ in range(10):
        update.zero_grad()
        loss = torch.nn.functional.cross_entropy(head(rnn(x)[0])[0], y)
        loss.backward()
        update.step()
        losses.append(loss.item())
    run = cv.train(config)
    assert run.losses[:10] == pytest.approx(losses, abs=1e-5)
    assert config.tokens_of(run.predictions[9]) == run.trace(9).prediction
    assert config.tokens_of(run.sample("or not", length=4, temperature=0)) == tuple(
        config.vocabulary.symbols[index] for index in run.write("or not", 4, 0, 0).written
    )


def test_stream_equals_train_and_can_be_left(lstm: cv.RunConfig) -> None:
    whole, seen = cv.train(lstm), []
    for record in cv.stream(lstm):
        assert len(record.run.losses) == record.step + 1
        seen.append(record.loss)
        if record.step == 12:
            break
    assert seen == whole.losses[:13].tolist()
    assert (record.run.weights()["head.bias"] == whole.weights(12)["head.bias"]).all()


def test_other_portions_give_the_same_numbers(lstm: cv.RunConfig) -> None:
    trainer = Trainer(lstm)
    for portion in (1, 7, 2, 30):
        trainer.advance(portion)
    assert (trainer.run.losses == cv.train(lstm).losses).all()


def test_a_longer_run_begins_as_the_shorter(lstm: cv.RunConfig) -> None:
    assert (cv.train(lstm.replace(steps=90)).losses[:41] == cv.train(lstm).losses).all()


def test_engine_state_carries_a_run_over(lstm: cv.RunConfig) -> None:
    first, second = Trainer(lstm), Trainer(lstm)
    first.advance(20)
    second.engine.load(first.engine.state())
    assert (second.engine.advance(20).losses == cv.train(lstm).losses[20:40]).all()


def test_neighbours_change_no_bit() -> None:
    config = cv.RunConfig(
        text="hello pytorch. how long can a rnn cell remember?",
        cell_type="gru",
        hidden_size=64,
        steps=15,
        engine="torch",
    )
    alone, together = cv.train(config).losses, []
    neighbours = [threading.Thread(target=lambda: together.append(cv.train(config).losses)) for _ in range(4)]
    for thread in neighbours:
        thread.start()
    torch.rand(1000)
    for thread in neighbours:
        thread.join()
    assert len(together) == 4
    assert all((losses == alone).all() for losses in together)


def test_a_diverging_run_keeps_what_it_had() -> None:
    config = cv.RunConfig(
        text="hihello hihello", cell_type="memoryless", optimizer="sgd", learning_rate=10, loss="mse", steps=300
    )
    run = cv.train(config)
    assert run.diverged
    assert 1 < len(run) < 300
    assert np.isfinite(run.losses).all()
    assert run.keyframes[-1] == len(run) - 1
    assert np.isfinite(run.trace().probabilities).all()
    assert [record.loss for record in cv.stream(config)] == run.losses.tolist()


def test_keyframes_stay_inside_the_budget() -> None:
    config = cv.RunConfig(text="ab" * 50, cell_type="lstm", hidden_size=256, num_layers=2, steps=1)
    dense = dense_until(config)
    kept = [step for step in range(20_001) if is_keyframe(step, dense)]
    assert kept[0] == 0
    assert len(kept) * keyframe_bytes(config) <= max(BUDGET, 2 * OCTAVES * keyframe_bytes(config))
    assert (np.diff(np.diff(kept)) >= 0).all()


def test_thinned_runs_keep_first_and_last(lstm: cv.RunConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("charviz.runs.training.dense_until", lambda config: 8)
    trainer = Trainer(lstm)
    trainer.advance(21)
    assert trainer.run.keyframes == [*range(8), 8, 10, 12, 14, 16, 20, 21]
    trainer.advance(6)
    assert trainer.run.keyframes == [*range(8), 8, 10, 12, 14, 16, 20, 24, 27]
    assert trainer.run.nearest_keyframe(22) == 20 == trainer.run.trace(22).step


def test_many_runs_side_by_side_are_the_runs_one_by_one() -> None:
    configs = [cv.RunConfig(cell_type=cell, seed=seed, steps=60) for cell in ("rnn", "gru") for seed in range(8)]
    together = list(train_all(configs, workers=4))
    assert [run.config for run in together] == configs
    assert all((run.losses == cv.train(run.config).losses).all() for run in together)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
@pytest.mark.parametrize("cell_type", ["rnn", "lstm", "gru"])
def test_the_gpu_learns_the_same(cell_type: str) -> None:
    here, there = (cv.train(cv.RunConfig(cell_type=cell_type, device=device, steps=50)) for device in ("cpu", "cuda"))
    assert there.losses == pytest.approx(here.losses, abs=1e-3)
    assert (cv.train(cv.RunConfig(cell_type=cell_type, device="cuda", steps=50)).losses == there.losses).all()


@pytest.mark.parametrize("settings", [{}, {"text": "hello pytorch " * 9, "hidden_size": 128, "cell_type": "lstm"}])
def test_what_a_run_will_hold_is_known_beforehand(settings: dict) -> None:
    run = cv.train(cv.RunConfig(**settings, steps=90))
    for steps in (0, 1, 30, 90):
        kept = len([step for step in range(steps + 1) if is_keyframe(step, dense_until(run.config))])
        predicted = run_bytes(run.config, steps)
        records = (steps + 1) * (8 + 2 * int(run.config.batch.mask.sum()))
        assert predicted == (4 * count(run.config) + KEYFRAME) * kept + records
    assert run.size == pytest.approx(run_bytes(run.config, 90), rel=0.1)


@pytest.mark.parametrize("engine", ["torch", "compiled"])
def test_a_run_that_diverges_trains_few_steps_again(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    config = cv.RunConfig(
        text="hihello hihello",
        cell_type="memoryless",
        optimizer="sgd",
        learning_rate=10,
        loss="mse",
        steps=300,
        engine=engine,
    )
    trained, kind = [], TorchEngine if engine == "torch" else CompiledEngine

    def advance(self: Engine, n: int, keep: Collection[int] = (), plain: Callable = kind.advance) -> Block:
        trained.append(n)
        return plain(self, n, keep)

    monkeypatch.setattr(kind, "advance", advance)
    run = cv.train(config)
    assert run.diverged and [record.loss for record in cv.stream(config)] == run.losses.tolist()
    trained.clear()
    trainer = Trainer(config)
    while trainer.step < 300 and trainer.advance(3):
        pass
    assert trainer.run.losses.tolist() == run.losses.tolist()
    assert sum(trained) <= len(run) + 3 + KEEP_EVERY + 3
