"""A small web server that stands in for Streamlit: the modules under assets/, a page that mounts the player, and its messages."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).parent
ASSETS = HERE.parents[2] / "assets"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".wasm": "application/wasm",
}


class Harness(ThreadingHTTPServer):
    """Serves on a free port of 127.0.0.1; `answer` turns a pull into a message; `page` is what mounts the player."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer: Callable[[dict], bytes] = lambda pull: b""
        self.page = (HERE / "page.html").read_bytes()
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def close(self) -> None:
        self.shutdown()
        self.server_close()
        self.thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name = self.path.partition("?")[0].strip("/")
        path = ASSETS / name
        if not name.startswith(("shared/", "engine/", "player/", "scenes/")):
            return self._send(self.server.page, TYPES[".html"])
        if not path.is_file():
            return self.send_error(404)
        self._send(path.read_bytes(), TYPES[path.suffix])

    def do_POST(self) -> None:
        pull = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._send(self.server.answer(pull), "application/octet-stream")

    def _send(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """Says nothing."""
