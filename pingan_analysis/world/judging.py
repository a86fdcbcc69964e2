"""Which claims hold in all, some or none of the worlds that everything printed allows together?

| verdict | when |
|---|---|
| supported | true in every world, and something else that might have been printed would have made it false |
| contradicted | true in no world, even when every number is read widely |
| undetermined | true in some, false in others: two witnesses, and what would decide it |
| untested | true in every world, but nothing that might have been printed could have made it false |

What a claim *rests on* is a minimal set of prints that decide it; *where it turns* is the smallest change of one of
them, in its own unit, that would change the verdict. Where prints conflict, a claim is judged in every maximal set
that some world has, and decided only if all agree (Rescher and Manor, 1970). *Entailed* is the word for supported; that
numbers are merely *compatible* is no claim, but corroboration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pingan_analysis import paths
from pingan_analysis.errors import DataError
from pingan_analysis.numbers.english import spelled
from pingan_analysis.numbers.interval import decimal
from pingan_analysis.tables import load
from pingan_analysis.tables.load import parameters
from pingan_analysis.world.constraints import Quantity, Statement, Value
from pingan_analysis.world.predicates import KINDS, Claim, Predicate
from pingan_analysis.world.prints import Number, form
from pingan_analysis.world.propagation import Why
from pingan_analysis.world.solver import Exact, Undecided, conflicts
from pingan_analysis.world.system import World, world

if TYPE_CHECKING:
    import pandas as pd

Truth = Literal["all", "some", "none"]
Ruling = Literal["supported", "contradicted", "undetermined", "untested"]
CAUTION = (  # nobody is accused: no contradiction is shown without it
    "As printed, not all of this can hold; a different scope, a later revision or a restated base are to be considered "
    "before an error."
)
REPEATS = "It repeats its own number: nothing that might have been printed could have made it false."
ROUNDING = "As printed it holds in no world, but read widely it may: a matter of rounding."
UNDECIDED = "Not decided in the effort allowed."
SETS = 12  # minimal sets that are looked at for one that could have failed
WITNESSES = 4  # quantities that a witness names


@dataclass(frozen=True, repr=False)
class Verdict:
    """The judgement of one claim, with all that a reader needs to weigh it.

    `verdict` uses everything that is printed; `alone` only the claim's own documents, `together` all articles.
    `rests_on` are ids of prints, a minimal set that decides; `turns_at` says by how much one of them (`turns_on`) would
    have to differ; `reading` whether the verdict survives a wide reading of every print.
    """

    claim_id: str
    kind: str
    who: str
    statement_en: str
    statement_zh: str
    verdict: Ruling
    alone: Ruling
    together: Ruling
    basis: str
    sources: str
    rests_on: tuple[str, ...]
    turns_at: str
    turns_on: str
    reading: Literal["as printed", "also widely read"]
    printed: str
    printed_en: str
    implied: str
    holds_in: str
    fails_in: str
    decider: str
    note: str
    numbers: tuple[Number, ...]  # the claim's own, then those that it rests on

    def __repr__(self) -> str:
        narrower = [f"{name} {ruling}" for name, ruling in (("the document alone", self.alone),
                    ("the articles together", self.together)) if ruling != self.verdict]  # fmt: skip
        lines = [
            f"{self.claim_id}: {self.verdict}" + f" ({'; '.join(narrower)})" * bool(narrower),
            f"  claim    {self.statement_en}",
            f"  printed  {self.printed}" * bool(self.printed),
            f"  meaning  {self.printed_en}" * bool(self.printed_en),
            f"  implied  {self.implied}" * bool(self.implied),
            f"  basis    {self.basis}; {self.reading}",
            f"  rests on {', '.join(self.rests_on)}" * bool(self.rests_on),
            f"  turns    {self.turns_at}" * bool(self.turns_at),
            f"  holds    {self.holds_in}" * bool(self.holds_in),
            f"  fails    {self.fails_in}" * bool(self.fails_in),
            f"  decide   {self.decider}" * bool(self.decider),
            f"  note     {self.note}" * bool(self.note),
        ]
        return "\n".join(filter(None, lines))

    def _repr_html_(self) -> str:
        from pingan_analysis.world.cards import card

        return card(self)


@dataclass(frozen=True)
class Finding:
    """What a world says of a predicate."""

    truth: Truth
    ruling: Ruling
    rests_on: tuple[str, ...] = ()
    turns_on: str = ""
    turns_at: str = ""
    note: str = ""
    disputed: tuple[str, ...] = ()


def judge(
    claim: str | Mapping[str, str], raw: Path = paths.RAW, *, instead: Mapping[str, str] | None = None,
    assume: Sequence[str] = (),
) -> Verdict:  # fmt: skip
    """'zj2021-safety-above-nation' => its Verdict. A mapping with the columns of claims.csv is judged, but not stored.

    `instead` asks what if: number ids with what they might have printed; `assume` names assumptions of rules.csv.
    Raises DataError for an unknown id or kind.

    >>> found = judge("zj2021-safety-above-nation")
    >>> found.verdict, found.alone
    ('supported', 'untested')
    """
    state = load.state(raw)
    claims = _claims(raw, state)
    if isinstance(claim, str):
        if claim not in claims:
            example = next(iter(claims), "none yet")
            raise DataError([f"no claim {claim!r}; the known ones are in claims.csv, for example {example}"])
        if not instead and not assume:
            return _stored(claim, raw, state)
        claim = claims[claim]
    return _judged(claim, raw, instead or {}, assume)


def judge_all(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> one row per claim of claims.csv, in its order, with the fields of `Verdict` and the source ids.

    >>> judge_all().set_index("claim_id").loc["zj2021-safety-above-nation", ["who", "verdict"]].tolist()
    ['article', 'supported']
    """
    import pandas as pd

    state = load.state(raw)
    rows = [_row(claim, _stored(claim_id, raw, state)) for claim_id, claim in _claims(raw, state).items()]
    frame = pd.DataFrame(rows)
    return frame[["claim_id", "source_id", *(column for column in frame if column not in ("claim_id", "source_id"))]]


def _row(claim: Mapping[str, str], verdict: Verdict) -> dict[str, object]:
    """=> a row of the table of verdicts; the numbers themselves are in a table of their own."""
    fields = {name: value for name, value in vars(verdict).items() if name != "numbers"}
    return {"source_id": claim["source_id"], **fields, "rests_on": " ".join(verdict.rests_on)}


@lru_cache(maxsize=4)
def _claims(raw: Path, state: object) -> dict[str, dict[str, str]]:
    return {row["claim_id"]: row for row in load.check(raw)["claims"]}


@lru_cache(maxsize=4096)
def _stored(claim_id: str, raw: Path, state: object) -> Verdict:
    return _judged(_claims(raw, state)[claim_id], raw, {}, ())


@lru_cache(maxsize=4)
def _comparable(raw: Path, state: object) -> frozenset[tuple[str, str]]:
    indicators = {row["indicator"]: row for row in load.check(raw)["indicators"]}
    same = {(name, other) for name, row in indicators.items() for other in row["comparable_with"].split()}
    return frozenset(same | {(b, a) for a, b in same} | {(name, name) for name in indicators})


def _judged(claim: Mapping[str, str], raw: Path, instead: Mapping[str, str], assume: Sequence[str]) -> Verdict:
    """A row of claims.csv => its Verdict. Raises DataError where the row asks for what there is not."""
    claim_id = claim["claim_id"]
    if claim["kind"] not in KINDS:
        raise DataError([f"claims.csv {claim_id}, column kind: {claim['kind']!r} is not one of {', '.join(KINDS)}"])
    using = {"everything": "everything", "together": "articles", "alone": tuple(claim["source_id"].split())}
    scopes = {name: world(who, raw, assume=assume, instead=instead) for name, who in using.items()}
    wider = {name: world(who, raw, assume=assume, instead=instead, reading="wide") for name, who in using.items()}
    known = scopes["everything"].numbers
    ids = claim["number_ids"].split()
    if unknown := [number_id for number_id in ids if number_id not in known]:
        raise DataError(f"claims.csv {claim_id}, column number_ids: no reported number {name!r}" for name in unknown)
    own = tuple(known[number_id] for number_id in ids)
    try:
        asked = Claim(claim_id, claim["kind"], own, parameters(claim["parameters"]), _comparable(raw, load.state(raw)))
        predicate = KINDS[claim["kind"]](asked).knowing(scopes["everything"].bounds)
    except KeyError as error:
        raise DataError([f"claims.csv {claim_id}, column parameters: {error} is missing"]) from error
    except DataError:
        raise
    except (ValueError, IndexError, ZeroDivisionError) as error:
        raise DataError([f"claims.csv {claim_id}, of kind {claim['kind']}: {error}"]) from error
    found = {name: _found(predicate, scopes[name], wider[name]) for name in using}
    narrower = {name: found[name].ruling for name in ("together", "alone")}
    return _verdict(claim, predicate, found["everything"], narrower, scopes["everything"], wider["everything"])


# --- truth ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Around:
    """All that bears on a predicate in a world: prints by name (their letters with them), rules, maximal sets."""

    prints: tuple[Statement, ...]
    rules: tuple[Statement, ...]
    maximal: tuple[tuple[Statement, ...], ...]


def _around(predicate: Predicate, here: World) -> _Around:
    component = here.around(predicate.quantities)
    letters = {said.name: said for said in predicate.letters(here.reading) if _speaks(said.name, here)}
    sets = component.maximal if component.prints or component.rules else [()]
    return _Around(
        _joined(component.prints, letters),
        component.rules,
        tuple(_joined(one, letters) for one in sets),
    )


def _speaks(number_id: str, here: World) -> bool:
    return number_id in here.speakers


def _joined(statements: Sequence[Statement], letters: Mapping[str, Statement]) -> tuple[Statement, ...]:
    """Each print together with what it says as a letter."""
    names = {statement.name for statement in statements}
    joined = [
        Statement(s.name, (*s.said, *letters[s.name].said), s.kind) if s.name in letters else s for s in statements
    ]
    return (*joined, *(said for name, said in letters.items() if name not in names))


def _truth(predicate: Predicate, around: _Around) -> Truth:
    """Over every maximal set: true in all worlds, in some, in none."""
    if predicate.formula is None:
        return "some"
    answers = set(_answers(predicate, around))
    return answers.pop() if len(answers) == 1 else "some"


def _answers(predicate: Predicate, around: _Around) -> Iterator[Truth]:
    """=> the same for each maximal set."""
    for statements in around.maximal:
        exact = Exact(statements)
        assert predicate.formula
        formula = predicate.formula(exact)
        true, false = exact.holds(formula), exact.holds(exact.z3.Not(formula))
        yield "some" if true and false else "all" if true else "none"


def _disputed(predicate: Predicate, around: _Around) -> tuple[str, ...]:
    """=> prints that cannot all hold and on which the answer hangs: all have one where they are, another elsewhere."""
    answers = list(_answers(predicate, around))
    if len(set(answers)) < 2:
        return ()
    kept = [{statement.name for statement in statements} for statements in around.maximal]
    split = {
        s.name: [{answer for answer, names in zip(answers, kept, strict=True) if (s.name in names) is here}
                 for here in (True, False)]
        for s in around.prints
    }  # fmt: skip
    return tuple(name for name, (here, elsewhere) in split.items() if here and elsewhere and not here & elsewhere)


def _found(predicate: Predicate, here: World, wide: World) -> Finding:
    """A predicate, a world and the same read widely => truth, ruling, what it rests on and where it turns."""
    if predicate.formula is None:
        return Finding("some", "undetermined")
    return _cached(predicate, here, wide)


def _cached(predicate: Predicate, here: World, wide: World) -> Finding:
    try:
        around = _around(predicate, here)
        truth = _truth(predicate, around)
        if truth == "some":
            return Finding("some", "undetermined", disputed=_disputed(predicate, around))
        if truth == "none" and _truth(predicate, _around(predicate, wide)) != "none":
            return Finding("none", "undetermined", note=ROUNDING)
        return _decided(predicate, here, around, truth)
    except Undecided:
        return Finding("some", "undetermined", note=UNDECIDED)


def _decided(predicate: Predicate, here: World, around: _Around, truth: Truth) -> Finding:
    """What a decided claim rests on; supported only if one of those prints could have failed it."""
    first: tuple[str, ...] = ()
    best: tuple[Any, ...] | None = None
    own = {number.number_id for number in predicate.numbers}
    sources = {number.source_id for number in predicate.numbers}
    own |= {name for name in here.speakers if here.numbers[name].source_id in sources}
    for statements in around.maximal:
        rules = [s for s in statements if s.kind != "print"]
        prints = [s for s in statements if s.kind == "print"]
        sets = conflicts(prints, _against(predicate, rules, truth), SETS).sets
        for one in sets:
            names = tuple(s.name for s in one)
            first = first or names
            turn = _turn(predicate, here, one, rules, truth)
            if turn is not None:
                moved = sum(here.numbers[name].measure != "level" for name in names)
                key = (len(names), -sum(name in own for name in names), moved, -turn[0], names)
                if best is None or key < best[0]:
                    best = (key, names, turn)
    if truth == "none":
        return Finding(truth, "contradicted", best[1] if best else first, *(best[2][1:] if best else ("", "")))
    if best is None:
        return Finding(truth, "untested", first, note=REPEATS)
    return Finding(truth, "supported", best[1], *best[2][1:])


def _against(predicate: Predicate, rules: Sequence[Statement], truth: Truth) -> Any:
    """=> a test of prints: names that exclude the opposite of what is so, None if they leave it room."""

    def excluded(statements: Sequence[Statement]) -> Why | None:
        exact = Exact(rules)
        assert predicate.formula
        formula = predicate.formula(exact)
        exact.solver.add(exact.z3.Not(formula) if truth == "all" else formula)
        marks = {}
        for n, statement in enumerate(statements):
            mark = exact.z3.Bool(f"said {n}")
            marks[str(mark)] = statement.name
            for constraint in statement.said:
                exact.solver.add(exact.z3.Implies(mark, exact.expression(constraint)))
        if exact.holds(*map(exact.z3.Bool, marks)):
            return None
        return frozenset(marks[str(mark)] for mark in exact.solver.unsat_core())

    return excluded


def _turn(
    predicate: Predicate, here: World, prints: Sequence[Statement], rules: Sequence[Statement], truth: Truth
) -> tuple[Fraction, str, str] | None:
    """=> the smallest change of one print, relative to it, with its id and in words, that would change the truth."""
    best: tuple[Fraction, str, str] | None = None
    for statement in prints:
        number = here.numbers[statement.name]
        shape = form(number)
        if shape is None:
            continue
        exact = Exact([*rules, *(s for s in prints if s is not statement)])
        assert predicate.formula
        formula = predicate.formula(exact)
        exact.solver.add(exact.z3.Not(formula) if truth == "all" else formula)

        def turns(k: int, exact: Exact = exact, number: Number = number, shape: Any = shape) -> bool:
            if k < 1 or (number.is_share and k > 100 * 10**shape.decimals):
                return False
            variant = replace(number, printed=shape.text(k))
            letters = [
                s for s in _instead(predicate, number, variant).letters(here.reading) if s.name == number.number_id
            ]
            said = [*variant.says(here.reading).said, *(c for s in letters for c in s.said)]
            if not said:
                return False
            exact.solver.push()
            try:
                exact.add(said)
                return exact.holds()
            finally:
                exact.solver.pop()

        steps = [d for d in (_nearest(turns, shape.units, way) for way in (-1, 1)) if d is not None]
        if steps:
            step = min(steps, key=abs)
            size = Fraction(abs(step), max(shape.units, 1))
            words = f"{number.printed} → {shape.text(shape.units + step)}"
            if best is None or (size, number.number_id) < best[:2]:
                best = (size, number.number_id, words)
    return best


def _instead(predicate: Predicate, number: Number, variant: Number) -> Predicate:
    return replace(predicate, as_printed=tuple(variant if n is number else n for n in predicate.as_printed))


def _nearest(turns: Any, units: int, way: int) -> int | None:
    """=> the smallest step, this way, at which it turns: by doubling, then by halving. None if none was met."""
    last, step = 0, 1
    while not turns(units + way * step):
        last, step = step, 2 * step
        if units + way * step < 1 and way < 0:
            if last == units - 1:
                return None
            step = units - 1
        if step > 20 * units + 1000 or step <= last:
            return None
    while step - last > 1:
        middle = (step + last) // 2
        if turns(units + way * middle):
            step = middle
        else:
            last = middle
    return way * step


# --- words ------------------------------------------------------------------------------------------------------


def _verdict(
    claim: Mapping[str, str],
    predicate: Predicate,
    found: Finding,
    narrower: Mapping[str, Ruling],
    here: World,
    wide: World,
) -> Verdict:
    used = tuple(here.numbers[name] for name in found.rests_on if name not in claim["number_ids"].split())
    numbers = (*predicate.numbers, *used)
    open_ = found.ruling == "undetermined"
    holds, fails = _witnesses(predicate, here) if open_ and predicate.formula else (predicate.so, predicate.otherwise)
    widely = predicate.formula is None or _truth(predicate, _around(predicate, wide)) == found.truth
    said = here.numbers
    resting = [said[name] for name in found.rests_on] or list(predicate.numbers)
    return Verdict(
        claim_id=claim["claim_id"],
        kind=claim["kind"],
        who=claim["who"],
        statement_en=claim["statement_en"],
        statement_zh=claim["statement_zh"],
        verdict=found.ruling,
        alone=narrower["alone"],
        together=narrower["together"],
        basis=_basis(resting),
        sources=" ".join(dict.fromkeys(number.source_id for number in numbers)),
        rests_on=found.rests_on,
        turns_at=found.turns_at,
        turns_on=found.turns_on,
        reading="also widely read" if widely else "as printed",
        printed=", ".join(number.printed for number in predicate.numbers),
        printed_en="; ".join(number.gloss for number in predicate.numbers),
        implied=_implied(predicate, here),
        holds_in=holds * open_,
        fails_in=fails * open_,
        decider=(_either(found.disputed, here) or _decider(predicate, here)) * open_,
        note=" ".join(
            filter(None, [predicate.note, found.note, CAUTION * (found.ruling == "contradicted"), _weakness(numbers)])
        ),
        numbers=numbers,
    )


def _basis(used: Sequence[Number]) -> str:
    """=> on what a verdict rests."""
    if any(number.role == "outside" for number in used):
        return "outside evidence"
    return "across documents" if len({number.source_id for number in used}) > 1 else "within one document"


def _weakness(used: Sequence[Number]) -> str:
    """=> what makes outside evidence weaker: a single publication, or a reading that is not sure."""
    outside = [number for number in used if number.role == "outside"]
    if not outside:
        return ""
    publications = sorted({number.source_id for number in outside})
    unsure = sorted({number.source_id for number in outside if number.confidence != "high"})
    count = "one outside publication" if len(publications) == 1 else f"{len(publications)} outside publications"
    doubt = f" Not sure: {', '.join(unsure)} (see the scope notes)." if unsure else ""
    return f"Rests on {count}: {', '.join(publications)}.{doubt}"


def named(quantity: Quantity, here: World) -> str:
    """=> 'Court cases newly received, Lishui, 2018'."""
    if quantity.indicator.startswith("print "):
        number = here.numbers[quantity.indicator.removeprefix("print ")]
        return f"{number.printed} ({number.subject})"
    labels, areas = here.labels
    parts = [labels.get(quantity.indicator, quantity.indicator), areas.get(quantity.area, quantity.area)]
    return ", ".join(filter(None, [*parts, spelled(quantity.period) if quantity.period else ""]))


def _implied(predicate: Predicate, here: World) -> str:
    """=> how far the quantities reach that are not printed themselves."""
    said = []
    for quantity in predicate.quantities:
        if quantity.indicator.startswith(("print ", "whether ")):
            continue
        b = here.bounds(quantity)
        if b.low_why | b.high_why and b.high is not None and not _printed(quantity, here):
            said.append(f"{named(quantity, here)}: {span(b.low, b.high)}")
    return "; ".join(said[:WITNESSES])


def span(low: Value | None, high: Value | None) -> str:
    """435, 435 => '435'; 88540, 88548 => '88,540…88,548'."""
    ends = ["" if end is None else decimal(end, 4) for end in (low, high)]
    return "…".join(dict.fromkeys(ends))


def _printed(quantity: Quantity, here: World) -> bool:
    return any(
        n.measure == "level" and n.quantity == quantity and n.number_id in here.speakers for n in here.numbers.values()
    )


def _either(disputed: Sequence[str], here: World) -> str:
    """Prints that cannot all hold => that it is known which do would decide."""
    prints = (here.numbers[name] for name in disputed)
    said = "; ".join(f"{number.gloss} ({number.source_id})" for number in prints)
    return f"Which of these holds, as not all can: {said}" * bool(said)


def _decider(predicate: Predicate, here: World) -> str:
    if predicate.decider:
        return predicate.decider
    unknown = []
    for quantity in predicate.quantities:
        b = here.bounds(quantity)
        if b.low is None or b.low != b.high:
            more = ", with more digits" if _printed(quantity, here) else ""
            unknown.append(named(quantity, here) + more)
    return "; ".join(unknown)


def _witnesses(predicate: Predicate, here: World) -> tuple[str, str]:
    """=> a world in which the claim holds and one in which it fails, each as close to what is printed as can be: of a
    long series, the years in which the two differ.
    """
    around = _around(predicate, here)
    found: list[dict[str, str]] = []
    for wanted in (True, False):
        for statements in around.maximal:
            exact = Exact(statements)
            assert predicate.formula
            formula = predicate.formula(exact)
            exact.solver.add(formula if wanted else exact.z3.Not(formula))
            try:
                if exact.holds():
                    found.append(_witness(predicate, exact, here))
                    break
            except Undecided:
                continue
        else:
            found.append({})
    holds, fails = found
    shown = list(dict.fromkeys([*holds, *fails]))
    if len(shown) > 2 * WITNESSES:
        shown = [label for label in shown if holds.get(label) != fails.get(label)][: 2 * WITNESSES]
    one, other = ("; ".join(f"{label} {said[label]}" for label in shown if label in said) for said in (holds, fails))
    return one, other


def _witness(predicate: Predicate, exact: Exact, here: World) -> dict[str, str]:
    """=> the value of each quantity, by what it is called."""
    found = {}
    for quantity in predicate.quantities:
        near, step = _nominal(quantity, here)
        value = _closest(exact, quantity, near, step)
        if value is None:
            continue
        exact.solver.add(exact.variable(quantity) == exact.number(value))
        label = quantity.period if len({q[:2] for q in predicate.quantities}) == 1 else named(quantity, here)
        if quantity.indicator.startswith("whether"):
            label = quantity.indicator
        found[label or named(quantity, here)] = decimal(value, 6)
    return found


def _nominal(quantity: Quantity, here: World) -> tuple[Value, Value]:
    """=> the value that is printed, or else the middle of its bounds, and a step to look around it."""
    if quantity.indicator.startswith("print "):
        number = here.numbers[quantity.indicator.removeprefix("print ")]
        found = number.value().nominal
        return found, Fraction(1) if quantity.whole else Fraction(1, 100)
    for number in here.numbers.values():
        if number.measure == "level" and not number.aggregation and number.quantity == quantity:
            shape = form(number)
            unit = number.value().nominal / shape.units if shape and shape.units else Fraction(1)
            return number.value().nominal, max(unit / 10, Fraction(1)) if quantity.whole else unit / 10
    b = here.bounds(quantity)
    if not (b.low_why | b.high_why) and (near := _neighbour(quantity, here)) is not None:
        return near, Fraction(1) if quantity.whole else Fraction(1, 100)
    low = b.low if b.low is not None else 0
    high = b.high if b.high is not None else max(2 * low, low + 10_000)
    middle = Fraction(low + high) / 2
    step = max(Fraction(high - low) / 1000, Fraction(1, 10**6))
    if quantity.whole:
        return int(middle), max(int(step), 1)
    return middle, step


def _neighbour(quantity: Quantity, here: World) -> Value | None:
    """=> a value of the nearest year of the same series of which one is known."""
    year = quantity.period[:4]
    if not year.isdigit():
        return None
    known = []
    for other in here.where:
        if other[:2] == quantity[:2] and len(other.period) == len(quantity.period) and other.period[:4].isdigit():
            b = here.bounds(other)
            if b.high_why and b.high is not None and b.low is not None:
                middle = Fraction(b.low + b.high) / 2
                known.append((abs(int(other.period[:4]) - int(year)), other.period, _plain(middle, quantity)))
    return min(known)[2] if known else None


def _closest(exact: Exact, quantity: Quantity, near: Value, step: Value) -> Value | None:
    """=> the value nearest to `near` that some world has, on a grid of steps that is made finer where it must be."""
    variable = exact.variable(quantity)
    for finer in range(6):
        size = Fraction(step) / 10**finer
        if quantity.whole:
            size = max(Fraction(int(size)), Fraction(1))
        if exact.holds(variable == exact.number(_plain(near, quantity))):
            return _plain(near, quantity)

        def within(n: int, size: Fraction = size) -> bool:
            low, high = _plain(near - n * size, quantity), _plain(near + n * size, quantity)
            return exact.holds(variable >= exact.number(low), variable <= exact.number(high))

        last, n = 0, 1
        while not within(n):
            last, n = n, 2 * n
            if n > 10**9:
                return None
        while n - last > 1:
            middle = (n + last) // 2
            last, n = (last, middle) if within(middle) else (middle, n)
        for candidate in (near - n * size, near + n * size):
            value = _plain(candidate, quantity)
            if exact.holds(variable == exact.number(value)):
                return value
        if quantity.whole and size == 1:
            return None
    return None


def _plain(value: Value, quantity: Quantity) -> Value:
    return int(value) if quantity.whole else Fraction(value)


# --- what would decide most -------------------------------------------------------------------------------------


def unpublished(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> quantities whose publication would decide claims that are undetermined now, the most first.

    `decides` counts the claims that any value within the bounds known now would decide, `may_decide` those that some
    value would; `low` and `high` are these bounds.

    >>> print(*unpublished()[["quantity", "decides", "may_decide"]].iloc[0], sep="; ")
    Telecom and online fraud: cases filed, Zhejiang, 2019; 1; 2
    """
    import pandas as pd

    state = load.state(raw)
    here = world("everything", raw)
    found: dict[Quantity, dict[str, list[str]]] = {}
    for claim_id, row in _claims(raw, state).items():
        if _stored(claim_id, raw, state).verdict != "undetermined":
            continue
        numbers = tuple(here.numbers[n] for n in row["number_ids"].split())
        claim = Claim(claim_id, row["kind"], numbers, parameters(row["parameters"]), _comparable(raw, state))
        predicate = KINDS[row["kind"]](claim).knowing(here.bounds)
        if predicate.formula is None:
            continue
        for quantity in predicate.quantities:
            if quantity.indicator.startswith(("print ", "whether ")):
                continue
            answers = list(_if_published(predicate, quantity, here))
            if any(answers):
                place = found.setdefault(quantity, {"decides": [], "may_decide": []})
                place["decides" if all(answers) else "may_decide"].append(claim_id)
    rows = []
    for quantity, claims in found.items():
        b = here.bounds(quantity)
        rows.append({
            "indicator": quantity.indicator, "area": quantity.area, "period": quantity.period,
            "quantity": named(quantity, here), "decides": len(claims["decides"]),
            "may_decide": len(claims["may_decide"]), "low": _cell(b.low), "high": _cell(b.high),
            "claims": " ".join([*claims["decides"], *claims["may_decide"]]),
        })  # fmt: skip
    columns = ["indicator", "area", "period", "quantity", "decides", "may_decide", "low", "high", "claims"]
    frame = pd.DataFrame(rows, columns=columns)
    keys = ["decides", "may_decide", "indicator", "area", "period"]
    return frame.sort_values(keys, ascending=[False, False, True, True, True], ignore_index=True)


def _cell(value: Value | None) -> str:
    return "" if value is None else decimal(value, 4).replace(",", "")


def _if_published(predicate: Predicate, quantity: Quantity, here: World) -> Iterator[bool]:
    """=> for some values that it could have, from end to end: would publishing it decide the claim?"""
    around = _around(predicate, here)
    b = here.bounds(quantity)
    low = b.low if b.low is not None else 0
    high = b.high if b.high is not None else 4 * low + 10**6
    for k in (1, 8, 15):
        value: Value = Fraction(low * (16 - k) + high * k) / 16
        value = _plain(value, quantity)
        answers = set()
        for statements in around.maximal:
            exact = Exact(statements)
            assert predicate.formula
            formula = predicate.formula(exact)
            exact.solver.add(exact.variable(quantity) == exact.number(value))
            answers |= {exact.holds(formula), not exact.holds(exact.z3.Not(formula))}
        yield len(answers) == 1
