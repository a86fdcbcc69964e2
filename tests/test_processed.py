"""The committed tables and figures are what the raw data make today, byte for byte."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pingan_analysis import paths, plots, style, tables
from pingan_analysis.export import export, passport

COMMITTED = paths.ROOT / "data" / "processed"
FIGURES = sorted(path.name for path in (COMMITTED / "figures").iterdir() if path.is_dir())


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


@pytest.mark.parametrize("figure_id", FIGURES)
def test_figures(figure_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINGAN_PROCESSED", str(tmp_path))
    export(getattr(plots, figure_id.replace("-", "_")), figure_id)
    again, committed = tmp_path / "figures" / figure_id, COMMITTED / "figures" / figure_id
    assert sorted(path.name for path in again.iterdir()) == sorted(path.name for path in committed.iterdir())
    for path in again.iterdir():
        before = committed / path.name
        if path.suffix == ".png":  # another build of zlib may pack the same pixels otherwise
            assert np.array_equal(np.asarray(Image.open(path)), np.asarray(Image.open(before))), path.name
        else:
            assert path.read_bytes() == before.read_bytes(), path.name


@pytest.mark.parametrize("lang", style.LANGUAGES)
@pytest.mark.parametrize("figure_id", FIGURES)
def test_words_are_inside_and_apart(figure_id: str, lang: str) -> None:
    assert style.text_problems(getattr(plots, figure_id.replace("-", "_"))(lang=lang)) == []


@pytest.mark.parametrize("figure_id", FIGURES)
def test_a_figure_rests_on_known_claims_and_sources(figure_id: str) -> None:
    from pingan_analysis import load

    facts = passport(figure_id)
    assert set(facts["claims"]) <= {row["claim_id"] for row in load.records("claims")}
    assert set(facts["sources"]) <= {row["source_id"] for row in load.records("sources")} and facts["sources"]
