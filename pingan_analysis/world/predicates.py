"""A claim as a predicate on quantities: one function for each kind of claim.

A kind makes of a claim's numbers and parameters what must be so in a world for the claim to hold there. Some claims
are about what no quantity shows (a first, a rank, every unit): they are open, and name the register that would tell.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pingan_analysis.errors import DataError
from pingan_analysis.numbers.conventions import PARTS
from pingan_analysis.numbers.interval import Interval
from pingan_analysis.numbers.printed import RATIOS
from pingan_analysis.tables.period import later, years
from pingan_analysis.world.constraints import Quantity, Statement, between
from pingan_analysis.world.prints import POINTS, Number, Reading

if TYPE_CHECKING:
    from pingan_analysis.world.solver import Bounds, Exact

LETTERS = "abcdefgh"
LONGEST = 500  # characters of a relation; deeper nesting than these allow would exhaust the parser
MOST_YEARS = 200
INCOMPARABLE = "The two numbers have different definitions and may not be held against each other"
OTHER_NAME = "The turning point is said of the number of offences; the fall is printed for the number of cases filed."


@dataclass(frozen=True)
class Predicate:
    """What must be so in a world. `formula` is None where no quantity shows it; then `so` and `otherwise` say it."""

    quantities: tuple[Quantity, ...]
    formula: Callable[[Exact], Any] | None
    numbers: tuple[Number, ...] = ()  # the claim's own
    as_printed: tuple[Number, ...] = ()  # of these, the letters that stand for the print itself
    so: str = ""
    otherwise: str = ""
    decider: str = ""
    note: str = ""

    def letters(self, reading: Reading) -> tuple[Statement, ...]:
        """=> what the prints say that a predicate names themselves: a duration, a share of something not counted."""
        return tuple(Statement(n.number_id, between([(1, letter(n))], _inside(n, reading))) for n in self.as_printed)

    def knowing(self, bounds: Callable[[Quantity], Bounds]) -> Predicate:
        """=> the same, with each share tied to its part where that of which it is one is known to the digit.

        95.0 % of 120 are 114, and the share is 95 exactly. Of an unknown whole the share stands for what is printed.
        """
        ties = []
        for number in self.as_printed:
            if number.measure in ("share", "rate") and number.part[0]:
                part, whole = (Quantity(*of[:2], number.period, of[2]) for of in (number.part, number.whole))
                known = bounds(whole)
                if known.low == known.high and known.low:
                    ties.append((letter(number), part, whole, known.low, PARTS.get(number.value().unit, 1)))
        if not ties or self.formula is None:
            return self
        asked = self.formula

        def formula(exact: Exact) -> Any:
            for share, part, whole, of, parts in ties:
                here = exact.variable(share) * exact.number(of) == parts * exact.variable(part)
                exact.solver.add(exact.z3.Implies(exact.variable(whole) == exact.number(of), here))
            return asked(exact)

        more = (q for _, part, whole, *_ in ties for q in (part, whole))
        return replace(self, quantities=tuple(dict.fromkeys([*self.quantities, *more])), formula=formula)


@dataclass(frozen=True)
class Claim:
    """A row of claims.csv with its numbers."""

    claim_id: str
    kind: str
    numbers: tuple[Number, ...]
    parameters: Mapping[str, str]
    comparable: frozenset[tuple[str, str]] = frozenset()


def letter(number: Number) -> Quantity:
    """=> the quantity that stands for the print itself."""
    value = number.value()
    whole = value.integer or (value.low == value.high and Fraction(value.low).denominator == 1)
    return Quantity(f"print {number.number_id}", "", "", "count" if whole else "growth")


def _inside(number: Number, reading: Reading) -> Interval:
    return number.value(reading).interval


def _has_quantity(number: Number) -> bool:
    """Does the print speak of a quantity, so that other prints bear on it?"""
    if number.domain not in ("count", "amount", "percent", "growth") or number.aggregation:
        return False
    if number.measure in ("share", "rate"):
        return not number.part[0]
    return number.measure == "level" or (
        number.measure in ("change", "gap") and number.value().unit not in set(RATIOS) - set(POINTS)
    )


# --- relations --------------------------------------------------------------------------------------------------


def relation(claim: Claim) -> Predicate:
    """A relation between the numbers a, b, c … in order, such as `a + b == c` or `signed(a) > signed(b)`.

    A letter is the quantity that its number is a level of; a gap or a difference is that between two quantities, as a
    size, or with `signed` below zero for a fall or a lag; `nominal(a)` is what the print names. What is printed only
    as a percentage of something that is not known stands for itself.
    """
    text = claim.parameters["relation"]
    tree = parsed(text)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in LETTERS}
    if unknown := [name for name in sorted(used) if LETTERS.index(name) >= len(claim.numbers)]:
        raise DataError(
            [f"relation {text!r} names {', '.join(unknown)}, but the claim has {len(claim.numbers)} numbers"]
        )
    quantities: dict[Quantity, None] = {}
    itself = []
    for name in sorted(used):
        number = claim.numbers[LETTERS.index(name)]
        if _has_quantity(number):
            quantities |= dict.fromkeys([number.quantity] + [number.base] * (number.measure in ("change", "gap")))
        else:
            itself.append(number)
            quantities[letter(number)] = None

    def formula(exact: Exact) -> Any:
        return _compared(tree, claim.numbers, exact)

    return Predicate(tuple(quantities), formula, claim.numbers, tuple(itself))


def trend(claim: Claim) -> Predicate:
    """The same relation between values of one quantity: open where their definitions differ."""
    measured = [n for n in claim.numbers if n.measure != "gap"] or list(claim.numbers)
    first = measured[0]
    other = next((n for n in measured[1:] if (first.indicator, n.indicator) not in claim.comparable), None)
    if other is None:
        return relation(claim)
    return _open(
        claim, f"{first.label} and {other.label} measured alike stand as the claim says",
        "measured alike, they stand the other way round",
        f"{other.subject}, {other.period}, by the definition of {first.label}", INCOMPARABLE + ".",
    )  # fmt: skip


def parsed(text: str) -> ast.Compare:
    """'a + b == c' => its tree. Raises DataError for anything but sums, products and ratios that are compared."""
    refusal = DataError([
        f"relation {text!r}: only + - * /, comparisons, whole numbers, the letters {LETTERS[0]} to {LETTERS[-1]}, "
        "nominal() and signed() are understood"
    ])  # fmt: skip
    if len(text) > LONGEST:
        raise refusal
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise refusal from None
    if not isinstance(tree, ast.Compare):
        raise refusal
    if not all(isinstance(sign, ast.Eq | ast.Gt | ast.GtE | ast.Lt | ast.LtE) for sign in tree.ops):
        raise refusal
    todo: list[ast.AST] = [tree.left, *tree.comparators]
    for node in todo:  # which grows
        match node:
            case ast.BinOp(left, ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), right):
                todo += [left, right]
            case ast.UnaryOp(ast.USub(), operand):
                todo.append(operand)
            case ast.Call(ast.Name("nominal" | "signed"), [ast.Name(name)], []) if name in LETTERS and len(name) == 1:
                pass
            case ast.Name(name) if name in LETTERS and len(name) == 1:
                pass
            case ast.Constant(int(value)) if not isinstance(value, bool) and len(str(value)) <= 15:
                pass
            case _:
                raise refusal
    return tree


def _compared(tree: ast.Compare, numbers: Sequence[Number], exact: Exact) -> Any:
    z3 = exact.z3

    def side(node: ast.AST) -> Any:
        match node:
            case ast.BinOp(left, ast.Add(), right):
                return side(left) + side(right)
            case ast.BinOp(left, ast.Sub(), right):
                return side(left) - side(right)
            case ast.BinOp(left, ast.Mult(), right):
                return side(left) * side(right)
            case ast.BinOp(left, ast.Div(), right):
                divisor = side(right)
                if z3.is_true(z3.simplify(divisor == 0)):
                    raise DataError([f"relation {ast.unparse(tree)!r} divides by 0"])
                exact.solver.add(divisor != 0)  # a divisor of 0 is not a world
                return side(left) / divisor
            case ast.UnaryOp(_, operand):
                return -side(operand)
            case ast.Call(ast.Name(function), [ast.Name(name)], _):
                number = numbers[LETTERS.index(name)]
                if function == "nominal":
                    return z3.RealVal(str(number.value().nominal))
                return -of(number) if number.direction == "down" else of(number)
            case ast.Name(name):
                return of(numbers[LETTERS.index(name)])
            case ast.Constant(value):
                return z3.RealVal(value)
        raise AssertionError(node)

    def of(number: Number) -> Any:
        """The size of what is printed."""
        if not _has_quantity(number):
            return real(letter(number))
        if number.measure not in ("change", "gap"):
            return real(number.quantity)
        moved = real(number.quantity) - real(number.base)
        return -moved if number.direction == "down" else moved

    def real(quantity: Quantity) -> Any:
        variable = exact.variable(quantity)
        return z3.ToReal(variable) if quantity.whole else variable

    sides = [side(node) for node in (tree.left, *tree.comparators)]
    parts = []
    for sign, (left, right) in zip(tree.ops, itertools.pairwise(sides), strict=True):
        match sign:
            case ast.Eq():
                parts.append(left == right)
            case ast.Gt():
                parts.append(left > right)
            case ast.GtE():
                parts.append(left >= right)
            case ast.Lt():
                parts.append(left < right)
            case _:
                parts.append(left <= right)
    return z3.And(parts)


# --- series -----------------------------------------------------------------------------------------------------


def _series(
    claim: Claim, conditions: Callable[[Callable[[int], Any], Any], list[Any]], of: Sequence[int], note: str = ""
) -> Predicate:
    """Conditions on the years of one quantity that must all hold."""
    number = claim.numbers[0]
    quantities = tuple(number.quantity._replace(period=str(year)) for year in of)

    def formula(exact: Exact) -> Any:
        def at(year: int) -> Any:
            return exact.variable(number.quantity._replace(period=str(year)))

        return exact.z3.And(conditions(at, exact.z3))

    span = f"{min(of)} to {max(of)}" if len(of) > 1 else str(of[0])
    return Predicate(
        quantities, formula, claim.numbers, (), decider=f"{number.subject}, {span}, as a series", note=note
    )


def fell(claim: Claim) -> Predicate:
    """Lower (or higher) than in the period that the change starts from."""
    number = claim.numbers[0]
    if not number.base_period:
        return _open(claim, "it fell", "it did not fall", f"{number.subject}, and of the base period")

    def formula(exact: Exact) -> Any:
        here, base = exact.variable(number.quantity), exact.variable(number.base)
        return here > base if number.direction == "up" else here < base

    decider = f"{number.subject}, {number.period} and {number.base_period}"
    return Predicate((number.quantity, number.base), formula, claim.numbers, decider=decider)


def record(claim: Claim) -> Predicate:
    """The highest level of a window: no earlier year of it lies above."""
    year = claim.numbers[0].year
    window = range(year - _years(claim.numbers[1]) + 1, year)
    return _series(claim, lambda at, _: [at(year) >= at(y) for y in window], [*window, year])


def first_fall(claim: Claim) -> Predicate:
    """A fall with none before it, back to `since`."""
    year, since = claim.numbers[0].year, _since(claim)
    return _series(
        claim, lambda at, _: [at(year) < at(year - 1), *(at(y) >= at(y - 1) for y in range(since, year))],
        range(since - 1, year + 1),
    )  # fmt: skip


def first_turning(claim: Claim) -> Predicate:
    """A fall after a rise with no such turn before it, back to `since`."""
    year, since = claim.numbers[0].year, _since(claim)

    def conditions(at: Callable[[int], Any], z3: Any) -> list[Any]:
        turned = [z3.And(at(y) < at(y - 1), at(y - 1) >= at(y - 2)) for y in range(since + 1, year)]
        return [at(year) < at(year - 1), *(z3.Not(turn) for turn in turned)]

    return _series(claim, conditions, range(since - 1, year + 1), OTHER_NAME)


def turning_point(claim: Claim) -> Predicate:
    """A turn in that year: `weak` (a fall after a rise), `strong` (a peak above `years` years on either side, as in Bry
    and Boschan, 1971) or `sustained` (a fall after none that lasts `years` years).
    """
    year, definition = claim.numbers[0].year, claim.parameters["definition"]
    span, peak = int(claim.parameters.get("years", 1)), year - 1
    if not 1 <= span <= MOST_YEARS:
        raise ValueError(f"years: {span} is no span of 1 to {MOST_YEARS} years")
    if definition == "strong":
        around = [y for k in range(1, span + 1) for y in (peak - k, peak + k)]
        return _series(claim, lambda at, _: [at(y) < at(peak) for y in around], sorted([*around, peak]))
    if definition not in ("weak", "sustained"):
        raise ValueError(f"definition: {definition!r} is none of weak, strong, sustained")
    falls = range(year, year + (span if definition == "sustained" else 1))
    return _series(
        claim,
        lambda at, _: [
            (at(peak) > at(peak - 1)) if definition == "weak" else at(peak) >= at(peak - 1),
            *(at(y) < at(y - 1) for y in falls),
        ],
        range(peak - 1, falls[-1] + 1),
    )  # fmt: skip


def run(claim: Claim) -> Predicate:
    """So many falls, one year after the other, to the last year of the period."""
    number, year = claim.numbers[0], claim.numbers[0].year
    falls = range(year - _years(number) + 1, year + 1)
    return _series(claim, lambda at, _: [at(y) < at(y - 1) for y in falls], range(falls[0] - 1, year + 1))


def halving(claim: Claim) -> Predicate:
    """Over a run of falls, the last level is at most half of the first."""
    number, year = claim.numbers[0], claim.numbers[0].year
    start = year - _years(number)
    return _series(claim, lambda at, _: [2 * at(year) <= at(start)], [start, year])


def no_fall(claim: Claim) -> Predicate:
    """No fall in the periods named, whatever the others did."""
    falls = [n for n in claim.numbers if n.base_period]
    runs = [n for n in claim.numbers if not n.base_period and "/" in n.period]
    pairs = [(n.quantity, n.base) for n in falls]
    for n in runs:
        pairs += [(n.quantity._replace(period=p), n.quantity._replace(period=later(p, -1))) for p in years(n.period)]

    def formula(exact: Exact) -> Any:
        return exact.z3.And([exact.variable(one) >= exact.variable(two) for one, two in pairs])

    return Predicate(tuple(q for pair in pairs for q in pair), formula, claim.numbers)


def thresholds(claim: Claim) -> Predicate:
    """Start, end and the number of steps crossed between them."""
    start, end, claimed = claim.numbers
    step = int(claim.parameters["step"])

    def formula(exact: Exact) -> Any:
        z3 = exact.z3
        floors = []
        for number in (start, end):
            variable = exact.variable(number.quantity)
            floors.append(variable / step if number.quantity.whole else z3.ToInt(variable / step))
        return floors[1] - floors[0] == exact.variable(letter(claimed))

    quantities = (start.quantity, end.quantity, letter(claimed))
    return Predicate(quantities, formula, claim.numbers, (claimed,))


def start_year(claim: Claim) -> Predicate:
    """Durations, each to the end of its period, point to one start year (and to `start`, if given), counted one way.

    `inclusive` counts the first and the last year (2004 to 2021: 18), `completed` the years gone by; without `counting`
    both are worlds.
    """
    if not claim.numbers:
        raise ValueError("a duration at least is needed")
    wanted, counting = claim.parameters.get("start"), claim.parameters.get("counting")
    counted = Quantity("whether the first year counts", "", "")

    def formula(exact: Exact) -> Any:
        way = exact.variable(counted)
        exact.solver.add(way <= 1, way == {"inclusive": 1, "completed": 0}.get(counting or "", way))
        starts = [n.year - exact.variable(letter(n)) + way for n in claim.numbers]
        same = [start == starts[0] for start in starts[1:]]
        return exact.z3.And([*same, *([starts[0] == int(wanted)] if wanted else [])])

    letters = tuple(letter(n) for n in claim.numbers)
    decider = "the year in which the counting began, and whether it counts"
    return Predicate((*letters, counted), formula, claim.numbers, claim.numbers, decider=decider)


# --- what no quantity shows -------------------------------------------------------------------------------------


def _open(claim: Claim, so: str, otherwise: str, decider: str, note: str = "") -> Predicate:
    return Predicate((), None, claim.numbers, (), so, otherwise, decider, note)


def every(claim: Claim) -> Predicate:
    """A property of every unit (`units`, `property`): one unit without it would fail the claim; no unit is printed."""
    units, what = claim.parameters["units"], claim.parameters["property"]
    return _open(
        claim, f"all {units}: {what}", f"not all {units}: {what}", f"the list of all {units}, and which are {what}"
    )


def first(claim: Claim) -> Predicate:
    """First of its kind: some earlier one (`what`) would fail the claim, and no register of earlier ones is printed."""
    what = claim.parameters["what"]
    return _open(claim, f"there was not {what}", f"there was {what}", f"a register that would show {what}, dated")


def rank(claim: Claim) -> Predicate:
    """Ahead of its peers (`peers`) by a quantity (`quantity`) that is not printed for them."""
    peers, quantity = claim.parameters["peers"], claim.parameters["quantity"]
    said = f"{quantity[0].upper() + quantity[1:]}, for every peer"
    return _open(claim, f"{peers}: not ahead by {quantity}", f"{peers}: ahead by {quantity}", said)


def _years(number: Number) -> int:
    """A printed span => its years. Raises ValueError for none, and for more than any series has."""
    nominal = number.value().nominal
    if not 1 <= nominal <= MOST_YEARS:
        raise ValueError(f"{number.printed!r} is no span of 1 to {MOST_YEARS} years")
    return int(nominal)


def _since(claim: Claim) -> int:
    """=> the year that a series begins with. Raises ValueError for one that no series reaches back to."""
    since, year = int(claim.parameters["since"]), claim.numbers[0].year
    if not 0 <= year - since <= MOST_YEARS:
        raise ValueError(f"since: {since} is not within {MOST_YEARS} years before {year}")
    return since


KINDS: dict[str, Callable[[Claim], Predicate]] = {
    "relation": relation,
    "trend": trend,
    "fell": fell,
    "record": record,
    "first_fall": first_fall,
    "first_turning": first_turning,
    "turning_point": turning_point,
    "run": run,
    "halving": halving,
    "no_fall": no_fall,
    "thresholds": thresholds,
    "start_year": start_year,
    "first": first,
    "rank": rank,
    "all": every,
}
