"""The message that tells the player what it will play: the chunk `view`."""

import hashlib
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from charviz.config import RunConfig
from charviz.config.presets import PRESETS
from charviz.engines.costs import compiled_cost, fits_compiled
from charviz.i18n import catalogue
from charviz.nn.cell_types import GATES, STATES
from charviz.player.labels import gate_ends, player_labels
from charviz.player.packets import DRAWN_UNITS, chunk
from charviz.runs.keyframes import dense_until
from charviz.text.memoryless_limit import no_head_limit
from charviz.text.wording import translator


def view(
    config: RunConfig,
    options: Mapping[str, Any],
    language: str,
    lanes: Sequence[tuple[str, RunConfig]] = (),
    *,
    run: str | None = None,
) -> tuple[str, bytes]:
    """The chunk `view`, everything about a run that does not change while it trains; and its id.

    options: what the page asks of the player, see `Options` in assets/types.d.ts. lanes: the runs that are played together, this
    one among them, each with what it is called. run: what the run is called in its packets, its config's key if None.
    """
    words = catalogue(language)
    _ = translator(words.gettext, config.tokenize)
    known = {"run": run or config.key, **facts(config, words.gettext)}
    if not options.get("in_browser", True):
        known["training"] = None
    places = {run.key: {"title": title, "place": place} for place, (title, run) in enumerate(lanes)}
    others = [
        {"run": run.key, **facts(run, words.gettext), **places[run.key]}
        for _title, run in lanes
        if run.key != config.key
    ]
    header = {
        "kind": "view",
        **known,
        "baselines": _baselines(config),
        "ghost": None if options.get("offline") else _ghost(config),
        **places.get(config.key, {}),
        "beside": [{name: fact for name, fact in other.items() if fact != known.get(name)} for other in others],
        "cells": _other_cells(config, words.gettext) if known["training"] else {},
        "file": file_stem(config),
        "labels": player_labels(_, words.ngettext),
        "language": language,
        "options": options,
    }
    identity = hashlib.sha256(json.dumps(header, sort_keys=True).encode()).hexdigest()[:12]
    return identity, chunk({**header, "view": identity})


def facts(config: RunConfig, _: Callable[[str], str]) -> dict[str, Any]:
    """Text, shapes and gates."""
    batch = config.batch
    return {
        "symbols": config.vocabulary.symbols,
        "tokenize": config.tokenize,
        "inputs": batch.flat(batch.inputs).tolist(),
        "targets": batch.flat(batch.targets).tolist(),
        "starts": batch.starts,
        **_cell(config, _),
        "loss_unit": "mse" if config.loss == "mse" else "nats",
        "in_windows": config.window is not None,
        "steps": config.steps,
        "training": training(config),
    }


QUICK = 2e5  # microseconds that the compiled loops take here
TRAINED_IN_THE_TAB = (
    "steps", "encoding", "embedding_size", "head", "loss", "optimizer", "learning_rate", "clip_norm", "seed", "init",
    "forget_bias", "alphabet", "boundary_tokens", "sequences", "tokenize",
)  # fmt: skip


def training(config: RunConfig) -> dict[str, Any] | None:
    """What the browser must know to train the run by itself, to the very bits of the compiled loops; None where it cannot."""
    trained_here = config.training == "charviz" and config.window is None and config.fork is None
    if not (trained_here and fits_compiled(config)):
        return None
    nats = config.loss == "cross-entropy"
    return {
        **{name: getattr(config, name) for name in TRAINED_IN_THE_TAB},
        "dense": dense_until(config),
        "floor": config.floor.loss,
        "floor_correct": config.floor.correct,
        "headless": no_head_limit(len(config.vocabulary)) if nats and config.head == "none" else None,
    }


def is_quick(config: RunConfig) -> bool:
    """Whether a browser is expected to train a run while somebody waits for its first picture."""
    return training(config) is not None and config.steps * compiled_cost(config) < QUICK


def _cell(config: RunConfig, _: Callable[[str], str]) -> dict[str, Any]:
    """What has a state, and a gate."""
    layers = 0 if config.cell_type == "memoryless" else config.num_layers
    return {
        "cell_type": config.cell_type,
        "layers": layers,
        "hidden_size": config.hidden_size,
        "units": list(range(min(config.hidden_size, DRAWN_UNITS))) if layers else [],
        "gates": [_gate(name, config.cell_type, gate_ends(_)) for name in GATES[config.cell_type]],
    }


def _other_cells(config: RunConfig, _: Callable[[str], str]) -> dict[str, list[dict[str, Any]]]:
    """The gates that the run would have with each cell, so that a browser can train it anew at once; {} without a state."""
    if config.cell_type == "memoryless":
        return {}
    return {cell: [_gate(name, cell, gate_ends(_)) for name in GATES[cell]] for cell in STATES if cell != "memoryless"}


def file_stem(config: RunConfig) -> str:
    """What a file of this run is called: its text, cell, size and seed."""
    text = re.sub(r"[^\w]+", "-", config.corpus or config.text)[:24].strip("-_") or "text"
    return f"charviz-{text}-{config.cell_type}-{config.hidden_size}-seed{config.seed}"


def _ghost(config: RunConfig) -> dict[str, Any] | None:
    """The run from which this one is forked, which goes on beside it; `same`: on the same text, so letters can be compared."""
    if config.origin is None:
        return None
    parent, step = config.origin
    inputs, targets = (parent.batch.flat(array).tolist() for array in (parent.batch.inputs, parent.batch.targets))
    mine = [config.batch.flat(array).tolist() for array in (config.batch.inputs, config.batch.targets)]
    return {"run": parent.key, "step": step, "inputs": inputs, "same": [inputs, targets] == mine}


def _gate(name: str, cell_type: str, ends: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    gate = GATES[cell_type][name]
    return {"name": name, "symbol": gate.symbol, "range": (gate.low, gate.high), "ends": ends[name]}


def _baselines(config: RunConfig) -> dict[str, Any]:
    """What a loss is compared with, so that it means something; None where one does not apply."""
    nats = config.loss == "cross-entropy"
    size = len(config.vocabulary)
    reference = next((preset.reference for preset in PRESETS.values() if preset.config.key == config.key), ())
    return {
        "guess": math.log(size) if nats else None,
        "floor": config.floor.loss if nats else None,
        "floor_correct": config.floor.correct if config.window is None else None,
        "headless": no_head_limit(size) if nats and config.head == "none" else None,
        "reference": reference or None,
    }
