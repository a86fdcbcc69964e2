"""A million claims judged: `judge` by the column, the same answers.

What is worked out for whole columns: level and change, level and gap, part and share, whole and rate, of two numbers
each, and relations that compare sums in which no number stands twice. Everything else, and any number that `columns`
leaves alone, is judged one by one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from pingan_analysis import bases, claims
from pingan_analysis.bases import Bases, Ends, bases_of, differences, quotients
from pingan_analysis.case import Number
from pingan_analysis.columns import Integers
from pingan_analysis.errors import DataError
from pingan_analysis.kinds import KINDS
from pingan_analysis.load import parameters
from pingan_analysis.printed import unround
from pingan_analysis.questions import (
    EXACT,
    Answers,
    Condition,
    Prints,
    Question,
    Quotients,
    Sums,
    Texts,
    Worded,
    prints_of,
)
from pingan_analysis.readings import PARTS
from pingan_analysis.reconstruct import IMPLIED, is_ratio
from pingan_analysis.relation import LETTERS, SIGNS, parsed

if TYPE_CHECKING:
    import pandas as pd

MEASURES = {
    "base": ("level", "change"), "gap": ("level", "gap"), "share": ("level", "share"), "rate": ("level", "rate"),
}  # fmt: skip
AT_ONCE = 1 << 15  # rows


def judge_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame with a claim in each row => the same rows with what `judge` says of each.

    In: `kind`; the printed numbers in order, `a`, `b`, `c` … (empty where a claim has fewer); where a table says more
    than the print, `parameters` as in claims.csv, and `a_unit`, `a_direction`, `a_measure` and so on as in
    reported.csv. A unit is else the print's own, a measure what the kind expects, and a level in relations. Out:
    `verdict`, `power`, `robust`, `repair`; for two numbers that imply a third its ends, `implied_low` and
    `implied_high`, exact, else None. The words of a verdict are `judge`'s, one claim at a time. Raises DataError with
    every row that makes no claim.

    >>> import pandas as pd
    >>> rows = [("base", "611起", "增长40.56%", "", ""), ("compare", "9个", "80个", "88座", "relation: a + b == c")]
    >>> found = judge_rows(pd.DataFrame(rows, columns=["kind", "a", "b", "c", "parameters"]))
    >>> found[["verdict", "power", "robust", "repair"]].values.tolist()
    [['contradicted', 0.0, True, '增长40.56% → 增长40.46%'], ['contradicted', 0.0, True, '88座 → 89座']]
    """
    import pandas as pd

    if "kind" not in frame:
        raise DataError(["judge_rows: column kind is missing"])
    table = Table(frame)
    answers = Answers.blank(len(frame))
    alone = np.ones(len(frame), bool)
    for (kind, spelled, worded), rows in table.alike():
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            prints = [cells[some] for cells in table.prints[: len(worded)]]
            for which, test in by_column(kind, spelled, worded, [cells.tolist() for cells in prints]):
                test.answer(answers, some[which], [cells[which] for cells in prints], KINDS[kind].fits)
                alone[some[which]] = test.alone
    problems = []
    for row in np.flatnonzero(alone).tolist():
        try:
            answers.put(row, table.judged(row))
        except DataError as error:
            problems += [f"row {frame.index[row]}: {text.removeprefix('claims.csv ')}" for text in error.problems]
    if problems:
        raise DataError(problems)
    return frame.assign(**{name: pd.Series(values, frame.index) for name, values in answers.named().items()})


class Table:
    """The rows of a frame: their prints, and what is said of these."""

    def __init__(self, frame: pd.DataFrame) -> None:
        empty = np.full(len(frame), "", object)

        def cells(name: str) -> Texts:
            return frame[name].fillna("").astype(str).to_numpy(object) if name in frame else empty

        letters = [letter for letter in LETTERS if letter in frame]
        self.kinds, self.spelled = cells("kind"), cells("parameters")
        self.prints = [cells(letter) for letter in letters]
        self.told = [[cells(f"{letter}_{what}") for what in Worded._fields] for letter in letters]
        facts = (self.kinds, self.spelled, *(cells for told in self.told for cells in told))
        self.facts = [cells for cells in facts if cells is not empty]
        there = np.array([cells != "" for cells in self.prints], bool).reshape(len(letters), len(frame))
        self.places = np.where(there, np.arange(1, len(letters) + 1)[:, None], 0).max(0, initial=0)

    def worded(self, row: int) -> tuple[Worded, ...]:
        """=> what is said of each number of a row."""
        expected = (*MEASURES.get(self.kinds[row], ()), *["level"] * len(LETTERS))
        told = [Worded._make(cells[row] for cells in self.told[place]) for place in range(self.places[row])]
        return tuple(one._replace(measure=one.measure or usual) for one, usual in zip(told, expected, strict=False))

    def alike(self) -> Iterator[tuple[tuple[str, str, tuple[Worded, ...]], Integers]]:
        """=> rows of one kind with the same parameters and words."""
        import pandas as pd

        group = self.places
        for cells in self.facts:
            codes, values = pd.factorize(cells)
            if len(values) > 1:
                group = pd.factorize(group * np.int64(len(values)) + codes)[0]
        order = np.argsort(group, kind="stable")
        for rows in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
            if len(rows):
                first = int(rows[0])
                yield (self.kinds[first], self.spelled[first], self.worded(first)), rows

    def judged(self, row: int) -> tuple[object, ...]:
        """A row, judged alone => its answers."""
        numbers = {}
        for letter, prints, one in zip(LETTERS, self.prints, self.worded(row), strict=False):
            unit = one.unit or _unit(prints[row])
            numbers[letter] = Number(letter, "", "corpus", prints[row], unit, one.direction, one.measure)
        claim = dict.fromkeys(("source_id", "statement_en", "statement_zh"), "") | {"claim_id": "this claim"}
        claim |= {"kind": self.kinds[row], "parameters": self.spelled[row], "number_ids": " ".join(numbers)}
        verdict = claims._judge(claim, claims.Corpus({}, numbers, frozenset({("", "")})))
        low = high = None
        if imply := IMPLIED.get(verdict.kind):
            level, moved = [number.value() for number in numbers.values()][:2]
            implied = imply(level, moved)
            low, high = (None, None) if implied.empty else (implied.low, implied.high)
        return verdict.verdict, verdict.power, verdict.robust, low, high, verdict.repair


@lru_cache(maxsize=1 << 10)
def _unit(printed: str) -> str:
    try:
        return unround(printed).unit
    except ValueError:
        return ""


def by_column(
    kind: str, spelled: str, worded: Sequence[Worded], texts: Sequence[Sequence[str]]
) -> list[tuple[Integers, Question]]:
    """Claims alike in kind, parameters and words => what they ask, for those of them that are judged by the column."""
    try:
        told = parameters(spelled)
    except DataError:
        return []
    if kind == "compare":
        found = _sum(told.get("relation", ""))
        if not found or max(found[0], default=0) >= len(worded):
            return []
        prints = [prints_of(column, one) for column, one in zip(texts, worded, strict=True)]
        return [(np.arange(len(texts[0])), _compared(prints, *found))]
    if kind not in MEASURES or len(worded) != 2:
        return []
    level, moved = (prints_of(column, one) for column, one in zip(texts, worded, strict=True))
    rows = np.arange(len(texts[0]))
    (now, _), (by, _) = bases.ends_of(level.column), bases.ends_of(moved.column)
    parts, is_part = moved.column.each(lambda form: PARTS.get(form.like.unit, 1), lambda form: form.like.unit in PARTS)
    if kind == "base":
        implied = bases_of(level.column, moved.column)
        ratio, to, up = moved.column.each(
            lambda form: is_ratio(form.like), lambda form: form.like.ratio_to, lambda form: form.like.direction == "up"
        )
        grows, sign = np.where(to > 0, 0, np.where(up > 0, 1, -1)), np.where(up > 0, 1, -1)
        one, two = np.flatnonzero(ratio > 0), np.flatnonzero(ratio == 0)
        return [
            (one, Quotients([level.take(one), moved.take(one)], implied.take(one), grows[one], parts[one])),
            (two, _differing([level.take(two), moved.take(two)], implied.take(two), sign[two])),
        ]
    if kind == "gap":
        down = moved.column.each(lambda form: form.like.direction == "down")[0] > 0
        hulls = now.hull.where(level.integer, now), by.hull.where(moved.integer, by)
        implied = differences(*hulls, ~down, level.integer, level.integer & moved.integer, level.share)
        return [(rows, _differing([level, moved], implied, np.where(down, -1, 1)))]
    moved = moved._replace(readable=moved.readable & (is_part > 0))
    share = by._replace(over=by.over * parts)
    implied = quotients(now, share, level.integer) if kind == "share" else _counts(level, share)
    return [(rows, Quotients([level, moved], implied, np.zeros_like(rows), parts, rate=kind == "rate"))]


def _counts(whole: Prints, share: Ends) -> Bases:
    """Wholes and shares => the counts that they imply, as `implied_count` has them."""
    ends, counted = whole.ends(whole.n), whole.integer
    low, high, over = ends.low * share.low, ends.high * share.high, ends.over * share.over
    low_closed, high_closed = ends.low_closed & share.low_closed, ends.high_closed & share.high_closed
    hull = Ends(low, high, over, low_closed, high_closed).hull
    # of several wholes, each count must reach one: all do, where the reach of the least is more than one wide
    reach = low.astype(float) * (share.high - share.low) > 1.001 * share.low.astype(float) * share.high
    too_large = ends.high.astype(float) * share.high > EXACT
    size = np.where(counted, np.maximum(hull.high - hull.low + 1, 0), -1)
    one = np.where(counted, 1, over)
    low, high = np.where(counted, hull.low, low), np.where(counted, hull.high, high)
    alone = too_large | (counted & (ends.low < ends.high) & ~reach) | (share.low <= 0)
    return Bases(low, high, one, one, size, counted & (size == 0), alone)


def _differing(prints: list[Prints], implied: Bases, sign: Integers) -> Sums:
    """Levels and amounts or points: a level is left that is not below 0 and, of a share, not above 100."""
    level, one = prints[0], np.ones_like(sign)
    left = Condition((one, -sign), 0, True, "closed", level.share | level.integer)
    within = Condition((-one, sign), 100, True, "closed", level.share)
    return Sums(prints, implied, [left, within], [left, within], range(1, 2), wide=False)


def _compared(prints: list[Prints], signs: dict[int, int], constant: int, relation: str) -> Sums:
    def condition(times: int, high: bool, zero: str) -> Condition:
        spread = tuple(np.full(len(prints[0].n), times * signs.get(place, 0)) for place in range(len(prints)))
        return Condition(spread, times * constant, high, zero)

    if relation == "==":
        every = some = [condition(1, True, "closed"), condition(-1, True, "closed")]
    else:
        times, strict = (-1 if "<" in relation else 1), relation in "<>"
        every = [condition(times, False, "open" if strict else "always")]
        some = [condition(times, True, "never" if strict else "closed")]
    return Sums(prints, None, every, some, range(len(prints)), wide=True)


@lru_cache(maxsize=1 << 10)
def _sum(relation: str) -> tuple[dict[int, int], int, str] | None:
    """'a + b == c' => ({0: 1, 1: 1, 2: -1}, 0, '=='): signs, constant and sign of a relation between sums.

    None where it is not one, or a number stands in it twice.
    """
    signs: dict[int, int] = {}
    constant = 0

    def add(node: ast.AST, sign: int) -> bool:
        nonlocal constant
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            return add(node.left, sign) and add(node.right, sign if isinstance(node.op, ast.Add) else -sign)
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value < 2**31:
            constant += sign * node.value
            return True
        if not isinstance(node, ast.Name) or node.id not in LETTERS or LETTERS.index(node.id) in signs:
            return False
        signs[LETTERS.index(node.id)] = sign
        return True

    try:
        parsed(relation)
    except DataError:
        return None
    tree = ast.parse(relation, mode="eval").body
    if isinstance(tree, ast.Compare) and len(tree.ops) == 1 and add(tree.left, 1) and add(tree.comparators[0], -1):
        return signs, constant, SIGNS[type(tree.ops[0])]
    return None
