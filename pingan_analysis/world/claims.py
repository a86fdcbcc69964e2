"""Which claims hold in all, some or none of the worlds that the printed numbers allow?

A world gives every printed number one value that it may stand for, and every unprinted quantity any value that it can
have. A kind of claim says in which worlds it holds; the rest (power, robustness, repair) is the same for every kind.

* supported: holds in all, and another printed number in the neighbourhood would have failed it;
* contradicted: holds in none, however the numbers may have been rounded; the smallest change of one digit that would
  repair it is named;
* undetermined: holds in some, or could not have failed; two witness worlds, and the number that would decide it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pingan_analysis import paths
from pingan_analysis.errors import DataError
from pingan_analysis.numbers.printed import ROUNDINGS
from pingan_analysis.tables import load
from pingan_analysis.tables.load import parameters
from pingan_analysis.world import kinds, slips
from pingan_analysis.world.case import CAUTION, Case, Finding, Number
from pingan_analysis.world.kinds import Kind

if TYPE_CHECKING:
    import pandas as pd

Ruling = Literal["supported", "contradicted", "undetermined"]
UNTESTED = "Any printed value nearby would have passed: the check could not have failed."


@dataclass(frozen=True, repr=False)
class Verdict:
    """The judgement of one claim, with all that a reader needs to weigh it.

    `verdict` uses everything that is printed; `alone` only the claim's own documents, `together` all articles tested.
    `power` is the share of alternative printed values, with the same decimals, that would have failed the claim: of its
    last number, from half to one and a half times the printed value, where the claim is arithmetic; of the number whose
    slip shows best, from one unit to twice the printed value, where it is a decision. `robust` says whether the verdict
    survives every rounding convention; `matter` whether it hangs on a digit or on the decision (a rise, a first).
    """

    claim_id: str
    kind: str
    statement_en: str
    statement_zh: str
    verdict: Ruling
    alone: Ruling
    together: Ruling
    basis: str
    sources: str
    power: float
    robust: bool
    matter: Literal["digit", "decision"]
    printed: str
    printed_en: str
    implied: str
    holds_in: str
    fails_in: str
    decider: str
    repair: str
    note: str
    numbers: tuple[Number, ...]  # the claim's own, then those that were looked up

    def __repr__(self) -> str:
        power = f"power {self.power:.0%}" if self.power else "no power"
        rounding = "any rounding" if self.robust else "not every rounding"
        matter = "a digit" if self.matter == "digit" else "the decision"
        alone = f" (articles alone: {self.together})" * (self.together != self.verdict)
        lines = [
            f"{self.claim_id}: {self.verdict}{alone}",
            f"  claim    {self.statement_en}",
            f"  printed  {self.printed}" * bool(self.printed),
            f"  meaning  {self.printed_en}" * bool(self.printed_en),
            f"  implied  {self.implied}" * bool(self.implied),
            f"  basis    {self.basis}; {power}; {rounding}; a matter of {matter}",
            f"  holds    {self.holds_in}" * bool(self.holds_in),
            f"  fails    {self.fails_in}" * bool(self.fails_in),
            f"  decide   {self.decider}" * bool(self.decider),
            f"  repair   {self.repair}" * bool(self.repair),
            f"  note     {self.note}" * bool(self.note),
        ]
        return "\n".join(filter(None, lines))

    def _repr_html_(self) -> str:
        from pingan_analysis.world.cards import card

        return card(self)


def judge(
    claim: str | Mapping[str, str], raw: Path = paths.RAW, *, instead: Mapping[str, str] | None = None
) -> Verdict:
    """'ls2019-gang-offences-base' => its Verdict. A mapping with the columns of claims.csv is judged, but not stored.

    `instead` asks what if: number ids with what they might have printed. Raises DataError for an unknown id or kind.

    >>> judge("zj2022-tripods-sum").verdict, judge("ls2019-court-cases-base").verdict
    ('supported', 'undetermined')
    >>> judge("zj2022-tripods-sum", instead={"zj2022-tripods": "88座"}).repair
    '88座 → 89座'
    """
    state = load.state(raw)
    world = _corpus(raw, state)
    if isinstance(claim, str):
        if claim not in world.claims:
            example = next(iter(world.claims), "none yet")
            raise DataError([f"no claim {claim!r}; the known ones are in claims.csv, for example {example}"])
        if not instead:
            return _stored(claim, raw, state)
        claim = world.claims[claim]
    for number_id, printed in (instead or {}).items():
        if number_id not in world.numbers:
            raise DataError([f"no reported number {number_id!r} to print {printed!r} instead of"])
        changed = replace(world.numbers[number_id], printed=printed)
        world = replace(world, numbers={**world.numbers, number_id: changed})
    return _judge(claim, world)


def judge_all(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> one row per claim of claims.csv, in its order, with the fields of `Verdict` and the source ids.

    >>> judge_all().set_index("claim_id").loc["zj2022-tripods-sum", ["verdict", "printed"]].tolist()
    ['supported', '9个, 80个, 89座']
    """
    import pandas as pd

    state = load.state(raw)
    claims = _corpus(raw, state).claims
    frame = pd.DataFrame([_row(claim, _stored(claim_id, raw, state)) for claim_id, claim in claims.items()])
    return frame[["claim_id", "source_id", *(column for column in frame if column not in ("claim_id", "source_id"))]]


@dataclass(frozen=True)
class Corpus:
    """Everything that judging reads, by id."""

    claims: Mapping[str, Mapping[str, str]]
    numbers: Mapping[str, Number]
    comparable: frozenset[tuple[str, str]]


def corpus(raw: Path = paths.RAW) -> Corpus:
    """=> what the raw tables know: claims, numbers, and which indicators may be held against each other."""
    return _corpus(raw, load.state(raw))


@lru_cache(maxsize=1024)
def _stored(claim_id: str, raw: Path, state: object) -> Verdict:
    world = _corpus(raw, state)
    return _judge(world.claims[claim_id], world)


def _row(claim: Mapping[str, str], verdict: Verdict) -> dict[str, object]:
    """=> a row of the table of verdicts; the numbers themselves are in a table of their own."""
    return {"source_id": claim["source_id"], **{k: v for k, v in vars(verdict).items() if k != "numbers"}}


@lru_cache(maxsize=4)
def _corpus(raw: Path, state: object) -> Corpus:
    tables = load.check(raw)
    indicators = {row["indicator"]: row for row in tables["indicators"]}
    areas = {row["area"]: row["label_en"] for row in tables["areas"]}
    sources = {row["source_id"]: row for row in tables["sources"]}
    numbers = {
        row["number_id"]: Number(
            row["number_id"], row["source_id"], sources[row["source_id"]]["role"], row["printed"], row["unit"],
            row["direction"], row["measure"], row["indicator"], indicators[row["indicator"]]["label_en"],
            row["ref_area"], areas[row["ref_area"]], row["ref_period"], row["base_period"], row["comparator_area"],
            row["confidence"], indicators[row["indicator"]]["unit"], areas.get(row["comparator_area"], ""),
            load.place(row, sources[row["source_id"]]), sources[row["source_id"]]["url"],
        )
        for row in tables["reported"]
    }
    for row in tables["not_numbers"]:
        where = load.place(row, sources[row["source_id"]])
        numbers[row["mark_id"]] = Number(
            row["mark_id"], row["source_id"], "corpus", row["printed"], measure="level", place=where,
            url=sources[row["source_id"]]["url"],
        )  # fmt: skip
    same = {(name, other) for name, row in indicators.items() for other in row["comparable_with"].split()}
    comparable = frozenset(same | {(b, a) for a, b in same} | {(name, name) for name in indicators})
    return Corpus({row["claim_id"]: row for row in tables["claims"]}, numbers, comparable)


def _judge(claim: Mapping[str, str], world: Corpus) -> Verdict:
    """A row of claims.csv => its Verdict. Raises DataError where the row asks for what there is not."""
    claim_id, known = claim["claim_id"], ", ".join(kinds.KINDS)
    if claim["kind"] not in kinds.KINDS:
        raise DataError([f"claims.csv {claim_id}, column kind: {claim['kind']!r} is not one of {known}"])
    ids = claim["number_ids"].split()
    if unknown := [number_id for number_id in ids if number_id not in world.numbers]:
        raise DataError(f"claims.csv {claim_id}, column number_ids: no reported number {name!r}" for name in unknown)
    used = tuple(world.numbers[number_id] for number_id in ids)
    indicators = {number.indicator for number in used} - {""}
    others = [n for n in world.numbers.values() if n.indicator in indicators and n not in used]
    try:
        case = Case(used, parameters(claim["parameters"]), others, world.comparable)
        return _verdict(claim, case.under("half-up"))
    except KeyError as error:
        raise DataError([f"claims.csv {claim_id}, column parameters: {error} is missing"]) from error
    except DataError:
        raise
    except (ValueError, IndexError, ZeroDivisionError) as error:
        raise DataError([f"claims.csv {claim_id}, of kind {claim['kind']}: {error}"]) from error


def _verdict(claim: Mapping[str, str], case: Case) -> Verdict:
    kind = kinds.KINDS[claim["kind"]]
    finding, ruling = ruled(kind, case)
    used, undetermined = (*case.numbers, *finding.used), ruling == "undetermined"
    own = set(claim["source_id"].split())
    note = finding.note or UNTESTED * (undetermined and finding.truth == "all")
    caution = CAUTION * (ruling == "contradicted")
    return Verdict(
        claim_id=claim["claim_id"],
        kind=claim["kind"],
        statement_en=claim["statement_en"],
        statement_zh=claim["statement_zh"],
        verdict=ruling,
        alone=_narrower(kind, case, finding, ruling, lambda number: number.source_id in own),
        together=_narrower(kind, case, finding, ruling, lambda number: number.role == "corpus"),
        basis=_basis(used),
        sources=" ".join(dict.fromkeys(number.source_id for number in used)),
        power=slips.power(kind, case) if ruling == "supported" else 0.0,
        robust=_robust(kind, case, finding, ruling),
        matter=kind.matter,
        printed=", ".join(number.printed for number in case.numbers),
        printed_en="; ".join(number.gloss for number in case.numbers),
        implied=finding.implied,
        holds_in=finding.holds_in * undetermined,
        fails_in=finding.fails_in * undetermined,
        decider=finding.decider * undetermined,
        repair=slips.repair(kind, case) if ruling == "contradicted" else "",
        note=" ".join(filter(None, [note, caution, _weakness(used)])),
        numbers=used,
    )


def _robust(kind: Kind, case: Case, finding: Finding, ruling: Ruling) -> bool:
    """Does a ruling survive the other rounding conventions?"""
    others = {rounding: case.under(rounding) for rounding in ROUNDINGS[1:]}
    if all(other.values == case.values for other in others.values()):
        return True  # counts and bounds are the same under each
    if kind.fits and finding.truth == "all" and ruling == "undetermined":
        del others["either"]  # the widest reading: what could not fail before cannot now
    return all(ruled(kind, other)[1] == ruling for other in others.values())


def _narrower(kind: Kind, case: Case, finding: Finding, ruling: Ruling, allowed: Callable[[Number], bool]) -> Ruling:
    """The ruling without the numbers that are not allowed: a claim that names one of them is then undetermined."""
    if not all(map(allowed, case.numbers)):
        return "undetermined"
    if all(map(allowed, finding.used)):
        return ruling
    return ruled(kind, replace(case, others=[number for number in case.others if allowed(number)]))[1]


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


def ruled(kind: Kind, case: Case) -> tuple[Finding, Ruling]:
    """=> what a kind finds in a case, and the ruling: nobody is contradicted over how a number was rounded."""
    finding = kind.test(case)
    if finding.truth == "none":
        excuse = _excuse(kind, case)
        return (_doubtful(finding, excuse), "undetermined") if excuse else (finding, "contradicted")
    return finding, "supported" if finding.truth == "all" and slips.can_fail(kind, case) else "undetermined"


def _excuse(kind: Kind, case: Case) -> str:
    """A claim that fails in every world => a reading of the same prints under which it would not, or ''."""
    either = replace(case.under("either"), brief=True)
    if kind.test(either).truth != "none":
        return "cut off, not rounded"
    loosened = replace(either, given=tuple(value.loosened for value in either.values))
    return "round numbers, not exact" if kind.test(loosened).truth != "none" else ""


def _doubtful(finding: Finding, excuse: str) -> Finding:
    """Nobody is contradicted over the way in which a number was rounded."""
    return replace(
        finding,
        holds_in=f"the printed numbers are {excuse}",
        fails_in="the printed numbers are rounded half up, the counts exact",
        decider=finding.decider or "the same numbers, with more digits",
        note=f"The printed numbers cannot hold together unless they are {excuse}.",
    )
