"""The page The notes without a browser."""

from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from addressed import named

from charviz.config import RunConfig
from charviz.config.fields import url_key
from charviz.lessons.experiments import EXPERIMENTS
from charviz.server.worker_process import WorkerProcess
from charviz.ui.pages import notes

PAGES = Path(__file__).parents[2] / "pages"


@pytest.mark.parametrize("card", EXPERIMENTS)
def test_a_link_opens_a_card_and_runs_it(opened_page, card: str) -> None:
    app = opened_page("notes", experiment=card, run="true")
    assert not app.exception and not app.warning and not app.error
    told = " ".join(element.value for element in app.markdown)
    assert EXPERIMENTS[card].idea in told
    assert ("claims hold here" in told) == (card != "shakespeare")


def test_what_is_too_close_to_call_is_told_as_such(opened_page) -> None:
    """In a colour and with a mark of its own, and with what it means."""
    app = opened_page("notes", experiment="sentence", run="true")
    told = " ".join(element.value for element in app.markdown)
    assert (
        ":gray[:material/balance:] **too close to call** · Of the 10 losses" in told
        and "**3 of 4** claims hold" in told
    )
    assert any("one seed more or less" in caption.value for caption in app.caption)


@pytest.mark.parametrize("card", EXPERIMENTS)
def test_a_card_opens_with_what_was_recorded(opened_page, monkeypatch, card: str) -> None:
    monkeypatch.setattr(WorkerProcess, "start", lambda _worker: False)  # a server starts it by itself, soon
    said: list[dict] = []
    monkeypatch.setattr(WorkerProcess, "send", lambda _worker, header, *_arrays: said.append(header))
    app = opened_page("notes", experiment=card)
    assert {header["kind"] for header in said} <= {"ping"}, "the worker is asked only whether it is there"
    assert not app.exception and not app.warning and not app.error
    told = " ".join(element.value for element in app.markdown)
    assert ("claims hold here" in told) == ("Recorded" in told) == EXPERIMENTS[card].has_claims
    assert len(app.table) == bool(EXPERIMENTS[card].strings)
    code = [box.proto.expanded for box in app.expander]  # it stands open where there is no curve
    assert code == [not EXPERIMENTS[card].variants] * EXPERIMENTS[card].has_claims


def test_its_button_runs_it_here_and_now(opened_page) -> None:
    app = opened_page("notes", experiment="numpy")
    assert r"12\.062061261168" in " ".join(element.value for element in app.markdown)
    app.button(key="notes:go").click().run()
    told = " ".join(element.value for element in app.markdown)
    assert r"12\.062061261168" in told and "Recorded" not in told
    assert app.query_params["run"] in ("true", ["true"])
    named(app.selectbox, "notes:card").set_value("order").run()
    assert "Recorded" in " ".join(element.value for element in app.markdown)


def test_all_places_are_there() -> None:
    settings = {url_key(name) for name in RunConfig.model_fields}
    for experiment in EXPERIMENTS.values():
        for page, query in experiment.places.values():
            assert (PAGES / f"{page}.py").exists()
            run = {key: value for key, value in parse_qsl(query, keep_blank_values=True) if key in settings}
            assert RunConfig.from_url(run).steps > 0


def test_letters_that_differ_stand_out() -> None:
    assert notes._letters("ihello", "ilello") == "i**h**ello"
    assert "<" not in notes._letters("<b>")
