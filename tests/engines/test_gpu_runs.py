"""A thread of a GPU trains a run with the kernels of the CPU: in CUDA's simulator, as PTX, and where there is one on a GPU."""

import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import distributions
from importlib.util import find_spec
from types import SimpleNamespace

import numba
import numpy as np
import pytest
import torch

import charviz as cv
from charviz.comparison import batches
from charviz.engines import gpu_runs, selection
from charviz.engines.compiled_runs import CompiledRuns
from charviz.engines.costs import GPU_CALLS, GPU_SLOWER, compiled_cost, fits_gpu, gpu_cost
from charviz.engines.gpu_runs import GpuRuns
from charviz.engines.kernels.layout import view
from charviz.engines.selection import wants_gpu_runs
from tests.engines import simulated_runs
from tests.engines.simulated_runs import CONFIGS, DIVERGING, said

GPU = torch.cuda.is_available() and find_spec("numba_cuda") is not None
COMPILER = find_spec("numba_cuda") is not None and any(d.name == "nvidia-nvvm" for d in distributions())
SIMULATOR = {"NUMBA_ENABLE_CUDASIM": "1", "NUMBA_DISABLE_JIT": "1"}
CAPABILITY = 9, 0  # of an H100
SMALL = cv.RunConfig(text="abcab", hidden_size=4, steps=6)
LARGER = cv.RunConfig(text="the quick brown fox " * 13, cell_type="lstm", hidden_size=128)


@pytest.mark.skipif(find_spec("numba.cuda") is None, reason="neither numba nor numba-cuda brings CUDA's simulator")
def test_the_simulator_gives_the_bits_of_the_cpu() -> None:
    command = [sys.executable, "-W", "ignore", "-m", simulated_runs.__name__]
    result = subprocess.run(command, env={**os.environ, **SIMULATOR}, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    found = list(map(json.loads, result.stdout.splitlines()))
    assert len(found) == len(CONFIGS) + 1
    for config, row in zip([*CONFIGS, DIVERGING], found, strict=True):
        assert row == said(config, CompiledRuns, [10**6]), config.to_url()


def test_one_kernel_serves_every_config() -> None:
    whole = cv.RunConfig(cell_type="lstm", learning_rate=1, clip_norm=1, forget_bias=1, seed=2**32 - 1)
    kinds = {
        numba.typeof(gpu_runs.arguments_of(CompiledRuns(config, [0, 1]), slice(count), np.array, np.empty))
        for config in [*CONFIGS, DIVERGING, whole]
        for count in (1, 2)
    }
    assert len(kinds) == 1


@pytest.mark.skipif(not COMPILER, reason="numba-cuda[cu13] is not installed, which takes 520 MB")
def test_nothing_is_fused_in_the_code_for_a_gpu() -> None:
    code = f"""
import types
import numba.cuda.dispatcher
import numpy as np
from charviz.config import RunConfig
from charviz.engines.compiled_runs import CompiledRuns
from charviz.engines.gpu_runs import arguments_of
from charviz.engines.kernels.gpu import ptx
numba.cuda.dispatcher.get_current_device = lambda: types.SimpleNamespace(compute_capability={CAPABILITY})
print(ptx(arguments_of(CompiledRuns(RunConfig(), [0]), slice(1), np.array, np.empty), {CAPABILITY}))
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert f".target sm_{CAPABILITY[0]}{CAPABILITY[1]}" in result.stdout
    assert re.search(r"\.visible \.entry \w*train_each\w*\(", result.stdout)
    computed = set(
        re.findall(r"^\s*((?:add|sub|mul|div|sqrt|fma|mad|rcp|ex2|lg2)\.\S*f(?:32|64))\s", result.stdout, re.M)
    )
    assert {"add.rn.f32", "mul.rn.f32", "div.rn.f32", "sqrt.rn.f32", "div.rn.f64"} <= computed
    assert not [name for name in computed if not re.fullmatch(r"(add|sub|mul|div|rcp|sqrt)\.rn\.f(32|64)", name)]


class Held(np.ndarray):
    """An array of the host, in place of one in a device's memory."""

    copy_to_host = np.ndarray.copy


class Device:
    """What `gpu_runs` needs of numba's CUDA and of the kernel; the CPU trains, and `counts` lists how many runs at once."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at_once: int, fails_at: int = -1) -> None:
        self.fails_at, self.counts = fails_at, list[int]()
        free = at_once * gpu_runs.run_bytes(CompiledRuns(SMALL, [0])) / gpu_runs.SHARE
        memory = SimpleNamespace(get_memory_info=lambda: SimpleNamespace(free=free))
        monkeypatch.setattr("numba.cuda.current_context", lambda: memory)
        monkeypatch.setattr("numba.cuda.to_device", lambda array: np.array(array).view(Held))
        monkeypatch.setattr("numba.cuda.device_array", lambda shape, dtype: np.ones(shape, dtype).view(Held))
        self.gpu = gpu_runs.Gpu()
        monkeypatch.setattr(self.gpu, "begin", lambda: None)
        monkeypatch.setattr(gpu_runs, "gpu", lambda: self.gpu)

    def train(self, arguments: gpu_runs.Arguments, steps: int) -> None:
        """Ends all runs at the second call, as it would after many steps."""
        self.counts.append(len(arguments.runs.seeds))
        if len(self.counts) == self.fails_at:
            raise RuntimeError("the device\nis gone")
        trained = finished(SMALL, arguments.runs.seeds)
        for name in ("losses", "right", "predicted", "ends"):
            getattr(arguments.runs, name)[:] = getattr(trained.runs, name).T
        arguments.place[0] = len(self.counts) % 2 == 0


def finished(config: cv.RunConfig, seeds: Sequence[int]) -> CompiledRuns:
    runs = CompiledRuns(config, seeds)
    runs.advance(len(seeds) * (config.steps + 1))
    return runs


def assert_same(found: CompiledRuns, wanted: CompiledRuns) -> None:
    assert found.is_done and wanted.is_done
    for name in ("losses", "accuracies", "predicted"):
        assert np.array_equal(getattr(found, name), getattr(wanted, name), equal_nan=True)


def test_the_runs_go_to_the_device_in_chunks_that_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    device, runs = Device(monkeypatch, at_once=2), GpuRuns(SMALL, range(5))
    device.gpu.kernel = device.train
    while not runs.is_done:
        runs.advance(4)
    assert device.counts == [2, 2, 2, 2, 1, 1]
    assert_same(runs, finished(SMALL, range(5)))


def test_the_cpu_trains_until_the_device_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    device, runs = Device(monkeypatch, at_once=9), GpuRuns(SMALL, range(5))
    runs.advance(10)  # a run of seven records, and three more
    assert runs.place.tolist() == [1, 3]
    device.gpu.kernel = device.train
    while not runs.is_done:
        runs.advance(4)
    assert device.counts == [4, 4]
    assert_same(runs, finished(SMALL, range(5)))


def test_the_cpu_takes_over_what_a_device_does_not_end(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    device, runs = Device(monkeypatch, at_once=2, fails_at=4), GpuRuns(SMALL, range(5))
    device.gpu.kernel = device.train
    while not runs.is_done:
        runs.advance(4)
    assert device.counts == [2, 2, 2, 2] and device.gpu.kernel is None
    assert [record.getMessage() for record in caplog.records] == [
        "comparisons are trained on the CPU, for the GPU cannot be used: the device is gone"
    ]
    assert_same(runs, finished(SMALL, range(5)))


def test_a_device_with_other_numbers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    device = Device(monkeypatch, at_once=9)
    gpu_runs.prove(SMALL, device.train)

    def train(arguments: gpu_runs.Arguments, steps: int) -> None:
        device.train(arguments, steps)
        arguments.runs.losses[-1, -1] = np.nextafter(arguments.runs.losses[-1, -1], 0)

    with pytest.raises(RuntimeError, match="other numbers than the CPU"):
        gpu_runs.prove(SMALL, train)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device")
def test_without_a_driver_one_line_says_so(caplog: pytest.LogCaptureFixture) -> None:
    gpu = gpu_runs.Gpu()
    gpu.begin()
    gpu.begin()
    gpu.thread.join()
    assert gpu.kernel is None and len(caplog.records) == 1
    assert "trained on the CPU" in caplog.text and len(caplog.text.splitlines()) == 1


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device")
def test_without_a_gpu_nothing_of_it_is_loaded() -> None:
    code = """
import sys
import charviz as cv
from charviz.comparison.batches import begun, portions
configs = [cv.RunConfig(), cv.RunConfig(device="cuda")]
assert len(portions(configs, 4096)) > 32
begun(configs[0], range(4096)).advance(1)
print(*(name for name in sys.modules if name.startswith(("numba.cuda", "numba_cuda"))))
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (result.stdout.strip(), result.returncode) == ("", 0), result.stderr


@pytest.fixture
def pretended(monkeypatch: pytest.MonkeyPatch) -> None:
    """A GPU, numba-cuda and two cores, as far as the selection knows."""
    monkeypatch.setattr(selection, "pick_device", lambda wanted: torch.device("cuda" if wanted == "auto" else wanted))
    monkeypatch.setattr(selection, "find_spec", lambda name: name)
    monkeypatch.setattr(selection.os, "cpu_count", lambda: 2)


def test_a_gpu_takes_many_runs_of_a_small_net(pretended: None) -> None:
    config = cv.RunConfig(steps=1000)
    assert wants_gpu_runs(config, 4096) and not wants_gpu_runs(config, 64)
    assert compiled_cost(LARGER) > GPU_CALLS and not wants_gpu_runs(LARGER, 4096)
    for other in (
        {"device": "cpu"},
        {"engine": "compiled"},
        {"engine": "torch"},
        {"device": "mps"},
        {"device": "cuda"},
    ):
        assert not wants_gpu_runs(config.replace(**other), 4096)


def test_more_cores_leave_a_gpu_less(pretended: None) -> None:
    config = cv.RunConfig(steps=1000)
    assert fits_gpu(config, 4096, 2) and not fits_gpu(config, 4096, 4096)
    assert gpu_cost(config) == GPU_SLOWER * compiled_cost(config)


def test_what_a_gpu_takes_is_one_batch(pretended: None, monkeypatch: pytest.MonkeyPatch) -> None:
    config, several = cv.RunConfig(steps=1000), cv.RunConfig(steps=1000, device="cpu")
    assert batches.portions([config], 2000) == [(0, slice(0, 2000))]
    assert len(batches.portions([config], 2000, here=False)) == len(batches.portions([several], 2000)) > 1
    sizes = {at.stop - at.start for _place, at in batches.portions([config.replace(steps=10_000)], 400)}
    assert max(sizes) * 12 * 10_001 <= batches.CURVES


def test_a_comparison_is_the_same_on_a_device(monkeypatch: pytest.MonkeyPatch) -> None:
    device = Device(monkeypatch, at_once=3)
    device.gpu.kernel = device.train
    expected = cv.compare([SMALL], range(5))
    monkeypatch.setattr(batches, "wants_gpu_runs", lambda config, count: True)
    found = cv.compare([SMALL], range(5))
    assert device.counts == [3, 3, 2, 2]
    assert np.array_equal(found.losses, expected.losses) and found.predictions.tolist() == expected.predictions.tolist()


@pytest.mark.parametrize("shape", [(6,), (2, 3), (1, 2, 3), (2, 0)])
def test_a_view_of_every_third_number(shape: tuple[int, ...]) -> None:
    numbers = np.arange(40, dtype=np.float32)
    turned = numba.njit(lambda row, shape: (view(row, 2, shape),))
    for row in (numbers[::3], numbers[1:]):
        (found,) = turned(row, shape)
        assert np.array_equal(found, row[2 : 2 + math.prod(shape)].reshape(shape))
        if found.size:
            found[(0,) * len(shape)] = -1
            assert row[2] == -1


@pytest.mark.gpu
@pytest.mark.skipif(not GPU, reason="there is no CUDA device, or numba-cuda is not installed")
@pytest.mark.parametrize("config", [*CONFIGS, DIVERGING, cv.RunConfig(cell_type="lstm", steps=300)])
def test_a_gpu_gives_the_bits_of_the_cpu(config: cv.RunConfig) -> None:
    seeds, runs = range(200), GpuRuns(config, range(200))
    gpu_runs.gpu().thread.join()
    assert gpu_runs.gpu().kernel is not None
    while not runs.is_done:
        runs.advance(70)
    assert gpu_runs.gpu().kernel is not None
    assert_same(runs, finished(config, seeds))
