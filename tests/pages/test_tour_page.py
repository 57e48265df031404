"""The tour without a browser, and without an engine."""

import pytest
from addressed import values
from streamlit.testing.v1 import AppTest

import charviz as cv
from charviz.lessons.tour import STEPS
from charviz.server.worker_process import WorkerProcess


@pytest.fixture(autouse=True)
def _without_engine(monkeypatch) -> None:
    monkeypatch.setattr(WorkerProcess, "start", lambda _worker: False)
    monkeypatch.setattr("charviz.ui.shell.ask.PATIENCE", 0.5)


def pressed(app: AppTest, key: str) -> AppTest:
    app._page_hash = ""  # stay where st.switch_page has led, not where this test has switched to before
    app = app.button(key=key).click().run()
    assert not app.exception and not app.warning and not app.error, key
    return app


def test_the_way_through(opened_page) -> None:
    app = pressed(opened_page("tour"), "tour-begin")
    for number, step in enumerate(STEPS, start=1):
        assert app.title[0].value == f"{number} · {step.title}"
        assert app.session_state["shown"] == step.before.config
        assert values(app)["tour"] == str(number) and app.session_state["page"] == step.page
        assert not any(step.explanation in shown.value for shown in app.markdown)
        app = pressed(app, f"tour:choice:{step.right}" if number % 2 else "tour:skip")
        assert app.session_state["shown"] == step.after.config
        told = [shown.value for shown in app.markdown if step.explanation in shown.value]
        assert len(told) == 1 and told[0].startswith(":material/check:") == bool(number % 2)
        if number < len(STEPS):
            app = pressed(app, "tour:next")
    app = pressed(pressed(app, "tour:again"), "tour:choice:0")
    assert any(shown.value.startswith(":material/close:") for shown in app.markdown)
    app = pressed(pressed(app, "tour:back"), "tour:leave")
    assert "tour" not in values(app) and app.session_state["shown"] == cv.RunConfig()


def test_the_overview_tells_what_each_step_is_for(opened_page) -> None:
    app = opened_page("tour")
    told = [caption.value for caption in app.caption]
    assert all(step.goal in told for step in STEPS) and not app.exception


def test_the_tour_ends_with_ways_on(opened_page) -> None:
    assert not [button for button in opened_page("memory", tour="6").button if button.key == "tour:own"]
    app = pressed(opened_page("generate", tour="10", text="banana"), "tour:own")
    assert "tour" not in values(app) and app.session_state["page"] == "live"


def test_leaving_puts_back_what_the_person_had(opened_page) -> None:
    mine = {"cell": "lstm", "lr": "0.05", "pin_forget": "0", "same_letter": "4-5", "step": "90"}
    app = opened_page("memory", **mine)
    assert mine.items() <= values(app).items()
    app = app.switch_page("pages/tour.py").run()
    app = pressed(app, "tour-begin")
    for _step in range(5):
        app = pressed(app, "tour:next")
    app = pressed(app, "tour:choice:1")
    assert values(app) == {"tour": "6", "erase": "2"}
    app = pressed(app, "tour:leave")
    assert (
        app.session_state["shown"] == app.session_state["config"] == cv.RunConfig(cell_type="lstm", learning_rate=0.05)
    )
    assert values(app) == {"cell": "lstm", "lr": "0.05"}
    app = app.switch_page("pages/memory.py").run()
    assert mine.items() <= values(app).items() and "tour" not in values(app)


def test_a_link_to_a_step_opens_it_from_any_page(opened_page) -> None:
    app = opened_page("gradients", tour="6", view="hall")
    assert app.title[0].value.startswith("6 · ") and app.session_state["view"] == "hall"
    app = app.switch_page("pages/gradients.py").run()
    assert not app.exception and any("left the tour's page" in markdown.value for markdown in app.markdown)


def test_an_address_with_more_than_a_number_is_taken_as_it_is(opened_page) -> None:
    app = opened_page("memory", tour="6", erase="4")
    assert values(app) == {"tour": "6", "erase": "4"} and app.title[0].value.startswith("6 · ")


@pytest.mark.parametrize("number", ["0", "11", "x", "<b>", "9" * 500])
def test_no_other_number_is_a_step(opened_page, number: str) -> None:
    app = opened_page("memory", tour=number)
    assert not app.exception and app.title[0].value == "Memory" and "tour" not in values(app)
