"""A numeral, in digits or in characters: its value, and the units in which it is printed.

A numeral is read as far as it is well formed, place by place downwards; what does not go on from there begins another
word (百分之八十|百姓), or makes it none.

| numeral | is | why |
|---|---|---|
| `1,234.5`, `1.71万`, `2万2,807`, `1百05`, `1千零1` | 1234.5, 17100, 22807, 105, 1001 | digits fill the places below a multiplier |
| `三百五`, `三万五`, `两千三` | 350, 35000, 2300 | the last digit behind a multiplier counts in the next place |
| `十七`, `一千零十`, `一百十一`, `四万万`, `廿五` | 17, 1010, 111, 4 × 10⁸, 25 | |
| `一百二三十`, `一万六七千`, `三五百`, `一两`, `四、五十` | 120 or 130, … | two neighbours side by side are alternatives in one place |
| `三十点五`, `4点5万`, `一一六一.二` | 30.5, 45000, 1161.2 | |
| `二〇二一` | 2021 | digits spelled out |
| `3亿多`, `三十几万`, `2亿5千3百多万` | 3亿, 30万, 2亿5300万, and some more | |
| `17万3`, `12万34`, `1.5万5千`, `三十二十`, `十一十二` | no numeral | 3 may stand for 3 or for 3,000 |
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from pingan_analysis.numbers.lexicon import DIGITS, FORMAL, MULTIPLIERS

SMALL = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10**4, "亿": 10**8, "兆": 10**12, "w": 10**4, "k": 1000}
ONE, NONE = Fraction(1), Fraction(0)

_HAN = "零〇一二两三四五六七八九十廿卅百千万亿兆"
_BILLS = "壹贰貳叁叄参肆伍陆陸柒捌玖拾佰仟"
RUN = re.compile(  # all that may belong to one numeral, so that it need not be looked for in the whole text
    rf"[\d.点{_HAN}{_BILLS}](?:[\d点余多几来个wk{_HAN}{_BILLS}]|\.(?=[\d零一二三四五六七八九])|,(?=\d{{3}})"
    r"|、(?=[二三四五六七八九][十百千万亿人名个])){0,32}"
)
SIMPLE = re.compile(  # the most of all: digits, perhaps 万 or 亿
    rf"(\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+)(?:\.(\d+))?([万亿]?)(?![\d余多几来wk佰仟拾点{_HAN}]|个[余多]?亿|[,.]\d)", re.ASCII
)
_FIGURE = re.compile(r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+|点(?:\d{1,2}|[一二三四五六七八九])(?=[万亿%千百倍元个]))?|\.\d+")
_CHARACTER = re.compile("[一二三四五六七八九]|两")
_TWO = "两(?=[百千万亿三])"  # elsewhere behind a numeral 两 is a weight: 三千两百|两
_SPELLED = re.compile("[零〇一二三四五六七八九]{4,}|[一二三四五六七八九]〇[〇一二三四五六七八九]|[一二三四五六七八九]{2,}(?=[.点])|[一二三四五六七八九](?:[零〇一二三四五六七八九](?=[.点])|〇)")
_DECIMALS = re.compile(r"[.点]([\d零〇一二三四五六七八九]+)(?![十百年月\d])")
_SOME = re.compile("(?:个(?=[余多]亿)|(?P<none>零)(?=几))?(?P<more>[余多几]|来(?![电访信自宾函源说看]))(?P<late>[十百千万亿]*)")
_PAIRS = frozenset("一二 一两 两三 二三 三四 四五 五六 六七 七八 八九 三五".split())
_PAIR = re.compile(rf"([一二两三四五六七八])(?:([二两三四五六七八九])(?!{_TWO}|[一二三四五六七八九])|、([二三四五六七八九])(?=[十百千万亿倍年天个人名起件成家户斤亩吨元]))")
_GOES_ON = re.compile(rf"[零〇]?(?:[\d一二三四五六七八九十百千万亿]|{_TWO})")
_WORD = re.compile("百(?:姓|分|货|度|强县)|千[米克瓦伏卡焦帕赫]|万(?:元户|户侯|向|州|达)|亿达|十堰")  # no multiplier: 80百姓, 3千瓦
_LARGE = re.compile(  # 兆 of 兆瓦 and w of 5 watts are no multipliers
    r"万亿|万万|个?亿|万|兆(?=[元圆零〇一二三四五六七八九十百千\d余多]|[美日]元)|(?<=\d)[wk](?![A-Za-z])"
)
_TO_DIGITS = str.maketrans("零〇一二三四五六七八九点", "00123456789.")


class Numeral(NamedTuple):
    """A value, in units; `last`: the unit of its last digit, `nonzero`: of its last one that is not zero; is it `plain`,
    that is whole and printed to its units? `top`: a value it stays below, where its digits are alternatives; `more`:
    余, 多, 几; `core`: its characters without that; `end`: where it ends."""

    value: Fraction
    last: Fraction
    nonzero: Fraction
    plain: bool
    top: Fraction | None
    more: str
    core: str
    end: int


class _Part(NamedTuple):
    """A number below ten thousand, or one in digits. `wide`: how far two neighbours in it reach, else 0."""

    value: Fraction
    last: Fraction
    nonzero: Fraction
    wide: int
    end: int


class _Count(NamedTuple):
    """What may stand before a multiplier, or for the ones: a figure in digits, a character, two neighbours, nothing."""

    value: Fraction
    unit: Fraction
    zeros: int
    kind: str
    end: int
    wide: int = 0


@lru_cache(maxsize=1 << 15)
def numeral(text: str) -> Numeral | None:
    """'1.71万起' => the numeral that the text begins with; None if it begins with none.

    >>> [int(numeral(text).value) for text in ("三百五", "一千零五", "1亿2千万", "2万2,807", "两百万", "1千零1件")]
    [350, 1005, 120000000, 22807, 2000000, 1001]
    >>> numeral("一万六七千人")[:5], numeral("三十二十"), numeral("八十百姓").end
    ((Fraction(16000, 1), Fraction(1000, 1), Fraction(1000, 1), False, Fraction(18000, 1)), None, 2)
    """
    if simple := SIMPLE.match(text):
        digits, decimals, scale = simple.groups("")
        part = _in_digits(digits + "." * bool(decimals) + decimals)
        times = LARGE.get(scale, 1)
        nonzero = part.unit * times * part.zeros if part.value else ONE
        return Numeral(part.value * times, part.unit * times, nonzero, not (decimals or scale), None, "", simple[0], simple.end())
    text = text.translate(FORMAL)
    found = _value(text)
    if found and found.top is None and (some := _SOME.match(text, found.end)):
        found = _some(found, text, some)
    return None if not found or _goes_on(text, found.end) else found


def _goes_on(text: str, at: int) -> bool:
    """三十|二十: do more characters of a numeral stand here? Not 八十|百姓."""
    return bool(_GOES_ON.match(text, at)) and not _WORD.match(text, at)


def _some(found: Numeral, text: str, some: re.Match[str]) -> Numeral:
    """三十|几万, 2亿5千3百|多|万: what stands behind 余, 多, 几 is part of the numeral."""
    more, late = some["more"], some["late"]
    if late and _WORD.match(text, some.end() - 1):
        late = late[:-1]
    unknown = more == "几" and late[:1] in SMALL  # 一百几十亿: the tens are not named
    core = text[:found.end] + (late[1:] if unknown else late)
    whole = _value(core)
    if not whole or whole.end != len(core):
        return found
    nonzero = whole.nonzero
    if unknown:
        nonzero = Fraction(10 * SMALL[late[0]] * multiplier(late[1:]))
    elif some["none"]:  # 一百零几
        nonzero = Fraction(10 * multiplier(late))
    return whole._replace(nonzero=nonzero, more=more, end=some.end("more") + len(late))


def _value(text: str) -> Numeral | None:
    """All but what may follow: the parts that count in 亿, in 万, in ones, each below the one before it."""
    at, limit, scaled, total = 0, 0, False, NONE
    in_figures = _SPELLED.match(text)  # 八二五四万, and nothing behind it
    last = nonzero = ONE
    top: Fraction | None = None
    while at < len(text):
        zero = at > 0 and text[at] in "零〇"
        part = _part(text, at + zero, limit, zero)
        if not part:
            break
        factor, end = _multipliers(text, part.end)
        if limit and factor > limit > part.value and (zero or part.value >= 1000):  # 一万七千四百|亿: all of it counts in 亿
            total *= factor
        elif limit and (part.value * factor >= limit or factor >= limit):
            break
        total, at = total + part.value * factor, end
        last, nonzero, scaled = part.last * factor, part.nonzero * factor, scaled or factor > 1
        if part.wide:
            top = total + part.wide * factor
        if factor == 1 or part.wide or part.last < 1 or in_figures:
            break
        limit = factor
    if not at:
        return None
    core = text[:at]
    whole = total.denominator == 1 and last >= 1 and "." not in core and "点" not in core
    plain = whole and (last <= 10 or not (scaled or re.search(r"\d[十百千]", core)))
    return Numeral(total, ONE if plain else last, nonzero if total else ONE, plain, top, "", core, at)


def _multipliers(text: str, at: int) -> tuple[int, int]:
    """万亿 => their product, and where they end; 个亿 of 5个亿."""
    found = _LARGE.match(text, at)
    if not found or _WORD.match(text, found.end() - 1):
        return 1, at
    factor = 1
    for c in found[0].lstrip("个"):
        factor *= LARGE[c]
    return factor, found.end()


def _part(text: str, at: int, limit: int, zero: bool) -> _Part | None:
    """A number below ten thousand, place by place: 五千三百二十一, 5千零6, 12.5, 三十点五; the last digit may be spoken
    for the next place (三百五). `limit` is the multiplier before it, `zero` whether 零 stands between."""
    begun, place, value = at, limit, NONE
    last = nonzero = ONE
    opens = not limit
    if opens and (spelled := _SPELLED.match(text, at)):
        return _decimals(text, spelled.end(), Fraction(int(spelled[0].translate(_TO_DIGITS))))
    if opens and text[at] in "零〇点":
        zeroed = text[at] != "点"
        return _decimals(text, at + zeroed, NONE) if _DECIMALS.match(text, at + zeroed) else _Part(NONE, ONE, ONE, 0, at + 1) if zeroed else None
    if opens and text[at] in "廿卅":
        value, place, at, last, nonzero = Fraction(20 if text[at] == "廿" else 30), 10, at + 1, Fraction(10), Fraction(10)
    while at < len(text):
        hole = at > begun and place > 10 and text[at] in "零〇"
        count = _count(text, at + hole, first=opens and at == begun, behind=at > begun or not opens)
        if not count:
            break
        times = SMALL.get(text[count.end:count.end + 1], 0)
        if times and _WORD.match(text, count.end):
            times = 0
        if times:
            if place and (times >= place or count.value * times >= place):
                break
            value, place, at = value + count.value * times, times, count.end + 1
            last = count.unit * times
            nonzero = last * count.zeros
            if count.kind == "pair":
                return _Part(value, last, last, count.wide * times, at)
            if count.unit < 1:
                break
            continue
        if count.kind == "none":
            if at > begun or text[count.end] not in "万亿":
                break
            return _Part(ONE, ONE, ONE, 0, at)  # 万人
        if count.kind == "figure":
            width = len(text[at:count.end].replace(",", ""))
            follows = _LARGE.match(text, count.end)
            short = place > 10 and not hole and not zero and not follows and 10**width != place and text[at] != "0"
            if short or (place and (count.value >= place or count.unit < 1)):
                break
            return _Part(value + count.value, count.unit, count.unit * count.zeros, 0, count.end)
        spoken = place >= 100 and not hole and not (zero and at == begun) and text[count.end:count.end + 1] not in tuple(LARGE)
        if _goes_on(text, count.end) and text[count.end] not in LARGE:
            break
        times = place // 10 if spoken else 1
        value, last = value + count.value * times, Fraction(times)
        if count.kind == "pair":
            return _Part(value, last, last, count.wide * times, count.end)
        return _decimals(text, count.end, value) if times == 1 else _Part(value, last, last, 0, count.end)
    if at == begun:
        return None
    return _decimals(text, at, value, nonzero) if 1 < last < 100 and _DECIMALS.match(text, at) else _Part(value, last, nonzero, 0, at)


def _count(text: str, at: int, *, first: bool, behind: bool) -> _Count | None:
    """What stands here before a multiplier or for the ones; nothing before 十 and, where a numeral begins, before any."""
    if at >= len(text):
        return None
    if figure := _FIGURE.match(text, at):
        return _in_digits(figure[0])._replace(end=figure.end())
    c = text[at]
    if (pair := _PAIR.match(text, at)) and c + (pair[2] or pair[3]) in _PAIRS and (c != "两" or pair[2] == "三"):
        return _Count(Fraction(DIGITS[c]), ONE, 1, "pair", pair.end(), DIGITS[pair[2] or pair[3]] - DIGITS[c] + 1)
    if c in DIGITS and c not in "零〇" and (c != "两" or not behind or text[at + 1:at + 2] in tuple("百千万亿")):
        return _Count(Fraction(DIGITS[c]), ONE, 1, "digit", at + 1)
    if (c in SMALL and (first or c == "十") and not _WORD.match(text, at)) or (first and c in "万亿"):
        return _Count(ONE, ONE, 1, "none", at)
    return None


def _in_digits(written: str) -> _Count:
    """'1,234.50' => 1234.5, counted in hundredths, with one zero at its end."""
    whole, _, decimals = written.replace(",", "").translate(_TO_DIGITS).partition(".")
    figures = whole + decimals
    zeros = 10 ** (len(figures) - len(figures.rstrip("0"))) if figures.strip("0") else 1
    per = 10 ** len(decimals)
    return _Count(Fraction(int(figures or 0), per), Fraction(1, per), zeros, "figure", len(written))


def _decimals(text: str, at: int, whole: Fraction, nonzero: Fraction = ONE) -> _Part:
    """三十|点五: what stands behind the point, if there is one."""
    if not (found := _DECIMALS.match(text, at)):
        return _Part(whole, ONE, nonzero, 0, at)
    tail = _in_digits("." + found[1])
    return _Part(whole + tail.value, tail.unit, tail.unit * tail.zeros, 0, found.end())


def multiplier(text: str) -> int:
    """'万元' => 10000: the multipliers that a text begins with."""
    product = 1
    for c in text:
        if c not in MULTIPLIERS:
            break
        product *= MULTIPLIERS[c]
    return product


def shared(first: str, second: str) -> str:
    """'3', '5亿' => '亿'; '七千', '九千亿' => '亿': the multipliers of the second in which the first numeral counts."""
    behind = second[len(second.rstrip("百千万亿")):]
    if first[-1:] in "万亿" or not second.strip("百千万亿"):
        return ""
    return behind.lstrip("百千") if first[-1:] in "十百千" else behind


def figures(core: str) -> float:
    """3万 => 3.0: 8500到3万 counts in ones, 1至3万 in 万; characters count in what stands behind."""
    digits = core.rstrip("百千万亿").replace(",", "")
    return float(digits) if digits.replace(".", "", 1).isdecimal() else 0.0
