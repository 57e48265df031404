"""The page Generate without a browser."""

import pytest
from addressed import values

import charviz as cv
from charviz.ui.pages import generate


@pytest.fixture
def generating(opened_page):
    return lambda **query: opened_page("generate", **query)


def test_a_link_brings_everything_back(generating) -> None:
    wanted = {"prompt": "he", "length": "12", "temp": "0.7", "top": "3", "page_seed": "5", "step": "20", "at": "4"}
    app = generating(text="hello", **wanted)
    assert not app.exception and not app.warning
    assert wanted.items() <= values(app).items()


def test_widgets_move(generating) -> None:
    app = generating(temp="1.0")
    app = app.slider[1].set_value(1.5).run()
    app = next(button for button in app.button if button.label == "Draw again").click().run()
    assert (values(app)["temp"], values(app)["page_seed"]) == ("1.5", "1") and not app.exception


def test_an_unknown_letter_is_told(generating) -> None:
    app = generating(prompt="xyz")
    assert not app.exception and "is not among the characters" in app.warning[0].value


def test_what_the_engine_process_refuses_is_told_in_the_page_s_language(generating) -> None:
    app = generating(prompt="xyz", lang="ko")
    assert not app.exception and "이 학습이 배운 글자가 아니에요" in app.warning[0].value


@pytest.mark.parametrize(
    "query",
    [
        {"length": "-5", "temp": "nan", "top": "7", "page_seed": "-1", "step": "1e9", "at": "-4"},
        {"text": "<b>$x$\n👩‍👩‍👧가", "seq": "lines", "prompt": "<"},
        {"boundary_tokens": "true", "text": "hello"},
        {"cell": "memoryless", "temp": "2"},
        {"prompt": ""},
        {"head": "none", "hidden": "5"},
    ],
)
def test_no_address_breaks_it(generating, query: dict[str, str]) -> None:
    assert not generating(**query).exception


@pytest.mark.parametrize("cell_type", ["rnn", "lstm", "gru"])
@pytest.mark.parametrize("more", [{}, {"encoding": "embedding", "num_layers": 2}, {"boundary_tokens": True}])
def test_the_code_that_is_shown_runs_and_agrees(ran, cell_type: str, more: dict) -> None:
    config = cv.RunConfig(cell_type=cell_type, steps=60, engine="torch", **more)
    settings = {"prompt": "h", "length": 12, "temperature": 0, "seed": 0}
    printed = ran(generate.script(config, settings))
    assert printed.strip() == cv.train(config).sample("h", 12, temperature=0)


def test_the_code_draws_too(ran) -> None:
    settings = {"prompt": "h", "length": 12, "temperature": 1.5, "seed": 0}
    code = generate.script(cv.RunConfig(steps=5), settings)
    printed = ran(code)
    assert len(printed.strip()) == 12
