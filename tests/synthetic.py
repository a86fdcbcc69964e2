"""Made-up reports by the thousand, printed as offices print them, for what is read by the column."""

from __future__ import annotations

import numpy as np
import pandas as pd

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


RELATIONS = ("a + b == c", "a > b", "a >= b", "a < b", "a - b == c", "a == b", "a - b > 100", "a + 3 <= b - c")
KINDS = ("base", "gap", "share", "rate", "compare")


def any_claims(rows: int, seed: int = 1) -> pd.DataFrame:
    """=> a claim a row, of every kind and in every form, most of which do not hold or make no sense."""
    dice = np.random.default_rng(seed)
    forms = {"base": (LEVELS, CHANGES), "gap": (LEVELS, CHANGES), "compare": (LEVELS, LEVELS)}
    made = []
    for kind in dice.choice(KINDS, rows).tolist():
        one, other = (filled(dice.choice(forms), dice) for forms in forms.get(kind, (LEVELS, LEVELS)))
        relation = dice.choice(RELATIONS) if kind == "compare" else ""
        third = filled(dice.choice(LEVELS), dice) if "c" in relation else ""
        made.append((kind, one, other, third, f"relation: {relation}" * bool(relation)))
    return pd.DataFrame(made, columns=["kind", "a", "b", "c", "parameters"])


def honest_claims(rows: int, seed: int = 1) -> pd.DataFrame:
    """=> a claim a row, printed right but for one in twenty, in which a digit is another.

    Of twenty rows eight are a level and its change, three a level and a gap, three a part and its share, two a whole
    and a rate, two a sum and two an order. Numbers from ten thousand up are printed in 万 in every third row.
    """
    dice = np.random.default_rng(seed)
    reports = honest_reports(rows, seed)
    wholes = np.exp(dice.uniform(np.log(10), np.log(1e6), rows)).astype(np.int64)
    parts = np.maximum((wholes * dice.uniform(0.01, 0.99, rows)).astype(np.int64), 1)
    wrong, decimals, digit = dice.random(rows) < 0.05, dice.integers(0, 3, rows), dice.integers(0, 2**20, rows)
    kinds, prints, relations = [], [], []
    columns = (reports.level, reports.change, wholes, parts, wrong, decimals, digit)
    for row, (level, change, whole, part, slips, d, k) in enumerate(zip(*(c.tolist() for c in columns), strict=True)):

        def count(n: int, row: int = row) -> str:
            return (f"{n / 10**4:.2f}万" if row % 3 == 0 and n >= 10**4 else f"{n}") + UNITS[row % 5]

        share, lead, turn = 6000 + whole % 4000, part % 900 + 1, row * 7919 % 20
        kind, relation, *printed = [
            *8 * [("base", "", level, change)],
            *3 * [("gap", "", f"{share / 100:.2f}%", f"{('低于', '高于')[row % 2]}{lead / 100:.2f}个百分点")],
            *3 * [("share", "", count(part), f"{100 * part / whole:.{d}f}%")],
            *2 * [("rate", "", count(whole), f"{100 * part / whole:.{d}f}%")],
            *2 * [("compare", "relation: a + b == c", count(whole), count(part), count(whole + part))],
            *2 * [("compare", "relation: a >= b", count(whole), count(part))],
        ][turn]
        if slips:
            place = k % len(printed)
            at = [m for m, char in enumerate(printed[place]) if char.isdigit()][-1 - k % 3 :][0]
            other = (int(printed[place][at]) + 1 + k % 9) % 10
            printed[place] = printed[place][:at] + str(other) + printed[place][at + 1 :]
        kinds.append(kind)
        relations.append(relation)
        prints.append([*printed, ""][:3])
    a, b, c = zip(*prints, strict=True)
    return pd.DataFrame({"kind": kinds, "a": a, "b": b, "c": c, "parameters": relations})
