"""A cell of a CSV file: guarded where a spreadsheet would execute it, and itself again when it is read."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

GUARD = "'"
RULE = (
    "A cell that a spreadsheet would execute (one that starts with =, +, -, @, their full-width forms, a tab or a line "
    f"break, and is no number) is written with {GUARD} before it; so is such a cell with {GUARD} before it already. "
    f"Reading takes one {GUARD} away again."
)
_LIVE = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")
_NUMBER = re.compile(r"[+-]?(?:\d[\d,]*\.?\d*|\.\d+|inf)(?:[eE][+-]?\d+)?%?", re.IGNORECASE)


def guarded(cell: str) -> str:
    """'=1+1' => "'=1+1"; numbers and everything that is only text stay as they are.

    >>> [guarded(cell) for cell in ("=cmd()", "'=cmd()", "-3.1%", "平安", "'平安'")]
    ["'=cmd()", "''=cmd()", '-3.1%', '平安', "'平安'"]
    """
    return GUARD + cell if _LIVE.match(cell) and not _NUMBER.fullmatch(cell) else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given.

    >>> [unguarded(guarded(cell)) for cell in ("=cmd()", "'=cmd()", "-3.1%", "'平安'")]
    ['=cmd()', "'=cmd()", '-3.1%', "'平安'"]
    """
    return cell[1:] if cell[:1] == GUARD and _LIVE.match(cell) else cell


def csv_text(frame: pd.DataFrame, float_format: str | None = None) -> str:
    """A frame => CSV without its index, names and cells guarded; with a carriage return in a cell, all are quoted."""

    def cell(value: object) -> object:
        return guarded(value) if isinstance(value, str) else value

    shown = frame.set_axis(list(map(cell, frame)), axis="columns")
    for place, name in enumerate(shown):
        if any(cell(value) is not value for value in frame.iloc[:, place]):
            shown = shown.assign(**{str(name): frame.iloc[:, place].astype(object).map(cell)})
    plain = not shown.map(lambda value: "\r" in str(value)).to_numpy().any()
    quoting: Literal[0, 2] = csv.QUOTE_MINIMAL if plain else csv.QUOTE_NONNUMERIC
    return shown.to_csv(index=False, lineterminator="\n", float_format=float_format, quoting=quoting)
