"""Which engine a config gets: what is asked for, else the faster one; and torch wherever the loops cannot be had."""

import os
import subprocess
import sys

import pytest
import torch

import charviz as cv
from charviz.engines import selection
from charviz.engines.costs import GPU_CALLS, compiled_cost, torch_cost
from charviz.engines.selection import wants_compiled
from charviz.runs.training import make_engine

LARGE = cv.RunConfig(
    text="\n".join(["the quick brown fox jumps over"] * 30),
    sequences="lines",
    cell_type="lstm",
    hidden_size=512,
    steps=1,
)


@pytest.mark.parametrize("cell_type", ["rnn", "lstm", "gru", "memoryless"])
def test_small_nets_are_compiled(cell_type: str) -> None:
    config = cv.RunConfig(cell_type=cell_type, device="cpu")
    assert make_engine(config).name == "compiled · cpu"
    assert make_engine(config.replace(engine="torch")).name == "torch · cpu"


def test_large_batches_of_large_nets_go_to_torch() -> None:
    assert make_engine(LARGE.replace(device="cpu")).name == "torch · cpu"
    assert make_engine(LARGE.replace(engine="compiled")).name == "compiled · cpu"


def test_costs_grow_with_the_work() -> None:
    for cost in (compiled_cost, torch_cost):
        costs = [cost(cv.RunConfig(cell_type="lstm", hidden_size=size, num_layers=2)) for size in (8, 64, 512)]
        assert 0 < costs[0] < costs[1] < costs[2]


def test_a_gpu_is_left_what_takes_longer_than_its_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "pick_device", lambda wanted: torch.device("cuda" if wanted == "auto" else wanted))
    small, longer = cv.RunConfig(), cv.RunConfig(text="the quick brown fox " * 13, cell_type="lstm", hidden_size=128)
    assert compiled_cost(small) < GPU_CALLS < compiled_cost(longer) < torch_cost(longer)
    assert wants_compiled(small) and not wants_compiled(longer) and not wants_compiled(LARGE)
    for config in (small, longer):
        assert not wants_compiled(config.replace(device="cuda"))
        assert wants_compiled(config.replace(device="cpu")) and wants_compiled(config.replace(engine="compiled"))


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
def test_on_a_gpu_small_nets_stay_on_the_cpu_and_large_ones_do_not() -> None:
    assert make_engine(cv.RunConfig()).name == "compiled · cpu"
    assert make_engine(cv.RunConfig(device="cuda")).name == make_engine(LARGE).name == "torch · cuda"


@pytest.mark.parametrize(
    ("before", "cache"),
    [("import sys; sys.modules['numba'] = None", None), ("", os.devnull)],
    ids=["numba is missing", "the cache cannot be written"],
)
def test_without_the_loops_torch_trains_and_one_line_says_so(before: str, cache: str | None) -> None:
    code = f"""
import sys; sys.modules["wasmtime"] = None
{before}
import charviz as cv
from charviz.runs.training import make_engine
for config in (cv.RunConfig(), cv.RunConfig(cell_type="gru", engine="compiled")):
    print(make_engine(config).name, len(cv.train(config.replace(steps=3))))
"""
    environment = {**os.environ, **({"NUMBA_CACHE_DIR": cache} if cache else {})}
    result = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert result.stdout.split("\n")[:2] == ["torch · cpu 4"] * 2, result.stderr
    assert len(result.stderr.strip().split("\n")) == 1
    assert "training runs in torch" in result.stderr
