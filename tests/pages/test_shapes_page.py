"""The page Shapes without a browser."""

import pytest
from addressed import values


def test_it_opens_with_the_three_words_of_the_notes(opened_page) -> None:
    app = opened_page("shapes")
    assert not app.exception and not app.error
    assert any("(3, 5, 4)" in markdown.value for markdown in app.markdown)
    assert "torch.nn.RNN(4, 2, batch_first=True)" in app.code[0].value


def test_a_link_brings_everything_back(opened_page) -> None:
    wanted = {
        "words": "ab\nabc",
        "net": "gru",
        "units": "3",
        "depth": "2",
        "vector": "4",
        "first": "false",
        "linear": "false",
    }
    app = opened_page("shapes", **wanted)
    assert not app.exception and wanted.items() <= values(app).items()
    assert "torch.nn.GRU(4, 3, num_layers=2)" in app.code[0].value


@pytest.mark.parametrize(
    "query",
    [
        {"words": ""},
        {"words": "x" * 500, "units": "1e9", "depth": "-4", "vector": "99", "net": "tree", "first": "?"},
        {"words": "<b>\n$x$\n👩‍👩‍👧", "letters": "a"},
        {"words": "\n".join("abcdefghijkl"), "net": "lstm"},
        {"text": "two lines\nof text", "cell": "lstm"},
    ],
)
def test_no_address_breaks_it(opened_page, query: dict[str, str]) -> None:
    assert not opened_page("shapes", **query).exception


def test_answers_are_checked(opened_page) -> None:
    app = opened_page("shapes", net="lstm", depth="2")
    for field, answer in zip(app.text_input, ["(3, 5, 2)", "2 3 2", "5,3,2", "[2,3,2]", "124", "0"], strict=True):
        app = app.text_input(key=field.key).set_value(answer).run()
    assert [len(app.success), len(app.warning)] == [6, 0], [warning.value for warning in app.warning]
    app = app.text_input(key="quiz:h_n").set_value("(3, 2, 2)").run()
    assert "For each layer (2)" in app.warning[0].value


def test_the_cases_of_the_notes_are_a_click_away(opened_page) -> None:
    app = opened_page("shapes")
    app = next(button for button in app.button if "(1, 1, 4)" in button.label).click().run()
    assert any("(1, 1, 4)" in markdown.value for markdown in app.markdown) and not app.exception
    app = next(button for button in app.button if button.label == "My text").click().run()
    assert app.text_area[0].value == "hihello"
