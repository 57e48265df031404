"""The live page without a browser: it opens, takes addresses good and bad, trains, and keeps what was typed."""

from pathlib import Path

import pytest
from addressed import name, named
from streamlit.testing.v1 import AppTest

import charviz as cv

APP = str(Path(__file__).parents[2] / "app.py")


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def test_it_opens_with_the_default_run() -> None:
    app = opened()
    assert not app.exception
    assert not app.error
    assert named(app.text_area, "setting:text").value == "hihello"
    assert app.session_state["shown"] == cv.RunConfig()


def test_a_link_sets_every_setting_and_trains() -> None:
    config = cv.RunConfig(
        text=" if you want you", cell_type="lstm", hidden_size=10, learning_rate=0.1, steps=50, seed=3
    )
    app = opened(text=" if you want you", cell="lstm", hidden="10", lr="0.1", steps="50", seed="3")
    assert not app.exception
    assert app.session_state["shown"] == config == app.session_state["config"]


def test_every_change_trains_at_once() -> None:
    app = opened()
    named(app.text_area, "setting:text").set_value("안녕하세요 안녕").run()
    named(app.segmented_control, "setting:cell_type").set_value("gru").run()
    assert not app.exception
    assert app.session_state["shown"] == cv.RunConfig(text="안녕하세요 안녕", cell_type="gru")
    app.button(key="undo").click().run()
    assert app.session_state["shown"].cell_type == "rnn"
    app.button(key="undo").click().run()
    assert app.session_state["shown"] == cv.RunConfig() == app.session_state["config"]
    assert app.button(key="undo").disabled


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("hidden_size", 9999, "Hidden size is 9999; allowed: 1 to 512 (whole numbers)."),
        ("num_layers", -3, "Layers is -3; allowed: 1 to 4 (whole numbers)."),
        ("learning_rate", 99.0, "Learning rate is 99.0; allowed: 0.00001 to 10."),
        ("steps", 10**12, "Steps is 1000000000000; allowed: 1 to 20,000 (whole numbers)."),
    ],
)
def test_a_number_out_of_its_range_is_told_the_range(field: str, typed: float, sentence: str) -> None:
    app = opened()
    named(app.number_input, f"setting:{field}").set_value(typed).run()
    assert not app.exception and sentence in app.error[0].value.replace("\\", "")
    app.button(key="undo").click().run()
    assert not app.error and app.session_state["config"] == cv.RunConfig()
    assert named(app.number_input, f"setting:{field}").value == getattr(cv.RunConfig(), field)


def test_what_was_refused_can_be_undone() -> None:
    app = opened()
    assert app.button(key="undo").disabled
    named(app.text_area, "setting:text").set_value("a").run()
    assert "2 to 2,000 characters" in app.error[0].value
    app.button(key="undo").click().run()
    assert not app.error and named(app.text_area, "setting:text").value == "hihello"
    assert (
        app.session_state["config"] == app.session_state["shown"] == cv.RunConfig() and app.button(key="undo").disabled
    )
    named(app.text_area, "setting:text").set_value("hello").run()
    named(app.text_area, "setting:text").set_value("a").run()
    app.button(key="undo").click().run()
    assert named(app.text_area, "setting:text").value == "hello", "not the run before: that was not refused"
    app.button(key="undo").click().run()
    assert app.session_state["shown"] == cv.RunConfig()


def test_a_complaint_can_be_closed_until_the_next_one() -> None:
    app = opened()
    close = "close-complaint-run"
    named(app.text_area, "setting:text").set_value("a").run()
    app.button(key=close).click().run()
    assert not app.error and not app.exception
    app.run()
    assert not app.error
    named(app.text_area, "setting:text").set_value("b").run()
    assert "'b'" in app.error[0].value
    app.button(key=close).click().run()
    named(app.text_area, "setting:text").set_value("hello").run()
    named(app.text_area, "setting:text").set_value("b").run()
    assert "'b'" in app.error[0].value, "it is wrong again"


def test_a_run_that_takes_long_waits_to_be_asked_for() -> None:
    app = opened(hidden="256", text="hello " * 100)
    shown = app.session_state["shown"]
    named(app.segmented_control, "setting:cell_type").set_value("lstm").run()
    assert app.session_state["shown"] == shown and app.session_state["config"].cell_type == "lstm"


def test_train_trains_what_the_settings_say_and_the_address_tells_it() -> None:
    app = opened(every="false")
    named(app.text_area, "setting:text").set_value("안녕하세요 안녕")
    app.run()
    assert app.session_state["shown"] == cv.RunConfig()
    app.button(key="train").click().run()
    assert not app.exception
    assert app.session_state["shown"].text == "안녕하세요 안녕"
    assert app.query_params["text"] == "안녕하세요 안녕"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"lr": "1e999"}, "Learning rate is '1e999'"),
        ({"hidden": "9" * 400}, "Hidden size is"),
        ({"colour": "red", "cell": "gru"}, "the key 'colour'"),
        ({"text": "<script>alert(1)</script>", "cell": "tree"}, "Cell is 'tree'"),
        ({"text": "x"}, "2 to 2,000 characters"),
        ({"beside": "hidden=4;lr=99", "cell": "gru"}, "compare with is not possible: Learning rate is '99'"),
    ],
)
def test_a_wrong_address_ends_in_a_sentence_and_keeps_the_rest(query: dict, sentence: str) -> None:
    app = opened(**query)
    assert not app.exception
    assert sentence.replace("_", r"\_").replace(" is", " is") in app.error[0].value.replace("\\", "").replace(
        "_", r"\_"
    )
    assert app.session_state["config"].cell_type == query.get("cell", "rnn").replace("tree", "rnn")


def test_a_wrong_address_is_told_in_korean() -> None:
    app = opened(hidden="9999", cell="tree", lang="ko")
    said = app.error[0].value.replace("\\", "")
    assert (
        "은닉 크기: '9999'" in said
        and "1부터 512까지의 정수" in said
        and "셀: 'tree'" in said
        and "allowed" not in said
    )
    assert app.session_state["config"] == cv.RunConfig()


def test_a_mistake_keeps_the_picture_and_disables_train() -> None:
    app = opened()
    named(app.text_area, "setting:text").set_value("a").run()
    assert not app.exception
    assert "2 to 2,000 characters" in app.error[0].value.replace("\\", "")
    assert app.button(key="train").disabled
    assert app.session_state["shown"] == cv.RunConfig()


def test_a_preset_turns_every_setting() -> None:
    app = opened()
    app.session_state["examples"] = True
    app.run()
    named(app.pills, "preset").set_value("hihello-notes").run()
    assert not app.exception
    assert app.session_state["shown"] == cv.PRESETS["hihello-notes"].config == app.session_state["config"]


def test_continue_adds_a_hundred_steps() -> None:
    app = opened()
    app.button(key="continue").click().run()
    assert app.session_state["shown"].steps == 200
    assert app.query_params["steps"] == "200"


def test_the_die_draws_another_seed() -> None:
    app = opened()
    app.button(key="die").click().run()
    assert not app.exception
    assert app.session_state["config"].replace(seed=0) == cv.RunConfig()


def test_hidden_controls_are_left_out() -> None:
    app = opened(hide="seed,layers")
    assert not app.exception
    assert "setting:seed" not in map(name, app.number_input) and "setting:steps" in map(name, app.number_input)
    assert "setting:num_layers" not in map(name, app.number_input)


def test_every_setting_has_a_widget_that_works() -> None:
    app = opened(cell="lstm", enc="embedding")
    assert not app.exception
    keys = {
        name(element) for kind in ("selectbox", "toggle", "number_input", "text_input") for element in app.get(kind)
    }
    assert {
        "setting:forget_bias",
        "setting:embedding_size",
        "setting:clip_norm",
        "setting:boundary_tokens",
        "setting:alphabet",
    } <= keys


def test_a_fork_may_have_another_text_of_the_same_letters() -> None:
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["fork"] = "15:lr=0.05"
    app = app.run()
    assert not app.exception and not app.error and app.session_state["config"].origin[1] == 15
    app = app.text_area[0].set_value("hello").run()
    assert not app.exception and not app.error and app.session_state["config"].alphabet == "hielo"
    app = app.text_area[0].set_value("xyz").run()
    sentence = "a fork can only use the symbols that its network has learned, 'hielo'; it has not learned 'xyz'"
    assert sentence in app.error[0].value.replace("\\", "")
    app = app.text_area[0].set_value("hihello").run()
    app = app.button(key="drop_fork").click().run()
    assert app.session_state["config"].origin is None and not app.exception
    assert app.session_state["config"].learning_rate == 0.05


@pytest.mark.parametrize(("ask", "known"), [("true", "true"), ("stops", "stops"), ("maybe", "false")])
def test_the_address_says_when_the_player_asks_and_who_watches(ask: str, known: str) -> None:
    app = opened(ask=ask, view="class")
    assert not app.exception
    assert app.session_state["ask"] == known and app.session_state["view"] == "class"
    assert app.query_params.get("ask", ["false"]) in (known, [known]) and app.query_params["view"] in (
        "class",
        ["class"],
    )
