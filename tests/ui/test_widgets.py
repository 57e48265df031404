"""Who may change a value: the person who touches a widget, and we; never a browser that has not heard of it yet."""

import pytest
import streamlit as st

from charviz.ui.shell import widgets
from charviz.ui.shell.session_entries import Entry

ENTRY = Entry("", "name")


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> dict:
    """The session's state, in which a test writes under a widget's key what a browser tells of it."""
    state = {}
    monkeypatch.setattr(st, "session_state", state)
    return state


def drawn(state: dict, value: str, then=None) -> str:
    """Draws a widget; returns its key."""
    found = []
    widgets.widget(lambda title, key, value, on_change: found.append((key, value)), ENTRY, "Title", value, then)
    assert found[0][1] == value == state["name"]
    return found[0][0]


def test_what_a_person_does_counts_and_the_widget_stays(state: dict) -> None:
    key = drawn(state, "one")
    state[key] = "two"
    widgets.hear()
    assert state["name"] == "two" and drawn(state, state["name"]) == key


def test_what_we_set_is_shown_by_another_widget(state: dict) -> None:
    key = drawn(state, "one")
    widgets.put(ENTRY, "two")
    assert drawn(state, state["name"]) != key


@pytest.mark.parametrize("said", ["one", "three"])
def test_an_old_widget_that_says_the_same_as_before_is_not_heard(state: dict, said: str) -> None:
    key = drawn(state, "one")
    state[key] = said
    widgets.hear()
    widgets.put(ENTRY, "two")
    new = drawn(state, state["name"])
    state[key] = said  # the browser has not heard yet
    widgets.hear()
    assert state["name"] == "two" and drawn(state, state["name"]) == new


def test_a_person_who_touches_an_old_widget_is_heard_and_sees_it(state: dict) -> None:
    key = drawn(state, "one")
    widgets.put(ENTRY, "two")
    new = drawn(state, state["name"])
    state[key] = "three"
    widgets.hear()
    assert state["name"] == "three" and drawn(state, state["name"]) not in (key, new)


def test_what_was_old_can_be_chosen_again(state: dict) -> None:
    drawn(state, "one")
    widgets.put(ENTRY, "two")
    new = drawn(state, state["name"])
    state[new] = "one"
    widgets.hear()
    assert state["name"] == "one" and drawn(state, state["name"]) == new


def test_what_we_set_wins_over_what_was_done_before_in_the_same_request(state: dict) -> None:
    key = drawn(state, "one")
    state[key] = "typed"
    widgets.put(ENTRY, "two")
    widgets.hear()
    assert state["name"] == "two"


def test_each_touch_is_told_once(state: dict) -> None:
    touches = []
    key = drawn(state, "one", then=lambda: touches.append(state["name"]))
    widgets.put(ENTRY, "two")
    assert touches == []
    state[key] = "three"
    widgets.hear()
    widgets.hear()
    assert touches == ["three"]


def test_no_more_widgets_are_remembered_than_can_be_under_way(state: dict) -> None:
    keys = [drawn(state, str(number)) for number in range(50)]
    assert len(set(keys)) == 50 and len(state["said"][ENTRY]) == widgets.WIDGETS_PER_ENTRY


def test_a_new_session_has_keys_of_its_own(state: dict) -> None:
    key = drawn(state, "one")
    state.clear()
    assert drawn(state, "one") != key
