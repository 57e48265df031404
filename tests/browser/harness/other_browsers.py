"""Firefox and WebKitGTK without a window, as far as a smoke test needs them: go to an address, ask the page, hear its errors.

Each is spoken to in the protocol that it brings along: Firefox in WebDriver BiDi over a websocket, WebKitGTK in WebDriver.
"""

import contextlib
import itertools
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from websockets.sync.client import connect

from benchmarks.server import free_port

PATIENCE = 300  # seconds for one answer
ENGINES = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser", "/usr/libexec/webkit2gtk-4.*/MiniBrowser"


class Absent(Exception):
    """A browser, or what it needs, is not installed."""


class Firefox:
    """Over a websocket; what the console and the page's errors say comes as events."""

    def __init__(self, folder: Path) -> None:
        program = _program("firefox-esr", "firefox")
        options = [
            "--headless",
            "--no-remote",
            "--remote-debugging-port",
            str(port := free_port()),
            "--profile",
            folder,
        ]
        self.process = _started([program, *options], folder / "log")
        self.errors: list[str] = []
        self.count = itertools.count(1)
        address = f"ws://127.0.0.1:{port}/session"
        self.open = contextlib.ExitStack()
        self.open.callback(_ended, self.process)
        options = {"max_size": None, "proxy": None, "open_timeout": PATIENCE}
        self.socket = _tried(lambda: self.open.enter_context(connect(address, **options)))
        self.tell("session.new", capabilities={})
        self.tell("session.subscribe", events=["log.entryAdded"])
        self.page = self.tell("browsingContext.getTree")["contexts"][0]["context"]

    def tell(self, method: str, **parameters: Any) -> dict[str, Any]:
        """What a command answers; events that come before it are taken on the way."""
        number = next(self.count)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv(timeout=PATIENCE))
            if message.get("method") == "log.entryAdded" and message["params"]["level"] == "error":
                self.errors.append(message["params"]["text"])
            if message.get("id") == number:
                assert message["type"] == "success", message
                return message["result"]

    def resize(self, width: int, height: int) -> None:
        self.tell("browsingContext.setViewport", context=self.page, viewport={"width": width, "height": height})

    def go(self, address: str) -> None:
        self.tell("browsingContext.navigate", context=self.page, url=address, wait="complete")

    def ask(self, code: str) -> Any:
        """What an async function with this body returns."""
        said = self.tell(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await (async () => {{ {code} }})()))()",
            target={"context": self.page},
            awaitPromise=True,
        )
        assert said["type"] == "success", said["exceptionDetails"]["text"]
        return json.loads(said["result"].get("value", "null"))

    def close(self) -> None:
        self.open.close()


class WebKit:
    """Under an X server of its own; MiniBrowser writes what the console says to its output."""

    def __init__(self, folder: Path) -> None:
        driver, screen = _program("WebKitWebDriver"), _program("Xvfb")
        engine = next((path for pattern in ENGINES for path in Path("/").glob(pattern[1:])), None)
        if engine is None:
            raise Absent("MiniBrowser is not installed")
        self.log = folder / "log"
        reader, writer = os.pipe()
        self.screen = _started(
            [screen, "-displayfd", str(writer), "-screen", "0", "2048x1200x24", "-nolisten", "tcp"],
            folder / "screen",
            pass_fds=[writer],
        )
        os.close(writer)
        with os.fdopen(reader) as told:
            display = f":{told.readline().strip()}"
        places = {"DISPLAY": display, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "GDK_BACKEND": "x11"}
        places |= {"WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}  # it is not to be had inside most containers
        self.process = _started([driver, f"--port={(port := free_port())}"], self.log, env={**os.environ, **places})
        self.address = f"http://127.0.0.1:{port}"
        _tried(lambda: self.tell("/status", None))
        options = {"binary": str(engine), "args": ["--automation", "--enable-write-console-messages-to-stdout=true"]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        self.address += f"/session/{self.tell('/session', {'capabilities': wanted})['sessionId']}"
        self.tell("/timeouts", {"script": PATIENCE * 1000, "pageLoad": PATIENCE * 1000})

    def tell(self, path: str, body: dict[str, Any] | None) -> Any:
        sent = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, sent, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)["value"]

    @property
    def errors(self) -> list[str]:
        return re.findall(r"CONSOLE .*\bERROR\b.*", self.log.read_text(errors="replace"))

    def resize(self, width: int, height: int) -> None:
        inner = "return [outerWidth - innerWidth, outerHeight - innerHeight]"
        across, down = self.tell("/execute/sync", {"script": inner, "args": []})
        self.tell("/window/rect", {"width": width + across, "height": height + down})

    def go(self, address: str) -> None:
        self.tell("/url", {"url": address})

    def ask(self, code: str) -> Any:
        script = f"const done = arguments[0]; (async () => {{ {code} }})().then(done, (error) => done(String(error)))"
        return self.tell("/execute/async", {"script": script, "args": []})

    def close(self) -> None:
        request = urllib.request.Request(self.address, method="DELETE")
        with contextlib.suppress(OSError):
            urllib.request.urlopen(request, timeout=PATIENCE)
        _ended(self.process)
        _ended(self.screen)


@contextlib.contextmanager
def started(kind: type[Firefox] | type[WebKit]) -> Iterator[Firefox | WebKit]:
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        contextlib.closing(kind(Path(folder))) as it,
    ):
        yield it


def _program(*names: str) -> str:
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise Absent(f"{names[0]} is not installed")
    return found


def _started(command: Sequence[Any], log: Path, **options: Any) -> subprocess.Popen:
    with log.open("wb") as output:
        return subprocess.Popen([*map(str, command)], stdout=output, stderr=output, **options)


def _ended(process: subprocess.Popen) -> None:
    process.terminate()
    process.wait()


def _tried(call: Any) -> Any:
    """Its result, as soon as who answers is there."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return call()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
