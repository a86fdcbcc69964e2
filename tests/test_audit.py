"""An article of one's own: is the folder whole, the notebook sound and safe, nobody accused; are its rows taken?"""

from __future__ import annotations

import ast
import csv
import json
import re
import shutil
import sys
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from test_prose import unbound

from pingan_analysis import paths
from pingan_analysis.cells import csv_text, guarded, unguarded
from pingan_analysis.errors import BuildError, DataError
from pingan_analysis.figures import plots
from pingan_analysis.run import auditing, cli
from pingan_analysis.run.auditing import FILES, claim_rows, reported_rows, source_row
from pingan_analysis.run.storytelling import quoted
from pingan_analysis.tables import load, transcription
from pingan_analysis.tables.load import HIDDEN
from pingan_analysis.tables.schema import TABLES, TO_CONFIRM
from pingan_analysis.text.scanning import scan
from pingan_analysis.world.fitting import paired

HOSTILE = (
    "<script>alert(1)</script>**平安**[x](javascript:alert(2))$E=mc^2$\\(x\\)`c`=HYPERLINK(1)\u202eגניבה\u202c\x07 "
    "破获案件611起，同比增长40.56%。<img src=x onerror=alert(3)>受理120件，比“=<b>\u202e”增长5%。www.evil.example "
    "办结率96%，高于全省0.7个百分点。http://evil.example/a_b_c#d 案件从30起上升到45起，增长50%。\r\n=1+1"
)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two audits: of the invented example, and of a hostile text in GB 18030."""
    home = tmp_path_factory.mktemp("audits")
    (home / "example.txt").write_text(plots.INVENTED, encoding="utf-8")
    (home / "<b>$x$.txt").write_bytes(HOSTILE.encode("gb18030"))
    made = {"example": home / "one", "hostile": home / "two" / "deep"}
    auditing.audit(home / "example.txt", made["example"])
    auditing.audit(home / "<b>$x$.txt", made["hostile"])
    return made


def cells(folder: Path) -> list[dict]:
    return json.loads((folder / "audit.ipynb").read_text(encoding="utf-8"))["cells"]


def prose(folder: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in cells(folder) if cell["cell_type"] == "markdown"]


@pytest.mark.parametrize("name", ["example", "hostile"])
def test_the_folder_is_whole_and_holds_what_was_scanned(folders: dict[str, Path], name: str) -> None:
    folder = folders[name]
    text = transcription.read_text(folder / "article.txt")
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    assert not [path for path in folder.parent.iterdir() if path.name.startswith(".")]
    with (folder / "numbers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row, number in zip(rows, scan(text).to_dict("records"), strict=True):
        assert Fraction(row["low"]) == number["low"] and Fraction(row["high"]) == number["high"]
        assert unguarded(row["printed"]) == number["printed"] == text[int(row["start"]) : int(row["end"])]
    for row in (row for file in folder.glob("*.csv") for row in csv.reader(file.open(encoding="utf-8", newline=""))):
        assert [cell for cell in row if guarded(unguarded(cell)) != cell] == []


@pytest.mark.parametrize("name", ["example", "hostile"])
def test_the_notebook_has_run_and_its_code_is_short(folders: dict[str, Path], name: str) -> None:
    code = [cell for cell in cells(folders[name]) if cell["cell_type"] == "code"]
    assert all(cell["execution_count"] for cell in code) and "".join(code[-1]["source"]) == "pa.colophon()"
    outputs = [out for cell in code for out in cell["outputs"]]
    assert not [out for out in outputs if out["output_type"] == "error" or out.get("name") == "stderr"]
    assert max(len("".join(cell["source"]).splitlines()) for cell in code) <= 14
    assert str(folders[name].parent) not in (folders[name] / "audit.ipynb").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["example", "hostile"])
def test_every_numeral_of_its_prose_is_bound(folders: dict[str, Path], name: str) -> None:
    """Apart from the article's own words, which stand in a quotation."""
    told = [
        cell | {"source": re.sub(r"(?m)^> .*$|&#\d+;|U\+\w+", "", "".join(cell["source"]))}
        if cell["cell_type"] == "markdown" else cell
        for cell in cells(folders[name])
    ]  # fmt: skip
    assert unbound({"cells": told}, set())[0] == []


def test_each_pairing_has_its_section_with_what_to_confirm(folders: dict[str, Path]) -> None:
    found, told = paired(plots.INVENTED), prose(folders["example"])
    sections = [text for text in told if "TO CONFIRM by reading" in text]
    assert len(sections) == len(found) and all(text.count("☐") == 3 for text in sections)
    assert all(word in text for text in sections for word in ("indicator:", "area:", "period:"))
    assert sections[0].startswith("## 12处 and 95% do not fit as paired, if they are about one thing")
    assert "* <b>16.13%</b>: up 16.13 % on the same period a year before" in "\n".join(sections)


@pytest.mark.parametrize("name", ["example", "hostile"])
def test_nobody_is_accused(folders: dict[str, Path], name: str) -> None:
    told = prose(folders[name])
    said = "\n".join(told[:-1]).replace("nothing here says that a number is wrong", "")
    assert not re.search("contradict|false|mistake|misprint|manipulat|wrong", said)
    for text in (text for text in told if text.startswith("## ") and "do not fit" in text.splitlines()[0]):
        assert "if they are about one thing" in text and text.index("a different scope") < text.index("an error")
    assert "*contradicted*" in told[-1]


def test_hostile_words_are_only_words(folders: dict[str, Path]) -> None:
    for text in prose(folders["hostile"]):
        assert set(re.findall(r"<[^>]*>", text)) <= {"<b>", "</b>"} and not HIDDEN.search(text)
        assert not re.search(r"\$|\]\(|\\|https?://|www\.", text)
    for cell in cells(folders["hostile"]):
        source = "".join(cell["source"])
        assert not HIDDEN.search(source)
        if cell["cell_type"] == "code":
            ast.parse(source)
        shown = "".join("".join(out.get("data", {}).get("text/html", "")) for out in cell.get("outputs", []))
        assert not re.search("<script|<img|<b>|\u202e", shown)


MARKUP = ["# x", "1. x", "- x", "<b>", "&lt;", "`", "*a*", "_a_", "[a](b)", "![a](b)", "~~a~~", "a|b", "$a$", "\\(a\\)"]


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_taken_literally(text: str) -> None:
    import html

    mistune = pytest.importorskip("mistune")
    shown = re.sub("<[^>]*>", "", mistune.html(f"> “{quoted(text)}”"))
    assert html.unescape(shown).strip() == f"“{text}”"


def test_the_same_bytes_again_and_an_earlier_audit_only_by_force(folders: dict[str, Path], tmp_path: Path) -> None:
    file, folder = folders["example"].parent / "example.txt", tmp_path / "again"
    shutil.copytree(folders["example"], folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    (folder / "numbers.csv").write_text("edited")
    with pytest.raises(DataError, match=r"exists; name another with --output, or replace .* --force"):
        auditing.audit(file, folder)
    auditing.audit(file, folder, force=True)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    (folder / "notes.md").write_text("mine")
    with pytest.raises(DataError, match=r"more than an audit: notes\.md"):
        auditing.audit(file, folder, force=True)
    assert (folder / "notes.md").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["again"]


def test_a_run_that_fails_leaves_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_: object) -> str:
        raise BuildError("DeadKernelError")

    monkeypatch.setattr(auditing, "executed", dies)
    (tmp_path / "a.txt").write_text(plots.INVENTED, encoding="utf-8")
    with pytest.raises(BuildError):
        auditing.audit(tmp_path / "a.txt", tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize(
    "data, said",
    [
        (None, "a.txt: not found in"),
        (b"", "a.txt: empty; there is nothing to audit"),
        (b" \n\n ", "a.txt: empty; there is nothing to audit"),
        ("平安浙江建设".encode(), "a.txt: no reported number in 6 characters"),
        (b"\xff\xff\xff\xff", "a.txt: neither UTF-8"),
        ("破案611起".encode("utf-16"), "a.txt: neither UTF-8"),
        (b"9" * 300_001, "a.txt: 300,001 bytes; an article has at most 300,000"),
    ],
)
def test_what_is_no_article_is_refused(
    data: bytes | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if data is not None:
        (tmp_path / "a.txt").write_bytes(data)
    monkeypatch.setattr(sys, "argv", ["pingan", "audit", str(tmp_path / "a.txt"), "--output", str(tmp_path / "out")])
    with pytest.raises(SystemExit) as left:
        cli.main()
    error = capsys.readouterr().err
    assert left.value.code == 1 and said in error and "Traceback" not in error
    assert not (tmp_path / "out").exists() and len(list(tmp_path.iterdir())) == (data is not None)


def test_the_rows_have_the_columns_of_the_tables() -> None:
    text = plots.INVENTED
    made = {"reported": reported_rows(text), "claims": claim_rows(paired(text))}
    for table, rows in made.items():
        assert list(rows) == [column.name for column in TABLES[table]]
    for row in made["reported"].to_dict("records"):
        assert text[row["start"] : row["end"]] == row["printed"] and row["unit"]
        assert [row[name] for name in ("ref_area", "indicator", "ref_period")] == [TO_CONFIRM] * 3
        assert row["base_period"] == TO_CONFIRM * (row["measure"] == "change")


def test_rows_are_refused_until_they_are_confirmed_and_then_stand_at_their_places(tmp_path: Path) -> None:
    def entered(name: str, **more: pd.DataFrame) -> Path:
        shutil.copytree(paths.RAW, tmp_path / name)
        for table, rows in more.items():
            with (tmp_path / name / f"{table}.csv").open("a", encoding="utf-8") as file:
                file.write(csv_text(rows).partition("\n")[2])
        return tmp_path / name

    article = tmp_path / "mine.txt"
    article.write_text(plots.INVENTED, encoding="utf-8")
    source, rows, claims = source_row(article), reported_rows(plots.INVENTED), claim_rows(paired(plots.INVENTED))
    with pytest.raises(DataError) as refused:
        load.check(entered("unread", sources=source, reported=rows, claims=claims))
    marks = sum(int((frame == TO_CONFIRM).to_numpy().sum()) for frame in (source, rows, claims))
    assert sum("'TO CONFIRM' is for a reader to replace" in problem for problem in refused.value.problems) == marks > 40

    about = {"ref_area": "330000", "ref_period": "2023"}
    source = source.assign(**about, title="Invented", date_accessed="2026")
    rows = rows.assign(**about, indicator="fire_count_provincial").replace(TO_CONFIRM, "")
    known = load.load_indicators().indicator.iloc[0]
    rows = rows.assign(indicator=known, comparator_area=["100000" if gap else "" for gap in rows.measure == "gap"])
    rows = rows.assign(base_period=["2022" if moved else "" for moved in rows.measure == "change"])
    claims = claims.assign(who="article", statement_en="It rose.", statement_zh="上升。")
    raw = entered("read", sources=source, reported=rows, claims=claims)
    problems = [problem for problem in transcription.verify(tmp_path, raw).problems if problem.startswith("mine.txt")]
    assert [problem for problem in problems if "is in neither" not in problem] == []
