"""An audit told as a notebook: a section for each pairing, its heading the finding, with what a reader must confirm."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pingan_analysis.run.glossary import english
from pingan_analysis.tables.load import HIDDEN
from pingan_analysis.text.pairing import Found, stretches
from pingan_analysis.world.fitting import OUTCOMES
from pingan_analysis.world.judging import CAUTION

if TYPE_CHECKING:
    import pandas as pd

MOST_TOLD = 24  # pairings that get a section; the others are in the table
REACH = 60  # characters of the article that are quoted on either side
FITS, CANNOT_FAIL, OPEN, UNFITTING = OUTCOMES
PAIRED = {  # kind: what the numbers are taken for, the check as an expression of its numbers, what its period must be
    "base": ("a level and its change", "pa.implied_base({}, {})", "the change leads to the period of the level"),
    "gap": ("a level and how far it lies from another place's", "pa.implied_reference({}, {})", ""),
    "rate": ("a count and the share of it that a rate names", "pa.implied_count({}, {})", ""),
    "share": ("a part and its share of the whole", "pa.implied_total({}, {})", ""),
    "part and rate": ("a whole, a part of it, and the part's share", "100 * {1}.interval / {0}.interval, {2}", ""),
    "parts": ("a whole and a part of it", "{}, {}", ""),
    "sum": ("a whole and all its parts", "{}, {}.interval", ""),
    "pair": ("a start, an end, and the way between them", "{}, {}", "the sentence says from when to when"),
    "pair and change": ("a start, an end, and the change between", "{}, {}, {}", "the change is from start to end"),
}  # fmt: skip

OPENING = """\
# {name}: reported numbers: {numbers}; pairings: {paired}; {found}

**The answer.** The scanner reads {numbers} as reported numbers. From how they stand it guesses {paired} times that some
are about one thing. Of these pairings

* fit, and could have failed: {fits}
* could not have failed, and test nothing: {cannot}
* are open: {still_open}
* do not fit as paired: {unfitting}

**The caveat.** Every pairing is a guess from the words between numbers, and nothing here says that a number is
wrong. What does not fit may be numbers that were never about one thing, another scope, a later revision or
another base. Confirm first what each is about: every place to do so is marked ☐.

**The vintage.** The article as it stands in `article.txt`; nothing else is used."""
START = """\
from pathlib import Path

import pingan_analysis as pa
from pingan_analysis.run.auditing import claim_rows, reported_rows, source_row
from pingan_analysis.cells import csv_text
from pingan_analysis.run.glossary import glossed
from pingan_analysis.world.fitting import OUTCOMES, paired
from pingan_analysis.tables.transcription import read_text

text = read_text(Path("article.txt"))
numbers, pairings = glossed(text), paired(text)
print("numbers:", len(numbers), "| pairings:", len(pairings))
print({outcome: int((pairings.outcome == outcome).sum()) for outcome in OUTCOMES})"""
NUMBERS = """\
## What the scanner read, in English

The print is as in the article. The English is read from the print and the words beside it; it knows no
indicator, area or period. All rows with their places are in `numbers.csv`.

☐ Is a number missing, or something read that is no reported number?"""
PAIRINGS = """\
## What was paired, and how it came out

`power` is the share of other prints nearby that would not have fitted: a pairing that could not fail tests
nothing. All columns are in `pairings.csv`."""
SECTION = """\
## {heading}

> {quote}

{glosses}

Paired as {taken}. {meaning}

TO CONFIRM by reading the article:

* ☐ indicator: {those} about one thing, by one definition
* ☐ area: {those} about one place
* ☐ period: {period}"""
CHECK = """\
found = pairings.loc[{row}]
print(numbers.loc[{places}].to_string())
print(found.implied, found.outcome, f"power {{found.power:.0%}}", found.would_fit)
{expression}"""
ALONE = """\
## A change or a gap without a level is tested by nothing

A change says how far the other period lay away, not where. Those below are in no pairing; the level that would
test one may stand elsewhere in the article, or nowhere.

☐ Does the article print their levels in other words?"""
LEFT = """\
used = set(" ".join(pairings.numbers).split())
numbers[~numbers.index.astype(str).isin(used)].query("measure in ('change', 'gap')")"""
ROAD = """\
## How its rows enter data/raw

The rows below have the columns of `sources.csv`, `reported.csv` and `claims.csv`. What the print says is filled
in. What it does not say is marked TO CONFIRM: the indicator, the area, the period, and what a change or gap is
held against. The checks of the package refuse these words, so that no guess enters a table unread.

* ☐ give each number an indicator (a new definition is a new row of `indicators.csv`), an area and a period
* ☐ delete rows that are no reported numbers; they go to `not_numbers.csv` with their reason
* ☐ `pingan verify --texts FOLDER` says what is missing or stands elsewhere
* ☐ keep the claims whose pairing you have confirmed, and say each in your own words, in English and Chinese"""
ROWS = """\
for rows in (source_row(Path("article.txt")), reported_rows(text), claim_rows(pairings)):
    print(csv_text(rows))"""
END = """\
When the rows are in `data/raw`, `pa.judge(claim)` gives the verdict, the claim being an id or a mapping with
the columns of `claims.csv`. Only such a verdict may say *supported* or *contradicted*."""

# What Markdown, HTML or MathJax would take for more than a character; and what ends a quotation.
_MARKUP = re.compile(r"[&<>$\\`*_\[\]|~@#]|:(?=//)|(?<=[wW]{3})\.")
_BREAK = re.compile(r"[。！？!?；;]|\n\s*\n")


def quoted(text: str) -> str:
    """Anybody's words => the same in Markdown, on one line, where nothing is markup and no mark of direction is left.

    >>> quoted("<b>*5%*</b>\\n$x$")
    '&#60;b&#62;&#42;5%&#42;&#60;/b&#62; &#36;x&#36;'
    """
    shown = HIDDEN.sub(lambda found: f"⟨U+{ord(found.group()):04X}⟩", " ".join(text.split()))
    shown = "".join(c if c.isprintable() else f"⟨U+{ord(c):04X}⟩" for c in shown)
    return _MARKUP.sub(lambda found: f"&#{ord(found.group())};", shown)


def notebook(text: str, name: str, pairings: pd.DataFrame) -> str:
    """A text, its file's name, its pairings => the file of a notebook that tells them, not yet run."""
    numbers = [number for run in stretches(text) for number in run]
    told = [("markdown", _opening(name, len(numbers), pairings)), ("code", START)]
    told += [("markdown", NUMBERS), ("code", "numbers")]
    if len(pairings):
        shown = 'pairings[["printed", "implies", "implied", "outcome", "power"]].round(2)'
        told += [("markdown", PAIRINGS), ("code", shown)]
    for row in _first(pairings):
        told += _section(text, numbers, pairings.iloc[row], row)
    told += [("markdown", ALONE), ("code", LEFT), ("markdown", ROAD), ("code", ROWS)]
    told += [("markdown", END), ("code", "pa.colophon()")]
    cells = []
    for place, (kind, source) in enumerate(told):
        source = re.sub(r"(?<=\S)\n(?=[^\s*☐#>])", " ", source) if kind == "markdown" else source
        cell: dict[str, Any] = {"cell_type": kind, "id": f"cell-{place:03d}", "metadata": {}, "source": source}
        cells.append(cell | ({"execution_count": None, "outputs": []} if kind == "code" else {}))
    whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _opening(name: str, numbers: int, pairings: pd.DataFrame) -> str:
    fits, cannot, still_open, unfitting = (int((pairings.outcome == outcome).sum()) for outcome in OUTCOMES)
    found = f"{unfitting} of them {'do' if unfitting > 1 else 'does'} not fit as paired" if unfitting else "all may fit"
    return OPENING.format(
        name=quoted(name), numbers=numbers, paired=len(pairings), fits=fits, cannot=cannot, still_open=still_open,
        unfitting=unfitting, found=found if len(pairings) else "no words pair one with another",
    )  # fmt: skip


def _first(pairings: pd.DataFrame) -> list[int]:
    """=> the rows that get a section: what does not fit, then the others; if there are many, the sharpest tests."""

    def fitting(row: int) -> bool:
        return bool(pairings.outcome[row] != UNFITTING)

    sharpest = sorted(range(len(pairings)), key=lambda row: (fitting(row), -pairings.power[row]))
    return sorted(sharpest[:MOST_TOLD], key=lambda row: (fitting(row), row))


def _section(text: str, numbers: Sequence[Found], pairing: Any, row: int) -> list[tuple[str, str]]:
    used = [numbers[int(place)] for place in pairing.numbers.split()]
    taken, expression, period = PAIRED[pairing.kind]
    *before, last = (quoted(number.printed) for number in used)
    result = quoted(pairing.implied).replace("亿元", "hundred million yuan")
    implied = f", and imply {pairing.implies}, {result}" * (pairing.implied not in ("", "{}"))
    finding = {
        FITS: f"fit{implied}", CANNOT_FAIL: f"could not have failed to fit{implied}", OPEN: "may fit or not",
        UNFITTING: "do not fit as paired, if they are about one thing",
    }  # fmt: skip
    those = "both numbers are" if len(used) == 2 else "all of these are"
    told = SECTION.format(
        heading=f"{', '.join(before)} and {last} {finding[pairing.outcome]}", quote=_quote(text, used), taken=taken,
        glosses="\n".join(f"* <b>{quoted(number.printed)}</b>: {quoted(english(number))}" for number in used),
        meaning=_meaning(pairing), those=those, period=period or f"{those} about one period",
    )  # fmt: skip
    values = [_value(number) for number in used]
    if pairing.kind == "sum":
        values = [values[0], ".interval + ".join(values[1:])]
    places = [number.at for number in used]
    return [("markdown", told), ("code", CHECK.format(row=row, places=places, expression=expression.format(*values)))]


def _meaning(pairing: Any) -> str:
    """=> what an outcome says, and what it does not."""
    if pairing.outcome == FITS:
        return f"Of other values nearby, {pairing.power:.0%} would not have fitted. Fitting does not make them true."
    if pairing.outcome == CANNOT_FAIL:
        shown = "; it shows what is implied" * bool(pairing.implies)
        return f"Any value nearby would have fitted as well: this tests nothing{shown}."
    if pairing.outcome == OPEN:
        note = pairing.note or "They fit in some worlds, and not in others."
        return quoted(note[:1].upper() + note[1:].rstrip(".")) + "."
    would = f" With another print they would fit ({quoted(pairing.would_fit)}): what fits, not what happened."
    caution = CAUTION[0].lower() + CAUTION[1:]
    return f"**If the boxes below can be ticked:** {caution}" + would * ("→" in pairing.would_fit)


def _quote(text: str, used: Sequence[Found]) -> str:
    """The article's own words around the numbers, which stand out; never more than the sentence."""
    in_order = sorted(used, key=lambda number: number.start)
    first, last = in_order[0].start, in_order[-1].end
    begin = max(in_order[0].sentence, first - REACH)
    begin += max((found.end() for found in _BREAK.finditer(text[begin:first])), default=0)
    stop = _BREAK.search(text, last, last + REACH)
    said, at = "“", begin
    for number in in_order:
        said += f"{quoted(text[at : number.start])}<b>{quoted(number.printed)}</b>"
        at = number.end
    return f"{said}{quoted(text[at : stop.end() if stop else last + REACH])}”"


def _value(number: Found) -> str:
    """A number as code, with no more than the print does not say itself: pa.unround("40.46%", direction="up")."""
    told = {"unit": number.unit * (number.unit not in number.printed), "direction": number.direction * number.moved}
    more = "".join(f", {name}={_literal(value)}" for name, value in told.items() if value)
    return f"pa.unround({_literal(number.printed)}{more})"


def _literal(text: str) -> str:
    """A text as Python: printable characters as they are, all others escaped."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in json.dumps(text, ensure_ascii=False))
