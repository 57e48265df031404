"""What breaks, and what then happens: full disks, folders that cannot be written, servers that come back."""

import errno
import io
import os
import signal
import time
from pathlib import Path

import pytest

import charviz as cv
from charviz.player.packets import parse
from charviz.runs import atomic_file
from charviz.server.pool import Pool
from charviz.server.pooled_run import ENDED, Goal


def test_a_full_disk_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "run.charviz"
    old = cv.train(cv.RunConfig(steps=5))
    old.save(path)

    class Full(io.FileIO):
        def write(self, content: bytes) -> int:
            super().write(content[: len(content) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(atomic_file, "open", Full, raising=False)
    with pytest.raises(cv.RunFileError, match="No space left"):
        cv.train(cv.RunConfig(steps=9)).save(path)
    monkeypatch.undo()
    assert len(cv.Run.load(path)) == 6 and list(tmp_path.iterdir()) == [path]


def test_nothing_can_be_written_and_training_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tmp_path / "closed"
    closed.write_text("a file where the cache should be")
    for name in ("NUMBA_CACHE_DIR", "CHARVIZ_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(closed / "folder"))
    pool, config = Pool(), cv.RunConfig(seed=7, steps=30)  # of seed 0 there is a recording
    key = pool.request(config, "a", Goal(30))
    until = time.monotonic() + 60
    while pool.runs[key].state not in ENDED and time.monotonic() < until:
        time.sleep(0.05)
    state, engine = pool.runs[key].state, pool.runs[key].engine
    pool.close()
    assert (state, engine) == ("finished", "compiled · cpu")  # by the module


def test_a_server_that_was_stopped_brings_the_run_back() -> None:
    """Nothing is kept on its disk: the link is the run."""
    config, losses = cv.RunConfig(text="hello pytorch", cell_type="lstm", steps=200), []
    for cut in (50, 0):
        pool = Pool()
        key, until, found = pool.request(config, "a", Goal(200)), time.monotonic() + 60, []
        while pool.runs[key].num_records <= (cut or 200) and time.monotonic() < until:
            time.sleep(0.01)
        for header, arrays in parse(pool.message(key, 0)):
            if header["kind"] == "records":
                found[header["first"] :] = arrays["loss"].tolist()
        losses.append(found)
        pool.close()
    assert losses[1][: len(losses[0])] == losses[0] and losses[1] == cv.train(config).losses.astype("f4").tolist()


def test_a_viewer_that_never_reads_costs_nothing_more() -> None:
    pool, config = Pool(), cv.RunConfig(text="hello pytorch", hidden_size=32, steps=500)
    key, until = pool.request(config, "silent", Goal(500)), time.monotonic() + 60
    while pool.runs[key].state not in ENDED and time.monotonic() < until:
        time.sleep(0.05)
    size = pool.runs[key].size
    for viewer in range(50):
        pool.request(config, f"silent {viewer}", Goal(500))
    assert pool.runs[key].size <= size + 50 * 1024 and len(pool.runs) == 1  # who they are, and nothing of the run
    pool.close()


def test_an_engine_that_does_not_listen_stops_nobody_else(request: pytest.FixtureRequest) -> None:
    pool = Pool()
    request.addfinalizer(pool.close)
    pool.start()
    pool.ready.wait()
    os.kill(pool.workers.all[0].pid, signal.SIGSTOP)
    config = cv.RunConfig(text="a text that many people have", steps=2)
    keys = [
        pool.request(config.replace(seed=seed), f"viewer {seed}", Goal(2)) for seed in range(200)
    ]  # more than a pipe holds
    assert pool.facts()["runs"] == 200 and pool.message_now(keys[0], 0)
    os.kill(pool.workers.all[0].pid, signal.SIGCONT)
    with pool.news:
        assert pool.news.wait_for(lambda: pool.runs[keys[0]].state == "finished", 300)
