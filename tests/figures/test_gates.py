"""The gates, by name, letter and range."""

import numpy as np
import pytest

from charviz.figures.gates import LABELS, gates_data, plot_gates
from charviz.figures.theme import THEMES


def titles(figure):
    return [annotation.text for annotation in figure.layout.annotations]


def test_gates_of_an_lstm(run_of, theme):
    data = gates_data(run_of(cell_type="lstm"))
    figure = plot_gates(data, theme)
    assert titles(figure) == ["input gate i", "forget gate f", "candidate g", "output gate o"]
    assert [(series.zmin, series.zmax) for series in figure.data] == [(0, 1), (0, 1), (-1, 1), (0, 1)]
    assert all(
        np.array_equal(series.z, data.gates[name][0].T) for series, name in zip(figure.data, data.gates, strict=True)
    )
    assert figure.data[1].colorbar.ticktext == ("0 forget", "1 keep")
    assert figure.data[1].colorscale[0][1] == THEMES[theme].background == figure.data[2].colorscale[1][1]


def test_update_gate_of_a_gru_is_labelled_keep(run_of):
    figure = plot_gates(gates_data(run_of(cell_type="gru")))
    assert titles(figure)[1].startswith("keep") and figure.data[1].colorbar.ticktext == ("0 replace", "1 keep")


def test_layers(run_of):
    figure = plot_gates(gates_data(run_of(cell_type="gru", num_layers=2)))
    assert len(figure.data) == 6 and titles(figure)[3] == "reset gate r · layer 2"


@pytest.mark.parametrize("cell", ["rnn", "memoryless"])
def test_cells_without_gates_say_so(run_of, theme, cell):
    figure = plot_gates(gates_data(run_of(cell_type=cell)), theme)
    assert len(figure.data) == 0 and titles(figure) == [LABELS["nothing"]]


def test_other_words(run_of):
    labels = {"gru.update": "유지 {symbol}", "gru.update.1": "유지"}
    figure = plot_gates(gates_data(run_of(cell_type="gru")), labels=labels)
    assert titles(figure)[1] == "유지 z" and figure.data[1].colorbar.ticktext[1] == "1 유지"


def test_text_is_data(run_of, drawn_texts):
    run = run_of([[0] * 5], text="<i>&$<", cell_type="lstm")
    strings = " ".join(drawn_texts(plot_gates(gates_data(run)))).replace("<br>", "").replace("<extra></extra>", "")
    assert "&lt;" in strings and not {"<", ">"} & set(strings)


def test_four_layers_fit(run_of):
    assert plot_gates(gates_data(run_of(cell_type="lstm", num_layers=4, hidden_size=64))).to_json()
