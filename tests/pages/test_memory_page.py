"""The page Memory without a browser."""

import pytest
from addressed import values


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_it_opens(opened_page, cell: str) -> None:
    app = opened_page("memory", cell=cell, steps="30", layers="2")
    assert not app.exception and not app.warning


def test_a_link_brings_its_interventions_back(opened_page) -> None:
    app = opened_page(
        "memory", cell="lstm", erase="2,4", pin_forget="0", which="c", start="end", step="10", same_letter="4-5"
    )
    assert not app.exception
    query = values(app)
    wanted = {"erase": "2,4", "pin_forget": "0", "which": "c", "start": "end", "step": "10", "same_letter": "4-5"}
    assert wanted.items() <= query.items()


@pytest.mark.parametrize(
    "query",
    [
        {"erase": "99,-1,2", "layer": "7", "step": "1e9", "same_letter": "0-0", "pin_forget": "2"},
        {"erase": "x", "start": "<b>", "which": "both", "pin_reset": "1", "cell": "gru", "step": "-4"},
        {"text": "ab\ncde\nf$g_h", "seq": "lines", "erase": "all", "cell": "lstm", "which": "h"},
        {"text": "👩‍👩‍👧가나다 가", "enc": "embedding", "boundary_tokens": "true"},
        {"text": "a" * 700, "steps": "5"},
        {"cell": "memoryless"},
        {"cell": "lstm", "pin_input": "0"},  # the cell state stays zero
    ],
)
def test_no_address_breaks_it(opened_page, query: dict[str, str]) -> None:
    app = opened_page("memory", **query)
    assert not app.exception and not app.warning


def test_erase_everywhere_and_restore(opened_page) -> None:
    app = opened_page("memory", start="noise")
    buttons = {button.label: button for button in app.button}
    app = buttons["Erase everywhere"].click().run()
    assert app.session_state["memory:erase"] == "all"
    app = {button.label: button for button in app.button}["Restore"].click().run()
    assert (app.session_state["memory:erase"], app.session_state["memory:start"]) == ("", "zeros")
    assert not app.exception
