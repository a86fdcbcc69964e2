"""What a notebook ran on: versions and the fingerprint of the data, the same on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from pingan_analysis import __version__, paths, tracing


def fingerprint(files: Iterable[Path]) -> str:
    """=> sha256 over the files, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def colophon() -> None:
    """=> nothing; prints versions and the raw tables read so far with their fingerprint, in a notebook's last cell.

    The version of Python is left out: the outputs are the same on all that are supported.

    >>> colophon()
    pingan_analysis ...
    pandas ..., matplotlib ..., seaborn ..., statsmodels ...
    raw data sha256 ...
    """
    packages = ("pandas", "matplotlib", "seaborn", "statsmodels")
    print("pingan_analysis", __version__)
    print(", ".join(f"{name} {version(name)}" for name in packages))
    tables = [path for name in sorted(tracing.noted) if (path := paths.ROOT / name).parent == paths.RAW]
    print("raw data sha256", fingerprint(tables)[:16], f"({', '.join(path.stem for path in tables) or 'no table'})")
