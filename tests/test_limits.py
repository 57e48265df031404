"""Limits: read from the environment when they are asked for, and named by the errors that they cause."""

import pytest

import charviz as cv
from charviz.limits import LIMITS, Limits

LONG = {"text": "ab" * 40, "hidden_size": 256}


@pytest.mark.parametrize(
    ("variable", "make"),
    [
        ("CHARVIZ_RUN_COST", lambda: cv.RunConfig(**LONG, steps=9)),
        ("CHARVIZ_FORK_COST", lambda: cv.RunConfig(**LONG, steps=3000).forked(3000)),
        ("CHARVIZ_COMPARISON_SECONDS", lambda: cv.compare([cv.RunConfig(**LONG, steps=9000)])),
    ],
)
def test_whoever_is_refused_can_raise_the_limit(variable: str, make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "1")
    with pytest.raises(cv.ConfigError, match=f"the limit is {variable}"):
        make()
    if variable != "CHARVIZ_COMPARISON_SECONDS":  # which would be trained
        monkeypatch.setenv(variable, "1e30")
        assert make()


def test_the_memory_of_a_run_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHARVIZ_RECORDS", "1")
    with pytest.raises(cv.ConfigError, match="the limit is CHARVIZ_RECORDS"):
        cv.RunConfig(text="ab" * 900, hidden_size=1, steps=20_000)
    monkeypatch.setenv("CHARVIZ_STEP_MEMORY", "1")
    with pytest.raises(cv.ConfigError, match="the limit is CHARVIZ_STEP_MEMORY"):
        cv.RunConfig(text="ab" * 900, hidden_size=512)


def test_they_are_what_the_environment_says_now(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(getattr(LIMITS, name) == getattr(Limits(), name) for name in Limits.model_fields)
    monkeypatch.setenv("CHARVIZ_POOL", "512")
    assert LIMITS.pool == 512
    monkeypatch.setenv("CHARVIZ_POOL", "-1")
    with pytest.raises(cv.ConfigError, match="CHARVIZ_POOL is '-1'; allowed: a number above 0"):
        LIMITS.pool  # noqa: B018
    with pytest.raises(AttributeError):
        LIMITS.nothing  # noqa: B018


@pytest.mark.parametrize(("former", "name"), [("CHARVIZ_ENGINE", "worker_memory"), ("CHARVIZ_ENGINES", "workers")])
def test_a_former_name_is_still_read(former: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(former, "3")
    assert getattr(LIMITS, name) == getattr(Limits.of({former: "3"}), name) == 3
    monkeypatch.setenv(f"CHARVIZ_{name.upper()}", "5")
    assert getattr(LIMITS, name) == 5
