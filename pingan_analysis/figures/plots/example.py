"""The figure of the worked example: what the pairings of an invented text test, and how they came out."""

from __future__ import annotations

import pandas as pd

from pingan_analysis.figures import style
from pingan_analysis.figures.figure import Figure, frame
from pingan_analysis.figures.wording import words
from pingan_analysis.world.fitting import OUTCOMES, paired

INVENTED = (
    "（虚构示例，并非真实报道）2023年，虚构县刑事案件立案1260起，同比下降8.7%；破获诈骗案件252起，同比增长16.13%。"
    "受理矛盾纠纷4520件，化解4430件，化解率98%。群众安全感满意率97.3%，高于全省平均水平0.6个百分点。"
    "发生火灾42起、死亡3人，同比分别下降16%、25%。排查隐患12处，整改率95%（含上年结转隐患8处）。"
    "网格员从320名增加到368名，增长15%。"
)
NAMES = (  # of its pairings, in text order
    ("1,260 cases filed, −8.7 %", "立案1260起，−8.7%"), ("252 frauds solved, +16.13 %", "破获诈骗252起，+16.13%"),
    ("4,430 of 4,520 disputes, 98 %", "4520件纠纷化解4430件，98%"),
    ("97.3 %, 0.6 points above", "97.3%，高0.6个百分点"),
    ("42 fires, −16 %", "火灾42起，−16%"), ("3 deaths, −25 %", "死亡3人，−25%"),
    ("12 hazards, 95 % put right", "隐患12处，整改率95%"), ("320 to 368 staff", "网格员320名至368名"),
    ("320 to 368 staff, +15 %", "网格员320名至368名，+15%"),
)  # fmt: skip
SAID = {
    OUTCOMES[0]: ("fits, and could have failed", "相容，且本可不相容"),
    OUTCOMES[1]: ("could not have failed", "任何数值皆可，无从检验"),
    OUTCOMES[3]: ("does not fit as paired", "按此配对不相容，待核"),
}  # fmt: skip


def example_table() -> pd.DataFrame:
    """=> the pairings of the invented text, with their names."""
    named = pd.DataFrame(NAMES, columns=["label_en", "label_zh"])
    return pd.concat([named, paired(INVENTED)[["kind", "printed", "implied", "outcome", "power"]]], axis=1)


def audit_example(lang: str = "en") -> Figure:
    """=> each pairing of the invented text: how sharp a test it is, and how it came out."""
    data, zh = example_table(), lang == "zh"
    count = data.outcome.value_counts()
    fits, blind, unfit = (int(count.get(outcome, 0)) for outcome in SAID)
    numbers = {"all": len(data), "fits": fits, "blind": blind, "unfit": unfit}
    look = dict(zip(SAID, (
        style.printed(style.SERIES[0]), style.implied(style.SERIES[0], marker="D"),
        style.printed(style.SERIES[1], marker="X"),
    ), strict=True))  # fmt: skip
    with frame(lang, *words("audit-example", lang, **numbers), data=data, plot_mm=6.4 * len(data)) as fig:
        axes = fig.subplots()
        style.rows(axes, data[f"label_{lang}"], labelsize="small")
        for height, row in enumerate(data.to_dict("records")):
            axes.plot(row["power"], height, **look[row["outcome"]])
        style.scale(axes.xaxis, [0, 0.25, 0.5, 0.75, 1], style.percent)
        axes.set_xlim(-0.04, 1.04)
        fig.key(*(style.line(said[zh], **look[outcome]) for outcome, said in SAID.items()))
    return fig
