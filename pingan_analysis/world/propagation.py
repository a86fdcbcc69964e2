"""Bounds from constraints alone, by passing them along until nothing moves; each end remembers what moved it.

Bounds consistency (Davis, 1987; "tightening" in presolve, Brearley, Mitra and Williams, 1975), in exact arithmetic. The
bounds are never too narrow. They are sharp, gaps of whole numbers included, where the quantities hang together as a
tree; where they hang in a circle, `solver` has the last word.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from pingan_analysis.world.constraints import Constraint, Quantity, Statement, Value

Why = frozenset[str]
NOBODY: Why = frozenset()
FEW = 64  # whole numbers that are asked for one by one, where quantities hang in a circle
MOST_MEMBERS = 20_000  # whole numbers that are looked at one by one
EFFORT = 40  # looks at each constraint, on average, before a circle of ever smaller steps is left to the solver


class Inconsistent(Exception):
    """No world: `why` names statements that cannot all hold (not always the fewest)."""

    def __init__(self, why: Why):
        super().__init__(", ".join(sorted(why)))
        self.why = why


@dataclass(slots=True)
class Domain:
    """What a quantity may still be: from `low` to `high`, None where there is no end; `members` if there are gaps."""

    whole: bool
    low: Value | None
    high: Value | None
    low_open: bool = False
    high_open: bool = False
    low_why: Why = NOBODY
    high_why: Why = NOBODY
    members: tuple[int, ...] | None = None

    @property
    def size(self) -> int | None:
        """=> how many whole numbers; None if it is measured or has no end."""
        if not self.whole or self.low is None or self.high is None:
            return None
        return len(self.members) if self.members is not None else int(self.high - self.low) + 1

    @property
    def why(self) -> Why:
        return self.low_why | self.high_why

    @property
    def fixed(self) -> bool:
        return self.low == self.high and self.low is not None

    def copy(self) -> Domain:
        return Domain(
            self.whole, self.low, self.high, self.low_open, self.high_open, self.low_why, self.high_why, self.members
        )


Listed = tuple[tuple[tuple[int, int], ...], int, bool, Why]  # terms by place, bound, strict, who says it


@dataclass
class Propagated:
    """The domains of all quantities; and what is left to the solver: constraints of those that hang in a circle."""

    domains: dict[Quantity, Domain]
    circles: tuple[Constraint, ...] = ()
    sharp: bool = True

    @property
    def loose(self) -> frozenset[Quantity]:
        """=> the quantities whose bounds may be too wide."""
        return frozenset(quantity for constraint in self.circles for _, quantity in constraint.terms)


class _Passing:
    """Domains, constraints, and which of them wait to be looked at."""

    def __init__(self) -> None:
        self.index: dict[Quantity, int] = {}
        self.domains: list[Domain] = []
        self.listed: list[Listed] = []
        self.seen: set[tuple[tuple[tuple[int, int], ...], int, bool]] = set()
        self.touching: list[list[int]] = []
        self.groups: dict[tuple[int, ...], list[int]] = {}
        self.pairs: dict[tuple[int, int], list[tuple[int, int, int, Why]]] = {}  # of whole numbers: coefficients, bound
        self.done: dict[tuple[int, int], tuple[object, ...]] = {}  # how a pair stood when its gaps were looked for
        self.waiting: deque[int] = deque()
        self.queued: list[bool] = []
        self.rough = False  # some gaps were too many to look for
        self.effort = 100

    def copy(self) -> _Passing:
        made = _Passing.__new__(_Passing)
        made.index, made.listed, made.seen = self.index.copy(), self.listed.copy(), self.seen.copy()
        made.domains = [domain.copy() for domain in self.domains]
        made.touching, made.groups = self.touching.copy(), self.groups.copy()
        made.pairs, made.done = self.pairs.copy(), self.done.copy()
        made.waiting, made.queued = deque(), self.queued.copy()
        made.rough, made.effort = self.rough, 100
        return made

    def add(self, statements: Iterable[Statement]) -> None:
        """Takes up what is said, to be passed along. Raises Inconsistent where it says what cannot be."""
        fresh: dict[tuple[int, ...], int] = {}  # where the new ones of a group begin
        for statement in statements:
            name = frozenset([statement.name])
            for said in statement.said:
                if not said.terms:
                    if said.bound > 0 or (said.strict and said.bound == 0):
                        raise Inconsistent(name)
                    continue
                placed = tuple([(c, self._place(q)) for c, q in said.terms])
                key = (placed, said.bound, said.strict)
                if key in self.seen:
                    continue
                self.seen.add(key)
                n = self._list((*key, name))
                if len(placed) > 1:
                    group = tuple(sorted([i for _, i in placed]))
                    numbers = self.groups.get(group, [])
                    fresh.setdefault(group, len(numbers))
                    self.groups[group] = [*numbers, n]
        for group, start in fresh.items():
            if len(group) != 2:
                continue
            lines = [self.listed[n] for n in self.groups[group]]
            for more in _eliminated(lines, start):
                self._list(more)
            i, j = group
            if self.domains[i].whole and self.domains[j].whole:  # of whole numbers: never strict
                self.pairs[i, j] = [
                    (sum(c for c, k in terms if k == i), sum(c for c, k in terms if k == j), bound, why)
                    for terms, bound, _, why in lines
                ]
                self.done.pop((i, j), None)

    def _place(self, quantity: Quantity) -> int:
        place = self.index.get(quantity)
        if place is None:
            place = self.index[quantity] = len(self.domains)
            self.domains.append(Domain(quantity.whole, *quantity.limits))
            self.touching.append([])
        return place

    def _list(self, said: Listed) -> int:
        n = len(self.listed)
        self.listed.append(said)
        for _, i in said[0]:
            self.touching[i] = [*self.touching[i], n]
        self.queued.append(True)
        self.waiting.append(n)
        self.effort += EFFORT
        return n

    def passed(self) -> bool:
        """Passes along all that waits, and takes out what is not reached => whether it came to rest."""
        rested = self.rest()
        while rested and self.gaps():
            rested = self.rest()
        return rested

    def rest(self) -> bool:
        """Passes along what waits => whether it came to rest."""
        while self.waiting and self.effort:
            n = self.waiting.popleft()
            self.queued[n] = False
            self._tighten(n)
            self.effort -= 1
        return not self.waiting

    def _tighten(self, n: int) -> None:
        terms, bound, strict, why = self.listed[n]
        tops: list[Value | None] = []
        total: Value = 0
        endless = -1
        for place, (coefficient, i) in enumerate(terms):
            domain = self.domains[i]
            end = domain.high if coefficient > 0 else domain.low
            if end is None:
                if endless >= 0:
                    return
                endless = place
                tops.append(None)
            else:
                tops.append(coefficient * end)
                total += coefficient * end
        for place, (coefficient, i) in enumerate(terms):
            if endless >= 0 and place != endless:
                continue
            need = bound - (total if endless >= 0 else total - tops[place])  # type: ignore[operator]
            domain = self.domains[i]
            end = domain.low if coefficient > 0 else domain.high
            if end is not None:  # most looks change nothing: no reason is gathered for them
                now = coefficient * end
                if now > need or (now == need and not strict and self._closed(terms, place)):
                    continue
            open_, reasons = strict, [why]
            for other, (c, j) in enumerate(terms):
                if other != place:
                    d = self.domains[j]
                    open_ = open_ or (d.high_open if c > 0 else d.low_open)
                    reasons.append(d.high_why if c > 0 else d.low_why)
            self._cut(i, coefficient > 0, need, abs(coefficient), open_, reasons)

    def _closed(self, terms: tuple[tuple[int, int], ...], place: int) -> bool:
        return not any(
            (self.domains[j].high_open if c > 0 else self.domains[j].low_open)
            for other, (c, j) in enumerate(terms)
            if other != place
        )

    def _cut(self, i: int, below: bool, need: Value, by: int, open_: bool, reasons: list[Why]) -> None:
        """The quantity is at least need / by (`below`), or at most −need / by."""
        domain = self.domains[i]
        if domain.whole and (not below or domain.high is not None):
            least = -(-need // by) if not open_ else need // by + 1  # the whole number at or above
            value: Value = int(least) if below else -int(least)
            open_ = False
        else:  # without an upper end, whole numbers would climb one by one, and for nothing
            value = Fraction(need, by) if isinstance(need, int) else need / by
            value = value if below else -value
        end, end_open = (domain.low, domain.low_open) if below else (domain.high, domain.high_open)
        if end is not None:
            better = value > end if below else value < end
            if not better and not (value == end and open_ and not end_open):
                return
        why = NOBODY.union(*reasons)
        if below:
            domain.low, domain.low_open, domain.low_why = value, open_, why
        else:
            domain.high, domain.high_open, domain.high_why = value, open_, why
        self._settle(domain)
        self._again(i)

    def _settle(self, domain: Domain) -> None:
        """Ends move to the nearest member; nothing left is no world."""
        if domain.whole and domain.high is not None and not isinstance(domain.low, int) and domain.low is not None:
            least = math.ceil(domain.low)
            domain.low, domain.low_open = least + (domain.low_open and least == domain.low), False
        if domain.whole and domain.high is not None and domain.low_open and domain.low is not None:
            domain.low, domain.low_open = math.floor(domain.low) + 1, False
        if domain.members is not None:
            domain.members = tuple(
                m for m in domain.members
                if (domain.low is None or m >= domain.low) and (domain.high is None or m <= domain.high)
            )  # fmt: skip
            if not domain.members:
                raise Inconsistent(domain.why)
            domain.low, domain.high = domain.members[0], domain.members[-1]
        if domain.low is not None and domain.high is not None:
            meets = not (domain.low_open or domain.high_open)
            if domain.low > domain.high or (domain.low == domain.high and not meets):
                raise Inconsistent(domain.why)

    def gaps(self) -> bool:
        """Whole numbers of one quantity that reach no whole number of the other are taken out => whether any was."""
        moved = False
        for (i, j), said in self.pairs.items():
            if self.done.get((i, j)) == self._state(i, j):
                continue
            turned = [(b, a, bound, why) for a, b, bound, why in said]
            for one, other, lines in ((i, j, said), (j, i, turned)):
                moved = self._unreached(one, other, lines) or moved
            self.done[i, j] = self._state(i, j)
        return moved

    def _state(self, i: int, j: int) -> tuple[object, ...]:
        a, b = self.domains[i], self.domains[j]
        return (a.low, a.high, a.size, b.low, b.high, b.size)

    def _unreached(self, one: int, other: int, lines: Sequence[tuple[int, int, int, Why]]) -> bool:
        domain, there = self.domains[one], self.domains[other]
        if domain.low is None or domain.high is None or domain.low == domain.high:
            return False
        low, high = int(domain.low), int(domain.high)
        candidates: Sequence[int] = domain.members if domain.members is not None else range(low, high + 1)
        if there.members is None and domain.members is None and _wide(low, high, lines):
            return False
        if len(candidates) > MOST_MEMBERS:
            self.rough = True
            return False
        least = -(10**400) if there.low is None else int(there.low)
        most = 10**400 if there.high is None else int(there.high)
        floors = [(own, theirs, bound) for own, theirs, bound, _ in lines if theirs > 0]
        ceilings = [(own, theirs, bound) for own, theirs, bound, _ in lines if theirs < 0]
        members, kept = there.members, []
        for value in candidates:
            first, last = least, most
            for own, theirs, bound in floors:
                if (end := -((own * value - bound) // theirs)) > first:
                    first = end
            for own, theirs, bound in ceilings:
                if (end := (bound - own * value) // theirs) < last:
                    last = end
            if first > last:
                continue
            if members is not None:
                at = bisect_left(members, first)
                if at == len(members) or members[at] > last:
                    continue
            kept.append(value)
        if len(kept) == len(candidates):
            return False
        why = NOBODY.union(there.why, *(line[3] for line in lines))
        if not kept:
            raise Inconsistent(why | domain.why)
        if kept[0] != low:
            domain.low_why |= why
        if kept[-1] != high:
            domain.high_why |= why
        domain.low, domain.high = kept[0], kept[-1]
        domain.members = None if len(kept) == kept[-1] - kept[0] + 1 else tuple(kept)
        self._again(one)
        return True

    def _again(self, i: int) -> None:
        for n in self.touching[i]:
            if not self.queued[n]:
                self.queued[n] = True
                self.waiting.append(n)

    def found(self, rested: bool) -> Propagated:
        """=> the domains, and what hangs in a circle."""
        left = self._circles() if rested and not self.rough else list(self.groups)
        return self.told(left, rested and not left)

    def told(self, left: Iterable[tuple[int, ...]], sharp: bool) -> Propagated:
        """=> the domains, with the constraints of the groups that are left."""
        domains = dict(zip(self.index, self.domains, strict=True))
        quantities = list(self.index)
        circles = tuple(
            Constraint(tuple((c, quantities[i]) for c, i in terms), bound, strict)
            for group in left for terms, bound, strict, _ in (self.listed[n] for n in self.groups[group])
        )  # fmt: skip
        return Propagated(domains, circles, sharp)

    def _circles(self) -> list[tuple[int, ...]]:
        """=> the groups of constraints that what is passed along may not have the last word on.

        A constraint that holds wherever the domains let the quantities be says no more, and a quantity that is known
        ties nothing together. What hangs on the rest by one quantity alone is peeled off: whatever that one may be,
        the others can follow. A tree is peeled to nothing.
        """
        left: dict[tuple[int, ...], tuple[int, ...]] = {}
        for group in self.groups:
            if len(open_ := self._open(group)) > 1:
                left[group] = open_
        at: dict[int, set[tuple[int, ...]]] = {}
        for group, open_ in left.items():
            for i in open_:
                at.setdefault(i, set()).add(group)
        waiting = deque(group for group, open_ in left.items() if self._plain(group, open_))
        plain = set(waiting)
        while waiting:
            group = waiting.popleft()
            if group not in left or sum(len(at[i]) > 1 for i in left[group]) > 1:
                continue
            for i in left.pop(group):
                at[i].remove(group)
                waiting.extend(sorted(at[i] & plain))
        return list(left)

    def _open(self, group: tuple[int, ...]) -> tuple[int, ...]:
        """=> the quantities that a group still ties to each other."""
        if all(self._idle(n) for n in self.groups[group]):
            return ()
        return tuple([i for i in group if not self.domains[i].fixed])

    def _idle(self, n: int) -> bool:
        """Does the constraint hold wherever the domains let its quantities be?"""
        terms, bound, strict, _ = self.listed[n]
        total: Value = 0
        for c, i in terms:
            domain = self.domains[i]
            end, open_ = (domain.low, domain.low_open) if c > 0 else (domain.high, domain.high_open)
            if end is None:
                return False
            total += c * end
            strict = strict and not open_
        return total > bound or (total == bound and not strict)

    def _plain(self, group: tuple[int, ...], open_: tuple[int, ...]) -> bool:
        """Are ends that are passed along through the group all that there is?"""
        if len({self.domains[i].whole for i in open_}) > 1:
            return False
        if len(group) == 2:  # gaps are told to the solver where they are few
            return all((members := self.domains[i].members) is None or len(members) <= FEW for i in open_)
        free = set(open_)
        forms: set[int] = set()
        signs: set[tuple[bool, ...]] = set()
        for n in self.groups[group]:
            terms = [c for c, i in self.listed[n][0] if i in free]
            forms.update(map(abs, terms))
            signs.add(tuple(c > 0 for c in terms))
        alike = len({frozenset([s, tuple(not x for x in s)]) for s in signs}) == 1
        return alike and forms == {1} and all(self.domains[i].members is None for i in open_)


def _wide(low: int, high: int, lines: Sequence[tuple[int, int, int, Why]]) -> bool:
    """Is a whole number within reach wherever the real ones meet? The width of the reach is concave, so its ends
    tell: where it is one or more at both, no value in between is unreached.
    """
    for value in (low, high):
        floors = [Fraction(bound - own * value, theirs) for own, theirs, bound, _ in lines if theirs > 0]
        ceilings = [Fraction(bound - own * value, theirs) for own, theirs, bound, _ in lines if theirs < 0]
        if floors and ceilings and min(ceilings) - max(floors) < 1:
            return False
    return True


class Given:
    """Statements, passed along once, to which others are put one after the other."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self.passing = _Passing()
        self.passing.add(statements)
        self.rested = self.passing.passed()

    def propagated(self) -> Propagated:
        return self.passing.found(self.rested)

    def tied(self) -> Propagated:
        """=> the same, with all that ties quantities together, in a circle or not."""
        groups = [group for group in self.passing.groups if len(self.passing._open(group)) > 1]
        return self.passing.told(groups, False)

    def domain(self, quantity: Quantity) -> Domain | None:
        place = self.passing.index.get(quantity)
        return None if place is None else self.passing.domains[place]

    @cached_property
    def sharp(self) -> bool:
        return self.propagated().sharp

    def plainly(self, statement: Statement) -> bool | None:
        """=> whether the domains alone allow a statement, None where more must be asked."""
        domains = {quantity: self.domain(quantity) for quantity in statement.quantities}
        idle = True
        for said in statement.said:
            least: Value | None = 0
            most: Value | None = 0
            for c, quantity in said.terms:
                if (domain := domains[quantity]) is None:
                    return self._follows(statement)
                low, high = (domain.low, domain.high) if c > 0 else (domain.high, domain.low)
                least = None if least is None or low is None else least + c * low
                most = None if most is None or high is None else most + c * high
            if most is not None and (most < said.bound or (said.strict and most == said.bound)):
                return False
            idle = idle and least is not None and least > said.bound
        if idle:
            return True
        if len(domains) == 1 and self.sharp:  # nothing else is moved by it
            ((_, domain),) = domains.items()
            assert domain
            if domain.whole and domain.high is not None and domain.low is not None:
                ends = [said.terms[0][0] for said in statement.said]
                low = max(
                    [int(domain.low), *(-(-s.bound // c) for s, c in zip(statement.said, ends, strict=True) if c > 0)]
                )
                high = min(
                    [int(domain.high), *(s.bound // c for s, c in zip(statement.said, ends, strict=True) if c < 0)]
                )
                if domain.members is None:
                    return low <= high
                at = bisect_left(domain.members, low)
                return at < len(domain.members) and domain.members[at] <= high
        return None

    def _follows(self, statement: Statement) -> bool | None:
        """=> True if a quantity of which nothing else is said can follow some value of the one other in a statement."""
        known = [q for q in statement.quantities if q in self.passing.index]
        fresh = [q for q in statement.quantities if q not in self.passing.index]
        if len(known) != 1 or len(fresh) != 1 or not self.sharp:
            return None
        domain, limits = self.passing.domains[self.passing.index[known[0]]], fresh[0].limits
        lines = []
        for said in statement.said:
            of = {quantity: c for c, quantity in said.terms}
            lines.append((of.get(known[0], 0), of.get(fresh[0], 0), said.bound, said.strict))
        for value in _some(domain):
            low: Value | None = limits[0]
            high: Value | None = limits[1]
            low_open = high_open = held = False
            for own, theirs, bound, strict in lines:
                need = bound - own * value
                if theirs == 0:
                    held = held or need > 0 or (strict and need == 0)
                    continue
                end = Fraction(need, theirs)
                if theirs > 0 and (low is None or end > low or (end == low and strict)):
                    low, low_open = end, strict
                elif theirs < 0 and (high is None or end < high or (end == high and strict)):
                    high, high_open = end, strict
            if held:
                continue
            if low is None or high is None:
                return True
            if fresh[0].whole:
                low, low_open = (math.floor(low) + 1 if low_open else math.ceil(low)), False
            if low < high or (low == high and not low_open and not high_open):
                return True
        return None

    def beside(self, statement: Statement) -> Propagated:
        """A further statement => the domains that are left. Raises Inconsistent where nothing is left of one."""
        passing = self.passing.copy()
        passing.add([statement])
        return passing.found(passing.passed() and self.rested)


def _some(domain: Domain) -> Iterable[Value]:
    """=> values of a domain, those in the middle first."""
    if domain.members is not None:
        return domain.members
    if domain.low is None or domain.high is None:
        return []
    middle = Fraction(domain.low + domain.high) / 2
    if not domain.whole:
        return [middle] if domain.low < domain.high or not (domain.low_open or domain.high_open) else []
    start, low, high = math.floor(middle), int(domain.low), int(domain.high)
    return (
        n for far in range(min(high - low, MOST_MEMBERS) + 1) for n in (start - far, start + far) if low <= n <= high
    )


def propagated(statements: Iterable[Statement]) -> Propagated:
    """Statements => the domains of their quantities. Raises Inconsistent where nothing is left of one.

    >>> q = Quantity("cases", "330000", "2021")
    >>> from pingan_analysis.world.constraints import at_least
    >>> here = propagated([Statement("a", (at_least([(2, q)], 5), at_least([(-1, q)], -9)))]).domains[q]
    >>> here.low, here.high, here.size
    (3, 9, 7)
    """
    return Given(statements).propagated()


def _eliminated(numbers: Sequence[Listed], start: int) -> list[Listed]:
    """Constraints on the same two quantities => what each two of them, one from `start` on, say of one alone (Fourier
    and Motzkin).
    """
    found: list[Listed] = []
    for n, (terms, bound, strict, why) in enumerate(numbers):
        for terms2, bound2, strict2, why2 in numbers[max(n + 1, start) :]:
            for gone, left in ((0, 1), (1, 0)):
                a, b = terms[gone][0], terms2[gone][0]
                if (a > 0) == (b > 0):
                    continue
                x, y = abs(b), abs(a)
                coefficient = x * terms[left][0] + y * terms2[left][0]
                end, open_ = x * bound + y * bound2, strict or strict2
                if coefficient:
                    found.append((((coefficient, terms[left][1]),), end, open_, why | why2))
                elif end > 0 or (open_ and end == 0):
                    raise Inconsistent(why | why2)
    return found
