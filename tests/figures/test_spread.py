"""A run's curve before the range of many seeds, with the losses that the notes print."""

import numpy as np
import pytest

from charviz.figures.spread import LABELS, plot_spread, spread_data
from charviz.figures.theme import THEMES

LOSSES = np.array([1.6, 0.8, 0.4])


def test_the_curve_lies_before_the_range_and_the_notes_losses_before_both(theme: str) -> None:
    band = np.stack([LOSSES / 2, LOSSES, 2 * LOSSES])
    figure = plot_spread(spread_data(LOSSES, band, 64, {0: 1.7, 2: 0.5}, nats=True), theme)
    high, low, run, notes = figure.data
    assert np.array_equal(high.y, band[2]) and np.array_equal(low.y, band[0]) and low.fill == "tonexty"
    assert low.name == "64 seeds, lowest to highest" and run.line.color == THEMES[theme].ink
    assert np.array_equal(run.y, LOSSES) and (list(notes.x), list(notes.y)) == ([0, 2], [1.7, 0.5])


def test_a_run_alone() -> None:
    figure = plot_spread(spread_data(LOSSES, None, 0, {}, nats=False), labels={"run": "이 실행"})
    assert [series.name for series in figure.data] == ["이 실행"]
    assert figure.layout.yaxis.title.text == LABELS["mse"]


@pytest.mark.parametrize("losses, ticks", [([1.6, 0.4], ["0.5", "1", "2"]), ([1.6, 1e-4], ["0.001", "0.1", "1"])])
def test_a_logarithmic_axis_has_ticks_at_round_numbers(losses: list[float], ticks: list[str]) -> None:
    axis = plot_spread(spread_data(np.array(losses), None, 0, {}, nats=True)).layout.yaxis
    assert axis.type == "log" and set(ticks) <= set(axis.ticktext)
    assert ("0.5" in axis.ticktext) == (min(losses) > 0.1)
