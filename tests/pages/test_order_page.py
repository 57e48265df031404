"""The page Order matters without a browser."""

import pytest
from addressed import values

from charviz.analysis.word_classifier import classify
from charviz.text.labelled_words import Examples
from charviz.ui.pages import order

ORDERS = "as soon as = 1\nas as soon = 0\nsoon as as = 0"


def test_a_link_brings_everything_back(opened_page) -> None:
    wanted = {
        "page_text": ORDERS,
        "page_cell": "lstm",
        "page_hidden": "5",
        "page_lr": "0.05",
        "page_steps": "100",
        "page_seed": "3",
        "step": "40",
    }
    app = opened_page("order", **wanted)
    assert not app.exception and not app.warning and not app.error
    assert wanted.items() <= values(app).items()


def test_presets_and_dice(opened_page) -> None:
    app = opened_page("order")
    for title in ("listen / silent", "나비 / 비나", None):
        dice = next(button for button in app.button if button.label == "Draw again")
        app = (app.menu_button(key="examples:order").click(title) if title else dice.click()).run()
        assert not app.exception and not app.warning and not app.error
    assert app.text_area[0].value.startswith("나비 = 곤충") and values(app)["page_seed"] == "1"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"page_text": "nothing here"}, "should look like TRIANGLE = shape"),
        ({"page_text": "<b>$x$</b> = [a](b)\n**q** = `c`"}, None),
        (
            {
                "page_text": "a = 1",
                "page_cell": "tree",
                "page_hidden": "1e9",
                "page_lr": "nan",
                "page_steps": "-1",
                "page_seed": "-5",
            },
            "there is 1 word;",
        ),
        (
            {"page_text": "\n".join(f"{'ab' * 20}{n} = {n % 2}" for n in range(60)), "page_steps": "800"},
            "at most 400,000",
        ),
    ],
)
def test_no_address_breaks_it(opened_page, query: dict[str, str], told: str | None) -> None:
    app = opened_page("order", **query)
    assert not app.exception
    assert (told is None and not app.error) or told.replace(" ", "") in app.error[0].value.replace("\\", "").replace(
        " ", ""
    )


@pytest.mark.parametrize("cell_type", ["rnn", "lstm", "gru"])
def test_the_code_that_is_shown_runs_and_agrees(ran, cell_type: str) -> None:
    examples, settings = Examples(ORDERS), order.Settings(cell_type, 6, 0.02, 40, 2)
    printed = ran(order.script(examples, settings))
    run = classify(examples, *settings)
    lines = printed.splitlines()
    assert float(lines[0]) == pytest.approx(run.loss[-1], abs=1e-5)
    assert [line.endswith("right") for line in lines[1:]] == (run.predicted[-1] == examples.targets).tolist()
