"""A comparison that a tab trains is the one that the worker would report: the same bits, and the same statistics."""

import json
import subprocess
from functools import cache
from typing import Any

import numpy as np
import pytest
from test_javascript import ROOT, node

import charviz as cv
from charviz.config.sweep import sweep
from charviz.player.packets import parse
from charviz.server import local_comparison
from charviz.server.pool import Pool
from charviz.worker.comparison_job import ComparisonJob

CELLS = ["rnn", "lstm", "gru", "memoryless"]
LINES = cv.RunConfig(text="hello\nhalt\nheel", sequences="lines", boundary_tokens=True, steps=60)
WILD = cv.RunConfig(optimizer="sgd", loss="mse", steps=100, learning_rate=10)
COMPARISONS = {
    "four cells": (sweep(cv.RunConfig(steps=15), "cell_type", CELLS), range(20)),
    "several lines": (sweep(LINES, "cell_type", CELLS), range(7)),
    "some diverge": (sweep(WILD, "cell_type", CELLS), range(6)),
    "more steps than points": (sweep(cv.RunConfig(text="abcabC", steps=700), "hidden_size", [2, 5]), range(2)),
    "characters beyond 16 bits": ([cv.RunConfig(text="～😀a～b😀～a😀", steps=3, hidden_size=3)], range(12)),
    "words": ([cv.RunConfig(text="a dog, a cat (a dog!) a cat.", tokenize="words", steps=20)], range(9)),
    "one run": ([cv.RunConfig(encoding="embedding", steps=30)], range(1)),
}


@cache
def in_node() -> list[dict[str, Any]]:
    views = [
        {"run": "r", "total": len(seeds), **local_comparison.facts(configs, seeds, str)}
        for configs, seeds in COMPARISONS.values()
    ]
    told = subprocess.run(
        [node(), ROOT / "tests/node/comparisons.js"], input=json.dumps(views), capture_output=True, text=True
    )
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


def on_the_server(configs: list[cv.RunConfig], seeds: range) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    job = ComparisonJob("r", configs, seeds)
    while not job.is_done:
        report = job.advance()
    return next(parse(report))


@pytest.mark.parametrize("name", COMPARISONS)
def test_it_is_the_servers_to_the_bit(name: str) -> None:
    configs, seeds = COMPARISONS[name]
    here, (there, arrays) = in_node()[list(COMPARISONS).index(name)], on_the_server(configs, seeds)
    for fact in ("points", "total", "parameters", "done", "texts", "solved_counts", "medians"):
        assert json.loads(json.dumps(there[fact])) == here[fact], fact
    for array, values in arrays.items():
        assert np.float32(here[array]).tobytes() == values.tobytes(), array
    chunk = local_comparison.verdict("r", configs, seeds, here["scores"])
    header, _arrays = next(parse(chunk))
    assert (header["done"], header["verdict"]) == (len(configs) * len(seeds), there["verdict"])


def test_the_examples_are_what_they_are_to_be() -> None:
    reports = dict(zip(COMPARISONS, in_node(), strict=True))
    assert any(len(texts) > 2 for texts in reports["four cells"]["texts"])
    assert any(job.diverged.any() for job in [cv.compare(*COMPARISONS["some diverge"])])
    assert len(reports["more steps than points"]["points"]) == 300
    assert len({count for _text, count in reports["characters beyond 16 bits"]["texts"][0]}) < 3


@pytest.mark.parametrize("scores", [None, "12", [1], [1, 2, 3, True], [1, 2, 3, 0.5], [1, 2, 3, 41], [1, 2, 3, -3]])
def test_what_are_no_scores_has_no_verdict(scores: Any) -> None:
    configs = sweep(cv.RunConfig(steps=40), "cell_type", ["rnn", "gru"])
    assert local_comparison.verdict("r", configs, range(2), scores) == b""
    assert local_comparison.verdict("r", configs, range(2), [1, 2, 3, 40]) != b""


@pytest.mark.parametrize(
    "more",
    [
        {"engine": "torch"},
        {"text": "ab" * 300, "window": 20},
        {"steps": 20_000},
        {"hidden_size": 256, "text": "ab" * 50},
    ],
)
def test_what_a_browser_cannot_train_or_not_soon_is_the_servers(more: dict[str, Any]) -> None:
    assert local_comparison.facts([cv.RunConfig(**more)], range(64), str) is None
    assert local_comparison.facts([cv.RunConfig(), cv.RunConfig(**more)], range(64), str) is None
    assert local_comparison.facts([cv.RunConfig()], range(64), str) is not None


def test_who_turns_to_one_in_their_browser_leaves_the_servers() -> None:
    pool = Pool()
    try:
        key = pool.comparisons.request([cv.RunConfig(engine="torch", steps=20_000)], range(9), "a")
        pool.comparisons.leave("b")
        assert pool.comparisons.state_for(key)[0] in ("queued", "training")
        pool.comparisons.leave("a")
        assert pool.comparisons.state_for(key)[0] == "stopped"
    finally:
        pool.close()
