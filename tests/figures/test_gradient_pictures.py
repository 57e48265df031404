"""The pictures of gradients through time: what they are drawn from, and that they draw it."""

import numpy as np
import pytest

import charviz as cv
from charviz.figures.gradients import GradientData, gradient_data, plot_arcs, plot_flow, plot_reach, plot_shares
from charviz.worker.answers.gradients import answer


@pytest.fixture(scope="module")
def nets() -> list[GradientData]:
    found = []
    for cell_type in ("rnn", "lstm", "gru"):
        run = cv.train(cv.RunConfig(text="hello $x$ <b>", cell_type=cell_type, steps=20))
        found.append(gradient_data(cell_type, *answer(run, {"step": 20, "layer": 0, "text": None})))
    return found


def test_the_data_is_the_answer(nets: list[GradientData]) -> None:
    trace = cv.train(cv.RunConfig(text="hello $x$ <b>", cell_type="gru", steps=20)).gradients()
    assert nets[2].flow == pytest.approx(trace.flow, rel=1e-6)
    assert nets[2].gradient_reach == pytest.approx(trace.gradient_reach, rel=1e-6)
    assert nets[2].projection["weight_hh"].sum() == pytest.approx(1, abs=1e-5)
    assert nets[2].step == 20 and nets[2].inputs == trace.inputs


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_triangles_leave_the_future_empty_and_begin_at_a_hundred_percent(nets: list[GradientData], theme: str) -> None:
    figure = plot_flow(nets, theme)
    for drawn in figure.data:
        assert np.isnan(np.array(drawn.z)[np.triu_indices(len(drawn.z), 1)]).all()
        assert np.diagonal(np.array(drawn.z)) == pytest.approx(0, abs=1e-6)


def test_reach_has_two_curves_for_each_cell(nets: list[GradientData]) -> None:
    figure = plot_reach(nets)
    assert [line.name for line in figure.data][:2] == ["RNN, untrained", "RNN, step 20"]
    assert len(figure.data) == 6
    assert all(line.y[0] == pytest.approx(1) for line in figure.data)


def test_shares_show_their_sum(nets: list[GradientData]) -> None:
    figure = plot_shares(nets[0], "weight_hh")
    assert sum(figure.data[0].y) == pytest.approx(1, abs=1e-5)
    assert "norm" in figure.layout.annotations[0].text
    assert len(plot_shares(nets[1], "weight_ih").data) == len(figure.data) + 1  # dL/dc of an LSTM


def test_arcs_come_from_the_past_only_and_text_stays_text(nets: list[GradientData]) -> None:
    figure = plot_arcs(nets[1], 6, "dark")
    assert len(figure.layout.shapes) == 7
    assert figure.data[0].text[6] == "&#36;"
    assert plot_arcs(nets[1], 0).data[0].text[-1] == "e"
