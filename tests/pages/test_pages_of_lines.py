"""Runs that read the lines of a long text, on every page, without a browser."""

import pytest
from addressed import named, values

import charviz as cv
from charviz.text import corpora
from charviz.text.pairs import read
from charviz.ui.pages import generate

RUN = {"corpus": "sums:2000", "seq": "lines", "batch": "4", "hidden": "8", "steps": "20", "cell": "gru"}
PAGES = ("live", "text", "memory", "cell", "units", "gradients", "shapes", "order", "embeddings", "generate", "compare")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("more", [{}, {"tokenize": "words", "lang": "ko"}])
def test_every_page_shows_a_run_of_lines(opened_page, page: str, more: dict[str, str]) -> None:
    app = opened_page(page, **RUN, **more)
    assert not app.exception and not app.warning and not app.error


def test_lines_are_a_choice_of_long_texts(opened_page) -> None:
    app = opened_page("live", corpus="sums:2000", batch="4", hidden="8", steps="20")
    setting = named(app.segmented_control, "setting:sequences")
    assert (setting.value, list(setting.options)) == ("whole", ["windows", "lines"])
    app = setting.set_value("lines").run()
    assert not app.exception and values(app)["seq"] == "lines"
    config = cv.RunConfig(corpus="sums:2000", sequences="lines")
    assert f"{config.long_text.count} lines; one in ten" in app.button(key="typed").proto.help
    app.button(key="typed").click().run()
    setting = named(app.segmented_control, "setting:sequences")
    assert (setting.value, list(setting.options)) == ("whole", ["whole text", "line by line"])


def test_a_text_without_lines_is_told_in_a_sentence(opened_page) -> None:
    name = corpora.add("all of this text is one line. " * 40)
    app = opened_page("live", corpus=name, steps="5", batch="4", hidden="8")
    app = named(app.segmented_control, "setting:sequences").set_value("lines").run()
    assert not app.exception and "not empty is 1; at least 2 are needed" in app.error[0].value


def test_the_pairs_of_a_line_begin_and_end_with_its_line_break() -> None:
    pairs = read("ab\ncd", sequences="lines", line_breaks=True)
    assert pairs.rows == (("\n", "a", "b", "\n"), ("\n", "c", "d", "\n"))
    assert pairs.vocabulary.symbols == ("a", "b", "c", "d", "\n")


def test_the_code_of_generate_writes_the_same_lines(ran, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "emma\nolivia\nava\nisabella\n" * 10
    (tmp_path / "text.txt").write_text(text, encoding="utf-8")
    config = cv.RunConfig(corpus=cv.add_text(text), sequences="lines", cell_type="lstm", learning_rate=0.05, steps=20)
    run = cv.train(config.replace(engine="torch"))
    for prompt in ("", "em"):
        code = generate.script(config, {"prompt": prompt, "length": 25, "temperature": 0, "seed": 0})
        monkeypatch.chdir(tmp_path)
        assert ran(code)[:-1] == run.sample(prompt, 25, temperature=0)
