"""The docstrings are Markdown of the plainest kind; autodoc reads reStructuredText."""

from __future__ import annotations

import re
from typing import Any

ROW = re.compile(r"\s*\|.*\|\s*")


def as_restructured(app: Any, what: str, name: str, obj: object, options: Any, lines: list[str]) -> None:
    """Rewrites a docstring in place: `code` as ``code``, the summary line as such, Markdown tables as list tables."""
    out: list[str] = []
    table: list[str] = []
    for line in [*lines, ""]:
        if ROW.fullmatch(line):
            table.append(line)
            continue
        if table:
            out += _list_table(table)
            table = []
        out.append(line if line.lstrip().startswith(">>>") else _code(line))
    lines[:] = out


def _code(text: str) -> str:
    text = re.sub(r"(?<![`:])`([^`\n]+)`(?![`_])", r"``\1``", text)
    parts = re.split(r"(``.*?``)", text)  # |z| would name a substitution
    return "".join(part if part.startswith("``") else part.replace("|", r"\|") for part in parts)


def _list_table(rows: list[str]) -> list[str]:
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))] for row in rows]
    shown = [row for row in cells if not all(re.fullmatch(":?-+:?", cell) for cell in row)]
    lines = ["", ".. list-table::", "   :header-rows: 1", ""]
    for row in shown:
        lines += [f"   {'* ' if at == 0 else '  '}- {_code(cell)}" for at, cell in enumerate(row)]
    return [*lines, ""]
