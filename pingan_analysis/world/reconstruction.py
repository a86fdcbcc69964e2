"""A series from what is printed: for every period that prints name or imply, how far the quantity reaches, and why.

Bounds of unpublished cells from published ones, sharp: each end is reached by a world that has everything printed, or
comes as near as one likes (the attacker's problem of statistical disclosure; Manski's identified sets). Changes on the
year before have their own bounds: both years move together, and the greatest ratio lies at a corner.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from pingan_analysis import paths
from pingan_analysis.errors import DataError
from pingan_analysis.tables import load
from pingan_analysis.tables.period import later, span
from pingan_analysis.world.constraints import Constraint, Quantity, Statement, Value, at_least
from pingan_analysis.world.solver import Bounds, beside, consistent, core
from pingan_analysis.world.system import Component, Using, World, world

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = [
    "indicator", "area", "period", "printed", "low", "high", "closed", "n_whole", "rests_on_low", "rests_on_high",
    "change_low", "change_high", "change_printed", "in_conflict",
]  # fmt: skip


@dataclass(frozen=True)
class Point:
    """One period of a series: bounds, the prints behind each end, the change on the year before in per cent."""

    quantity: Quantity
    printed: tuple[str, ...]
    bounds: Bounds
    rests_on_low: tuple[str, ...]
    rests_on_high: tuple[str, ...]
    change: tuple[Value | None, Value | None] = (None, None)
    change_printed: tuple[str, ...] = ()
    in_conflict: bool = False

    @property
    def closed(self) -> str:
        low, high = not self.bounds.low_open, not self.bounds.high_open
        return ("both" if high else "left") if low else ("right" if high else "neither")


def reconstruct(
    indicator: str, area: str, using: Using = "everything", raw: Path = paths.RAW, *, assume: Sequence[str] = ()
) -> pd.DataFrame:
    """'work_safety_accidents', '330000' => a row for each period of which something is known.

    `low`, `high` are exact (whole numbers or fractions; None where there is no end), `closed` says which ends are
    reached, `n_whole` how many whole numbers lie inside (None if measured), `printed` the ids of the levels printed for
    the period, `rests_on_low` and `rests_on_high` a minimal set of prints behind each end, `change_low` and
    `change_high` the bounds of the change on the same period a year before, in per cent, printed or not.
    `using` says who speaks: "everything", "articles", or ids of documents. DataError for an unknown indicator or area.

    >>> found = reconstruct("court_cases_received", "330000").set_index("period")
    >>> found.loc["2008", ["low", "high", "n_whole", "printed"]].tolist()
    [715887, 715951, 65, '']
    """
    import pandas as pd

    for table, column, value in (("indicators", "indicator", indicator), ("areas", "area", area)):
        if value not in {row[column] for row in load.records(table, raw)}:
            raise DataError([f"no {column} {value!r} in {table}.csv"])
    here = world(using, raw, assume=assume)
    rows = [point_row(point) for point in series(indicator, area, here)]
    return pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=object) for name in COLUMNS})


def all_series(raw: Path = paths.RAW) -> Iterator[Point]:
    """=> the points of every indicator and area of which two periods or more are known."""
    here = world("everything", raw)
    for indicator, area in sorted({quantity[:2] for quantity in here.where}):
        points = list(series(indicator, area, here))
        if len(points) > 1:
            yield from points


def series(indicator: str, area: str, here: World) -> list[Point]:
    """An indicator, an area, a world => its points, in the order of their periods."""
    found = [q for q in here.where if q[:2] == (indicator, area) and " " not in q.period]
    printed, moved = _printed(here)
    points = []
    for quantity in sorted(found, key=lambda q: _order(q.period)):
        component = here.where[quantity]
        bounds = component.bounds()[quantity]
        before = quantity._replace(period=later(quantity.period, -1))
        change = ratio(component, quantity, before) if here.where.get(before) is component else (None, None)
        if all(b.high is None for b in component.bounds().values()):  # whole numbers alone set no lower end
            bounds = Bounds(*quantity.limits)
        if bounds.high is None and not (bounds.low and bounds.low_why) and change == (None, None):
            continue
        conflict = {s.name for one in component.conflicts.sets for s in one}
        low, high = (rests_on(component, quantity, bounds, greatest) for greatest in (False, True))
        points.append(Point(
            quantity, tuple(printed.get(quantity, ())), bounds, low, high, change, tuple(moved.get(quantity, ())),
            bool(conflict & {*low, *high, *printed.get(quantity, ())}),
        ))  # fmt: skip
    return points


@lru_cache(maxsize=16)
def _printed(here: World) -> tuple[dict[Quantity, list[str]], dict[Quantity, list[str]]]:
    """=> the ids of the levels printed of each quantity, and of the changes on the year before."""
    printed: dict[Quantity, list[str]] = {}
    moved: dict[Quantity, list[str]] = {}
    for name in here.speaking:
        number = here.numbers[name]
        if number.measure in ("level", "share", "rate") and not number.aggregation:
            printed.setdefault(number.quantity, []).append(name)
        elif number.measure == "change" and number.base_period == later(number.period, -1):
            moved.setdefault(number.quantity, []).append(name)
    return printed, moved


def _order(period: str) -> tuple[float, float, str]:
    if ".." in period:
        last = period.rpartition("/")[2]
        return (span(last)[1] if last[:1].isdigit() else 0.0, 9999.0, period)
    start, end = span(period)
    return end, start, period


def point_row(point: Point) -> dict[str, object]:
    """A point => a row of the frame."""
    b = point.bounds
    return {
        "indicator": point.quantity.indicator, "area": point.quantity.area, "period": point.quantity.period,
        "printed": " ".join(point.printed), "low": b.low, "high": b.high, "closed": point.closed, "n_whole": b.size,
        "rests_on_low": " ".join(point.rests_on_low), "rests_on_high": " ".join(point.rests_on_high),
        "change_low": point.change[0], "change_high": point.change[1],
        "change_printed": " ".join(point.change_printed), "in_conflict": point.in_conflict,
    }  # fmt: skip


def rests_on(component: Component, quantity: Quantity, bounds: Bounds, greatest: bool) -> tuple[str, ...]:
    """=> a minimal set of prints without which the quantity could reach beyond its end."""
    end, open_ = (bounds.high, bounds.high_open) if greatest else (bounds.low, bounds.low_open)
    if end is None or end == quantity.limits[greatest]:
        return ()
    sign = 1 if greatest else -1
    beyond = Statement("beyond", (at_least([(sign, quantity)], sign * end, strict=not open_),), "question")
    return _resting(component, beyond)


@lru_cache(maxsize=1 << 14)
def _resting(component: Component, beyond: Statement) -> tuple[str, ...]:
    statements = component.maximal[0]
    prints = [s for s in statements if s.kind == "print"]
    rules = [s for s in statements if s.kind != "print"]
    if consistent((*statements, beyond)):  # an end that another maximal set reaches
        return ()
    return tuple(s.name for s in core(prints, beside([*rules, beyond])))


@lru_cache(maxsize=1 << 14)
def ratio(component: Component, quantity: Quantity, before: Quantity) -> tuple[Value | None, Value | None]:
    """=> the least and the greatest change from one quantity to the other, in per cent, over all worlds."""
    found = [_ratios(statements, component.bounds(), quantity, before) for statements in component.maximal]
    lows, highs = [low for low, _ in found if low is not None], [high for _, high in found if high is not None]
    low = 100 * (min(lows) - 1) if len(lows) == len(found) else None
    high = 100 * (max(highs) - 1) if len(highs) == len(found) else None
    return (None if low == -100 else low), high


def _ratios(
    statements: Sequence[Statement], known: Mapping[Quantity, Bounds], one: Quantity, other: Quantity
) -> tuple[Fraction | None, Fraction | None]:
    """The least and the greatest one / other: at a corner of what the two allow together, or along a constraint that
    leaves both free to grow. Counts are taken as real numbers between their whole ends.
    """
    terms = [c for s in statements for c in s.said if {q for _, q in c.terms} == {one, other}]
    lines = []
    for constraint in terms:
        of = {q: c for c, q in constraint.terms}
        lines.append((Fraction(of[one]), Fraction(of[other]), Fraction(constraint.bound)))
    for quantity, (x, y) in ((one, (1, 0)), (other, (0, 1))):
        b = known[quantity]
        lines.append((Fraction(x), Fraction(y), Fraction(b.low or 0)))
        if b.high is not None:
            lines.append((Fraction(-x), Fraction(-y), Fraction(-b.high)))
    corners: list[Fraction] = []
    for (a, c, e), (d, f, g) in combinations(lines, 2):
        if det := a * f - c * d:
            u, v = Fraction(e * f - c * g) / det, Fraction(a * g - e * d) / det
            if v > 0 and all(p * u + q * v >= r for p, q, r in lines):
                corners.append(u / v)
    ends: list[Fraction | None] = []
    for greatest in (False, True):
        limits = [limit for constraint in terms for limit in _limit(constraint, one, other, greatest)]
        free = known[other].high is None  # both may grow: the constraint alone limits the ratio
        if free:
            ends.append((min if greatest else max)(limits, default=None))
        else:
            ends.append((max if greatest else min)(corners, default=None))
    if known[other].low == 0 and known[other].high is not None:
        ends[1] = min(
            [e for e in (ends[1], *[x for c in terms for x in _limit(c, one, other, True)]) if e is not None],
            default=None,
        )
    return ends[0], ends[1]


def _limit(constraint: Constraint, one: Quantity, other: Quantity, greatest: bool) -> list[Fraction]:
    terms = {quantity: coefficient for coefficient, quantity in constraint.terms}
    homogeneous = constraint.bound == 0 or (constraint.bound == 1 and one.whole)  # of counts, above 0 is 1 or more
    if set(terms) == {one, other} and homogeneous and (terms[one] < 0) is greatest:
        return [Fraction(-terms[other], terms[one])]
    return []
