"""Downloads, against a server of our own: the right file, and all that can go wrong."""

import hashlib
import re
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import charviz as cv
from charviz.text import corpora, downloads
from charviz.text.downloads import DOWNLOADS, fetch

SENTENCE = (  # for students: no number of an error, no name of a folder
    "Shakespeare could not be downloaded: the internet cannot be reached, or no longer has the file. "
    "Upload a text file of your own, or choose another long text."
)
CONTENT = b"To be, or not to be: that is the question.\n" * 300


class Server(BaseHTTPRequestHandler):
    hits: list[str] = []

    def do_GET(self) -> None:
        self.hits.append(self.path)
        if self.path == "/absent":
            self.send_error(404)
            return
        self.send_response(200)
        if self.path != "/endless":
            self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        if self.path == "/right":
            self.wfile.write(CONTENT)
        elif self.path == "/wrong":
            self.wfile.write(CONTENT[::-1])
        elif self.path == "/endless":
            self.wfile.write(CONTENT * 50)
        elif self.path == "/cut":
            self.wfile.write(CONTENT[:1000])
            self.connection.close()
        else:
            for place in range(0, len(CONTENT), 10):
                try:
                    self.wfile.write(CONTENT[place : place + 10])
                except OSError:  # who asked has given up
                    return
                time.sleep(0.02 if self.path == "/slow" else 5)

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def offered(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """offered(path): Shakespeare lies there now, and is CONTENT; the cache is empty."""
    monkeypatch.setenv("CHARVIZ_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(downloads, "SILENCE", 0.5)
    monkeypatch.setattr(downloads, "PATIENCE", 1.0)
    monkeypatch.setattr(corpora, "_shelf", corpora.Shelf(2**20))

    def offer(path: str) -> None:
        text = corpora.Corpus(CONTENT.decode())
        facts = (len(CONTENT), text.length, text.symbols, text.opening, text.floor)
        wanted = downloads.Download(f"{address}{path}", hashlib.sha256(CONTENT).hexdigest(), *facts)
        monkeypatch.setitem(DOWNLOADS, "shakespeare", wanted)
        Server.hits.clear()

    return offer


def test_the_right_file_is_kept_and_not_fetched_again(offered, tmp_path: Path) -> None:
    offered("/right")
    assert fetch("shakespeare") == CONTENT == fetch("shakespeare")
    assert Server.hits == ["/right"]
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["shakespeare.txt"]
    run = cv.train(cv.RunConfig(corpus="shakespeare", window=20, batch_size=4, steps=3))
    assert len(run) == 4 and run.config.shown_text == CONTENT.decode()[:100]


@pytest.mark.parametrize(
    ("path", "cause"),
    [
        ("/wrong", "is not the file of 12,900 bytes that it should be"),
        ("/endless", "12,901 bytes. is not the file of 12,900"),
        ("/cut", "is not the file|IncompleteRead"),
        ("/slow", "only [0-9,]+ bytes came in 1.0 seconds"),
        ("/silent", "timed out"),
        ("/absent", "Not Found"),
    ],
)
def test_what_goes_wrong_is_said_with_what_to_do_and_the_log_says_why(
    offered, tmp_path: Path, path: str, cause: str, caplog: pytest.LogCaptureFixture
) -> None:
    offered(path)
    with pytest.raises(cv.ConfigError) as refused:
        fetch("shakespeare")
    assert str(refused.value) == SENTENCE
    assert re.search(cause, caplog.text) and "CHARVIZ_CACHE" in caplog.text and path in caplog.text
    assert not list(tmp_path.glob("cache/*"))


def test_nobody_listens(offered, monkeypatch: pytest.MonkeyPatch) -> None:
    offered("/right")
    nowhere = DOWNLOADS["shakespeare"]._replace(url="http://127.0.0.1:9/")
    monkeypatch.setitem(DOWNLOADS, "shakespeare", nowhere)
    with pytest.raises(cv.ConfigError, match=re.escape(SENTENCE)):
        corpora.corpus("shakespeare")
    assert (
        cv.RunConfig(corpus="shakespeare", window=20).shown_text == CONTENT.decode()[:100]
    )  # what is known stays known


def test_a_damaged_cache_is_fetched_again_and_an_unwritable_one_is_no_failure(offered, tmp_path: Path) -> None:
    offered("/right")
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache/shakespeare.txt").write_bytes(CONTENT[:-1])
    assert fetch("shakespeare") == CONTENT == (tmp_path / "cache/shakespeare.txt").read_bytes()
    (tmp_path / "cache/shakespeare.txt").unlink()
    (tmp_path / "cache").rmdir()
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert fetch("shakespeare") == CONTENT
