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
| a rounded percentage, ‰ | one unit of its last digit, at both ends | as a change; parts are adjusted to make 100 |
| `近5万` | [v − w, v) | almost, and nothing says how near; w: the unit of its last digit that is not zero |
| a whole count, 余, 超 and their like | nothing | they name their values |
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from pingan_analysis.numbers.grammar import FELL, GREW, QUALIFIER, SIGN, parse
from pingan_analysis.numbers.interval import INF, Bound
from pingan_analysis.numbers.lexicon import ABOVE_PEER, ALMOST, BELOW_PEER, LESS_THAN_BASE, MORE_THAN_BASE
from pingan_analysis.numbers.lexicon import DOWN as FALLS
from pingan_analysis.numbers.lexicon import DOWN_SHORT as FALLS_SHORT
from pingan_analysis.numbers.lexicon import UP as RISES
from pingan_analysis.numbers.lexicon import UP_SHORT as RISES_SHORT
from pingan_analysis.numbers.printed import RATIOS, Unrounded, unround, written_plainly

Reading = Literal["half-up", "truncated", "wide"]
_PEERS = {"超过", "超", "超出", "领先", "领先于", "落后", "落后于"}
UP = (*RISES, *RISES_SHORT, *(word for word in ABOVE_PEER if word not in _PEERS), *MORE_THAN_BASE)
DOWN = (*FALLS, *FALLS_SHORT, *(word for word in BELOW_PEER if word not in _PEERS), *LESS_THAN_BASE)
JAPANESE = str.maketrans("増減較", "增减较")
ONCE = Fraction(1, 20)  # a ratio in words, give or take
HALF_PER_CENT = Fraction(1, 2)
POINTS = {"百分点": "个百分点", "个百分点": "个百分点", "个点": "个百分点", "pp": "个百分点", "千分点": "‰", "个千分点": "‰"}
PARTS = {"%": 100, "‰": 1000, "‱": 10000}

_VERB = re.compile("|".join(map(re.escape, sorted(UP + DOWN, key=len, reverse=True))))
_SECOND_ORDER = re.compile(rf"(?:[增降涨跌升]幅度?|增速|增长率|降速).*(?:{_VERB.pattern})")
_START = re.compile(rf"{_VERB.pattern}|{QUALIFIER}|{SIGN}|[\d.零一二两三四五六七八九十几数上百千万亿翻减腰半]")
_BEHIND = re.compile(rf"的?(?:{'|'.join(map(re.escape, sorted(GREW + FELL, key=len, reverse=True)))})$")
_ANOTHER = re.compile("[从由].*[\\d一二三四五六七八九十百千万亿]|\\d|分之|成")
_DATED = re.compile(r"\d{4}年?度?|\d{1,2}月份?|“[^”]*”|第?[一二三四1-4]季度|成[长本]")
_TO = re.compile(r"(?:(?<!达)到|至|的)$")


@lru_cache(maxsize=1 << 17)
def read_level(text: str, reading: Reading = "half-up") -> Unrounded:
    """'1.71万起' => 17,050…17,149 起: the values of a printed level; read widely, by the second table of this module.

    Raises ValueError if it is not one number from zero up.

    >>> read_level("1.71万起"), read_level("1.71万起", "wide")
    (17,050…17,149 起, 17,000…17,199 起)
    """
    clean = re.sub(r"[(（][^()（）]*[)）]", "", text)
    number = unround(clean)
    if re.match(r"\D*[-−–﹣]\s*\d", clean) or number.low < 0 or (number.direction and not number.ratio_to):
        raise ValueError(f"not a level: {text!r}")
    if number.high != INF and reading != "half-up":
        cut = unround(clean, "truncated")
        by = (cut.high - number.high) * (2 if number.unit in PARTS else 1)
        number = cut if reading == "truncated" else _widened(_almost(number, clean), by)
    named = number.text == text and not number.direction
    return number if named else replace(number, direction="", ratio_to=False, text=text)


@lru_cache(maxsize=1 << 16)
def read_change(text: str, reading: Reading = "half-up") -> Unrounded:
    """'6.99%減' => [6.985, 6.995) % with direction 'down': what a printed change may be.

    Raises ValueError if it is not one number with a unit, or the change of a change (增速回落0.3个百分点).

    >>> read_change("6.99%減").direction, read_change("比上年增长21.9%"), read_change("-3.1%", "wide")
    ('down', [21.85, 21.95) %, [2.95, 3.25) %)
    """
    clean = re.sub(r"[(（][^()（）]*[)）]|[,，。;；、]+$", "", written_plainly(text.translate(JAPANESE)))
    if re.search("持平|不变|相同", clean) and not re.search(r"\d", clean):
        near = HALF_PER_CENT if reading == "wide" or re.search("基本|大体|大致|总体", clean) else Fraction(0)
        return Unrounded(-near, near, "both", text, Fraction(0), "%", direction="up")
    if clean.endswith(("减半", "腰斩")):
        return _in_words(Fraction(1, 2), text)
    if clean.endswith("翻倍"):
        return _in_words(Fraction(2), text)
    head, printed, behind = _apart(clean, text)
    number = unround(printed, share=False)
    verbs = _VERB.findall(head) + [behind] * bool(behind)
    if verbs and verbs[-1] in DOWN and number.direction == "up" and printed[0] not in "+＋":
        number = replace(number, direction="down")
    signed = re.match(rf"(?:{SIGN})", printed)
    if signed and verbs and verbs[-1] in DOWN:
        raise ValueError(f"verb and sign disagree: {text!r}")
    direction = number.direction or ("down" if verbs and verbs[-1] in DOWN else "up")
    if "番" in printed:
        return _in_words(number.nominal, text) if number.low == number.high else replace(number, text=text)
    to = bool(_TO.search(head)) or number.ratio_to
    if not number.unit and number.heaped and number.nominal.denominator > 1 and number.low == number.high:
        part = number.nominal
        return _in_words(part if to else 1 + part if direction == "up" else 1 - part, text)
    points = number.unit in POINTS
    number, cut = (replace(one, unit=POINTS.get(one.unit, one.unit)) for one in (number, unround(printed, "truncated", share=False)))
    if not number.unit or (to and number.unit not in RATIOS):
        raise ValueError(f"{'a level' if number.unit else 'a number without unit'} in place of a change: {text!r}")
    half: Bound = cut.high - number.high if number.high != INF else Fraction(0)  # a unit, where rounded
    allowance = Fraction(1) if number.low == number.high else 2 * half
    number = cut if reading == "truncated" else _almost(number, printed) if reading == "wide" else number
    number = either_way(replace(number, direction=direction, ratio_to=to, text=text))
    number = _widened(number, allowance) if reading == "wide" else number
    return in_unit(number, "%", "个百分点") if points and number.unit in PARTS else number


def either_way(change: Unrounded) -> Unrounded:
    """增长0.0% => [−0.05, 0.05] %, up: a printed zero has no direction, whatever its verb says."""
    if change.nominal or change.ratio_to or change.high == INF or change.low < 0:
        return change
    return replace(change, low=-change.high, closed="both", direction="up")


def _almost(number: Unrounded, printed: str) -> Unrounded:
    """近5万 => [4万, 5万): read widely, almost is anything within a unit of the last digit that is not zero."""
    if number.qualifier not in (*ALMOST, "弱") or number.low == number.high:
        return number
    about = "大约" if number.qualifier in ALMOST else "左右"
    return replace(number, low=min(number.low, unround(printed.replace(number.qualifier, about)).low))


def _apart(clean: str, text: str) -> tuple[str, str, str]:
    """'比2023年上升21.9%' => what stands before its one number, the number with its verb, and a verb behind it."""
    behind = _BEHIND.search(clean)
    body = clean[:behind.start()] if behind else clean
    for start in dict.fromkeys([0, *(found.start() for found in _START.finditer(body))]):
        if parse(body[start:]):
            head = body[:start]
            if _ANOTHER.search(_DATED.sub("", head)) or _SECOND_ORDER.search(body) or body[-1] == "折":
                break
            return head, body[start:], behind[0].removeprefix("的") if behind else ""
    raise ValueError(f"not one printed change: {text!r} (write 增长40.46% or +40.46%)")


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


def _in_words(ratio: Fraction, text: str) -> Unrounded:
    return Unrounded(ratio - ONCE, ratio + ONCE, "both", text, ratio, "倍", ratio_to=True)


def _widened(number: Unrounded, by: Bound) -> Unrounded:
    """Both ends `by` further out, but nothing that starts at zero falls below it; an infinite end stays."""
    if not by or number.high == INF:
        return number
    low = number.low - by
    return replace(number, low=low if number.low < 0 else max(low, Fraction(0)), high=number.high + by)
