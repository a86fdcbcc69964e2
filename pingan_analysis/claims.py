"""Which claims hold in all, some or none of the worlds that the printed numbers allow?

A world gives every printed number one value that it may stand for, and every unprinted quantity any value that it can have. A
kind of claim says in which worlds it holds; the rest (power, robustness, repair) is the same for every kind.

* supported: holds in all, and another printed number in the neighbourhood would have failed it;
* contradicted: holds in none; the smallest change of one digit that would repair it is named;
* undetermined: holds in some, or could not have failed; two witness worlds, and the number that would decide it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pingan_analysis import kinds, load, paths
from pingan_analysis.errors import DataError
from pingan_analysis.kinds import Case, Finding, Kind, Number
from pingan_analysis.printed import ROUNDINGS, unround
from pingan_analysis.sources import parameters

if TYPE_CHECKING:
    import pandas as pd

Ruling = Literal["supported", "contradicted", "undetermined"]
MOST_ALTERNATIVES = 1000  # beyond, evenly spaced ones


@dataclass(frozen=True, repr=False)
class Verdict:
    """The judgement of one claim, with all that a reader needs to weigh it.

    `verdict` uses everything that is printed; `alone` only the claim's own documents, `together` all articles under test.
    `power` is the share of alternative printed values, with the same decimals, that would have failed the claim: of its last
    number, from half to one and a half times the printed value, where the claim is arithmetic; of the number whose slip shows
    best, from one unit to twice the printed value, where it is a decision. `robust` says whether the verdict survives every
    rounding convention; `matter` whether it hangs on a digit or on the decision (a rise, a first, a rank).
    """

    claim_id: str
    kind: str
    statement_en: str
    statement_zh: str
    verdict: Ruling
    alone: Ruling
    together: Ruling
    basis: str
    power: float
    robust: bool
    matter: Literal["digit", "decision"]
    printed: str
    implied: str
    holds_in: str
    fails_in: str
    decider: str
    repair: str
    note: str

    def __repr__(self) -> str:
        lines = [
            f"{self.claim_id}: {self.verdict}" + (f" (articles alone: {self.together})" if self.together != self.verdict else ""),
            f"  claim    {self.statement_en}",
            f"  printed  {self.printed}" * bool(self.printed),
            f"  implied  {self.implied}" * bool(self.implied),
            f"  basis    {self.basis}; {f'power {self.power:.0%}' if self.power else 'no power'}; {'any' if self.robust else 'not every'} rounding; a matter of {'a digit' if self.matter == 'digit' else 'the decision'}",
            f"  holds    {self.holds_in}" * bool(self.holds_in),
            f"  fails    {self.fails_in}" * bool(self.fails_in),
            f"  decide   {self.decider}" * bool(self.decider),
            f"  repair   {self.repair}" * bool(self.repair),
            f"  note     {self.note}" * bool(self.note),
        ]
        return "\n".join(filter(None, lines))

    def _repr_html_(self) -> str:
        from pingan_analysis.cards import card

        return card(self)


def judge(claim: str | Mapping[str, str], raw: Path = paths.RAW, *, instead: Mapping[str, str] | None = None) -> Verdict:
    """'ls2019-gang-offences-base' => its Verdict. A mapping with the columns of claims.csv is judged without being stored.

    `instead` asks what if: number ids with what they might have printed. Raises DataError for an unknown id or kind.

    >>> judge("zj2022-tripods-sum").verdict, judge("ls2019-court-cases-base").verdict
    ('supported', 'undetermined')
    >>> judge("zj2022-tripods-sum", instead={"zj2022-tripods": "88座"}).repair
    '88座 → 89座'
    """
    world = _corpus(raw, _state(raw))
    if isinstance(claim, str):
        if claim not in world.claims:
            raise DataError([f"no claim {claim!r}; the known ones are in claims.csv, for example {next(iter(world.claims))}"])
        claim = world.claims[claim]
    for number_id, printed in (instead or {}).items():
        if number_id not in world.numbers:
            raise DataError([f"no reported number {number_id!r} to print {printed!r} instead of"])
        changed = replace(world.numbers[number_id], printed=printed)
        world = replace(world, numbers={**world.numbers, number_id: changed})
    return _judge(claim, world)


def judge_all(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> one row per claim of claims.csv, in its order, with the fields of `Verdict` and the source ids."""
    import pandas as pd

    frame = pd.DataFrame(_verdicts(raw, _state(raw)))
    return frame[["claim_id", "source_id", *(column for column in frame if column not in ("claim_id", "source_id"))]]


@dataclass(frozen=True)
class Corpus:
    """Everything that judging reads, by id."""

    claims: Mapping[str, Mapping[str, str]]
    numbers: Mapping[str, Number]
    comparable: frozenset[tuple[str, str]]


def _state(raw: Path) -> tuple[tuple[str, int, int], ...]:
    """=> what tells that a raw table has changed since it was last read, so that no stale verdict is shown."""
    stats = [(path.name, path.stat()) for path in sorted(raw.glob("*.csv"))]
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


@lru_cache(maxsize=4)
def _verdicts(raw: Path, state: object) -> list[dict[str, object]]:
    corpus = _corpus(raw, state)
    return [{"source_id": claim["source_id"], **asdict(_judge(claim, corpus))} for claim in corpus.claims.values()]


@lru_cache(maxsize=4)
def _corpus(raw: Path, state: object) -> Corpus:
    tables = load.check(raw)
    indicators = {row["indicator"]: row for row in tables["indicators"]}
    areas = {row["area"]: row["label_en"] for row in tables["areas"]}
    roles = {row["source_id"]: row["role"] for row in tables["sources"]}
    numbers = {
        row["number_id"]: Number(
            row["number_id"], row["source_id"], roles[row["source_id"]], row["printed"], row["unit"], row["direction"], row["measure"],
            row["indicator"], indicators[row["indicator"]]["label_en"], row["ref_area"], areas[row["ref_area"]], row["ref_period"],
            row["base_period"], row["comparator_area"], row["confidence"],
        )
        for row in tables["reported"]
    }
    for row in tables["not_numbers"]:
        numbers[row["mark_id"]] = Number(row["mark_id"], row["source_id"], "corpus", row["printed"], measure="level")
    same = {(name, other) for name, row in indicators.items() for other in row["comparable_with"].split()}
    comparable = frozenset(same | {(b, a) for a, b in same} | {(name, name) for name in indicators})
    return Corpus({row["claim_id"]: row for row in tables["claims"]}, numbers, comparable)


def _judge(claim: Mapping[str, str], corpus: Corpus) -> Verdict:
    if claim["kind"] not in kinds.KINDS:
        raise DataError([f"claims.csv {claim['claim_id']}, column kind: {claim['kind']!r} is not one of {', '.join(kinds.KINDS)}"])
    kind = kinds.KINDS[claim["kind"]]
    used = tuple(corpus.numbers[number_id] for number_id in claim["number_ids"].split())
    others = [number for number in corpus.numbers.values() if number.indicator and number not in used]
    case = Case(used, parameters(claim["parameters"]), others, corpus.comparable)
    finding, ruling = _ruling(kind, case)
    power = _power(kind, case) if ruling == "supported" else 0.0
    robust = all(_ruling(kind, replace(case, rounding=rounding))[1] == ruling for rounding in ROUNDINGS[1:])
    own = set(claim["source_id"].split())
    alone = _narrower(kind, case, finding, ruling, lambda number: number.source_id in own)
    together = _narrower(kind, case, finding, ruling, lambda number: number.role == "corpus")
    undetermined = ruling == "undetermined"
    untested = finding.note or ("Any printed value nearby would have passed: the check could not have failed." if undetermined and finding.truth == "all" else "")
    return Verdict(
        claim["claim_id"], claim["kind"], claim["statement_en"], claim["statement_zh"], ruling, alone, together, _basis((*used, *finding.used)),
        power, robust, kind.matter, ", ".join(number.printed for number in used), finding.implied,
        finding.holds_in if undetermined else "", finding.fails_in if undetermined else "", finding.decider if undetermined else "",
        _repair(kind, case) if ruling == "contradicted" else "", " ".join(filter(None, [untested, _weakness((*used, *finding.used))])),
    )


def _narrower(kind: Kind, case: Case, finding: Finding, ruling: Ruling, allowed: Callable[[Number], bool]) -> Ruling:
    """The ruling without the numbers that are not allowed: a claim that names one of them is then undetermined."""
    if not all(map(allowed, case.numbers)):
        return "undetermined"
    if all(map(allowed, finding.used)):
        return ruling
    return _ruling(kind, replace(case, others=[number for number in case.others if allowed(number)]))[1]


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
    text = f"Rests on {'one outside publication' if len(publications) == 1 else f'{len(publications)} outside publications'}: {', '.join(publications)}."
    return text + (f" Not sure: {', '.join(unsure)} (see the scope notes)." if unsure else "")


def _ruling(kind: Kind, case: Case) -> tuple[Finding, Ruling]:
    finding = kind.test(case)
    if finding.truth == "none":
        return finding, "contradicted"
    return finding, "supported" if finding.truth == "all" and any(_failures(kind, case)) else "undetermined"


def _power(kind: Kind, case: Case) -> float:
    """The share of alternative printed values with which the claim would not hold in all worlds, for the number whose slip shows best."""
    shares = []
    for position in _varied(kind, case):
        failed = list(_failures(kind, case, position))
        shares.append(sum(failed) / len(failed) if failed else 0.0)
    return max(shares, default=0.0)


def _failures(kind: Kind, case: Case, position: int | None = None) -> Iterator[bool]:
    """For each alternative to a number (to each number that is varied): would the claim no longer hold in all worlds?"""
    for place in _varied(kind, case) if position is None else (position,):
        for other in _alternatives(case.numbers[place], wide=kind.matter == "decision"):
            numbers = (*case.numbers[:place], other, *case.numbers[place + 1 :])
            yield kind.test(replace(case, numbers=numbers, brief=True)).truth != "all"


def _varied(kind: Kind, case: Case) -> range:
    """Arithmetic is tested by its last number (the change, the share); a decision by each of its numbers."""
    return range(0 if kind.matter == "decision" else max(len(case.numbers) - 1, 0), len(case.numbers))


def _alternatives(number: Number, wide: bool) -> Iterator[Number]:
    """The same number printed otherwise, with the same decimals: from half to one and a half times the printed value, or,
    `wide`, from one unit to twice it; a share stops at 100.
    """
    digits = _arabic(number.printed)
    if found := re.search(r"\d[\d.]*", digits):
        whole = int(found[0].replace(".", ""))
        decimals = len(found[0].partition(".")[2])
        low, high = (1, 2 * whole) if wide else (-(-whole // 2), whole * 3 // 2)
        high = min(high, 100 * 10**decimals if number.is_share else high)
        for other in range(low, high + 1, -(-(high - low) // MOST_ALTERNATIVES) or 1):
            if other != whole:
                text = f"{other:0{decimals + 1}d}"
                text = text[:-decimals] + "." + text[-decimals:] if decimals else text
                yield replace(number, printed=digits[: found.start()] + text + digits[found.end() :])


def _arabic(printed: str) -> str:
    """'十八载' => '18载', so that its digits can be varied; a number in digits stays as it is."""
    if re.search(r"\d", printed):
        return printed
    found = re.match(r"[一二两三四五六七八九十百]+", printed)
    return f"{unround(found[0]).nominal}{printed[found.end():]}" if found else printed


def _repair(kind: Kind, case: Case) -> str:
    """The smallest change of one printed digit after which the claim no longer fails in every world."""
    best: tuple[float, str] | None = None
    for position, number in enumerate(case.numbers):
        for place, digit in enumerate(number.printed):
            for other in set("0123456789") - {digit} if digit.isdigit() else ():
                changed = replace(number, printed=number.printed[:place] + other + number.printed[place + 1 :])
                size = abs(changed.value(case.rounding).nominal / (number.value(case.rounding).nominal or 1) - 1)
                numbers: Sequence[Number] = (*case.numbers[:position], changed, *case.numbers[position + 1 :])
                if (best is None or size < best[0]) and kind.test(replace(case, numbers=tuple(numbers))).truth != "none":
                    best = float(size), f"{number.printed} → {changed.printed}"
    return best[1] if best else "no single digit" * (kind.matter == "digit")
