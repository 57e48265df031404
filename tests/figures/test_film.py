"""The film of a run: which steps it shows, and that each picture is that step's."""

import numpy as np
import pytest

import charviz as cv
from charviz.figures.film import FRAMES, SYMBOLS, TIMES, UNITS, film_data, pictured, plot_film


@pytest.fixture(scope="module")
def run() -> cv.Run:
    return cv.train(cv.RunConfig(cell_type="lstm", num_layers=2, steps=120, learning_rate=0.05))


def test_the_first_steps_the_turns_and_the_last_are_pictured() -> None:
    predicted = np.zeros((5000, 3), int)
    predicted[777:] = 1
    steps = pictured(list(range(0, 10_000, 2)), predicted)
    assert len(steps) <= FRAMES and steps[:5].tolist() == [0, 2, 4, 6, 8]
    assert 2 * 777 in steps and steps[-1] == 9998 and (np.diff(steps) > 0).all()
    assert pictured([0], predicted[:1]).tolist() == [0] and pictured([0, 1], predicted[:2]).tolist() == [0, 1]
    noisy = np.arange(5000)[:, None] % 2
    assert len(pictured(list(range(5000)), noisy)) <= FRAMES


def test_each_picture_is_its_steps(run: cv.Run) -> None:
    data = film_data(run)
    figure = plot_film(data)
    assert [frame.name for frame in figure.frames] == [str(step) for step in data.steps]
    for place, frame in enumerate(figure.frames):
        step, trace = int(frame.name), run.trace(int(frame.name))
        says, _crosses, sure, hidden, point = frame.data
        assert "".join(says.text[1]) == run.predictions[step]
        assert (np.asarray(sure.z) == np.rint(100 * trace.probabilities.T)).all()
        assert (np.asarray(hidden.z) == trace.hidden[-1].T).all()
        assert (point.x[0], point.y[0]) == (step, run.losses[step])
        assert run.predictions[step] in frame.layout.title.text and list(frame.traces) == [0, 1, 2, 3, 4], place


def test_long_texts_and_large_nets_are_cut(drawn_texts) -> None:
    text = "".join(chr(0x4E00 + at % 97) for at in range(300))
    data = film_data(cv.train(cv.RunConfig(text=text, hidden_size=48, steps=3)))
    assert data.sure.shape[1:] == (SYMBOLS, TIMES) and data.hidden.shape[1:] == (UNITS, TIMES)
    assert max(map(len, drawn_texts(plot_film(data)))) < 20_000


def test_markup_is_text_and_no_memory_is_no_state(drawn_texts) -> None:
    data = film_data(cv.train(cv.RunConfig(text="<b>$x$&", cell_type="memoryless", steps=20)))
    figure = plot_film(data, labels={"play": "재생"})
    assert data.hidden.shape[1] == 0 and len(figure.frames[0].data) == 4
    assert not any("<b>$" in text or "$x" in text for text in drawn_texts(figure))
    assert figure.layout.updatemenus[0].buttons[0].label == "▶ 재생"
