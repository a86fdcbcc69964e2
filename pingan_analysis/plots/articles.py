"""What the articles print by themselves: the verdict board, the changes, the histories behind one percentage."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.ticker import FuncFormatter, NullLocator

from pingan_analysis import load, style
from pingan_analysis.claims import judge_all
from pingan_analysis.power import fits, passing_share
from pingan_analysis.printed import unround
from pingan_analysis.reconstruct import implied_base

RANGE = str.maketrans({"…": "–", "{": "", "}": ""})
COLUMNS = {
    "alone": ("the document alone", "单篇文章"),
    "together": ("the articles together", "各篇合并"),
    "outside": ("with outside numbers", "加入外部数字"),
}
ORDER = ("supported", "contradicted", "undetermined")


def board() -> pd.DataFrame:
    """=> one row per claim of the articles and per column of the board: alone, together, outside; with its verdict there."""
    outside = set(load.load_sources().query("role == 'outside'").source_id)
    verdicts = judge_all().rename(columns={"verdict": "outside"})
    verdicts = verdicts[[not outside & set(ids.split()) for ids in verdicts.source_id]]
    verdicts["document"] = verdicts.source_id.where(~verdicts.source_id.str.contains(" "), "across")
    long = verdicts.melt(["document", "claim_id", "kind"], list(COLUMNS), "column", "verdict")
    order = {
        "document": [*dict.fromkeys(verdicts.document)].index,
        "column": list(COLUMNS).index,
        "verdict": ORDER.index,
    }
    long = long.sort_values(
        ["document", "column", "verdict", "claim_id"], key=lambda c: c.map(order[c.name]) if c.name in order else c
    )
    return long.assign(place=long.groupby(["document", "column"]).cumcount() + 1).reset_index(drop=True)


def verdict_board(lang: str = "en") -> style.Figure:
    """=> every claim of the articles as one mark: by document, and by what is allowed to speak."""
    data = board()
    rows = [*dict.fromkeys(data.document)]
    counts = data.groupby(["column", "verdict"]).size().unstack(fill_value=0).reindex(columns=list(ORDER), fill_value=0)
    supported, total = counts.supported, data.claim_id.nunique()
    words = {
        "en": (
            f"Of {total} claims, the articles support {supported.together}; with outside numbers it is {supported.outside}",
            "each mark is one claim; a supported one could have failed",
            "Supported: holds in every world that the printed numbers allow, and another printed value would have failed it. Behind a row: supported of all.",
        ),
        "zh": (
            f"{total}条论断中，文章本身支持{supported.together}条，加入外部数字后为{supported.outside}条",
            "每个标记为一条论断；“成立”者本可不成立",
            "成立：在所印数字允许的一切情形下均成立，且换一个印出的数值即可使其不成立。行末：成立数与总数。",
        ),
    }[lang]
    claims = [*dict.fromkeys(data.claim_id)]
    sources = sorted({source for ids in judge_all().set_index("claim_id").sources[claims] for source in ids.split()})
    with style.frame(lang, *words, data=data, claims=claims, sources=sources, height_mm=96) as fig:
        panels = fig.subplots(1, len(COLUMNS), sharey=True)
        for axes, (column, names) in zip(panels, COLUMNS.items(), strict=True):
            shown = data[data.column == column]
            for name in ORDER:
                of = shown[shown.verdict == name]
                axes.plot(
                    of.place,
                    [rows.index(d) for d in of.document],
                    **style.verdict(name) | {"markersize": 2.3, "markeredgewidth": 0.4},
                )
            for height, row in enumerate(rows):
                of = shown[shown.document == row]
                text = f"{(of.verdict == 'supported').sum()} / {len(of)}"
                axes.annotate(
                    text,
                    (len(of) + 1, height),
                    xytext=(2, 0),
                    textcoords="offset points",
                    va="center",
                    color=style.QUIET,
                    fontsize=7.5,
                )
            axes.set_title(names[style.LANGUAGES.index(lang)], loc="left", color=style.INK)
            axes.set(xlim=(0, data.place.max() + 13), xticks=[])
            axes.grid(visible=False)
            axes.spines[["left", "bottom"]].set_visible(False)
            axes.tick_params(length=0)
        panels[0].set(yticks=range(len(rows)), yticklabels=[_document(row, lang) for row in rows])
        panels[0].invert_yaxis()
    fig.key(*(name for name in ORDER if counts[name].any()))
    fig.fit()
    return fig


def changes_and_bases(lang: str = "en") -> style.Figure:
    """=> every percentage change: the level of the base period that it implies, with the present level as 100."""
    data = change_table()
    words = {
        "en": (
            f"{len(data)} percentages say how far the base period lay above or below; {data.base_level.ne('').sum()} of them say where",
            "level of the base period implied by the printed change; the reported period = 100",
            "The band is what the printed digits allow; most are narrower than the mark. Behind a row: the implied level, where a level is printed.",
        ),
        "zh": (
            f"{len(data)}个百分比给出与基期的相对距离，只有{data.base_level.ne('').sum()}个给出位置",
            "所印变化隐含的基期水平；报告期 = 100",
            "色带为所印数字的容许区间，多数窄于标记；行末为印有水平值时隐含的基期水平。",
        ),
    }[lang]
    with style.frame(
        lang,
        *words,
        data=data,
        claims=_claims_of(data.number_id),
        sources=sorted(data.source_id.unique()),
        height_mm=135,
    ) as fig:
        axes = fig.subplots()
        heights = np.arange(len(data))
        axes.barh(
            heights, data.base_high - data.base_low, left=data.base_low, height=0.55, **style.band(style.SERIES[1])
        )
        axes.plot((data.base_low + data.base_high) / 2, heights, **style.implied(style.SERIES[1]) | {"markersize": 4.5})
        axes.axvline(100, color=style.QUIET, linewidth=0.8)
        row: Any
        for height, row in enumerate(data.itertuples()):
            sign = {"up": "+", "down": "−"}[row.direction]
            label = f"{sign}{row.printed}" + (f"; {row.base_level.translate(RANGE)}" if row.base_level else "")
            axes.annotate(
                label,
                (row.base_high, height),
                xytext=(6, 0),
                textcoords="offset points",
                va="center",
                color=style.QUIET,
                fontsize=7.5,
            )
        axes.set_xscale("log")
        axes.set(yticks=heights, yticklabels=data[f"label_{lang}"], xlim=(14, 2200), xticks=[20, 50, 100, 200, 400])
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.invert_yaxis()
        axes.grid(axis="x")
        axes.grid(visible=False, axis="y")
    fig.key("implied", "band")
    fig.fit()
    return fig


def power_of_base_check(lang: str = "en") -> style.Figure:
    """=> how many wrong percentages a printed level would have exposed, by the size of the level."""
    levels = np.unique(np.round(np.logspace(1, 6, 61)).astype(int))
    curves = pd.DataFrame(
        [
            {
                "decimals": decimals,
                "level": int(level),
                "caught": 1
                - fits(int(level), np.arange(20 * 10**decimals, 60 * 10**decimals + 1), decimals, rising=True).mean(),
            }
            for decimals in (0, 1, 2)
            for level in levels
        ]
    )
    printed = pd.DataFrame(
        [
            {"decimals": 2, "level": 611, "caught": 1 - passing_share(611, "增长40.46%"), "printed": "611起 +40.46%"},
            {
                "decimals": 2,
                "level": 79362,
                "caught": 1 - passing_share(79362, "减少10.37%"),
                "printed": "79362件 −10.37%",
            },
        ]
    )
    data = pd.concat([curves.assign(printed=""), printed], ignore_index=True)
    words = {
        "en": (
            "A level exposes a wrong percentage only while it is small",
            "share of wrong changes that no whole number in the base period could explain, by level and decimals printed",
            "Curves: rises of 20 to 60 %, every value with that many decimals. Marks: the two counts of the corpus, changes from half to one and a half times the printed one.",
        ),
        "zh": (
            "水平值越小，越能暴露错误的百分比",
            "基期任何整数都无法解释的错误变化所占份额，按水平值与小数位数",
            "曲线：升幅20%至60%，遍取该小数位数的一切数值。标记：语料中的两个计数，变化取所印数值的一半至一倍半。",
        ),
    }[lang]
    names = {"en": ("whole per cents", "one decimal", "two decimals"), "zh": ("整数百分比", "一位小数", "两位小数")}[
        lang
    ]
    with style.frame(
        lang, *words, data=data, claims=["ls2019-gang-offences-base", "ls2019-court-cases-base"], sources=["ls2019"]
    ) as fig:
        axes = fig.subplots()
        for decimals, name in enumerate(names):
            of = curves[curves.decimals == decimals]
            axes.plot(of.level, of.caught, color=style.SERIES[decimals])
            middle = of.iloc[(of.caught - (0.85, 0.55, 0.25)[decimals]).abs().argmin()]
            axes.annotate(
                name,
                (middle.level, middle.caught),
                xytext=(6, 4),
                textcoords="offset points",
                color=style.SERIES[decimals],
            )
        axes.plot(printed.level, printed.caught, **style.printed())
        row: Any
        for row, shift in zip(printed.itertuples(), ((8, 2), (4, 8)), strict=True):
            axes.annotate(row.printed, (row.level, row.caught), xytext=shift, textcoords="offset points")
        axes.set_xscale("log")
        axes.set(ylim=(-0.03, 1.05), xlabel={"en": "printed level", "zh": "所印水平值"}[lang])
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0%}"))
        axes.xaxis.set_minor_locator(NullLocator())
    return fig


def fraud_timeline(lang: str = "en") -> style.Figure:
    """=> three histories that all print −31.26 % in 2021; in only one of them is 2021 the first turning point."""
    data = histories()
    words = {
        "en": (
            "Three histories print the same 31.26 %; in one of them 2021 is the first turning point",
            "fraud cases filed in Zhejiang, 2020 = 100; the two hollow marks and the step between them are all that is implied",
            "Dashed lines are invented witnesses, not data: each fits everything that the articles print about cases filed.",
        ),
        "zh": (
            "三段历史都会印出同一个31.26%，其中只有一段以2021年为首次拐点",
            "浙江电信网络诈骗立案数，2020年 = 100；两个空心标记及其落差即为全部隐含信息",
            "虚线为虚构的见证情形，并非数据：每一条都与文章所印立案数信息相容。",
        ),
    }[lang]
    names = {
        "en": {
            "first": "rose until 2020:\nthe first turn",
            "second": "turned in 2017,\ntoo",
            "falling": "fell from 2019 on:\nno turn in 2021",
        },
        "zh": {
            "first": "2020年前一路上升：\n首次拐点",
            "second": "2017年\n已有拐点",
            "falling": "2019年起下降：\n2021年并非拐点",
        },
    }[lang]
    claims = [
        f"zj2021-fraud-{name}"
        for name in ("fall", "first-turning-point", "turning-weak", "turning-strong", "turning-sustained")
    ]
    with style.frame(lang, *words, data=data, claims=claims, sources=["zj2021"]) as fig:
        axes = fig.subplots()
        for color, (name, label) in zip(style.SERIES[1:], names.items(), strict=False):
            of = data[data.history == name]
            axes.plot(of.year, of.low, color=color, linestyle=(0, (4, 2)), linewidth=1.1)
            axes.annotate(
                label, (2023, of.low.iloc[-1]), xytext=(6, 0), textcoords="offset points", va="center", color=color
            )
        fixed = data[data.history == "implied"]
        axes.plot(fixed.year, (fixed.low + fixed.high) / 2, color=style.INK, linewidth=2)
        axes.plot(fixed.year, (fixed.low + fixed.high) / 2, **style.implied())
        axes.annotate("−31.26%", (2020, 104), xytext=(4, 3), textcoords="offset points")
        axes.set(ylim=(0, 165), xlim=(2013.7, 2027.6), xticks=range(2014, 2024, 3))
        axes.spines.bottom.set_bounds(2013.7, 2023.3)
    return fig


def change_table() -> pd.DataFrame:
    """=> every reported percentage change with the base that it implies: reported period = 100, and the level if one is printed."""
    reported = load.load_reported(role="corpus")
    labels = load.load_indicators().set_index("indicator")
    areas = load.load_areas().set_index("area")
    levels = (
        reported[reported.measure == "level"].set_index(["source_id", "ref_area", "indicator", "ref_period"]).printed
    )
    present = unround("100个")
    rows: list[dict[str, Any]] = []
    row: Any
    for row in reported[(reported.measure == "change") & (reported.unit == "%")].itertuples():
        moved = unround(("增长" if row.direction == "up" else "下降") + row.printed)
        before = implied_base(present, moved).interval
        level = levels.get((row.source_id, row.ref_area, row.indicator, row.ref_period))
        area, year = areas.loc[row.ref_area], row.ref_period[:4]
        rows.append({
            "number_id": row.number_id, "source_id": row.source_id, "printed": row.printed,
            "direction": row.direction, "base_low": float(before.low), "base_high": float(before.high),
            "base_level": f"{implied_base(level, moved)}" if level else "",
            "label_en": f"{labels.label_en[row.indicator]}, {area.label_en.split(',')[0]} {year}",
            "label_zh": f"{area.label_zh}{labels.label_zh[row.indicator]}，{year}年",
        })  # fmt: skip
    return pd.DataFrame(rows).sort_values("base_low", ignore_index=True)


def histories() -> pd.DataFrame:
    """=> three series of cases filed, 2020 = 100, that all print −31.26 % in 2021, and what is implied of 2020 and 2021."""
    years = range(2014, 2024)
    now = (100 * (1 - unround("31.26%").interval / 100)).low
    invented = {
        "first": (30, 38, 46, 55, 66, 80, 100, None, 55, 44),
        "second": (70, 88, 106, 74, 80, 90, 100, None, 90, 108),
        "falling": (92, 108, 124, 140, 150, 126, 100, None, 66, 74),
    }
    rows = [
        {
            "history": name,
            "year": year,
            "low": float(now if value is None else value),
            "high": float(now if value is None else value),
        }
        for name, values in invented.items()
        for year, value in zip(years, values, strict=True)
    ]
    fell = 100 * (1 - unround("31.26%").interval / 100)
    implied = [
        {"history": "implied", "year": 2020, "low": 100.0, "high": 100.0},
        {"history": "implied", "year": 2021, "low": float(fell.low), "high": float(fell.high)},
    ]
    return pd.DataFrame(rows + implied)


def _document(source_id: str, lang: str) -> str:
    """'ls2019' => 'Lishui 2019'."""
    if source_id == "across":
        return {"en": "across documents", "zh": "跨文件"}[lang]
    source = load.load_sources().set_index("source_id").loc[source_id]
    area = load.load_areas().set_index("area").loc[source.ref_area]
    year = source.ref_period[-4:]
    return f"{area.label_en} {year}" if lang == "en" else f"{area.label_zh} {year}"


def _claims_of(number_ids: pd.Series) -> list[str]:
    """Number ids => the claims that use one of them first or second in a change or base."""
    wanted, claims = set(number_ids), load.load_claims()
    claims = claims[claims.kind.isin(("change", "base"))]
    used = claims.number_ids.map(lambda ids: bool(wanted & set(ids.split())))
    return claims.claim_id[used].tolist()
