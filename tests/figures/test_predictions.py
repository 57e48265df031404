"""The history of what the net says."""

import numpy as np
import pytest

from charviz.figures.predictions import plot_predictions, predictions_data
from charviz.figures.theme import THEMES

HISTORY = ["iiiiii", "iiiiii", "iiiiii", "ehello", "ehello", "ihello", "ihello"]


def test_rows_are_where_it_changes_its_mind(run_of):
    data = predictions_data(run_of(HISTORY))
    assert data.steps.tolist() == [0, 3, 5, 6]
    assert ["".join(row) for row in data.letters] == ["iiiiii", "ehello", "ihello", "ihello"]
    assert data.right.sum(axis=1).tolist() == [1, 5, 6, 6]
    assert ("".join(data.inputs), "".join(data.targets)) == ("hihell", "ihello")


def test_given_rows(run_of):
    assert predictions_data(run_of(HISTORY), steps=[1, 4]).steps.tolist() == [1, 4]
    data = predictions_data(run_of(["iiiiii", "ehello"] * 50), most=10)
    assert len(data.steps) == 10 and data.steps[[0, -1]].tolist() == [0, 99]


def test_wrong_letters_have_a_cross_and_another_value(run_of, theme):
    figure = plot_predictions(predictions_data(run_of(HISTORY)), theme)
    cells, crosses = figure.data
    assert np.array_equal(cells.z, np.vstack([np.where(predictions_data(run_of(HISTORY)).right, 1, -1), [[0] * 6]]))
    assert (cells.zmin, cells.zmax) == (-1, 1)
    assert ["".join(row) for row in cells.text] == ["iiiiii", "ehello", "ihello", "ihello", "ihello"]
    assert sorted(zip(np.rint(crosses.y), np.floor(crosses.x), strict=True)) == [(0, t) for t in range(1, 6)] + [(1, 0)]
    assert crosses.marker.symbol == "x-thin" and figure.layout.paper_bgcolor == THEMES[theme].background


def test_first_step_at_the_top_and_target_at_the_bottom(run_of):
    axis = plot_predictions(predictions_data(run_of(HISTORY))).layout.yaxis
    assert axis.range[0] > axis.range[1] and axis.ticktext == ("0", "3", "5", "6", "target")


def test_sequences_are_parted(run_of):
    run = run_of([[0, 0, 0, 0]], text="abc\nbca", sequences="lines")
    figure = plot_predictions(predictions_data(run))
    assert [shape.x0 for shape in figure.layout.shapes if shape.x0 == shape.x1] == [1.5]


def test_boundary_tokens_are_one_column_each(run_of):
    data = predictions_data(run_of([[3, 3, 3]], text="ab", boundary_tokens=True))
    assert data.letters.tolist() == [["<e>"] * 3]


def test_text_is_data(run_of, drawn_texts):
    run = run_of([[0, 1, 2, 3, 4, 5, 6]], text="<i>&$%{}")
    strings = (
        " ".join(drawn_texts(plot_predictions(predictions_data(run))))
        .replace("<br>", "")
        .replace("<extra></extra>", "")
    )
    assert "&lt;" in strings and "&#36;" in strings
    assert not {"<", ">"} & set(strings) and "$" not in strings.replace("&#36;", "")


def test_long_texts_have_no_letters_in_their_cells(run_of):
    data = predictions_data(run_of([[0] * 99], text="ab" * 50))
    assert plot_predictions(data).data[0].text is None


@pytest.mark.parametrize("records", [[], ["iiiiii"], ["ihello"]])
def test_short_runs(run_of, theme, records):
    assert plot_predictions(predictions_data(run_of(records)), theme).to_json()


def test_other_words(run_of):
    assert "정답" in plot_predictions(predictions_data(run_of()), labels={"target": "정답"}).layout.yaxis.ticktext
