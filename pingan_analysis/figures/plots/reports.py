"""Figures of consecutive reports: does the level implied by this year's report meet the level printed a year ago?"""

from __future__ import annotations

import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from pingan_analysis.figures import style
from pingan_analysis.figures.figure import Figure, frame
from pingan_analysis.figures.wording import words
from pingan_analysis.numbers.conventions import read_level
from pingan_analysis.tables import load
from pingan_analysis.world.implications import chain

KINDS = {
    "statistics": ("statistics", "统计局"),
    "services": ("tourism, post", "文旅、邮政"),
    "economy": ("customs, finance,\ncommerce", "海关、财政、\n商务"),
    "justice": ("courts,\nprocuratorates", "法院、检察院"),
    "safety": ("police, fire,\nemergency", "公安、消防、\n应急"),
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


def calibration(lang: str = "en") -> Figure:
    """=> the share of pairs that reconcile, by kind of publisher, and how far apart the others are."""
    pairs = consecutive_pairs()
    shares = reconciled(pairs, "publisher_kind").sort_values("share", ascending=False, ignore_index=True)
    apart = pairs[pairs.outcome != "agrees"].sort_values(["publisher_kind", "gap"])
    data = pd.concat([shares, apart[["publisher_kind", "series", "period", "gap", "outcome"]]], ignore_index=True)
    data = data.astype({"pairs": "Int64", "agree": "Int64"})
    agree, total = int(shares.agree.sum()), len(pairs)
    worst, most = apart.publisher.value_counts().index[0], int(apart.publisher.value_counts().iloc[0])
    assert worst == "国家消防救援局"
    zh = lang == "zh"
    said = words("calibration", lang, agree=agree, total=total, others=total - agree, most=most)
    looks = {
        "rounding": (style.implied, "within rounding", "仅差舍入"),
        "restated_or_rescoped": (style.printed, "beyond rounding", "超出舍入"),
    }
    with frame(lang, *said, data=data, sources=["consecutive"], plot_mm=62) as fig:
        left, right = fig.subplots(1, 2, sharey=True, width_ratios=(1, 1.15))
        for height, row in enumerate(shares.to_dict("records")):
            left.plot([row["low"], row["high"]], [height, height], color=style.SERIES[0], linestyle="-", linewidth=1.6)
            left.plot(row["share"], height, **style.printed(style.SERIES[0], markersize=7))
            style.say(left, f"{row['agree']} / {row['pairs']}", (row["share"], height), 0, 0.95, "center")
            of = apart[apart.publisher_kind == row["publisher_kind"]]
            for outcome, (look, *_) in looks.items():
                gaps = of.gap[of.outcome == outcome]
                right.plot(gaps, [height] * len(gaps), **look(style.SERIES[1], markersize=6, alpha=0.75))
        style.rows(left, [KINDS[kind][zh] for kind in shares.publisher_kind])
        style.scale(left.xaxis, [0.5, 0.75, 1], style.percent)
        left.set_xlim(0.4, 1.12)
        style.scale(right.xaxis, [1e-4, 1e-2, 1], style.percent, log=True)
        right.set_xlim(8e-6, 4)
        right.grid(visible=True, axis="x")
        right.grid(visible=False, axis="y")
        right.tick_params(axis="y", length=0)
        left.set_ylim(len(shares) - 0.5, -0.8)
        for look, *names in looks.values():
            fig.key(style.line(names[zh], **look(style.SERIES[1])))
    return fig
