"""The page Compare without a browser."""

import subprocess
import sys

import pytest
from addressed import values
from streamlit.testing.v1 import AppTest

import charviz as cv
from charviz.config.sweep import SETTINGS, sweep, values_of
from charviz.server.worker_group import WorkerGroup
from charviz.ui.pages import compare
from charviz.ui.shell.shared_pool import shared_pool


@pytest.fixture
def compared(opened_page):
    def opened(**query: str) -> AppTest:
        return opened_page("compare", **query)

    return opened


def test_a_link_brings_everything_back(compared) -> None:
    wanted = {"vary": "hidden_size", "values": "2, 5", "seeds": "8", "text": "hello", "steps": "50", "cell": "gru"}
    app = compared(**wanted)
    assert not app.exception and not app.error
    assert wanted.items() <= values(app).items()


def test_a_link_with_two_mistakes_is_told_of_both(compared) -> None:
    app = compared(lr="fast", vary="hidden_size", values="many")
    assert not app.exception and len(app.error) == 2


def test_each_case_is_a_click_away(compared) -> None:
    app = compared()
    for title in compare.CASES:
        app = app.menu_button(key="examples:compare").click(title).run()
        assert not app.exception and not app.error
    assert app.text_input[0].value == "rnn, lstm, gru" and values(app)["seeds"] == "8"


def test_another_setting_has_other_values(compared) -> None:
    app = compared(values="rnn, lstm")
    app = app.selectbox[0].set_value("optimizer").run()
    assert app.text_input[0].value == "adam, sgd, rmsprop" and not app.exception and not app.error


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"values": "rnn, tree"}, "Cell is 'tree'"),
        ({"vary": "hidden_size", "values": "0"}, "Hidden size is '0'"),
        ({"vary": "?", "values": ",".join("abcdefghijklm"), "seeds": "x"}, "there are 13 values"),
        ({"vary": "hidden_size", "values": "512", "seeds": "4096", "text": "ab" * 90}, "take too long"),
        ({"values": "rnn,gru", "seeds": "4096"}, None),
        ({"vary": "hidden_size", "values": "1,2,3,4,5", "seeds": "4096"}, "at most 16,384 runs"),
        ({"text": "<b>$x$</b>", "head": "none", "hidden": "8"}, "Hidden size is"),
        ({"seeds": "-7", "steps": "1"}, None),
    ],
)
def test_no_address_breaks_it(compared, query: dict[str, str], told: str | None) -> None:
    app = compared(**query)
    assert not app.exception
    errors = " ".join(error.value.replace("\\", "") for error in app.error)
    assert told is None or told in errors


@pytest.mark.parametrize(
    ("query", "comes"),
    [
        ({}, False),
        ({"in_browser": "false"}, True),
        ({"engine": "torch"}, True),
        ({"seeds": "1024", "steps": "1500"}, True),
    ],
)
def test_a_small_one_does_not_come_to_the_server(compared, monkeypatch, query: dict[str, str], *, comes: bool) -> None:
    sent = list[str]()
    monkeypatch.setattr(WorkerGroup, "send", lambda _workers, message, *_configs: sent.append(message["kind"]))
    shared_pool().comparisons.comparisons.clear()
    app = compared(**{"text": "not recorded", "seeds": "8", **query})
    assert not app.exception and not app.error
    assert (len(shared_pool().comparisons.comparisons), "compare" in sent) == (comes, comes)


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_setting_can_be_varied(setting: str) -> None:
    configs = sweep(cv.RunConfig(cell_type="lstm", forget_bias=1.0), setting, SETTINGS[setting])
    assert len({config.key for config in configs}) == len(SETTINGS[setting])
    with pytest.raises(cv.ConfigError, match="cannot be varied"):
        values_of("text", "a")


def test_the_code_that_is_shown_runs() -> None:
    configs = sweep(cv.RunConfig(steps=30), "cell_type", ["rnn", "memoryless"])
    code = compare.script(configs, "cell_type", range(3))
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "[3 0] of 3 solved" in result.stdout, result.stderr
