"""Do the numbers of a text fit as `pairing` has paired them, in some reading?

A pair is given the benefit of every reading: 倍 as so many more or so many times, per cent of a share as points, cut
off as well as rounded, counts with zeros as round; and if an earlier number of the stretch would fit instead, the
pairing is open. What does not fit is called no contradiction: a reader must confirm what the numbers are about.

| outcome | |
|---|---|
| `fits` | some world allows both, and another printed value would have had none |
| `cannot fail` | some world allows both, as it would any value nearby: nothing is tested |
| `open` | fits in some worlds, or only when read widely |
| `does not fit as paired` | they cannot both hold as printed, if they are about one thing: a reader must confirm |

`power` is the share of other values nearby that would not have fitted, as for claims: how much an outcome says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pingan_analysis.errors import DataError
from pingan_analysis.numbers.interval import INF
from pingan_analysis.text.pairing import MOST, Found, Pairing, alike, pairings, stretches
from pingan_analysis.world import claims, kinds, slips
from pingan_analysis.world.case import Case, Number
from pingan_analysis.world.implications import IMPLIED

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "kind", "numbers", "printed", "implies", "implied", "size", "outcome", "power", "would_fit", "note", "relation",
)  # fmt: skip
OUTCOMES = ("fits", "cannot fail", "open", "does not fit as paired")
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
    [['base', '{435}', 'fits', 0.96...]]
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
    """A number as claims see it. Raises ValueError where its text alone does not say what the scanner read."""
    measure = "change" if found.moved else "level"
    direction = found.direction if found.moved else ""
    number = Number(str(found.at), "text", "corpus", found.printed, found.unit, direction, measure)
    value = number.value()
    same = (value.low, value.high, value.nominal) == (found.low, found.high, found.nominal)
    average = found.level and value.integer and _AVERAGE.search(found.clause)  # rounded, though it looks exact
    if not same or average or (value.high == INF and found.moved):
        raise ValueError(f"{found.printed!r} is read in its sentence only")
    return number


def _row(pairing: Pairing, numbers: Sequence[Number], run: Sequence[Found]) -> tuple[object, ...]:
    kind = kinds.KINDS[pairing.kind if pairing.kind in IMPLIES else "compare"]
    cases = [Case(tuple(numbers), {"relation": relation}) for relation in pairing.relations or ("",)]
    case = cases[0].under("half-up")
    finding, ruling = claims.ruled(kind, case)
    outcome, power, would_fit, note = OUTCOMES[0], 0.0, "", ""
    if ruling == "contradicted":
        if note := _read_otherwise(kind, cases, pairing, run):
            outcome = OUTCOMES[2]
        else:
            outcome, power, would_fit = OUTCOMES[3], slips.power(kind, case), slips.repair(kind, case)
    elif ruling == "supported":
        power = slips.power(kind, case)
    else:
        outcome, note = OUTCOMES[1 if finding.truth == "all" else 2], finding.note if finding.truth != "all" else ""
    implies, implied, size = "", "", None
    if pairing.kind in IMPLIES:
        implies, result = IMPLIES[pairing.kind], IMPLIED[pairing.kind](case.values[0], case.values[1])
        implied, size = str(result), result.size
    elif pairing.kind == "part and rate":
        implies, implied = "the rate", f"{100 * case.values[1].interval / case.values[0].interval} %"
    elif pairing.kind == "sum":
        implies, implied = "the sum", str(sum((value.hull for value in case.values[1:]), start=case.values[1].hull * 0))
    places = " ".join(number.number_id for number in numbers)
    printed = "; ".join(number.printed for number in numbers)
    relation = cases[0].parameters["relation"]
    return pairing.kind, places, printed, implies, implied, size, outcome, power, would_fit, note, relation


def _read_otherwise(kind: kinds.Kind, cases: Sequence[Case], pairing: Pairing, run: Sequence[Found]) -> str:
    """A pairing that does not fit => another reading under which it would, or ''."""
    case = cases[0].under("half-up")
    if any(claims.ruled(kind, other.under("half-up"))[1] != "contradicted" for other in cases[1:]):
        return "fits if the change is meant otherwise: so many times, or in points"
    if pairing.kind == "base" and case.values[1].unit == "倍":
        value = replace(case.values[1], ratio_to=True)
        if kind.test(case.instead(1, value)).truth != "none":
            return "fits if 倍 means so many times, not so many more"
    for other in [] if pairing.ordered else _instead_of(pairing, run):
        try:
            meant = replace(cases[0], numbers=(_number(other), *case.numbers[1:]))
        except ValueError:
            continue
        if claims.ruled(kind, meant.under("half-up"))[1] != "contradicted":
            return f"fits {other.printed}, which stands in the same sentence"
    return ""


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
