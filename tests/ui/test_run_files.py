"""A saved run that is handed in."""

import pytest

from charviz.ui.live import run_files


def test_a_file_that_has_been_taken_is_told_of_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow browser still has the uploader that took it, and the server has another one."""
    state = {"run:0": "a file"}
    monkeypatch.setattr(run_files.st, "session_state", state)
    run_files._hand_in(0)
    assert state.pop("handed_in") == "a file"
    run_files._hand_in(0)
    assert "handed_in" not in state and state["uploads"] == 1
