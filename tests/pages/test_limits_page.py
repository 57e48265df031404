"""What a person may do, on the page: so many trainings a minute; what others type is not seen in Status."""

import pytest
from addressed import named

import charviz as cv
from charviz.limits import Limits
from charviz.server.pooled_run import Goal
from charviz.ui.shell import session
from charviz.ui.shell.shared_pool import shared_pool


def test_who_trains_too_often_is_told_to_wait(opened_page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "LIMITS", Limits(trainings_per_minute=2))
    app = opened_page("live", text="hello", seed="1", every="false")
    named(app.number_input, "setting:seed").set_value(2).run()
    app.button(key="train").click().run()
    assert not app.error and app.session_state["shown"].seed == 2
    named(app.number_input, "setting:seed").set_value(3).run()
    app.button(key="train").click().run()
    assert "2 runs per minute" in app.error[0].value and app.session_state["shown"].seed == 2


def test_the_status_page(opened_page) -> None:
    app = opened_page("status")
    assert not app.exception and len(app.metric) == 10
    shared_pool().request(cv.RunConfig(text="a secret text", steps=5), "a", Goal(5))
    app.run()
    assert not any("secret" in metric.label + str(metric.value) for metric in app.metric)
