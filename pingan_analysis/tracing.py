"""What a notebook reads is noted, so that the build knows when it must run again; the network is refused."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pingan_analysis import paths

LOOPBACK = ("", "localhost", "::1", "0.0.0.0", "::")
READING = ("data", "notebooks")  # folders of the root whose files are noted; the build watches the package itself
noted: set[str] = set()  # paths below the root
refused: list[str] = []  # addresses that something tried to reach
_unnoted = 0


def note(path: Path) -> None:
    """A file that was read => a line in the file that `PINGAN_READS` names, if it does; none for one elsewhere."""
    name = Path(os.path.relpath(path, paths.ROOT)).as_posix()
    if name not in noted and not name.startswith("../"):
        noted.add(name)
        if log := os.environ.get("PINGAN_READS"):
            with Path(log).open("a", encoding="utf-8") as file:
                file.write(name + "\n")


@contextmanager
def unnoted() -> Iterator[None]:
    """Files opened inside are not noted: `load` checks every table, and notes those that it hands out."""
    global _unnoted
    _unnoted += 1
    try:
        yield
    finally:
        _unnoted -= 1


def watch_files() -> None:
    """From now on, whatever this process opens to read below `data` or `notebooks` is noted."""
    folders = tuple(f"{paths.ROOT / folder}{os.sep}" for folder in READING)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and not _unnoted and isinstance(arguments[0], str | Path) and "r" in (arguments[1] or "r"):
            path = Path(arguments[0]).absolute()
            if os.path.normpath(path).startswith(folders):
                note(path)

    sys.addaudithook(hook)


def refuse_network() -> None:
    """From now on, this process reaches no other machine: an attempt raises PermissionError and stands in `refused`."""
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        sock, address = arguments
        if not isinstance(address, tuple) or (isinstance(sock, socket.socket) and sock.type == socket.SOCK_DGRAM):
            return  # a path on this machine; a datagram socket that is only connected sends nothing
        host = address[0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else str(host or "")
    if name not in LOOPBACK and not name.startswith("127.") and name != socket.gethostname():
        refused.append(name)
        raise PermissionError(f"no network at run time: something tried to reach {name}")
