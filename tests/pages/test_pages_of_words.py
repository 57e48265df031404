"""Runs whose tokens are words, on every page, without a browser."""

import pytest
from addressed import named, values

import charviz as cv
from charviz.config.presets import PRESETS
from charviz.ui.pages import cell, generate, gradients, memory, units

TEXT = "the boy is going to school, and the girl isn’t going home."
RUN = {"tokenize": "words", "text": TEXT, "steps": "30"}
PAGES = ("live", "text", "memory", "cell", "units", "gradients", "shapes", "order", "embeddings", "generate", "compare")
CONFIG = cv.RunConfig(text=TEXT, tokenize="words", cell_type="lstm", steps=20, engine="torch")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_page_shows_a_run_of_words(opened_page, page: str, lang: str) -> None:
    app = opened_page(page, cell="lstm", lang=lang, **RUN)
    assert not app.exception and not app.warning and not app.error
    if page not in ("shapes", "order"):
        assert values(app)["tokenize"] == "words"


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("text", {"order": "sorted", "tokens": "true", "shift": "2"}),
        ("text", {"order": "fixed", "page_text": "한 단어 , 두 단어"}),
        ("gradients", {"show": "arcs", "length": "7"}),
        ("gradients", {"show": "triangle", "seq": "lines", "text": "one two\n\nthree four."}),
        ("embeddings", {"what": "letters", "enc": "embedding"}),
        ("units", {"page_text": "the girl is going ."}),
        ("memory", {"erase": "1,3", "cell": "gru"}),
        ("generate", {"boundary_tokens": "true", "seq": "lines", "text": "I am.\nYou are.", "temp": "0.5"}),
        ("generate", {"prompt": "the girl", "cell": "rnn"}),
        ("shapes", {"cell": "gru"}),
        ("live", {"corpus": "quotes:1000", "text": "", "window_length": "9"}),
    ],
)
def test_no_address_breaks_it(opened_page, page: str, query: dict[str, str]) -> None:
    told = {key: value for key, value in {**RUN, **query}.items() if value}
    app = opened_page(page, **told)
    assert not app.exception and not app.warning and not app.error


def test_it_is_told_of_in_words(opened_page) -> None:
    app = opened_page("generate", prompt="cow", **RUN)
    assert "'cow' is not among the words that this run has learned" in app.warning[0].value
    app = opened_page("generate", prompt="cow", lang="ko", **RUN)
    assert "이 학습이 배운 단어가 아니에요" in app.warning[0].value
    app = opened_page("memory", **RUN, cell="memoryless")
    assert "one word at a time" in app.info[0].value
    app = opened_page("shapes", **RUN)
    assert any("a sequence of letters" in caption.value for caption in app.caption)


def test_a_long_text_is_counted_in_words(opened_page) -> None:
    app = opened_page("live", tokenize="words", corpus="quotes:1000", window_length="9")
    config = cv.RunConfig(corpus="quotes:1000", tokenize="words", window=9)
    (typed,) = (button for button in app.button if button.key == "typed")
    assert f"{config.length:,} words, {len(config.vocabulary)} different ones" in typed.help


def test_the_tokens_are_a_setting_of_the_live_page(opened_page) -> None:
    app = opened_page("live", text=TEXT, steps="20")
    setting = named(app.segmented_control, "setting:tokenize")
    assert (setting.label, setting.value) == ("Tokens", "characters")
    app = setting.set_value("words").run()
    assert not app.exception and values(app)["tokenize"] == "words"


def test_presets_in_words_need_memory() -> None:
    for name in ("going-home", "small-grammar"):
        config = PRESETS[name].config
        assert config.tokenize == "words" and config.floor.correct < config.floor.total
        run = cv.train(config)
        assert run.accuracies.max() == 1 > cv.train(config.replace(cell_type="memoryless")).accuracies.max()


@pytest.mark.parametrize(
    "lines",
    [cell.script, units.script, gradients.script, memory.script],
    ids=["cell", "units", "gradients", "memory"],
)
def test_the_code_that_is_shown_runs(ran, lines) -> None:
    assert ran(lines(CONFIG)).strip()


def test_the_code_of_generate_writes_the_same_words(ran) -> None:
    settings = {"prompt": "the boy", "length": 7, "temperature": 0, "seed": 0}
    written = ran(generate.script(CONFIG, settings)).strip()
    assert CONFIG.tokens_of(written) == CONFIG.tokens_of(cv.train(CONFIG).sample("the boy", 7, temperature=0))
