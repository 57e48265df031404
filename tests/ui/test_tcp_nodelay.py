"""A connection to a socket that listens here sends small answers at once."""

import socket

import pytest

from charviz.ui.shell.tcp_nodelay import send_at_once


@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_what_is_accepted_does_not_delay(family: int, host: str) -> None:
    with socket.socket(family) as listener:
        try:
            listener.bind((host, 0))
        except OSError:
            pytest.skip(f"{host} is not here")
        listener.listen()
        if not listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            pytest.skip("this system does not tell which sockets listen")
        send_at_once()
        with socket.create_connection(listener.getsockname()[:2]), listener.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert listener.fileno() >= 0 and listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)


def test_a_socket_that_does_not_listen_is_left_as_it_is() -> None:
    with socket.socket() as silent:
        send_at_once()
        assert not silent.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
