"""Raw tables to validated frames. Every violation is found at once; a table with one is refused whole."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pingan_analysis import paths, tracing
from pingan_analysis.cells import unguarded
from pingan_analysis.errors import DataError
from pingan_analysis.numbers.printed import unround
from pingan_analysis.tables import coherence
from pingan_analysis.tables.schema import MOST_DIGITS, TABLES, Column

if TYPE_CHECKING:
    import pandas as pd

LONGEST_LINE = 1_000_000  # characters; a table with a longer one was not transcribed by hand
HIDDEN = re.compile(  # controls, marks of direction, joiners: what is not seen is not meant
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


def load_sources(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> the catalogue of documents, one row each.

    >>> load_sources().query("role == 'corpus'").source_id.tolist()
    ['zj2021', 'qz2017', 'ls2019', 'jx2024', 'zj2022']
    """
    return _frame("sources", raw)


def load_areas(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> areas and smaller entities, one row each.

    >>> load_areas().set_index("area").loc["330000", ["label_zh", "iso_3166_2"]].tolist()
    ['浙江', 'CN-ZJ']
    """
    return _frame("areas", raw)


def load_indicators(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> indicators with their definitions, one row each.

    >>> load_indicators().set_index("indicator").original_term_zh["sense_of_safety_nbs"]
    '群众安全感'
    """
    return _frame("indicators", raw)


def load_reported(raw: Path = paths.RAW, *, role: str = "") -> pd.DataFrame:
    """=> every reported number, one row each; text as printed, offsets as nullable integers.

    `role` keeps the articles under test ("corpus") or the publications brought in as evidence ("outside").

    >>> fraud = load_reported(role="corpus").query("indicator == 'telecom_fraud_cases_filed'")
    >>> fraud.printed.tolist()
    ['31.26%']
    """
    reported = _frame("reported", raw)
    sources = load_sources(raw)
    return reported[reported.source_id.isin(sources.source_id[sources.role == role])] if role else reported


def prints(raw: Path = paths.RAW) -> dict[str, str]:
    """=> number_id: what is printed, of every reported number."""
    return {row["number_id"]: row["printed"] for row in records("reported", raw)}


def load_not_numbers(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> every numeral of the articles that is not a reported number, with the reason.

    >>> load_not_numbers().loc[0, ["printed", "reason"]].tolist()
    ['2021', 'date']
    """
    return _frame("not_numbers", raw)


def load_consecutive(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> levels and changes that official reports printed in consecutive years, a row per report, for `chain`.

    >>> load_consecutive().query("series == 'wzc_new'")[["period", "level", "change"]].values.tolist()[1]
    ['2024', '209194件', '上升21.9%']
    """
    return _frame("consecutive", raw)


def load_rules(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> what holds by definition between quantities, and assumptions that a reader may name, one row each.

    >>> load_rules().query("status == 'assumption'").rule_id.tolist()
    ['recorded-crime-one-series'...]
    """
    return _frame("rules", raw)


def load_lists(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> lists that the articles print beside their number, one row each.

    >>> load_lists().set_index("list_id").loc["qz2017-five-duties", "items"]
    np.int64(5)
    """
    return _frame("lists", raw)


def load_claims(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> every claim under test, one row each.

    >>> load_claims().set_index("claim_id").statement_zh["zj2021-safety-above-nation"]
    '浙江群众安全感高于全国平均值。'
    """
    return _frame("claims", raw)


def article_names(lang: str) -> dict[str, str]:
    """language => source_id of each article: the name a reader knows it by, in the order of the catalogue.

    >>> article_names("en")["ls2019"], article_names("zh")["ls2019"]
    ('Lishui 2019', '丽水2019年')
    """
    places = {row["area"]: row[f"label_{lang}"] for row in records("areas")}
    spelled = {"en": "{} {}", "zh": "{}{}年"}[lang]
    articles = [row for row in records("sources") if row["role"] == "corpus"]
    return {row["source_id"]: spelled.format(places[row["ref_area"]], row["ref_period"][-4:]) for row in articles}


def place(row: Mapping[str, str], source: Mapping[str, str]) -> str:
    """A printed token and its source => where it stands: 'page 3, characters 320–326', or '' where nothing says so."""
    page, start = source["page"].lstrip("0"), row["start"]
    return ", ".join([f"page {page}"] * bool(page) + [f"characters {start}–{row['end']}"] * bool(start))


def records(table: str, raw: Path = paths.RAW) -> list[dict[str, str]]:
    """'reported' => its rows as dictionaries of text, after every table has passed every check."""
    return check(raw)[table]


class Tables(Mapping[str, list[dict[str, str]]]):
    """The raw tables. One that is taken out counts as read: what is made of it is made again when it changes."""

    def __init__(self, tables: Mapping[str, list[dict[str, str]]], raw: Path) -> None:
        self._tables, self._raw = tables, raw

    def __getitem__(self, name: str) -> list[dict[str, str]]:
        tracing.note(self._raw / f"{name}.csv")
        return [dict(row) for row in self._tables[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


def state(raw: Path) -> tuple[tuple[str, str], ...]:
    """=> what tells that a raw table has changed since it was last read, so that nothing stale is shown."""

    def content(path: Path) -> str:
        try:
            return hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            return str(error)  # `check` says what is wrong

    with tracing.unnoted():
        return tuple((path.name, content(path)) for path in sorted(raw.glob("*.csv")))


def check(raw: Path = paths.RAW) -> Tables:
    """A folder of raw tables => all of them as rows of text. Raises DataError with every violation of every table."""
    return Tables(_checked(raw, state(raw)), raw)


@lru_cache(maxsize=4)
def _checked(raw: Path, state: object) -> dict[str, list[dict[str, str]]]:
    problems: list[str] = []
    with tracing.unnoted():
        tables = {name: _rows(raw / f"{name}.csv", columns, problems) for name, columns in TABLES.items()}
    read = {name: rows for name, rows in tables.items() if rows is not None}

    @cache
    def known(reference: str) -> set[str] | None:
        if reference == "numbers":
            numbers, marks = known("reported.number_id"), known("not_numbers.mark_id")
            return None if numbers is None or marks is None else numbers | marks
        table, column = reference.split(".")
        return {row[column] for row in read[table]} if table in read else None

    for name, rows in read.items():
        for column in TABLES[name]:
            seen: dict[str, int] = {}
            for number, row in enumerate(rows, 2):
                value = row[column.name]
                rules = column.broken_rules(value, known)
                if column.unique and value in seen:
                    rules.append(f"must be unique, but row {seen[value]} has it, too")
                seen.setdefault(value, number)
                problems += [f"{name}.csv row {number}, column {column.name}: {value!r} {rule}" for rule in rules]
        for number, row in enumerate(rows, 2):
            problems += [f"{name}.csv row {number}, {text}" for text in _row_problems(name, row)]
    if "sources" in read and "reported" in read:
        corpus = {row["source_id"] for row in read["sources"] if row["role"] == "corpus"}
        for number, row in enumerate(read["reported"], 2):
            if row["source_id"] in corpus and not row["start"]:
                problems.append(f"reported.csv row {number}, column start: '' must not be empty for the corpus")
    problems += coherence.problems(read)
    if problems:
        raise DataError(problems)
    return read


def _row_problems(table: str, row: dict[str, str]) -> list[str]:
    """Rules that need more than one column."""
    found = []
    if {"start", "end", "printed"} <= row.keys() and (row["start"] or row["end"]):
        if not (_whole(row["start"]) and _whole(row["end"])):
            found.append(f"columns start, end: {row['start']!r}, {row['end']!r}: one is empty or not a number")
        elif int(row["end"]) - int(row["start"]) != len(row["printed"]):
            found.append(f"columns start, end: {row['start']}–{row['end']} is not as long as {row['printed']!r}")
    if table == "reported":
        if row["measure"] in ("change", "gap") and not row["direction"]:
            found.append(f"column direction: '' must be up or down where measure is {row['measure']}")
        if row["measure"] == "gap" and not row["comparator_area"]:
            found.append("column comparator_area: '' must not be empty where measure is gap")
        try:
            said = unround(row["printed"], unit=row["unit"]).direction
        except ValueError as error:
            found.append(f"column printed: {error}")
        else:
            if said and row["direction"] and said != row["direction"]:
                found.append(f"column direction: {row['direction']!r} is not what {row['printed']!r} says")
    if table == "claims" and row["start"] and len(row["source_id"].split()) > 1:
        found.append(f"column source_id: {row['source_id']!r} must be the one in which the word stands")
    return found


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def parameters(text: str) -> dict[str, str]:
    """'definition: strong; years: 2' => {'definition': 'strong', 'years': '2'}."""
    named = (part.partition(":") for part in text.split(";") if part.strip())
    return {name.strip(): value.strip() for name, _, value in named}


def _rows(path: Path, columns: tuple[Column, ...], problems: list[str]) -> list[dict[str, str]] | None:
    """A CSV file => its rows, None if it cannot be read; what is wrong with the file itself goes to `problems`."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        problems.append(f"{path.name}: missing from {path.parent}" if missing else f"{path.name}: {error.strerror}")
        return None
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        problems.append(f"{path.name}: not UTF-8 (byte {error.start}: 0x{byte:02x}); save it as UTF-8")
        return None
    if (longest := max(map(len, text.splitlines()), default=0)) > LONGEST_LINE:
        problems.append(f"{path.name}: a line of {longest:,} characters; a table's has at most {LONGEST_LINE:,}")
        return None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = list(reader)
    except csv.Error as error:
        problems.append(f"{path.name} line {reader.line_num}: {error}")
        return None
    names = [column.name for column in columns]
    if not lines or lines[0] != names:
        found = ", ".join(lines[0]) if lines else "nothing"
        problems.append(f"{path.name} row 1: the columns must be {', '.join(names)}; found {found}")
        return None
    rows = []
    for number, line in enumerate(lines[1:], 2):
        if len(line) == len(names):
            rows.append(dict(zip(names, map(unguarded, line), strict=True)))
        else:
            problems.append(f"{path.name} row {number}: {len(line)} cells, expected {len(names)}: {', '.join(names)}")
    if HIDDEN.search(text):
        for number, row in enumerate(rows, 2):
            for name, value in row.items():
                for hidden in dict.fromkeys(HIDDEN.findall(value)):
                    what = f"U+{ord(hidden):04X} {unicodedata.name(hidden, 'a control character')}"
                    where = f"{path.name} row {number}, column {name}"
                    problems.append(f"{where}: {value!r} holds {what}, which no reader sees; delete it")
    return rows


def _frame(table: str, raw: Path) -> pd.DataFrame:
    import pandas as pd

    columns = TABLES[table]
    frame = pd.DataFrame(records(table, raw), columns=[column.name for column in columns], dtype="str")
    for column in columns:
        if column.type == "integer":
            frame[column.name] = pd.to_numeric(frame[column.name].replace("", None)).astype("Int64")
    return frame
