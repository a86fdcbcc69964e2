"""Answers that were worked out by hand: of the present tables, and of worlds of a few numbers."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest
from offices import number, of, shared

import pingan_analysis as pa
from pingan_analysis.world.disagreement import Conflict, as_points, of_component
from pingan_analysis.world.judging import Finding, _found
from pingan_analysis.world.predicates import Claim, relation
from pingan_analysis.world.prints import Number
from pingan_analysis.world.solver import Bounds
from pingan_analysis.world.system import World, built

Sum = tuple[str, str]  # a total, its parts
WHOLES = ("whole", "other", "one", "two", "three", "four")


def worlds(numbers: Sequence[Number], sums: Sequence[Sum] = (), domain: str = "count") -> tuple[World, World]:
    """Numbers, sums of indicators => their world as printed, and widely read."""
    rules = [
        {"rule_id": f"sum-{total}", "kind": "sum", "total": total, "parts": parts, "area": "", "start": "", "end": "",
         "status": "rule"}
        for total, parts in sums
    ]  # fmt: skip
    rules.append({"rule_id": "periods", "kind": "periods", "status": "rule"})
    indicators = [
        {"indicator": name, "accumulates": "flow", "domain": domain, "label_en": name} for name in ("cases", *WHOLES)
    ]
    tables = {"indicators": indicators, "areas": [{"area": "330000", "parent": "", "label_en": "Zhejiang"}]}
    known = {n.number_id: n for n in numbers}
    printed, wide = (built(known, numbers, rules, tables, reading) for reading in ("printed", "wide"))  # type: ignore[arg-type]
    return printed, wide


def found_conflicts(numbers: Sequence[Number], sums: Sequence[Sum] = ()) -> list[Conflict]:
    here, wide = worlds(numbers, sums)
    return [conflict for component in here.components for conflict in of_component(component, here, wide)]


def asked(text: str, numbers: Sequence[Number], others: Sequence[Number] = ()) -> Finding:
    """A relation between the numbers => what their world says of it."""
    here, wide = worlds([*numbers, *others])
    predicate = relation(Claim("asked", "relation", tuple(numbers), {"relation": text})).knowing(here.bounds)
    return _found(predicate, here, wide)


def levels(*printed: str) -> list[Number]:
    return [
        number(letter, text, of(WHOLES[n], domain="percent" if "%" in text else "count"))
        for n, (letter, text) in enumerate(zip("abcdef", printed, strict=False))
    ]


# --- of the present tables -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def conflicts() -> pd.DataFrame:
    return pa.conflicts()


def ends(indicator: str, area: str = "330000") -> dict[str, tuple[object, object]]:
    found = pa.reconstruct(indicator, area)
    return {row.period: (row.low, row.high) for row in found.itertuples()}


def test_zhejiang_feels_safer_than_the_nation() -> None:
    found = pa.judge("zj2021-safety-above-nation")
    assert (found.verdict, found.alone) == ("supported", "untested")
    assert found.turns_at in ("99.19% → 98.62%", "98.62% → 99.19%", "99.19% → 98.63%", "98.62% → 99.18%")


def test_quzhou_lies_above_the_province() -> None:
    satisfaction, participation = (
        pa.judge(f"qz2017-{name}-above-province") for name in ("satisfaction", "participation")
    )
    assert satisfaction.verdict == participation.verdict == "supported"
    assert {"qz2017-satisfaction-level", "qz2017-participation-level"} & {
        *satisfaction.rests_on,
        *participation.rests_on,
    }
    lead = pa.corroborated("qz2017-participation-gap")
    assert lead.status == "corroborated"


def test_the_courts_of_zhejiang() -> None:
    courts = ends("court_cases_received")
    assert courts["2008"] == (715_887, 715_951)
    assert courts["2010"] == (808_218, 809_001)
    assert courts["2013"] == (1_079_735, 1_081_709)


def test_work_accidents_of_zhejiang_fell_for_nineteen_years() -> None:
    accidents = ends("work_safety_accidents")
    assert accidents["2016"] == (3_280, 3_283)
    assert accidents["2017"] == (2_416, 2_421)
    assert accidents["2018"] == (1_007, 2_420)


def test_recorded_crime_conflicts_only_for_those_who_take_it_for_one_count(conflicts: pd.DataFrame) -> None:
    crime = conflicts[conflicts.number_ids.str.contains("crime")]
    assert crime.assumption.tolist() == ["recorded-crime-one-series"]
    assert crime.reading.tolist() == ["also widely read"]


def test_jiaxing_2022_is_mended_by_one_digit(conflicts: pd.DataFrame) -> None:
    found = conflicts[conflicts.number_ids.str.contains("jxyj2022-accidents-accidents")]
    others = {ids.split()[1] for ids in found.number_ids}
    assert others == {"jxyj2022-accidents-accidents-change", "jxyj2022-accidents-accidents-three-years"}
    assert found.repairs.tolist() == ["63起 → 64起"] * 2


def test_jiaxing_2022_few_levels_fit_both_changes() -> None:
    """64 follows 108, and 389 in three years; but so do 22 of the 100 levels around it follow some: a hint only."""
    level = of(period="2022-01/2022-10")
    fall = number("fall", "下降40.7%", level, "change", base_period="2021-01/2021-10")
    mean = number("mean", "下降50.6%", level, "change", base_period="2019-01/2021-10", aggregation="mean")
    fits = []
    for count in range(30, 130):
        own = number("own", f"{count}起", level)
        here, _ = worlds([own, fall, mean])
        fits.append(all(not component.conflicts.sets for component in here.components))
    assert fits[64 - 30] and not fits[63 - 30]
    assert sum(fits) == 22


def test_two_rates_of_one_loss_are_a_matter_of_rounding(conflicts: pd.DataFrame) -> None:
    found = conflicts[conflicts.number_ids == "zjol2014-fraud-loss-change ga2014-fraud-loss-change"]
    assert found.reading.tolist() == ["as printed"]


def test_per_cent_that_are_points(conflicts: pd.DataFrame) -> None:
    found = conflicts[conflicts.number_ids.str.contains("rmw2023-safe-safety-rise")]
    assert found.explanations.str.startswith("8.48% read as percentage points, not per cent").all() and len(found) == 1


def test_huzhou_2018_has_one_repair(conflicts: pd.DataFrame) -> None:
    huzhou = conflicts[conflicts.number_ids.str.contains("hzrb2018-huzhou")]
    assert set(huzhou.repairs) == {"714起 → 701起"} and set(huzhou.aside) == {"hzrb2018-huzhou-phone"}
    assert (huzhou.reading == "also widely read").any()


def test_huzhou_2018_without_the_rule_says_nothing() -> None:
    numbers = [
        number("total", "2897起", of("whole")), number("one", "714起", of("one")), number("two", "2183起", of("two")),
    ]  # fmt: skip
    assert not found_conflicts(numbers)
    assert not found_conflicts(numbers, [("whole", "one two")])
    assert found_conflicts([replaced(numbers[1], "715起"), numbers[0], numbers[2]], [("whole", "one two")])


def replaced(n: Number, printed: str) -> Number:
    return number(n.number_id, printed, n.quantity, n.measure)


# --- of a few numbers ------------------------------------------------------------------------------------------------


def test_a_loss_that_rose_by_two_rates() -> None:
    loss = of(domain="amount")
    numbers = [
        number("loss", "7.6亿元", loss), number("one", "增长30.8%", loss, "change", base_period="2019"),
        number("two", "增长30%", loss, "change", base_period="2019"),
    ]  # fmt: skip
    (found,) = found_conflicts(numbers)
    assert {n.number_id for n in found.prints} == {"one", "two"} and found.reading == "as printed"
    assert "rounding: read widely, they can all hold" in found.explanations


def test_eight_points_called_per_cent() -> None:
    level = of(domain="percent")
    numbers = [
        number("level", "99.28%", level), number("one", "上升8.48%", level, "change", base_period="2012"),
        number("two", "上升8.5个百分点", level, "change", base_period="2012"),
    ]  # fmt: skip
    (found,) = found_conflicts(numbers)
    assert found.explanations[0] == "上升8.48% read as percentage points, not per cent"
    points = as_points(numbers[1])
    assert points and not found_conflicts([numbers[0], points, numbers[2]])


def test_halves_of_a_year_that_rose() -> None:
    year, halves = of(period="2019"), [of(period="2019-01/2019-06"), of(period="2019-07/2019-12")]
    numbers = [number("year", "611起", year), number("rise", "增长40.46%", year, "change", base_period="2018")]
    for n, (half, printed, rise) in enumerate(zip(halves, ("302起", "309起"), ("30%", "60%"), strict=True)):
        before = half.period.replace("2019", "2018")
        numbers += [
            number(f"half {n}", printed, half), number(f"rise {n}", f"增长{rise}", half, "change", base_period=before),
        ]  # fmt: skip
    found = found_conflicts(numbers)
    assert found and all({"rise", "rise 0", "rise 1"} <= {n.number_id for n in one.prints} for one in found)
    assert not found_conflicts([n for n in numbers if n.number_id != "rise"])


SUMS = [("whole", "one two"), ("other", "one three")]


def test_two_sums_that_hold_apart_but_not_together() -> None:
    printed = {"one": "1.2万", "two": "0.8万", "whole": "2.1万", "three": "0.5万", "other": "1.6万"}
    numbers = [number(name, text, of(name)) for name, text in printed.items()]
    for apart in ({"one", "two", "whole"}, {"one", "three", "other"}):
        assert not found_conflicts([n for n in numbers if n.number_id in apart], SUMS)
    (found,) = found_conflicts(numbers, SUMS)
    assert {n.number_id for n in found.prints} == {"two", "whole", "three", "other"}
    assert {str(repair) for repair in found.repairs} == {
        "0.8万 → 0.9万", "2.1万 → 2.0万", "0.5万 → 0.4万", "1.6万 → 1.7万",
    }  # fmt: skip


def parts_of_one_total(third: str) -> list[Number]:
    found = []
    for name, count, share in (("one", "31件", "12.3"), ("two", "47件", "18.7"), ("three", "18件", third)):
        found += [number(name, count, of(name)), shared(f"{name} share", share, of(name), of("whole"))]
    return found


def test_shares_of_one_total() -> None:
    assert found_conflicts(parts_of_one_total("7.4"))
    numbers = parts_of_one_total("7.1")
    here, _ = worlds(numbers)
    total: Bounds = here.bounds(of("whole"))
    assert not found_conflicts(numbers) and (total.low, total.high, total.size) == (252, 252, 1)


def test_shares_of_small_counts_are_decided() -> None:
    """95.0 % of 120 are 114, 95.0 % of 20 are 19: the same share, to the last digit."""
    shares = [shared("a", "95.0", of("one"), of("whole")), shared("b", "95.0", of("two"), of("other"))]
    counts = [number("120", "120件", of("whole")), number("20", "20件", of("other"))]
    assert asked("a > b", shares, counts).truth == "none"
    assert asked("a == b", shares, counts).truth == "all"
    assert asked("a > b", shares).truth == "some"  # of what is not known


@pytest.mark.parametrize(
    ("text", "printed", "truth"),
    [
        ("a + b == 2 * a", ("1.2万件", "1.3万件"), "none"),
        ("100 * a == c * (a + b)", ("1.2万件", "0.8万件", "65%"), "none"),
        ("100 * a == c * (a + b)", ("1.2万件", "0.8万件", "60%"), "some"),
        ("a <= a + b", ("1.2万件", "1.3万件"), "all"),
        ("a - a == 500", ("1.2万件", "1.3万件"), "none"),
        ("b == a * c / 100", ("40余件", "3件", "6.20%"), "none"),  # 3/48 prints 6.25 %, 3/49 6.12 %
        ("b == a * c / 100", ("40余件", "3件", "6.25%"), "some"),
    ],
)
def test_relations_in_which_a_letter_stands_twice_or_counts_are_whole(
    text: str, printed: tuple[str, ...], truth: str
) -> None:
    assert asked(text, levels(*printed)).truth == truth


def test_two_disputes_in_one_system_are_mended_apart() -> None:
    """A wrong lead, in one system with two rises that have nothing to do with it, is mended by itself."""
    planted = pa.conflicts("zj2021-safety-level", instead={"zj2021-safety-gap": "0.75个百分点"})
    with_lead = planted.number_ids.str.contains("zj2021-safety-gap")
    assert set(planted[with_lead].repairs) == {"0.75个百分点 → 0.58个百分点"}
    assert set(planted[with_lead].aside) == {"zj2021-safety-gap"}
    assert set(planted[~with_lead].aside) == {"rmw2023-safe-safety-rise; zjtj2023-safe-safety-rise"}


def test_known_values_that_exclude_each_other_are_a_conflict() -> None:
    """Each of the two known values meets what the change says; together they do not."""
    here = of(period="2019")
    numbers = [
        number("now", "6.5万起", here), number("fall", "下降31.26%", here, "change", base_period="2018"),
        number("before", "93900起", of(period="2018")), number("again", "95200起", of(period="2018")),
    ]  # fmt: skip
    assert [{n.number_id for n in one.prints} for one in found_conflicts(numbers)] == [{"before", "again"}]
    rate = of(domain="percent")
    nation = rate._replace(area="100000")
    known = [number("one", "98.612%", nation), number("two", "98.628%", nation)]
    own = number("own", "99.19%", rate)
    gap = number("gap", "高于0.57个百分点", rate, "gap", "up", comparator="100000")
    for other in known:
        assert not found_conflicts([own, gap, other])
    assert [{n.number_id for n in one.prints} for one in found_conflicts([own, gap, *known])] == [{"one", "two"}]
