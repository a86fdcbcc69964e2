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
    "areas": [row("areas"), row("areas", area="330000-x", parent="330000")],
    "sources": [row("sources"), row("sources", source_id="book", role="outside"), row("sources", source_id="news")],
    "indicators": [
        row("indicators"),
        row("indicators", indicator="solved"),
        row("indicators", indicator="quick"),
        row("indicators", indicator="safety", domain="percent", accumulates=""),
        row("indicators", indicator="fines", domain="amount"),
        row("indicators", indicator="streak", domain="duration", accumulates=""),
    ],
    "reported": [
        row("reported", number_id="level", start=10, printed="611起", unit="起"),
        row("reported", number_id="change", start=20, printed="40.46%", unit="%", measure="change", direction="up",
            base_period="2020"),
        row("reported", number_id="share", start=30, printed="90%", unit="%", measure="share", indicator="solved",
            part="solved", whole="cases@330000"),
        row("reported", number_id="run", start=40, printed="三年", unit="年", measure="duration", direction="down",
            ref_period="2019/2021"),
        row("reported", number_id="gap", start=50, printed="2个百分点", unit="个百分点", measure="gap", direction="up",
            indicator="safety", comparator_area="330000-x"),
        row("reported", number_id="mean", start=60, printed="5%", unit="%", measure="change", direction="up",
            base_period="2018/2020", aggregation="mean"),
        row("reported", number_id="each", start=70, printed="9起", unit="起", ref_period="2019/2021",
            aggregation="each"),
    ],
    "not_numbers": [row("not_numbers", mark_id="mark", start=1, printed="一")],
    "claims": [
        row("claims", claim_id="rise", number_ids="level change mark", parameters="relation: a > b"),
        row("claims", claim_id="first", kind="first", start=90, printed="首发"),
    ],
    "rules": [
        row("rules", rule_id="solved", total="cases", parts="solved"),
        row("rules", rule_id="quick", total="solved", parts="quick"),
        row("rules", rule_id="areas", kind="areas", total="*"),
        row("rules", rule_id="one", kind="same", total="quick", parts="cases", status="assumption"),
    ],
    "lists": [row("lists", list_id="nine", number_ids="each", items=4, open="yes", start=80, end=90)],
}  # fmt: skip


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
    ("claims", 0, "who", "paper", "must be one of article, analyst"),
    ("indicators", 0, "domain", "number", "must be one of count, amount"),
    ("reported", 2, "part", "Solved", "must match"),
    ("reported", 6, "aggregation", "every", "must be one of each, highest"),
    ("rules", 0, "parts", "solved thefts", "'thefts', which is not in indicators.indicator"),
    ("rules", 0, "area", "330001", "'330001', which is not in areas.area"),
    ("rules", 0, "reason", "", "must not be empty"),
    ("lists", 0, "items", "four", "must be a whole number"),
]

INCOHERENT: list[tuple[str, int, dict[str, str], str, str]] = [  # table, row, cells => the column, what is said of it
    ("rules", 0, {"total": "thefts"}, "total", "'thefts' is not in indicators.indicator"),
    ("rules", 0, {"total": "*"}, "total", "'*' is not in indicators.indicator"),
    ("rules", 0, {"parts": ""}, "parts", "must not be empty where kind is part"),
    ("rules", 0, {"parts": "solved cases"}, "parts", "holds the total, 'cases'"),
    ("rules", 0, {"kind": "sum", "parts": "solved solved"}, "parts", "names 'solved' twice"),
    ("rules", 1, {"parts": "cases"}, "parts", "closes a circle: a part contains its total"),
    ("rules", 1, {"kind": "sum", "parts": "quick cases"}, "parts", "closes a circle: a part contains its total"),
    ("rules", 1, {"parts": "cases", "status": "assumption"}, "parts", "closes a circle: a part contains its total"),
    ("rules", 0, {"parts": "fines"}, "parts", "'fines' is of domain amount, its total of domain count"),
    ("rules", 0, {"kind": "sum", "total": "safety"}, "total", "of domain percent, which no rule of kind sum binds"),
    ("rules", 0, {"total": "streak"}, "total", "of domain duration, which no rule of kind part binds"),
    ("rules", 2, {"total": "cases"}, "total", "must be * where kind is areas"),
    ("rules", 2, {"kind": "periods", "total": "cases"}, "total", "must be * where kind is periods"),
    ("rules", 2, {"parts": "solved"}, "parts", "must be empty where kind is areas"),
    ("rules", 3, {"status": "rule"}, "status", "must be assumption where kind is same"),
    ("rules", 0, {"start": "2021", "end": "2019"}, "end", "'2019' is before the start, '2021'"),
    ("reported", 1, {"base_period": "2021"}, "base_period", "'2021' is not before the period, '2021'"),
    ("reported", 1, {"base_period": "2022"}, "base_period", "'2022' is not before the period, '2021'"),
    ("reported", 1, {"base_period": "2021-03/2021-06", "ref_period": "2021-01/2021-07"}, "base_period", "not before"),
    ("reported", 5, {"base_period": "2020/2022"}, "base_period", "not before the period"),
    ("reported", 1, {"base_period": "2021", "ref_period": "../2021"}, "base_period", "not before the period"),
    ("reported", 2, {"whole": ""}, "whole", "'' must not be empty where part is given"),
    ("reported", 2, {"part": ""}, "part", "'' must not be empty where whole is given"),
    ("reported", 2, {"whole": "safety"}, "whole", "is of domain percent: no share of it can be taken"),
    ("reported", 2, {"whole": "streak"}, "whole", "is of domain duration: no share of it can be taken"),
    ("reported", 2, {"part": "safety"}, "part", "is of domain percent: no share of it can be taken"),
    ("reported", 2, {"whole": "solved"}, "whole", "is the part itself"),
    ("reported", 2, {"whole": "solved@330000"}, "whole", "is the part itself"),
    ("reported", 2, {"part": "thefts"}, "part", "names 'thefts', which is not in indicators.indicator"),
    ("reported", 2, {"whole": "thefts@330000"}, "whole", "names 'thefts', which is not in indicators.indicator"),
    ("reported", 2, {"whole": "cases@330001"}, "whole", "names '330001', which is not in areas.area"),
    ("reported", 0, {"part": "solved", "whole": "cases"}, "part", "must be empty where measure is level"),
    ("reported", 5, {"measure": "level"}, "aggregation", "'mean' is for a change, not for a level"),
    ("reported", 5, {"base_period": ""}, "aggregation", "'mean' needs a span A/B in base_period, not ''"),
    ("reported", 5, {"base_period": "2020"}, "aggregation", "'mean' needs a span A/B in base_period, not '2020'"),
    ("reported", 5, {"aggregation": "annual_rate"}, "aggregation", "'annual_rate' needs years in base_period"),
    ("reported", 0, {"aggregation": "annual_rate"}, "aggregation", "'annual_rate' is for a change, not for a level"),
    ("reported", 1, {"aggregation": "each"}, "aggregation", "'each' is for a level, not for a change"),
    ("reported", 1, {"aggregation": "highest"}, "aggregation", "'highest' is for a level, not for a change"),
    ("reported", 1, {"aggregation": "cumulative"}, "aggregation", "'cumulative' is for a level, not for a change"),
    ("reported", 6, {"ref_period": "2021"}, "aggregation", "'each' needs a span A/B in ref_period, not '2021'"),
    ("reported", 6, {"aggregation": "highest", "ref_period": "../2021"}, "aggregation", "needs a span A/B"),
    ("reported", 0, {"aggregation": "cumulative"}, "aggregation", "'cumulative' needs a span in ref_period"),
    ("reported", 3, {"ref_period": "2021"}, "ref_period", "'2021' must be a span A/B for a run"),
    ("reported", 3, {"ref_period": "../2021"}, "ref_period", "'../2021' must be a span A/B for a run"),
    ("reported", 4, {"comparator_area": "330000"}, "comparator_area", "the row's own area: a gap to itself"),
    ("lists", 0, {"items": "9"}, "open", "a list that names fewer than its number, not 9 of 9"),
    ("lists", 0, {"items": "0"}, "items", "must be at least 1"),
    ("lists", 0, {"source_id": "book"}, "number_ids", "holds a number of another document, paper"),
    ("indicators", 3, {"accumulates": "stock"}, "accumulates", "must be empty where domain is percent"),
    ("areas", 0, {"parent": "330000-x"}, "parent", "closes a circle of areas"),
    ("areas", 0, {"parent": "330000"}, "parent", "closes a circle of areas"),
    ("claims", 0, {"source_id": "paper book"}, "who", "needs the one article that says so"),
    ("claims", 0, {"source_id": "book"}, "who", "needs the one article that says so"),
    ("claims", 0, {"source_id": "news"}, "number_ids", "'level' is printed by another document"),
    ("claims", 0, {"number_ids": ""}, "start", "where an article's claim rests on no number"),
    ("claims", 1, {"start": "", "end": "", "printed": ""}, "start", "where an article's claim rests on no number"),
]


def spoiled(table: str, cells: dict[tuple[int, str], str]) -> list[Row]:
    return [cell | {name: value for (k, name), value in cells.items() if k == n} for n, cell in enumerate(GOOD[table])]


@pytest.mark.parametrize(("table", "n", "column", "value", "rule"), BROKEN)
def test_a_bad_cell_is_named(raw: Path, table: str, n: int, column: str, value: str, rule: str) -> None:
    write(raw, GOOD | {table: spoiled(table, {(n, column): value})})
    found = [problem for problem in problems(raw) if rule in problem]
    assert found and all(problem.startswith(f"{table}.csv row {n + 2}, column") for problem in found)
    assert any(value in problem for problem in found)


@pytest.mark.parametrize(("table", "n", "cells", "column", "said"), INCOHERENT)
def test_rows_that_cannot_be_meant_are_refused(
    raw: Path, table: str, n: int, cells: dict[str, str], column: str, said: str
) -> None:
    write(raw, GOOD | {table: spoiled(table, {(n, name): value for name, value in cells.items()})})
    where = f"{table}.csv row {n + 2}, column {column}: "
    assert any(problem.startswith(where) and said in problem for problem in problems(raw)), problems(raw)


def test_rows_that_cannot_be_meant_are_named_at_once(raw: Path) -> None:
    """Beside bad cells of other tables: one of each row (but a circle needs the rule that another case spoils)."""
    first = {
        (table, n): (cells, column, said)
        for table, n, cells, column, said in reversed(INCOHERENT)
        if not said.startswith("closes a circle: ")
    }
    wrong = {
        table: spoiled(table, {(n, k): v for (name, n), (cells, *_) in first.items() if name == table
                               for k, v in cells.items()})
        for table in {table for table, _ in first}
    }  # fmt: skip
    write(raw, GOOD | wrong | {"not_numbers": spoiled("not_numbers", {(0, "reason"): "because"})})
    found = problems(raw)
    assert any("must be one of date" in problem for problem in found)
    missed = [
        (table, n, said) for (table, n), (_, column, said) in first.items()
        if not any(problem.startswith(f"{table}.csv row {n + 2}, column {column}: ") for problem in found)
    ]  # fmt: skip
    assert not missed


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
    "a stray quote": (lambda path: path.write_bytes(path.read_bytes() + b'"x"y,\n'), "reported.csv line 9: "),
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
    assert problems(raw) == [f"areas.csv row {n}: {cells} cells, expected 6: {names}" for n, cells in ((4, 3), (5, 0))]


def test_a_claim_s_own_word_stands_in_one_document(raw: Path) -> None:
    word = row("claims", claim_id="word", who="analyst", source_id="paper book", kind="first", start=3, printed="首发")
    write(raw, GOOD | {"claims": [word]})
    (problem,) = problems(raw)
    assert problem == "claims.csv row 2, column source_id: 'paper book' must be the one in which the word stands"


def test_a_byte_order_mark_is_no_part_of_the_header(raw: Path) -> None:
    for path in raw.glob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load.check(raw).keys() == TABLES.keys()
