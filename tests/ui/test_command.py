"""The command `charviz`, without a server: its words, its port, the saved runs that it is given."""

import socket
from pathlib import Path
from types import SimpleNamespace

import pytest

import charviz as cv
from charviz.ui.live import run_files
from charviz.ui.shell import command, given_runs, streamlit_internals
from charviz.ui.shell.session_state import state


@pytest.fixture(autouse=True)
def _nothing_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(given_runs, "_given", [])


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """With what the server would have been started, and no browser."""
    started: list[tuple[str, int]] = []
    monkeypatch.setattr(command, "_serve", lambda host, port: started.append((host, port)))
    monkeypatch.setattr(command.webbrowser, "open", lambda address: started.append((address, 0)))
    return started


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for seed in range(2):
        cv.train(cv.RunConfig(seed=seed, steps=2)).save(tmp_path / f"run{seed}.charviz")
    (tmp_path / "notes.txt").write_text("no run")
    return tmp_path


def test_its_version(capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(SystemExit, match="0"):
        command.main(["--version"])
    assert capsys.readouterr().out.strip() == cv.__version__


def test_a_taken_port_is_answered_with_a_free_one(served: list, capsys: pytest.CaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command.main(["--port", str(port), "--no-browser"])
    ((host, other),) = served
    assert host == "127.0.0.1" and other not in (port, 0)
    told = capsys.readouterr()
    assert f"http://127.0.0.1:{other}" in told.out and f"port {port} is taken" in told.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["missing.charviz"], "there is no file 'missing.charviz'"),
        (["{folder}/notes.txt"], "'notes.txt' is not a charviz run"),
        (["{empty}"], "has no saved run"),
        (["--port", "70000"], "0 to 65535"),
        (["--port", "x"], "invalid int value: 'x'"),
        (["--host", "192.0.2.1"], "the host '192.0.2.1' cannot be served"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    arguments: list, sentence: str, folder: Path, served: list, capsys: pytest.CaptureFixture
) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(SystemExit, match="2"):
        command.main([text.format(folder=folder, empty=folder / "empty") for text in arguments])
    assert sentence in capsys.readouterr().err and served == []


def test_without_streamlit_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, served: list, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr(command, "find_spec", lambda _name: None)
    with pytest.raises(SystemExit, match="1"):
        command.main([])
    assert "pip install 'charviz[app]'" in capsys.readouterr().err and served == []


def test_a_folder_is_offered_and_its_newest_run_opened(
    folder: Path, served: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    command.main([str(folder), "--no-browser"])
    assert [run.name for run in given_runs.runs()] == ["run1.charviz", "run0.charviz"]
    assert given_runs.folder() == folder.name
    monkeypatch.setattr("streamlit.session_state", {})
    assert run_files._run_of_command() == given_runs.runs()[0]
    state.config, state.from_link = cv.RunConfig(seed=0, steps=2), True
    assert run_files._run_of_command() == given_runs.runs()[1] and not state.from_link
    state.config, state.from_link = cv.RunConfig(seed=7), True  # another run, which is trained
    assert run_files._run_of_command() is None and state.from_link
    state.shown = cv.RunConfig()
    assert run_files._run_of_command() is None
    run_files._take(0, {run.name: run for run in given_runs.runs()})
    assert state.handed_in is None and state.uploads == 1
    (folder / "run1.charviz").unlink()
    with pytest.raises(cv.RunFileError, match="'run1.charviz' cannot be read"):
        given_runs.GivenRun(folder / "run1.charviz").getvalue()


def test_a_browser_is_opened_once_the_server_answers(served: list, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        command._open("0.0.0.0", server.getsockname()[1], "http://here")
    assert served == [("http://here", 0)]
    monkeypatch.setattr(command, "PATIENCE", 0)
    command._open("0.0.0.0", 1, "http://nobody")
    assert len(served) == 1


def test_a_host_as_an_address_names_it() -> None:
    assert [command._named(host) for host in ("0.0.0.0", "::", "::1", "localhost")] == [
        "127.0.0.1",
        "[::1]",
        "[::1]",
        "localhost",
    ]


def test_it_serves_as_streamlit_run_does(monkeypatch: pytest.MonkeyPatch) -> None:
    told = SimpleNamespace(arguments=[])
    monkeypatch.setattr(streamlit_internals.cli, "main", lambda **_how: told.arguments.extend(command.sys.argv))
    monkeypatch.setattr(command.sys, "argv", ["charviz"])
    command._serve("0.0.0.0", 8502)
    assert told.arguments[1:3] == ["run", str(command.APP)] and command.APP.is_file()
    assert {"--server.address=0.0.0.0", "--server.port=8502"} < set(told.arguments)
