"""Texts in CSV files: the same examples as for the scenes' rule (tests/node/csv.test.js)."""

import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas._libs.parsers import STR_NA_VALUES

from charviz.export.table import cell, csv

EXAMPLES = json.loads(Path(__file__).parents[1].joinpath("csv_cells.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("value", "written"), EXAMPLES)
def test_a_text_is_quoted_if_a_reader_would_take_it_for_something_else(value: Any, written: Any) -> None:
    assert cell(value) == written


def test_pandas_reads_every_text_as_a_text() -> None:
    examples = {value for value, _written in EXAMPLES if isinstance(value, str)}
    texts = sorted((STR_NA_VALUES | examples) - {"\ra"})  # pandas takes a bare \r for the end of a line
    frame = pd.read_csv(io.BytesIO(csv(pd.DataFrame({"text": texts}))))
    assert [json.loads(text) if text.startswith('"') else text for text in frame.text] == texts


def test_numbers_stay_numbers() -> None:
    table = csv(pd.DataFrame({"text": ["ihello", "a,b"], "n": [1, 2]}))
    assert table.decode("utf-8-sig") == 'text,n\nihello,1\n"a,b",2\n'
