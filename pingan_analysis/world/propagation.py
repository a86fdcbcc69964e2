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
from dataclasses import dataclass, field
from fractions import Fraction

from pingan_analysis.world.constraints import Quantity, Statement, Value

Why = frozenset[str]
NOBODY: Why = frozenset()
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


@dataclass
class Propagated:
    """The domains of all quantities, and whether they are sharp."""

    domains: dict[Quantity, Domain]
    sharp: bool = True


@dataclass
class _Passing:
    quantities: list[Quantity]
    domains: list[Domain]
    constraints: list[tuple[tuple[tuple[int, int], ...], int, bool, Why]]
    touching: list[list[int]] = field(default_factory=list)
    waiting: deque[int] = field(default_factory=deque)
    queued: list[bool] = field(default_factory=list)

    rough: bool = False  # some gaps were too many to look for
    effort: int = 0

    def __post_init__(self) -> None:
        self.touching = [[] for _ in self.quantities]
        for n, (terms, *_) in enumerate(self.constraints):
            for _, i in terms:
                self.touching[i].append(n)
        self.waiting.extend(range(len(self.constraints)))
        self.queued = [True] * len(self.constraints)
        self.effort = EFFORT * len(self.constraints) + 100

    def rest(self) -> bool:
        """Passes along what waits => whether it came to rest."""
        while self.waiting and self.effort:
            n = self.waiting.popleft()
            self.queued[n] = False
            self._tighten(n)
            self.effort -= 1
        return not self.waiting

    def _tighten(self, n: int) -> None:
        terms, bound, strict, why = self.constraints[n]
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
        for n in self.touching[i]:
            if not self.queued[n]:
                self.queued[n] = True
                self.waiting.append(n)

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

    def gaps(self, pairs: dict[tuple[int, int], list[int]]) -> bool:
        """Whole numbers of one quantity that reach no whole number of the other are taken out => whether any was."""
        moved = False
        for (i, j), numbers in pairs.items():
            for one, other in ((i, j), (j, i)):
                moved = self._unreached(one, other, numbers) or moved
        return moved

    def _reach(self, value: int, one: int, other: int, numbers: list[int]) -> tuple[int, int]:
        """The whole numbers of `other` that go with a value of `one`, from the first to the last."""
        domain = self.domains[other]
        low = -(10**400) if domain.low is None else int(domain.low)
        high = 10**400 if domain.high is None else int(domain.high)
        for n in numbers:
            terms, bound, _, _ = self.constraints[n]  # of whole numbers: never strict
            own = sum(c for c, k in terms if k == one)
            theirs = sum(c for c, k in terms if k == other)
            need = bound - own * value
            if theirs > 0:
                low = max(low, -(-need // theirs))
            else:
                high = min(high, need // theirs)
        return low, high

    def _unreached(self, one: int, other: int, numbers: list[int]) -> bool:
        domain, there = self.domains[one], self.domains[other]
        if domain.low is None or domain.high is None:
            return False
        low, high = int(domain.low), int(domain.high)
        candidates: Sequence[int] = domain.members if domain.members is not None else range(low, high + 1)

        def reached(value: int) -> bool:
            first, last = self._reach(value, one, other, numbers)
            if first > last:
                return False
            if there.members is None:
                return True
            at = bisect_left(there.members, first)
            return at < len(there.members) and there.members[at] <= last

        if there.members is None and domain.members is None and self._wide(low, high, one, other, numbers):
            return False
        if len(candidates) > MOST_MEMBERS:
            self.rough = True
            return False
        kept = tuple(value for value in candidates if reached(value))
        if len(kept) == len(candidates):
            return False
        why = NOBODY.union(there.why, *(self.constraints[n][3] for n in numbers))
        if not kept:
            raise Inconsistent(why | domain.why)
        if kept[0] != low:
            domain.low_why |= why
        if kept[-1] != high:
            domain.high_why |= why
        domain.low, domain.high = kept[0], kept[-1]
        domain.members = None if len(kept) == kept[-1] - kept[0] + 1 else kept
        self._again(one)
        return True

    def _again(self, i: int) -> None:
        for n in self.touching[i]:
            if not self.queued[n]:
                self.queued[n] = True
                self.waiting.append(n)

    def _wide(self, low: int, high: int, one: int, other: int, numbers: list[int]) -> bool:
        """Is a whole number within reach wherever the real ones meet? The width of the reach is concave, so its ends
        tell: where it is one or more at both, no value in between is unreached.
        """
        for value in (low, high):
            least: Fraction | None = None
            most: Fraction | None = None
            for n in numbers:
                terms, bound, _, _ = self.constraints[n]
                own = sum(c for c, k in terms if k == one)
                theirs = sum(c for c, k in terms if k == other)
                end = Fraction(bound - own * value, theirs)
                if theirs > 0:
                    least = end if least is None else max(least, end)
                else:
                    most = end if most is None else min(most, end)
            if least is not None and most is not None and most - least < 1:
                return False
        return True


def propagated(statements: Iterable[Statement]) -> Propagated:
    """Statements => the domains of their quantities. Raises Inconsistent where nothing is left of one.

    >>> q = Quantity("cases", "330000", "2021")
    >>> from pingan_analysis.world.constraints import at_least
    >>> here = propagated([Statement("a", (at_least([(2, q)], 5), at_least([(-1, q)], -9)))]).domains[q]
    >>> here.low, here.high, here.size
    (3, 9, 7)
    """
    index: dict[Quantity, int] = {}
    constraints: dict[tuple[tuple[tuple[int, int], ...], int, bool], Why] = {}
    for statement in statements:
        name = frozenset([statement.name])
        for said in statement.said:
            if not said.terms:
                if said.bound > 0 or (said.strict and said.bound == 0):
                    raise Inconsistent(name)
                continue
            terms = tuple((c, index.setdefault(q, len(index))) for c, q in said.terms)
            constraints.setdefault((terms, said.bound, said.strict), name)
    quantities = list(index)
    domains = [Domain(q.whole, *q.limits) for q in quantities]
    listed = [(*key, why) for key, why in constraints.items()]
    groups: dict[tuple[int, ...], list[int]] = {}
    for n, (terms, *_) in enumerate(listed):
        if len(terms) > 1:
            groups.setdefault(tuple(sorted(i for _, i in terms)), []).append(n)
    for pair, numbers in groups.items():
        if len(pair) == 2 and len(numbers) > 1:
            listed += _eliminated([listed[n] for n in numbers])
    passing = _Passing(quantities, domains, listed)
    rested = passing.rest()
    pairs = {
        (group[0], group[1]): numbers
        for group, numbers in groups.items()
        if len(group) == 2 and all(quantities[i].whole for i in group)
    }
    while rested and pairs and passing.gaps(pairs):
        rested = passing.rest()
    sharp = rested and not passing.rough and _is_tree(groups, listed, quantities, domains)
    return Propagated(dict(zip(quantities, domains, strict=True)), sharp)


def _eliminated(
    numbers: list[tuple[tuple[tuple[int, int], ...], int, bool, Why]],
) -> list[tuple[tuple[tuple[int, int], ...], int, bool, Why]]:
    """Constraints on the same two quantities => what each two of them say of one alone (Fourier and Motzkin)."""
    found: list[tuple[tuple[tuple[int, int], ...], int, bool, Why]] = []
    for n, (terms, bound, strict, why) in enumerate(numbers):
        for terms2, bound2, strict2, why2 in numbers[n + 1 :]:
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


def _is_tree(
    groups: dict[tuple[int, ...], list[int]],
    listed: list[tuple[tuple[tuple[int, int], ...], int, bool, Why]],
    quantities: list[Quantity],
    domains: list[Domain],
) -> bool:
    """Do the quantities hang together without a circle, so that what is passed along is all that there is?"""
    parent = list(range(len(quantities) + len(groups)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for at, (group, numbers) in enumerate(groups.items(), len(quantities)):
        if len({quantities[i].whole for i in group}) > 1:
            return False
        if len(group) > 2:
            forms = {tuple(abs(c) for c, _ in listed[n][0]) for n in numbers}
            signs = {tuple(c > 0 for c, _ in listed[n][0]) for n in numbers}
            one = len(signs) <= 2 and len({frozenset([s, tuple(not x for x in s)]) for s in signs}) == 1
            if len(forms) > 1 or not one or {*next(iter(forms))} != {1}:
                return False
            if any(domains[i].members is not None for i in group):
                return False
        for i in group:
            a, b = root(i), root(at)
            if a == b:
                return False
            parent[a] = b
    return True
