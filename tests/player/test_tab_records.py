"""What a tab trains by itself is what the server would have sent: the same records, keyframes, states and milestones."""

import json
import subprocess
from functools import cache
from typing import Any

import numpy as np
import pytest
from test_javascript import ROOT, node

import charviz as cv
from charviz.player import run_packets
from charviz.player.packets import DRAWN_UNITS, parse
from tests.engines import bits

CONFIGS = [
    *bits.configs(),
    cv.RunConfig(learning_rate=0.5, steps=700, seed=3),  # spikes, and is lost again
    cv.RunConfig(text="abababab", learning_rate=0.2, steps=600),
    cv.RunConfig(text="hello\nhalt\nheel", sequences="lines", cell_type="gru", hidden_size=70, steps=60),
    cv.RunConfig(text="the boy is here, the girl isn’t.", tokenize="words", cell_type="lstm", steps=60),
    cv.RunConfig(text="I am.\nYou are!", tokenize="words", sequences="lines", boundary_tokens=True, steps=80),
    cv.RunConfig(optimizer="sgd", learning_rate=1e-4, steps=500),  # stuck
    cv.RunConfig(optimizer="sgd", loss="mse", learning_rate=9.0, cell_type="lstm", steps=400),
]
BYTE = 1  # of 255: the tab computes states and probabilities by the loops, the server by torch


@cache
def in_node() -> list[list[tuple[dict[str, Any], dict[str, list[float]]]]]:
    views = [{"run": "r", **bits.facts(config)} for config in CONFIGS]
    told = subprocess.run(
        [node(), ROOT / "tests/node/records.js"], input=json.dumps(views), capture_output=True, text=True
    )
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


@pytest.mark.parametrize("number", range(len(CONFIGS)), ids=lambda number: CONFIGS[number].to_url() or "hihello")
def test_its_records_are_the_servers(number: int) -> None:
    run = cv.train(CONFIGS[number])
    here, there = in_node()[number], [*parse(run_packets.run_packets(run))][:-1]
    assert sum(header["count"] for header, _arrays in here) == len(run)
    for fact in ("keyframes", "milestones"):
        mine, servers = ([one for header, _arrays in records for one in header[fact]] for records in (here, there))
        assert [rounded(one) for one in mine] == [rounded(one) for one in servers], fact
    names = [name for name in there[0][1] if name not in ("cell_state", "rival", "rival_probability")]
    for name in names:
        mine, servers = (
            np.concatenate([np.ravel(np.asarray(arrays[name], float)) for _header, arrays in records])
            for records in (here, there)
        )
        if name == "confidence":  # a file's packets know it at the keyframes alone
            mine, servers = (told.reshape(len(run), -1)[run.keyframes] for told in (mine, servers))
        if name in ("predicted", "correct"):
            np.testing.assert_array_equal(mine, servers, name)
        elif name in ("loss", "target_probability"):
            np.testing.assert_allclose(mine, servers, rtol=1e-4, atol=1e-6, err_msg=name)
        else:
            assert np.abs(mine.astype(int) - servers.astype(int)).max(initial=0) <= BYTE, name


def rounded(milestone: Any) -> Any:
    """A milestone whose numbers are compared as they are shown."""
    if isinstance(milestone, float):
        return float(f"{milestone:.3g}")
    if isinstance(milestone, dict):
        return {key: rounded(value) for key, value in milestone.items()}
    return milestone


def test_a_run_that_is_tried_draws_as_many_units_as_any() -> None:
    assert f"const DRAWN_UNITS = {DRAWN_UNITS};" in (ROOT / "assets/player/what_if.js").read_text(encoding="utf-8")
