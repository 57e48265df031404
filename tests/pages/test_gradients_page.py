"""The page Gradients through time without a browser."""

import pytest
from addressed import named, values


@pytest.mark.parametrize("show", ["reach", "triangle", "shares", "arcs"])
def test_it_opens_with_any_picture(opened_page, show: str) -> None:
    app = opened_page("gradients", show=show, cell="gru", layers="2", steps="30")
    assert not app.exception and not app.warning
    assert any("characters back" in markdown.value for markdown in app.markdown)
    assert app.query_params["cell"] == ["gru"] or app.query_params["cell"] == "gru"


@pytest.mark.parametrize(
    "query",
    [
        {
            "step": "x",
            "layer": "99",
            "length": "-5",
            "bias": "1e9",
            "show": "?",
            "page_cell": "tree",
            "part": "<",
            "t": "12345",
        },
        {"step": "-1", "layer": "-7", "length": "200", "bias": "nan", "show": "arcs", "t": "-3"},
        {"text": "hi"},
        {"text": "aaa", "show": "triangle"},
        {"cell": "memoryless", "show": "shares", "part": "bias_ih"},
        {"text": "가나 다라\n<b>$x$", "seq": "lines", "show": "arcs"},
        {"enc": "embedding", "boundary_tokens": "true", "text": "👩‍👩‍👧 hi", "show": "triangle"},
    ],
)
def test_no_address_breaks_it(opened_page, query: dict[str, str]) -> None:
    app = opened_page("gradients", **query)
    assert not app.exception


def test_it_opens_where_the_cells_differ(opened_page) -> None:
    app = opened_page("gradients")
    assert app.slider[1].value == 40 and "length" not in values(app)
    assert "20 characters back" in next(markdown.value for markdown in app.markdown if "back" in markdown.value)
    app = opened_page("gradients", text="hello pytorch. how long can a rnn cell remember?")
    assert app.slider[1].value == 48  # a longer one is read as it is
    app = opened_page("gradients", length="7")
    assert app.slider[1].value == 7 and values(app)["length"] == "7"


def test_the_forget_bias_is_one_switch(opened_page) -> None:
    app = opened_page("gradients", bias="3", text="hello pytorch. how long")
    assert app.toggle[0].label == "Forget bias 3" and app.toggle[0].value and values(app)["bias"] == "3.0"
    app = app.toggle[0].set_value(False).run()
    assert "bias" not in values(app) and app.toggle[0].label == "Forget bias 1"
    app = app.toggle[0].set_value(True).run()
    assert values(app)["bias"] == "1.0" and not app.exception


def test_sliders_and_choices_move(opened_page) -> None:
    app = opened_page("gradients", layers="2")
    app = app.slider[0].set_value(30).run()
    app = app.slider[1].set_value(20).run()
    assert [slider.value for slider in app.slider] == [30, 20] and not app.exception
    assert {"step": "30", "length": "20"}.items() <= values(app).items()
    app = named(app.button_group, "gradients:show").set_value("triangle").run()
    assert not app.exception
