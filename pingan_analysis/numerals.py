"""A numeral, in digits or in characters: its value, and the units in which it is printed."""

from __future__ import annotations

import re
from fractions import Fraction

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
MULTIPLIERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}

ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
CHINESE = r"[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?"
TIMES = "(?:[十百万亿]|千(?![米克瓦伏卡焦帕赫]))"  # 46千米 is 46 kilometres
_MIXED = rf"(?:{ARABIC})(?:{TIMES}+(?:(?:(?:{ARABIC})|[一二三四五六七八九])[十百千万]+)*)?"
_RATIO = "[一二三四五六七八九十]+分之[一二三四五六七八九十]+"
NUMERAL = rf"(?:{_MIXED}|{_RATIO}|{CHINESE})"
_PIECE = re.compile(rf"(?:{ARABIC})[十百千万亿]*|[零〇一二两三四五六七八九十百千点]+[万亿]*|[万亿]+")
_NOT_PLAIN = re.compile(r"[.点万亿]|\d[十百千]")


def magnitude(numeral: str, late: str = "") -> tuple[Fraction, Fraction, Fraction, bool]:
    """'25万6千' => (256000, 1000, 1000, False): value, unit of the last digit, of the last non-zero one, whether plain.

    Plain numerals are whole and carry neither a decimal point nor a multiplier: they are printed to the last unit.
    `late` is text behind the numeral that may begin with multipliers (20多万). A ratio in words is plain; a tenth of it
    stands for its units.

    >>> [int(magnitude(numeral)[0]) for numeral in ("三百五", "一千零五", "三万五", "1亿2千万")]
    [350, 1005, 35000, 120000000]
    """
    if "分之" in numeral:
        below, above = (magnitude(part)[0] for part in numeral.split("分之"))
        return above / below, above / below / 10, above / below / 10, True
    scale = multiplier(late)
    total = places = decimals = zeros = 0  # total / 10**places is the value
    factor = 1
    for piece in _PIECE.findall(numeral):
        if factor >= 100 and piece in DIGITS:  # 三万五 is 35,000
            text, factor = str(DIGITS[piece]), factor // 10
        else:
            text = piece.rstrip("万亿" if piece[0] not in "0123456789" else "十百千万亿")
            factor = multiplier(piece[len(text):])
            text = text.replace(",", "") if text[:1].isdigit() else _in_digits(text) if text else "1"
        whole, _, tail = text.partition(".")
        figures, decimals = whole + tail, len(tail)
        zeros = len(figures) - len(figures.rstrip("0")) if figures.strip("0") else 0
        if total and factor == 1:  # 三万五千 is in thousands
            factor, figures, zeros = 10**zeros, figures.rstrip("0"), 0
        total, places = total * 10**decimals + int(figures or "0") * factor * 10**places, places + decimals
    last = Fraction(factor * scale, 10**decimals)
    plain = scale == 1 and last >= 1 and not _NOT_PLAIN.search(numeral)
    return Fraction(total * scale, 10**places), last, last * 10**zeros if zeros else last, plain


def multiplier(text: str) -> int:
    """'万元' => 10000: the multipliers that a text begins with."""
    product = 1
    for c in text:
        if c not in MULTIPLIERS:
            break
        product *= MULTIPLIERS[c]
    return product


def trailing(numeral: str) -> str:
    """'5亿' => '亿': the multipliers that a numeral ends with."""
    return numeral[len(numeral.rstrip("百千万亿")):]


def _in_digits(chinese: str) -> str:
    """'一千二百' => '1200', '三百五' => '350', '三十点五' => '30.5': numerals below 万."""
    whole, _, tail = chinese.partition("点")
    decimals = "." + "".join(str(DIGITS[c]) for c in tail) if tail else ""
    if not set(whole) & set("十百千"):
        return "".join(str(DIGITS[c]) for c in whole) + decimals
    total, digit, place = 0, 0, 10
    for c in whole:
        if c in MULTIPLIERS:
            total, digit, place = total + (digit or 1) * MULTIPLIERS[c], 0, MULTIPLIERS[c]
        else:
            digit, place = DIGITS[c], 10 if c in "零〇" else place  # behind 零 come the ones
    return str(total + digit * place // 10) + decimals
