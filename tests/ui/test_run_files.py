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


@pytest.mark.parametrize("installed", [True, False])
def test_a_model_is_offered_where_it_can_be_made(installed: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    offered: list[str] = []
    monkeypatch.setattr(run_files, "find_spec", lambda _name: installed or None)
    monkeypatch.setattr(run_files, "language", lambda: "en")
    monkeypatch.setattr(run_files, "_file", lambda what, *_rest, **_fields: offered.append(what))
    run_files._files()
    assert offered == ["report", "file", *(["onnx"] if installed else [])]
