"""Made-up reports by the thousand, printed as offices print them, for what is read by the column."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
from official import fixed

from pingan_analysis.world.prints import Number, form

UNITS = ("件", "起", "人", "家", "人次")
LEVELS = (
    "{n}件", "{n}起", "{n}人次", "{d2}万起", "{d1}万件", "{d3}亿件", "{d2}亿元", "{n}万元", "{d1}万元", "{n}元",
    "{n}余件",
    "近{n}起", "约{n}件", "{n}多人", "{d1}万余件", "{n}件以上", "超{n}人", "不足{n}家", "{n}年", "{n}公里", "{d2}%",
    "{d1}%",
    "{n}%", "{d2}‰", "{n}人左右", "上百起", "{n}0件", "{n}00起", "近{n}00件", "{n}00多件", "{d2}千件", "{n}千人",
    "{n}个",
    "{c}件", "{c}元", "{d2}万亿元", "{n}成", "{d1}成", "{n}百件", "{n}3至{n}5件", "00{n}件", "{n}{n}{n}{n}件",
    "１{n}件",
    "{n}万{n}件", "三{n}件", "{n}倍", "共{n}件", "达{d2}亿元", "{n}个百分点", "增长{d1}%", "{n} 件", "{n}件\0", "平安",
)  # fmt: skip
CHANGES = (
    "同比增长{d2}%", "同比下降{d2}%", "增长{d1}%", "下降{d1}%", "上升{n}%", "减少{n}%", "增长{d3}%", "下降{d4}%",
    "增长{d2}倍",
    "增长{n}倍", "增长到{d2}倍", "增长至{d1}倍", "下降{d1}倍", "上升{d2}个百分点", "下降{d1}个百分点", "增加{n}件",
    "减少{n}余件",
    "增加近{n}起", "减少{d1}万件", "增长{d1}‰", "下降{d2}‰", "增长近{n}%", "下降{n}%以上", "增长超{d1}%", "增长约{n}%",
    "下降不到{n}%", "增长{n}余%", "翻一番", "减半", "增长三分之一", "{d1}%", "-{d1}%", "+{d2}%", "增长-{d1}%",
    "增长到{d2}%",
    "增长{n}成", "降低{d2}亿元", "减少{n}万元", "下降{c}件", "增长0%", "下降100%", "百分之{n}", "增长百分之{d1}",
    "持平",
)  # fmt: skip


def filled(form: str, dice: np.random.Generator) -> str:
    """'{d2}万起' => '1.71万起': a form with digits of any length, small numbers as likely as large ones."""
    n = int(10 ** dice.uniform(0, dice.choice([2, 4, 7])))
    decimals = {f"d{k}": f"{n // 10**k}.{n % 10**k:0{k}d}" for k in range(1, 5)}
    return form.format(n=n, c=f"{n:,}", **decimals)


def any_reports(rows: int, seed: int = 1) -> pd.DataFrame:
    """=> a level and a change a row, in every form, most of which do not fit each other."""
    dice = np.random.default_rng(seed)
    return pd.DataFrame({
        name: [filled(forms[k], dice) for k in dice.integers(0, len(forms), rows).tolist()]
        for name, forms in (("level", LEVELS), ("change", CHANGES))
    })  # fmt: skip


def honest_reports(rows: int, seed: int = 1) -> pd.DataFrame:
    """=> a level and a change a row, printed right: counts in full, in 万 and with 余, money in 万 and 亿, and shares.

    Of twenty rows twelve are counts in full, three counts in 万, three money, one is a count with 余 and one a share.
    """
    dice = np.random.default_rng(seed)
    before = np.exp(dice.uniform(np.log(50), np.log(5e6), rows)).astype(np.int64).tolist()
    ratios, decimals = dice.uniform(0.6, 1.6, rows).tolist(), dice.integers(0, 3, rows).tolist()
    levels, changes = [], []
    for row, (was, ratio, d) in enumerate(zip(before, ratios, decimals, strict=True)):
        unit, kind = UNITS[row % 5], row * 7919 % 20
        now = max(int(was * ratio), 1)
        if kind == 19:
            share, points = 50 + now % 4000 / 100, was % 300 / 100
            levels.append(f"{share:.2f}%")
            changes.append(f"{'上升' if row % 2 else '下降'}{points:.2f}个百分点")
            continue
        if kind < 12 or (now < 10**4 and kind < 18):
            levels.append(f"{now}{unit}")
        elif kind < 15:
            levels.append(f"{now / 10**4:.2f}万{unit}")
        elif kind < 18:
            levels.append(f"{now / 10**4:.2f}亿元" if row % 2 else f"{now}万元")
        else:
            levels.append(f"{now}余{unit}")
        change = abs(100 * (now - was) / was)
        changes.append(f"同比{'增长' if now >= was else '下降'}{change:.{d}f}%")
    return pd.DataFrame({"level": levels, "change": changes})


# --- panels ----------------------------------------------------------------------------------------------------------

INDICATORS = ("cases", "solved")
YEARS = range(2003, 2023)
PRINTED = 5  # prints of an indicator and a year


def panel(areas: int, seed: int = 1, wrong: float = 0.0) -> Iterator[list[Number]]:
    """=> the numbers of each area: two indicators by year, five prints of each; `wrong` of them are off by some units.

    A level, the change in %, the change by an amount, last year's level restated; and of the second indicator its share
    of the first, of the first the change on two years before.
    """
    for area in range(areas):
        yield _area(str(600_000 + area), random.Random(f"{seed} {area}"), wrong)


def _area(area: str, dice: random.Random, wrong: float) -> list[Number]:
    top = 10 ** dice.randint(3, 6)
    cases = {year: dice.randint(top // 2, top) for year in YEARS}
    levels = {"cases": cases, "solved": {year: dice.randint(cases[year] // 2, cases[year]) for year in YEARS}}
    found: list[Number] = []
    rounds = dice.random() < 0.3  # an office that prints no large number in full

    def add(indicator: str, year: int, text: str, measure: str, base: int = 0, unit: str = "件", way: str = "") -> None:
        shared = ((indicator, area, "count"), ("cases", area, "count")) if measure == "share" else (("",) * 3,) * 2
        found.append(Number(
            f"{indicator}-{area}-{year}-{len(found)}", f"office-{year}", "corpus", text, unit, way, measure, indicator,
            indicator, area, area, str(year), str(base or ""), domain="count", part=shared[0], whole=shared[1],
        ))  # fmt: skip

    def level(number: int) -> str:
        if number >= 10**4 and (rounds or dice.random() < 0.5):
            return f"{fixed(Fraction(number, 10**4), 2)}万件"
        return f"{number}件"

    def percent(now: int, before: int) -> str:
        return f"{fixed(Fraction(100 * abs(now - before), before), 1)}%"

    def moved(indicator: str, year: int, base: int) -> tuple[int, int, str]:
        now, before = levels[indicator][year], levels[indicator][base]
        return now, before, "up" if now >= before else "down"

    for indicator in INDICATORS:
        for year in YEARS:
            add(indicator, year, level(levels[indicator][year]), "level")
            if year > YEARS[0]:
                now, before, way = moved(indicator, year, year - 1)
                add(indicator, year, percent(now, before), "change", year - 1, "%", way)
                add(indicator, year, level(abs(now - before)), "change", year - 1, "件", way)
                add(indicator, year - 1, level(before), "level")
            if indicator == "solved":
                share = Fraction(100 * levels["solved"][year], cases[year])
                add("solved", year, f"{fixed(share, 1)}%", "share", 0, "%")
            elif year > YEARS[1]:
                now, before, way = moved(indicator, year, year - 2)
                add(indicator, year, percent(now, before), "change", year - 2, "%", way)
    for n, number in enumerate(found):
        shape = form(number)
        if shape and dice.random() < wrong:
            found[n] = replace(number, printed=shape.text(shape.units + dice.randint(5, 50)))
    return found
