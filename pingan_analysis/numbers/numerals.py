"""A numeral, in digits or in characters: its value, and the units in which it is printed."""

from __future__ import annotations

import re
from fractions import Fraction

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
MULTIPLIERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}

ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
TIMES = "(?:[十万亿]|百(?!分点)|千(?![米克瓦伏卡焦帕赫]))"  # 46千米 is 46 kilometres
_SPELLED = r"[零〇一二三四五六七八九]"
_FIGURE = (
    rf"(?:零?(?:{ARABIC})(?:点\d)?|(?:两|{_SPELLED}+)(?:[点.][\d零〇一二三四五六七八九]+)?"
    rf"|点[\d零〇一二三四五六七八九]+)"
)
_BEHIND = rf"{TIMES}+(?:{_FIGURE}{TIMES}+)*(?:(?!两){_FIGURE})?"  # 三十两 weighs thirty 两
PLAIN = rf"(?:{_FIGURE}(?:{_BEHIND})?|{_BEHIND})"
NUMERAL = rf"(?:(?:{PLAIN}又)?{PLAIN}分之{PLAIN}|[1-8]/[2-9]|{PLAIN})"
_PIECE = re.compile(rf"({_FIGURE})({TIMES}*)|({TIMES}+)")
_ONES = frozenset("一二三四五六七八九")
_SIMPLE = re.compile(r"(\d+)(?:\.(\d+))?([万亿]?)", re.ASCII)
_HALVES = re.compile(r"分之|/")
_SCALED = re.compile(r"[万亿]|\d[十百千]")
_ARABIC_DIGITS = str.maketrans("零〇一二两三四五六七八九点", "001223456789.")


def magnitude(numeral: str, late: str = "") -> tuple[Fraction, Fraction, Fraction, bool]:
    """'25万6千' => (256000, 1000, 1000, False): value, unit of the last digit, of the last non-zero one, whether plain.

    Plain numerals are whole and printed to the last unit: no decimal point, no multiplier unless tens or ones stand
    behind it (2万2,807, 四万五千三百二十一). `late` is text behind the numeral that may begin with multipliers, as in
    20多万. A ratio in words is plain; a tenth of it stands for its units.

    >>> [int(magnitude(numeral)[0]) for numeral in ("三百五", "一千零五", "三万五", "1亿2千万", "2万2,807", "两百万")]
    [350, 1005, 35000, 120000000, 22807, 2000000]
    """
    if len(halves := _HALVES.split(numeral)) == 2:
        whole, _, below = halves[0].rpartition("又")
        under, over = (magnitude(half)[0] for half in (below, halves[1]) if half)
        if "/" in numeral:
            under, over = over, under
        value = over / under
        return value + (magnitude(whole)[0] if whole else 0), value / 10, value / 10, True
    if late:
        numeral += late[: len(late) - len(late.lstrip("十百千万亿"))]
    if simple := _SIMPLE.fullmatch(numeral):  # the most of all, and the same by the loop below
        whole, decimals, scale = simple.groups("")
        figures, per, times = whole + decimals, 10 ** len(decimals), MULTIPLIERS.get(scale, 1)
        count, last = int(figures), Fraction(times, per)
        nonzero = last * 10 ** (len(figures) - len(figures.rstrip("0"))) if count else Fraction(1)
        return Fraction(count * times, per), last, nonzero, not (decimals or scale)
    terms: list[int] = []
    one = factor = per = times = 1  # terms count in 1/one; the last digit in times/per
    zeros = 0
    for figure, behind, bare in _PIECE.findall(numeral):
        before = 0
        if figure in ("零", "〇") and behind[:1] in ("十", "百", "千"):  # 一千零十 is 1010
            before, per, times, zeros = 10**8, 1, 1, 0
        elif figure:
            whole, _, decimals = figure.translate(_ARABIC_DIGITS).partition(".")
            figures = (whole + decimals).replace(",", "")
            per, times, zeros = 10 ** len(decimals), 1, len(figures) - len(figures.rstrip("0"))
            if per > one:
                terms, one = [term * per // one for term in terms], per
            if factor >= 100 and not behind and figure in _ONES:  # 三万五 is 35,000
                times = factor // 10
            terms.append(int(figures) * one // per * times)
        for factor in [MULTIPLIERS[c] for c in behind + bare]:
            group = terms.pop() if terms and factor >= before else one  # 一百十一 is 111
            while terms and terms[-1] < factor * one:  # 5千3百万: all of it counts in 万
                group += terms.pop()
            terms.append(group * factor)
            before, times = factor, times * factor
    total = sum(terms)
    plain = one == 1 and (times <= 10 or not _SCALED.search(numeral))
    last = Fraction(1) if plain else Fraction(times, per)
    return Fraction(total, one), last, Fraction(times * 10**zeros, per) if total else Fraction(1), plain


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
