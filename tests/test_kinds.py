"""Each kind of claim, case by case: in all, some or none of the worlds?"""

from __future__ import annotations

import random

import pytest
from pingan_analysis.world.case import Case, Number
from pingan_analysis.world.kinds import KINDS
from pingan_analysis.world.slips import alternatives
from small import row
from test_accusations import Print, World, case, number

from pingan_analysis.errors import DataError
from pingan_analysis.world import claims


def levels(*printed: str) -> list[Print]:
    return [(text, "level", "") for text in printed]


def years(*spans: tuple[str, int]) -> list[Print]:
    return [(text, f"duration {end}", "") for text, end in spans]


RULED: list[tuple[str, dict[str, str], list[Print], str]] = [
    ("base", {}, [("611起", "level", ""), ("增长40.46%", "change", "")], "all"),
    ("base", {}, [("611起", "level", ""), ("增长40.56%", "change", "")], "none"),
    ("base", {}, [("611起", "level", ""), ("增长40.46%", "change", ""), ("435起", "level", "")], "all"),
    ("base", {}, [("611起", "level", ""), ("增长40.46%", "change", ""), ("436起", "level", "")], "none"),
    ("base", {}, [("0起", "level", ""), ("下降100%", "change", "")], "all"),
    ("base", {}, [("12件", "level", ""), ("增长37.1%", "change", "")], "none"),
    ("base", {}, [("12件", "rate", ""), ("增长37.1%", "change", "")], "all"),  # 12 a day, on average
    ("gap", {}, [("99.19%", "level", ""), ("0.57个百分点", "gap", "up"), ("98.62%", "level", "")], "all"),
    ("gap", {}, [("99.19%", "level", ""), ("0.57个百分点", "gap", "up"), ("98.7%", "level", "")], "none"),
    ("gap", {}, [("99.8%", "level", ""), ("0.5个百分点", "gap", "down")], "none"),
    ("share", {}, [("80个", "level", ""), ("88.9%", "share", "")], "all"),
    ("share", {}, [("80个", "level", ""), ("88.6%", "share", "")], "none"),
    ("share", {}, [("80个", "level", ""), ("88.9%", "share", ""), ("91个", "level", "")], "none"),
    ("rate", {}, [("7件", "level", ""), ("95.0%", "rate", "")], "none"),
    ("rate", {}, [("71.7万件", "level", ""), ("92.9%", "rate", ""), ("66.65万件", "level", "")], "all"),
    ("rate", {}, [("71.7万件", "level", ""), ("92.9%", "rate", ""), ("67万余件", "level", "")], "none"),
    ("thresholds", {"step": "100000000000"}, levels("855.6亿元", "7062.5亿元", "7个"), "all"),
    ("thresholds", {"step": "100000000000"}, levels("855.6亿元", "7062.5亿元", "8个"), "none"),
    ("thresholds", {"step": "100000000000"}, levels("855.6亿元", "约7000亿元", "7个"), "some"),
    ("thresholds", {"step": "100000000000"}, levels("855.6亿元", "超7000亿元", "7个"), "some"),
    ("items", {"items": "5"}, levels("五方面"), "all"),
    ("items", {"items": "4"}, levels("五方面"), "none"),
    ("items", {"items": "4", "open": "yes"}, levels("五方面"), "all"),
    ("items", {"items": "6", "open": "yes"}, levels("五方面"), "none"),
    ("items", {"items": "4"}, levels("一个", "三类"), "all"),
    ("items", {"items": "9"}, levels("近10个"), "all"),
    ("start_year", {}, years(("18年", 2021), ("19年", 2022), ("20年", 2023)), "all"),
    ("start_year", {}, years(("18年", 2021), ("18年", 2022)), "some"),  # each may count in its own way
    ("start_year", {}, years(("18年", 2021), ("17年", 2022)), "none"),
    ("start_year", {"start": "2004", "counting": "inclusive"}, years(("20年", 2023)), "all"),
    ("start_year", {"start": "2004", "counting": "completed"}, years(("20年", 2023)), "none"),
    ("start_year", {"start": "2004"}, years(("20年", 2023)), "some"),
    ("start_year", {"start": "2004"}, years(("10余年", 2021)), "all"),
    ("start_year", {"start": "2004"}, years(("10年以上", 2021)), "all"),
    ("compare", {"relation": "a + b == c"}, levels("9个", "80个", "89座"), "all"),
    ("compare", {"relation": "a + b == c"}, levels("9个", "80个", "88座"), "none"),
    ("compare", {"relation": "a + b + c == 100"}, levels("33.3%", "33.3%", "33.3%"), "all"),
    ("compare", {"relation": "a == b == c"}, levels("10%", "10.4%", "9.6%"), "none"),  # though a may be b, or c
    ("compare", {"relation": "a > 50"}, levels("80%以上"), "all"),
    ("compare", {"relation": "a > 90"}, levels("80%以上"), "some"),
    ("compare", {"relation": "a > 100"}, levels("80%以上"), "none"),
    ("compare", {"relation": "a >= nominal(b)"}, levels("90.0%", "90%以上"), "some"),
    ("compare", {"relation": "a >= nominal(b)"}, levels("90%以上", "90%以上"), "all"),
    ("compare", {"relation": "signed(a) > 0"}, [("0.57个百分点", "gap", "up")], "all"),
    ("compare", {"relation": "signed(a) > 0"}, [("0.57个百分点", "gap", "down")], "none"),
    ("compare", {"relation": "a < b"}, [("0.2", "gap", "down"), ("0.5", "gap", "down")], "all"),  # sizes
    ("compare", {"relation": "a > b"}, levels("120件", "0.012万件"), "some"),
    ("compare", {"relation": "a > b"}, levels("125件", "0.012万件"), "all"),
    ("compare", {"relation": "a >= b"}, levels("124件", "0.012万件"), "all"),
    ("compare", {"relation": "a > b"}, levels("115件", "0.012万件"), "none"),
    ("compare", {"relation": "a > b > c"}, levels("120件", "0.012万件", "120件"), "none"),  # though each pair may be so
    ("compare", {"relation": "a / b > 1"}, levels("120件", "不足150件"), "some"),
    ("compare", {"relation": "a / b > c / d"}, levels("3427人", "321支", "14803人", "2065支"), "all"),
]


@pytest.mark.parametrize(("kind", "parameters", "prints", "truth"), RULED)
def test_the_ruling_of_a_kind(kind: str, parameters: dict[str, str], prints: list[Print], truth: str) -> None:
    made = case(World(kind, parameters, prints))
    finding = KINDS[kind].test(made)
    assert finding.truth == truth
    assert KINDS[kind].test(made.instead(0, made.values[0])).truth == truth  # in brief, too
    if truth == "some":
        assert finding.holds_in and finding.fails_in and finding.decider and finding.holds_in != finding.fails_in


def series(**printed: str) -> list[Number]:
    """y2020="下降5%", l2019="120起" => changes and levels, by year."""
    return [
        number(name, text, "change" if name[0] == "y" else "level", period=name[1:], base_period=str(int(name[1:]) - 1))
        for name, text in printed.items()
    ]


SERIES: list[tuple[str, dict[str, str], dict[str, str], str]] = [  # said of the fall or the level of 2021
    ("first_fall", {"since": "2019"}, {}, "some"),
    ("first_fall", {"since": "2019"}, {"y2020": "下降1%"}, "none"),
    ("first_fall", {"since": "2019"}, {"y2020": "增长1%", "y2019": "增长2%"}, "all"),
    ("first_fall", {"since": "2020"}, {"l2019": "100起", "l2020": "120起"}, "all"),
    ("first_fall", {"since": "2020"}, {"l2019": "0.012万起", "l2020": "120起"}, "some"),
    ("turning_point", {"definition": "weak"}, {"y2020": "增长1%"}, "all"),
    ("turning_point", {"definition": "weak"}, {"y2020": "下降1%"}, "none"),
    ("turning_point", {"definition": "weak"}, {"y2020": "增长0.0%"}, "some"),
    ("turning_point", {"definition": "weak"}, {"y2020": "增长1%", "l2020": "100起", "l2019": "110起"}, "some"),
    ("turning_point", {"definition": "strong", "years": "2"}, {"y2020": "增长1%"}, "some"),
    ("turning_point", {"definition": "strong", "years": "2"}, {"l2020": "9起", "l2022": "10起"}, "none"),
    ("turning_point", {"definition": "sustained", "years": "2"}, {"y2022": "下降1%"}, "all"),
    ("turning_point", {"definition": "sustained", "years": "2"}, {"y2022": "增长1%"}, "none"),
    ("first_turning", {"since": "2018"}, {"y2019": "增长1%", "y2020": "增长1%"}, "all"),
    ("first_turning", {"since": "2018"}, {"y2019": "增长1%", "y2020": "下降1%"}, "none"),
    ("record", {}, {"l2020": "98.1%", "l2019": "97%"}, "all"),
    ("record", {}, {"l2020": "98.1%"}, "some"),
    ("record", {}, {"l2020": "98.3%"}, "none"),
    ("no_fall", {}, {}, "none"),
]


@pytest.mark.parametrize(("kind", "parameters", "known", "truth"), SERIES)
def test_the_ruling_on_a_series(kind: str, parameters: dict[str, str], known: dict[str, str], truth: str) -> None:
    record = (*series(l2021="98.2%"), number("window", "近3年", "duration"))
    named = record if kind == "record" else tuple(series(y2021="下降5%"))
    finding = KINDS[kind].test(Case(named, parameters, series(**known)))
    assert finding.truth == truth
    if truth == "some":
        assert finding.holds_in and finding.fails_in and finding.decider and finding.holds_in != finding.fails_in


def test_alternatives_to_a_print() -> None:
    share, count, years = number("s", "99.6%", "share"), number("c", "近1,204件", "level"), number("y", "十八载", "")
    near, wide = list(alternatives(share, wide=False)), list(alternatives(share, wide=True))
    assert near[0] == "49.8%" and wide[0] == "0.1%" and near[-1] == wide[-1] == "100.0%"  # a share stops there
    assert len(near) == len(set(near)) == 502 and "99.6%" not in near
    assert list(alternatives(count, wide=True))[:2] == ["近1件", "近4件"]  # too many: evenly spaced
    assert list(alternatives(years, wide=False)) == [f"{n}载" for n in range(9, 28) if n != 18]
    assert list(alternatives(number("w", "减半", "change"), wide=True)) == []


def test_sources_that_disagree_decide_nothing() -> None:
    """Two levels of one year, one of them in keeping with the change: neither is dropped, in whatever order."""
    named = (number("moved", "下降50%", "change"),)
    known = [number("now-1", "100起", "level"), number("now-2", "90起", "level")]
    known.append(number("before", "200起", "level", period="2020"))
    for others in (known, known[::-1]):
        finding = KINDS["change"].test(Case(named, {}, others))
        assert finding.truth == "some" and len(finding.used) == 3
    assert KINDS["change"].test(Case(named, {}, [known[0], known[2]])).truth == "all"
    assert KINDS["change"].test(Case(named, {}, [known[1], known[2]])).truth == "none"


def test_a_period_without_a_year_is_refused() -> None:
    for period, year in (("2004/2021", 2021), ("../2023", 2023), ("2017-01/2017-07", 2017), ("2024-10-29", 2024)):
        assert number("n", "1年", "duration", period=period).year == year
    with pytest.raises(DataError, match="ends in no year"):
        assert number("n", "1年", "duration", period="2004/..").year


NONSENSE = {
    "prints": [
        "611起", "0起", "40.46%", "0%", "100%", "120%", "近10人", "超500件", "不足3起", "90%以上", "1.71万起",
        "三分之二", "减半", "翻一番", "1.5倍",
        "3至5亿元", "0.57个百分点", "20余年", "首次", "千名", "约0", "6.1亿件", "9" * 25 + "件",
    ],
    "relations": ["a > b", "a / b > 1", "a + b == c", "a >= nominal(b)", "a == b == c", "a * b / c > 1"],
    "periods": ["2021", "2020", "2019", "../2023", "2017-01/2017-07", "2004/.."],
}  # fmt: skip


def test_nonsense_is_refused_or_judged_but_never_crashes() -> None:
    dice, refused = random.Random(6), 0
    for n in range(600):
        names = [*"abcd"[: dice.randint(0, 4)], *"xyz"]
        numbers = {}
        for name in names:
            direction, measure = dice.choice(["up", "down"]), dice.choice(["level", "change", "gap", "share", "rate"])
            about = {"period": dice.choice(NONSENSE["periods"]), "base_period": "2020", "comparator": "330000"}
            numbers[name] = number(name, dice.choice(NONSENSE["prints"]), measure, direction, **about)
        parameters = {"relation": dice.choice(NONSENSE["relations"]), "step": dice.choice(["0", "1", "1000"])}
        parameters |= {"items": "4", "since": "2015", "definition": "weak", "units": "each y", "property": "so"}
        parameters |= {"what": "it", "peers": "others", "quantity": "size"} if dice.random() < 0.7 else {}
        spelled = "; ".join(f"{name}: {value}" for name, value in parameters.items())
        kind = sorted(KINDS)[n % len(KINDS)]
        claim = row("claims", claim_id="nonsense", kind=kind, number_ids=" ".join(names[:-3]), parameters=spelled)
        try:
            verdict = claims._judge(claim, claims.Corpus({}, numbers, frozenset({("cases", "cases")})))
        except DataError as refusal:
            assert "claims.csv nonsense" in str(refusal) or "relation" in str(refusal) or "no year" in str(refusal)
            refused += 1
            continue
        told = (verdict.holds_in and verdict.fails_in) or "could not have failed" in verdict.note
        assert repr(verdict) and (verdict.verdict != "undetermined" or (verdict.decider and told))
    assert 100 < refused < 500
