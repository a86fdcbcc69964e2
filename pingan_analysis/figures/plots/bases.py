"""What a printed change says about the period before: where it lay, how sharply, what a check catches."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from pingan_analysis.figures import style
from pingan_analysis.figures.figure import Figure, frame
from pingan_analysis.figures.wording import words
from pingan_analysis.inference.power import fits, passing_share
from pingan_analysis.numbers.printed import unround
from pingan_analysis.tables import load
from pingan_analysis.tables.period import on_the_year
from pingan_analysis.world.implications import implied_base
from pingan_analysis.world.implied import Implied

VERB, SIGN = {"up": "增长", "down": "下降"}, {"up": "+", "down": "−"}
COUNTED = (("79,362 cases, −10.37%", "79362件，−10.37%", 79362, "减少10.37%"),
           ("611 cases, +40.46%", "611起，+40.46%", 611, "增长40.46%"))  # fmt: skip
NOTHING = 0.4  # where the logarithmic scale of implied_bases shows none
SHORT = {
    "^New-type property crime, .*: cases": "New-type property crime,", "^Telecom and online fraud: cases": "Fraud,",
    "^Telephone and online fraud: cases accepted .older term.": "Phone and online fraud, accepted",
    "^Fraud called 电信诈骗: cases": "Fraud (older term),", "^Deaths in work-safety accidents": "Work-safety deaths",
    "^Organised crime: offences solved": "Gang offences solved",
}  # fmt: skip
LABELS = {"label_en": "{what}, {where} {year}", "label_zh": "{where}{what}，{year}年"}


def change_table(role: str = "corpus") -> pd.DataFrame:
    """=> every reported percentage change with the base that it implies: reported period = 100, and the level if one is
    printed. `base_en`, `base_zh`: that level as a reader writes it; `fitting`: how many whole numbers it may be.
    """
    reported = load.load_reported(role=role)
    what, where = load.load_indicators().set_index("indicator"), load.load_areas().set_index("area")
    key = ["source_id", "ref_area", "indicator", "ref_period"]
    levels = reported[reported.measure == "level"].drop_duplicates(key).set_index(key).printed
    present = unround("100个")
    rows: list[dict[str, Any]] = []
    row: Any
    for row in reported[(reported.measure == "change") & (reported.unit == "%")].itertuples():
        moved = unround(VERB[row.direction] + row.printed)
        before = implied_base(present, moved).interval
        level = levels.get(tuple(getattr(row, name) for name in key), "")
        whole = level and not level.endswith("%") and on_the_year(row.ref_period, row.base_period)
        base = implied_base(level, moved) if whole else None
        names = {
            label: form.format(what=what[label][row.indicator], where=where[label][row.ref_area].split(",")[0],
                               year=row.ref_period[:4])
            for label, form in LABELS.items()
        }  # fmt: skip
        rows.append({
            "number_id": row.number_id, "source_id": row.source_id, "printed": row.printed,
            "direction": row.direction, "base_low": float(before.low), "base_high": float(before.high),
            "base_level": f"{base}" if base else "", "base_en": written(base, "en"), "base_zh": written(base, "zh"),
            "level": level, "fitting": len(base.integers) if base and base.integers is not None else pd.NA, **names,
        })  # fmt: skip
    return pd.DataFrame(rows).astype({"fitting": "Int64"}).sort_values("base_low", ignore_index=True)


def written(base: Implied | None, lang: str) -> str:
    """An implied level, language => '88,540–88,548', '1.011亿–1.015亿元'; nothing for none.

    >>> written(implied_base("5.58亿元", "增长451%"), "en"), written(implied_base("611起", "增长40.46%"), "zh")
    ('¥101.1–101.5m', '435')
    """
    if base is None or base.empty:
        return ""
    if base.integers is None:
        low, high = float(base.low), float(base.high)
        money = f"¥{low / 1e6:.1f}–{high / 1e6:.1f}m", f"{low / 1e8:.3f}亿–{high / 1e8:.3f}亿元"
        return money[lang == "zh"]
    ends = dict.fromkeys((base.integers[0], base.integers[-1]))
    return "–".join(f"{n:,}" if lang == "en" else f"{n}" for n in ends)


def changes_and_bases(lang: str = "en") -> Figure:
    """=> every percentage change: the level of the base period that it implies, with the present level as 100."""
    data, zh = change_table().drop(columns=["level", "fitting"]), lang == "zh"
    placed = data.base_level.ne("").sum()
    said = words("changes-and-bases", lang, all=len(data), placed=placed)
    claims = load.load_claims().query("kind == 'fell'")
    claims = claims[[bool({*ids.split()} & {*data.number_id}) for ids in claims.number_ids]]
    facts: dict[str, Any] = {"data": data, "claims": claims.claim_id.tolist(), "sources": data.source_id}
    with frame(lang, *said, **facts, plot_mm=6.2 * len(data)) as fig:
        axes, heights = fig.subplots(), np.arange(len(data))
        style.rows(axes, data[f"label_{lang}"], labelsize="small")
        width = data.base_high - data.base_low
        axes.barh(heights, width, left=data.base_low, height=0.55, **style.band(style.SERIES[1]))
        axes.plot((data.base_low + data.base_high) / 2, heights, **style.implied(style.SERIES[1], markersize=6))
        axes.axvline(100, color=style.QUIET, linewidth=0.8)
        for height, row in enumerate(data.to_dict("records")):
            change = SIGN[row["direction"]] + row["printed"]
            note = ("，" if zh else "; ").join(filter(None, (change, row[f"base_{lang}"])))
            left = row["base_high"] < 100  # so that nothing is written over the line at 100
            style.say(axes, note, (max(row["base_high"], 100), height), 0.6 + 0.5 * left)
        style.scale(axes.xaxis, [20, 50, 100, 200, 400], lambda value: f"{value:g}", log=True)
        axes.set_xlim(14, 1500)
        fig.key("implied", "band")
    return fig


def implied_bases(lang: str = "en") -> Figure:
    """=> how many whole numbers of the base period fit each count that is printed with its change."""
    counted = change_table("").dropna(subset="fitting").drop_duplicates(["label_en", "level", "printed"])
    data = counted.sort_values(["fitting", "label_en"], ignore_index=True).drop(columns=["base_low", "base_high"])
    zh, one, none = lang == "zh", (data.fitting == 1).sum(), (data.fitting == 0).sum()
    widest = (f"{data.fitting.max():,}", f"{data.fitting.max() / 1e4:.1f}")[zh]
    unmet = (
        f" Nothing fits in {none}: count and change may differ in scope or vintage.",
        f"{none}个无整数相容：计数与变化的口径或时点可能不同。",
    )[zh] * bool(none)
    said = words("implied-bases", lang, all=len(data), one=one, widest=widest, unmet=unmet)
    articles = load.article_names(lang)
    with frame(lang, *said, data=data, sources=data.source_id, plot_mm=4.9 * len(data)) as fig:
        axes = fig.subplots()
        style.rows(axes, data[f"label_{lang}"].replace(SHORT, regex=True), labelsize="small")
        for label, source_id in zip(axes.get_yticklabels(), data.source_id, strict=True):
            label.set_color(style.INK if source_id in articles else style.QUIET)
        for height, row in enumerate(data.to_dict("records")):
            many, color = max(row["fitting"], NOTHING), style.SERIES[0 if row["fitting"] else 1]
            axes.plot(many, height, **style.implied(color, marker="o" if row["fitting"] else "X", markersize=6))
            style.say(axes, row[f"base_{lang}"] or ("无" if zh else "none"), (max(many, 1), height), 0.6)
        axes.axvline(1, color=style.QUIET, linewidth=0.8)
        ticks = [NOTHING, 1, 100, 10_000]
        style.scale(axes.xaxis, ticks, lambda value: style.number(value if value >= 1 else 0, lang), log=True)
        axes.set_xlim(0.25, 3e8)
        axes.spines.bottom.set_bounds(0.25, 10**5)
        fig.key("implied")
    return fig


def power_of_base_check(lang: str = "en") -> Figure:
    """=> how many wrong percentages a printed level would have exposed, by the size of the level."""
    zh, levels = lang == "zh", np.unique(np.round(np.logspace(1, 6, 61)).astype(int))
    curves = pd.DataFrame([
        (decimals, level, 1 - fits(int(level), tried, decimals, rising=True).mean(), "")
        for decimals in (0, 1, 2)
        for tried in [np.arange(20 * 10**decimals, 60 * 10**decimals + 1)]
        for level in levels
    ], columns=["decimals", "level", "caught", "printed"])  # fmt: skip
    marks = [(2, level, 1 - passing_share(level, moved), chinese) for _, chinese, level, moved in COUNTED]
    printed = pd.DataFrame(marks, columns=curves.columns)
    data = pd.concat([curves, printed], ignore_index=True)
    said = words("power-of-base-check", lang)
    names = (("whole\nper cents", "整数\n百分比"), ("one\ndecimal", "一位\n小数"), ("two\ndecimals", "两位\n小数"))
    with frame(lang, *said, data=data, claims=[], sources=["ls2019"], plot_mm=80) as fig:
        axes = fig.subplots()
        for decimals, (name, color) in enumerate(zip(names, style.SERIES, strict=False)):
            of = curves[curves.decimals == decimals]
            axes.plot(of.level, of.caught, color=color, linestyle=("-", (0, (5, 2)), (0, (5, 1.5, 1, 1.5)))[decimals])
            middle = of.iloc[(of.caught - 0.5).abs().argmin()]
            style.say(axes, name[zh], (middle.level, middle.caught), 0.5, 0.2, color=color)
        axes.plot(printed.level, printed.caught, **style.printed())
        for (*counts, level, _), caught, up in zip(COUNTED, printed.caught, (0.9, 0.6), strict=True):
            style.say(axes, counts[zh], (level, caught), 0.4, up, color=style.INK)
        style.scale(axes.xaxis, [10**k for k in range(1, 7)], lambda value: style.number(value, lang), log=True)
        style.scale(axes.yaxis, [0, 0.25, 0.5, 0.75, 1], style.percent)
        axes.set(ylim=(-0.03, 1.06), xlim=(8, 3e6), xlabel="所印水平值" if zh else "printed level")
    return fig
