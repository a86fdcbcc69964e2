"""Where the package's data live: beside the package in a checkout, inside it where it is installed."""

from __future__ import annotations

import os
from pathlib import Path

from pingan_analysis.errors import BuildError

PACKAGE = Path(__file__).resolve().parent
INSTALLED = (PACKAGE / "data").is_dir()
ROOT = PACKAGE if INSTALLED else PACKAGE.parent
RAW = ROOT / "data" / "raw"


def processed(writing: bool = False) -> Path:
    """=> the folder of generated tables and figures; to write into one, an installed package must be told which.

    `PINGAN_PROCESSED` names another one: the build writes aside and renames, and tests leave the committed files alone.
    """
    if named := os.environ.get("PINGAN_PROCESSED"):
        return Path(named)
    if writing and INSTALLED:
        raise BuildError("where to? PINGAN_PROCESSED must name a folder for figures: this package is installed")
    return ROOT / "data" / "processed"


def checkout(verb: str) -> Path:
    """What wants to run => the root of the checkout. Raises BuildError where the package is installed without one."""
    if INSTALLED:
        raise BuildError(
            f"pingan {verb} needs a checkout of the repository, with notebooks/ and data/; this package is installed "
            f"in {PACKAGE}, which holds the tables alone: clone the repository and run make there"
        )
    return ROOT
