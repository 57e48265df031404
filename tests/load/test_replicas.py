"""Two replicas behind nginx: a person stays with one; where it dies, their link brings the run back, to the same numbers."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.sync.client import connect

import charviz as cv
from benchmarks.server import Server, free_port
from benchmarks.streamlit_messages import BackMsg, ForwardMsg
from charviz.player.packets import parse

CONF = Path(__file__).parents[2] / "deploy/nginx.conf"
CONFIG = cv.RunConfig(text="stay with me", cell_type="gru", steps=80, seed=5)


@pytest.fixture
def replicas() -> Iterator[list[Server]]:
    servers = [Server(), Server()]
    yield servers
    for server in servers:
        server.close()


@pytest.fixture
def front(replicas: list[Server], tmp_path: Path) -> Iterator[str]:
    """nginx with the very configuration that is shipped, but for names and ports."""
    if (nginx := shutil.which("nginx")) is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("nginx is not installed")
    hosts = "".join(
        f"server {server.address.removeprefix('http://')} max_fails=1 fail_timeout=5s;\n" for server in replicas
    )
    port, text = free_port(), CONF.read_text()
    line = next(line for line in text.splitlines() if "server web:8501" in line)
    text = text.replace(line, hosts).replace("listen 80;", f"listen 127.0.0.1:{port};")
    text = text.replace("/dev/stdout", str(tmp_path / "access.log"))
    temporary = "".join(
        f"{kind}_temp_path {tmp_path / kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    text = text.replace("http {", f"http {{\n{temporary}", 1)
    (tmp_path / "nginx.conf").write_text(
        f"daemon off;\npid {tmp_path / 'pid'};\nerror_log {tmp_path / 'error.log'};\n{text}"
    )
    process = subprocess.Popen([nginx, "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")])
    address = f"http://127.0.0.1:{port}"
    for _attempt in range(100):
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/healthz", timeout=1):
            break
        time.sleep(0.1)
    yield address
    process.terminate()
    process.wait()


class Visitor:
    """A browser with its cookie."""

    def __init__(self, address: str) -> None:
        self.address = address
        with urllib.request.urlopen(address) as answer:
            self.cookie = answer.headers["Set-Cookie"].split(";")[0]
            assert answer.headers["Referrer-Policy"] == "no-referrer"

    def get(self, path: str) -> bytes:
        request = urllib.request.Request(self.address + path, headers={"Cookie": self.cookie})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read()

    def open(self, link: str) -> dict:
        """Opens a link; returns the status of its run in the player."""
        host = self.address.removeprefix("http://")
        with connect(
            f"ws://{host}/_stcore/stream",
            subprotocols=["streamlit"],
            max_size=None,
            additional_headers={"Cookie": self.cookie},
            close_timeout=0.2,
        ) as stream:
            message = BackMsg()
            message.rerun_script.query_string = link
            stream.send(message.SerializeToString())
            until = time.monotonic() + 60
            while time.monotonic() < until:
                told = ForwardMsg.FromString(stream.recv(timeout=60))
                if told.WhichOneof("type") == "delta" and told.delta.new_element.WhichOneof("type") == "bidi_component":
                    for header, _arrays in parse(told.delta.new_element.bidi_component.bytes):
                        if header["kind"] == "view":
                            return header
        raise AssertionError("no player came")

    def losses(self, view: dict, seconds: float = 60) -> list[float]:
        """Pulls the whole run, as the player does."""
        losses: list[float] = []
        until = time.monotonic() + seconds
        while len(losses) < view["steps"] + 1:
            assert time.monotonic() < until
            path = f"/api/packets?run={view['run']}&have={len(losses)}&viewer={view['options']['viewer']}"
            for header, arrays in parse(self.get(path)):
                if header["kind"] == "records":
                    losses[header["first"] :] = arrays["loss"].tolist()
        return losses


def test_people_stay_and_come_back(front: str, replicas: list[Server]) -> None:
    expected = cv.train(CONFIG).losses.astype("f4").tolist()
    visitors = [Visitor(front) for _person in range(16)]
    for visitor in visitors:
        view = visitor.open(CONFIG.to_url())
        assert view["run"] == CONFIG.key and visitor.losses(view) == expected
    held = [
        json.loads(urllib.request.urlopen(f"{server.address}/api/status").read())["watchers"] for server in replicas
    ]
    assert sum(held) == 16 and min(held) > 0  # each with one replica, some with either
    os.kill(replicas[0].process.pid, signal.SIGKILL)
    for visitor in visitors:  # their page connects again, and their link is in its address
        assert visitor.losses(visitor.open(CONFIG.to_url())) == expected
