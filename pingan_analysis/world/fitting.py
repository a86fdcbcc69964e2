"""Do the numbers of a text fit as `pairing` has paired them? A pair is a small world, judged like the great one.

A pair is given the benefit of every reading: 倍 as so many more or so many times, per cent of a share as points, a wide
reading of every print; and if an earlier number of the stretch would fit instead, the pairing is open. What does not
fit is called no contradiction: a reader must confirm what the numbers are about.

| outcome | |
|---|---|
| `fits` | some world allows both, and another printed value would have had none |
| `cannot fail` | some world allows both, as it would any value nearby: nothing is tested |
| `open` | fits in some worlds, or only when read widely |
| `does not fit as paired` | they cannot both hold as printed, if they are about one thing: a reader must confirm |

`power` is the share of other prints of the last number nearby that would not have fitted, as in `corroboration`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pingan_analysis.errors import DataError
from pingan_analysis.numbers.conventions import PARTS
from pingan_analysis.numbers.interval import INF
from pingan_analysis.text.pairing import MOST, Found, Pairing, alike, pairings, stretches
from pingan_analysis.world.constraints import Statement, at_least, equal
from pingan_analysis.world.disagreement import repaired_alone
from pingan_analysis.world.implications import IMPLIED
from pingan_analysis.world.prints import POINTS, Number, Reading, nearby
from pingan_analysis.world.solver import consistent
from pingan_analysis.world.standing import excluded

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "kind", "numbers", "printed", "implies", "implied", "size", "outcome", "power", "would_fit", "note", "relation",
)  # fmt: skip
OUTCOMES = ("fits", "cannot fail", "open", "does not fit as paired")
WIDELY = "fits only if the numbers are read widely: cut off, or off by one in the last digit"
UNDECIDED = "holds in some worlds only: more digits would tell"
_AVERAGE = re.compile("均(?!匀|衡|等)|每|率(?:为|达到?|约|降至|升至)?$")
IMPLIES = {
    "base": "the level before", "gap": "the reference level", "rate": "the count behind the rate", "share": "the whole",
}  # fmt: skip


def paired(text: str) -> pd.DataFrame:
    """A report's text => one row for each pairing, in text order; the columns are COLUMNS.

    `numbers` are rows of `scan(text)`, `printed` their tokens; `implied` is the exact set, `size` how many whole
    numbers it holds; `relation` is what should hold between the numbers a, b, c, where the kind does not say;
    `would_fit` the smallest change of one digit after which a pairing that does not fit would.

    >>> paired("破获案件611起,同比增长40.46%。")[["kind", "implied", "outcome", "power"]].values.tolist()
    [['base', '{435}', 'fits', 0.97]]
    >>> paired("破获案件611起,同比增长40.56%。")[["implied", "outcome", "would_fit"]].values.tolist()
    [['{}', 'does not fit as paired', '40.56% → 40.46%']]
    """
    import pandas as pd

    judged = [judgement for stretch in stretches(text) for judgement in _judged(text, stretch)]
    return pd.DataFrame(judged, columns=list(COLUMNS)).astype({"size": object})


def _judged(text: str, run: Sequence[Found]) -> Iterator[tuple[object, ...]]:
    """=> the rows of `paired` for one stretch, in text order."""
    found = sorted(pairings(text, run), key=lambda pairing: [number.at for number in pairing.numbers])
    for pairing in found:
        try:
            yield _row(pairing, [*map(_number, pairing.numbers)], run)
        except (ValueError, ZeroDivisionError, OverflowError, DataError):
            continue  # a number that `unround` does not read as the scanner does is paired with nothing


def _number(found: Found) -> Number:
    """A number as the world sees it. Raises ValueError where its text alone does not say what the scanner read."""
    measure = "change" if found.moved else "level"
    direction = found.direction if found.moved else ""
    number = Number(str(found.at), "text", "corpus", found.printed, found.unit, direction, measure)
    value = number.value()
    same = (value.low, value.high, value.nominal) == (found.low, found.high, found.nominal)
    average = found.level and value.integer and _AVERAGE.search(found.clause)  # rounded, though it looks exact
    if not same or average or (value.high == INF and found.moved):
        raise ValueError(f"{found.printed!r} is read in its sentence only")
    domain = "percent" if value.unit in PARTS else "count" if value.integer else "growth"  # a profit may be below zero
    return replace(number, indicator="it", area="here", period="2", domain=domain)


def _placed(kind: str, numbers: Sequence[Number]) -> tuple[list[Number], list[Statement], list[Statement]]:
    """A kind of pairing, its numbers => the same as prints of a small world; what is given; what is claimed."""
    levels = [number for number in numbers if number.measure == "level" and number.domain != "percent"]
    if len({number.domain for number in levels}) > 1:  # 12件 beside 5.91: measured, both
        numbers = [replace(number, domain="growth") if number in levels else number for number in numbers]
    first, *rest = numbers
    last = numbers[-1]
    it = ("it", "here", first.domain)
    if kind in ("base", "gap"):
        moved = replace(last, domain=first.domain, measure="change" if kind == "base" else "gap")
        return [first, replace(moved, base_period="1", comparator="there")], [], []
    if kind in ("rate", "share", "part and rate"):
        part = ("part", "here", first.domain)
        counted = {"rate": [first], "share": [replace(first, indicator="part")]}.get(kind)
        counted = counted or [first, replace(numbers[1], indicator="part", domain=first.domain)]
        return [*counted, replace(last, measure="share", part=part, whole=it)], [], []
    if kind in ("parts", "sum"):
        parts = [replace(part, indicator=f"part {n}", domain=first.domain) for n, part in enumerate(rest)]
        quantities = [part.quantity for part in parts]
        if kind == "sum":
            return (
                [first, *parts],
                [Statement("sum", equal([(1, first.quantity), *((-1, q) for q in quantities)]), "rule")],
                [],
            )
        return (
            [first, *parts],
            [],
            [Statement("part", (at_least([(1, first.quantity), (-1, quantities[0])], 0),), "rule")],
        )
    start, end = replace(first, period="1"), replace(rest[0], domain=first.domain)
    if kind == "pair":
        return [start, end], [], []
    return [start, end, replace(last, domain=first.domain, base_period="1")], [], []


def _row(pairing: Pairing, numbers: Sequence[Number], run: Sequence[Found]) -> tuple[object, ...]:
    prints, given, claimed = _placed(pairing.kind, numbers)
    if pairing.kind == "pair":
        claimed = [_way(pairing, prints)]
    outcome, power, would_fit, note = _judgement(prints, given, claimed)
    if outcome == OUTCOMES[3] and (other := _read_otherwise(pairing, numbers, run)):
        outcome, note, would_fit, power = OUTCOMES[2], other, "", 0.0
    values = [number.value() for number in numbers]
    implies, implied, size = "", "", None
    if pairing.kind in IMPLIES:
        implies, result = IMPLIES[pairing.kind], IMPLIED[pairing.kind](values[0], values[1])
        implied, size = str(result), result.size
    elif pairing.kind == "part and rate":
        implies, implied = "the rate", f"{100 * values[1].interval / values[0].interval} %"
    elif pairing.kind == "sum":
        implies, implied = "the sum", str(sum((value.hull for value in values[1:]), start=values[1].hull * 0))
    places = " ".join(number.number_id for number in numbers)
    printed = "; ".join(number.printed for number in numbers)
    relation = pairing.relations[0] if pairing.relations else ""
    return pairing.kind, places, printed, implies, implied, size, outcome, power, would_fit, note, relation


def _way(pairing: Pairing, prints: Sequence[Number]) -> Statement:
    """=> what is said of a start and an end: up, or down."""
    up = "<" in pairing.relations[0]
    low, high = (prints[0], prints[1]) if up else (prints[1], prints[0])
    return Statement("way", (at_least([(1, high.quantity), (-1, low.quantity)], 0, strict=True),), "rule")


def _said(prints: Sequence[Number], reading: Reading) -> list[Statement]:
    return [number.says(reading) for number in prints]


def _judgement(
    prints: Sequence[Number], given: Sequence[Statement], claimed: Sequence[Statement]
) -> tuple[str, float, str, str]:
    """=> outcome, power, the nearest print that would fit, note."""
    said = _said(prints, "printed")
    rules = [*given, *claimed]
    if not consistent((*said, *rules)):
        if consistent((*_said(prints, "wide"), *rules)):
            return OUTCOMES[2], 0.0, "", WIDELY
        last = prints[-1]
        repair = repaired_alone(last, (*said[:-1], *rules), "printed")
        return (
            OUTCOMES[3],
            _power(prints, rules),
            f"{last.printed} → {repair}" if repair else "no other print of it",
            "",
        )
    for claim in claimed:  # an order: does it hold in every world?
        ((terms, bound, strict),) = claim.said
        denied = Statement("denied", (at_least([(-c, q) for c, q in terms], -bound, not strict),), "rule")
        if consistent((*said, *given, denied)):
            return OUTCOMES[2], 0.0, "", UNDECIDED
    power = _power(prints, rules)
    return OUTCOMES[0 if power else 1], power, "", ""


def _power(prints: Sequence[Number], rules: Sequence[Statement]) -> float:
    last = prints[-1]
    others = nearby(last)
    rest = [*_said(prints[:-1], "printed"), *rules]
    return sum(1 for _ in excluded(last, rest, "printed", others)) / len(others) if others else 0.0


def _read_otherwise(pairing: Pairing, numbers: Sequence[Number], run: Sequence[Found]) -> str:
    """A pairing that does not fit => another reading under which it would, or ''."""
    change = numbers[-1]
    if pairing.kind in ("base", "pair and change"):
        unit = change.value().unit
        if numbers[0].domain == "percent" and unit in PARTS:
            digits = re.sub(r"[%‰‱]|个?百分点", "", change.printed)
            points = replace(change, printed=f"{digits}个百分点", unit=POINTS[0])
            if _can(pairing, [*numbers[:-1], points]):
                return "fits if the change is meant in points"
        if unit == "倍":
            value = change.value()
            for other in (value.nominal - 1, value.nominal + 1):
                times = replace(change, printed=f"{float(other):g}倍")
                if other > 0 and _can(pairing, [*numbers[:-1], times]):
                    return "fits if 倍 means so many times, not so many more"
    for found in [] if pairing.ordered else _instead_of(pairing, run):
        try:
            meant = [_number(found), *numbers[1:]]
        except ValueError:
            continue
        if _can(pairing, meant):
            return f"fits {found.printed}, which stands in the same sentence"
    return ""


def _can(pairing: Pairing, numbers: Sequence[Number]) -> bool:
    prints, given, claimed = _placed(pairing.kind, numbers)
    claimed = [_way(pairing, prints)] if pairing.kind == "pair" else claimed
    return consistent((*_said(prints, "wide"), *given, *claimed))


def _instead_of(pairing: Pairing, run: Sequence[Found]) -> Iterator[Found]:
    """Earlier levels that may be meant instead of the first number: they have no change of their own behind them."""
    first, last = pairing.numbers[0], pairing.numbers[-1]
    place = first.at - run[0].at
    for other in reversed(run[max(0, place - MOST) : place + MOST]):
        if other.at < first.at and other.moved:
            return
        if other.at < last.at and other.level and other not in pairing.numbers:
            like = alike(other, last) if last.moved else other.unit == first.unit
            if like:
                yield other
