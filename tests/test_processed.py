"""The committed tables are what the raw data make today, byte for byte; for the figures, see test_figures.py."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from pingan_analysis import paths, tables

COMMITTED = paths.ROOT / "data" / "processed"


def test_tables(tmp_path: Path) -> None:
    tables.write_tables(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in COMMITTED.iterdir()} - {"figures"}
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (COMMITTED / path.name).read_bytes(), path.name


def test_the_package_describes_every_column() -> None:
    package = json.loads((COMMITTED / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        header = next(csv.reader(io.StringIO((COMMITTED / resource["path"]).read_text(encoding="utf-8"))))
        assert [field["name"] for field in resource["schema"]["fields"]] == header
        assert all(field["description"] for field in resource["schema"]["fields"])
