"""The kinds of claim: for each, in which worlds does it hold?

A kind is a function from a `Case` to a `Finding`: whether the claim holds in all, some or none of the worlds that the case
allows, what follows from its numbers, a world in which it holds, a world in which it fails, and the number that would decide.
Every printed number is varied over all values that it may stand for; an unprinted quantity over all values that it can have.
"""

from __future__ import annotations

import ast
import itertools
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from typing import Literal

from pingan_analysis import reconstruct
from pingan_analysis.errors import DataError
from pingan_analysis.interval import INF, Bound, Interval, decimal
from pingan_analysis.printed import Rounding, Unrounded, unround
from pingan_analysis.reconstruct import HUNDRED, Implied

Truth = Literal["all", "some", "none"]


@dataclass(frozen=True)
class Number:
    """A reported number with what it is about."""

    number_id: str
    source_id: str
    role: str
    printed: str
    unit: str = ""
    direction: str = ""
    measure: str = ""
    indicator: str = ""
    label: str = ""
    area: str = ""
    area_label: str = ""
    period: str = ""
    base_period: str = ""
    comparator: str = ""
    confidence: str = "high"

    @property
    def is_share(self) -> bool:
        """A percentage that stops at 100."""
        return self.unit == "%" and self.measure not in ("change", "gap")

    @property
    def subject(self) -> str:
        """=> 'Court cases newly received, Lishui'."""
        return f"{self.label}, {self.area_label}"

    def value(self, rounding: Rounding = "half-up") -> Unrounded:
        """What the printed text may stand for."""
        number = unround(self.printed, rounding, unit=self.unit, share=self.is_share)
        return replace(number, direction=self.direction or number.direction)


@dataclass(frozen=True)
class Case:
    """A claim's numbers in order, its parameters, the other numbers known, and which indicators are comparable."""

    numbers: tuple[Number, ...]
    parameters: Mapping[str, str]
    others: Sequence[Number] = ()
    comparable: frozenset[tuple[str, str]] = frozenset()
    rounding: Rounding = "half-up"
    brief: bool = False  # only the truth is wanted, a thousand times

    @property
    def values(self) -> list[Unrounded]:
        return [number.value(self.rounding) for number in self.numbers]

    def levels(self, like: Number, area: str, period: str) -> list[Number]:
        """=> the levels known, beyond the claim's own numbers, of one indicator in an area and period."""
        wanted = (like.indicator, area, period, "level")
        return [n for n in self.others if (n.indicator, n.area, n.period, n.measure) == wanted] if period else []


@dataclass(frozen=True)
class Finding:
    """What a kind finds; `used` are numbers that it looked up beyond those that the claim names."""

    truth: Truth
    implied: str = ""
    holds_in: str = ""
    fails_in: str = ""
    decider: str = ""
    note: str = ""
    used: tuple[Number, ...] = field(default=())


def base(case: Case) -> Finding:
    """Level and change: does some earlier level explain them, and if one is known, that one?"""
    level, change = case.values[:2]
    number, period = case.numbers[0], case.numbers[1].base_period
    implied = reconstruct.implied_base(level, change)
    known = case.levels(number, number.area, period)
    return _fits(case, implied, f"{number.label}, {period}", f"{number.subject}, {period}", known)


def gap(case: Case) -> Finding:
    """Level and gap: does some reference level explain them, and if one is known, that one?"""
    level, lead = case.values[:2]
    number, reference = case.numbers[0], case.numbers[1].comparator
    implied = reconstruct.implied_reference(level, lead)
    known = case.levels(number, reference, number.period)
    return _fits(case, implied, f"reference level, {number.period}", f"the reference level ({number.label}), {number.period}", known)


def share(case: Case) -> Finding:
    """Part and share: does some total explain them?"""
    part, portion = case.values[:2]
    return _fits(case, reconstruct.implied_total(part, portion), "total", f"the total behind {case.numbers[0].subject}")


def rate(case: Case) -> Finding:
    """Whole and rate: does some count explain them?"""
    whole, portion = case.values[:2]
    return _fits(case, reconstruct.implied_count(whole, portion), "count", f"the count behind {case.numbers[1].subject}")


UNFIT = "The printed numbers cannot all hold as printed; a different scope, a later revision or a restated base are to be considered before an error."


def _fits(case: Case, implied: Implied, what: str, decider: str, known: Sequence[Number] = ()) -> Finding:
    """Printed numbers fit together if the set that they imply is not empty and meets what is known of it."""
    meets = [not _with(implied, number.value(case.rounding)).empty for number in known] or [not implied.empty]
    truth: Truth = "all" if all(meets) else "some" if any(meets) else "none"
    if case.brief:
        return Finding(truth)
    spelled = f"{what}: {'no value' if implied.empty else implied}"
    spelled += "".join(f"; printed elsewhere: {number.printed} ({number.source_id})" for number in known)
    if truth == "none":
        return Finding("none", spelled, note=UNFIT, used=tuple(known))
    if truth == "some":
        fits, misses = (known[meets.index(value)] for value in (True, False))
        return Finding("some", spelled, f"{what} {fits.printed} ({fits.source_id})", f"{what} {misses.printed} ({misses.source_id})", decider, "The sources disagree; both are kept.", tuple(known))
    return Finding("all", spelled, f"{what} {_some(implied)}", "the printed numbers come from different scopes or vintages", decider, used=tuple(known))


def _with(implied: Implied, printed: Unrounded) -> Implied:
    """The implied values that a printed value allows, too."""
    allowed = printed.interval
    if implied.integers is None:
        return replace(implied, interval=implied.interval & allowed)
    return replace(implied, interval=implied.interval & allowed, integers=[value for value in implied.integers if value in allowed])


def change(case: Case) -> Finding:
    """A change printed without a level: tested by the levels of both periods where they are known, else by nothing."""
    (moved,), number = case.values, case.numbers[0]
    now, before = (case.levels(number, number.area, period) for period in (number.period, number.base_period))
    if now:
        implied = reconstruct.implied_base(now[0].value(case.rounding), moved)
        found = _fits(case, implied, f"{number.label}, {number.base_period}", f"{number.subject}, {number.base_period}", before)
        return replace(found, used=(*now, *before))
    if case.brief:
        return Finding("some")
    factor = 1 - moved.nominal / 100 if moved.direction == "down" else 1 + moved.nominal / 100
    period = number.base_period or "the base period"
    return Finding(
        "some", "", f"{period}: 10,000, {number.period}: {decimal(10000 * factor, 0)}", f"{period}: 10,000, {number.period}: 10,000",
        f"{number.subject}, {number.period} and {period}", "A change is printed without a level: nothing printed can test it.",
        tuple(before),
    )


OPERATORS: dict[type[ast.AST], Callable[[Interval, Interval], Interval]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}


def compare(case: Case) -> Finding:
    """A relation between the numbers a, b, c … in order, such as `a + b == c` or `a >= nominal(b)`.

    Equality asks whether both sides can be equal; an inequality whether it holds for all values.
    """
    relation = case.parameters["relation"]
    values = {name: _hull(value) for name, value in zip("abcdefgh", case.values, strict=False)}
    nominal = {name: Interval.point(value.nominal) for name, value in zip("abcdefgh", case.values, strict=False)}
    tree = _relation(relation)

    def side(node: ast.expr, world: Mapping[str, Interval]) -> Interval:
        if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
            return OPERATORS[type(node.op)](side(node.left, world), side(node.right, world))
        if isinstance(node, ast.Name) and node.id in world:
            return world[node.id]
        if isinstance(node, ast.Constant) and isinstance(node.value, int):
            return Interval.point(node.value)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "nominal" and isinstance(node.args[0], ast.Name):
            return nominal[node.args[0].id]
        raise DataError([f"relation {relation!r}: only + - * /, comparisons, numbers, the letters a, b, c … and nominal() are understood"])

    def truth(world: Mapping[str, Interval]) -> Truth:
        sides = [side(node, world) for node in (tree.left, *tree.comparators)]
        found = [_truth(op, left, right) for op, left, right in zip(tree.ops, sides[:-1], sides[1:], strict=True)]
        return "none" if "none" in found else "some" if "some" in found else "all"

    result = truth(values)
    if case.brief:
        return Finding(result)
    implied = "; ".join(str(side(node, values)) for node in (tree.left, *tree.comparators))
    if result != "some":
        return Finding(result, implied, "", "", "; ".join(n.subject for n in case.numbers) + ", with more digits")
    worlds = [dict(zip(values, point, strict=True)) for point in itertools.product(*(_witnesses(value) for value in values.values()))]
    holds, fails = (next((_world(case, w) for w in worlds if truth(w) == wanted), "") for wanted in ("all", "none"))
    return Finding("some", implied, holds, fails, "; ".join(n.subject for n in case.numbers) + ", with more digits")


@cache
def _relation(text: str) -> ast.Compare:
    """'a + b == c' => its syntax tree. Raises DataError for anything that is not one comparison."""
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError:
        tree = None
    if not isinstance(tree, ast.Compare):
        raise DataError([f"relation {text!r} is not a comparison such as a + b == c"])
    return tree


def trend(case: Case) -> Finding:
    """The same relation between values of one quantity: refused where their definitions differ."""
    measured = [number for number in case.numbers if number.measure != "gap"] or list(case.numbers)
    first = measured[0]
    other = next((n for n in measured[1:] if (first.indicator, n.indicator) not in case.comparable), None)
    if other is None:
        return compare(case)
    as_printed = compare(case).truth
    return Finding(
        "some", "", f"{first.label} and {other.label} measured alike stand as the claim says", "measured alike, they stand the other way round",
        f"{other.subject}, {other.period}, by the definition of {first.label}",
        "The two numbers have different definitions and may not be held against each other"
        + (": read as one series, they would contradict the claim." if as_printed == "none" else "."),
    )


def thresholds(case: Case) -> Finding:
    """Start, end and the number of steps crossed between them."""
    start, end, claimed = case.values
    crossed = reconstruct.thresholds_crossed(start, end, int(case.parameters["step"]))
    agreeing = [n for n in crossed if n in claimed]
    truth: Truth = "none" if not agreeing else "all" if len(agreeing) == len(crossed) else "some"
    spelled = f"{crossed[0]} steps" if len(crossed) == 1 else f"{crossed[0]} to {crossed[-1]} steps"
    return Finding(truth, spelled, f"{case.numbers[0].printed} and {case.numbers[1].printed} with {agreeing[0] if agreeing else '–'} steps between", f"{crossed[0]} steps between", f"{case.numbers[0].subject}, with more digits")


def start_year(case: Case) -> Finding:
    """Durations, each to the end of its period, point to one start year (and to `start`, if given) under one way of counting.

    `inclusive` counts the first and the last year (2004 to 2021: 18), `completed` the years gone by; without `counting`
    both are worlds.
    """
    wanted = case.parameters.get("start")
    results = {}
    for name, extra in (("inclusive", 1), ("completed", 0)):
        if case.parameters.get("counting", name) == name:
            years = [{int(n.period[-4:]) - k + extra for k in v.integers} for n, v in zip(case.numbers, case.values, strict=True)]
            results[name] = set.intersection(*years) & ({int(wanted)} if wanted else set.union(*years))
    spelled = "; ".join(f"{name}: {', '.join(map(str, sorted(found))) or 'no common year'}" for name, found in results.items())
    truth: Truth = "all" if all(results.values()) else "some" if any(results.values()) else "none"
    note = "" if truth != "none" else "Counted one way, the durations do not meet in one year; ages and anniversaries are often counted differently."
    return Finding(truth, spelled, spelled, spelled, "the year in which the counting began, and whether it counts", note)


def items(case: Case) -> Finding:
    """A count and the items that are printed for it. `open: yes` marks a list that ends in 等 (and others)."""
    count = sum((value.nominal for value in case.values), Fraction(0))
    listed = int(case.parameters["items"])
    holds = listed <= count if case.parameters.get("open") else listed == count
    return Finding("all" if holds else "none", f"{listed} printed, {decimal(count)} counted")


def halving(case: Case) -> Finding:
    """A number of falls and a total change over them: levels are not printed."""
    (span, moved), number = case.values, case.numbers[0]
    years = int(span.nominal)
    yearly = 100 * (1 - float(1 - moved.nominal / 100) ** (1 / years))
    levels = [round(1000 * float(1 - moved.nominal / 100) ** (k / years)) for k in range(years + 1)]
    return Finding(
        "some", f"{yearly:.2f} % a year on average, if both are exact", " → ".join(f"{n:,}" for n in levels),
        " → ".join(f"{1000 - 20 * k:,}" for k in range(years + 1)), f"{number.subject}, in each of the {years + 1} years",
        "The falls and the halving are printed without a level.",
    )


@dataclass(frozen=True)
class Condition:
    """One thing that must be so: in words, the opposite in words, and whether what is printed decides it (None: it does not)."""

    so: str
    otherwise: str
    truth: bool | None = None


def _conjunction(conditions: Sequence[Condition], decider: str, used: Sequence[Number] = (), note: str = "") -> Finding:
    """Conditions that must all hold; one that nothing printed decides is true in some world and false in another."""
    unknown = [condition for condition in conditions if condition.truth is None]
    failing = [condition for condition in conditions if condition.truth is False]
    if failing:
        return Finding("none", _listed([condition.otherwise for condition in failing]), note=note, used=tuple(used))
    if not unknown:
        return Finding("all", _listed([condition.so for condition in conditions]), note=note, used=tuple(used))
    decided = f"{len(conditions) - len(unknown)} of {len(conditions)} conditions decided by what is printed"
    return Finding("some", decided, _listed([c.so for c in unknown]), unknown[0].otherwise, decider, note, tuple(used))


def _listed(texts: Sequence[str]) -> str:
    """A list of words, shortened in its middle."""
    return "; ".join(texts if len(texts) <= 4 else [*texts[:2], "…", texts[-1]])


def every(case: Case) -> Finding:
    """A property of every unit (`units`, `property`): one unit without it would fail the claim, and no unit is printed."""
    units, what = case.parameters["units"], case.parameters["property"]
    if case.parameters.get("streak"):
        span, unit = case.numbers[0].printed, units.removeprefix("each ")
        condition = Condition(f"{units} of the {span}: {what}", f"one {unit} of the {span}: not {what}")
        return _conjunction([condition], f"the list of the {unit}s ({span}), and which are {what}")
    return _conjunction([Condition(f"all {units}: {what}", f"not all {units}: {what}")], f"the list of all {units}, and which are {what}")


def first(case: Case) -> Finding:
    """First of its kind: some earlier one (`what`) would fail the claim, and no list of earlier ones is printed."""
    what = case.parameters["what"]
    return _conjunction([Condition(f"there was not {what}", f"there was {what}")], f"a list that would show {what}, dated")


def rank(case: Case) -> Finding:
    """Ahead of its peers (`peers`) by a quantity (`quantity`) that is not printed for them."""
    peers, quantity = case.parameters["peers"], case.parameters["quantity"]
    condition = Condition(f"{peers}: not ahead by {quantity}", f"{peers}: ahead by {quantity}")
    return _conjunction([condition], f"{quantity[0].upper() + quantity[1:]}, for every peer")


def record(case: Case) -> Finding:
    """The highest level of a window: each earlier year of it must not lie above."""
    (level, window), number = case.values, case.numbers[0]
    last = int(number.period[:4])
    conditions, used, unknown = [], [], []
    for year in range(last - int(window.nominal) + 1, last):
        known = case.levels(number, number.area, str(year))
        truths = {_truth(ast.GtE(), level.interval, n.value(case.rounding).interval) for n in known}
        truth = {"all": True, "none": False}.get(truths.pop()) if len(truths) == 1 else None
        conditions.append(Condition(f"{year} at most {number.printed}", f"{year} above {number.printed}", truth))
        unknown += [str(year)] if truth is None else []
        used += known
    return _conjunction(conditions, f"{number.subject}, {', '.join(unknown)}", used)


def _below(case: Case, number: Number, year: int, other: int) -> tuple[bool | None, list[Number]]:
    """Was the number's quantity lower in one year than in another? True, False, or None where nothing printed decides it or
    the sources disagree; and the numbers that decide.
    """
    used: list[Number] = []
    answers = set()
    for n in (number, *case.others):
        if (n.indicator, n.area, n.measure) == (number.indicator, number.area, "change") and abs(year - other) == 1:
            if (n.period, n.base_period) == (str(max(year, other)), str(min(year, other))) and n.value().nominal:
                used.append(n)
                answers.add((n.direction == "down") == (year > other))
    for one in case.levels(number, number.area, str(year)):
        for two in case.levels(number, number.area, str(other)):
            truth = _truth(ast.Lt(), one.value(case.rounding).interval, two.value(case.rounding).interval)
            used += [one, two]
            answers |= {"all": {True}, "none": {False}, "some": set()}[truth]
    return (answers.pop() if len(answers) == 1 else None), [n for n in used if n is not number]


def _not(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def first_fall(case: Case) -> Finding:
    """A fall with none before it, back to `since`."""
    number, year = case.numbers[0], int(case.numbers[0].period)
    since = int(case.parameters["since"])
    falls = {y: _below(case, number, y, y - 1) for y in range(since, year + 1)}
    conditions = [Condition(f"{y} did not fall", f"{y} fell", _not(falls[y][0])) for y in range(since, year)]
    conditions.insert(0, Condition(f"{year} fell", f"{year} did not fall", falls[year][0]))
    return _conjunction(conditions, f"{number.subject}, each year from {since} to {year - 1}", _used(falls))


def turning_point(case: Case) -> Finding:
    """A turn at the number's year: `weak` (a fall after a rise), `strong` (a peak above `years` years on either side, as in
    Bry and Boschan, 1971) or `sustained` (a fall that lasts `years` years).
    """
    number, year = case.numbers[0], int(case.numbers[0].period)
    definition, span = case.parameters["definition"], int(case.parameters.get("years", 1))
    peak = year - 1
    if definition == "sustained":
        pairs = [(y, y - 1) for y in range(year, year + span)]
    else:
        sides = [(peak - k, peak + k) for k in range(1, span + 1 if definition == "strong" else 2)]
        pairs = [(y, peak) for side in sides for y in side]
    answers = {y: _below(case, number, y, other) for y, other in pairs}
    conditions = [Condition(f"{y} below {other}", f"{y} not below {other}", answers[y][0]) for y, other in pairs]
    return _conjunction(conditions, f"{number.subject}, {min(answers)} to {max(max(answers), year)}, as a series", _used(answers))


def no_fall(case: Case) -> Finding:
    """No fall among the changes named: one printed as a fall fails the claim; rises alone leave the other periods open."""
    falls = [number for number in case.numbers if number.direction == "down"]
    conditions = [Condition(f"no fall, {n.subject}, {n.period}", f"a fall, {n.subject}, {n.period}: {n.printed}", False) for n in falls]
    conditions.append(Condition("no fall in any other period", "a fall in another period"))
    return _conjunction(conditions, f"{case.numbers[0].subject}, as a series")


def first_turning(case: Case) -> Finding:
    """A turning point with none before it, back to `since`: no earlier fall after a rise."""
    number, year, since = case.numbers[0], int(case.numbers[0].period), int(case.parameters["since"])
    falls = {y: _below(case, number, y, y - 1) for y in range(since, year + 1)}
    conditions = [Condition(f"{year} fell", f"{year} did not fall", falls[year][0])]
    for y in range(since + 1, year):
        fell, before = falls[y][0], falls[y - 1][0]
        turned = False if fell is False or before is True else True if fell and before is False else None
        conditions.append(Condition(f"no turn in {y}", f"a turn in {y}", _not(turned)))
    return _conjunction(
        conditions, f"{number.subject}, each year from {since} to {year - 1}", _used(falls),
        "Said of the number of offences; the fall is printed for the number of cases filed.",
    )


def _used(answers: Mapping[int, tuple[bool | None, list[Number]]]) -> list[Number]:
    return list(dict.fromkeys(number for _, numbers in answers.values() for number in numbers))


@dataclass(frozen=True)
class Kind:
    """A test, and whether a verdict hangs on a digit or on the decision that the sentence asks for."""

    test: Callable[[Case], Finding]
    matter: Literal["digit", "decision"]


KINDS: dict[str, Kind] = {
    "base": Kind(base, "digit"),
    "gap": Kind(gap, "digit"),
    "share": Kind(share, "digit"),
    "rate": Kind(rate, "digit"),
    "compare": Kind(compare, "decision"),
    "trend": Kind(trend, "decision"),
    "change": Kind(change, "digit"),
    "thresholds": Kind(thresholds, "decision"),
    "start_year": Kind(start_year, "digit"),
    "items": Kind(items, "digit"),
    "halving": Kind(halving, "decision"),
    "all": Kind(every, "decision"),
    "first": Kind(first, "decision"),
    "rank": Kind(rank, "decision"),
    "record": Kind(record, "decision"),
    "first_fall": Kind(first_fall, "decision"),
    "turning_point": Kind(turning_point, "decision"),
    "first_turning": Kind(first_turning, "decision"),
    "no_fall": Kind(no_fall, "decision"),
}


def _truth(op: ast.cmpop, left: Interval, right: Interval) -> Truth:
    """Does a relation hold for all, some or none of the pairs from two intervals?"""
    if isinstance(op, ast.Eq):
        return "none" if (left & right).empty else "all"
    if isinstance(op, ast.Lt | ast.LtE):
        return _truth(ast.Gt() if isinstance(op, ast.Lt) else ast.GtE(), right, left)
    low_meets = left.low == right.high and left.low_closed and right.high_closed
    high_meets = left.high == right.low and left.high_closed and right.low_closed
    if isinstance(op, ast.Gt):
        return "all" if left.low >= right.high and not low_meets else "none" if left.high <= right.low else "some"
    return "all" if left.low >= right.high else "none" if left.high <= right.low and not high_meets else "some"


def _hull(value: Unrounded) -> Interval:
    """The interval of a value; of a count, from its first to its last whole number."""
    if value.integer and value.high != INF:
        return Interval(Fraction(value.integers[0]), Fraction(value.integers[-1]), "both")
    return value.interval


def _witnesses(interval: Interval) -> list[Interval]:
    """A few values inside, near both ends."""
    low, high = interval.low, interval.high if interval.high != INF else interval.low * 2 + 1
    inside: list[Bound] = [low if interval.low_closed else low + (high - low) / 10, (low + high) / 2, high if interval.high_closed else high - (high - low) / 10]
    return [Interval.point(Fraction(value)) for value in inside]


def _world(case: Case, world: Mapping[str, Interval]) -> str:
    return ", ".join(f"{number.printed} = {value}" for number, value in zip(case.numbers, world.values(), strict=True))


def _some(implied: Implied) -> str:
    """One value of an implied set, spelled out."""
    if implied.integers is not None:
        return f"{implied.integers[len(implied.integers) // 2]:,}"
    middle = (implied.interval & HUNDRED if implied.unit == "%" else implied.interval)
    return f"{decimal((middle.low + middle.high) / 2, 4)} {implied.unit}".strip()
