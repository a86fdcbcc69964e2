"""What a notebook ran on: versions and the fingerprint of the data, the same on every machine."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from pingan_analysis import __version__, paths


def fingerprint(raw: Path = paths.RAW) -> str:
    """=> sha256 over the raw tables, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(raw.glob("*.csv")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def colophon(raw: Path = paths.RAW) -> None:
    """Prints versions and data fingerprint, for the last cell of a notebook.

    The version of Python is left out: the outputs are the same on all that are supported.
    """
    packages = ("pandas", "matplotlib", "seaborn", "statsmodels")
    print("pingan_analysis", __version__)
    print(", ".join(f"{name} {version(name)}" for name in packages))
    print("raw data sha256", fingerprint(raw)[:16])
