"""A printed number in English, for a reader without Chinese: the number, what is counted, which way it moved.

What is counted comes from the indicator, what it moved against from the periods and areas of the table; the numeral and
the word that widens it are read by `unround`. Digits stay as many as are printed: 60.00% is 60.00 %, 1.71万 is 17,100.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import month_name
from fractions import Fraction

from pingan_analysis.numbers.interval import decimal
from pingan_analysis.numbers.lexicon import (
    ABOUT,
    ABOUT_AFTER,
    ABOVE,
    ABOVE_AFTER,
    ABOVE_OPEN,
    ALMOST,
    BELOW,
    BELOW_AFTER,
    BELOW_OPEN,
    MORE,
)
from pingan_analysis.numbers.printed import Unrounded, unround

UNITS = {
    "%": "%", "percent": "%", "‰": "per mille", "个百分点": "percentage points", "百分点": "percentage points",
    "倍": "times", "元": "yuan", "CNY": "yuan", "年": "years", "载": "years", "周年": "years", "个月": "months",
    "天": "days", "小时": "hours",
}  # fmt: skip
RATIOS = {"减半": "halved", "翻番": "doubled", "翻一番": "doubled", "翻了一番": "doubled"}
WIDENED = {
    ALMOST: "almost {}", ABOUT + ABOUT_AFTER: "about {}", ABOVE_OPEN: "more than {}", BELOW_OPEN: "less than {}",
    ABOVE + ABOVE_AFTER: "at least {}", BELOW + BELOW_AFTER: "at most {}", MORE: "{} and some",
}  # fmt: skip
RANGES = ("至", "或", "上", "数", "几")
SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))


def gloss(
    printed: str, *, unit: str = "", direction: str = "", measure: str = "level", counted: str = "", base: str = "",
    reference: str = "",
) -> str:  # fmt: skip
    """'31.26%', with what the table says of it => 'down 31.26 % on 2020'.

    `counted` is the indicator's unit in English, `base` the base period, `reference` the name of the area that a gap or
    a rank is held against. Raises ValueError if the text is not one printed number.

    >>> gloss("31.26%", measure="change", direction="down", base="2020"), gloss("2600余个", counted="problems")
    ('down 31.26 % on 2020', '2,600 and some problems')
    >>> gloss("0.7", unit="个百分点", measure="gap", direction="up", reference="Zhejiang"), gloss("14.34亿元")
    ('0.7 percentage points above Zhejiang', '1.434 billion yuan')
    >>> gloss("首批", measure="rank"), gloss("近8年", measure="duration"), gloss("近8年")
    ('first', 'the last 8 years', 'the last 8 years')
    """
    number = unround(printed, unit=unit, direction=direction)
    if measure == "rank":
        return _ordinal(int(number.nominal)) + f" in {reference}" * bool(reference)
    if printed in RATIOS:
        return RATIOS[printed] + f" against {spelled(base)}" * bool(base)
    text = _amount(number, printed)
    things = "" if measure == "duration" or counted in ("percent", "rank") else UNITS.get(counted, counted)
    text = f"{text} {UNITS.get(number.unit) or things}".rstrip()
    if measure == "gap":
        return f"{text} {'below' if direction == 'down' else 'above'} {reference or 'the reference'}"
    if measure == "duration":
        return text + {"down": ", falling", "up": ", rising"}.get(direction, "")
    if measure == "change":
        return f"{direction or number.direction} {text}".lstrip() + f" on {spelled(base)}" * bool(base)
    return text


def _amount(number: Unrounded, printed: str) -> str:
    """The numeral in English, with the word that widens it."""
    plain = unicodedata.normalize("NFKC", printed)
    if number.qualifier in RANGES:
        return f"{_scaled(Fraction(number.hull.low))} to {_scaled(Fraction(number.hull.high))}"
    if re.match(r"[百千万亿]", plain):  # 千名: an order of magnitude
        return f"about {_scaled(number.nominal)}"
    if number.qualifier in ALMOST and number.low == number.high:  # 近8年: a window
        return f"the last {_scaled(number.nominal)}"
    decimals = re.search(r"\d\.(\d+)", plain)
    same = decimals and re.search(r"\d(?:%|‰|个百分点|百分点| percent)", plain)
    value = f"{float(number.nominal):.{len(decimals[1])}f}" if decimals and same else _scaled(number.nominal)
    frame = next((frame for words, frame in WIDENED.items() if number.qualifier in words), "{}")
    return frame.format(value)


def _scaled(value: Fraction) -> str:
    """850.58万 => '8.5058 million'; below a million all digits."""
    for size, name in SCALES:
        if value >= size:
            return f"{decimal(value / size)} {name}"
    return decimal(value, 4)


def _ordinal(n: int) -> str:
    words = ("first", "second", "third")
    return words[n - 1] if 0 < n <= len(words) else f"{n}th"


def spelled(period: str) -> str:
    """An ISO 8601 period => how a reader says it.

    >>> spelled("2018-01/2018-08"), spelled("2004/2021"), spelled("../2023-10"), spelled("2018")
    ('January to August 2018', '2004 to 2021', 'until October 2023', '2018')
    """
    first, _, last = period.partition("/")
    if first == "..":
        return f"until {_moment(last)}"
    start = _moment(first)
    if last and first[:4] == last[:4]:
        start = start.removesuffix(f" {first[:4]}")
    return f"{start} to {_moment(last)}" if last else start


def _moment(text: str) -> str:
    """'2018-01' => 'January 2018'; '2018-01-31' => '31 January 2018'."""
    year, *rest = text.split("-")
    month, *day = [int(part) for part in rest] or [0]
    return " ".join([*map(str, day), month_name[month], year]).lstrip()
