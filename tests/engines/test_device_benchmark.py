"""What `python -m benchmarks.device` prints, tried on whatever is here; its figures are looked at, not tested."""

import math

import pytest
import torch

from benchmarks import device
from charviz.engines.torch_engine import TorchEngine


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "GRID", device.GRID[:1])
    monkeypatch.setattr(device, "LARGE", device.SMALL)
    monkeypatch.setattr(device, "BUDGET", 0)
    monkeypatch.setattr(device, "ROUNDS", 1)
    monkeypatch.setattr(device, "SEEDS", (3, 5))


def test_each_net_has_its_engines_and_the_one_that_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    device.choice()
    head, *rows = capsys.readouterr().out.strip().splitlines()
    assert head.split() == ["A", "step,", "µs", "compiled", "torch", "GPU", "auto"] and len(rows) == 3
    assert all("compiled · cpu, " in row for row in rows)


def test_each_cell_has_its_many_seeds(capsys: pytest.CaptureFixture[str]) -> None:
    device.threads()
    head, *rows = capsys.readouterr().out.strip().splitlines()
    assert "cores" in head and [row.partition(" seeds")[0] for row in rows] == [
        f"{cell}, {count}" for cell in (*device.CELLS, "memoryless") for count in device.SEEDS
    ]
    assert all(float(row.partition(" seeds")[2].split()[0]) > 0 for row in rows)
    assert all(("GPU" in row or "cores;" in row) == (device.gpu().kernel is not None) for row in rows)


def test_a_large_net_is_held_against_a_bare_loop(capsys: pytest.CaptureFixture[str]) -> None:
    device.large()
    _title, *rows, _goal = capsys.readouterr().out.strip().splitlines()
    assert len(rows) == (3 if torch.cuda.is_available() else 2) and rows[0].startswith("torch · ")
    assert max(float(row.split(" ms a step")[1].split()[0]) for row in rows[1:]) == 1


def test_the_bare_loop_trains_the_net_that_this_engine_does() -> None:
    bare, engine = device.BareLoop(device.SMALL, "cpu"), TorchEngine(device.windows(device.SMALL, "cpu"))
    weights = [*bare.rnn.parameters(), *bare.head.parameters()]
    assert [weight.shape for weight in weights] == [weight.shape for weight in engine.parameters]
    before = weights[0].clone()
    bare.step()
    assert (weights[0] != before).any() and bare.inputs.shape == engine.pieces.batch(0).inputs.shape
    assert engine.advance(1).losses[0] == pytest.approx(math.log(len(device.SYMBOLS)), abs=0.1)
