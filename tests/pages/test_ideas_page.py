"""The page All ideas without a browser: search, kinds, questions; both languages."""

import re

from charviz.lessons.ideas import ALL
from charviz.lessons.ideas.links import at
from charviz.ui.pages import idea_links


def entries(app) -> list[str]:
    return [line for block in app.markdown for line in block.value.splitlines() if line.startswith("- ")]


def test_all_are_listed_and_found(opened_page) -> None:
    app = opened_page("ideas")
    assert not app.exception and not app.error and not app.warning
    assert len(entries(app)) == len(ALL) and len(app.radio) == sum(bool(idea.quiz) for idea in ALL)
    app = app.text_input[0].set_value("forget gate").run()
    assert 2 <= len(entries(app)) < 15 and app.query_params["q"] in ("forget gate", ["forget gate"])
    app = app.text_input[0].set_value("no such thing").run()
    assert not entries(app) and not app.exception


def test_a_link_brings_the_choice_back(opened_page) -> None:
    app = opened_page("ideas", kind="slip", q="<b>*_[x](y)")
    assert not app.exception and app.text_input[0].value == "<b>*_[x](y)" and not entries(app)
    app = app.text_input[0].set_value("").run()
    assert len(entries(app)) == 16


def test_an_answer_is_checked(opened_page) -> None:
    app = opened_page("ideas", q="S1 2.2")
    app = app.radio[0].set_value(1).run()
    assert "4.1 is the largest" in app.warning[0].value.replace("\\", "") and not app.success
    app = app.radio[0].set_value(3).run()
    assert app.success and not app.warning


def test_links_keep_the_language(opened_page) -> None:
    app = opened_page("ideas", lang="ko", q="M16")
    assert len(entries(app)) == 1 and "lang=ko" in next(block.value for block in app.markdown if "pin" in block.value)


def test_links_say_in_words_what_they_show() -> None:
    for idea in ALL:
        told = [idea_links.title(place) for place in idea.places]
        assert len(set(told)) == len(told), told
        assert [": " in words for words in told] == [bool(place.query) for place in idea.places], told
        assert not [words for words in told if "_" in words or re.search(r"\((?!t)\w+ = ", words)]
    assert idea_links.title(at("compare", vary="hidden_size")) == "Compare: over hidden sizes"
    assert (
        idea_links.title(at("memory", erase="2", same_letter="0-2"))
        == "Memory: erased before t = 2, one letter at two time steps"
    )
    assert idea_links.title(at("order")) == "Order matters"
