"""One printed number, taken apart: the rules that `unround` and `scan` both read by.

A number is written head, core, unit, tail; a range is two of them with a dash between. The text is written plainly
(`spelling`). RULES names the cores: what each looks like and means, with examples beside it, which run as tests; they
are tried in this order. The words stand in `lexicon`, so that a new counter or qualifier is a word there.

| place | may hold | examples |
|---|---|---|
| head | bases, a currency, a verb of change, 到, a qualifier and its linking word, a sign | `同比下降`, `¥`, `约占`, `超过了`, `-` |
| core | one of RULES | `31.26`, `百分之三`, `1/3`, `数十万`, `半`, `翻两番` |
| unit | counters, measures, coins, tenths, a half, 余 and 多 within | `起`, `个百分点`, `元/吨`, `元5角`, `成五`, `个半月`, `个多月` |
| tail | 多, +, a qualifier | `90%多`, `5万+`, `以上`, `左右` |
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from pingan_analysis.numbers.lexicon import (
    ABOVE,
    ABOVE_OPEN,
    AFTER,
    BASES,
    BEFORE,
    BELOW,
    BELOW_OPEN,
    COUNTERS,
    CURRENCIES,
    DIGITS,
    DOWN,
    DOWN_SHORT,
    FORMAL,
    LATIN_UNITS,
    LINKING,
    MEASURES,
    MONEY,
    MORE_AFTER,
    NOT_BEHIND,
    PERIODS,
    RATES,
    UP,
    UP_SHORT,
    either,
)
from pingan_analysis.numbers.numerals import RUN, SIMPLE, Numeral, figures, numeral, shared

ONE = Fraction(1)
LONGEST = 4_000  # digits that Python reads in good time


def _any(words: tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


# --- head ---------------------------------------------------------------------------------------------------------

_FIRST = "".join(sorted({word[0] for word in BEFORE}))
QUALIFIER = f"(?=[{_FIRST}])(?:" + "|".join(  # the class first: most places are none
    (f"(?<![{NOT_BEHIND[word]}])" if word in NOT_BEHIND else "") + f"{re.escape(word)}(?:{LINKING[words]})?"
    for word, words in sorted(((word, words) for words in LINKING for word in words), key=lambda pair: -len(pair[0]))
) + ")"  # fmt: skip
SIGN = "[-−–+]|负|零下"
GREW, FELL = (*UP, *UP_SHORT, "高于"), (*DOWN, *DOWN_SHORT, "低于")
BEYOND = ("高于", "低于")  # before anything but percentage points: a bound, not a gap
_HEAD = re.compile(
    rf"(?:(?:{_any(BASES)}|(?P<money>{_any(tuple(CURRENCIES))}))*(?P<verb>{_any(GREW + FELL)})?(?P<to>到|至(?!少|多)|为|了)?"
    rf"(?P<before>{QUALIFIER})?(?P<sign>{SIGN})?(?P<sum>{_any(tuple(CURRENCIES))})?)"
)

# --- core ---------------------------------------------------------------------------------------------------------

PARTS = {"百": "%", "千": "‰", "万": "‱", "佰": "%", "仟": "‰"}
WORDED = {"过半数": ("过", 50), "过半": ("过", 50), "一半": ("", 50), "半数": ("", 50), "对折": ("", 50), "减半": ("", 50)}
TWICE = {"": 1} | {c: n for c, n in DIGITS.items() if n}


class Core(NamedTuple):
    """What a rule produces: a numeral, where it ends, its unit if the rule names one, what else the wording says."""

    number: Numeral
    end: int
    unit: str = ""
    direction: str = ""
    word: bool = False  # a word names the value: nothing says how it was rounded
    exact: bool = False
    below: bool = False
    several: str = ""
    before: str = ""
    parts: bool = False  # 百分之, N分之
    bare: bool = False  # nothing but a multiplier: an order of magnitude


@dataclass(frozen=True)
class Rule:
    """A way to write the core of a number: what begins it, how it looks, what it produces; examples of its value."""

    name: str
    begins: str
    pattern: re.Pattern[str]
    product: Callable[[re.Match[str]], Core | None]
    examples: dict[str, str]


def _value(value: Fraction | int, *, plain: bool = True, last: Fraction = ONE) -> Numeral:
    return Numeral(Fraction(value), last, last, plain, None, "", "", 0)


def _at(text: str, at: int) -> tuple[Numeral | None, int]:
    """=> the numeral at a place, and where it ends."""
    run = RUN.match(text, at)
    found = run and numeral(text[at:run.end() + 3])
    return found, at + found.end if found else at


def _ratio(found: re.Match[str]) -> Core | None:
    """百分之X is X %, N分之M a fraction; 又 stands between a whole and its fraction."""
    parts, below = found["parts"], bool(found["neg"] or found["inner"])
    over, end = _at(found.string, found.end())
    if not over:
        return None
    if parts:
        if over.value > 1000 and (short := re.match("[^万亿]+", over.core)):  # 百分之三十|万元户
            over, end = numeral(short[0]) or over, found.end() + len(short[0])
        return Core(over, end, PARTS[parts], below=below, parts=True)
    whole = numeral(found["whole"] or "零")
    under = numeral(found["under"])
    if not under or not whole or not 0 < over.value < under.value or under.end < len(found["under"]):
        return None
    value = whole.value + over.value / under.value
    top = None if over.top is None else over.top / under.value
    number = Numeral(value, value / 10, value / 10, True, top, over.more, found[0], 0)
    return Core(number, end, below=below, word=True, parts=True)


def _fraction(found: re.Match[str]) -> Core | None:
    over, under, whole = int(found["over"]), int(found["under"]), int(found["whole"] or 0)
    value = whole + Fraction(over, under)
    return Core(_value(value, last=value / 10), found.end(), word=True) if over < under else None


def _doubled(found: re.Match[str]) -> Core | None:
    """翻两番 is four times as much; 近 and 多 say between which doublings."""
    times = int(found["n"]) if found["n"].isdecimal() else TWICE[found["n"]]
    if times > 9:
        return None
    value, word = Fraction(2**times), found["almost"] or found["some"]
    low, high = (value / 2, value) if found["almost"] else (value, 2 * value)
    number = Numeral(low if word else value, value, value, True, high if word else None, found["some"], "", 0)
    return Core(number, found.end(), "倍", "up", word=True, exact=not word, before=found["almost"])


def _several(found: re.Match[str]) -> Core | None:
    ten = numeral(found["ten"])
    return ten and Core(ten._replace(core="", plain=False), found.end(), several=found["how"][-1])


def _half(found: re.Match[str]) -> Core:
    return Core(_value(Fraction(1, 2), last=Fraction(1, 2)), found.end(), exact=True)


def _worded(found: re.Match[str]) -> Core:
    before, value = WORDED[found[0]]
    number = _value(value, plain=bool(before), last=Fraction(1 if before else 10))
    down = "down" if found[0] == "减半" else ""
    return Core(number, found.end(), "%", down, word=True, exact=not before, before=before)


def _hundred(found: re.Match[str]) -> Core:
    return Core(_value(100), found.end(), "%")


def _discount(found: re.Match[str]) -> Core:
    return Core(_value(10 * DIGITS[found[1]] + DIGITS[found[2]]), found.end(), "%")


def _rank(found: re.Match[str]) -> Core | None:
    place, end = _at(found.string, found.end()) if found[0] == "第" else (_value(1), found.end())
    return place if place is None else Core(place._replace(nonzero=ONE), end, exact=place.plain)


def _none(found: re.Match[str]) -> Core:
    return Core(_value(0), found.end(), exact=True)


def _numeral(found: re.Match[str]) -> Core | None:
    number = numeral(found.string[found.start():found.end() + 3])
    if not number or number.core == "零":
        return None
    return Core(number, found.start() + number.end, bare=not number.core.strip("百千万亿"))


_N, _NINE = RUN.pattern, "[一二三四五六七八九]"
_FIGURES = "0123456789.零〇一二两三四五六七八九十廿卅百千万亿点壹贰叁叄参肆伍陆陸柒捌玖拾佰仟"
RULES = (
    Rule("in words", "过一半对减", re.compile(_any(tuple(WORDED)) + "(?![百年个天月小公])"), _worded,
         {"过半": "(50, 100] %", "一半": "50 %", "减半": "50 %"}),
    Rule("no change", "持", re.compile("持平"), _none, {"持平": "0"}),
    Rule("all of it", "百", re.compile("百分之百|百分百"), _hundred, {"百分之百": "[99.5, 100] %"}),
    Rule("doubled", "翻", re.compile(rf"翻了?(?P<almost>近|将近|接近|约|)(?P<n>{_NINE}|两|\d{{1,2}}|)番(?!半)(?P<some>多|有余|)"), _doubled,
         {"翻两番": "4 倍", "翻了3番": "8 倍", "翻了近两番": "(2, 4) 倍", "翻了一番多": "[2, 4) 倍"}),
    Rule("part of a whole", "负" + _FIGURES,
         re.compile(rf"(?P<neg>负)?(?:(?P<parts>[百千万佰仟])分之|(?:(?P<whole>{_N})又)?(?P<under>{_N})分之)(?P<inner>负)?"), _ratio,
         {"百分之三十": "[29.5, 30.5) %", "三分之二": "0.666667", "一又二分之一": "1.5", "百分之八十": "[79.5, 80.5) %"}),
    Rule("fraction", "0123456789",
         re.compile(r"(?:(?P<whole>\d)又)?(?<![\d/.:-])(?P<over>[1-9])/(?P<under>[2-9]|10)(?![\d/.年月日:])"), _fraction,
         {"1/3": "0.333333", "3/4": "0.75"}),
    Rule("several", "上好数几", re.compile("(?P<how>上|好?[数几])(?P<ten>[十百千万亿]{1,2}(?:万亿|[万亿])?)"), _several,
         {"上百起": "100…999 起", "数千人": "2,000…9,999 人", "几十家": "20…99 家"}),
    Rule("tenths of a price", "一二三四五六七八九", re.compile(rf"({_NINE})({_NINE})折"), _discount, {"八五折": "[84.5, 85.5) %"}),
    Rule("half", "半", re.compile("半(?=[个年天日月斤吨里公世小倍成元块岁价])"), _half, {"半年": "0.5 年", "半吨": "0.5 吨"}),
    Rule("rank", "首第", re.compile("首(?=[^\\W\\d]{1,2}\\Z)|第"), _rank, {"首次": "1 次", "第3位": "3 位"}),
    Rule("none", "零", re.compile("零(?![零〇一二三四五六七八九点下])"), _none, {"零发案": "0 发案"}),
    Rule("numeral", _FIGURES, RUN, _numeral, {"1.71万起": "17,050…17,149 起", "三万五": "34,500…35,499", "五六个": "5…6 个"}),
)  # fmt: skip
_NOT_SIMPLE = ("分", "又", "/")
_BEGUN_BY = {first: tuple(rule for rule in RULES if first in rule.begins) for rule in RULES for first in rule.begins}


def core(text: str, at: int) -> Core | None:
    """The core of a number that begins at this place, by the first rule that reads it."""
    if (digits := SIMPLE.match(text, at)) and text[digits.end():digits.end() + 1] not in _NOT_SIMPLE:  # the most of all
        return None if digits.end() - at > LONGEST else Core(numeral(digits[0]), digits.end())  # type: ignore[arg-type]
    for rule in _BEGUN_BY.get(text[at:at + 1], ()):
        found = rule.pattern.match(text, at)
        made = rule.product(found) if found else None
        if made or (found and rule.product is _ratio):  # 五百分之 of nothing is no 百分之
            return made
    return None


# --- unit and tail ------------------------------------------------------------------------------------------------

COUNTED = either([*COUNTERS, *MEASURES, *MONEY, *PERIODS])
LATIN = "|".join(sorted(map(re.escape, LATIN_UNITS), key=len, reverse=True))
_C = r"[\d一二三四五六七八九两壹贰叁肆伍陆柒捌玖]"
COINS = (
    rf"(?:[元块圆](?:零?{_C}[角毛](?:零?{_C}分)?钱?|零?{_C}分(?!之)|[一二三四五六七八九](?![\d一二三四五六七八九十百千万亿角毛点成]|[个件起人名年]))"
    rf"|角(?:{_C}分|钱)|毛钱)"
)
TENTHS = r"成(?:半|[一二三四五六七八九\d](?![年月日天周人次名位家所项星级千百十万个\d.%](?!案)))?|折"
HALVED = "(?:个半(?:月|小时|世纪|学期|钟头)|(?:年|天|周|月|斤|吨|里|公里|公斤|小时|倍|岁|亩|周岁)半(?!年|月|天|数))"
WITHIN = "个[多余](?:月|星期|小时|世纪|百分点)|[年天][多余](?=[^\\W\\d])(?!次|家)"
PER = rf"(?:/[万亿]?(?:(?:{COUNTED})|(?:{LATIN})(?![A-Za-z])))?"
KNOWN = rf"(?:{HALVED}|{WITHIN}|{COINS}|角(?=[，,。；;、）)以]|\Z)|{TENTHS}|(?:{either(RATES)}|(?:{COUNTED})次?|(?:{LATIN})(?![A-Za-z])){PER})"
OPEN = r"(?:(?![元块%‰‱])[^\W\d以零一二三四五六七八九十百千万亿两半几余多强弱至到A-Za-z]{1,8}|people)"
LATE = rf"(?:{_any(MORE_AFTER)}|[强弱])"
AFTERS = rf"(?:{_any(AFTER).replace('|' + re.escape('+'), '')}|\+(?![\dA-Za-z]))"


def tail(unit: str) -> str:
    """A pattern for units => one for all that may stand behind a core."""
    return rf"(?P<plus>\+(?![\dA-Za-z]))?(?P<unit>{unit})?(?P<late>{LATE})?(?P<after>{AFTERS})?"


_TAIL = re.compile(tail(f"{KNOWN}|{OPEN}"))
_TAILS = (re.compile(tail(KNOWN)), _TAIL, re.compile(tail(f"{KNOWN}{OPEN}")))
_DASH = re.compile("至|到|[-—–~]{1,2}|(?:与|和)(?=.*间$)")
_MORE_INSIDE = re.compile("([^多余]+)([多余])(.*)")


class Print(NamedTuple):
    """One printed number, taken apart: its words, and what its numeral says, before any rounding."""

    core: Core
    number: Numeral
    unit: str
    verb: str = ""
    to: str = ""
    before: str = ""
    after: str = ""
    more: str = ""
    sign: str = ""
    half: bool = False
    top: Numeral | None = None  # the far end of a range
    end_more: str = ""


class Tail(NamedTuple):
    """What stands behind a core: the number with what its unit adds, the unit, 多 and the qualifier."""

    number: Numeral
    unit: str
    more: str
    after: str
    half: bool


def read_tail(made: Core, found: re.Match[str]) -> Tail:
    """`三|年半`, `五|元三角`, `九|成五`, `两|个多月`: what the unit says of the number."""
    number, unit = made.number, found["unit"] or ""
    more, after, half = found["late"] or number.more, found["after"] or found["plus"] or "", made.exact and made.number.value == Fraction(1, 2)
    if not unit:
        return Tail(number, "", more, after, half)
    if "半" in unit and unit != "成半":
        value = number.value + Fraction(1, 2)
        unit = unit.replace("半", "", 1)
        unit = unit.removeprefix("个") if len(unit) > 1 else unit
        return Tail(number._replace(value=value, last=Fraction(1, 2), nonzero=Fraction(1, 2)), unit, more, after, True)
    if unit[0] in "成折":
        number, unit = _tenths(number, unit), "%"
    elif (unit[0] in "元块圆" and len(unit) > 1 and unit[1] in _COIN_DIGITS) or unit[0] in "角毛":
        number, unit = _coins(number, unit)
    elif len(unit) > 1 and (inner := _MORE_INSIDE.fullmatch(unit)):
        number, unit, more = number._replace(nonzero=number.last), inner[1] + inner[3], inner[2]
    elif more in ("多", "余") and not number.more and found["late"]:
        number = number._replace(nonzero=number.last)  # 3年多: less than one more
    return Tail(number, unit, more, after, half)


_COIN_DIGITS = frozenset("零一二两三四五六七八九壹贰叁肆伍陆柒捌玖0123456789")


def _tenths(number: Numeral, unit: str) -> Numeral:
    """九成五 is 95, 七成半 75, 八折 80; 85折 85."""
    value, last = number.value, number.last
    if len(unit) > 1:
        tenth = Fraction(5 if unit[1] == "半" else DIGITS.get(unit[1]) or int(unit[1]), 10)
        value, last = value + tenth, last / 10
    ten = 10 if value <= 10 else 1
    top = number.top and number.top * ten
    return number._replace(value=ten * value, last=ten * last, nonzero=ten * last, plain=False, top=top)


def _coins(number: Numeral, unit: str) -> tuple[Numeral, str]:
    """五元三角 is 5.3 元."""
    unit = unit.translate(FORMAL)
    digits = [DIGITS.get(c, int(c) if c.isdecimal() else 0) for c in unit if c in _COIN_DIGITS and c not in "零0"]
    if unit[0] in "角毛":
        value, last = number.value / 10, Fraction(1, 10)
        if digits:
            value, last = value + Fraction(digits[0], 100), Fraction(1, 100)
    else:
        value, last = number.value + Fraction(digits[0], 10), Fraction(1, 10)
        if len(digits) > 1:
            value, last = value + Fraction(digits[1], 100), Fraction(1, 100)
        elif "分" in unit and "角" not in unit and "毛" not in unit:
            value, last = number.value + Fraction(digits[0], 100), Fraction(1, 100)
    return number._replace(value=value, last=last, nonzero=last, plain=False), "元"


@lru_cache(maxsize=1 << 14)
def parse(text: str, unit: str = "") -> Print | None:
    """A text, written plainly and without blanks => its one printed number, taken apart; None if it is none."""
    head = _HEAD.match(text)
    assert head
    ends = {head.end()} | ({0} if head.end() else set())
    for begun in sorted(ends, reverse=True):
        words = head.groupdict(default="") if begun else {}
        if (made := core(text, begun)) and (read := _behind(text, made, unit, words)):
            return read
    return None


def _behind(text: str, made: Core, unit: str, words: dict[str, str]) -> Print | None:
    at = made.end
    for pattern in _TAILS:
        if found := pattern.fullmatch(text, at):
            return _print(made, read_tail(made, found), unit, words)
    for pattern in _TAILS:
        found = pattern.match(text, at)
        dash = found and _DASH.match(text, found.end())
        if found and dash and (read := _range(text, made, read_tail(made, found), dash.end(), unit, words)):
            return read
    return None


def _range(text: str, made: Core, near: Tail, at: int, unit: str, words: dict[str, str]) -> Print | None:
    """3|至|5亿元: two numbers of one unit, the first counting in 万 or 亿 as the second does."""
    far = core(text, at)
    bound = words.get("before", "").startswith((*ABOVE_OPEN, *ABOVE, *BELOW_OPEN, *BELOW))
    if not far or far.several or made.several or near.after or far.before or made.before or bound:
        return None
    end = text.removesuffix("之间").removesuffix("间")
    found = next((found for pattern in _TAILS if (found := pattern.fullmatch(end, far.end))), None)
    if not found:
        return None
    behind = read_tail(far, found)
    low = made.number
    if near.unit and behind.unit and near.unit != behind.unit:
        return None
    if not near.unit and not made.unit:
        late = shared(low.core, far.number.core)
        if late and figures(low.core) <= figures(far.number.core):
            low = numeral(low.core + late) or low
        if found["unit"] and found["unit"][0] in "成折":
            low = _tenths(low, "成")
    else:
        low = near.number
    name = made.unit or far.unit or behind.unit or near.unit
    if behind.number.value < low.value:
        return None
    read = _print(made._replace(unit=name), Tail(low, name, near.more, behind.after, False), unit, words)
    return read and read._replace(top=behind.number, end_more=behind.more)


def _print(made: Core, behind: Tail, unit: str, words: dict[str, str]) -> Print | None:
    money = words.get("money") or words.get("sum") or ""
    named = made.unit or behind.unit or unit or CURRENCIES.get(money, "")
    if made.unit and behind.unit and behind.unit != made.unit:
        return None
    if behind.more in ("强", "弱") and named != "%" and not made.word:
        return None
    verb, before, more = words.get("verb", ""), words.get("before", "") or made.before, behind.more
    if verb in BEYOND and "百分点" not in named:
        verb, before = "", before or verb
    if before:
        before = next(word for word in sorted(BEFORE, key=len, reverse=True) if before.startswith(word))
    return Print(
        made, behind.number, named, verb, words.get("to", ""), before, behind.after, more,
        words.get("sign", "") or ("负" if made.below else ""), behind.half,
    )  # fmt: skip


