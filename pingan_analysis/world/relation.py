"""A relation between printed numbers, such as a + b == c or a >= nominal(b): in how many worlds does it hold?"""

from __future__ import annotations

import ast
import itertools
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from pingan_analysis.errors import DataError
from pingan_analysis.numbers.interval import INF, Interval
from pingan_analysis.numbers.printed import Unrounded
from pingan_analysis.world.case import Case, Finding, Truth

Side = Callable[[Sequence[Interval], Sequence[Unrounded]], Interval]
LETTERS = "abcdefgh"
OF_ONE: dict[str, Callable[[Interval, Unrounded], Interval]] = {
    "nominal": lambda value, number: Interval.point(number.nominal),
    "signed": lambda value, number: -value if number.direction == "down" else value,
}
SIGNS = {ast.Eq: "==", ast.Gt: ">", ast.GtE: ">=", ast.Lt: "<", ast.LtE: "<="}
MIRRORED = {"<": ">", "<=": ">="}
CLOSER = (10, 100, 1000, 10**6)  # how near to an open end witnesses are looked for, the plainest values first
MOST_WORLDS = 50_000
LONGEST = 500  # characters of a relation; deeper nesting than these allow would exhaust the parser
NOT_FOUND = "no plain world of this kind was found"


def compare(case: Case) -> Finding:
    """A relation between the numbers a, b, c … in order, such as `a + b == c` or `a >= nominal(b)`.

    Equality asks whether all sides can be equal; an inequality whether it holds for all values. A letter is a size, as
    printed: `signed(a)` is below zero where the number is a fall or a lag, `nominal(a)` what it names.
    """
    relation = parsed(case.parameters["relation"])
    if relation.letters > len(case.values):
        raise DataError([f"relation {case.parameters['relation']!r} names more numbers than the claim has"])
    hulls = [value.hull for value in case.values]
    truth = relation.truth(hulls, case.values)
    if case.brief:
        return Finding(truth)
    implied = "; ".join(str(side(hulls, case.values)) for side in relation.sides)
    decider = "; ".join(number.subject for number in case.numbers) + ", with more digits"
    if truth != "some":
        return Finding(truth, implied, decider=decider)
    return Finding("some", implied, *_witnesses(relation, case), decider)


@dataclass(frozen=True)
class Relation:
    """A comparison, parsed: its sides, the signs between them, and how many letters it needs."""

    sides: tuple[Side, ...]
    signs: tuple[str, ...]
    letters: int

    def truth(self, world: Sequence[Interval], values: Sequence[Unrounded]) -> Truth:
        sides = [side(world, values) for side in self.sides]
        if set(self.signs) == {"=="}:
            common = sides[0]
            for side in sides[1:]:
                common = common & side
            return "none" if common.empty else "all"
        found = {decide(sign, *pair) for sign, pair in zip(self.signs, itertools.pairwise(sides), strict=True)}
        if "none" in found or (len(sides) > 2 and not _can_climb(sides, self.signs)):
            return "none"
        return "some" if "some" in found else "all"


def decide(sign: str, left: Interval, right: Interval) -> Truth:
    """'>=', [2, 3], [1, 2] => 'all': does a relation hold for all, some or none of the pairs from two intervals?

    Equality holds for all if it can hold at all.
    """
    if sign == "==":
        return "none" if (left & right).empty else "all"
    if sign in MIRRORED:
        return decide(MIRRORED[sign], right, left)
    if sign == ">":
        meets = left.low == right.high and left.low_closed and right.high_closed
        return "all" if left.low >= right.high and not meets else "none" if left.high <= right.low else "some"
    meets = left.high == right.low and left.high_closed and right.low_closed
    return "all" if left.low >= right.high else "none" if left.high <= right.low and not meets else "some"


def _can_climb(sides: Sequence[Interval], signs: Sequence[str]) -> bool:
    """a < b <= c: is there a step in each interval, above the one before? (True where the signs point both ways.)"""
    if set(signs) <= {">", ">="}:
        sides, signs = sides[::-1], [sign.replace(">", "<") for sign in signs[::-1]]
    if not set(signs) <= {"<", "<="}:
        return True
    lowest = sides[0]
    for sign, side in zip(signs, sides[1:], strict=True):
        lowest = side & Interval(lowest.low, INF, "left" if sign == "<=" and lowest.low_closed else "neither")
    return not lowest.empty


@cache
def parsed(text: str) -> Relation:
    """'a + b == c' => its Relation. Raises DataError for anything but sums, products and ratios that are compared."""
    refusal = DataError([
        f"relation {text!r}: only + - * /, comparisons, whole numbers, the letters {LETTERS[0]} to {LETTERS[-1]}, "
        "nominal() and signed() are understood"
    ])  # fmt: skip
    if len(text) > LONGEST:
        raise refusal
    operators: dict[type[ast.AST], Callable[[Interval, Interval], Interval]] = {
        ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: _over,
    }  # fmt: skip
    letters = 0

    def letter(node: ast.AST) -> int:
        nonlocal letters
        if not (isinstance(node, ast.Name) and node.id in set(LETTERS)):
            raise refusal
        letters = max(letters, LETTERS.index(node.id) + 1)
        return LETTERS.index(node.id)

    def side(node: ast.AST) -> Side:
        if isinstance(node, ast.BinOp) and type(node.op) in operators:
            combine, left, right = operators[type(node.op)], side(node.left), side(node.right)
            return lambda world, values: combine(left(world, values), right(world, values))
        if isinstance(node, ast.Constant) and type(node.value) is int:
            constant = Interval.point(node.value)
            return lambda world, values: constant
        if isinstance(node, ast.Call) and ast.unparse(node.func) in OF_ONE and len(node.args) == 1:
            named, of = letter(node.args[0]), OF_ONE[ast.unparse(node.func)]
            return lambda world, values: of(world[named], values[named])
        place = letter(node)
        return lambda world, values: world[place]

    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError:
        raise refusal from None
    if not isinstance(tree, ast.Compare) or not all(type(sign) in SIGNS for sign in tree.ops):
        raise refusal
    sides = tuple(side(node) for node in (tree.left, *tree.comparators))
    return Relation(sides, tuple(SIGNS[type(sign)] for sign in tree.ops), letters)


def _over(left: Interval, right: Interval) -> Interval:
    """A ratio; a divisor of 0 is not a world."""
    if 0 not in right:
        return left / right
    if right.low < 0 < right.high:
        return Interval(-INF, INF, "neither")
    positive, negative = right & Interval(Fraction(0), INF, "neither"), right & Interval(-INF, Fraction(0), "neither")
    if positive.empty and negative.empty:
        raise ZeroDivisionError("a relation divides by 0")
    return left / (negative if positive.empty else positive)


def _witnesses(relation: Relation, case: Case) -> tuple[str, str]:
    """A world in which the relation holds and one in which it fails: near the ends of each number, or else of all."""
    found: dict[Truth, str] = {}
    choices = [[_near_ends(value, closeness) for value in case.values] for closeness in CLOSER]
    choices.append([_among_ends(value, case.values) for value in case.values])
    for world in itertools.chain(*(itertools.islice(itertools.product(*points), MOST_WORLDS) for points in choices)):
        try:
            truth = relation.truth([Interval.point(value) for value in world], case.values)
        except ZeroDivisionError:
            continue
        spelled = (f"{n.printed} = {Interval.point(value)}" for n, value in zip(case.numbers, world, strict=True))
        found.setdefault(truth, ", ".join(spelled))
        if {"all", "none"} <= found.keys():
            break
    return found.get("all", NOT_FOUND), found.get("none", NOT_FOUND)


def _near_ends(value: Unrounded, closeness: int) -> list[Fraction]:
    """The ends of a number, or values that near to open ones, and the middle; whole ones of a count."""
    hull = value.hull
    low = Fraction(hull.low)
    high = (low + 1) * closeness if hull.high == INF else Fraction(hull.high)
    step = Fraction(1) if value.integer else (high - low) / closeness
    middle = Fraction((low + high) // 2) if value.integer else (low + high) / 2
    ends = [low if hull.low_closed else low + step, middle, high if hull.high_closed else high - step]
    return list(dict.fromkeys(ends))


def _among_ends(value: Unrounded, values: Sequence[Unrounded]) -> list[Fraction]:
    """What a number may be at, beside and between the ends of all."""
    ends = {Fraction(end) for v in values for end in (v.hull.low, v.hull.high) if end != INF}
    points = {point for end in ends for point in (end - 1, end, end + 1)}
    steps = [Fraction(k, len(values) + 1) for k in range(1, len(values) + 1)]  # a chain needs one for each
    points |= {one + (other - one) * step for one, other in itertools.pairwise(sorted(points)) for step in steps}
    return sorted(point for point in points if point in value.hull and (not value.integer or point.denominator == 1))
