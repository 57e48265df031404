"""The states, over ranges that do not follow the values."""

import numpy as np
import pytest

from charviz.figures.hidden import LABELS, HiddenData, hidden_data, plot_hidden
from charviz.figures.theme import THEMES


def test_units_are_rows_and_times_are_columns(run_of, theme):
    data = hidden_data(run_of())
    (cells,) = plot_hidden(data, theme).data
    assert np.array_equal(cells.z, data.hidden[0].T) and cells.z.shape == (8, 6)
    assert (cells.zmin, cells.zmax, cells.colorscale[1][1]) == (-1, 1, THEMES[theme].background)


def test_small_values_do_not_stretch_the_range():
    data = HiddenData(0, ("h", "i"), (0,), np.full((1, 2, 3), 0.01), np.zeros((1, 2, 3)))
    hidden, cell_state = plot_hidden(data).data
    assert (hidden.zmin, hidden.zmax, cell_state.zmin, cell_state.zmax) == (-1, 1, -1, 1)


def test_cell_state_has_one_symmetric_range_for_all_layers(run_of):
    data = hidden_data(run_of(cell_type="lstm", num_layers=2))
    figure = plot_hidden(data)
    most = np.abs(data.cell_state).max()
    assert [series.name for series in figure.data] == [
        f"{LABELS[name]} · layer {layer}" for layer in (1, 2) for name in ("hidden", "cell_state")
    ]
    assert [(series.zmin, series.zmax) for series in figure.data[1::2]] == [(-most, most)] * 2
    assert figure.data[1].colorbar.ticktext == (f"\u2212{most:.3g}", "0", f"{most:.3g}")


def test_time_is_one_axis_with_its_characters(run_of):
    layout = plot_hidden(hidden_data(run_of(cell_type="lstm"))).layout
    assert layout.xaxis.matches == "x2" and layout.xaxis2.ticktext[:2] == ("0<br>h", "1<br>i")


def test_another_text(run_of):
    assert hidden_data(run_of(), text="hell").inputs == ("h", "e", "l")


def test_sequences_are_parted(run_of):
    run = run_of([[0] * 4], text="abc\nbca", sequences="lines", cell_type="lstm")
    shapes = plot_hidden(hidden_data(run)).layout.shapes
    assert [(shape.x0, shape.x1) for shape in shapes] == [(1.5, 1.5)] * 2


def test_text_is_data(run_of, drawn_texts):
    run = run_of([[0] * 5], text="<i>&$<")
    strings = " ".join(drawn_texts(plot_hidden(hidden_data(run)))).replace("<br>", "").replace("<extra></extra>", "")
    assert "&lt;" in strings and not {"<", ">"} & set(strings)


def test_no_memory_no_states(run_of, theme):
    figure = plot_hidden(hidden_data(run_of(cell_type="memoryless")), theme, {"nothing": "기억 없음"})
    assert len(figure.data) == 0 and figure.layout.annotations[0].text == "기억 없음"


@pytest.mark.parametrize("knobs", [{"hidden_size": 1}, {"text": "ab"}, {"text": "ab" * 500, "hidden_size": 64}])
def test_sizes(run_of, theme, knobs):
    run = run_of([], **knobs)
    assert plot_hidden(hidden_data(run), theme).to_json()
