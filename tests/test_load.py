"""Bad rows are refused, all at once, each with file, row, column, value and rule; the real tables pass."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from small import Row, row, write

from pingan_analysis.errors import DataError
from pingan_analysis.tables import load
from pingan_analysis.tables.load import TABLES

GOOD: dict[str, list[Row]] = {
    "areas": [row("areas")],
    "sources": [row("sources"), row("sources", source_id="book", role="outside")],
    "indicators": [row("indicators")],
    "reported": [
        row("reported", number_id="level", start=10, printed="611起", unit="起"),
        row("reported", number_id="change", start=20, printed="40.46%", unit="%", measure="change", direction="up"),
    ],
    "not_numbers": [row("not_numbers", mark_id="mark", start=1, printed="一")],
    "claims": [row("claims", claim_id="fit", number_ids="level change mark", parameters="items: 2; list: 3-9")],
}


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return write(tmp_path, GOOD)


def problems(raw: Path) -> list[str]:
    with pytest.raises(DataError) as caught:
        load.check(raw)
    return caught.value.problems


def test_the_real_tables_pass() -> None:
    tables = load.check()
    assert tables.keys() == TABLES.keys() and all(tables.values())
    for table in TABLES:
        assert len(getattr(load, f"load_{table}")()) == len(tables[table])
    reported = load.load_reported()
    assert reported.start.dtype == "Int64" and 0 < len(load.load_reported(role="corpus")) < len(reported)
    placed = reported.dropna(subset="start")
    assert (placed.end - placed.start == placed.printed.str.len()).all()


def test_a_small_good_set_passes(raw: Path) -> None:
    assert load.records("reported", raw)[0]["printed"] == "611起"


BROKEN = [  # table, row, column, value => what the message says of the rule
    ("reported", 0, "measure", "levle", "must be one of level, change"),
    ("reported", 1, "number_id", "level", "must be unique, but row 2 has it, too"),
    ("reported", 0, "number_id", "The level", "must match"),
    ("reported", 0, "source_id", "papre", "'papre', which is not in sources.source_id"),
    ("reported", 0, "ref_area", "330001", "'330001', which is not in areas.area"),
    ("reported", 0, "indicator", "", "must not be empty"),
    ("reported", 0, "indicator", " ", "must not be empty"),
    ("reported", 0, "ref_period", "2021年", "must match"),
    ("reported", 0, "ref_period", "2021-13", "names a day that there is not"),
    ("reported", 0, "ref_period", "2021-02-30", "names a day that there is not"),
    ("reported", 0, "ref_period", "2021/2004", "ends before it begins"),
    ("reported", 0, "base_period", "2020-1", "must match"),
    ("reported", 0, "start", "ten", "must be a whole number"),
    ("reported", 0, "start", "²", "must be a whole number"),
    ("reported", 0, "start", "٣", "must be a whole number"),
    ("reported", 0, "start", "", "must not be empty for the corpus"),
    ("reported", 0, "end", "15", "10–15 is not as long as '611起'"),
    ("reported", 0, "end", "9", "10–9 is not as long as '611起'"),
    ("reported", 0, "printed", "增长率", "not one printed number: '增长率'"),
    ("reported", 1, "direction", "", "must be up or down where measure is change"),
    ("reported", 1, "measure", "gap", "'' must not be empty where measure is gap"),
    ("reported", 1, "printed", "下降40.46%", "'up' is not what '下降40.46%' says"),
    ("reported", 0, "confidence", "sure", "must be one of high, medium, low"),
    ("sources", 0, "sha256", "abc", "must match"),
    ("sources", 0, "url", "www.paper", "must match"),
    ("sources", 1, "role", "inside", "must be one of corpus, outside"),
    ("indicators", 0, "comparable_with", "cases fires thefts", "'thefts', which is not in indicators.indicator"),
    ("areas", 0, "parent", "100000", "'100000', which is not in areas.area"),
    ("not_numbers", 0, "reason", "because", "must be one of date"),
    ("not_numbers", 0, "end", "3", "1–3 is not as long as '一'"),
    ("claims", 0, "number_ids", "level lvl", "'lvl', which is not in numbers"),
    ("claims", 0, "parameters", "relation a > b", "must match"),
    ("claims", 0, "parameters", "list: 3-9", "must give a list as start-end, items as a number"),
    ("claims", 0, "parameters", "items: two; list: 9", "must give a list as start-end, items as a number"),
]


def spoiled(table: str, cells: dict[tuple[int, str], str]) -> list[Row]:
    return [cell | {name: value for (k, name), value in cells.items() if k == n} for n, cell in enumerate(GOOD[table])]


@pytest.mark.parametrize(("table", "n", "column", "value", "rule"), BROKEN)
def test_a_bad_cell_is_named(raw: Path, table: str, n: int, column: str, value: str, rule: str) -> None:
    write(raw, GOOD | {table: spoiled(table, {(n, column): value})})
    found = [problem for problem in problems(raw) if rule in problem]
    assert found and all(problem.startswith(f"{table}.csv row {n + 2}, column") for problem in found)
    assert any(value in problem for problem in found)


def test_all_bad_cells_are_named_at_once(raw: Path) -> None:
    """Those that can be bad together: of each cell the last; a span is judged whole, and a bad number has no verb."""
    cells = {(table, n, column): value for table, n, column, value, _ in BROKEN if column not in ("start", "direction")}
    tables = {table for table, *_ in cells}
    wrong = {t: {(n, column): value for (name, n, column), value in cells.items() if name == t} for t in tables}
    write(raw, GOOD | {table: spoiled(table, wrong[table]) for table in tables})
    found = problems(raw)
    for table, n, column in cells:
        named = rf"{table}\.csv row {n + 2}, columns? (start, )?({column}|comparator_area|direction):"
        assert any(re.match(named, problem) for problem in found), (table, n, column)
    assert str(DataError(found)).startswith(f"{len(found)} problems\n  ") and len(found) >= len(cells)


def rewritten(encoding: str) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(path.read_bytes().decode().encode(encoding))


FILES: dict[str, tuple[Callable[[Path], object], str]] = {  # what happens to reported.csv => what is said, and no more
    "missing": (Path.unlink, "reported.csv: missing from "),
    "a folder": (lambda path: (path.unlink(), path.mkdir()), "reported.csv: Is a directory"),
    "GB 18030": (rewritten("gb18030"), "reported.csv: not UTF-8 (byte "),
    "UTF-16": (rewritten("utf-16"), "reported.csv: not UTF-8 (byte 0: 0xff); save it as UTF-8"),
    "empty": (lambda path: path.write_text(""), "row 1: the columns must be number_id, source_id"),
    "another header": (lambda path: path.write_text("a,b\n1,2\n"), "found a, b"),
    "a stray quote": (lambda path: path.write_bytes(path.read_bytes() + b'"x"y,\n'), "reported.csv line 4: "),
}


@pytest.mark.parametrize("case", FILES)
def test_an_unreadable_file_is_one_problem(raw: Path, case: str) -> None:
    """What refers to it is not complained of on top."""
    spoil, said = FILES[case]
    spoil(raw / "reported.csv")
    (problem,) = problems(raw)
    assert said in problem


def test_ragged_rows_are_named(raw: Path) -> None:
    with (raw / "areas.csv").open("a", encoding="utf-8") as file:
        file.write("330100,,Hangzhou\n\n")
    names = "area, iso_3166_2, label_en, label_zh, parent, level"
    assert problems(raw) == [f"areas.csv row {n}: {cells} cells, expected 6: {names}" for n, cells in ((3, 3), (4, 0))]


def test_a_claim_s_own_word_stands_in_one_document(raw: Path) -> None:
    word = row("claims", claim_id="word", source_id="paper book", kind="first", start=3, printed="首发")
    write(raw, GOOD | {"claims": [word]})
    (problem,) = problems(raw)
    assert problem == "claims.csv row 2, column source_id: 'paper book' must be the one in which the word stands"


def test_a_byte_order_mark_is_no_part_of_the_header(raw: Path) -> None:
    for path in raw.glob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load.check(raw).keys() == TABLES.keys()
