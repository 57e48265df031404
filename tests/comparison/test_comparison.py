"""Many configs over many seeds: the very runs of `train`, the figures known of them, and a test of ranks."""

import math
from itertools import combinations, product

import numpy as np
import pytest

import charviz as cv
from charviz.comparison.comparison import Comparison
from charviz.comparison.results import final_texts
from charviz.comparison.significance import fisher_exact, mann_whitney, share_smaller
from charviz.export.html_report import report
from charviz.nn.parameters import count, match_parameter_count

ABC = cv.RunConfig(text="abcabC" * 4, alphabet="Cabc", hidden_size=3, learning_rate=0.1, steps=600)


def assert_single_runs(configs: list[cv.RunConfig], seeds: list[int]) -> None:
    found = cv.compare(configs, seeds)
    for (place, config), (at, seed) in product(enumerate(configs), enumerate(seeds)):
        run = cv.train(config.replace(seed=seed))
        end, solved = len(run), run.accuracies == 1
        assert np.array_equal(found.losses[place, at, :end], run.losses)
        assert np.array_equal(found.accuracy[place, at, :end], run.accuracies)
        assert found.predictions[place, at] == run.predictions[-1] and found.diverged[place, at] == run.diverged
        first = solved.argmax() if solved.any() else np.nan
        assert np.array_equal(found.steps_to_solve[place, at], first, equal_nan=True)


@pytest.mark.parametrize("engine", ["torch", "compiled"])
def test_it_is_single_runs_seed_for_seed_to_the_bit(engine: str) -> None:
    cells = ("rnn", "lstm", "gru", "memoryless")
    assert_single_runs([cv.RunConfig(cell_type=cell, steps=30, engine=engine) for cell in cells], [0, 7])


@pytest.mark.parametrize("cell_type", ["rnn", "lstm", "gru", "memoryless"])
@pytest.mark.parametrize("optimizer", ["adam", "sgd", "rmsprop"])
@pytest.mark.parametrize("loss", ["cross-entropy", "mse"])
def test_whatever_is_trained_it_is_single_runs(cell_type: str, optimizer: str, loss: str) -> None:
    base = cv.RunConfig(cell_type=cell_type, optimizer=optimizer, loss=loss, steps=40, learning_rate=0.05)
    lines = {"text": "hello\nhe\nabc", "sequences": "lines", "clip_norm": 0.5, "boundary_tokens": True}
    deep = {"encoding": "embedding", "embedding_size": 5, "num_layers": 2, "hidden_size": 11}
    assert_single_runs([base, base.replace(**lines), base.replace(**deep), base.replace(init="glorot")], range(2, 5))


def test_windows_forks_and_torch_are_single_runs_too() -> None:
    windows = cv.RunConfig(corpus="counting:600", window=8, batch_size=4, steps=20)
    assert_single_runs([windows, windows.forked(5), windows.replace(engine="torch")], range(2))
    assert_single_runs([cv.RunConfig(steps=9).forked(9).replace(learning_rate=0.1)], [0])


def test_thousands_of_seeds() -> None:
    configs = [cv.RunConfig(cell_type=cell, steps=10) for cell in ("rnn", "gru")]
    found = cv.compare(configs, range(4096))
    assert found.done.all() and found.losses.shape == (2, 4096, 11) and not np.isnan(found.losses).any()
    for place, seed in product(range(2), (0, 1000, 4095)):
        assert np.array_equal(found.losses[place, seed], cv.train(configs[place].replace(seed=seed)).losses)
    assert len(np.unique(found.losses[0, :, 0])) > 4000


def test_an_lstm_solves_what_an_rnn_solves_half_the_time() -> None:
    """Of 64 seeds 32 and 61: bands of three standard deviations of 64 throws, since the last bits decide some."""
    found = cv.compare([ABC.replace(cell_type=cell) for cell in ("rnn", "lstm")], range(30))
    rnn, lstm = found.solved
    assert 7 <= rnn <= 23 and lstm >= 25
    verdict = found.verdict()
    assert (verdict.winner, verdict.second) == (1, 0) and verdict.is_real


def test_on_hihello_the_rnn_is_first() -> None:
    cells = ["rnn", "gru", "lstm"]
    found = cv.compare([cv.RunConfig(cell_type=cell) for cell in cells], range(20))
    medians = np.nanmedian(found.steps_to_solve, axis=1)
    assert medians == pytest.approx([16, 22, 24], abs=2)
    assert cells[found.verdict().winner] == "rnn"
    frame = found.to_frame()
    assert list(frame.columns)[:3] == ["place", "cell_type", "seed"] and len(frame) == 60
    assert final_texts(found.predictions[0].tolist())[0][0] == "ihello"


def test_equal_results_are_reported_as_equal() -> None:
    found = cv.compare([cv.RunConfig(steps=40)] * 2, range(20))
    verdict = found.verdict()
    assert verdict.pairs == pytest.approx(0.5, abs=0.01) and verdict.chance > 0.9 and not verdict.is_real


def test_the_chance_is_the_one_of_all_rearrangements() -> None:
    """The normal approximation against counting: how often two halves of the same numbers differ as much."""
    one, other = np.array([3.0, 4, 5, 7, 8, 9]), np.array([6.0, 8, 10, 11, 12, np.inf])
    together, far = np.concatenate([one, other]), abs(share_smaller(one, other) - 0.5)
    halves = [np.isin(np.arange(12), half) for half in combinations(range(12), 6)]
    counted = np.mean([abs(share_smaller(together[half], together[~half]) - 0.5) >= far - 1e-9 for half in halves])
    assert mann_whitney(one, other) == pytest.approx(counted, abs=0.015)


def test_the_chance_of_the_solved_is_fishers() -> None:
    tea = np.array([1.0, 1, 1, np.inf]), np.array([1.0, np.inf, np.inf, np.inf])  # the lady tasting tea: 3 of 4 right
    assert fisher_exact(*tea) == pytest.approx(34 / 70)
    assert fisher_exact(np.ones(30), np.where(np.arange(30) < 24, 1.0, np.inf)) == pytest.approx(0.02373, abs=1e-4)


@pytest.mark.parametrize(("n", "m"), [(1, 1), (3, 5), (40, 64), (300, 300)])
def test_the_chance_of_the_solved_is_counted(n: int, m: int) -> None:
    """Against whole numbers, which count all ways without rounding."""
    draw = np.random.default_rng(n)
    for share in (0.0, 0.3, 0.9, 1.0):
        one, other = (np.where(draw.random(size) < share, 1.0, np.inf) for size in (n, m))
        mine, solved = int(np.isfinite(one).sum()), int(np.isfinite(one).sum() + np.isfinite(other).sum())
        ways = {k: math.comb(n, k) * math.comb(m, solved - k) for k in range(max(0, solved - m), min(n, solved) + 1)}
        counted = sum(way for way in ways.values() if way <= ways[mine]) / math.comb(n + m, solved)
        assert fisher_exact(one, other) == pytest.approx(counted, rel=1e-9)


def test_pairs_are_counted_without_comparing_each() -> None:
    draw = np.random.default_rng(0)
    for n, m in ((1, 1), (7, 30), (200, 150)):
        one, other = (draw.integers(0, 9, size).astype(float) for size in (n, m))
        one[one == 8], other[other == 8] = np.inf, np.inf
        pairs = (one[:, None] < other).mean() + (one[:, None] == other).mean() / 2
        assert share_smaller(one, other) == pytest.approx(pairs, rel=1e-12)
    many = np.arange(4096.0)
    assert share_smaller(many, many) == 0.5 and mann_whitney(many, many) == 1
    assert mann_whitney(many, many + 200) < 1e-4 and fisher_exact(many, np.full(4096, np.inf)) == 0


def test_runs_of_different_lengths_end_in_nan() -> None:
    found = cv.compare([cv.RunConfig(steps=5), cv.RunConfig(steps=9)], [0])
    assert np.isnan(found.losses[0, 0, 6:]).all() and not np.isnan(found.losses[1, 0]).any()
    assert found.parameters.tolist() == [165, 165]


def test_what_cannot_be_compared_is_said() -> None:
    with pytest.raises(cv.ConfigError, match="configs: 0, seeds: 64"):
        cv.compare([])
    with pytest.raises(
        cv.ConfigError, match="seeds: 5,000; 1 to 12 configs with 1 to 4,096 seeds can be compared, at most 16,384 runs"
    ):
        cv.compare([cv.RunConfig()], range(5000))
    with pytest.raises(cv.ConfigError, match="configs: 5, seeds: 4,096"):
        cv.compare([cv.RunConfig()] * 5, range(4096))
    with pytest.raises(cv.ConfigError, match="256 seeds of these configs take too long: about .* seconds of one core"):
        Comparison.empty([cv.RunConfig(text="ab" * 100, hidden_size=128, steps=9000)], range(256))
    with pytest.raises(cv.ConfigError, match="8,192 runs over 20,000 steps take 2,500 MB, and 1,024 are allowed"):
        Comparison.empty([cv.RunConfig(text="ab", steps=20_000, hidden_size=1)] * 2, range(4096))


def test_runs_in_windows_are_ranked_by_what_they_make_of_unseen_text() -> None:
    base = cv.RunConfig(corpus="brackets:3000", window=20, batch_size=8, hidden_size=12, learning_rate=0.02, steps=120)
    configs = [base.replace(cell_type=cell_type) for cell_type in ("memoryless", "gru")]
    found = cv.compare(configs, seeds=range(4))
    single = cv.train(configs[1].replace(seed=3))
    assert np.array_equal(found.held_out[1, 3], single.held_out, equal_nan=True)
    assert found.last_held_out[1, 3] == single.held_out[120] and found.in_windows
    verdict = found.verdict()
    assert (verdict.winner, verdict.by, verdict.pairs, verdict.is_real) == (1, "held_out", 1.0, True)
    assert found.to_frame().held_out.tolist() == found.last_held_out.ravel().tolist()


@pytest.mark.parametrize("steps", [1, 49, 99])
def test_short_runs_in_windows_are_judged_by_the_trained_net(steps: int) -> None:
    base = cv.RunConfig(corpus="counting:600", window=8, batch_size=8, cell_type="gru", hidden_size=6, steps=steps)
    found = cv.compare([base.replace(learning_rate=rate) for rate in (0.05, 1e-5)], seeds=range(3))
    assert (found.last_held_out == found.held_out[:, :, steps]).all()
    assert (found.last_held_out[0] < found.last_held_out[1]).all() and found.verdict().winner == 0


def test_a_run_that_diverges_is_last_and_says_so() -> None:
    base = cv.RunConfig(corpus="counting:600", window=8, optimizer="sgd", loss="mse", learning_rate=0.1, steps=60)
    found = cv.compare([base.replace(learning_rate=10.0, num_layers=1, cell_type="memoryless"), base], seeds=range(2))
    assert found.diverged.tolist() == [[True, True], [False, False]] and np.isinf(found.scores[0]).all()
    assert found.verdict().winner == 1 and found.to_frame().diverged.tolist() == [True, True, False, False]
    run = cv.train(found.configs[0].replace(seed=1))
    assert f"diverged after step {len(run) - 1}>" in repr(run)
    assert run.to_frame().diverged.tolist() == [False] * (len(run) - 1) + [True]
    page = report(run).decode()
    assert "the next loss was no longer a number" in page
    fine = cv.train(base.replace(steps=5))
    assert (
        "diverged" not in repr(fine)
        and "diverged" not in fine.to_frame()
        and "no longer a number" not in report(fine).decode()
    )


def test_the_same_run_twice_is_no_evidence() -> None:
    with pytest.raises(cv.ConfigError, match="seeds has 3 more than once"):
        cv.compare([cv.RunConfig(steps=2)], seeds=[1, 3, 2, 3])
    forks = [cv.RunConfig(steps=9).forked(9).replace(steps=2, learning_rate=rate) for rate in (0.1, 0.01)]
    with pytest.raises(cv.ConfigError, match="every seed gives the same run"):
        cv.compare(forks, seeds=range(20))
    verdict = cv.compare(forks, seeds=[0]).verdict()
    assert verdict.chance == 1 and not verdict.is_real
    read = cv.RunConfig(corpus="counting:300", window=8, batch_size=2, steps=3).forked(2)  # its seed draws the windows
    found = cv.compare([read], seeds=range(3))
    assert len({tuple(row) for row in found.losses[0].tolist()}) == 3


def test_as_many_weights() -> None:
    lstm = cv.RunConfig(corpus="shakespeare", cell_type="lstm", hidden_size=128, steps=100)
    assert count(lstm) == 108_225
    sizes = {cell: match_parameter_count(lstm.replace(cell_type=cell), count(lstm)) for cell in ("rnn", "gru", "lstm")}
    assert {cell: config.hidden_size for cell, config in sizes.items()} == {"rnn": 269, "gru": 151, "lstm": 128}
    assert match_parameter_count(cv.RunConfig(cell_type="memoryless"), 10**6) == cv.RunConfig(cell_type="memoryless")
