"""Kinds of claim that hang on what is not printed: every unit, the first, the highest, the turn of a series.

Each is a list of conditions. What is printed decides some of them; the rest are true in one world and false in another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pingan_analysis.numbers.printed import Unrounded
from pingan_analysis.world.case import Case, Finding, Number
from pingan_analysis.world.relation import decide

MOST_YEARS = 200


@dataclass(frozen=True)
class Condition:
    """One thing that must be so: in words, the opposite in words, and its truth where what is printed decides it."""

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
        said = _listed([condition.so for condition in conditions])
        return Finding("all", said, decider=decider, note=note, used=tuple(used))
    decided = f"{len(conditions) - len(unknown)} of {len(conditions)} conditions decided by what is printed"
    return Finding("some", decided, _listed([c.so for c in unknown]), unknown[0].otherwise, decider, note, tuple(used))


def _listed(texts: Sequence[str]) -> str:
    """A list of words, shortened in its middle."""
    return "; ".join(texts if len(texts) <= 4 else [*texts[:2], "…", texts[-1]])


def every(case: Case) -> Finding:
    """A property of every unit (`units`, `property`): one unit without it would fail the claim; no unit is printed."""
    units, what = case.parameters["units"], case.parameters["property"]
    if case.parameters.get("streak"):
        span, unit = case.numbers[0].printed, units.removeprefix("each ")
        condition = Condition(f"{units} of the {span}: {what}", f"one {unit} of the {span}: not {what}")
        return _conjunction([condition], f"the list of the {unit}s ({span}), and which are {what}")
    condition = Condition(f"all {units}: {what}", f"not all {units}: {what}")
    return _conjunction([condition], f"the list of all {units}, and which are {what}")


def first(case: Case) -> Finding:
    """First of its kind: some earlier one (`what`) would fail the claim, and no list of earlier ones is printed."""
    what = case.parameters["what"]
    condition = Condition(f"there was not {what}", f"there was {what}")
    return _conjunction([condition], f"a list that would show {what}, dated")


def rank(case: Case) -> Finding:
    """Ahead of its peers (`peers`) by a quantity (`quantity`) that is not printed for them."""
    peers, quantity = case.parameters["peers"], case.parameters["quantity"]
    condition = Condition(f"{peers}: not ahead by {quantity}", f"{peers}: ahead by {quantity}")
    return _conjunction([condition], f"{quantity[0].upper() + quantity[1:]}, for every peer")


def record(case: Case) -> Finding:
    """The highest level of a window: each earlier year of it must not lie above."""
    (level, window), number = case.values, case.numbers[0]
    conditions, used, unknown = [], [], []
    for year in range(number.year - _years(window) + 1, number.year):
        known = case.levels(number, number.area, str(year))
        truths = {decide(">=", level.interval, n.value(case.rounding).interval) for n in known}
        truth = {"all": True, "none": False}.get(truths.pop()) if len(truths) == 1 else None
        conditions.append(Condition(f"{year} at most {number.printed}", f"{year} above {number.printed}", truth))
        unknown += [str(year)] if truth is None else []
        used += known
    return _conjunction(conditions, f"{number.subject}, {', '.join(unknown)}", used)


def _below(case: Case, number: Number, year: int, other: int) -> tuple[bool | None, list[Number]]:
    """Was the quantity lower in one year than in another? True, False, or None where nothing printed decides it
    or the sources disagree; and the numbers that decide.
    """
    used: list[Number] = []
    answers = set()
    between = (number.indicator, number.area, "change", str(max(year, other)), str(min(year, other)))
    for n in dict.fromkeys((number, *case.numbers, *case.others)):
        subject = (n.indicator, n.area, n.measure, n.period, n.base_period)
        if subject == between and abs(year - other) == 1 and n.value().nominal:
            used.append(n)
            answers.add((n.direction == "down") == (year > other))
    for one in case.levels(number, number.area, str(year)):
        for two in case.levels(number, number.area, str(other)):
            truth = decide("<", one.value(case.rounding).interval, two.value(case.rounding).interval)
            used += [one, two]
            answers |= {"all": {True}, "none": {False}, "some": set()}[truth]
    return (answers.pop() if len(answers) == 1 else None), [n for n in used if n is not number]


def _years(span: Unrounded) -> int:
    """A printed span => its years. Raises ValueError for none, and for more than any series has."""
    if not 1 <= span.nominal <= MOST_YEARS:
        raise ValueError(f"{span.text!r} is no span of 1 to {MOST_YEARS} years")
    return int(span.nominal)


def _since(case: Case, year: int) -> int:
    """=> the year that a series begins with. Raises ValueError for one that no series reaches back to."""
    since = int(case.parameters["since"])
    if not 0 <= year - since <= MOST_YEARS:
        raise ValueError(f"since: {since} is not within {MOST_YEARS} years before {year}")
    return since


def _not(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def first_fall(case: Case) -> Finding:
    """A fall with none before it, back to `since`."""
    number, year = case.numbers[0], case.numbers[0].year
    since = _since(case, year)
    falls = {y: _below(case, number, y, y - 1) for y in range(since, year + 1)}
    conditions = [Condition(f"{y} did not fall", f"{y} fell", _not(falls[y][0])) for y in range(since, year)]
    conditions.insert(0, Condition(f"{year} fell", f"{year} did not fall", falls[year][0]))
    return _conjunction(conditions, f"{number.subject}, each year from {since} to {year - 1}", _used(falls))


def turning_point(case: Case) -> Finding:
    """A turn in that year: `weak` (a fall after a rise), `strong` (a peak above `years` years on either side, as
    in Bry and Boschan, 1971) or `sustained` (a fall that lasts `years` years).
    """
    number, year = case.numbers[0], case.numbers[0].year
    definition, span = case.parameters["definition"], int(case.parameters.get("years", 1))
    if not 1 <= span <= MOST_YEARS:
        raise ValueError(f"years: {span} is no span of 1 to {MOST_YEARS} years")
    peak = year - 1
    if definition == "sustained":
        pairs = [(y, y - 1) for y in range(year, year + span)]
    else:
        sides = [(peak - k, peak + k) for k in range(1, span + 1 if definition == "strong" else 2)]
        pairs = [(y, peak) for side in sides for y in side]
    answers = {y: _below(case, number, y, other) for y, other in pairs}
    conditions = [Condition(f"{y} below {other}", f"{y} not below {other}", answers[y][0]) for y, other in pairs]
    decider = f"{number.subject}, {min(answers)} to {max(max(answers), year)}, as a series"
    return _conjunction(conditions, decider, _used(answers))


def no_fall(case: Case) -> Finding:
    """No fall among the changes named: one printed as a fall fails the claim; rises leave the other periods open."""
    falls = [(n, f"{n.subject}, {n.period}") for n in case.numbers if n.direction == "down"]
    conditions = [Condition(f"no fall, {what}", f"a fall, {what}: {n.printed}", False) for n, what in falls]
    conditions.append(Condition("no fall in any other period", "a fall in another period"))
    return _conjunction(conditions, f"{case.numbers[0].subject}, as a series")


def first_turning(case: Case) -> Finding:
    """A turning point with none before it, back to `since`: no earlier fall after a rise."""
    number, year = case.numbers[0], case.numbers[0].year
    since = _since(case, year)
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
    """=> the numbers behind the answers, each once, in an order that is not the table's."""
    used = {number.number_id: number for _, numbers in answers.values() for number in numbers}
    return [used[number_id] for number_id in sorted(used)]


def halving(case: Case) -> Finding:
    """A number of falls and a total change over them: levels are not printed."""
    (span, moved), number = case.values, case.numbers[0]
    years = _years(span)
    if not 0 < moved.nominal < 100:
        raise ValueError(f"{moved.text!r} is no fall that leaves something")
    yearly = 100 * (1 - float(1 - moved.nominal / 100) ** (1 / years))
    levels = [round(1000 * float(1 - moved.nominal / 100) ** (k / years)) for k in range(years + 1)]
    holds = " → ".join(f"{n:,}" for n in levels)
    fails = " → ".join(f"{1000 - 20 * k:,}" for k in range(years + 1))
    return Finding(
        "some", f"{yearly:.2f} % a year on average, if both are exact", holds, fails,
        f"{number.subject}, in each of the {years + 1} years", "The falls and the halving are printed without a level.",
    )  # fmt: skip


