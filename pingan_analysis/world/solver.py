"""The last word: are statements consistent, how far does a quantity reach, which statements conflict?

Bounds that are passed along (`propagation`) decide most of it. Where they do not, Z3 does (de Moura and Bjørner, 2008):
fractions and whole numbers, exactly. Only answers that do not depend on its moods are taken from it: yes or no, and
the ends of an optimum. Minimal conflicts by deletion (Chinneck and Dravnieks, 1991); all of them, and the fewest
statements to set aside, by hitting sets (Reiter, 1987; Greiner, Smith and Wilkerson, 1989).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from pingan_analysis.world import propagation
from pingan_analysis.world.constraints import Constraint, Quantity, Statement, Value
from pingan_analysis.world.propagation import FEW, NOBODY, Domain, Inconsistent, Propagated, Why, propagated

EFFORT = 20_000_000  # Z3's units of work for one question; the same on every machine
MOST_CONFLICTS = 64


class Undecided(Exception):
    """The effort allowed was not enough: nothing is claimed."""


class Exact:
    """Statements in Z3, for questions one after the other."""

    def __init__(self, statements: Iterable[Statement], relaxed: bool = False) -> None:
        import z3

        self.z3, self.relaxed = z3, relaxed
        self.solver = z3.SimpleSolver()
        self.solver.set("rlimit", EFFORT)
        self.names: dict[Quantity, Any] = {}
        for statement in statements:
            self.add(statement.said)

    def variable(self, quantity: Quantity) -> Any:
        if quantity not in self.names:
            name = "|".join(quantity)
            self.names[quantity] = self.z3.Int(name) if quantity.whole else self.z3.Real(name)
            low, high = quantity.limits
            if low is not None:
                self.solver.add(self.names[quantity] >= low)
            if high is not None:
                self.solver.add(self.names[quantity] <= high)
        return self.names[quantity]

    def expression(self, constraint: Constraint) -> Any:
        total = self.z3.Sum([coefficient * self.variable(quantity) for coefficient, quantity in constraint.terms])
        return total > constraint.bound if constraint.strict and not self.relaxed else total >= constraint.bound

    def add(self, said: Iterable[Constraint]) -> None:
        for constraint in said:
            self.solver.add(self.expression(constraint))

    def keep(self, domains: Mapping[Quantity, Domain]) -> None:
        """Adds what is known of each quantity, so that nothing is looked for outside."""
        for quantity, domain in domains.items():
            variable = self.variable(quantity)
            if domain.low is not None:
                self.solver.add(variable >= self.number(domain.low))
            if domain.high is not None:
                self.solver.add(variable <= self.number(domain.high))
            if domain.members is not None and len(domain.members) <= FEW:
                self.solver.add(self.z3.Or([variable == n for n in domain.members]))

    def holds(self, *questions: Any) -> bool:
        """=> whether some world answers all of the questions. Raises Undecided."""
        answer = self.solver.check(*questions)
        if answer == self.z3.unknown:
            raise Undecided(self.solver.reason_unknown())
        return bool(answer == self.z3.sat)

    def value(self, quantity: Quantity) -> Value:
        """=> the quantity in the world that was found last."""
        found = self.solver.model().eval(self.variable(quantity), model_completion=True)
        return _number(found)

    def number(self, value: Value | None) -> Any:
        return self.z3.RealVal(str(value)) if isinstance(value, Fraction) else value

    def end(
        self, quantity: Quantity, greatest: bool, low: Value | None, high: Value | None
    ) -> tuple[Value | None, bool]:
        """=> the greatest or the least value of a quantity within known limits, and whether it is not reached."""
        variable = self.variable(quantity)
        if quantity.whole and low is not None and high is not None:
            inner, outer = (int(low), int(high)) if greatest else (int(high), int(low))
            if self.holds():
                inner = int(self.value(quantity))
            while inner != outer:  # some world lies at `inner` or further out, none beyond `outer`
                middle = (inner + outer + greatest) // 2
                if self.holds(variable >= middle if greatest else variable <= middle):
                    inner = int(self.value(quantity))
                else:
                    outer = middle - 1 if greatest else middle + 1
            return inner, False
        best = self.z3.Optimize()
        best.set("rlimit", EFFORT)
        best.add(*self.solver.assertions())
        handle = best.maximize(variable) if greatest else best.minimize(variable)
        if best.check() != self.z3.sat:
            raise Undecided(best.reason_unknown())
        endless, value, near = (best.upper_values if greatest else best.lower_values)(handle)
        if _number(endless):
            return None, False
        return _number(value), bool(_number(near))


def _number(value: Any) -> Value:
    import z3

    if isinstance(value, int):
        return value
    if z3.is_int_value(value):
        return int(value.as_long())
    return Fraction(value.numerator_as_long(), value.denominator_as_long())


@lru_cache(maxsize=1 << 14)
def consistent(statements: tuple[Statement, ...]) -> bool:
    """Statements => whether some world has them all. Raises Undecided."""
    return _excluded(statements) is None


def _excluded(statements: Sequence[Statement]) -> Why | None:
    """=> names that cannot all hold, None if there is a world."""
    try:
        found = propagated(statements)
    except Inconsistent as conflict:
        return conflict.why
    if found.sharp or circles(found).holds():
        return None
    return frozenset(statement.name for statement in statements)


def circles(found: Propagated) -> Exact:
    """=> what hangs in a circle, in Z3, within the domains that are known."""
    exact = Exact([Statement("circles", found.circles)])
    exact.keep({quantity: found.domains[quantity] for quantity in exact.names})
    return exact


class Given:
    """Statements that are given, to which others are put one after the other."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self.passed: propagation.Given | None
        try:
            self.passed = propagation.Given(statements)
        except Inconsistent:
            self.passed = None

    @cached_property
    def held(self) -> bool:
        found = self.passed.propagated() if self.passed else None
        return found is not None and (found.sharp or circles(found).holds())

    @cached_property
    def exact(self) -> Exact:
        assert self.passed
        return circles(self.passed.tied())

    def allows(self, statement: Statement) -> bool:
        """=> whether some world has the statement beside what is given. Raises Undecided."""
        if self.passed is None:
            return False
        plain = self.passed.plainly(statement)
        if plain is not None:
            return plain and self.held
        try:
            if self.passed.beside(statement).sharp:
                return True
        except Inconsistent:
            return False
        exact = self.exact
        fresh = {q: self.passed.domain(q) for q in sorted(statement.quantities) if q not in exact.names}
        exact.keep({q: domain for q, domain in fresh.items() if domain})
        return exact.holds(*map(exact.expression, statement.said))


Excluded = Callable[[Sequence[Statement]], "Why | None"]


def beside(given: Sequence[Statement]) -> Excluded:
    """What is given => a test of further statements: names that cannot all hold with it, None if there is a world."""
    return lambda statements: _excluded([*given, *statements])


def core(statements: Sequence[Statement], excluded: Excluded = _excluded) -> tuple[Statement, ...]:
    """Statements that are excluded => some of them that are, each of which is needed; in their order.

    The last ones are set aside first, so that the first in order stay.
    """
    left = list(statements)
    why = excluded(left)
    if why is None:
        raise ValueError("these statements can all hold")
    left = [statement for statement in left if statement.name in why]
    for statement in reversed(list(left)):
        if statement not in left:
            continue
        rest = [other for other in left if other is not statement]
        why = excluded(rest)
        if why is not None:
            left = [other for other in rest if other.name in why]
    return tuple(left)


@dataclass(frozen=True)
class Conflicts:
    """Minimal sets that cannot all hold, and the minimal sets without which the rest can, fewest first."""

    sets: tuple[tuple[Statement, ...], ...]
    aside: tuple[frozenset[str], ...]
    complete: bool = True


def conflicts(statements: Sequence[Statement], excluded: Excluded = _excluded, most: int = MOST_CONFLICTS) -> Conflicts:
    """Statements => all their minimal conflicts (up to `most`), and what to set aside."""
    found: list[tuple[Statement, ...]] = []
    aside: list[frozenset[str]] = []
    waiting: list[frozenset[str]] = [NOBODY]
    seen = {NOBODY}
    while waiting and len(found) < most and len(seen) < 50 * most:
        removed = waiting.pop(0)
        if any(done <= removed for done in aside):
            continue
        conflict = next((one for one in found if not removed & {statement.name for statement in one}), None)
        if conflict is None:
            rest = [statement for statement in statements if statement.name not in removed]
            if excluded(rest) is None:
                aside.append(removed)
                continue
            conflict = core(rest, excluded)
            found.append(conflict)
        for statement in conflict:
            if (further := removed | {statement.name}) not in seen:
                seen.add(further)
                waiting.append(further)
        waiting.sort(key=len)
    order = {statement.name: n for n, statement in enumerate(statements)}
    sets = sorted(found, key=lambda one: [order[statement.name] for statement in one])
    return Conflicts(tuple(sets), tuple(a for a in aside if a), not waiting)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a quantity reaches over all worlds: ends (None: no end), whether reached, whole numbers inside."""

    low: Value | None
    high: Value | None
    low_open: bool = False
    high_open: bool = False
    size: int | None = None
    sharp: bool = True
    low_why: Why = NOBODY
    high_why: Why = NOBODY

    @property
    def known(self) -> bool:
        return self.high is not None


@lru_cache(maxsize=4096)
def bounds(statements: tuple[Statement, ...]) -> dict[Quantity, Bounds]:
    """Consistent statements => the sharp bounds of each of their quantities. Raises Inconsistent if they are not."""
    found = propagated(statements)
    made = {quantity: _bounds(domain) for quantity, domain in found.domains.items()}
    if found.sharp:
        return made
    exact = circles(found)
    if not exact.holds():
        raise Inconsistent(frozenset(statement.name for statement in statements))
    loose = sorted(found.loose)
    reached: set[tuple[Quantity, bool]] = set()

    def note() -> None:
        """A world that was found reaches some ends at once."""
        for quantity in loose:
            b = made[quantity]
            value = exact.value(quantity)
            reached.update((quantity, greatest) for greatest, end in ((False, b.low), (True, b.high)) if value == end)

    note()
    for quantity in loose:
        b = made[quantity]
        if b.high is None:
            continue
        ends, sharp = [], True
        for greatest in (False, True):
            end, open_ = (b.high, b.high_open) if greatest else (b.low, b.low_open)
            if (quantity, greatest) not in reached:
                try:
                    if open_ or not exact.holds(exact.variable(quantity) == exact.number(end)):
                        end, open_ = exact.end(quantity, greatest, b.low, b.high)
                    else:
                        note()
                except Undecided:
                    sharp = False
            ends.append((end, open_))
        (low, low_open), (high, high_open) = ends
        found_b = Bounds(low, high, low_open, high_open, None, sharp, b.low_why, b.high_why)
        made[quantity] = _counted(exact, quantity, found.domains[quantity], found_b)
    return made


def _bounds(d: Domain) -> Bounds:
    low, open_ = d.low, d.low_open
    if d.whole and d.high is None and low is not None:
        low, open_ = (math.floor(low) + 1 if open_ else math.ceil(low)), False
    return Bounds(low, d.high, open_, d.high_open, d.size, True, d.low_why, d.high_why)


def _counted(exact: Exact, quantity: Quantity, domain: Domain, b: Bounds) -> Bounds:
    """Of a whole quantity in a circle, the number of values, where they are few enough to ask for each."""
    if not quantity.whole or b.low is None or b.high is None or b.high - b.low >= FEW:
        return b
    inside = [n for n in domain.members or range(int(b.low), int(b.high) + 1) if b.low <= n <= b.high]
    size = sum(exact.holds(exact.variable(quantity) == n) for n in inside)
    return Bounds(b.low, b.high, b.low_open, b.high_open, size, b.sharp, b.low_why, b.high_why)
