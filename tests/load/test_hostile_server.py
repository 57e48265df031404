"""Rubbish over the wire: the websocket and the packets' route answer, refuse, and go on; nothing stays in memory."""

import json
import random
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from benchmarks.hostile import hostile
from benchmarks.server import Server
from benchmarks.streamlit_messages import BackMsg, ForwardMsg

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


def get(address: str) -> tuple[int, bytes, dict]:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read(), dict(error.headers)


def opened(server: Server, query: str, seconds: float = 30) -> list:
    """All elements of the page that a link opens."""
    host, elements = server.address.removeprefix("http://"), []
    with connect(f"ws://{host}/_stcore/stream", subprotocols=["streamlit"], max_size=None, close_timeout=0.2) as stream:
        message = BackMsg()
        message.rerun_script.query_string = query
        stream.send(message.SerializeToString())
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            told = ForwardMsg.FromString(stream.recv(timeout=seconds))
            if told.WhichOneof("type") == "delta":
                elements.append(told.delta.new_element)
            if (
                told.WhichOneof("type") == "script_finished"
                and told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
            ):
                return elements  # and not early, to be run again
    raise AssertionError("the page was not finished in time")


def kinds(elements: list) -> list[str]:
    return [element.WhichOneof("type") for element in elements]


def test_hostile_addresses_open_the_page_and_a_sentence(server: Server) -> None:
    for query in (
        f"text={quote(SCRIPT)}&cell={quote(SCRIPT)}",
        "lr=1e999",
        "corpus=%00",
        "fork=" + "1:" * 500,
        "text=%ff%fe",
    ):
        elements = opened(server, query)
        assert "exception" not in kinds(elements) and "bidi_component" in kinds(elements)
        for element in elements:  # what a person typed is never HTML of the page
            assert element.WhichOneof("type") != "html" or SCRIPT not in element.html.body


@pytest.mark.parametrize(
    ("query", "frames"), [("", "'self'"), ("?embed=true", "*"), ("?embed=false&text=%EA%B0%80%ff", "'self'")]
)
def test_a_page_loads_what_is_its_own(server: Server, query: str, frames: str) -> None:
    headers = {name.lower(): value for name, value in get(f"{server.address}/{query}")[2].items()}
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'self'" and policy["frame-ancestors"] == frames
    scripts = policy["script-src"].split()
    assert "'unsafe-inline'" not in scripts and "'unsafe-eval'" not in scripts and "sha256-" in policy["script-src"]


def test_the_route_refuses(server: Server) -> None:
    draw = random.Random(1)
    key, viewer = "0" * 20, "0" * 32
    assert get(f"{server.address}/api/packets?run={key}&have=0&viewer={viewer}")[0] == 404
    for _case in range(500):
        parts = {
            "run": draw.choice([key, "", "x" * 20, "../../etc", SCRIPT, "٣" * 20, "0" * 10_000]),
            "have": draw.choice(["0", "-1", "1e9", "", "9" * 50, "٣", SCRIPT]),
            "viewer": draw.choice([viewer, "", SCRIPT, "0" * 31]),
            "ghost": draw.choice([key, SCRIPT]),
        }
        query = "&".join(f"{name}={quote(value)}" for name, value in parts.items() if draw.random() < 0.9)
        status, body, headers = get(f"{server.address}/api/packets?{query}")
        assert status in (400, 404) and b"<" not in body and len(body) < 50
        assert {name.lower(): value for name, value in headers.items()}["x-content-type-options"] == "nosniff"


def test_hostile_values_at_every_door() -> None:
    """`python -m benchmarks.hostile` does it ten thousand times."""
    with ThreadPoolExecutor(1) as aside:  # a browser of another file may have a loop in this thread
        report = aside.submit(hostile, 160, rest=0).result()
    assert report.errors == [] and report.restarts == 0 and report.sentences > 0, report.table()


def test_rubbish_in_the_websocket_ends_no_server(server: Server) -> None:
    draw, host = random.Random(2), server.address.removeprefix("http://")
    opened(server, "")
    before = server.memory()[0]
    for _connection in range(40):
        with connect(
            f"ws://{host}/_stcore/stream", subprotocols=["streamlit"], max_size=None, close_timeout=0.2
        ) as stream:
            try:
                for _message in range(25):
                    message = BackMsg()
                    state = message.rerun_script.widget_states.widgets.add()
                    state.id = draw.choice(["$$ID-x-player", "$$ID-abc-setting:seed", SCRIPT, "\0"])
                    state.json_value = draw.choice(['{"have":-1}', "[" * 100, SCRIPT, '{"run":1e999}', "null"])
                    message.rerun_script.query_string = draw.choice(["", "text=" + quote(SCRIPT), "x" * 2000])
                    message.rerun_script.fragment_id = draw.choice(["", "nothing", SCRIPT])
                    stream.send(draw.choice([message.SerializeToString(), draw.randbytes(200), b""]))
            except ConnectionClosed:
                continue
    assert "bidi_component" in kinds(opened(server, "text=hello"))
    assert server.memory()[0] < before + 60
    facts = json.loads(get(f"{server.address}/api/status")[1])
    assert facts["restarts"] == 0 and set(facts) == {
        "runs", "training", "queued", "paused", "watchers", "comparisons", "bytes", "records", "restarts", "seconds"
    }  # fmt: skip
