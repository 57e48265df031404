"""The same bits everywhere: runs, and a hash of their losses and last weights; `python -m tests.engines.bits` writes them anew.

Native code and the module in wasmtime, in node and in each browser are held against this one file, wherever the tests run.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import charviz as cv
from charviz.engines.compiled_engine import CompiledEngine
from charviz.engines.loop_engine import LoopEngine
from charviz.player import view_packet

FILE = Path(__file__).with_suffix(".json")
STEPS = 100
MORE = [
    cv.RunConfig(cell_type="gru", num_layers=3, encoding="embedding", embedding_size=11, hidden_size=19),
    cv.RunConfig(text="hello\nhe\nabc", sequences="lines", cell_type="lstm", clip_norm=0.1, optimizer="rmsprop"),
    cv.RunConfig(head="none", hidden_size=5, loss="mse", optimizer="sgd"),
    cv.RunConfig(init="numpy", seed=2**32 - 1),
    cv.RunConfig(init="glorot", cell_type="lstm", hidden_size=35, forget_bias=1.5, text="가나다라 마바사 가나"),
    cv.RunConfig(cell_type="memoryless", encoding="embedding", embedding_size=3),
]


def configs() -> list[cv.RunConfig]:
    """All examples that a browser trains by itself, and more of what the loops can do."""
    examples = [preset.config for preset in cv.PRESETS.values()]
    return [
        config.replace(steps=min(config.steps, STEPS)) for config in [*examples, *MORE] if view_packet.training(config)
    ]


def facts(config: cv.RunConfig) -> dict[str, Any]:
    """What a browser is told of a run."""
    return json.loads(json.dumps(view_packet.facts(config, str)))


def digest(config: cv.RunConfig, kind: type[LoopEngine] = CompiledEngine) -> str:
    """SHA-256 of the losses of all nets, float64, and the weights of the last, float32, as the loops order them."""
    engine = kind(config)
    losses = [*engine.advance(config.steps).losses, *engine.measure().losses]
    return hashlib.sha256(b"".join(loss.tobytes() for loss in losses) + engine.weights.tobytes()).hexdigest()


if __name__ == "__main__":
    rows = [{"run": config.to_url(), "view": facts(config), "digest": digest(config)} for config in configs()]
    FILE.write_text(
        json.dumps(rows, ensure_ascii=False, separators=(",", ":")).replace('{"run"', '\n{"run"') + "\n", "utf-8"
    )
