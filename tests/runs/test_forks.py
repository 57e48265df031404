"""Forks: a run that starts from another one's net at a step; with nothing changed it is that run going on."""

import numpy as np
import pytest

import charviz as cv
from charviz.export.pytorch_code import encoded, setup, training
from charviz.runs.training import Trainer, engine_in_pieces
from charviz.worker.training_job import Job


@pytest.mark.parametrize("engine", ["torch", "compiled"])
@pytest.mark.parametrize("cell_type", ["rnn", "lstm", "gru", "memoryless"])
@pytest.mark.parametrize("optimizer", ["adam", "sgd", "rmsprop"])
def test_with_nothing_changed_it_is_the_parent_going_on(engine: str, cell_type: str, optimizer: str) -> None:
    parent = cv.RunConfig(cell_type=cell_type, optimizer=optimizer, engine=engine, steps=50, learning_rate=0.005)
    fork = cv.train(parent.forked(20).replace(steps=30))
    whole = cv.train(parent)
    assert np.array_equal(fork.losses, whole.losses[20:]) and fork.predictions == whole.predictions[20:]
    assert all(np.array_equal(fork.weights(30)[name], weight) for name, weight in whole.weights(50).items())


def test_what_is_changed_changes_it_from_there_on() -> None:
    parent = cv.RunConfig(cell_type="lstm", steps=40)
    whole = cv.train(parent)
    for change in ({"learning_rate": 0.2}, {"optimizer": "sgd"}, {"loss": "mse"}, {"clip_norm": 0.1}):
        fork = cv.train(parent.forked(10).replace(**change))
        assert all(np.array_equal(fork.weights(0)[name], weight) for name, weight in whole.weights(10).items())
        assert not np.array_equal(fork.weights(20)["head.weight"], whole.weights(30)["head.weight"])


def test_another_forget_bias_is_the_difference() -> None:
    parent = cv.RunConfig(cell_type="lstm", forget_bias=0.5, steps=10, num_layers=2)
    before, after = (
        cv.train(config).weights(step)
        for config, step in ((parent, 10), (parent.forked(10).replace(forget_bias=2.0), 0))
    )
    for layer in (0, 1):
        difference = after[f"rnn.bias_ih_l{layer}"] - before[f"rnn.bias_ih_l{layer}"]
        assert difference[8:16] == pytest.approx(np.full(8, 1.5)) and (np.delete(difference, range(8, 16)) == 0).all()
    assert np.array_equal(before["head.weight"], after["head.weight"])


def test_another_text_of_the_same_letters() -> None:
    parent = cv.RunConfig(steps=100)
    fork = parent.forked(100).replace(text="hello", alphabet="hielo")
    run = cv.train(fork)
    assert run.predictions[-1] == "ello" and np.array_equal(
        run.weights(0)["head.weight"], cv.train(parent).weights()["head.weight"]
    )
    with pytest.raises(cv.ConfigError, match="the fork's symbols are 'helo'.*'hielo'"):
        parent.forked(5).replace(text="hello")
    for changes in ({"text": "hexyz"}, {"text": "hexyz", "alphabet": "hielo"}, {"alphabet": "hielozyx"}):
        with pytest.raises(cv.ConfigError, match=r"has learned, 'hielo'; it has not learned '(xyz|zyx)'\."):
            parent.forked(5).replace(**changes)
    words = cv.RunConfig(text="to be or not to be", tokenize="words").forked(3)
    with pytest.raises(cv.ConfigError, match="has learned, 'to be or not'; it has not learned 'that is'"):
        words.replace(text="to be that is")
    with pytest.raises(cv.ConfigError, match="has learned, 'hielo'; it has not learned"):
        parent.forked(5).replace(corpus="counting:1000", window=20)


def test_a_fork_of_a_fork_and_its_address() -> None:
    first = cv.RunConfig(text="가나 가다", learning_rate=0.1)
    second = first.forked(5).replace(learning_rate=0.05)
    third = second.forked(7).replace(optimizer="sgd")
    assert cv.RunConfig.from_url(third.to_url()) == third and third.origin == (second, 7)
    assert cv.RunConfig.from_json(third.to_json()) == third and third.key != second.key
    whole = cv.train(second)
    assert cv.train(third).losses[0] == whole.losses[7]
    deep = first
    with pytest.raises(cv.ConfigError, match="5 levels deep; at most 4 are allowed"):
        for _ in range(6):
            deep = deep.forked(1)


@pytest.mark.parametrize("fork", ["x", "5", "-1:", "5:cell=tree", "99999:", "²:", "5:cell=lstm"])
def test_what_is_no_fork_is_said(fork: str) -> None:
    with pytest.raises(cv.ConfigError):
        cv.RunConfig(fork=fork)


def test_a_run_that_ended_before_cannot_be_forked_there() -> None:
    parent = cv.RunConfig(optimizer="sgd", learning_rate=10.0, loss="mse", head="linear", text="hello world", steps=400)
    last = len(cv.train(parent)) - 1
    if last < 400:
        with pytest.raises(cv.ConfigError, match="ends at step"):
            cv.train(parent.forked(400))


@pytest.mark.parametrize(
    "change",
    [{"learning_rate": 0.1}, {"optimizer": "rmsprop", "forget_bias": 1.0}, {"text": "hello", "alphabet": "hielo"}],
)
@pytest.mark.parametrize("cell_type", ["lstm"])
def test_plain_torch_forks_in_the_same_way(ran, cell_type: str, change: dict) -> None:
    parent = cv.RunConfig(cell_type=cell_type, engine="torch")
    config = parent.forked(12).replace(steps=15, **change)
    lines = [
        *setup(config),
        *training(config),
        f"print(*head(rnn({encoded(config)})[0])[0].argmax(dim=-1).tolist(), loss.item())",
    ]
    printed = ran("\n".join(lines))
    told, run = printed.split(), cv.train(config)
    assert [run.vocabulary.symbols[int(index)] for index in told[:-1]] == list(run.predictions[-1])
    assert float(told[-1]) == pytest.approx(run.losses[14], abs=1e-5)


def test_a_fork_that_takes_too_long_to_get_to_is_refused() -> None:
    with pytest.raises(cv.ConfigError, match="the fork starts at step 3,000; in a run like this, at most"):
        cv.RunConfig(text="ab" * 40, hidden_size=256, steps=3000).forked(3000)


def test_what_a_fork_needs_is_trained_in_pieces() -> None:
    """So that others take their turns meanwhile; its numbers do not depend on the pieces."""
    parent = cv.RunConfig(text="hello pytorch", cell_type="lstm", hidden_size=64, engine="torch", steps=120)
    fork = parent.forked(60).replace(learning_rate=0.05).forked(30).replace(steps=10)
    pieces, lengths = engine_in_pieces(fork), []
    while True:
        try:
            lengths.append(len(next(pieces).run) - 1)
        except StopIteration as end:
            trainer = Trainer(fork, end.value)
            break
    trainer.advance(10)
    assert lengths[0] == 1 and 60 in lengths and lengths[-1] == 30 and len(lengths) > 4
    assert trainer.run.losses.tolist() == cv.train(fork).losses.tolist()


def test_a_fork_in_the_worker_takes_a_slice_at_a_time() -> None:
    parent = cv.RunConfig(text="hello pytorch", cell_type="lstm", hidden_size=64, engine="torch", steps=120)
    fork = parent.forked(100).replace(steps=10)
    job, slices = Job(fork.key, fork), 0
    job.steps = 10
    while job.run is None:
        assert job.state == "queued" and (job.advance() == b"") == (job.run is None)
        slices += 1
        assert job.run is not None or job.size > 0
    while job.state == "training":
        job.advance()
    assert slices > 3 and job.run.losses.tolist() == cv.train(fork).losses.tolist()
