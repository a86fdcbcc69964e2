"""Does the text say what we transcribed? Every number at its place, every numeral accounted for, every file unchanged."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from pingan_analysis import load, paths
from pingan_analysis.errors import DataError

DIGIT_RUN = re.compile(r"[0-9０-９]+")
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
            lines.append(
                f"{source:10} {count['reported']:8} {count['digit_runs']:10} {count['chinese_runs']:16} {count['unaccounted']:11}"
            )
        lines += self.problems
        lines.append(f"{len(self.problems)} problems" if self.problems else "every row stands at its place; every numeral is accounted for")
        return "\n".join(lines)


def read_text(path: Path) -> str:
    """A file => its text, line breaks untouched. UTF-8 (with or without a byte order mark) and GB 18030 are read.

    Raises DataError naming the file for anything else.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise DataError([f"{path.name}: not found in {path.parent}"]) from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            problem = f"byte {error.start}: 0x{data[error.start]:02x}"
        else:
            if "\0" not in text:
                return text
            problem = "it holds NUL characters, as UTF-16 does"
    raise DataError([f"{path.name}: neither UTF-8 nor GB 18030 ({problem}); save it as UTF-8"])


def verify(texts: Path, raw: Path = paths.RAW) -> Report:
    """A folder of article texts => a Report: rows against texts, both ways, for every source that names a text file.

    A reported number, a mark and a claim's own word must stand at their offsets; every run of digits and every run of Chinese
    numerals must be covered by a reported number or a mark; a printed list must have as many items as its claim says.
    """
    tables = load.check(raw)
    report = Report()
    for source in tables["sources"]:
        if not source["text_file"]:
            continue
        path = Path(texts) / source["text_file"]
        try:
            text = read_text(path)
        except DataError as error:
            report.problems += error.problems
            continue
        if (found := hashlib.sha256(path.read_bytes()).hexdigest()) != source["sha256"]:
            report.problems.append(f"{path.name}: fingerprint {found[:12]}… is not the one in sources.csv, {source['sha256'][:12]}…")
        of_source = {name: [row for row in tables[name] if row["source_id"] == source["source_id"]] for name in ("reported", "not_numbers", "claims")}
        for name, rows in of_source.items():
            for row in rows:
                if row["start"]:
                    start, end = int(row["start"]), int(row["end"])
                    if text[start:end] != row["printed"]:
                        key = next(iter(row.values()))
                        report.problems.append(f"{path.name} {_place(text, start)}: {name}.csv {key} expects {row['printed']!r}, the text has {text[start:end]!r}")
        for row in of_source["claims"]:
            report.problems += [f"{path.name} {problem}" for problem in _list_problems(row, text)]
        covered = _covered(of_source["reported"] + of_source["not_numbers"])
        runs = {"digit_runs": list(DIGIT_RUN.finditer(text)), "chinese_runs": list(CHINESE_RUN.finditer(text))}
        missed = [run for kind in runs.values() for run in kind if not covered.issuperset(range(*run.span()))]
        report.problems += [f"{path.name} {_place(text, run.start())}: {run.group()!r} is in neither reported.csv nor not_numbers.csv" for run in missed]
        report.counts[source["source_id"]] = {"reported": len(of_source["reported"]), **{kind: len(found) for kind, found in runs.items()}, "unaccounted": len(missed)}
    return report


def parameters(text: str) -> dict[str, str]:
    """'items: 5; list: 10-20' => {'items': '5', 'list': '10-20'}."""
    return {name.strip(): value.strip() for name, _, value in (part.partition(":") for part in text.split(";") if part.strip())}


def _list_problems(claim: dict[str, str], text: str) -> list[str]:
    """A claim about a printed list: the items that stand in the text are counted again."""
    named = parameters(claim["parameters"])
    if "list" not in named:
        return []
    start, end = map(int, named["list"].split("-"))
    count = len([item for item in LIST_SEPARATOR.split(text[start:end]) if item.strip("“”")])
    return [] if count == int(named["items"]) else [f"{_place(text, start)}: claims.csv {claim['claim_id']} counts {named['items']} items, the text has {count}"]


def _covered(rows: list[dict[str, str]]) -> set[int]:
    return {position for row in rows if row["start"] for position in range(int(row["start"]), int(row["end"]))}


def _place(text: str, offset: int) -> str:
    """=> 'line 12, column 5 (character 305)'."""
    line = text.count("\n", 0, offset) + 1
    return f"line {line}, column {offset - text.rfind(chr(10), 0, offset)} (character {offset})"
