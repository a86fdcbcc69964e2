"""Raw tables to validated frames. Every violation is found at once; a table with one is refused whole.

The schemas below are the only description of the tables: the checks, the data dictionary and the data package come from them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pingan_analysis import paths
from pingan_analysis.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

ISO_PERIOD = re.compile(r"(\.\.|\d{4}(-\d{2}(-\d{2})?)?)(/(\.\.|\d{4}(-\d{2}(-\d{2})?)?))?")
IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9_-]*")
MEASURES = ("level", "change", "gap", "share", "rate", "duration", "rank")
REASONS = (
    "date", "period", "page_mark", "heading", "file_name", "telephone", "name", "ordinal", "idiom", "indefinite_article", "deictic", "step",
)


@dataclass(frozen=True)
class Column:
    """One column: its name, meaning, and rule. `allowed` is a tuple of values, a pattern, or a reference `table.column`."""

    name: str
    meaning: str
    allowed: tuple[str, ...] | re.Pattern[str] | str | None = None
    required: bool = True
    unique: bool = False
    integer: bool = False
    several: bool = False  # separated by spaces

    def broken_rule(self, value: str, known: Callable[[str], set[str]]) -> str:
        """A value => the rule that it breaks, or ''."""
        if not value:
            return "must not be empty" if self.required else ""
        if self.integer and not value.isascii() or self.integer and not value.isdigit():
            return "must be a whole number"
        for part in value.split() if self.several else [value]:
            if isinstance(self.allowed, tuple) and part not in self.allowed:
                return f"must be one of {', '.join(self.allowed)}"
            if isinstance(self.allowed, re.Pattern) and not self.allowed.fullmatch(part):
                return f"must match {self.allowed.pattern}"
            if isinstance(self.allowed, str) and part not in known(self.allowed):
                return f"{part!r} is not in {self.allowed}"
        return ""


TABLES: dict[str, tuple[Column, ...]] = {
    "sources": (
        Column("source_id", "Short name of the document", IDENTIFIER, unique=True),
        Column("role", "corpus: an article under test; outside: a publication brought in as evidence", ("corpus", "outside")),
        Column("title", "Title, in our gloss, with the original behind it"),
        Column("publisher", "Newspaper, site or office, as printed", required=False),
        Column("author", "As printed", required=False),
        Column("date_published", "ISO 8601 date, as exact as known", ISO_PERIOD, required=False),
        Column("page", "Page of the printed edition", required=False),
        Column("url", "Address of a copy", re.compile(r"https?://\S+"), required=False),
        Column("ref_area", "Area that the document is about", "areas.area"),
        Column("ref_period", "Period that the document is about, ISO 8601", ISO_PERIOD),
        Column("language", "ISO 639-1", ("zh", "en")),
        Column("date_accessed", "Day on which it was read", ISO_PERIOD),
        Column("license_note", "Whose the text is"),
        Column("text_file", "File name of the article text, where a reader holds it", re.compile(r"[\w.-]+"), required=False),
        Column("n_chars", "Characters of the decoded text", required=False, integer=True),
        Column("sha256", "Fingerprint of the file's bytes", re.compile(r"[0-9a-f]{64}"), required=False),
        Column("note", "What a reader should know", required=False),
    ),
    "areas": (
        Column("area", "GB/T 2260 code; a suffix names something smaller than a county", re.compile(r"\d{6}(-[a-z0-9]+)?"), unique=True),
        Column("iso_3166_2", "ISO 3166 code, where one exists", re.compile(r"[A-Z]{2}(-[A-Z]{2})?"), required=False),
        Column("label_en", "Name in English"),
        Column("label_zh", "Name in Chinese"),
        Column("parent", "The area that holds it", "areas.area", required=False),
        Column("level", "Kind of area or entity", ("nation", "province", "city", "county", "town", "village", "joint", "case", "person")),
    ),
    "indicators": (
        Column("indicator", "Short name; two definitions are two indicators", IDENTIFIER, unique=True),
        Column("label_en", "Name in English"),
        Column("label_zh", "Name in Chinese"),
        Column("definition_en", "What is counted"),
        Column("unit", "Unit of measure"),
        Column("original_term_zh", "The source's own term"),
        Column("family", "Subject", IDENTIFIER),
        Column("comparable_with", "Indicators that it may be held against", "indicators.indicator", required=False, several=True),
    ),
    "reported": (
        Column("number_id", "Short name of the reported number", IDENTIFIER, unique=True),
        Column("source_id", "Document that prints it", "sources.source_id"),
        Column("start", "First character in the decoded text", required=False, integer=True),
        Column("end", "Character behind the last", required=False, integer=True),
        Column("printed", "The number as printed, with qualifier and unit"),
        Column("ref_area", "Area or entity that it is about", "areas.area"),
        Column("indicator", "What it measures", "indicators.indicator"),
        Column("measure", "What kind of number it is", MEASURES),
        Column("ref_period", "Period that it is about, ISO 8601; .. where an end is not printed", ISO_PERIOD),
        Column("base_period", "Period that a change starts from", ISO_PERIOD, required=False),
        Column("comparator_area", "Area that a gap or rank refers to", "areas.area", required=False),
        Column("direction", "up or down, for changes and gaps", ("up", "down"), required=False),
        Column("unit", "Unit as printed, 万 and 亿 left out; also where the print shares it with a neighbour", required=False),
        Column("scope_note", "What a reader should know", required=False),
        Column("confidence", "How sure the reading is", ("high", "medium", "low")),
    ),
    "not_numbers": (
        Column("mark_id", "Short name of the numeral", IDENTIFIER, unique=True),
        Column("source_id", "Document that prints it", "sources.source_id"),
        Column("start", "First character in the decoded text", integer=True),
        Column("end", "Character behind the last", integer=True),
        Column("printed", "The numeral", re.compile(r"\S+")),
        Column("reason", "Why it is not a reported number", REASONS),
        Column("within", "The name or phrase that it belongs to", required=False),
    ),
    "claims": (
        Column("claim_id", "Short name of the claim", IDENTIFIER, unique=True),
        Column("source_id", "Documents that make it or that it relates", "sources.source_id", several=True),
        Column("kind", "How it is judged", re.compile(r"[a-z_]+")),
        Column("statement_en", "The claim in our words"),
        Column("statement_zh", "The claim in our words, Chinese"),
        Column("number_ids", "Reported numbers (or marks) that it uses, in order", "numbers", required=False, several=True),
        Column("parameters", "name: value, separated by semicolons", re.compile(r"(\w+: [^;:]+(; \w+: [^;:]+)*)?"), required=False),
        Column("start", "Where the claim's own word stands, if it has no number", required=False, integer=True),
        Column("end", "Character behind it", required=False, integer=True),
        Column("printed", "That word", required=False),
    ),
}


def load_sources(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> the catalogue of documents, one row each."""
    return _frame("sources", raw)


def load_areas(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> areas and smaller entities, one row each."""
    return _frame("areas", raw)


def load_indicators(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> indicators with their definitions, one row each."""
    return _frame("indicators", raw)


def load_reported(raw: Path = paths.RAW, *, role: str = "") -> pd.DataFrame:
    """=> every reported number, one row each; text as printed, offsets as nullable integers.

    `role` keeps the articles under test ("corpus") or the publications brought in as evidence ("outside").

    >>> load_reported(role="corpus").query("ref_area == '330000' and indicator == 'telecom_fraud_cases_filed'").printed.tolist()
    ['31.26%']
    """
    reported = _frame("reported", raw)
    sources = load_sources(raw)
    return reported[reported.source_id.isin(sources.source_id[sources.role == role])] if role else reported


def load_not_numbers(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> every numeral of the articles that is not a reported number, with the reason."""
    return _frame("not_numbers", raw)


def load_claims(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> every claim under test, one row each."""
    return _frame("claims", raw)


def labelled(reported: pd.DataFrame, raw: Path = paths.RAW) -> pd.DataFrame:
    """Reported numbers => the same rows for a reader: what, where, when, how printed, the source's own term, and the document.

    >>> labelled(load_reported().query("number_id == 'zj2021-fraud-filed-change'")).iloc[0].tolist()[:3]
    ['Telecom and online fraud: cases filed', 'Zhejiang', '2021']
    """
    indicators, areas = load_indicators(raw).set_index("indicator"), load_areas(raw).set_index("area")
    return reported.assign(
        what=reported.indicator.map(indicators.label_en),
        where=reported.ref_area.map(areas.label_en),
        term=reported.indicator.map(indicators.original_term_zh),
    )[["what", "where", "ref_period", "measure", "direction", "printed", "term", "source_id"]].set_axis(reported.number_id)


def records(table: str, raw: Path = paths.RAW) -> list[dict[str, str]]:
    """'reported' => its rows as dictionaries of text, after every table has passed every check."""
    return check(raw)[table]


def check(raw: Path = paths.RAW) -> dict[str, list[dict[str, str]]]:
    """A folder of raw tables => all of them as rows of text. Raises DataError with every violation of every table."""
    problems: list[str] = []
    tables = {name: _rows(raw / f"{name}.csv", columns, problems) for name, columns in TABLES.items()}

    def known(reference: str) -> set[str]:
        if reference == "numbers":
            return known("reported.number_id") | known("not_numbers.mark_id")
        table, column = reference.split(".")
        return {row[column] for row in tables[table]}

    cached: dict[str, set[str]] = {}

    def known_once(reference: str) -> set[str]:
        return cached.setdefault(reference, known(reference))

    for name, columns in TABLES.items():
        for column in columns:
            seen: dict[str, int] = {}
            for number, row in enumerate(tables[name], 2):
                value = row[column.name]
                rule = column.broken_rule(value, known_once)
                if column.unique and value in seen:
                    rule = f"must be unique, but row {seen[value]} has it, too"
                seen.setdefault(value, number)
                if rule:
                    problems.append(f"{name}.csv row {number}, column {column.name}: {value!r} {rule}")
        for number, row in enumerate(tables[name], 2):
            problems += [f"{name}.csv row {number}, {text}" for text in _row_problems(name, row)]
    if problems:
        raise DataError(problems)
    return tables


def _row_problems(table: str, row: dict[str, str]) -> list[str]:
    """Rules that need more than one column."""
    found = []
    if {"start", "end", "printed"} <= row.keys() and (row["start"] or row["end"]):
        if not (row["start"].isdigit() and row["end"].isdigit()):
            found.append("columns start, end: one is empty or not a number")
        elif int(row["end"]) - int(row["start"]) != len(row["printed"]):
            found.append(f"columns start, end: {row['start']}–{row['end']} is not as long as {row['printed']!r}")
    if table == "reported":
        if row["measure"] in ("change", "gap") and not row["direction"]:
            found.append(f"column direction: '' must be up or down where measure is {row['measure']}")
        if row["measure"] == "gap" and not row["comparator_area"]:
            found.append("column comparator_area: '' must not be empty where measure is gap")
        from pingan_analysis.printed import unround

        try:
            unround(row["printed"], unit=row["unit"])
        except ValueError as error:
            found.append(f"column printed: {error}")
    return found


def _rows(path: Path, columns: tuple[Column, ...], problems: list[str]) -> list[dict[str, str]]:
    """A CSV file => its rows; what is wrong with the file itself goes to `problems`."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        problems.append(f"{path.name}: missing from {path.parent}")
        return []
    except UnicodeDecodeError as error:
        problems.append(f"{path.name}: not UTF-8 (byte {error.start}: 0x{error.object[error.start]:02x}); save it as UTF-8")
        return []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = list(reader)
    except csv.Error as error:
        problems.append(f"{path.name} line {reader.line_num}: {error}")
        return []
    names = [column.name for column in columns]
    if not lines or lines[0] != names:
        problems.append(f"{path.name} row 1: the columns must be {', '.join(names)}; found {', '.join(lines[0]) if lines else 'nothing'}")
        return []
    rows = []
    for number, line in enumerate(lines[1:], 2):
        if len(line) == len(names):
            rows.append(dict(zip(names, line, strict=True)))
        else:
            problems.append(f"{path.name} row {number}: {len(line)} cells, expected {len(names)}")
    return rows


def _frame(table: str, raw: Path) -> pd.DataFrame:
    import pandas as pd

    columns = TABLES[table]
    frame = pd.DataFrame(records(table, raw), columns=[column.name for column in columns], dtype="str")
    for column in columns:
        if column.integer:
            frame[column.name] = pd.to_numeric(frame[column.name].replace("", None)).astype("Int64")
    return frame
