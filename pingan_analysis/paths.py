"""Where the package's data live."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RAW = ROOT / "data" / "raw"


def processed() -> Path:
    """=> the folder of generated tables and figures.

    `PINGAN_PROCESSED` names another one: the build writes aside and renames, and tests leave the committed files alone.
    """
    return Path(os.environ.get("PINGAN_PROCESSED") or ROOT / "data" / "processed")
