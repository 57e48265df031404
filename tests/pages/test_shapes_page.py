"""The page Shapes without a browser."""

import pytest
from addressed import values

THREE = "hello\neolll\nlleel"


def test_it_opens_with_the_run(opened_page) -> None:
    app = opened_page("shapes", text="ab\ncde", seq="lines", cell="gru", hidden="3", layers="2")
    assert not app.exception and not app.error and app.text_area[0].value == "ab\ncde"
    assert "torch.nn.GRU(5, 3, num_layers=2, batch_first=True)" in app.code[0].value
    assert "page_text" not in values(app) and "page_hidden" not in values(app)


def test_what_a_link_says_comes_before_the_run(opened_page) -> None:
    app = opened_page("shapes", page_text=THREE, page_hidden="2", cell="lstm", page_cell="rnn")
    assert not app.exception and not app.error
    assert any("(3, 5, 4)" in markdown.value for markdown in app.markdown)
    assert "torch.nn.RNN(4, 2, batch_first=True)" in app.code[0].value


@pytest.mark.parametrize("text", ["a text that is far longer than a word", "  ", "👩‍👩‍👧" * 20, "\n\nx"])
def test_any_run_has_shapes(opened_page, text: str) -> None:
    app = opened_page("shapes", text=text, hidden="64", layers="4", cell="memoryless")
    assert not app.exception and not app.error and app.code


def test_a_link_brings_everything_back(opened_page) -> None:
    wanted = {
        "page_text": "ab\nabc",
        "page_cell": "gru",
        "page_hidden": "3",
        "page_layers": "2",
        "page_emb": "4",
        "batch_first": "false",
        "page_head": "false",
    }
    app = opened_page("shapes", **wanted)
    assert not app.exception and wanted.items() <= values(app).items()
    assert "torch.nn.GRU(4, 3, num_layers=2)" in app.code[0].value


@pytest.mark.parametrize(
    "query",
    [
        {"page_text": ""},
        {
            "page_text": "x" * 500,
            "page_hidden": "1e9",
            "page_layers": "-4",
            "page_emb": "99",
            "page_cell": "tree",
            "batch_first": "?",
        },
        {"page_text": "<b>\n$x$\n👩‍👩‍👧", "letters": "a"},
        {"page_text": "\n".join("abcdefghijkl"), "page_cell": "lstm"},
        {"text": "two lines\nof text", "cell": "lstm"},
    ],
)
def test_no_address_breaks_it(opened_page, query: dict[str, str]) -> None:
    assert not opened_page("shapes", **query).exception


def test_answers_are_checked(opened_page) -> None:
    app = opened_page("shapes", page_text=THREE, page_hidden="2", page_cell="lstm", page_layers="2")
    assert not {"(3, 5, 2)", "124"} & {field.placeholder for field in app.text_input}
    assert not any(character.isdigit() for field in app.text_input for character in field.placeholder)
    for field, answer in zip(app.text_input, ["(3, 5, 2)", "2 3 2", "5,3,2", "[2,3,2]", "124", "0"], strict=True):
        app = app.text_input(key=field.key).set_value(answer).run()
    assert [len(app.success), len(app.warning)] == [6, 0], [warning.value for warning in app.warning]
    app = app.text_input(key="quiz:h_n").set_value("(3, 2, 2)").run()
    assert "For each layer (2)" in app.warning[0].value


def test_the_cases_of_the_notes_are_a_click_away(opened_page) -> None:
    app = opened_page("shapes")
    app = app.menu_button(key="examples:shapes").click("one letter").run()
    assert any("(1, 1, 4)" in markdown.value for markdown in app.markdown) and not app.exception
    app = app.menu_button(key="examples:shapes").click("run").run()
    assert (
        app.text_area[0].value == "hihello"
        and not {"page_text", "letters", "page_cell", "page_hidden"} & values(app).keys()
    )
