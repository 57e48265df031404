"""The page Embeddings without a browser."""

import pytest
from addressed import values

from charviz.text.sentences import grammar
from charviz.ui.pages import embeddings


@pytest.fixture
def embedding(opened_page):
    return lambda **query: opened_page("embeddings", **query)


def test_a_link_brings_everything_back(embedding) -> None:
    wanted = {
        "page_text": "a b c\nb c d",
        "model": "cbow",
        "window": "1",
        "size": "8",
        "negative": "2",
        "page_seed": "4",
        "step": "50",
        "pick": "b",
    }
    app = embedding(**wanted)
    assert not app.exception and not app.error and not app.warning
    assert wanted.items() <= values(app).items()


def test_the_grammar_stands_there_at_first(embedding) -> None:
    app = embedding()
    assert app.text_area[0].value == grammar() and "page_text" not in values(app)
    app = app.menu_button(key="examples:embeddings").click("school").run()
    assert values(app)["page_text"] == "The boy is going to school" and not app.exception


def test_letters_of_a_run(embedding) -> None:
    app = embedding(what="letters", enc="embedding", emb="3")
    assert not app.exception and not one_hot(app)
    app = embedding(what="letters")
    assert one_hot(app)
    app = next(button for button in app.button if "learned vectors" in button.label).click().run()
    assert not one_hot(app) and values(app)["enc"] == "embedding"


def one_hot(app) -> bool:
    return any("reads one-hot letters" in caption.value for caption in app.caption)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"page_text": "one", "window": "99", "size": "7", "negative": "-1", "page_seed": "x"}, "there is 1 word;"),
        ({"page_text": "<b>$x$</b> [a](b) `c`\n가나 다라", "pick": "<"}, None),
        ({"what": "letters", "text": "👩‍👩‍👧가나 <", "enc": "embedding"}, None),
        ({"what": "letters", "cell": "memoryless"}, None),
        ({"page_text": grammar(), "window": "10", "size": "32", "negative": "10"}, "times as long"),
    ],
)
def test_no_address_breaks_it(embedding, query: dict[str, str], told: str | None) -> None:
    app = embedding(**query)
    assert not app.exception
    assert told is None or told in app.error[0].value.replace("\\", "")


@pytest.mark.parametrize("model", ["skip-gram", "cbow"])
def test_the_code_that_is_shown_runs_and_finds_likeness(ran, model: str) -> None:
    question = {
        "text": grammar(),
        "window": 2,
        "model": model,
        "size": 16,
        "learning_rate": 0.05,
        "steps": 120,
        "seed": 0,
    }
    printed = ran(embeddings.script(question))
    lines = dict(line.split(" -> ") for line in printed.splitlines()[1:])
    assert set(eval(lines["bread"])) <= {"cheese", "apples", "soup", "rice", "honey"}
