"""Each kind of claim, case by case: so in all, some or none of the worlds that are printed?"""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest
from offices import number, of
from test_worked import worlds

from pingan_analysis.errors import DataError
from pingan_analysis.world.judging import Finding, _found
from pingan_analysis.world.predicates import KINDS, Claim
from pingan_analysis.world.prints import Number

Said = Mapping[
    str, str
]  # name => printed; l2020 is a level, y2020 a change on the year before, x2020 a level elsewhere
ELSEWHERE = "100000"


def told(printed: Said, domain: str = "count") -> dict[str, Number]:
    """l2020="120起", y2021="下降5%" => numbers of one quantity by year; d2021 a duration, g2021 a gap, p2021 a rank."""
    found = {}
    for name, text in printed.items():
        what, period = name[0], name[1:5]
        q = of(period=period, domain=domain, area=ELSEWHERE if what == "x" else "330000")
        measure = {"l": "level", "x": "level", "y": "change", "d": "duration", "g": "gap", "p": "rank"}[what]
        about = {"base_period": str(int(period) - 1)} if what == "y" else {}
        about |= {"comparator": ELSEWHERE} if what == "g" else {}
        if what == "d":
            q = q._replace(indicator=f"span {name}")
        found[name] = number(name, text, q, measure, **about)
    return found


def asked(
    kind: str,
    own: str,
    printed: Said,
    parameters: Mapping[str, str] = {},
    domain: str = "count",
) -> Finding:
    """A kind, the names of its own numbers, all that is printed => what the world says."""
    known = told(printed, domain)
    numbers = list(known.values())
    here, wide = worlds(numbers, domain=domain)
    claim = Claim(
        "asked", kind, tuple(known[name] for name in own.split()), parameters, frozenset({("cases", "cases")})
    )
    return _found(KINDS[kind](claim).knowing(here.bounds), here, wide)


FALL = {"y2021": "下降5%"}
SINCE = {"since": "2019"}
WEAK, STRONG, LASTING = ({"definition": name, "years": "2"} for name in ("weak", "strong", "sustained"))
STEP = {"step": "100000000000"}
CASES: list[tuple[str, str, Said, Mapping[str, str], str]] = [  # kind, its own, what is printed, parameters, truth
    ("fell", "y2021", FALL, {}, "all"),
    ("fell", "y2021", {"y2021": "增长5%"}, {}, "all"),  # it rose, as its own direction has it
    ("fell", "y2021", {"y2021": "下降0.0%"}, {}, "some"),
    ("fell", "y2021", {"y2021": "下降5%", "l2021": "95起", "l2020": "100起"}, {}, "all"),
    ("first_fall", "y2021", FALL, SINCE, "some"),
    ("first_fall", "y2021", FALL | {"y2020": "下降1%"}, SINCE, "none"),
    ("first_fall", "y2021", FALL | {"y2020": "增长1%", "y2019": "增长2%"}, SINCE, "all"),
    ("first_fall", "y2021", FALL | {"l2019": "100起", "l2020": "120起"}, {"since": "2020"}, "all"),
    ("first_fall", "y2021", FALL | {"l2019": "0.012万起", "l2020": "120起"}, {"since": "2020"}, "some"),
    ("turning_point", "y2021", FALL | {"y2020": "增长1%"}, WEAK, "all"),
    ("turning_point", "y2021", FALL | {"y2020": "下降1%"}, WEAK, "none"),
    ("turning_point", "y2021", FALL | {"y2020": "增长0.0%"}, WEAK, "some"),
    ("turning_point", "y2021", FALL | {"y2020": "增长1%"}, STRONG, "some"),
    ("turning_point", "y2021", {"y2021": "下降10%", "l2020": "20起", "l2022": "21起"}, STRONG, "none"),
    ("turning_point", "y2021", FALL | {"y2020": "增长1%", "y2022": "下降1%"}, LASTING, "all"),
    ("turning_point", "y2021", FALL | {"y2022": "增长1%"}, LASTING, "none"),
    ("first_turning", "y2021", FALL | {"y2020": "增长1%"}, {"since": "2018"}, "some"),
    ("first_turning", "y2021", FALL | {"y2019": "增长1%", "y2020": "增长1%"}, {"since": "2018"}, "all"),
    ("first_turning", "y2021", FALL | {"y2019": "增长1%", "y2020": "下降1%"}, {"since": "2018"}, "none"),
    ("record", "l2021 d2021", {"l2021": "982起", "d2021": "近3年", "l2020": "981起", "l2019": "970起"}, {}, "all"),
    ("record", "l2021 d2021", {"l2021": "982起", "d2021": "近3年", "l2020": "981起"}, {}, "some"),
    ("record", "l2021 d2021", {"l2021": "982起", "d2021": "近3年", "l2020": "983起"}, {}, "none"),
    ("run", "d2021", {"d2021": "2年"}, {}, "some"),
    ("halving", "d2021 y2021", {"d2021": "2年", "y2021": "下降60%"}, {}, "some"),
    ("no_fall", "y2021", FALL, {}, "none"),
    ("no_fall", "y2021 y2020", {"y2021": "增长5%", "y2020": "增长2%"}, {}, "all"),
    ("no_fall", "y2021 y2020", {"y2021": "增长5%", "y2020": "增长0.0%"}, {}, "some"),
    ("start_year", "d2021 d2022 d2023", {"d2021": "18年", "d2022": "19年", "d2023": "20年"}, {}, "all"),
    ("start_year", "d2021 d2022", {"d2021": "18年", "d2022": "17年"}, {}, "none"),
    ("start_year", "d2023", {"d2023": "20年"}, {"start": "2004", "counting": "inclusive"}, "all"),
    ("start_year", "d2023", {"d2023": "20年"}, {"start": "2004", "counting": "completed"}, "none"),
    ("start_year", "d2023", {"d2023": "20年"}, {"start": "2004"}, "some"),
    ("start_year", "d2021", {"d2021": "10余年"}, {"start": "2004"}, "some"),
    ("all", "", {}, {"units": "each year", "property": "rated good"}, "some"),
    ("first", "p2021", {"p2021": "首次"}, {"what": "an earlier meeting"}, "some"),
    ("rank", "p2021", {"p2021": "第一"}, {"peers": "another city", "quantity": "titles"}, "some"),
    ("trend", "l2021 l2020", {"l2021": "120起", "l2020": "0.012万起"}, {"relation": "a > b"}, "some"),
    ("trend", "l2021 l2020", {"l2021": "125起", "l2020": "0.012万起"}, {"relation": "a > b"}, "all"),
    ("relation", "l2021 x2021", {"l2021": "124起", "x2021": "0.012万起"}, {"relation": "a >= b"}, "all"),
    ("relation", "l2021 x2021", {"l2021": "115起", "x2021": "0.012万起"}, {"relation": "a > b"}, "none"),
    ("relation", "l2021 x2021", {"l2021": "120起", "x2021": "不足150起"}, {"relation": "a / b > 1"}, "some"),
]


@pytest.mark.parametrize(("kind", "own", "printed", "parameters", "truth"), CASES)
def test_the_truth_of_a_kind(kind: str, own: str, printed: Said, parameters: Mapping[str, str], truth: str) -> None:
    found = asked(kind, own, printed, parameters)
    assert found.truth == truth
    assert (found.ruling == "undetermined") or truth != "some"


RATES: list[tuple[str, Said, str, str]] = [
    ("l2021", {"l2021": "80%以上"}, "a > 50", "all"),
    ("l2021", {"l2021": "80%以上"}, "a > 90", "some"),
    ("l2021", {"l2021": "80%以上"}, "a > 100", "none"),
    ("l2021 x2021", {"l2021": "90.0%", "x2021": "90%以上"}, "a >= nominal(b)", "some"),
    ("l2021 x2021", {"l2021": "90%以上", "x2021": "90%以上"}, "a >= nominal(b)", "all"),
    ("g2021", {"g2021": "高于0.57个百分点"}, "signed(a) > 0", "all"),
    ("g2021", {"g2021": "低于0.57个百分点"}, "signed(a) > 0", "none"),
    ("l2021 l2020 x2021", {"l2021": "10%", "l2020": "10.4%", "x2021": "9.6%"}, "a == b == c", "none"),
]


@pytest.mark.parametrize(("own", "printed", "relation", "truth"), RATES)
def test_the_truth_of_a_relation_between_rates(own: str, printed: Said, relation: str, truth: str) -> None:
    assert asked("relation", own, printed, {"relation": relation}, "percent").truth == truth


def test_thresholds_between_two_levels() -> None:
    for end, steps, truth in (
        ("7062.5亿元", "7个", "all"),
        ("7062.5亿元", "8个", "none"),
        ("约7000亿元", "7个", "some"),
    ):
        printed = {"l2003": "855.6亿元", "l2023": end, "d2023": steps}
        assert asked("thresholds", "l2003 l2023 d2023", printed, STEP, "amount").truth == truth


def test_every_kind_is_true_in_all_some_or_none_of_them() -> None:
    seen = {kind: {case[-1] for case in CASES if case[0] == kind} for kind in KINDS}
    open_ = {"all", "first", "rank"}  # what no quantity shows
    assert {kind for kind, truths in seen.items() if not truths} == {"thresholds"}
    assert all(truths == {"some"} for kind, truths in seen.items() if kind in open_)


@pytest.mark.parametrize(
    ("kind", "own", "printed", "parameters"),
    [
        ("fell", "y2021", FALL, {}),
        ("relation", "y2021", FALL, {"relation": "signed(a) < 0"}),
        ("no_fall", "y2021", {"y2021": "增长5%"}, {}),
        ("start_year", "d2023", {"d2023": "20年"}, {"counting": "inclusive"}),
    ],
)
def test_what_repeats_its_own_number_is_untested(
    kind: str, own: str, printed: Said, parameters: Mapping[str, str]
) -> None:
    assert asked(kind, own, printed, parameters).ruling == "untested"


def test_what_other_prints_could_have_failed_is_supported_and_says_where_it_turns() -> None:
    found = asked("fell", "y2021", {"y2021": "下降5%", "l2021": "95起", "l2020": "100起"})
    assert found.ruling == "supported" and set(found.rests_on) == {"l2021", "l2020"}
    assert found.turns_at in ("95起 → 100起", "100起 → 95起")


def test_where_prints_conflict_a_claim_is_judged_in_every_maximal_set() -> None:
    printed = {"l2020": "100起", "l2021": "90起", "y2021": "下降20%"}  # one of the three is off, and it fell anyhow
    assert asked("fell", "y2021", printed).truth == "all"
    assert asked("fell", "y2021", printed | {"l2021": "110起"}).truth == "some"
    levels = {"l2019": "100起", "l2020": "90起", "l2021": "50起", "x2021": "60起"}
    two = {"relation": "a < b"}
    assert asked("relation", "l2021 x2021", levels, two).truth == "all"


def test_two_prints_of_one_level_that_conflict_decide_only_what_both_decide() -> None:
    here = [number("one", "100起", of()), number("two", "90起", of())]
    for other, truth in (("80起", "all"), ("95起", "some"), ("120起", "none")):
        numbers = [*here, number("other", other, of(period="2019"))]
        world, wide = worlds(numbers)
        claim = Claim("asked", "relation", (here[0], numbers[2]), {"relation": "a > b"})
        assert _found(KINDS["relation"](claim), world, wide).truth == truth


def test_nobody_is_contradicted_over_rounding() -> None:
    """611 / 435 cut off is 40.45: contradicted only if no reading allows it."""
    change = {"l2021": "611起", "l2020": "435起", "y2021": "增长40.45%"}
    for relation, ruling in (("a < 1000", "untested"), ("100 * (a - b) > 41 * b", "undetermined")):
        own = "l2021 l2020"
        found = asked("relation", own, {k: change[k] for k in ("l2021", "l2020")}, {"relation": relation})
        assert found.ruling in (ruling, "contradicted", "supported")
    loss = {"l2021": "1.2万起", "l2020": "12600起"}
    found = asked("relation", "l2021 l2020", loss, {"relation": "a >= b"})
    assert (found.truth, found.ruling) == ("none", "undetermined") and "rounding" in found.note


PRINTED = (
    "611起", "0起", "40.46%", "0%", "100%", "120%", "近10人", "超500件", "不足3起", "90%以上", "1.71万起", "三分之二",
    "减半", "翻一番", "1.5倍", "3至5亿元", "0.57个百分点", "20余年", "首次", "千名", "约0", "6.1亿件", "9" * 25 + "件",
)  # fmt: skip


def test_nonsense_is_refused_or_judged_but_never_crashes() -> None:
    dice, refused = random.Random(6), 0
    for n in range(300):
        kind = sorted(KINDS)[n % len(KINDS)]
        printed = {f"{what}{2018 + k}": dice.choice(PRINTED) for k, what in enumerate(dice.choices("lydgp", k=4))}
        parameters = {
            "relation": dice.choice(["a > b", "a / b > 1", "a + b == c", "a >= nominal(b)", "a == b == c"]),
            "step": dice.choice(["1", "1000"]), "since": "2015", "definition": "weak", "units": "each y",
            "property": "so", "what": "it", "peers": "others", "quantity": "size",
        }  # fmt: skip
        own = " ".join(list(printed)[: dice.randint(0, 4)])
        try:
            found = asked(kind, own, printed, parameters)
        except (DataError, ValueError, IndexError, KeyError):
            refused += 1
            continue
        assert found.ruling in ("supported", "contradicted", "undetermined", "untested")
    assert 30 < refused < 250
