"""The command `charviz`: opens the app in a browser, with saved runs if they are named."""

import argparse
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from charviz.errors import UserError
from charviz.paths import APP
from charviz.ui.shell import given_runs
from charviz.version import __version__

PORT = 8501
PATIENCE = 60  # seconds in which the server must have started
NO_APP = "the app needs Streamlit: pip install 'charviz[app]'"


def main(arguments: Sequence[str] | None = None) -> None:
    """Serves the app until Ctrl+C."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if find_spec("streamlit") is None:
        parser.exit(1, f"charviz: {NO_APP}\n")
    try:
        given_runs.give(asked.runs)
        port = free_port(asked.host, asked.port)
    except (UserError, OSError) as error:
        parser.error(str(error))
    if port != asked.port:
        print(f"port {asked.port} is taken", file=sys.stderr)
    address = f"http://{_named(asked.host)}:{port}"
    print(f"charviz {__version__}: {address} (Ctrl+C ends it)", flush=True)
    if not asked.no_browser:
        threading.Thread(target=_open, args=(asked.host, port, address), daemon=True).start()
    _serve(asked.host, port)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("charviz", description="Watch a recurrent network learn a string, step by step.")
    parser.add_argument("runs", nargs="?", type=Path, help="a saved run (.charviz) to open, or a folder of saved runs")
    parser.add_argument(
        "--port", type=int, default=PORT, help="another one is taken if it is in use (default: %(default)s)"
    )
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 serves the network too (default: %(default)s)")
    parser.add_argument("--no-browser", action="store_true", help="open no browser")
    parser.add_argument("--version", action="version", version=__version__)
    return parser


def free_port(host: str, port: int) -> int:
    """The port if it is free, otherwise any free one; OSError for a host or a port that this machine does not have."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for tried in (port, 0):
        with socket.socket(family) as found:
            if sys.platform != "win32":  # there it would take a port that is in use
                found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                found.bind((host, tried))
                return found.getsockname()[1]
            except OverflowError:
                raise OSError(f"the port is {port}; allowed: 0 to 65535") from None
            except OSError as error:
                if not tried:
                    raise OSError(f"the host {host!r} cannot be served: {error.strerror}") from None
    raise AssertionError


def _named(host: str) -> str:
    """A host as an address names it, where all of them are served the one that is here."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)
    return f"[{host}]" if ":" in host else host


def _open(host: str, port: int, address: str) -> None:
    """Opens the browser once somebody answers."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            socket.create_connection((_named(host).strip("[]"), port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            webbrowser.open(address)
            return


def _serve(host: str, port: int) -> None:
    """As `streamlit run app.py`, whatever the folder: the settings are those beside app.py."""
    from charviz.ui.shell.streamlit_internals import run_script  # Streamlit may be missing

    options = {"server.address": host, "server.port": port, "server.headless": True, "logger.hideWelcomeMessage": True}
    run_script(APP, options)
