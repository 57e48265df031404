"""The player on the page: the component, what it is told, and what it answers."""

import hashlib
import json
import math
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from charviz.cell_types import GATES
from charviz.config import RunConfig
from charviz.floor import floor, headless_floor
from charviz.presets import PRESETS
from charviz.server.packets import DRAWN_UNITS, RECORDING, chunk
from charviz.ui.labels import player_labels
from charviz.ui.text import _, language

HOME = Path(__file__).parents[2]
ASSETS = HOME / "assets" / "player"


@cache
def _version() -> str:
    """A hash of the player's files: it is part of their address, so a browser keeps them until they change."""
    content = b"".join(path.read_bytes() for path in sorted(ASSETS.iterdir()))
    return hashlib.sha256(content).hexdigest()[:10]


def component_name() -> str:
    """Registers the player's folder with Streamlit, as the manifest of an installed package would."""
    name, manager = f"player_{_version()}", get_bidi_component_manager()
    if manager.get_component_asset_root(f"charviz.{name}") is None:
        manifest = ComponentManifest("charviz", "0", [ComponentConfig(name, "assets/player")])
        manager.register_from_manifest(manifest, HOME)
    return f"charviz.{name}"


def mount(message: bytes, on_pull: Any, on_action: Any) -> None:
    """Draws the player and hands it a message."""
    component = st.components.v2.component(component_name(), js="player.js", css="player.css")
    component(key="player", data=message, on_pull_change=on_pull, on_action_change=on_action)


@cache
def recording() -> bytes:
    """The chunks of the default run, as they were recorded."""
    return RECORDING.read_bytes()


def view(config: RunConfig, options: dict[str, Any]) -> tuple[str, bytes]:
    """The chunk `view`, everything about a run that does not change while it trains; and its id."""
    header = {
        "kind": "view",
        "run": config.key,
        **_facts(config),
        "lines": _lines(config),
        "labels": player_labels(_),
        "language": language(),
        "options": options,
    }
    identity = hashlib.sha256(json.dumps(header, sort_keys=True).encode()).hexdigest()[:12]
    return identity, chunk({**header, "view": identity})


def _facts(config: RunConfig) -> dict[str, Any]:
    """Text, shapes and gates."""
    batch = config.batch
    layers = 0 if config.cell_type == "memoryless" else config.num_layers
    return {
        "symbols": config.vocabulary.symbols,
        "inputs": batch.flat(batch.inputs).tolist(),
        "targets": batch.flat(batch.targets).tolist(),
        "starts": batch.starts,
        "cell_type": config.cell_type,
        "layers": layers,
        "hidden_size": config.hidden_size,
        "units": list(range(min(config.hidden_size, DRAWN_UNITS))) if layers else [],
        "gates": [_gate(name, config.cell_type) for name in GATES[config.cell_type]],
        "loss_unit": "mse" if config.loss == "mse" else "nats",
        "steps": config.steps,
    }


def _gate(name: str, cell_type: str) -> dict[str, Any]:
    gate = GATES[cell_type][name]
    ends = {
        "input": (_("write nothing"), _("write all")),
        "forget": (_("forget"), _("keep")),
        "output": (_("hide"), _("show")),
        "reset": (_("ignore the past"), _("use the past")),
        "update": (_("take the new"), _("keep the old")),
        "candidate": ("−1", "1"),
    }[name]
    return {"name": name, "symbol": gate.symbol, "range": (gate.low, gate.high), "ends": ends}


def _lines(config: RunConfig) -> dict[str, Any]:
    """The lines that make a loss mean something; None where a line does not apply."""
    nats = config.loss == "cross-entropy"
    size = len(config.vocabulary)
    least = floor(config.text, config.sequences, config.boundary_tokens)
    reference = next((preset.reference for preset in PRESETS.values() if preset.config.key == config.key), ())
    return {
        "guess": math.log(size) if nats else None,
        "floor": least.loss if nats else None,
        "floor_correct": least.correct,
        "headless": headless_floor(size) if nats and config.head == "none" else None,
        "reference": reference or None,
    }
