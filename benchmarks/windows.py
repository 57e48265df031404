"""Long texts: what a step costs as its windows grow, and how much a long run keeps."""

import time

from charviz import RunConfig
from charviz.runs.keyframes import BUDGET, dense_until, is_keyframe, keyframe_bytes
from charviz.runs.training import Trainer

WINDOWS = (32, 64, 128, 256, 512)
STEPS = 8


def table() -> None:
    print("\nLong texts, 32 windows, H = 128: time per character of a step, in that of windows of 64")
    print(f"{'window':>38}" + "".join(f"{window:>8}" for window in WINDOWS))
    for cell_type in ("rnn", "lstm", "gru"):
        spent = {window: per_character(cell_type, window) for window in WINDOWS}
        print(f"{cell_type:>38}" + "".join(f"{spent[window] / spent[64]:>8.2f}" for window in WINDOWS))
    config = RunConfig(corpus="shakespeare", cell_type="lstm", hidden_size=128, steps=10_000)
    kept = sum(is_keyframe(step, dense_until(config)) for step in range(config.steps + 1))
    size = kept * keyframe_bytes(config)
    print(f"{'10,000 steps of an LSTM of 128 keep':38}{size / 2**20:>7.0f} MB{BUDGET / 2**20:>8.0f} MB")


def per_character(cell_type: str, window: int) -> float:
    net = {"cell_type": cell_type, "hidden_size": 128, "steps": 100}
    trainer = Trainer(RunConfig(corpus="sums", window=window, batch_size=32, **net))
    trainer.advance(2)
    began = time.perf_counter()
    trainer.advance(STEPS)
    return (time.perf_counter() - began) / window
