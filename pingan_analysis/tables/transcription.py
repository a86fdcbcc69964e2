"""Does the text say what we transcribed? Every number in its place, every numeral accounted for, no file changed."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass, field
from pathlib import Path

from pingan_analysis import paths
from pingan_analysis.errors import DataError, shortened
from pingan_analysis.tables import load
from pingan_analysis.text.encoding import blocks

Row = dict[str, str]
LARGEST = 16_000_000  # bytes; a longer file is not one article
MOST_LISTED = 1000  # numerals of one text that are in no table
DIGIT_RUN = re.compile(r"[\d①-⒛Ⅰ-ↈ㈠-㈩¼-¾]+")
CHINESE_RUN = re.compile(r"[零〇一二三四五六七八九十百千万亿两半]+")
LIST_SEPARATOR = re.compile(r"[、,，;；/]|”“|和|及|(?<!参)与")


@dataclass
class Report:
    """What `verify` found: `counts` per source, and `problems`, each with its exact place."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [f"{'source':10} {'reported':>8} {'digit runs':>10} {'Chinese numerals':>16} {'unaccounted':>11}"]
        for source, count in self.counts.items():
            reported, digits, chinese, missed = count.values()
            lines.append(f"{source:10} {reported:8} {digits:10} {chinese:16} {missed:11}")
        found = len(self.problems)
        well = "every row stands at its place; every numeral is accounted for"
        return "\n".join([*lines, *self.problems, f"{found} problem{'s' * (found != 1)}" if found else well])


def read_text(path: Path) -> str:
    """A file => its text without a byte order mark, line breaks untouched. UTF-8 and GB 18030 are read.

    Raises DataError naming the file for anything else.
    """
    return _decoded(path.name, _bytes(path))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise DataError([f"{path.name}: not found in {path.parent}"]) from None
    except OSError as error:
        raise DataError([f"{path.name}: {error.strerror}"]) from None


def _decoded(name: str, data: bytes) -> str:
    return "".join(blocks(io.BytesIO(data), name))


def verify(texts: Path, raw: Path = paths.RAW) -> Report:
    """A folder of article texts => a Report: rows against texts, both ways, for every source that names a text file.

    A reported number, a mark and a claim's own word must stand at their offsets; every run of digits and every run of
    Chinese numerals must be covered by a reported number or a mark; a printed list must have as many items as its row
    says.

    >>> verify(Path("no-such-folder")).problems[0]
    '000_af6b2aab8def42e6.txt: not found in no-such-folder'
    """
    tables = load.check(raw)
    report = Report()
    for source in tables["sources"]:
        if source["text_file"]:
            path = Path(texts) / source["text_file"]
            rows = {
                name: [row for row in tables[name] if row["source_id"].split()[0] == source["source_id"]]
                for name in ("reported", "not_numbers", "claims", "lists")
            }
            try:
                if path.is_file() and (size := path.stat().st_size) > LARGEST:
                    raise DataError([f"{path.name}: {size:,} bytes; an article has at most {LARGEST:,}"])
                _verify_text(source, rows, path.name, _bytes(path), report)
            except DataError as error:
                report.problems += error.problems
    report.problems = list(map(shortened, report.problems))
    return report


def _verify_text(source: Row, rows: dict[str, list[Row]], name: str, data: bytes, report: Report) -> None:
    """One text against its rows; what is found goes to the report."""
    text, problems = _decoded(name, data), report.problems
    fingerprint = hashlib.sha256(data).hexdigest()
    if fingerprint != source["sha256"]:
        stored = f"{source['sha256'][:12]}…" if source["sha256"] else "not recorded"
        problems.append(f"{name}: fingerprint {fingerprint[:12]}… is not the one in sources.csv, {stored}")
    if source["n_chars"] and int(source["n_chars"]) != len(text):
        problems.append(f"{name}: {len(text)} characters, sources.csv says {source['n_chars']}")
    for table, entries in rows.items():
        for row in entries:
            start, end = (int(row[column] or 0) for column in ("start", "end"))
            if row["start"] and table != "lists" and text[start:end] != row["printed"]:
                expected = f"{table}.csv {next(iter(row.values()))} expects {row['printed']!r}"
                problems.append(f"{name} {_place(text, start)}: {expected}, the text has {text[start:end]!r}")
    for row in rows["lists"]:
        problems += [f"{name} {problem}" for problem in _list_problems(row, text)]
    covered = _covered(rows["reported"] + rows["not_numbers"])
    digits, chinese = (list(kind.finditer(text)) for kind in (DIGIT_RUN, CHINESE_RUN))
    missed = [run for run in (*digits, *chinese) if not covered.issuperset(range(*run.span()))]
    for run in missed[:MOST_LISTED]:
        place = _place(text, run.start())
        problems.append(f"{name} {place}: {run.group()!r} is in neither reported.csv nor not_numbers.csv")
    if (more := len(missed) - MOST_LISTED) > 0:
        problems.append(f"{name}: {more:,} more numerals are in neither; is it the text that was transcribed?")
    report.counts[source["source_id"]] = {
        "reported": len(rows["reported"]),
        "digit_runs": len(digits),
        "chinese_runs": len(chinese),
        "unaccounted": len(missed),
    }


def _list_problems(row: Row, text: str) -> list[str]:
    """A printed list: the items that stand in the text are counted again."""
    start, end = int(row["start"]), int(row["end"])
    count = len([item for item in LIST_SEPARATOR.split(text[start:end]) if item.strip("“”")])
    if count == int(row["items"]):
        return []
    counted = f"lists.csv {row['list_id']} counts {row['items']} items"
    return [f"{_place(text, start)}: {counted}, the text has {count}"]


def _covered(rows: list[Row]) -> set[int]:
    return {position for row in rows if row["start"] for position in range(int(row["start"]), int(row["end"]))}


def _place(text: str, offset: int) -> str:
    """=> 'line 12, column 5 (character 305)'."""
    line = text.count("\n", 0, offset) + 1
    return f"line {line}, column {offset - text.rfind(chr(10), 0, offset)} (character {offset})"
