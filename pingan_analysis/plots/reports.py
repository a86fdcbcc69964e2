"""Figures of consecutive reports: does the level implied by this year's report meet the level printed a year ago?"""

from __future__ import annotations

import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, NullLocator
from statsmodels.stats.proportion import proportion_confint

from pingan_analysis import load, style
from pingan_analysis.readings import read_level
from pingan_analysis.reconstruct import chain

KINDS = {
    "statistics": ("statistics bureau", "统计局"),
    "services": ("tourism and post", "文旅、邮政"),
    "economy": ("customs, finance, commerce", "海关、财政、商务"),
    "justice": ("courts, procuratorates", "法院、检察院"),
    "safety": ("police, fire, emergency", "公安、消防、应急"),
}
LEVELS = {"%": "rate", "‰": "rate", "元": "money", "美元": "money"}


def consecutive_pairs() -> pd.DataFrame:
    """=> `chain` over the consecutive reports, with what was printed in both years, who printed it and our notes.

    `level_kind` is count, money or rate; `revised` says whether the implied level lies
    above the printed one (up) or below it (down).
    """
    reports = load.load_consecutive()
    before = reports.assign(period=(reports.period.astype(int) + 1).astype(str)).set_index(["series", "period"])
    before = before[["level", "scope_note", "found"]].add_prefix("previous_").reset_index()
    pairs = chain(reports).merge(reports, on=["series", "period"]).merge(before, on=["series", "period"])
    above = pairs.implied_low.astype(float) > pairs.previous_high.astype(float)
    below = pairs.implied_high.astype(float) < pairs.previous_low.astype(float)
    return pairs.assign(
        level_kind=[LEVELS.get(read_level(level).unit, "count") for level in pairs.level],
        revised=pd.Series("", pairs.index).mask(above, "up").mask(below, "down"),
    )


def reconciled(pairs: pd.DataFrame, by: str) -> pd.DataFrame:
    """Pairs, column => for each value: pairs, how many agree, their share, and a Wilson interval."""
    table = pairs.assign(agree=pairs.outcome == "agrees").groupby(by).agree.agg(pairs="size", agree="sum").reset_index()
    low, high = proportion_confint(table.agree, table.pairs, method="wilson")
    return table.assign(share=table.agree / table.pairs, low=low, high=high)


def calibration(lang: str = "en") -> style.Figure:
    """=> the share of pairs that reconcile, by kind of publisher, and how far apart the others are."""
    pairs = consecutive_pairs()
    shares = reconciled(pairs, "publisher_kind").sort_values("share", ascending=False, ignore_index=True)
    apart = pairs[pairs.outcome != "agrees"].sort_values(["publisher_kind", "gap"])
    data = pd.concat([shares, apart[["publisher_kind", "series", "period", "gap", "outcome"]]], ignore_index=True)
    data = data.astype({"pairs": "Int64", "agree": "Int64"})
    agree, total = int(shares.agree.sum()), len(pairs)
    worst, most = apart.publisher.value_counts().index[0], int(apart.publisher.value_counts().iloc[0])
    assert worst == "国家消防救援局"
    words = {
        "en": (
            f"{agree} of {total} printed changes lead back to the level printed a year before; "
            f"of the {total - agree} others, {most} are the fire service's",
            "left: share of consecutive reports that reconcile exactly; right: distance between implied and printed "
            "earlier level of the others, in % of the latter",
            "A sample of convenience. Bars: Wilson, 95 %, as if reports were independent, which they are not. Apart "
            "means revised, rescoped, preliminary or misprinted; the numbers do not say which.",
        ),
        "zh": (
            f"{total}对相邻年度报告中，{agree}对的同比变化与上年所印水平值吻合；"
            f"其余{total - agree}对中消防部门占{most}对",
            "左：完全吻合的份额；右：其余各对中隐含上年值与所印上年值之间的距离，占后者的百分比",
            "便利样本。横线为威尔逊95%区间，按各报告相互独立计算，实际并不独立。"
            "不吻合可能源于修订、口径调整、初步数或误印，数字本身无从判别。",
        ),
    }[lang]
    marks = {"rounding": ("within rounding", "仅差舍入"), "restated_or_rescoped": ("beyond rounding", "超出舍入")}
    looks = {"rounding": style.implied, "restated_or_rescoped": style.printed}
    with style.frame(lang, *words, data=data, sources=["consecutive"], height_mm=100) as fig:
        left, right = fig.subplots(1, 2, sharey=True, width_ratios=(1, 1.25))
        for height, row in enumerate(shares.itertuples()):
            left.plot([row.low, row.high], [height, height], color=style.SERIES[0], linestyle="-", linewidth=1.6)
            left.plot(row.share, height, **style.printed(style.SERIES[0]))
            left.annotate(f"{row.agree} / {row.pairs}", (row.share, height), xytext=(0, 7), textcoords="offset points",
                          ha="center", fontsize=8, color=style.QUIET)
            for outcome, look in looks.items():
                of = apart[(apart.publisher_kind == row.publisher_kind) & (apart.outcome == outcome)]
                right.plot(of.gap, [height] * len(of), **look(style.SERIES[1]) | {"markersize": 5, "alpha": 0.75})
        names = [KINDS[kind][style.LANGUAGES.index(lang)] for kind in shares.publisher_kind]
        left.set(yticks=range(len(shares)), yticklabels=names, xlim=(0.35, 1.06), ylim=(4.5, -0.6))
        left.set_xticks([0.4, 0.6, 0.8, 1])
        left.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0%}"))
        right.set_xscale("log")
        right.set(xlim=(8e-6, 4), xticks=[1e-4, 1e-3, 1e-2, 1e-1, 1])
        right.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:g}%"))
        right.xaxis.set_minor_locator(NullLocator())
        right.tick_params(axis="y", length=0)
        for axes in (left, right):
            axes.grid(axis="x")
            axes.grid(visible=False, axis="y")
        for outcome, look in looks.items():
            fig.key(Line2D([], [], label=marks[outcome][style.LANGUAGES.index(lang)], **look(style.SERIES[1])))
    return fig
