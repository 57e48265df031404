"""What a session remembers: each thing has one place, and a type."""

import ast
from pathlib import Path

import pytest
import streamlit as st

from charviz.ui.shell import session_entries, session_state
from charviz.ui.shell.session_entries import Entries, Entry, Made
from charviz.ui.shell.session_state import State, state

ROOT = Path(__file__).parents[2]
FILES = sorted([*ROOT.glob("charviz/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "app.py"])
OTHERS = [path for path in FILES if path not in (Path(session_entries.__file__), Path(session_state.__file__))]
ENTRIES = {name: entry for name, entry in vars(State).items() if isinstance(entry, Entry | Entries)}


@pytest.fixture(autouse=True)
def values(monkeypatch: pytest.MonkeyPatch) -> dict:
    values = {}
    monkeypatch.setattr(st, "session_state", values)
    return values


def attributes(path: Path) -> set[str]:
    """What a file asks of anything by a dot, and takes from Streamlit by its name."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.ImportFrom) and node.module == "streamlit":
            found |= {alias.name for alias in node.names}
    return found


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_nobody_else_touches_it(path: Path) -> None:
    """A key as a string literal is known to no type checker."""
    assert "session_state" not in attributes(path)


def test_all_that_is_listed_is_used() -> None:
    assert set(ENTRIES) <= set().union(*map(attributes, OTHERS))


def test_no_two_have_one_key() -> None:
    keys = [entry.key for entry in ENTRIES.values()] + [entry.key for entry in State.setting.values()]
    assert len(set(keys)) == len(keys)


def test_a_value_is_its_default_until_it_is_set(values: dict) -> None:
    assert state.view == "desk" and not State.view.is_set() and values == {}
    state.view = "hall"
    assert state.view == State.view.get() == values["view"] == "hall" and State.view.is_set()
    assert State.view.pop() == "hall" and values == {} and State.view.pop() == "desk"


def test_what_is_made_is_remembered(values: dict) -> None:
    assert isinstance(State.past, Made) and not State.past.is_set()
    state.past.append("a run")
    assert state.past == values["past"] == ["a run"] and state.trainings == []
    assert State.past.pop() == ["a run"] and state.past == []


def test_one_for_each_name(values: dict) -> None:
    State.heard["player"].set(3)
    assert values == {"player:heard": 3} and State.heard["player"].get() == 3 and State.heard["chrome"].get() == 0
    assert {State.heard["player"]: 1} == {State.heard["player"]: 1}


def test_several_at_once(values: dict) -> None:
    state.update({State.step: 5, State.setting["seed"]: 7})
    assert values == {"step": 5, "setting:seed": 7}


def test_what_is_not_listed_cannot_be_set() -> None:
    with pytest.raises(AttributeError):
        state.views = "hall"
