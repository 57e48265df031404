"""Small answers are sent at once: else a browser that keeps its connection waits some 40 ms for the second half of each.

The head and the body of an answer are two writes, and TCP holds the second back until the first has been acknowledged.
asyncio switches that off only for sockets that were made with their protocol's number, and the one on which Streamlit
listens was not. What is said of a listening socket, the connections that it accepts inherit.
"""

import os
import socket
import stat
from collections.abc import Iterator
from contextlib import suppress


def send_at_once() -> None:
    """Switches the delay off for all connections to come, where the system tells which sockets listen here."""
    for listener in _listeners():
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _listeners() -> Iterator[socket.socket]:
    """The TCP sockets of this process that listen; each is closed here, and stays open there."""
    with suppress(OSError):  # no such folder on Windows
        for name in os.listdir("/dev/fd"):
            with suppress(OSError):  # the folder's own, gone meanwhile
                if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                    continue
                with socket.socket(fileno=os.dup(int(name))) as found:
                    is_tcp = found.family in (socket.AF_INET, socket.AF_INET6) and found.type == socket.SOCK_STREAM
                    if is_tcp and found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                        yield found
