"""The kinds of claim: for each, in which worlds does it hold?

A kind is a function from a `Case` to a `Finding`: whether the claim holds in all, some or none of the worlds that the
case allows, what follows from its numbers, a world in which it holds, a world in which it fails, and the number that
would decide. Every printed number is varied over all that it may stand for; an unprinted quantity over all values
that it can have. Here are the kinds that numbers decide; those that hang on what is not printed are in `series`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from pingan_analysis.numbers.interval import INF, Interval, decimal
from pingan_analysis.world import series
from pingan_analysis.world.case import Case, Finding, Number, Truth
from pingan_analysis.world.implications import (
    implied_base,
    implied_count,
    implied_reference,
    implied_total,
    thresholds_crossed,
)
from pingan_analysis.world.implied import Implied
from pingan_analysis.world.relation import compare

__all__ = ["KINDS", "Case", "Finding", "Kind", "Number", "Truth"]

INCOMPARABLE = "The two numbers have different definitions and may not be held against each other"
UNTESTED = "A change is printed without a level: nothing printed can test it."
MISCOUNTED = (
    "Counted one way, the durations do not meet in one year; ages and anniversaries are often counted differently."
)


def base(case: Case) -> Finding:
    """Level and change: does some earlier level explain them, and if one is known, that one?"""
    level, change = case.values[:2]
    number, period = case.numbers[0], case.numbers[1].base_period
    known = case.levels(number, number.area, period)
    return _fits(case, implied_base(level, change), f"{number.label}, {period}", f"{number.subject}, {period}", known)


def gap(case: Case) -> Finding:
    """Level and gap: does some reference level explain them, and if one is known, that one?"""
    level, lead = case.values[:2]
    number, reference = case.numbers[0], case.numbers[1].comparator
    known = case.levels(number, reference, number.period)
    decider = f"the reference level ({number.label}), {number.period}"
    return _fits(case, implied_reference(level, lead), f"reference level, {number.period}", decider, known)


def share(case: Case) -> Finding:
    """Part and share: does some total explain them?"""
    part, portion = case.values[:2]
    return _fits(case, implied_total(part, portion), "total", f"the total behind {case.numbers[0].subject}")


def rate(case: Case) -> Finding:
    """Whole and rate: does some count explain them?"""
    whole, portion = case.values[:2]
    return _fits(case, implied_count(whole, portion), "count", f"the count behind {case.numbers[1].subject}")


def _fits(case: Case, implied: Implied, what: str, decider: str, elsewhere: Sequence[Number] = ()) -> Finding:
    """Printed numbers fit together if the set that they imply is not empty and meets what is known of it: by the
    claim's third number, or elsewhere.
    """
    known = [*case.numbers[2:], *elsewhere]
    values = (*case.values[2:], *(number.value(case.rounding) for number in elsewhere))
    meets = [not implied.within(value.interval).empty for value in values] or [not implied.empty]
    truth: Truth = "all" if all(meets) else "some" if any(meets) else "none"
    if case.brief:
        return Finding(truth)
    spelled = f"{what}: {'no value' if implied.empty else implied}"
    spelled += "".join(f"; printed elsewhere: {number.printed} ({number.source_id})" for number in known)
    used = tuple(elsewhere)
    if truth == "none":
        return Finding("none", spelled, used=used)
    if truth == "some":
        holds, fails = (f"{what} {n.printed} ({n.source_id})" for n in (known[meets.index(m)] for m in (True, False)))
        return Finding("some", spelled, holds, fails, decider, "The sources disagree; both are kept.", used)
    fails = "the printed numbers come from different scopes or vintages"
    return Finding("all", spelled, f"{what} {_one_of(implied)}", fails, decider, used=used)


def _one_of(implied: Implied) -> str:
    """One value of an implied set, spelled out."""
    if (whole := implied.integers) is not None:
        return f"{whole[(implied.size or 0) // 2]:,}"
    low, high = implied.interval.low, implied.interval.high
    low = min(0, high - 1) if low == -INF else low
    middle = 2 * low + 1 if high == INF else Fraction(low + high) / 2
    return f"{decimal(middle, 4)} {implied.unit}".strip()


def change(case: Case) -> Finding:
    """A change printed without a level: tested by the levels of both periods where they are known, else by nothing."""
    (moved,), number = case.values[:1], case.numbers[0]
    now, before = (case.levels(number, number.area, period) for period in (number.period, number.base_period))
    what, decider = f"{number.label}, {number.base_period}", f"{number.subject}, {number.base_period}"
    found = [_fits(case, implied_base(n.value(case.rounding), moved), what, decider, before) for n in now]
    if found:
        truths = {finding.truth for finding in found}
        truth: Truth = truths.pop() if len(truths) == 1 else "some"
        return replace(next((f for f in found if f.truth == truth), found[0]), truth=truth, used=(*now, *before))
    if case.brief:
        return Finding("some")
    sign = -1 if moved.direction == "down" else 1
    scale = {"%": 100, "‰": 1000, "倍": 1}.get(moved.unit)
    start = Fraction(10000) if scale else max(Fraction(10000), 2 * moved.nominal)
    end = start * (1 + sign * moved.nominal / scale) if scale else start + sign * moved.nominal
    period = number.base_period or "the base period"
    holds, fails = (f"{period}: {decimal(start, 0)}, {number.period}: {decimal(n, 0)}" for n in (end, start))
    decider = f"{number.subject}, {number.period} and {period}"
    return Finding("some", "", holds, fails, decider, UNTESTED, tuple(before))


def trend(case: Case) -> Finding:
    """The same relation between values of one quantity: refused where their definitions differ."""
    measured = [number for number in case.numbers if number.measure != "gap"] or list(case.numbers)
    first = measured[0]
    other = next((n for n in measured[1:] if (first.indicator, n.indicator) not in case.comparable), None)
    if other is None:
        return compare(case)
    if case.brief:
        return Finding("some")
    against = ": read as one series, they would contradict the claim." if compare(case).truth == "none" else "."
    return Finding(
        "some", "", f"{first.label} and {other.label} measured alike stand as the claim says",
        "measured alike, they stand the other way round",
        f"{other.subject}, {other.period}, by the definition of {first.label}", INCOMPARABLE + against,
    )  # fmt: skip


def thresholds(case: Case) -> Finding:
    """Start, end and the number of steps crossed between them."""
    start, end, claimed = case.values
    printed, decider = [number.printed for number in case.numbers], f"{case.numbers[0].subject}, with more digits"
    if INF in (start.high, end.high):
        note = "A level has no upper end: the number of steps is open."
        return Finding("some", "", f"{printed[2]} between", f"not {printed[2]} between", decider, note)
    crossed = thresholds_crossed(start, end, int(case.parameters["step"]))
    agreeing = (Interval(crossed[0], crossed[-1], "both") & claimed.hull).integers
    truth: Truth = "none" if not agreeing else "all" if agreeing == crossed else "some"
    if case.brief:
        return Finding(truth)
    first, last = crossed[0], crossed[-1]
    spelled = f"{first} steps" if first == last else f"{first} to {last} steps"
    holds = f"{printed[0]} and {printed[1]} with {agreeing[0] if agreeing else '–'} steps between"
    fails = next((f"{n} steps between" for n in (first, last) if n not in agreeing), "")
    return Finding(truth, spelled, holds, fails, decider)


def start_year(case: Case) -> Finding:
    """Durations, each to the end of its period, point to one start year (and to `start`, if given), counted one way.

    `inclusive` counts the first and the last year (2004 to 2021: 18), `completed` the years gone by; without `counting`
    both are worlds, and each document may have its own.
    """
    if not case.numbers:
        raise ValueError("a duration at least is needed")
    wanted, counting = case.parameters.get("start"), case.parameters.get("counting")
    ends = [number.year for number in case.numbers]
    possible = [Interval(Fraction(0), Fraction(end)) for end in ends]
    spans = [(value.interval & span).integers for value, span in zip(case.values, possible, strict=True)]
    starts = {
        way: [{end - years + extra for years in span} for end, span in zip(ends, spans, strict=True)]
        for way, extra in (("inclusive", 1), ("completed", 0))
        if counting in (None, way)
    }
    starts["each its own way"] = [set.union(*either) for either in zip(*starts.values(), strict=True)]
    common = {way: set.intersection(*years) for way, years in starts.items()}
    common = {way: years & {int(wanted)} if wanted else years for way, years in common.items()}
    mixed = common.pop("each its own way")
    truth: Truth = "all" if all(common.values()) else "some" if mixed else "none"
    spelled = [f"{way}: {', '.join(map(str, sorted(years))) or 'no common year'}" for way, years in common.items()]
    holds = [text for text, years in zip(spelled, common.values(), strict=True) if years]
    fails = [text for text, years in zip(spelled, common.values(), strict=True) if not years]
    own = f"each counted its own way: {', '.join(map(str, sorted(mixed)))}"
    note = "" if any(common.values()) else MISCOUNTED
    decider = "the year in which the counting began, and whether it counts"
    return Finding(truth, "; ".join(spelled), "; ".join(holds) or own, "; ".join(fails), decider, note)


def items(case: Case) -> Finding:
    """A count and the items that are printed for it. `open: yes` marks a list that ends in 等 (and others)."""
    counted = sum((value.hull for value in case.values), Interval.point(0))
    listed = int(case.parameters["items"])
    holds = listed <= counted.high if case.parameters.get("open") else listed in counted
    named = "; ".join(number.subject if number.label else number.printed for number in case.numbers)
    return Finding(
        "all" if holds else "none", f"{listed} printed, {counted} counted", decider=f"the whole list behind {named}"
    )


@dataclass(frozen=True)
class Kind:
    """A test, and whether a verdict hangs on a digit or on the decision that the sentence asks for.

    `fits` marks tests of whether numbers can stand together: what passes them passes all the more with wider sets.
    """

    test: Callable[[Case], Finding]
    matter: Literal["digit", "decision"]
    fits: bool = False


KINDS: dict[str, Kind] = {
    "base": Kind(base, "digit", fits=True),
    "gap": Kind(gap, "digit", fits=True),
    "share": Kind(share, "digit", fits=True),
    "rate": Kind(rate, "digit", fits=True),
    "compare": Kind(compare, "decision"),
    "trend": Kind(trend, "decision"),
    "change": Kind(change, "digit"),
    "thresholds": Kind(thresholds, "decision"),
    "start_year": Kind(start_year, "digit"),
    "items": Kind(items, "digit"),
    "halving": Kind(series.halving, "decision"),
    "all": Kind(series.every, "decision"),
    "first": Kind(series.first, "decision"),
    "rank": Kind(series.rank, "decision"),
    "record": Kind(series.record, "decision"),
    "first_fall": Kind(series.first_fall, "decision"),
    "turning_point": Kind(series.turning_point, "decision"),
    "first_turning": Kind(series.first_turning, "decision"),
    "no_fall": Kind(series.no_fall, "decision"),
}
