"""Native code and the module give the bits that are written down; node and the browsers are held against the same file."""

import json

import pytest

import charviz as cv
from charviz.engines.compiled_engine import CompiledEngine
from charviz.engines.loop_engine import LoopEngine
from charviz.engines.module_engine import ModuleEngine
from tests.engines import bits

ROWS = json.loads(bits.FILE.read_text("utf-8"))


@pytest.mark.parametrize("kind", [CompiledEngine, ModuleEngine])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["run"] or "hihello")
def test_the_same_bits_everywhere(row: dict, kind: type[LoopEngine]) -> None:
    config = cv.RunConfig.from_url(row["run"])
    assert bits.facts(config) == row["view"]
    assert bits.digest(config, kind) == row["digest"]


def test_every_example_is_written_down() -> None:
    assert [row["run"] for row in ROWS] == [config.to_url() for config in bits.configs()]
