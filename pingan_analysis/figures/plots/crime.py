"""Figures of campaigns and small counts: which inspections have a hit rate, how little a large percentage may say."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from pingan_analysis.figures import style
from pingan_analysis.figures.figure import Figure, frame
from pingan_analysis.figures.wording import words
from pingan_analysis.inference import chance
from pingan_analysis.numbers.printed import unround
from pingan_analysis.tables import load

# Label, numerator, denominator, and what allows a rate: "unit" (counted alike), "vehicle" (if none was caught twice),
# "bound" (other units).
LINES = (
    ("Work safety: units suspended", "安监：停产整顿单位", "safety-suspended", "safety-units", "unit"),
    ("Work safety: units banned", "安监：取缔单位", "safety-banned", "safety-units", "unit"),
    ("Transport: vehicles in violation", "交通：违章车辆", "transport-violations", "transport-vehicles", "vehicle"),
    ("Work safety: violations", "安监：违法行为", "safety-violations", "safety-units", "bound"),
    ("Police: violations", "公安：违法行为", "police-violations", "police-inspections", "bound"),
    ("Housing: notices", "住建：整改通知书", "gas-notices", "gas-enforcements", ""),
    ("Labour: employers inspected", "人社：检查用人单位", "", "employers", ""),
    ("Market: restaurants", "市场监管：餐饮单位", "restaurants", "", ""),
    ("Culture: cases", "文广：文化市场案件", "culture-cases", "", ""),
    ("Commerce", "商务", "", "", ""),
)
WHY = {
    "Housing: notices": ("a notice is no part of an inspection", "通知书并非检查的一部分"),
    "Labour: employers inspected": ("no finding is counted", "未印查出件数"),
    "Market: restaurants": ("all of those found; no inspections printed", "查明者全部停用；未印检查数"),
    "Culture: cases": ("no inspections printed", "未印检查数"),
    "Commerce": ("no number printed", "未印数字"),
}
HOLLOW = {"markerfacecolor": "white", "markersize": 6}
DEPARTMENTS = 8  # named in the sentence: police, commerce, housing, transport, work safety, market, labour, culture


def hit_table() -> pd.DataFrame:
    """=> Quzhou's enforcement lines: counts as printed, a share with its exact interval if there is one, or bounds.

    `low` and `high` are, in per cent: for units counted alike, the ends of the interval after Clopper and Pearson
    (1934; `proportion_confint` of statsmodels, "beta") at 95 %; for violations, which may be several in one
    inspection, what the counts allow: one inspection at least (of the units, at least those suspended), at most one
    for each violation.
    """
    printed = load.prints()
    rows: list[dict[str, Any]] = []
    for label_en, label_zh, part, whole, kind in LINES:
        found, checked = (unround(printed[f"qz2017-{name}"]).integers[0] if name else None for name in (part, whole))
        row: dict[str, Any] = {"label_en": label_en, "label_zh": label_zh, "kind": kind}
        row |= {"hits": found, "checked": checked}
        if kind in ("unit", "vehicle") and found and checked:
            low, high = proportion_confint(found, checked, method="beta")
            row |= {"share": 100 * found / checked, "low": 100 * float(low), "high": 100 * float(high)}
        elif kind == "bound" and found and checked:
            fewest = unround(printed["qz2017-safety-suspended"]).integers[0] if whole == "safety-units" else 1
            row |= {"low": 100 * fewest / checked, "high": 100 * found / checked}
        used = [f"qz2017-{name}" for name in (part, whole) if name]
        rows.append(row | {"printed": " / ".join(printed[one] for one in used), "number_ids": " ".join(used)})
    return pd.DataFrame(rows).astype({"hits": "Int64", "checked": "Int64"})


def hit_rates(lang: str = "en") -> Figure:
    """=> the enforcement lines of Quzhou in 2017: shares with intervals, bounds, and lines that print no rate."""
    data, zh = hit_table(), lang == "zh"
    alike = data[data.kind == "unit"].label_en.str.partition(":")[0].nunique()
    said = words("hit-rates", lang, departments=DEPARTMENTS, alike=alike)
    with frame(lang, *said, data=data, claims=[], sources=["qz2017"], plot_mm=80) as fig:
        axes = fig.subplots()
        style.rows(axes, data[f"label_{lang}"], labelsize="small")
        for height, row in enumerate(data.to_dict("records")):
            low, high, kind = row["low"], row["high"], row["kind"]
            known = [f"{n:,}" for n in (row["hits"], row["checked"]) if pd.notna(n)]
            counts = row["printed"].replace(" ", "") if zh else " / ".join(known)
            if kind in ("unit", "vehicle"):
                axes.plot([low, high], [height, height], color=style.SERIES[0], linestyle="-", linewidth=1.8)
                axes.plot(row["share"], height, **style.implied(style.SERIES[0]))
                note = f"{row['share']:.2f}%（{counts}）" if zh else f"{row['share']:.2f} % ({counts})"
            elif kind == "bound":
                axes.barh(height, high - low, left=low, height=0.5, **style.band(style.SERIES[1]))
                note = f"至多{high:.2f}%（{counts}）" if zh else f"at most {high:.2f} % ({counts})"
            else:
                note = ("：" if zh else ": ").join(filter(None, (counts, WHY[row["label_en"]][zh])))
            style.say(axes, note, (high if kind else 0, height), 0.6)
        axes.set(xlim=(0, 16.5), xticks=range(0, 11, 2))
        axes.spines.bottom.set_bounds(0, 10)
        interval = style.line("95%精确区间" if zh else "exact 95 % interval", color=style.SERIES[0], linewidth=1.8)
        fig.key("implied", interval, "band")
    return fig


def whole_pairs(fall: str, most: int = 60) -> list[tuple[int, int]]:
    """'75%', 12 => [(4, 1), (8, 2), (12, 3)]: whole (before, after), bases up to `most`, that print as this fall.

    >>> whole_pairs("75%", 12), whole_pairs("78%", 12)
    ([(4, 1), (8, 2), (12, 3)], [(9, 2)])
    """
    part = unround(fall).interval / 100
    return [
        (before, after)
        for before in range(1, most + 1)
        for after in range(before)
        if Fraction(before - after, before) in part
    ]


def count_table() -> pd.DataFrame:
    """=> the pairs of whole counts that print as −75 % or −78 %, and for −75 % the exact test of equal rates."""
    rows: list[dict[str, Any]] = []
    for fall in ("75%", "78%"):
        for before, after in whole_pairs(fall, 40):
            change = 100 * (after - before) / before
            row: dict[str, Any] = {"printed": fall, "before": before, "after": after, "change": change}
            if fall == "75%":
                found = chance.count_change(after, before)
                row |= {"low": found.confidence[0], "high": found.confidence[1], "p": found.p[0]}
            rows.append(row)
    return pd.DataFrame(rows)


def small_counts(lang: str = "en") -> Figure:
    """=> which whole counts print as −75 % or −78 %, and how far chance reaches behind each −75 %."""
    data, zh = count_table(), lang == "zh"
    tested = data[data.printed == "75%"]
    least, clear = tested.iloc[0], tested[tested.p < 0.05].iloc[0]
    said = words("small-counts", lang, least=least, clear=clear)
    claims = ["zj2022-transport-accidents-fall", "jx2024-fire-hazards-fall"]
    with frame(lang, *said, data=data, claims=claims, sources=["jx2024", "zj2022"], plot_mm=92) as fig:
        axes, strip = fig.subplots(2, 1, sharex=True, height_ratios=(4, 1))
        axes.axhline(0, color=style.QUIET, linewidth=0.8)
        for row in tested.to_dict("records"):
            before, after, high, p = row["before"], row["after"], row["high"], row["p"]
            color, mark = (style.SERIES[0], "o") if p < 0.05 else (style.SERIES[1], "s")
            axes.plot([before, before], [row["low"], high], color=color, linestyle="-", linewidth=1.8)
            axes.plot(before, row["change"], **style.implied(color, marker=mark, markersize=6))
            if before in (least.before, 8, clear.before):
                at = before, {8: 64, clear.before: 24}.get(before, high)  # free of the line at 0
                note = f"{before}起→{after}起：p值{p:.2g}" if zh else f"{before} → {after}: p = {p:.2g}"
                style.say(axes, note, at, 0.6)
        for height, fall in enumerate(("75%", "78%")):
            fitting = data[data.printed == fall].before
            strip.plot(fitting, [height] * len(fitting), linestyle="none", marker="|", color=style.INK, markersize=10)
        style.rows(strip, ("−75%", "−78%"), labelsize="small")
        style.scale(axes.yaxis, (-75, 0, 100), lambda value: f"{value:+.0f}".replace("-", "−") if value else "0")
        axes.set_ylim(-108, 165)
        strip.set(xlim=(2, 41), xticks=range(4, 41, 4), xlabel="上年起数" if zh else "number in the year before")
        strip.grid(visible=False)
        unclear, falls = ("区间含“无变化”", "区间内均为下降") if zh else ("interval includes no change", "falls only")
        fig.key(style.line(unclear, color=style.SERIES[1], linewidth=1.8, **HOLLOW, marker="s"))
        fig.key(style.line(falls, color=style.SERIES[0], linewidth=1.8, **HOLLOW, marker="o"))
    return fig
