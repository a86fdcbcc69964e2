"""The committed tables are what the raw data make today, byte for byte; for the figures, see test_figures.py."""

from __future__ import annotations

from pathlib import Path

from pingan_analysis import paths
from pingan_analysis.publish import tables

COMMITTED = paths.ROOT / "data" / "processed"


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_tables(tmp_path: Path) -> None:
    tables.write_tables(tmp_path)
    tabled = {name: data for name, data in contents(COMMITTED).items() if not name.startswith("figures/")}
    committed = {name: data for name, data in tabled.items() if name != "ro-crate-metadata.json"}
    made = contents(tmp_path)
    assert set(made) == set(committed)
    assert [name for name in made if made[name] != committed[name]] == []
