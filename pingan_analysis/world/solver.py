"""The last word: are statements consistent, how far does a quantity reach, which statements conflict?

Bounds that are passed along (`propagation`) decide most of it. Where they do not, Z3 does (de Moura and Bjørner, 2008):
fractions and whole numbers, exactly. Only answers that do not depend on its moods are taken from it: yes or no, and
the ends of an optimum. Minimal conflicts by deletion (Chinneck and Dravnieks, 1991); all of them, and the fewest
statements to set aside, by hitting sets (Reiter, 1987; Greiner, Smith and Wilkerson, 1989).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from pingan_analysis.world import propagation
from pingan_analysis.world.constraints import Constraint, Quantity, Statement, Value
from pingan_analysis.world.propagation import FEW, NOBODY, Domain, Inconsistent, Propagated, Why, propagated

EFFORT = 2_000_000  # Z3's units of work for one question; the same on every machine
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
            self.names[quantity] = _variable(quantity)
            low, high = quantity.limits
            if low is not None:
                self.solver.add(self.names[quantity] >= low)
            if high is not None:
                self.solver.add(self.names[quantity] <= high)
        return self.names[quantity]

    def expression(self, constraint: Constraint) -> Any:
        for _, quantity in constraint.terms:
            self.variable(quantity)
        return _expression(constraint, constraint.strict and not self.relaxed)

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


@lru_cache(maxsize=1 << 12)
def _variable(quantity: Quantity) -> Any:
    import z3

    name = "|".join(quantity)
    return z3.Int(name) if quantity.whole else z3.Real(name)


@lru_cache(maxsize=1 << 12)
def _expression(constraint: Constraint, strict: bool) -> Any:
    import z3

    terms = [_variable(q) if c == 1 else -_variable(q) if c == -1 else c * _variable(q) for c, q in constraint.terms]
    total = z3.Sum(terms) if len(terms) > 1 else terms[0]
    return total > constraint.bound if strict else total >= constraint.bound


def _number(value: Any) -> Value:
    import z3

    if isinstance(value, int):
        return value
    if z3.is_int_value(value):
        return int(value.as_long())
    return Fraction(value.numerator_as_long(), value.denominator_as_long())


@lru_cache(maxsize=1 << 12)
def consistent(statements: tuple[Statement, ...]) -> bool:
    """Statements => whether some world has them all, or it cannot be told in the effort allowed."""
    return _excluded(statements) is None


def _excluded(statements: Sequence[Statement]) -> Why | None:
    """=> names that cannot all hold, None if there is a world."""
    try:
        found = propagated(statements)
    except Inconsistent as conflict:
        return conflict.why
    try:
        if found.sharp or circles(found).holds():
            return None
    except Undecided:  # nobody is accused of what is not known
        return None
    return frozenset(statement.name for statement in statements)


def circles(found: Propagated) -> Exact:
    """=> what hangs in a circle, in Z3, within the domains that are known."""
    exact = Exact([Statement("circles", found.circles)])
    exact.keep({quantity: found.domains[quantity] for quantity in exact.names})
    return exact


def _told(exact: Exact, *questions: Any) -> bool | None:
    """=> whether some world answers all of the questions; None if it cannot be told in the effort allowed."""
    try:
        return exact.holds(*questions)
    except Undecided:
        return None


class Given:
    """Statements that are given, to which others are put one after the other."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self.passed: propagation.Given | None
        try:
            self.passed = propagation.Given(statements)
        except Inconsistent:
            self.passed = None

    @cached_property
    def held(self) -> bool | None:
        found = self.passed.propagated() if self.passed else None
        return found is not None and (found.sharp or _told(circles(found)))

    @cached_property
    def exact(self) -> Exact:
        assert self.passed
        return circles(self.passed.tied())

    def allows(self, statement: Statement) -> bool | None:
        """=> whether some world has the statement beside what is given; None if it cannot be told."""
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
        return _told(exact, *map(exact.expression, statement.said))


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

    @property
    def names(self) -> frozenset[str]:
        """=> whatever is in dispute."""
        return frozenset(statement.name for one in self.sets for statement in one)

    def apart(self) -> list[Conflicts]:
        """=> the same by sets that share no print: what mends one says nothing of another."""
        groups: list[frozenset[str]] = []
        for one in self.sets:
            names = frozenset(statement.name for statement in one)
            groups = [g for g in groups if not g & names] + [names.union(*(g for g in groups if g & names))]
        return [
            Conflicts(
                tuple(one for one in self.sets if one[0].name in group),
                tuple(sorted(dict.fromkeys(removed & group for removed in self.aside), key=len)),
                self.complete,
            )
            for group in groups
        ]


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
    given = propagation.Given(statements)
    found = given.propagated()
    made = {quantity: _bounds(domain) for quantity, domain in found.domains.items()}
    if found.sharp:
        return made
    found = given.knotted()
    exact = circles(found)
    loose = sorted(found.loose)
    held = _told(exact)
    if held is None:
        return made | {quantity: replace(made[quantity], size=None, sharp=False) for quantity in loose}
    if not held:
        raise Inconsistent(frozenset(statement.name for statement in statements))
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
    told = [_told(exact, exact.variable(quantity) == n) for n in inside]
    size = None if None in told else told.count(True)
    return Bounds(b.low, b.high, b.low_open, b.high_open, size, b.sharp, b.low_why, b.high_why)
