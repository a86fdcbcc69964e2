"""`chain`: does the level that a report implies for the year before meet the level printed a year before?"""

from __future__ import annotations

import math
import random
import re
import time
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest

from pingan_analysis import DataError, chain, load_consecutive
from pingan_analysis.figures.plots.reports import consecutive_pairs
from pingan_analysis.inference.power import caught_share, honest_reports
from pingan_analysis.numbers.conventions import read_change, read_level
from pingan_analysis.world.implications import leads_back

COLUMNS = ["series", "period", "implied_low", "implied_high", "previous_low", "previous_high", "gap", "outcome"]


def pair(before: object, now: object, change: object) -> pd.DataFrame:
    return chain(pd.DataFrame({"series": "s", "period": [2023, 2024], "level": [before, now], "change": ["", change]}))


AGREE, ROUNDING, APART, LEFT_OUT = "agrees", "rounding", "restated_or_rescoped", None


@pytest.mark.parametrize(
    "before, now, change, outcome",
    [
        ("171670件", "209194件", "上升21.9%", AGREE),
        ("171670件", "209194件", "+21.9%", AGREE),
        ("171670件", "209194件", "21.9%", AGREE),
        ("171670件", "209194件", "同比增长了21.9%。", AGREE),
        ("171670件", "209194件", "比2023年上升21.9%", AGREE),
        ("171670件", "209194件", "上升21.8%", ROUNDING),  # the last digit off by one
        ("171670件", "209194件", "上升21.6%", APART),
        ("171670件", "209194件", "下降21.9%", APART),
        ("435起", "611起", "增长40.46%", AGREE),
        ("435起", "611起", "增长40.45%", ROUNDING),  # cut off
        ("1000件", "969件", "-3.1%", AGREE),
        ("1000件", "969件", "−3.1%", AGREE),
        ("1000件", "969件", "3.1%減", AGREE),
        ("1000件", "969件", "增长-3.1%", AGREE),
        ("100件", "250件", "增长1.5倍", AGREE),
        ("100件", "150件", "增长到1.5倍", AGREE),
        ("100件", "150件", "是上年的1.5倍", AGREE),
        ("100件", "150件", "增长1.5倍", APART),
        ("100件", "200件", "翻一番", AGREE),
        ("100件", "401件", "翻两番", AGREE),
        ("100件", "300件", "翻一番", APART),
        ("100件", "52件", "减半", AGREE),
        ("99件", "66件", "减少三分之一", AGREE),
        ("100件", "71件", "下降三成", AGREE),
        ("100件", "100件", "持平", AGREE),
        ("1.71万件", "17120件", "与上年持平", AGREE),
        ("1000件", "1004件", "持平", ROUNDING),
        ("1000件", "1004件", "基本持平", AGREE),
        ("1000件", "1100件", "持平", APART),
        ("100000件", "99999件", "增长0.0%", AGREE),  # a printed zero has no direction
        ("96.9%", "97.2%", "提高0.3个百分点", AGREE),
        ("96.9%", "97.2%", "上升0.8个百分点", APART),
        ("5.2‰", "4.9‰", "下降0.3个千分点", AGREE),
        ("5.2‰", "8.2‰", "上升0.3个百分点", AGREE),
        ("0.52%", "4.9‰", "下降0.03个百分点", AGREE),
        ("50%", "55%", "增长10%", AGREE),
        ("100件", "160件", "增加60件", AGREE),
        ("100件", "160件", "多61件", ROUNDING),
        ("53.1万家", "56.7万家", "增加3.6万家", AGREE),
        ("14.23万亿元", "17.37万亿元", "增长21.5%", APART),
        ("9.15万亿元", "94887.14亿元", "增长3.8%", AGREE),
        ("1137万余件", "11700263件", "增长2.8%", AGREE),
        ("6506.5万人次", "超1.41亿人次", "上升117.8%", AGREE),
        ("100件", "119件", "增长近20%", AGREE),
        ("100件", "125件", "增长20%以上", AGREE),
        ("0件", "5件", "增加5件", AGREE),
        ("5件", "0件", "下降100%", AGREE),
        ("0件", "0件", "持平", AGREE),
        ("5件", "0件", "下降40%", APART),
        ("0件", "5件", "上升20%", APART),
        ("100件", "50件", "下降150%", APART),
        ("100件", "", "上升5%", LEFT_OUT),
        ("", "100件", "上升5%", LEFT_OUT),
        ("100件", "105件", "", LEFT_OUT),
        ("100件", "105件", "有所上升", LEFT_OUT),
        ("100件", "105件", "上升5", LEFT_OUT),
        ("100件", "105件", "增长到105件", LEFT_OUT),
        ("100件", "105件", "从100件增加到105件", LEFT_OUT),
        ("100件", "105件", "增速回落0.3个百分点", LEFT_OUT),
        ("100件", "105件", "提高0.3个百分点", LEFT_OUT),
        ("100件", "105件", "下降-5%", LEFT_OUT),
        ("1000件", "950件", "↓5%", AGREE),
        ("1000件", "950件", "▼5%", AGREE),
        ("1000件", "1050件", "▲5%", AGREE),
        ("1000件", "1350件", "增长30%—40%", AGREE),
        ("1000件", "1350件", "增长3—4成", AGREE),
        ("1000件", "1350件", "增长百分之三十到四十", AGREE),
        ("1000件", "1350件", "增长超过了30%", AGREE),
        ("1000件", "3500件", "翻了近两番", AGREE),
        ("1000件", "2500件", "翻了一番多", AGREE),
        ("1000件", "32000件", "翻了五番", AGREE),
        ("1000件", "800件", "打八折", LEFT_OUT),
        ("1000件", "1052件", "同比增长5.2%，环比下降3%", LEFT_OUT),
        ("-3亿元", "2亿元", "增长5%", LEFT_OUT),
        ("100亿元", "105亿美元", "增长5%", LEFT_OUT),
        ("95%", "96件", "增长1%", LEFT_OUT),
        ("若干", "105件", "增长5%", LEFT_OUT),
        (100, 105, "5%", AGREE),
        (100.0, 105.0, "5%", AGREE),
        (None, 105, "5%", LEFT_OUT),
        (100, math.nan, "5%", LEFT_OUT),
    ],
)
def test_cases(before: object, now: object, change: object, outcome: str | None) -> None:
    found = pair(before, now, change)
    assert list(found.columns) == COLUMNS
    assert found.outcome.tolist() == ([outcome] if outcome else [])
    if outcome == AGREE:
        assert found.gap.tolist() == [0]


def test_bounds_are_whole_where_whole() -> None:
    found = pair("171670件", "209194件", "上升21.9%").iloc[0]
    assert (found.implied_low, found.implied_high, found.previous_low) == (171541, 171681, 171670)
    for base in (171541, 171681):
        assert round(100 * (209194 / base - 1), 1) == 21.9
    for base in (171540, 171682):
        assert round(100 * (209194 / base - 1), 1) != 21.9
    money = pair("1.00亿元", "1.10亿元", "增长10%").iloc[0]
    assert isinstance(money.implied_low, float) and money.previous_low == 99_500_000


def test_counts_share_a_whole_number() -> None:
    found = pair("435起", "611起", "增长40.56%").iloc[0]  # the real interval holds no whole number at all
    assert found.outcome == APART and found.gap > 0


def test_gap_is_relative_to_the_earlier_level() -> None:
    assert pair("100件", "220件", "增加100件").gap.item() == pytest.approx(0.2)
    assert pair("0件", "220件", "增加100件").gap.item() == 1
    assert math.isnan(pair("100件", "50件", "下降150%").gap.item())


@pytest.mark.parametrize("seed", [1, 2])
def test_honest_reports_agree(seed: int) -> None:
    assert set(chain(honest_reports(3000, seed=seed)).outcome) == {"agrees"}
    cut_off = chain(honest_reports(3000, "truncated", seed=seed)).outcome.value_counts()
    assert set(cut_off.index) == {"agrees", "rounding"} and cut_off["rounding"] > 1000


def half_up(value: Fraction, decimals: int) -> str:
    units = math.floor(abs(value) * 10**decimals + Fraction(1, 2))
    return f"{units // 10**decimals}.{units % 10**decimals:0{decimals}d}" if decimals else str(units)


def test_planted_restatements_are_found() -> None:
    """Last year's level is changed by more than the allowance: every pair must say so, and none where it is not."""
    rng, honest, planted = random.Random(3), [], []
    for n in range(1500):
        before, decimals = rng.randint(200, 3_000_000), rng.randint(0, 2)
        now = max(1, round(before * rng.uniform(0.7, 1.5)))
        change = ("上升" if now >= before else "下降") + half_up(Fraction(100 * (now - before), before), decimals) + "%"
        allowed = Fraction(2 * before, now) * Fraction(1, 10 ** (decimals + 2)) + Fraction(2, before)
        restated = math.ceil(before * (1 + 3 * allowed)) + 1
        for rows, first in ((honest, before), (planted, restated)):
            rows += [(n, 2020, f"{first}件", ""), (n, 2021, f"{now}件", change)]
    frames = [pd.DataFrame(rows, columns=["series", "period", "level", "change"]) for rows in (honest, planted)]
    assert [set(chain(frame).outcome) for frame in frames] == [{"agrees"}, {"restated_or_rescoped"}]


def test_order_and_other_columns_do_not_matter() -> None:
    reports = load_consecutive()
    found = chain(reports)
    pd.testing.assert_frame_equal(chain(reports.sample(frac=1, random_state=5)), found)
    pd.testing.assert_frame_equal(chain(reports.drop(columns=["url", "scope_note"])[::-1]), found)
    as_numbers = chain(reports.astype({"period": int}))
    assert as_numbers.period.tolist() == [int(year) for year in found.period]
    assert as_numbers.drop(columns="period").equals(found.drop(columns="period"))


def test_two_vintages_count_by_the_one_that_fits() -> None:
    rows = [("s", 2023, "100件", ""), ("s", 2023, "120件", ""), *2 * [("s", 2024, "132件", "增长10%")]]
    frame = pd.DataFrame(rows, columns=["series", "period", "level", "change"])
    for order in (frame, frame[::-1]):
        found = chain(order)
        assert found.outcome.tolist() == ["agrees"] and found.previous_low.tolist() == [120]


def test_only_consecutive_years_make_a_pair() -> None:
    rows = [("a", 2020, "1件", ""), ("a", 2022, "2件", "增长100%"), ("b", 2021, "1件", "持平"), ("a", "Q3", "9件", "")]
    assert chain(pd.DataFrame(rows, columns=["series", "period", "level", "change"])).empty


def test_missing_columns_are_named() -> None:
    with pytest.raises(DataError, match="level"):
        chain(pd.DataFrame({"series": [], "period": [], "change": []}))
    assert list(chain(pd.DataFrame(columns=["series", "period", "level", "change"])).columns) == COLUMNS


def test_odd_text_never_raises() -> None:
    rng = random.Random(7)
    letters = "0123456789.,%‰倍万亿余近超增升降减少到至的元件个百分点持平翻番一二三十半-+−（）() 约以上几"
    texts = ["".join(rng.choices(letters, k=rng.randint(0, 9))) for _ in range(4000)]
    rows = [(n // 2, 2020 + n % 2, text, rng.choice(texts)) for n, text in enumerate(texts)]
    found = chain(pd.DataFrame(rows, columns=["series", "period", "level", "change"]))
    assert set(found.outcome) <= {AGREE, ROUNDING, APART} and not (found.gap < 0).any()


def test_a_hundred_thousand_rows_take_some_seconds() -> None:
    reports, start = honest_reports(5000), time.process_time()
    assert len(chain(reports)) == 5000
    assert 10 * (time.process_time() - start) < 40  # seconds for a hundred thousand rows, with room for slow machines


@pytest.mark.parametrize("reading, level, change", [
    ("half-up", "[1.705, 1.715)", "[21.85, 21.95)"), ("truncated", "[1.71, 1.72)", "[21.9, 22)"),
    ("wide", "[1.7, 1.72)", "[21.75, 22.05)"),
])  # fmt: skip
def test_readings(reading: str, level: str, change: str) -> None:
    assert repr(read_level("1.71亿元", reading).interval / 10**8) == level  # type: ignore[arg-type]
    assert repr(read_change("上升21.9%", reading).interval) == change  # type: ignore[arg-type]


def caught_by_trying_all(level: str, change: str, earlier: str) -> float:
    """Every other change of the same form is put in the printed one's place, and read."""
    printed = re.search(r"\d+(?:\.(\d+))?(?!\d|年)", change)
    assert printed
    decimals = len(printed[1] or "")
    middle = int(Fraction(printed[0]) * 10**decimals)
    around = max(middle // 2, 10)

    def failed(n: int) -> bool:
        head = change[: printed.start()] if n >= 0 else "+" if read_change(change).direction == "down" else "-"
        other = f"{head}{Decimal(abs(n)).scaleb(-decimals):f}{change[printed.end() :]}"
        return not leads_back(level, other, earlier)

    others = [n for n in range(middle - around, middle + around + 1) if n != middle]
    return sum(map(failed, others)) / len(others)


@pytest.mark.parametrize(
    ("level", "change", "earlier"),
    [
        ("209194件", "上升21.9%", "171670件"), ("3.6万件", "增长22.4%", "3万件"), ("1.2万件", "下降7%", "1.3万件"),
        ("2.8万件", "下降6%", "3万件"), ("6.9亿份", "增长5.7%", "6.5亿份"), ("6.5亿份", "下降5.7%", "6.9亿份"),
        ("1.5万亿元", "增长1.5倍", "0.6万亿元"), ("150万件", "增长到1.50倍", "100万件"),
        ("160万件", "增加60万件", "100万件"),
        ("97.2%", "提高0.3个百分点", "96.9%"), ("96.9%", "下降0.3个百分点", "97.2%"),
        ("4.92‰", "下降0.031个百分点", "5.23‰"), ("53.1万家", "减少3.6万家", "56.7万家"),
    ],
)  # fmt: skip
def test_caught_share_by_trying_all(level: str, change: str, earlier: str) -> None:
    tried = caught_by_trying_all(level, change, earlier)
    assert caught_share(level, change, earlier) == pytest.approx(tried, abs=1e-12)


def test_caught_share_of_the_consecutive_reports() -> None:
    pairs = consecutive_pairs()
    rows = list(zip(pairs.level, pairs.change, pairs.previous_level, strict=True))
    power = pd.Series([caught_share(*row) for row in rows], pairs.index)
    tried = pd.Series([caught_by_trying_all(*row) for row in rows], pairs.index)
    assert (power - tried).abs().max() < 1e-12
    sharp = power >= 0.95
    assert (len(pairs), sharp.sum(), (pairs.outcome[sharp] == AGREE).sum()) == (178, 152, 126)


NO_OTHER = [("100件", "持平", "100件"), ("125件", "增长20%以上", "100件"), ("105件", "提高0.3个百分点", "100件")]


@pytest.mark.parametrize("row", NO_OTHER)
def test_where_nothing_else_could_be_printed_nothing_is_caught(row: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError, match="no other change"):
        caught_share(*row)


@pytest.mark.parametrize(
    "level, change, earlier",
    [
        ("611起", "增长40.79%", "434起"),  # 40.7834, rounded up
        ("近20人", "减少3人", "20人"), ("近30件", "增加0件", "26件"),  # almost, and by how much?
        ("近5万起", "增长0.0%", "44900起"),
        ("33.4%", "提高0.00个百分点", "33.30%"),  # a third, adjusted so that the parts make 100
    ],
)  # fmt: skip
def test_what_an_honest_office_may_have_printed_is_innocent(level: str, change: str, earlier: str) -> None:
    assert leads_back(level, change, earlier, "wide") and not leads_back(level, change, earlier)


def test_a_third_may_be_printed_as_33_4() -> None:
    assert Fraction(100, 3) in read_level("33.4%", "wide") and Fraction(100, 3) not in read_level("33.4%")
    assert repr(read_level("近5万起", "wide")) == "40,000…49,999 起"
    assert repr(read_change("增长近20%", "wide")) == "[10, 20) %"
    assert read_level("近8年", "wide") == read_level("近8年")


def test_every_consecutive_report_is_read() -> None:
    reports = load_consecutive()
    assert not reports.duplicated(["series", "period"]).any()
    for row in reports.itertuples():
        read_level(row.level)
        if row.change:
            read_change(row.change)
