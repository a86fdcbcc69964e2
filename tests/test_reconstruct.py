"""What was not printed: worked answers, and brute force: print whole numbers as an office would, reconstruct, hold."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product

import pytest
from official import change, count, fixed, share

import pingan_analysis as pa
from pingan_analysis.numbers.interval import INF, Interval
from pingan_analysis.numbers.printed import ROUNDINGS, Rounding
from pingan_analysis.world.implications import leads_back
from pingan_analysis.world.implied import Implied

F = Fraction
SCALES = (("", 0), ("万", 3), ("万", 4))  # every digit; tens; every digit, as decimals
SMALL = 70

WORKED: list[tuple[Callable[..., Implied], str, str, object, object]] = [
    (pa.implied_base, "611起", "同比增长40.46%", 435, 435),
    (pa.implied_base, "79362件", "同比减少10.37%", 88540, 88548),
    (pa.implied_base, "5.58亿元", "同比增长451%", F(557500000000, 5515), F(558500000000, 5505)),  # 1.0109…1.0145
    (pa.implied_reference, "99.19%", "高于0.57个百分点", F("98.61"), F("98.63")),
    (pa.implied_reference, "97.28%", "高于0.7个百分点", F("96.525"), F("96.635")),
    (pa.implied_reference, "57.97%", "高于3.97个百分点", F("53.99"), F("54.01")),
    (pa.implied_reference, "99.8%", "低于0.5个百分点", F("100.2"), F("100.2")),  # beyond 100: nothing is left
    (pa.implied_reference, "0.3%", "高于0.2个百分点", F(0), F("0.2")),
    (pa.implied_reference, "增长1.2%", "高于3.0个百分点", F("-1.9"), F("-1.7")),  # a growth rate may be negative
    (pa.implied_total, "80个", "88.9%", 90, 90),
    (pa.implied_total, "20人", "三分之二", 30, 30),
    (pa.implied_total, "0起", "0%", 0, INF),
    (pa.implied_count, "71.7万件", "92.9%", 665271, 666915),
    (pa.implied_count, "300人", "三分之二", 200, 200),
    (pa.implied_count, "255条", "100%", 254, 255),
    (pa.implied_base, "100件", "增长150%", 40, 40),
    (pa.implied_base, "100件", "增长1.5倍", 40, 40),
    (pa.implied_base, "120件", "增长到1.5倍", 78, 82),
    (pa.implied_base, "120件", "翻一番", 60, 60),
    (pa.implied_base, "60件", "减半", 120, 120),
    (pa.implied_base, "60件", "减少三分之一", 90, 90),
    (pa.implied_base, "6.1亿件", "减少三分之一", 907_500_000, 922_499_997),  # every third of 15 million
    (pa.implied_base, "50件", "下降1.5倍", F(50), INF),  # no agreed reading beyond a fall
    (pa.implied_base, "0起", "下降100%", F(0), INF),  # any number of them may have gone
    (pa.implied_base, "3起", "下降100%", F(600), INF),
    (pa.implied_base, "50件", "增加20件", 30, 30),
    (pa.implied_base, "50件", "减少20余件", 70, 79),
    (pa.implied_base, "50件", "增加20件以上", 0, 30),
    (pa.implied_base, "97.2%", "上升2.5个百分点", F("94.6"), F("94.8")),
    (pa.implied_base, "超500件", "增长25%", F(50000, 1) / F("125.5"), INF),
    (pa.implied_base, "9" * 30 + "件", "增长0%", (10**30 - 1) * 1000 // 1005 + 1, (10**30 - 1) * 1000 // 995),
]
IMPOSSIBLE = [
    (pa.implied_base, "611起", "增长40.56%"),
    (pa.implied_base, "50件", "下降120%"),
    (pa.implied_base, "10件", "增加20件"),
    (pa.implied_base, "1.0%", "上升2.5个百分点"),
    (pa.implied_total, "80个", "88.6%"),
    (pa.implied_count, "7件", "95.0%"),
]


@pytest.mark.parametrize(("imply", "first", "second", "low", "high"), WORKED)
def test_worked_answers(imply: Callable[..., Implied], first: str, second: str, low: object, high: object) -> None:
    implied = imply(first, second)
    if low == high and implied.integers is None:
        assert implied.empty
    else:
        assert (implied.low, implied.high) == (low, high)
        assert repr(implied)


@pytest.mark.parametrize(("imply", "first", "second"), IMPOSSIBLE)
def test_what_cannot_be(imply: Callable[..., Implied], first: str, second: str) -> None:
    assert imply(first, second).empty and repr(imply(first, second)) == "{}"


def test_the_last_resolved_dispute() -> None:
    """71.7万件 × 92.9 %: as a real number, the whole leaves room for 666,916; a whole number of disputes does not."""
    resolved = pa.implied_count("71.7万件", "92.9%")
    assert resolved.interval.integers == range(665271, 666917) and resolved.integers == range(665271, 666916)
    assert share(666916, 717499, 1) == "93.0%" and share(666915, 717499, 1) == "92.9%"


Prints = Iterator[tuple[str, str, int]]  # two printed texts, and the number that they leave to be found


def bases(before: int, now: int, scale: tuple[str, int], decimals: int, rounding: str) -> Prints:
    """A world => what is printed of it (no change may be called a rise or a fall), and what is not."""
    moved = change(before, now, decimals, rounding)
    for verb in ("增长", "下降") if now == before else (moved[2:4],):
        yield count(now, *scale, rounding), f"同比{verb}{moved[4:]}", before


def totals(whole: int, part: int, scale: tuple[str, int], decimals: int, rounding: str) -> Prints:
    if part <= whole:
        yield count(part, *scale, rounding), share(part, whole, decimals, rounding), whole


def counts(whole: int, part: int, scale: tuple[str, int], decimals: int, rounding: str) -> Prints:
    if part <= whole:
        yield count(whole, *scale, rounding), share(part, whole, decimals, rounding), part


WORLDS = {bases: pa.implied_base, totals: pa.implied_total, counts: pa.implied_count}


@pytest.mark.parametrize("world", WORLDS)
def test_the_truth_is_inside(world: Callable[..., Prints]) -> None:
    dice = random.Random(20)
    for _ in range(20_000 if world is bases else 5_000):
        one, other = (dice.randint(1, 10 ** dice.randint(1, 7)) for _ in "ab")
        scale = ("万", dice.randint(0, 3)) if one + other > 10**4 and dice.random() < 0.6 else ("", 0)
        decimals, rounding = dice.randint(0, 2), dice.choice(ROUNDINGS[:2])
        for first, second, truth in world(one, other, scale, decimals, rounding):
            assumed = dice.choice((rounding, "either"))
            assert truth in WORLDS[world](first, second, assumed), (first, second, assumed, truth)


@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize("world", WORLDS)
def test_nothing_is_missing_and_nothing_extra(world: Callable[..., Prints], rounding: Rounding) -> None:
    """Of small numbers, the implied set is what exhaustive search finds, gaps and all."""
    dice, gaps = random.Random(21), 0
    for scale, decimals in product(SCALES, range(3)):
        found = defaultdict(set)
        for one, other in product(range(1, SMALL + 1), range(SMALL + 1)):
            each = ROUNDINGS[:2] if rounding == "either" else [rounding]
            prints = [list(world(one, other, scale, decimals, convention)) for convention in each]
            for (first, _, truth), (_, second, _) in (pair for a in prints for b in prints for pair in product(a, b)):
                found[first, second].add(truth)
        hulls = {first: pa.unround(first, rounding).hull for first, _ in found}
        for first, second in dice.sample(sorted(pair for pair in found if hulls[pair[0]].high <= SMALL), 150):
            implied = WORLDS[world](first, second, rounding)
            possible = {n for n in range(world is not counts, SMALL + 1) if n in implied}
            if world is counts and 0 in hulls[first]:  # of nothing, nothing can be had, at any rate
                found[first, second].add(0)
            assert possible == found[first, second], (first, second, decimals)
            gaps += max(possible) - min(possible) + 1 > len(possible)
    assert gaps or world is counts


def test_growth_per_year_is_widened_outward_and_no_further() -> None:
    for years in (1, 2, 3, 7):
        assert pa.annual_growth("100起", f"{100 * 3**years}起", years) == Interval.point(200)
    halved = pa.annual_growth("200起", "100起", 5)
    assert fixed(-F(halved.low), 2) == fixed(-F(halved.high), 2) == "12.94"
    growth = pa.annual_growth("855.6亿元", "7062.5亿元", 19)
    assert fixed(F(growth.low), 2) == fixed(F(growth.high), 2) == "11.75"
    for bound, ratio in ((growth.low, F(706245, 85565)), (growth.high, F(706255, 85555))):
        below, above = (((F(bound) + step) / 100 + 1) ** 19 - ratio for step in (F(-1, 10**9), F(1, 10**9)))
        assert below < 0 < above
    assert growth.closed == "neither" and pa.annual_growth("不足100起", "200起", 2).high == INF
    assert pa.annual_growth("100亿元", "121亿元", 2).closed == "neither"
    doubled = pa.annual_growth("1万起", "2万起", 1)  # from 5,000…14,999 to 15,000…24,999: whole counts only
    assert (F(doubled.high), doubled.closed) == ((F(24_999, 5_000) - 1) * 100, "right")
    assert 0 < (F(15_000, 14_999) - 1) * 100 - F(doubled.low) < F(1, 10**8)
    once = pa.annual_growth("10余起", "20余起", 1)  # 10…19, 20…29
    assert (once.high, once.closed) == (190, "right") and 0 < F(100, 19) - F(once.low) < F(1, 10**8)
    for start, years in (("0起", 3), ("5起", 0)):
        with pytest.raises(ValueError, match="growth needs"):
            pa.annual_growth(start, "7起", years)


def test_thresholds_are_counted_in_every_world() -> None:
    assert pa.thresholds_crossed("855.6亿元", "7062.5亿元", 10**11) == range(7, 8)
    dice = random.Random(22)
    for _ in range(300):
        start, end, step = dice.randint(0, 90), dice.randint(0, 90), dice.randint(1, 20)
        texts = [count(number, "万", 3) for number in (start, end)]
        crossed = {b // step - a // step for a, b in product(*(pa.unround(text).integers for text in texts))}
        assert set(pa.thresholds_crossed(*texts, step)) == crossed
    with pytest.raises(ValueError, match="no upper end"):
        pa.thresholds_crossed("855.6亿元", "超7000亿元", 10**11)


@pytest.mark.parametrize(("level", "moved"), [("611起", "40.46%"), ("611起", "下降"), ("平安", "增长3%")])
def test_what_is_no_change_is_refused(level: str, moved: str) -> None:
    with pytest.raises(ValueError):
        pa.implied_base(level, moved)


UNLIKE = [
    ("120起", "增长5.2个百分点"), ("120起", "增长25"), ("100亿元", "增长5件"), ("100亿元", "增长5亿美元"),
    ("99%", "提高5起"),
    ("-35亿元", "增长25%"), ("100起", "下降-5.2%"), ("611起", "40.46%"),
]  # fmt: skip


@pytest.mark.parametrize(("level", "change"), UNLIKE)
def test_what_is_no_change_of_a_level_is_refused_with_what_to_write(level: str, change: str) -> None:
    with pytest.raises(ValueError, match=r"write|no agreed reading"):
        pa.implied_base(level, change)


@pytest.mark.parametrize("gap", ["0.57个百分点", "3.97个百分点"])
def test_a_gap_without_direction_is_refused_with_what_to_write(gap: str) -> None:
    with pytest.raises(ValueError, match=f"write 高于{gap} or 低于{gap}"):
        pa.implied_reference("99.19%", gap)


ZEROS = [("100000起", "增长0.0%"), ("100000起", "下降0.0%"), ("3起", "增加0起"), ("611起", "0%")]


@pytest.mark.parametrize(("level", "zero"), ZEROS)
def test_a_printed_zero_has_no_direction_anywhere(level: str, zero: str) -> None:
    base, now = pa.implied_base(level, zero), pa.unround(level).nominal
    for earlier in range(int(now * F(99, 100)), int(now * F(101, 100)) + 2):
        assert (earlier in base) == leads_back(level, zero, f"{earlier}起")
    assert base.low <= now <= base.high


def test_text_and_numbers_are_taken_alike() -> None:
    assert pa.implied_base(611, "+40.46%").integers == pa.implied_base("611起", "增长40.46%").integers
    assert pa.implied_total(80, "88.9%").integers == pa.implied_total("80个", "88.9%").integers
