"""The loss between its limits."""

import numpy as np
import pytest

from charviz.figures.loss import LABELS, loss_data, plot_loss
from charviz.figures.theme import THEMES


def named(figure, start):
    return [series for series in figure.data if (series.name or "").startswith(start)]


def test_data(run_of):
    data = loss_data(run_of(["iiiiii", "ihello", "ilello", "ihello"]))
    assert (data.right.tolist(), data.total, data.floor_correct) == ([1, 6, 5, 6], 6, 4)
    assert (data.solved.tolist(), data.lost.tolist()) == ([1, 3], [2])
    assert data.limits == {"guessing": pytest.approx(np.log(5)), "floor": pytest.approx(0.46210, abs=5e-6)}


def test_curve_letters_and_limits(run_of, theme):
    run = run_of()
    figure = plot_loss(loss_data(run), theme)
    curve, stairs = named(figure, "loss")[0], named(figure, "correct letters")[0]
    assert np.array_equal(curve.y, run.losses) and np.array_equal(stairs.y, [1, 5, 6])
    assert (curve.xaxis, stairs.xaxis, figure.layout.xaxis.matches) == ("x", "x2", "x2")
    assert named(figure, "limit without memory 0.462")[0].y[0] == pytest.approx(0.4621, abs=5e-5)
    assert named(figure, "guessing 1.609") and not named(figure, "limit without output layer")
    assert curve.line.color == THEMES[theme].ink and figure.layout.paper_bgcolor == THEMES[theme].background


def test_headless_limit_only_without_a_head(run_of):
    figure = plot_loss(loss_data(run_of(head="none", hidden_size=5)))
    assert named(figure, "limit without output layer 0.433")


def test_squared_errors_have_no_limits_in_nats(run_of):
    data = loss_data(run_of(loss="mse"))
    assert data.limits == {} and plot_loss(data).layout.yaxis.title.text == LABELS["mse"]


def test_flags_stand_on_the_curve_where_it_is_solved_and_lost(run_of):
    run = run_of(["iiiiii", "ihello", "ilello", "ihello"])
    figure = plot_loss(loss_data(run))
    (solved,), (lost,) = named(figure, LABELS["solved"]), named(figure, LABELS["lost"])
    assert (list(solved.x), list(solved.y)) == ([1, 3], list(run.losses[[1, 3]]))
    assert (list(lost.x), lost.text[0]) == ([2], "✗ 2") and solved.marker.symbol != lost.marker.symbol


def test_flags_close_together_share_a_number(run_of):
    figure = plot_loss(loss_data(run_of(["ihello", "ilello"] * 50)))
    (solved,) = named(figure, LABELS["solved"])
    assert len(solved.text) == 50 and sum(map(bool, solved.text)) <= 10


@pytest.mark.parametrize("reference", [(1.7, None, 1.2), {0: 1.7, 2: 1.2}])
def test_reference(run_of, reference):
    (ghost,) = named(plot_loss(loss_data(run_of(), reference)), LABELS["reference"])
    assert (list(ghost.x), list(ghost.y)) == ([0, 2], [1.7, 1.2])


def test_log_axis_and_other_words(run_of):
    figure = plot_loss(loss_data(run_of()), labels={"step": "학습 스텝"}, log=True)
    assert figure.layout.yaxis.type == "log" and "0.1" in figure.layout.yaxis.ticktext
    assert figure.layout.xaxis2.title.text == "학습 스텝"


@pytest.mark.parametrize("records", [[], ["iiiiii"]])
@pytest.mark.parametrize("log", [False, True])
def test_short_runs(run_of, theme, records, log):
    assert plot_loss(loss_data(run_of(records)), theme, log=log).to_json()
