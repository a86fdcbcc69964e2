"""What a million claims ask of their printed numbers, and what they would ask of others printed instead.

Two ways of asking are enough for the kinds that `rulings` judges by the column, whether for what is printed, for what
might have been printed instead (power) or for a misprint (repair):

* `Sums`: is a sum of printed numbers on the right side of zero? Its ends lie on straight lines over the digits, so that
  alternatives are counted, not tried;
* `Quotients`: is there a whole number between two quotients? Alternatives are tried, unless the quotients are sure to
  lie more than one apart. In floats: the quotient of whole numbers below 2⁵³ is always rounded down right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pingan_analysis import columns
from pingan_analysis.bases import Bases, Ends, quotients
from pingan_analysis.columns import Form, Integers, Printed, Truths, Wording
from pingan_analysis.printed import RATIOS, ROUNDINGS
from pingan_analysis.slips import MOST_ALTERNATIVES

Floats = npt.NDArray[np.float64]
Texts = npt.NDArray[np.object_]
RULINGS = np.array(["undetermined", "supported", "contradicted"], object)
EXACT = 2.0**53  # whole numbers below are exact as floats
TRIED_AT_ONCE = 1 << 14  # alternatives that stay in the processor's cache


class Answers(NamedTuple):
    verdict: npt.NDArray[np.object_]
    power: Floats
    robust: Truths
    implied_low: npt.NDArray[np.object_]
    implied_high: npt.NDArray[np.object_]
    repair: npt.NDArray[np.object_]

    @classmethod
    def blank(cls, rows: int) -> Answers:
        def nothing(value: object) -> npt.NDArray[np.object_]:
            return np.full(rows, value, object)

        return cls(nothing(""), np.zeros(rows), np.zeros(rows, bool), nothing(None), nothing(None), nothing(""))

    def put(self, rows: int | Integers, values: Sequence[Any]) -> None:
        for column, value in zip(self, values, strict=True):
            column[rows] = value

    def named(self) -> dict[str, npt.NDArray[np.generic]]:
        return self._asdict()


class Worded(NamedTuple):
    """What a row says of one of its numbers beside the print."""

    unit: str
    direction: str
    measure: str

    @property
    def wording(self) -> Wording:
        """As `Number.value` has it."""
        return Wording(self.unit, self.direction, self.measure not in ("change", "gap") and self.unit in ("", "%"))


class Lines(NamedTuple):
    """The ends of prints by their digits n under one rounding: (times · n + plus) / over; of counts, whole ones."""

    low_times: Integers
    low_plus: Integers
    high_times: Integers
    high_plus: Integers
    over: Integers
    low_closed: Truths
    high_closed: Truths


class Prints(NamedTuple):
    """One of the numbers of many claims: its digits, its lines under each rounding, and what its form tells."""

    n: Integers
    lines: tuple[Lines, ...]
    integer: Truths
    share: Truths
    percent: Truths  # a percentage whose alternatives stop at 100
    qualified: Truths
    exact: Truths
    rounds: Truths  # an exact count, which may be a round number
    cap: Integers  # 100, in units of the last digit
    column: Printed  # half-up
    readable: Truths

    def take(self, rows: Integers) -> Prints:
        lines = tuple(Lines._make(facts[rows] for facts in one) for one in self.lines)
        column = Printed(self.column.n[rows], self.column.form[rows], self.column.forms)
        facts = (facts[rows] for facts in self[2:9])
        return Prints._make((self.n[rows], lines, *facts, column, self.readable[rows]))

    def ends(self, n: Integers, rounding: int = 0) -> Ends:
        """Digits => the ends, if these were printed; nothing printed is below zero, no share above 100."""
        low_times, low_plus, high_times, high_plus, over, low_closed, high_closed = self.lines[rounding]
        at_cap = self.percent & (n == self.cap)
        high = np.where(at_cap, 100 * over, high_times * n + high_plus)
        return Ends(np.maximum(low_times * n + low_plus, 0), high, over, low_closed, high_closed | at_cap)


def prints_of(texts: Sequence[str], worded: Worded) -> Prints:
    read = columns.read_under(ROUNDINGS, texts, [worded.wording])
    lines, fine = zip(*map(_lines, read), strict=True)
    over = np.lcm.reduce([line.over for line in lines])
    column, percent = read[0], worded.wording.share is True

    def told(fact: Callable[[Form], int]) -> Integers:
        return column.each(fact)[0]

    unit = told(lambda form: form.like.unit == "%") > 0
    exact = (lines[0].low_times == lines[0].high_times) & (lines[0].low_plus == lines[0].high_plus)
    readable = np.logical_and.reduce(fine) & (told(lambda form: _one_numeral(form.like.text)) > 0)
    readable &= unit if worded.unit == "%" and percent else True
    if worded.measure == "rate":
        readable &= told(lambda form: form.like.integer) == 0  # an average, and rounded
    return Prints(
        column.n,
        tuple(Lines._make((*(facts * (over // line.over) for facts in line[:5]), *line[5:])) for line in lines),
        told(lambda form: form.like.integer) > 0,
        told(lambda form: form.like.share) > 0,
        unit & percent,
        told(lambda form: form.like.qualifier != "") > 0,
        exact,
        exact & (told(lambda form: form.like.unit not in RATIOS) > 0),
        told(lambda form: 100 * 10 ** _decimals(form.like.text)),
        column,
        readable,
    )


def _lines(column: Printed) -> tuple[Lines, Truths]:
    """=> the lines of a column, whole for counts, and where they can be relied on."""

    def line(form: Form) -> tuple[int, ...]:
        *ends, over, like = form
        if not like.integer:
            return *ends, over, like.low_closed, like.high_closed, 1
        low_times, low_plus, high_times, high_plus = (end // over for end in ends)
        low_plus, high_plus = low_plus + (not like.low_closed), high_plus - (not like.high_closed)
        return low_times, low_plus, high_times, high_plus, 1, 1, 1, not any(end % over for end in ends)

    table = np.array([*map(line, column.forms), (0, 1, 0, 1, 1, 1, 1, 0)], np.int64)[column.form].T
    *numbers, low_closed, high_closed, fine = table
    largest = np.maximum(np.abs(numbers[0]), np.abs(numbers[2])) * 10.0 * np.maximum(column.n, 1)
    fine = (fine > 0) & (column.form >= 0) & (largest < 2.0**40) & (numbers[4] < 2**40)
    return Lines._make((*numbers, low_closed > 0, high_closed > 0)), fine


def _one_numeral(text: str) -> bool:
    """Are the digits that vary the only ones, and written plainly?"""
    plain = re.sub(r"(?<=\d),(?=\d)", "", unicodedata.normalize("NFKC", text))
    return len(re.findall(r"\d[\d.]*", plain)) == 1 and sum(map(str.isdigit, plain)) == len(re.findall("[0-9]", text))


def _decimals(text: str) -> int:
    found = re.search(r"\d[\d,.]*", text)
    return len(found[0].partition(".")[2]) if found else 0


class Alternatives(NamedTuple):
    """What might have been printed instead, as `slips.alternatives` has it: low, low + step … `many` of them."""

    low: Integers
    step: Integers
    many: Integers
    itself: Integers  # the place of the print itself among them, −1 where it is not

    @property
    def total(self) -> Integers:
        return self.many - (self.itself >= 0)


def alternatives(prints: Prints, wide: bool) -> Alternatives:
    low, high = (np.ones_like(prints.n), 2 * prints.n) if wide else (-(-prints.n // 2), prints.n * 3 // 2)
    high = np.where(prints.percent, np.minimum(high, prints.cap), high)
    step = np.maximum(-(-(high - low) // MOST_ALTERNATIVES), 1)
    many = np.maximum((high - low) // step + 1, 0)
    place, left = np.divmod(prints.n - low, step)
    return Alternatives(low, step, many, np.where((left == 0) & (place >= 0) & (place < many), place, -1))


# --- two ways of asking ---------------------------------------------------------------------------------------------


@dataclass
class Question:
    """What many claims of one kind ask of their numbers: do they hold in all worlds, do they hold in any?"""

    prints: list[Prints]
    bases: Bases | None  # what two numbers imply
    alone: Truths = field(init=False)

    def __post_init__(self) -> None:
        self.alone = ~np.logical_and.reduce([prints.readable for prints in self.prints])
        if self.bases:
            self.alone |= self.bases.alone

    def holds(self, rounding: int) -> tuple[Truths, Truths]:
        """=> whether they hold in all worlds, and in any."""
        raise NotImplementedError

    def power(self, rounding: int, rows: Truths, whether: bool = False) -> Floats:
        """=> the share of alternatives with which they would not hold in all worlds; or `whether` it is above 0."""
        raise NotImplementedError

    def possible(self, place: int, rows: Integers, n: Integers) -> Truths:
        """Rows, with other digits for one of their numbers => would they hold in any world?"""
        raise NotImplementedError

    def answer(self, answers: Answers, rows: Integers, texts: Sequence[Texts], fits: bool) -> None:
        truths = [self.holds(rounding) for rounding in range(len(ROUNDINGS))]
        excused = truths[-1][1]  # cut off, not rounded
        round_numbers = np.logical_or.reduce([prints.rounds & (prints.n % 100 == 0) for prints in self.prints])
        self.alone |= ~excused & round_numbers
        powers = [self.power(k, every & ~self.alone, whether=k > 0) for k, (every, _) in enumerate(truths)]
        rulings = [
            np.where(~some & ~excused, 2, every & (power > 0))
            for (every, some), power in zip(truths, powers, strict=True)
        ]
        ruling, cut, either = rulings
        robust = (cut == ruling) & ((either == ruling) | (fits & truths[0][0] & (ruling == 0)))
        repair = self.repairs(np.flatnonzero((ruling == 2) & ~self.alone), texts)
        low, high = self.bases.values()[:2] if self.bases else 2 * [np.full(len(rows), None, object)]
        answers.put(rows, (RULINGS[ruling], np.where(ruling == 1, powers[0], 0.0), robust, low, high, repair))

    def repairs(self, rows: Integers, texts: Sequence[Texts]) -> npt.NDArray[np.object_]:
        """Contradicted rows => for each the smallest change of one digit after which it could hold."""
        best = np.full(len(self.alone), np.inf)
        repair = np.full(len(self.alone), "", object)
        repair[rows] = "no single digit" if self.digit else ""
        for place, prints in enumerate(self.prints):
            self.alone[rows] |= prints.qualified[rows] | (prints.n[rows] == 0)  # how far 近 reaches hangs on the digits
            for form in np.unique(prints.column.form[rows]).tolist():
                some = rows[prints.column.form[rows] == form]
                digits = _digits(prints.column.forms[form].like.text)
                worth, least = (np.array(facts)[:, None] for facts in zip(*digits, strict=True))
                n, figures = prints.n[some, None, None], np.arange(10)
                change = figures - n // worth % 10
                size = np.where((change == 0) | (figures < least), np.inf, np.abs(change) * worth / np.maximum(n, 1))
                others, size = (n + change * worth).reshape(len(some), -1), size.reshape(len(some), -1)
                near = np.repeat(some, size.shape[1]), others.ravel()
                size[~self.possible(place, *near).reshape(size.shape)] = np.inf
                at = size.argmin(1)
                found = size[np.arange(len(some)), at]
                for k in np.flatnonzero(found < best[some]).tolist():
                    row, (worth, _), other = some[k], digits[at[k] // 10], int(at[k] % 10)
                    best[row], text = found[k], texts[place][row]
                    where = [c for c, char in enumerate(text) if char in "0123456789"][-len(str(worth))]
                    repair[row] = f"{text} → {text[:where]}{other}{text[where + 1 :]}"
        return repair

    digit = True  # whether a verdict hangs on a digit, or on a decision


def _digits(text: str) -> list[tuple[int, bool]]:
    """'40.46%' => the worth of each digit, and whether it may not be 0, as `slips` varies them."""
    places = [place for place, char in enumerate(text) if char in "0123456789"]
    return [
        (10 ** (len(places) - 1 - k), not text[:place][-1:].isdigit() and text[place + 1 : place + 2].isdigit())
        for k, place in enumerate(places)
    ]


class Condition(NamedTuple):
    """A sum, one end of it, and where it may be zero: never, always, or where all its ends are closed, or one open.

    `signs` are +1, −1 or 0 for each number; rows that the condition does not concern meet it.
    """

    signs: tuple[Integers, ...]
    constant: int
    high: bool
    zero: str
    concerns: Truths | bool = True

    def uses_high(self, place: int) -> Truths:
        return np.equal(self.signs[place] > 0, self.high)


@dataclass
class Sums(Question):
    """Are sums of printed numbers above zero?"""

    every: list[Condition]  # so that the claim holds in all worlds,
    some: list[Condition]  # or in any
    varied: range
    wide: bool

    def __post_init__(self) -> None:
        super().__post_init__()
        self.digit = not self.wide
        self.over = np.lcm.reduce([prints.lines[0].over for prints in self.prints])
        for place in self.varied:  # how far 近 reaches hangs on the digits
            self.alone |= self.prints[place].qualified
        for prints in self.prints:
            for lines in prints.lines:
                size = (np.abs(lines.high_times) + np.abs(lines.low_times)) * (20.0 * prints.n + 200) * self.over
                self.alone |= size > EXACT

    def _value(self, condition: Condition, ends: Sequence[Ends]) -> tuple[Integers, Truths]:
        """=> the sum's end, over `over`, and whether it is closed."""
        value, closed = condition.constant * self.over[: len(ends[0].low)], np.ones(len(ends[0].low), bool)
        for place, end in enumerate(ends):
            high = condition.uses_high(place)
            value = value + condition.signs[place] * np.where(high, end.high, end.low)
            closed &= (condition.signs[place] == 0) | np.where(high, end.high_closed, end.low_closed)
        return value, closed

    def _least(self, condition: Condition, closed: Truths) -> Integers:
        """=> the least whole number that the sum may be."""
        zero = {"never": np.zeros_like(closed), "always": np.ones_like(closed), "closed": closed, "open": ~closed}
        return np.where(zero[condition.zero], 0, 1)

    def _ends(self, rounding: int) -> list[Ends]:
        found = (prints.ends(prints.n, rounding) for prints in self.prints)
        return [self._scaled(ends, self.over) for ends in found]

    def _scaled(self, ends: Ends, over: Integers) -> Ends:
        by = over // ends.over
        return ends._replace(low=ends.low * by, high=ends.high * by, over=over)

    def _met(self, conditions: list[Condition], ends: Sequence[Ends]) -> Truths:
        met = np.ones(len(self.alone), bool)
        for condition in conditions:
            value, closed = self._value(condition, ends)
            met &= (value >= self._least(condition, closed)) | ~np.asarray(condition.concerns)
        return met

    def holds(self, rounding: int) -> tuple[Truths, Truths]:
        ends = self._ends(rounding)
        return self._met(self.every, ends), self._met(self.some, ends)

    def possible(self, place: int, rows: Integers, n: Integers) -> Truths:
        picked = Sums([prints.take(rows) for prints in self.prints], None, [], [], self.varied, self.wide)
        picked.prints[place] = picked.prints[place]._replace(n=n)
        picked.over = self.over[rows]
        some = [
            condition._replace(
                signs=tuple(np.broadcast_to(signs, len(self.alone))[rows] for signs in condition.signs),
                concerns=np.broadcast_to(condition.concerns, len(self.alone))[rows],
            )
            for condition in self.some
        ]
        return picked._met(some, picked._ends(0))

    def power(self, rounding: int, rows: Truths, whether: bool = False) -> Floats:
        best, ends = np.zeros(len(self.alone)), self._ends(rounding)
        for place in self.varied:
            prints = self.prints[place]
            there = alternatives(prints, self.wide)
            from_, to = np.zeros_like(there.many), there.many - 1
            capped = prints.percent & (there.low + there.step * to == prints.cap) & (to >= 0)
            to = to - capped
            lines, by = prints.lines[rounding], self.over // prints.lines[rounding].over
            for condition in self.every:  # place j among the alternatives passes where start + slope · j >= 0
                value, closed = self._value(condition, ends)
                times = by * np.where(condition.uses_high(place), lines.high_times, lines.low_times)
                times *= condition.signs[place]
                start = value + times * (there.low - prints.n) - self._least(condition, closed)
                slope = times * there.step
                root = start // np.where(slope == 0, 1, np.abs(slope))
                first = np.where(slope > 0, -root, np.where((slope == 0) & (start < 0), there.many, 0))
                last = np.where(slope < 0, root, there.many)
                from_ = np.where(condition.concerns, np.maximum(from_, first), from_)
                to = np.where(condition.concerns, np.minimum(to, last), to)
            passed = np.maximum(to - from_ + 1, 0)
            passed -= (there.itself >= from_) & (there.itself <= to)
            if capped.any():
                at_cap = [*ends]
                at_cap[place] = self._scaled(prints.ends(np.where(capped, prints.cap, prints.n), rounding), self.over)
                passed += capped & self._met(self.every, at_cap)
            failed = (there.total - passed) / np.maximum(there.total, 1)
            best = np.maximum(best, np.where(rows, failed, 0.0))
        return best



class Ratios(NamedTuple):
    """A change or share by its digits n, as lines in floats: new over old level, or the share, times `one`."""

    low_times: Floats
    low_plus: Floats
    high_times: Floats
    high_plus: Floats
    low_open: Truths
    high_open: Truths


@dataclass
class Quotients(Question):
    """Is there a whole number from one quotient to the other? A level over a ratio, or (`rate`) a whole times a share.

    Levels that are no counts need none. Many digits are asked of a row at once: arrays are rows by digits.
    """

    grows: Integers  # 1 for a rise, −1 for a fall, 0 for a share or a ratio printed as such
    parts: Integers  # of a printed unit in the whole: 100 for %
    rate: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        level, moved = self.prints
        self.alone |= moved.qualified
        self.one, self.capped = moved.lines[0].over * self.parts, bool(moved.percent.any())
        self.ratios = [self._ratios(lines) for lines in moved.lines]
        self.levels = [(ends.low, ends.high) for ends in (level.ends(level.n, k) for k in range(len(ROUNDINGS)))]
        for ratios, (low, high) in zip(self.ratios, self.levels, strict=True):
            reach = self.one + np.abs(ratios.high_times) * 20.0 * moved.n + np.abs(ratios.high_plus)
            self.alone |= (level.integer & (10.0 * high * reach > EXACT)) | (low <= 0)

    def _ratios(self, lines: Lines) -> Ratios:
        rises, start = self.grows >= 0, np.where(self.grows == 0, 0, self.one)
        low = np.where(rises, lines.low_times, -lines.high_times), np.where(rises, lines.low_plus, -lines.high_plus)
        high = np.where(rises, lines.high_times, -lines.low_times), np.where(rises, lines.high_plus, -lines.low_plus)
        low_closed = np.where(rises, lines.low_closed, lines.high_closed)
        high_closed = np.where(rises, lines.high_closed, lines.low_closed)
        numbers = (low[0], low[1] + start, high[0], high[1] + start)
        return Ratios._make((*(number.astype(float) for number in numbers), ~low_closed, ~high_closed))

    def _pass(self, rounding: int, rows: Integers, n: Floats, low: Floats, high: Floats) -> Truths:
        """Rows, with digits for their change and levels from low to high => is there a whole number between?"""
        ratios = Ratios._make(facts[rows, None] for facts in self.ratios[rounding])
        low_open, high_open = ratios.low_open, ratios.high_open
        one, moved, counted = self.one[rows, None].astype(float), self.prints[1], self.prints[0].integer[rows, None]
        bottom, top = ratios.low_times * n, ratios.high_times * n
        bottom += ratios.low_plus
        top += ratios.high_plus
        if bottom.shape[1] == 1:  # a misprint may be 0, whose half a unit does not reach below nothing
            start = np.where(self.grows == 0, 0, self.one)[rows, None]
            bottom = np.where((n == 0) & (self.grows[rows, None] >= 0), start, bottom)
            top = np.where((n == 0) & (self.grows[rows, None] < 0), start, top)
        if self.capped:
            at_cap = moved.percent[rows, None] & (n >= moved.cap[rows, None])
            top, high_open = np.where(at_cap, one, top), high_open & ~at_cap
        found = self._whole(high, high, bottom, top, one, low_open, high_open)
        spread = counted & (low < high)
        if spread.any():
            found |= spread & self._whole(low, low, bottom, top, one, low_open, high_open)
            found |= self._spread(found, low, high, bottom, top, one, low_open, high_open, rows)
        if not counted.all():
            found |= ~counted
        return np.where(bottom <= 0, top > 0, found) if bottom.min(initial=1) <= 0 else found

    def _whole(
        self, low: Floats, high: Floats, bottom: Floats, top: Floats, one: Floats, low_open: Truths, high_open: Truths
    ) -> Truths:
        """=> is a whole number from low / top to high / bottom, times one; or low · bottom to high · top, over it?

        In whole numbers n < a / b is n ≤ (a − 1) / b.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            if self.rate:
                last = np.floor((high * top - (high_open & (high > 0))) / one)
                return last * one >= low * bottom + (low_open & (low > 0))
            last = (high * one - (low_open & (high > 0))) / bottom
            np.floor(last, out=last)
            last *= top
            return last >= low * one + (high_open & (low > 0))

    def _spread(
        self, found: Truths, low: Floats, high: Floats, bottom: Floats, top: Floats, one: Floats,
        low_open: Truths, high_open: Truths, rows: Integers,
    ) -> Truths:  # fmt: skip
        """Levels of which neither the first nor the last will do => does one between them?"""
        asked = ~found & (bottom > 0) & (bottom < top) & (low < high) & self.prints[0].integer[rows, None]
        asked &= self._whole(low, high, bottom, top, one, low_open, high_open)
        at, between = np.nonzero(asked), np.zeros(found.shape, bool)
        if self.rate:
            self.alone[rows[at[0]]] = True
        elif len(at[0]):

            def each(facts: Floats | Truths) -> Integers:
                return np.broadcast_to(facts, found.shape)[at].astype(np.int64)

            single, yes = np.ones(len(at[0]), np.int64), np.ones(len(at[0]), bool)
            ratio = Ends(each(bottom), each(top), each(one), each(low_open) == 0, each(high_open) == 0)
            tried = quotients(Ends(each(low), each(high), single, yes, yes), ratio, yes)
            self.alone[rows[at[0][tried.alone]]] = True
            between[at] = ~tried.empty
        return between

    def _tried(self, rounding: int, rows: Integers, n: Floats) -> Truths:
        low, high = (ends[rows, None].astype(float) for ends in self.levels[rounding])
        return self._pass(rounding, rows, n, low, high)

    def holds(self, rounding: int) -> tuple[Truths, Truths]:
        held = self._tried(rounding, np.arange(len(self.alone)), self.prints[1].n[:, None].astype(float))[:, 0]
        return held, held

    def possible(self, place: int, rows: Integers, n: Integers) -> Truths:
        if place == 1:
            return self._tried(0, rows, n[:, None].astype(float))[:, 0]
        ends = self.prints[0].take(rows).ends(n)
        now = self.prints[1].n[rows, None].astype(float)
        return self._pass(0, rows, now, ends.low[:, None].astype(float), ends.high[:, None].astype(float))[:, 0]

    def _sure(self, rounding: int, n: Integers) -> Truths:
        """=> are the quotients more than one apart, whatever is rounded on the way?"""
        low_times, low_plus, high_times, high_plus, *_ = self.ratios[rounding]
        bottom, top = low_times * n + low_plus, high_times * n + high_plus
        top = np.where(self.prints[1].percent, np.minimum(top, self.one), top)
        reach = self.levels[rounding][1].astype(float) * (top - bottom)
        apart = reach > 1.001 * self.one if self.rate else reach * self.one > 1.001 * top * bottom
        return np.where(self.prints[0].integer, apart & (bottom > 0), top > 0)

    def power(self, rounding: int, rows: Truths, whether: bool = False) -> Floats:
        there, power = alternatives(self.prints[1], wide=False), np.zeros(len(self.alone))
        total = there.total
        last = there.low + there.step * np.maximum(there.many - 1, 0)
        open_ = np.flatnonzero(rows & (total > 0) & ~(self._sure(rounding, there.low) & self._sure(rounding, last)))
        if whether:  # where a few at either end fail, that is enough
            few = np.arange(8)
            places = np.where(few < 4, few, there.many[open_, None] - 8 + few).clip(0, there.many[open_, None] - 1)
            n: Floats = (there.low[open_, None] + there.step[open_, None] * places).astype(float)
            failed = (~self._tried(rounding, open_, n) & (places != there.itself[open_, None])).any(1)
            power[open_[failed]], open_ = 1.0, open_[~failed]
        low, high = self.levels[rounding]
        for among in (open_[low[open_] == high[open_]], open_[low[open_] < high[open_]]):
            among = among[np.argsort(there.many[among], kind="stable")]
            while len(among):
                many = there.many[among]
                at_once = max(int(np.searchsorted(many * np.arange(1, len(many) + 1), TRIED_AT_ONCE)), 1)
                some, many, among = among[:at_once], many[:at_once], among[at_once:]
                tried = there.step[some, None].astype(float) * np.arange(many[-1])
                tried += there.low[some, None]
                passed = self._tried(rounding, some, tried)  # the print itself is among them
                passed[:, many[0] :] |= np.arange(many[0], many[-1]) >= many[:, None]
                power[some] = (passed.size // len(some) - np.count_nonzero(passed, axis=1)) / total[some]
        return power
