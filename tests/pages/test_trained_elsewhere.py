"""A run that was trained elsewhere, opened in the app: every page shows it, and no button trains it."""

from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from addressed import named
from streamlit.testing.v1 import AppTest

import charviz as cv

APP = str(Path(__file__).parents[2] / "app.py")
UNDERSTAND = ("text", "memory", "cell", "units", "gradients", "shapes", "order", "compare", "generate", "embeddings")


@pytest.fixture(scope="module")
def content() -> bytes:
    rnn, head = torch.nn.LSTM(5, 8), torch.nn.Linear(8, 5)
    model = torch.nn.ModuleList([rnn, head])
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    with cv.watch(model, optimizer, text="hihello", symbols="hielo", every=3) as watcher:
        for _ in range(20):
            loss = head(rnn(torch.eye(5)[[0, 1, 0, 2, 3, 3]])[0]).square().mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return watcher.run.to_bytes()


@pytest.fixture
def app(content: bytes) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60).run()
    app.session_state["handed_in"] = SimpleNamespace(name="mine.charviz", getvalue=lambda: content)
    app.run()
    assert not app.exception and not app.error
    assert app.session_state["shown"].training == "elsewhere"
    return app


def words(app: AppTest) -> str:
    return " ".join(markdown.value for markdown in app.markdown)


def test_the_page_says_so_and_nothing_trains_it(app: AppTest) -> None:
    run = app.session_state["shown"]
    assert "that was trained elsewhere" in words(app) and "Code" not in words(app)
    for button in ("train", "continue"):
        app.button(key=button).click().run()
        assert "does not know how they were trained" in app.error[0].value
        assert app.session_state["shown"].key == run.key


def test_another_setting_is_another_run_which_is_trained_here(app: AppTest) -> None:
    key = app.session_state["shown"].key
    named(app.segmented_control, "setting:cell_type").set_value("gru").run()
    assert not app.exception and not app.error
    config = app.session_state["shown"]
    assert (config.training, config.cell_type, config.alphabet) == ("charviz", "gru", "hielo")
    app.run()
    assert app.session_state["config"] == config
    app.button(key="undo").click().run()
    assert app.session_state["shown"].key == key and not app.error and "trained elsewhere" in words(app)


@pytest.mark.parametrize("page", UNDERSTAND)
def test_every_page_shows_it(app: AppTest, page: str) -> None:
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception and not app.error
    assert app.session_state["shown"].training == "elsewhere"


def test_a_link_alone_cannot_train_it(content: bytes) -> None:
    run = cv.Run.from_bytes(content)
    app = AppTest.from_file(APP, default_timeout=60)
    for key, value in {"training": "elsewhere", "cell": "lstm", "alphabet": "hielo"}.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception and app.session_state["shown"].training == run.config.training == "elsewhere"
