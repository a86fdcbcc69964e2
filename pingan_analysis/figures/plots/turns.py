"""What a short series could have shown: the power of a test for a turn, by years of data and by noise."""

from __future__ import annotations

import itertools
from functools import cache

import pandas as pd

from pingan_analysis.figures import style
from pingan_analysis.figures.figure import Figure, frame
from pingan_analysis.figures.wording import words
from pingan_analysis.inference.chance import break_power
from pingan_analysis.numbers.printed import unround

NOISE = (5, 10, 20)  # coefficient of variation, per cent
FALL = -float(unround("31.26%").nominal)


def power_curves(lang: str = "en") -> Figure:
    """=> how often a test finds a turn as deep as the printed one, by years of data and by noise."""
    import seaborn as sns  # here: no other figure needs to wait for it

    data = break_powers()
    named = data[(data.after == 1) & (data.noise == 10) & data.known].set_index("points").power
    missed = {points: f"{1 - named[points]:.0%}" for points in (5, 10)}
    zh = lang == "zh"
    below = f"{1 - break_power(5, FALL, 10, growth=10, after=1, test='t').power:.0%}"
    said = words("power-curves", lang, five=missed[5], ten=missed[10], below=below)
    panels = ("the turn is in the last year", "拐点在最后一年"), ("the fall lasts a second year", "下降延续到第二年")
    searches = (True, "", ("year named", "年份事先指定")), (False, (3, 2), ("year searched", "年份由搜寻得出"))
    colors, marks = (dict(zip(NOISE, looks, strict=False)) for looks in (style.SERIES, "osD"))
    claims = [f"zj2021-fraud-{name}" for name in ("first-turning-point", "turning-strong", "turning-sustained")]
    with frame(lang, *said, data=data, claims=claims, sources=["zj2021"], plot_mm=84) as fig:
        for after, (axes, title) in enumerate(zip(fig.subplots(1, 2, sharey=True), panels, strict=True), 1):
            for known, dashes, _ in searches:
                of = data[(data.after == after) & (data.known == known)]
                sns.lineplot(
                    of, x="points", y="power", hue="noise", style="noise", palette=colors, markers=marks,
                    dashes=dict.fromkeys(NOISE, dashes), markersize=4, markeredgewidth=0, legend=False, ax=axes,
                )  # fmt: skip
            axes.axhline(0.05, color=style.QUIET, linewidth=0.8, linestyle=":")
            style.scale(axes.yaxis, [0, 0.25, 0.5, 0.75, 1], style.percent)
            axes.set(xlim=(2.6, 12.4), xticks=range(3, 13, 3), ylim=(-0.03, 1.03))
            axes.set(xlabel="年度点数" if zh else "annual points", ylabel="")
            axes.set_title(title[zh], fontsize="small")
        spelled = ("噪声5%", "10%", "20%") if zh else ("noise 5 %", "10 %", "20 %")
        for noise, name in zip(NOISE, spelled, strict=True):
            fig.key(style.line(name, color=colors[noise], marker=marks[noise], markersize=4, markeredgewidth=0))
        for _, dashes, names in searches:
            fig.key(style.line(names[zh], color=style.QUIET, linestyle=(0, dashes) if dashes else "-"))
    return fig


@cache
def break_powers() -> pd.DataFrame:
    """=> power of the break test for the printed fall, by points, noise, years of fall, and year named or searched."""
    settings = itertools.product((1, 2), NOISE, (True, False))
    cases = [(n, noise, after, known) for after, noise, known in settings for n in range(after + 2, 13)]
    data = pd.DataFrame(cases, columns=["points", "noise", "after", "known"])
    found = [break_power(n, FALL, noise, growth=10, after=after, known=known) for n, noise, after, known in cases]
    return data.assign(power=[one.power for one in found], error=[round(one.error, 6) for one in found])
