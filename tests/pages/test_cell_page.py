"""The page Inside a cell without a browser."""

import pytest
import streamlit as st
from addressed import values

import charviz as cv
from charviz.ui.pages import cell


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_a_link_brings_the_place_back(opened_page, cell: str) -> None:
    wanted = {"t": "3", "unit": "2", "layer": "1", "step": "10", "part": "hidden", "gru_convention": "slides"}
    app = opened_page("cell", cell=cell, layers="2", steps="30", **wanted)
    assert not app.exception and not app.warning
    query = values(app)
    assert wanted.items() <= query.items()


@pytest.mark.parametrize(
    "query",
    [
        {"t": "99", "unit": "-3", "layer": "7", "step": "1e9", "part": "<b>", "gru_convention": "x"},
        {"text": "ab\ncde\nf$g_h", "seq": "lines", "t": "3", "cell": "lstm", "part": "reset"},
        {"text": "👩‍👩‍👧가나다 가", "enc": "embedding", "boundary_tokens": "true", "cell": "gru"},
        {"text": "ab" * 500, "steps": "5", "cell": "lstm"},
        {"text": "hello", "head": "none", "hidden": "4", "t": "1"},
        {"loss": "mse", "init": "numpy"},
        {"cell": "memoryless"},
    ],
)
def test_no_address_breaks_it(opened_page, query: dict[str, str]) -> None:
    app = opened_page("cell", **query)
    assert not app.exception and not app.warning


@pytest.mark.parametrize("cell_type", ["rnn", "lstm", "gru"])
@pytest.mark.parametrize(
    "more", [{}, {"num_layers": 2, "encoding": "embedding"}, {"text": "hi hi\nhello", "sequences": "lines"}]
)
def test_the_code_that_is_shown_runs_and_agrees(ran, cell_type: str, more: dict) -> None:
    config = cv.RunConfig(cell_type=cell_type, steps=12, engine="torch", **more)
    layer, time = config.num_layers - 1, 5
    st.session_state.update(layer=layer, time=time)
    printed = ran(cell.script(config))
    by_hand, by_torch = (eval(line) for line in printed.splitlines())
    expected = cv.train(config).trace().hidden[layer, time]
    assert by_hand == pytest.approx(expected, abs=1e-5)
    assert by_torch == pytest.approx(expected, abs=1e-5)


def test_another_cell_changes_few_lines() -> None:
    st.session_state.update(layer=0, time=0)
    found = cell.swapped(cv.RunConfig(cell_type="lstm", forget_bias=1.0))
    assert found.keys() == {"rnn", "gru"} and all(line[0] in "+-" for line in "\n".join(found.values()).splitlines())
    assert "-rnn = torch.nn.LSTM(5, 8, batch_first=True)\n+rnn = torch.nn.GRU(5, 8, batch_first=True)" in found["gru"]
    assert cell.swapped(cv.RunConfig(init="numpy")) == {}
