"""Links are people's files: those with the keys of before open to the same, and are written with the keys of now."""

import importlib
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from charviz.config import RunConfig, lanes
from charviz.config.query_string import FORMER, current

LINKS = {  # page -> an address as it was written before
    "cell": "cell=gru&z=slides&unit=2",
    "compare": "vary=hidden_size&fair=true",
    "embeddings": "text_of=a+b+c%0Ab+c+d&window=1&train=100&dice=3",
    "generate": "fb=1.5&cell=lstm&prompt=h&dice=5",
    "gradients": "show=shares&net=lstm",
    "ideas": "find=gate",
    "memory": "bound=true&erase=2&twins=0-2",
    "notes": "card=numpy",
    "order": "list=ab+%3D+1%0Aba+%3D+2&net=lstm&units=5&rate=0.05&train=100&dice=3&hide=fb,seed",
    "shapes": "words=ab%0Aabc&net=gru&units=3&depth=2&vector=4&first=false&linear=false",
    "text": "typed=banana&apart=true&tokens=true",
    "units": "corpus=brackets%3A3000&win=20&follows=space&other=lo+he",
}


def page(name: str) -> None:
    import importlib

    import streamlit as st

    from charviz.ui.shell import session, url_state

    options = importlib.import_module(f"charviz.ui.pages.{name}").OPTIONS
    st.session_state["problem"] = url_state.restore(options)
    st.session_state["hidden"] = url_state.hidden_controls()
    url_state.write(session.current_run(), options)


def opened(name: str, query: str) -> tuple[dict, dict]:
    """What a page makes of an address: its state, and the address that it writes."""
    app = AppTest.from_function(page, args=(name,))
    app.session_state["page"] = name
    for key, value in parse_qsl(query):
        app.query_params[key] = value
    app.run()
    assert not app.exception
    options = importlib.import_module(f"charviz.ui.pages.{name}").OPTIONS
    names = ("problem", "hidden", "shown", *(option.entry.key for option in options.values()))
    written = {key: value if isinstance(value, str) else value[-1] for key, value in app.query_params.items()}
    return {name: app.session_state[name] for name in names}, written


@pytest.mark.parametrize("name", LINKS)
def test_a_link_of_before_opens_to_the_same(name: str) -> None:
    state, address = opened(name, LINKS[name])
    now = "&".join(
        f"{current(key)}={value}" for key, _equals, value in (p.partition("=") for p in LINKS[name].split("&"))
    )
    assert (state, address) == opened(name, now) and state["problem"] is None
    assert not address.keys() & FORMER.keys() and address.keys() >= {
        current(key) for key, _value in parse_qsl(LINKS[name])
    }


def test_every_key_of_before_is_among_them() -> None:
    assert {key for link in LINKS.values() for key, _value in parse_qsl(link)} >= FORMER.keys()


def test_a_run_of_before_is_the_same_run() -> None:
    run = RunConfig(cell_type="lstm", forget_bias=1.5, boundary_tokens=True)
    assert RunConfig.from_url("cell=lstm&bound=true&fb=1.5") == RunConfig.from_url(run.to_url()) == run
    assert RunConfig.from_url("win=2") == RunConfig.from_url(RunConfig(window=2).to_url()) == RunConfig(window=2)
    assert RunConfig.from_url("https://charviz.example/shapes?net=gru&cell=lstm&fb=1").forget_bias == 1
    before, now = (f"cell=lstm;{key}=1.5&cell=lstm;" for key in ("fb", "forget_bias"))
    assert lanes.read(before, RunConfig()) == lanes.read(now, RunConfig())


def test_a_fork_of_before_is_the_same_run_under_the_same_name() -> None:
    run = RunConfig(cell_type="lstm", forget_bias=1.5)
    twice = run.forked(5).replace(learning_rate=0.1).forked(7)
    before = RunConfig.from_url(
        "cell=lstm&fb=1.5&lr=0.1&fork=7%3Acell%3Dlstm%26lr%3D0.1%26fb%3D1.5%26fork%3D5%253Acell%253Dlstm%2526fb%253D1.5"
    )
    assert before == twice and before.key == twice.key
    assert RunConfig.from_json(twice.to_json().replace("forget_bias%", "fb%")) == twice
