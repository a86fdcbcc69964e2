"""The timeline of fraud that keeps definitions apart: which count was printed, for which months, which not."""

from __future__ import annotations

import itertools
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from pingan_analysis.figures import style
from pingan_analysis.figures.figure import Figure, frame
from pingan_analysis.figures.wording import words
from pingan_analysis.numbers.interval import decimal
from pingan_analysis.numbers.printed import unround
from pingan_analysis.tables import load
from pingan_analysis.tables.period import on_the_year, span

FROM, TO = 2011, 2026
ARTICLE, TURN = "zj2021", 2021  # the article, and the year that it calls the first turning point
MM_PER_YEAR = 6.4  # for packing only: about what the lanes have
FALL, RISE, CLAIM = style.SERIES[0], style.SERIES[3], style.SERIES[1]
LOOKS: dict[str, dict[str, Any]] = {
    "fall": {"facecolor": FALL, "edgecolor": FALL},
    "fall without a percentage": {"facecolor": "white", "edgecolor": FALL, "hatch": "////"},
    "rise": {"facecolor": RISE, "edgecolor": style.QUIET},
    "claim": {"facecolor": CLAIM, "edgecolor": CLAIM},
}
KEYS = {
    "en": ("fall", "fall, percentage not printed", "rise", f"the article on {TURN}"),
    "zh": ("下降", "下降，未印百分比", "上升", f"文章所述{TURN}年"),
}
GROUPS = {  # an indicator is scope_fraud_group
    "offences": ("Offences 犯罪数量", "犯罪数量"),
    "cases_filed": ("Cases filed 立案", "立案"),
    "cases_accepted": ("Cases accepted 受理", "受理"),
    "incidents": ("Incidents 发案", "发案"),
    "loss": ("Money lost 损失", "损失金额"),
}
SCOPES = {  # what is counted, where it is not 电信网络诈骗
    "telecom": ("", ""),
    "phone_net": ("older term", "通讯网络诈骗"),
    "dianxin": ("older term", "电信诈骗"),
    "new_property": ("wider scope", "新型侵财案件"),
}
SIMPLIFIED = str.maketrans("億個萬餘", "亿个万余")


def definitions() -> pd.DataFrame:
    """=> one row per change on the year, or run of falling months: its lane, exact period, direction, label, sources.

    Prints of one lane and period are one row, a level among them. Left out: levels alone, which say neither up nor
    down; changes on another base; readings of low confidence, whose year is inferred; a run that another prolongs.
    """
    areas = {row["area"]: row for row in load.records("areas")}
    windows: dict[tuple[str, str], str] = {}
    periods: dict[tuple[str, str], dict[str, list[dict[str, str]]]] = {}
    for one in load.records("reported"):
        lane, period = (one["indicator"], one["ref_area"]), one["ref_period"]
        scope, _, group = one["indicator"].partition("_fraud_")
        if scope not in SCOPES or group not in GROUPS or one["confidence"] == "low" or ".." in period:
            continue
        if not on_the_year(period, one["base_period"]):
            continue
        if (one["measure"], one["unit"]) == ("duration", "年"):
            windows[lane] = one["printed"]
        else:
            periods.setdefault(lane, {}).setdefault(period, []).append(one)
    rows: list[dict[str, Any]] = []
    for (indicator, area), of in periods.items():
        runs = [period for period, prints in of.items() if _measures(prints) == {"duration"}]
        for period, prints in of.items():
            if _measures(prints) == {"level"} or (period in runs and _prolonged(period, runs)):
                continue
            (scope, _, group), (start, end) = indicator.partition("_fraud_"), span(period)
            window = windows.get((indicator, area), "")
            rows.append({
                "group": group, "area": area, "scope": scope, "place_en": areas[area]["label_en"],
                "place_zh": "全国" if area == "100000" else areas[area]["label_zh"],
                "ref_period": period, "base_period": max(one["base_period"] for one in prints),
                "start": round(start, 4), "end": round(end, 4), "look": _look(prints),
                "sure": all(one["confidence"] == "high" for one in prints),
                "label_en": _label(prints, window, "en"), "label_zh": _label(prints, window, "zh"),
                "number_ids": " ".join(one["number_id"] for one in prints),
                "source_ids": " ".join(dict.fromkeys(one["source_id"] for one in prints)),
            })  # fmt: skip
    return _packed(rows)


def earlier_falls(data: pd.DataFrame) -> pd.DataFrame:
    """The rows of `definitions` => falls of the number of cases (not of the money) whose period ended before 2021."""
    return data[data["look"].str.startswith("fall") & (data["end"] <= TURN) & (data["group"] != "loss")]


def fraud_definitions(lang: str = "en") -> Figure:
    """=> every printed change of fraud over the months that it covers, one lane per definition and area."""
    data = definitions()
    falls = len(earlier_falls(data))
    filed = data[(data["group"] == "cases_filed") & (data["scope"] == "telecom") & (data["area"] == "330000")]
    reported = load.load_reported().query("ref_area == '330000' and indicator.str.endswith('fraud_cases_filed')")
    if (reported["ref_period"] < str(TURN)).any():
        raise ValueError(f"a figure on cases filed in Zhejiang before {TURN} is known now: the title no longer holds")
    said = words("fraud-definitions", lang, turn=TURN, falls=falls)
    rows, zh = int(data["row"].max()) + 1, lang == "zh"
    claims = load.load_claims().claim_id
    claims = claims[claims.str.contains("fraud-(?:fall|first|turning|no-fall|filed)")]  # that a change or level decides
    sources = {source for ids in data["source_ids"] for source in ids.split()}
    facts: dict[str, Any] = {"data": data, "claims": claims.tolist(), "sources": sources}
    with frame(lang, *said, **facts, plot_mm=5.2 * rows) as fig:
        axes = fig.subplots()
        axes.axvspan(TURN, TURN + 1, color=CLAIM, alpha=0.1, linewidth=0)
        for bar in data.to_dict("records"):
            length, color = bar["end"] - bar["start"], CLAIM if bar["look"] == "claim" else style.INK
            axes.barh(bar["row"], length, left=bar["start"], height=0.6, linewidth=0.6, **LOOKS[bar["look"]])
            text = bar[f"label_{lang}"] + "*" * (not bar["sure"])
            style.say(axes, text, (bar["end"], bar["row"]), 0.3, color=color)
        gap = int(filed["row"].iloc[0])
        axes.plot([FROM + 0.1, TURN - 0.1], [gap, gap], color=CLAIM, linewidth=0.9, linestyle=(0, (2, 2)))
        nothing = f"{TURN}年之前未见任何数字" if zh else f"no figure known before {TURN}"
        blank = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
        style.say(axes, nothing, ((FROM + TURN) / 2, gap), ha="center", color=CLAIM, bbox=blank)
        _name_lanes(axes, data, zh)
        axes.set(xlim=(FROM, TO + 3), ylim=(rows - 0.4, -0.6), xticks=range(FROM, TO + 1, 4))
        axes.xaxis.tick_top()
        axes.tick_params(axis="x", length=0)
        axes.spines[["left", "bottom"]].set_visible(False)
        axes.grid(visible=False, axis="y")
        axes.grid(axis="x")
        for name, look in zip(KEYS[lang], LOOKS.values(), strict=True):
            fig.key(Patch(label=name, linewidth=0.6, **look))
    return fig


def _prolonged(period: str, runs: list[str]) -> bool:
    """Is this run of months carried on by another from the same start?"""
    (start, end), others = span(period), map(span, runs)
    return any(begins == start and ends > end for begins, ends in others)


def _measures(prints: list[dict[str, str]]) -> set[str]:
    return {one["measure"] for one in prints}


def _look(prints: list[dict[str, str]]) -> str:
    if any(one["source_id"] == ARTICLE for one in prints):
        return "claim"
    if any(one["direction"] == "up" for one in prints):
        return "rise"
    return "fall" if any(one["measure"] == "change" for one in prints) else "fall without a percentage"


def _label(prints: list[dict[str, str]], window: str, lang: str) -> str:
    """The prints of one lane and period => '−30.34%; 45,286'."""
    claim = _look(prints) == "claim"
    parts: dict[str, list[str]] = {"change": [], "rank": [], "duration": [], "level": []}
    for one in prints:
        parts[one["measure"]].append(_spelled(one, window, claim, lang))
    return {"en": "; ", "zh": "；"}[lang].join(" / ".join(dict.fromkeys(texts)) for texts in parts.values() if texts)


def _spelled(one: dict[str, str], window: str, claim: bool, lang: str) -> str:
    printed = one["printed"].translate(SIMPLIFIED)
    if one["measure"] == "change":
        return {"up": "+", "down": "−"}[one["direction"]] + printed
    if one["measure"] == "duration":
        months = unround(printed).nominal
        return {"en": f"{months} months running", "zh": f"连降{months}个月"}[lang]
    if one["measure"] == "level":
        elsewhere = {"en": " (outside)", "zh": "（外部）"}[lang] * (claim and one["source_id"] != ARTICLE)
        return (printed if lang == "zh" else level_en(printed, one["unit"])) + elsewhere
    if claim:
        return {"en": "'first turning point'; count not defined", "zh": "“首次出现拐点”，未作定义"}[lang]
    years = unround(window).nominal if window else 0
    since = {"en": f" in {years} years", "zh": f"{years}年来"}[lang] * bool(years)
    return {"en": "first fall" + since, "zh": since + "首次下降"}[lang]


def level_en(printed: str, unit: str) -> str:
    """'4.07万起' => '40.7k'; '45286起' => '45,286'; '40余万起' => '400k+'; '38.97亿元', '元' => '¥3.897bn'."""
    number = unround(printed, unit=unit)
    value, more = number.nominal, "+" * (number.qualifier in ("余", "多"))
    if unit == "元":
        return (f"¥{decimal(value / 10**9)}bn" if value >= 10**9 else f"¥{decimal(value / 10**6)}m") + more
    return (f"{decimal(value / 1000)}k" if value % 100 == 0 and value >= 1000 else decimal(value)) + more


def _packed(bars: list[dict[str, Any]]) -> pd.DataFrame:
    """Bars => a frame with the row of each: lanes in order, and within a lane no label over the next bar."""
    groups, scopes = list(GROUPS), list(SCOPES)
    places = {"330000": 0, "100000": 2}  # Zhejiang, its cities and counties, the nation

    def lane(bar: dict[str, Any]) -> tuple[int, int, str, int]:
        return groups.index(bar["group"]), places.get(bar["area"], 1), bar["area"], scopes.index(bar["scope"])

    ordered = sorted(bars, key=lambda bar: (lane(bar), bar["start"], bar["end"]))
    row, group = -1, ""
    for _, of in itertools.groupby(ordered, lane):
        free: list[float] = []  # the row of a lane => the year from which it has room
        for bar in of:
            if not free:
                row += 1 + (bar["group"] != group)  # a heading has a row of its own
            place = next((k for k, taken in enumerate(free) if taken <= bar["start"]), len(free))
            width = max(_width(bar["label_en"]), _width(bar["label_zh"])) / MM_PER_YEAR
            free[place : place + 1] = [bar["end"] + width]
            group, bar["row"] = bar["group"], row + place
        row += len(free) - 1
    return pd.DataFrame(ordered)


def _width(text: str) -> float:
    """A label => about how many mm it takes, with the room around it."""
    return 4.0 + sum(3.65 if ord(letter) > 0x2E80 else 2.0 for letter in text)


def _name_lanes(axes: Axes, data: pd.DataFrame, zh: bool) -> None:
    """Names of groups and lanes at the left."""
    names: dict[int, tuple[str, bool]] = {}
    for bar in data.drop_duplicates(["group", "area", "scope"]).to_dict("records"):
        note, heading = SCOPES[bar["scope"]][zh], GROUPS[bar["group"]][zh]
        if (heading, True) not in names.values():
            names[bar["row"] - 1] = heading, True
            axes.axhline(bar["row"] - 1.5, color=style.GRID, linewidth=0.8)
        name = bar["place_zh" if zh else "place_en"]
        names[bar["row"]] = name + (note and (f"（{note}）" if zh else f", {note}")), False
    axes.set_yticks(list(names), [name for name, _ in names.values()])
    axes.tick_params(axis="y", length=0, labelsize="small")
    for label, (_, heads) in zip(axes.get_yticklabels(), names.values(), strict=True):
        label.set_color(style.INK if heads else style.QUIET)
