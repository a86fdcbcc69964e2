"""A report prints a level and its change on the year; what may each stand for: rounded half up, cut off, read widely?

| printed change | read as |
|---|---|
| `上升21.9%`, `同比增长了21.9%`, `降幅3.1%`, `6.99%減`, `+21.9%`, `−3.1%` | a ratio; a bare `21.9%` is a rise |
| `增长1.5倍` against `增长到1.5倍`, `是上年的1.5倍` | 2.5 times against 1.5 times |
| `翻一番`, `减半`, `减少三分之一` | the ratio 2, 0.5, 2/3, give or take 0.05: a word is not a decimal |
| `提高0.3个百分点`, `增加60件` | a difference |
| `持平`, `基本持平` | no change; less than half a per cent |
| `增长0.0%` | within half a unit of zero on either side: a printed zero has no direction |

| read widely | is widened by | because |
|---|---|---|
| the printed change | one unit of its last digit, at both ends | cut off, rounded up, or off by one in the last digit |
| a rounded level | half a unit of its last digit, at both ends | cut off or rounded up |
| a whole count, 余, 近, 超 and their like | nothing | they name their values |
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from pingan_analysis.numbers.interval import INF, Bound
from pingan_analysis.numbers.printed import RATIOS, Unrounded, unround

Reading = Literal["half-up", "truncated", "wide"]
UP = ("上升", "增长", "增加", "提高", "提升", "上涨", "上浮", "高于", "高出", "回升", "扩大", "多于", *"增升涨多高")
DOWN = ("下降", "减少", "降低", "回落", "缩短", "缩减", "下跌", "下滑", "低于", "收窄", "少于", "负增长", *"降减跌少低")
JAPANESE = str.maketrans("増減較", "增减较")
MINUS = str.maketrans("−–﹣", "---")
ONCE = Fraction(1, 20)  # a ratio in words, give or take
HALF_PER_CENT = Fraction(1, 2)
POINTS = {"百分点": "个百分点", "个点": "个百分点", "pp": "个百分点", "pct": "个百分点", "千分点": "‰", "万分点": "‱"}
PARTS = {"%": 100, "‰": 1000, "‱": 10000}

_VERB = re.compile("|".join(sorted(UP + DOWN, key=len, reverse=True)))
_SECOND_ORDER = re.compile(rf"(?:[增降涨跌升]幅度?|增速|增长率|降速).*(?:{_VERB.pattern})")
_NUMERAL = "零〇一二三四五六七八九十两几半百千万亿"
_CORE = rf"(?:[百千万]分之)?(?:[{_NUMERAL}]+分之[{_NUMERAL}]+|[\d.,]*\d|上?[{_NUMERAL}]+(?:点[{_NUMERAL}]+)?)"
_BEFORE = "大约|将近|接近|超过|突破|不足|不到|至少|最多|不超过|不低于|不少于|近|约|超|逾"
_NUMBER = re.compile(
    rf"(?P<head>.*?)(?P<sign>[-+])?(?P<number>(?:{_BEFORE})?{_CORE}[十百千万亿]*[余多几]?[十百千万亿]*)"
    rf"(?P<unit>个?[百千万]分点|(?:(?!{_VERB.pattern})[^\d{_NUMERAL}]){{0,12}}?)(?P<more>[余多])?"
    rf"(?P<after>以上|以下|左右|上下|以内)?(?P<tail>{_VERB.pattern})?"
)
_DOUBLED = re.compile(r"翻了?(?:([一二两三四\d])?番|倍)$")
_TO = re.compile(r"(?:(?<!达)到|至|的)$")


@lru_cache(maxsize=1 << 17)
def read_level(text: str, reading: Reading = "half-up") -> Unrounded:
    """'1.71万起' => 17,050…17,149 起: the values of a printed level; read widely, by the second table of this module.

    Raises ValueError if it is not one number from zero up.

    >>> read_level("1.71万起"), read_level("1.71万起", "wide")
    (17,050…17,149 起, 17,000…17,199 起)
    """
    clean = re.sub(r"[(（][^()（）]*[)）]", "", text).translate(MINUS)
    number = unround(clean)
    if re.match(r"\D*-\s*\d", clean) or (number.direction and not number.ratio_to):
        raise ValueError(f"not a level: {text!r}")
    if number.high != INF and reading != "half-up":
        cut = unround(clean, "truncated")
        number = cut if reading == "truncated" else _widened(number, cut.high - number.high)
    named = number.text == text and not number.direction
    return number if named else replace(number, direction="", ratio_to=False, text=text)


@lru_cache(maxsize=1 << 16)
def read_change(text: str, reading: Reading = "half-up") -> Unrounded:
    """'6.99%減' => [6.985, 6.995) % with direction 'down': what a printed change may be.

    Raises ValueError if it is not one number with a unit, or the change of a change (增速回落0.3个百分点).

    >>> read_change("6.99%減").direction, read_change("比上年增长21.9%"), read_change("-3.1%", "wide")
    ('down', [21.85, 21.95) %, [2.95, 3.25) %)
    """
    clean = re.sub(r"\s|\([^()]*\)|[,。;；、]+$", "", unicodedata.normalize("NFKC", text))
    clean = clean.translate(JAPANESE | MINUS)
    if re.search("持平|不变|相同", clean) and not re.search(r"\d", clean):
        near = HALF_PER_CENT if reading == "wide" or re.search("基本|大体|大致|总体", clean) else Fraction(0)
        return Unrounded(-near, near, "both", text, Fraction(0), "%", direction="up")
    if clean.endswith(("减半", "腰斩")):
        return _in_words(Fraction(1, 2), text)
    if doubled := _DOUBLED.search(clean):
        times = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4}.get(doubled[1] or "一") or int(doubled[1])
        return _in_words(Fraction(2**times), text)
    found = _NUMBER.fullmatch(clean)
    if not found or _SECOND_ORDER.search(found["head"]) or re.search(r"[从由].*\d", found["head"]):
        raise ValueError(f"not one printed change: {text!r}")
    direction, to = _direction(found), bool(_TO.search(found["head"]))
    printed = found["number"] + (found["more"] or "") + found["unit"] + (found["after"] or "")
    if "分之" in found["number"] and found["number"][0] not in "百千万":
        part = unround(printed).nominal
        return _in_words(part if to else 1 + part if direction == "up" else 1 - part, text)
    for unit, parts in POINTS.items():
        printed = re.sub(f"个?{unit}$", parts, printed)
    points = "点" in found["unit"] or printed.endswith("个百分点")
    number, cut = unround(printed, share=False), unround(printed, "truncated", share=False)
    if not number.unit or (to and number.unit not in RATIOS):
        raise ValueError(f"{'a level' if number.unit else 'a number without unit'} in place of a change: {text!r}")
    half: Bound = cut.high - number.high if number.high != INF else Fraction(0)  # a unit, where rounded
    allowance = Fraction(1) if number.low == number.high else 2 * half
    number = replace(cut if reading == "truncated" else number, direction=direction, ratio_to=to, text=text)
    if number.nominal == 0 and not to:
        number = replace(number, low=-number.high, closed="both", direction="up")
    number = _widened(number, allowance) if reading == "wide" else number
    return in_unit(number, "%", "个百分点") if points and number.unit in PARTS else number


def in_unit(number: Unrounded, unit: str, name: str = "") -> Unrounded:
    """3‰, '%' => 0.3 %: a rate in another unit of rates."""
    times = Fraction(PARTS[unit], PARTS[number.unit])
    low, high = number.low * times, number.high * times
    return replace(number, low=low, high=high, nominal=number.nominal * times, unit=name or unit)


def alike(one: Unrounded, other: Unrounded) -> bool:
    """Could the two be levels of one series? Rates go with rates, yuan with yuan, dollars with dollars."""
    return _kind(one) == _kind(other)


def applies(change: Unrounded, level: Unrounded) -> bool:
    """change, level => could the one be a change of the other? Points go with rates, amounts with their like."""
    if "百分点" in change.unit:
        return level.unit in PARTS
    if change.unit in RATIOS:
        return not (change.ratio_to and level.unit in PARTS)
    return level.unit not in RATIOS and alike(change, level)


def _kind(number: Unrounded) -> str:
    if number.unit in PARTS:
        return "rate"
    return next((unit for unit in ("倍", "美元", "元") if number.unit.endswith(unit)), "")


def _direction(found: re.Match[str]) -> str:
    """Verb before or behind, or sign => up or down; 增长-3.1% is a fall, 下降-3.1% is refused."""
    verbs = _VERB.findall(found["head"]) + ([found["tail"]] if found["tail"] else [])
    verb = "" if not verbs else "down" if verbs[-1] in DOWN else "up"
    if found["sign"] and verb == "down":
        raise ValueError(f"verb and sign disagree: {found[0]!r}")
    return "down" if found["sign"] == "-" else verb or "up"


def _in_words(ratio: Fraction, text: str) -> Unrounded:
    return Unrounded(ratio - ONCE, ratio + ONCE, "both", text, ratio, "倍", ratio_to=True)


def _widened(number: Unrounded, by: Bound) -> Unrounded:
    """Both ends `by` further out, but nothing that starts at zero falls below it; an infinite end stays."""
    if not by or number.high == INF:
        return number
    low = number.low - by
    return replace(number, low=low if number.low < 0 else max(low, Fraction(0)), high=number.high + by)
