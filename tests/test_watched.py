"""The network is refused, the machine's own sockets are not."""

from __future__ import annotations

import socket

import pytest

from pingan_analysis import tracing


@pytest.mark.parametrize("host", ["192.0.2.1", "example.org", "2001:db8::1"])
def test_another_machine_is_refused(host: str) -> None:
    with pytest.raises(PermissionError, match=f"no network at run time: something tried to reach {host}"):
        socket.create_connection((host, 80), timeout=1)
    assert tracing.refused.pop() == host


@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")])
def test_an_address_is_refused_without_a_look_up(family: socket.AddressFamily, host: str) -> None:
    with socket.socket(family) as sock, pytest.raises(PermissionError, match="no network at run time"):
        sock.connect((host, 80))
    assert tracing.refused.pop() == host


def test_this_machine_is_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
        socket.create_connection(("localhost", server.getsockname()[1])).close()
    one, two = socket.socketpair()
    one.close(), two.close()
