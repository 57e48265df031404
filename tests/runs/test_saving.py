"""A saved file is written whole or not at all, and nothing else is touched."""

import os
from pathlib import Path

import pytest

import charviz as cv
from charviz.runs import atomic_file


@pytest.fixture(scope="module")
def run() -> cv.Run:
    return cv.train(cv.RunConfig(steps=3))


def test_a_folder_is_no_place_for_a_run(run: cv.Run, tmp_path: Path) -> None:
    folder = tmp_path / "runs"
    folder.mkdir()
    with pytest.raises(cv.RunFileError, match="is a folder or a device, not a file; give"):
        run.save(folder)
    assert list(tmp_path.iterdir()) == [folder] and not list(folder.iterdir())


def test_what_lies_beside_it_stays(run: cv.Run, tmp_path: Path) -> None:
    mine = tmp_path / "my.charviz.part"
    mine.write_text("mine")
    run.save(tmp_path / "my.charviz")
    assert mine.read_text() == "mine" and {path.name for path in tmp_path.iterdir()} == {"my.charviz", mine.name}
    assert cv.Run.load(tmp_path / "my.charviz").predictions == run.predictions


def test_a_link_is_followed(run: cv.Run, tmp_path: Path) -> None:
    real, link = tmp_path / "elsewhere" / "real.charviz", tmp_path / "link.charviz"
    real.parent.mkdir()
    for content in ("old", None):  # one that is there, and one that is not yet
        real.write_text(content) if content else real.unlink()
        link.unlink(missing_ok=True)
        link.symlink_to(real)
        run.save(link)
        assert link.is_symlink() and (cv.Run.load(real).losses == run.losses).all()


@pytest.mark.parametrize("name", ["missing/run.charviz", "a\0b", "x" * 300])
def test_an_unwritable_path_is_reported(run: cv.Run, tmp_path: Path, name: str) -> None:
    with pytest.raises(cv.RunFileError, match="cannot be written: "):
        run.save(f"{tmp_path}/{name}")
    assert not list(tmp_path.iterdir())


def test_a_full_disk_leaves_what_was(run: cv.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "run.charviz"
    path.write_text("old")

    def full(*_paths: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic_file.shutil, "copymode", full)
    with pytest.raises(cv.RunFileError, match="cannot be written: No space left on device"):
        run.save(path)
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="no devices here")
def test_a_device_stays_one(run: cv.Run) -> None:
    with pytest.raises(cv.RunFileError, match="not a file"):
        run.save("/dev/null")
    assert not Path("/dev/null").is_file()


@pytest.mark.skipif(os.name == "nt", reason="rights of another kind")
def test_rights_stay_as_they_were(run: cv.Run, tmp_path: Path) -> None:
    path, plain = tmp_path / "run.charviz", tmp_path / "plain"
    plain.write_bytes(b"")
    run.save(path)
    assert path.stat().st_mode == plain.stat().st_mode
    path.chmod(0o640)
    run.save(path)
    assert path.stat().st_mode & 0o777 == 0o640
