"""What `scan` finds, held against what a reader found: recall, precision, and the facts of each number.

`python tests/scan_score.py [--texts DIR] [--misses N]` prints the articles (where their texts are at hand) and the
constructed cases and reports of tests/scan, by construction type and genre, then every miss. A number is found where
the spans overlap; all other shares are of what was found. Conventions: tests/scan/README.md.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from pingan_analysis import paths
from pingan_analysis.numbers.interval import INF
from pingan_analysis.numbers.lexicon import SIMPLIFIED
from pingan_analysis.tables import load, transcription

SCAN = Path(__file__).parent / "scan"
ASPECTS = ("span", "nominal", "interval", "unit", "qualifier", "direction", "basis", "relation")
RELATIONS = ("from", "to", "range_low", "range_high", "coordinated")
UNSEEN = str.maketrans({"⏎": "\n", "␣": "\u200b", "␠": "\u3000", "␉": "\t"})
TOKEN = re.compile("⟦([^⟧]*)⟧")


class Number(NamedTuple):
    """A reported number as a reader sees it; `doubts` are the aspects that nobody can decide, or "optional"."""

    span: tuple[int, int]
    printed: str
    nominal: Fraction
    interval: tuple[object, object, bool, bool]
    unit: str = ""
    qualifier: str = ""
    direction: str = ""
    basis: str = ""
    relation: str = ""
    doubts: tuple[str, ...] = ()


class Case(NamedTuple):
    construct: str
    text: str
    numbers: list[Number]


@dataclass
class Score:
    """Counts of one group of cases; `misses` say what went wrong, each with its surroundings."""

    expected: int = 0
    found: int = 0
    matched: int = 0
    right: Counter[str] = field(default_factory=Counter)
    judged: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        self.expected, self.found = self.expected + other.expected, self.found + other.found
        self.matched, self.misses = self.matched + other.matched, self.misses + other.misses
        self.right, self.judged = self.right + other.right, self.judged + other.judged

    @property
    def recall(self) -> float:
        return self.matched / self.expected if self.expected else 1.0

    @property
    def precision(self) -> float:
        return self.matched / self.found if self.found else 1.0

    def share(self, aspect: str) -> float:
        return self.right[aspect] / self.judged[aspect] if self.judged[aspect] else 1.0

    @property
    def line(self) -> str:
        shares = [(self.matched, self.expected), (self.matched, self.found)]
        shares += [(self.right[aspect], self.judged[aspect]) for aspect in ASPECTS]
        return f"{self.expected:5}{self.found:6}" + "".join(
            f"{100 * part / whole:10.1f}" if whole else f"{'–':>10}" for part, whole in shares
        )


def gold(texts: Path) -> Iterator[Case]:
    """The five articles, where their texts are at hand."""
    files = {source["source_id"]: source["text_file"] for source in load.records("sources") if source["text_file"]}
    with (SCAN / "gold.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for source_id, name in files.items():
        numbers = [
            Number((int(row["start"]), int(row["end"])), row["printed"], *values(row))
            for row in rows
            if row["source_id"] == source_id
        ]
        yield Case(source_id, transcription.read_text(texts / name), numbers)


def cases(name: str = "cases.tsv") -> Iterator[Case]:
    """The constructed cases, or whole reports; the marks of their tokens are taken out of the text."""
    with (SCAN / name).open(encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in file if not line.startswith("#")]
    for line in lines[1:]:
        construct, marked, rows = line.split("\t")
        marked = marked.translate(UNSEEN)
        text, tokens = re.sub("[⟦⟧]", "", marked), list(TOKEN.finditer(marked))
        spans = [(at := token.start() - 2 * n, at + len(token[1])) for n, token in enumerate(tokens)]
        notes = rows.split(" ; ") if rows else []
        yield Case(construct, text, [noted(span, text, note) for span, note in zip(spans, notes, strict=True)])


def noted(span: tuple[int, int], text: str, note: str) -> Number:
    """'24.1 [24.05,24.15) % down @同比 coordinated' => the number, by the notation in the head of cases.tsv."""
    nominal, *words = note.split()
    low, high, low_closed, high_closed = exact(nominal), exact(nominal), True, True
    facts: dict[str, str] = {}
    doubts = []
    for word in words:
        if word[0] in "[(":
            ends = word[1:-1].split(",")
            low, high, low_closed, high_closed = exact(ends[0]), exact(ends[1]), word[0] == "[", word[-1] == "]"
        elif word[-1] == "?" or word == "optional":
            doubts.append(word.rstrip("?"))
        elif word[0] in "~@":
            facts["qualifier" if word[0] == "~" else "basis"] = word[1:]
        else:
            facts["direction" if word in ("up", "down") else "relation" if word in RELATIONS else "unit"] = word
    interval = (low, high, low_closed, high_closed)
    return Number(span, text[slice(*span)], Fraction(nominal), interval, doubts=tuple(doubts), **facts)


def found(scan: Callable[[str], Any], text: str) -> list[Number]:
    """A text => the rows of `scan`."""
    rows = scan(text).to_dict("records")
    return [Number((int(row["start"]), int(row["end"])), row["printed"], *values(row)) for row in rows]


def values(row: dict[str, Any]) -> tuple[Any, ...]:
    """A row of the table or of `scan` => nominal, interval, unit, qualifier, direction, basis, relation."""
    closed = [row[end] in (True, "true") for end in ("low_closed", "high_closed")]
    words = [word(row[name]) for name in ("unit", "qualifier", "direction", "basis", "relation")]
    return (exact(row["nominal"]), (exact(row["low"]), exact(row["high"]), *closed), *words)


def exact(value: Any) -> Fraction | float:
    ends = {"inf": INF, "∞": INF, "Infinity": INF, "-inf": -INF}
    return ends[str(value)] if str(value) in ends else Fraction(value)


def word(value: Any) -> str:
    """Simplified and half-width, without spaces: a script is no error; a missing value is no word."""
    if not isinstance(value, str):
        return ""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", value)).translate(SIMPLIFIED)


def pairs(expected: list[Number], got: list[Number]) -> dict[int, int]:
    """Each expected number => the found one that overlaps it most, one to one."""
    overlaps = sorted(
        (-(min(a.span[1], b.span[1]) - max(a.span[0], b.span[0])), i, j)
        for i, a in enumerate(expected)
        for j, b in enumerate(got)
        if a.span[0] < b.span[1] and b.span[0] < a.span[1]
    )
    taken: dict[int, int] = {}
    for _, i, j in overlaps:
        if i not in taken and j not in taken.values():
            taken[i] = j
    return taken


def judge(case: Case, got: list[Number]) -> Score:
    """One text: what was expected against what was found."""
    score, taken = Score(), pairs(case.numbers, got)
    for i, number in enumerate(case.numbers):
        if "optional" in number.doubts:
            continue
        score.expected += 1
        if i not in taken:
            score.misses.append(f"missed     {shown(case, number.span)}")
            continue
        score.matched += 1
        other = got[taken[i]]
        for aspect in ASPECTS:
            if aspect in number.doubts:
                continue
            wanted, seen = getattr(number, aspect), getattr(other, aspect)
            if isinstance(wanted, str):
                wanted, seen = word(wanted), word(seen)
            score.judged[aspect] += 1
            score.right[aspect] += wanted == seen
            if wanted != seen:
                score.misses.append(f"{aspect:10} {shown(case, number.span)}: {said(wanted)}, not {said(seen)}")
    optional = {j for i, j in taken.items() if "optional" in case.numbers[i].doubts}
    spared = [number.span for number in case.numbers if "optional" in number.doubts]
    for j, other in enumerate(got):
        if j in optional or (j not in taken.values() and any(touches(other.span, span) for span in spared)):
            continue
        score.found += 1
        if j not in taken.values():
            score.misses.append(f"noise      {shown(case, other.span)}")
    return score


def touches(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def shown(case: Case, span: tuple[int, int]) -> str:
    """A number in ten characters of its text."""
    before, token, after = (case.text[max(span[0] - 10, 0) : span[0]], case.text[slice(*span)],
                            case.text[span[1] : span[1] + 8])  # fmt: skip
    return f"{case.construct}: …{before}⟦{token}⟧{after}…".replace("\n", "⏎")


def said(value: object) -> str:
    if isinstance(value, tuple) and len(value) == 4:
        low, high, low_closed, high_closed = value
        return f"{'[' if low_closed else '('}{low}, {high}{']' if high_closed else ')'}"
    return repr(value) if isinstance(value, str) else str(value)


def scores(scan: Callable[[str], Any], of: Iterable[Case]) -> dict[str, Score]:
    """By construction type or article; the last entry is all of them."""
    groups: dict[str, Score] = {}
    total = Score()
    for case in of:
        score = judge(case, found(scan, case.text))
        groups.setdefault(case.construct, Score()).add(score)
        total.add(score)
    return groups | {"all": total}


def table(groups: dict[str, Score]) -> str:
    head = f"{'':42}{'here':>5}{'found':>6}" + "".join(f"{name:>10}" for name in ("recall", "precision", *ASPECTS))
    return "\n".join([head, *(f"{name:42}{score.line}" for name, score in groups.items())])


def texts_folder() -> Path:
    return Path(os.environ.get("PINGAN_TEXTS") or paths.ROOT.parent / "shared" / "sources")


def main() -> None:
    from pingan_analysis.text.scanning import scan

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--texts", type=Path, default=texts_folder(), help="the folder of the articles")
    options.add_argument("--misses", type=int, default=10**6, help="how many misses of each to print")
    chosen = options.parse_args()
    held: list[Iterable[Case]] = [gold(chosen.texts)] if chosen.texts.is_dir() else []
    for groups in (scores(scan, of) for of in (*held, cases(), cases("reports.tsv"))):
        print(table(groups), *groups["all"].misses[: chosen.misses], "", sep="\n")


if __name__ == "__main__":
    main()
