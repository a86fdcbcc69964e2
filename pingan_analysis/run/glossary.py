"""The scanner's numbers in English: what its counters count, what a change is held against, as far as the words say."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from pingan_analysis.numbers.english import gloss
from pingan_analysis.numbers.interval import Closed, Interval, decimal
from pingan_analysis.numbers.printed import unround
from pingan_analysis.tables.load import HIDDEN
from pingan_analysis.text.pairing import Found, stretches

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("printed", "english", "may_be", "measure")
# A counter says less than the noun behind it: these are what it counts most often in official reports.
COUNTED = {
    "起": "cases", "件": "cases or items", "宗": "cases", "例": "cases", "案": "cases", "桩": "cases", "单": "orders",
    "人": "people", "名": "people", "位": "people", "口": "people", "人次": "person-times", "对": "pairs",
    "组": "groups", "户": "households", "户次": "visits to households", "家": "firms or premises",
    "家次": "visits to premises", "个": "items", "处": "places", "间": "rooms", "幢": "buildings", "栋": "buildings",
    "座": "items", "次": "times", "场": "events", "场次": "events", "批": "batches", "批次": "batches", "轮": "rounds",
    "期": "issues", "条": "items", "项": "items", "种": "kinds", "类": "kinds", "款": "kinds", "级": "levels",
    "份": "copies", "封": "letters", "篇": "articles", "册": "volumes", "本": "volumes", "张": "sheets",
    "块": "pieces", "片": "pieces", "支": "teams or pieces", "队": "teams", "台": "machines", "套": "sets",
    "辆": "vehicles", "辆次": "vehicle-times", "架": "aircraft", "艘": "vessels", "列": "trains", "部": "devices",
    "枚": "pieces", "发": "rounds", "路": "channels", "所": "institutions", "门": "subjects",
    "只": "animals or pieces", "头": "head", "株": "plants", "票": "votes", "吨": "tonnes", "公斤": "kg", "千克": "kg",
    "克": "g", "公里": "km", "千米": "km", "米": "m", "平方米": "m²", "平方公里": "km²",
    "立方米": "m³", "亩": "mu (1/15 ha)",
    "公顷": "hectares", "度": "kWh or degrees", "千瓦时": "kWh", "美元": "US dollars", "港元": "Hong Kong dollars",
    "欧元": "euros", "日元": "yen", "分钟": "minutes", "个小时": "hours", "周": "weeks", "岁": "years of age",
    "周岁": "years of age", "方面": "aspects", "方": "sides", "维度": "dimensions", "领域": "fields", "环节": "stages",
    "村": "villages", "镇": "towns", "乡": "townships", "县": "counties", "市": "cities", "省": "provinces",
    "国": "countries",
}  # fmt: skip
CLOSED: dict[tuple[bool, bool], Closed] = {
    (True, True): "both", (True, False): "left", (False, True): "right", (False, False): "neither",
}  # fmt: skip
# What a change or a gap is held against; the first that is found in the words.
BASES = (
    ("同比|[去上]年同期|上年同", "the same period a year before"),
    ("环比|上一?个?季|上一?个?月|按月", "the period before"),
    ("[去上]一?年", "the year before"), ("年初", "the beginning of the year"), ("(?<!\\d)(\\d{4})年", "{}"),
    ("全球|世界", "the world"), ("全国|国家", "the nation"), ("全省|本省", "the province"), ("全市", "the city"),
    ("全县|全区", "the county or district"), ("目标|预期", "the target"), ("同期", "the same period before"),
)  # fmt: skip


def based(basis: str) -> str:
    """'比上年' => 'the year before'; words that the table does not know stay as printed.

    >>> [based(basis) for basis in ("同比", "较2003年", "全省平均水平", "比平时")]
    ['the same period a year before', '2003', 'the province', '“比平时”']
    """
    for words, english in BASES:
        if found := re.search(words, basis):
            return english.format(*found.groups())
    return f"“{HIDDEN.sub('', basis)}”" if basis else ""


def glossed(text: str) -> pd.DataFrame:
    """A report's text => for each row of `scan`: the print, its English, the values it may stand for, its kind.

    The kind is a guess from the words (level, change, gap, duration, rank); a reader confirms it.

    >>> glossed("立案数同比下降31.26%,破获案件1.71万起。")[["english", "may_be"]].values.tolist()
    [['down 31.26 % on the same period a year before', '[31.255, 31.265)'], ['17,100 cases', '17,050…17,149']]
    """
    import pandas as pd

    numbers = [number for run in stretches(text) for number in run]
    rows = [(number.printed, english(number), may_be(number), number.measure) for number in numbers]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def english(number: Found) -> str:
    """A number as found => in English, with its direction and what it is held against."""
    told = {"measure": number.measure, "counted": COUNTED.get(number.unit, number.unit), "unit": number.unit}
    told |= {"direction": number.direction if number.moved else "", "base": based(number.basis) if number.moved else ""}
    try:
        alone = unround(number.printed, unit=number.unit)
        same = (alone.low, alone.high) == (number.low, number.high)
        said = gloss(number.printed, reference=told["base"], **told) if same or number.moved else ""
    except ValueError:
        said = ""
    said = said or f"{decimal(Fraction(str(number.nominal)), 4)} {told['counted']}".rstrip()
    ends = {"from": "from ", "to": f"{number.direction} to ".lstrip(), "range_low": "from ", "range_high": "to "}
    return ends.get(number.relation, "") + said


def may_be(number: Found) -> str:
    """A number as found => the values that it may stand for; of a count, the first and the last whole number."""
    try:
        alone = unround(number.printed, unit=number.unit)
    except ValueError:
        alone = None
    if alone and alone.integer and (alone.low, alone.high) == (number.low, number.high):
        return str(alone).removesuffix(alone.unit).strip()
    closed = CLOSED[number.low_closed, number.high_closed]
    return str(Interval(number.low, number.high, closed))  # type: ignore[arg-type]
