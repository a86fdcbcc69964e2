"""Small sets of raw tables: a row is written with what matters, the rest is filled in."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from pingan_analysis.tables.load import TABLES

Row = dict[str, str]
FILLED: dict[str, Row] = {
    "areas": {"area": "330000", "label_en": "Zhejiang", "label_zh": "浙江", "level": "province"},
    "sources": {
        "source_id": "paper", "role": "corpus", "title": "A title", "ref_area": "330000", "ref_period": "2021",
        "language": "zh", "date_accessed": "2026-11-22", "license_note": "the publisher's",
    },
    "indicators": {
        "indicator": "cases", "label_en": "Cases", "label_zh": "案件", "definition_en": "Cases filed", "unit": "cases",
        "domain": "count", "accumulates": "flow", "original_term_zh": "立案数", "family": "crime",
    },
    "reported": {
        "source_id": "paper", "ref_area": "330000", "indicator": "cases", "measure": "level", "ref_period": "2021",
        "confidence": "high",
    },
    "not_numbers": {"source_id": "paper", "reason": "idiom"},
    "consecutive": {},
    "claims": {
        "who": "article", "source_id": "paper", "kind": "relation", "statement_en": "It rose.",
        "statement_zh": "上升。",
    },
    "rules": {"kind": "part", "total": "cases", "status": "rule", "reason": "By definition."},
    "lists": {"source_id": "paper", "what_en": "The items are listed."},
}  # fmt: skip


def row(table: str, **cells: object) -> Row:
    """'reported', number_id="a", start=3, printed="611起" => a whole row; its end follows from where it starts."""
    whole = dict.fromkeys((column.name for column in TABLES[table]), "") | FILLED[table]
    whole |= {name: str(value) for name, value in cells.items()}
    if whole.get("start") and "printed" in whole and not whole["end"]:
        whole["end"] = str(int(whole["start"]) + len(whole["printed"]))
    return whole


def write(folder: Path, tables: Mapping[str, list[Row]]) -> Path:
    """Tables => CSV files in the folder; a table that is left out has no rows, or the one that is filled in above."""
    standard = {table: [row(table)] if table in ("areas", "sources", "indicators") else [] for table in TABLES}
    for table, rows in (standard | dict(tables)).items():
        text = io.StringIO(newline="")
        returns = any("\r" in cell for cells in rows for cell in cells.values())  # which csv does not quote by itself
        names, quoting = [column.name for column in TABLES[table]], csv.QUOTE_ALL if returns else csv.QUOTE_MINIMAL
        writer = csv.DictWriter(text, names, lineterminator="\n", quoting=quoting)
        writer.writeheader()
        writer.writerows(rows)
        (folder / f"{table}.csv").write_text(text.getvalue(), encoding="utf-8", newline="")
    return folder
