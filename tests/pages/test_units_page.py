"""The page What a unit knows without a browser."""

import pytest
from addressed import values


def test_a_link_brings_everything_back(opened_page) -> None:
    wanted = {"part": "forget", "layer": "1", "step": "20", "unit": "3", "feature": "space", "page_text": "lo he"}
    app = opened_page("units", text="hello hello", cell="lstm", layers="2", **wanted)
    assert not app.exception and not app.warning
    assert wanted.items() <= values(app).items()


@pytest.mark.parametrize("rule", ["brackets", "quotes", "sums", "counting"])
def test_rules_are_a_click_away(opened_page, rule: str) -> None:
    app = opened_page("units")
    app = app.menu_button(key="examples:units").click(rule).run()
    assert not app.exception and not app.warning and values(app)["hidden"] == "32"


@pytest.mark.parametrize(
    "query",
    [
        {"part": "forget", "layer": "9", "unit": "-4", "feature": "<b>", "step": "x"},
        {"page_text": "zzz"},
        {"cell": "memoryless"},
        {"text": "👩‍👩‍👧가나 <\n$x", "seq": "lines", "boundary_tokens": "true"},
        {"page_text": "h" * 3000},
    ],
)
def test_no_address_breaks_it(opened_page, query: dict[str, str]) -> None:
    assert not opened_page("units", **query).exception
