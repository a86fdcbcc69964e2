"""A reported number as an SDMX-CSV 2.0 observation: period, value, multiplier, decimals, unit, status.

The structure is our own, `PINGAN:REPORTED(1.0.0)`. What deviates from common ones is in `DEVIATIONS`, and so in the
data dictionary.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from fractions import Fraction

from pingan_analysis.numbers.lexicon import MEASURES, MONEY, PERIODS, SIMPLIFIED
from pingan_analysis.numbers.printed import RATIOS, Unrounded

STRUCTURE = {"STRUCTURE": "datastructure", "STRUCTURE_ID": "PINGAN:REPORTED(1.0.0)", "ACTION": "I"}
DIMENSIONS = ("number_id", "REF_AREA", "INDICATOR", "measure", "TIME_PERIOD")
COUNT, RANK, OTHER = "NR", "ORD", "OTH"
UNITS: dict[str, tuple[str, tuple[str, ...]]] = {  # code => what it means, as printed
    "PC": ("percent", ("%", "percent")),
    "PP": ("percentage points", ("个百分点", "百分点")),
    "PM": ("per mille", ("‰",)),
    "PTT": ("per ten thousand", ("‱",)),
    "TIMES": ("times, a ratio", ("倍",)),
    "CNY": ("yuan renminbi", ("元", "人民币", "yuan")),
    "YR": ("years", ("年", "载", "周年")),
    "MTH": ("months", ("个月", "月")),
    "WK": ("weeks", ("周",)),
    "DAY": ("days", ("天", "日")),
    "HR": ("hours", ("小时",)),
    "MIN": ("minutes", ("分钟",)),
    "SEC": ("seconds", ("秒",)),
    "SCORE": ("points of a score", ("分",)),
    "KM": ("kilometres", ("公里", "千米")),
    "M": ("metres", ("米",)),
    "KM2": ("square kilometres", ("平方公里", "平方千米")),
    "M2": ("square metres", ("平方米",)),
    "M3": ("cubic metres", ("立方米",)),
    "HA": ("hectares", ("公顷",)),
    "MU": ("mu, a fifteenth of a hectare", ("亩",)),
    "TN": ("tonnes", ("吨",)),
    "USD": ("US dollars", ("美元",)),
    "KG": ("kilograms", ("公斤", "千克")),
    "L": ("litres", ("升",)),
    "KW": ("kilowatts", ("千瓦",)),
    "KWH": ("kilowatt hours", ("度", "千瓦时")),
    COUNT: ("number of what is counted; unit has its measure word", ()),
    RANK: ("rank", ()),
    OTHER: ("another unit of measurement, which unit names", ()),
}
MEASURED = {*RATIOS, *MEASURES, *MONEY, *PERIODS} - {"方", "点"}  # 三方 are parties
CODES = {word: code for code, (_, words) in UNITS.items() for word in words}
STATUS = {"high": "A"}  # CL_OBS_STATUS: normal
LOW_RELIABILITY = "U"
DEVIATIONS = (
    "Names in capitals are SDMX concepts, the others our own, spelled as in data/raw; a reader of SDMX-CSV takes them "
    "as attributes.",
    f"Dimensions: {', '.join(DIMENSIONS)}. number_id is one of them because a document may print the same number "
    "twice. There is no FREQ: a report is no series.",
    "OBS_VALUE is as printed and unsigned, for changes and gaps, too: direction says which way. Times ten to the power "
    "of UNIT_MULT it is reported_nominal. UNIT_MULT 4 and 8 are 万 and 亿, 9 is billion.",
    "TIME_PERIOD is a year, a month, a day, or a time range (first day/duration). Where the beginning is not printed "
    "it is the last day, as of which the number stands; where the end is not, the first. ref_period has it as "
    "transcribed.",
    "OBS_STATUS is about our reading: A where confidence is high, U (low reliability) elsewhere. What the print itself "
    "leaves open is in reported_low, reported_high and qualifier.",
    "UNIT_MEASURE is a list of our own: " + ", ".join(f"{code} {label}" for code, (label, _) in UNITS.items()) + ".",
)
_POWERS = {
    "": 0, "百": 2, "千": 3, "thousand": 3, "万": 4, "million": 6, "亿": 8, "billion": 9, "万亿": 12, "trillion": 12,
}  # fmt: skip
_DIGITS = re.compile(rf"(\d[\d,]*(?:\.\d+)?)[余多几来]? ?({'|'.join(sorted(filter(None, _POWERS), reverse=True))})?")


def time_period(iso: str) -> str:
    """An ISO 8601 period, its ends included => as SDMX writes it.

    >>> [time_period(iso) for iso in ("2021", "2017-01/2017-07", "2018/2020", "2017-01-01/2017-12-20", "../2022")]
    ['2021', '2017-01-01/P7M', '2018-01-01/P3Y', '2017-01-01/P354D', '2022-12-31']
    """
    first, _, last = iso.partition("/")
    if not last:
        return first
    if first == "..":
        return (_after(last) - timedelta(days=1)).isoformat()
    start = date.fromisoformat((first + "-01-01")[:10])
    if last == "..":
        return start.isoformat()
    end = _after(last)
    months = 12 * (end.year - start.year) + end.month - start.month
    if start.day != 1 or end.day != 1:
        length = f"{(end - start).days}D"
    else:
        length = f"{months}M" if months % 12 or start.month != 1 else f"{months // 12}Y"
    return f"{start.isoformat()}/P{length}"


def _after(end: str) -> date:
    """'2017-07' => 2017-08-01, the day after it is over."""
    start = date.fromisoformat((end + "-01-01")[:10])
    if len(end) == 10:
        return start + timedelta(days=1)
    return date(start.year + (len(end) == 4 or start.month == 12), 1 if len(end) == 4 else start.month % 12 + 1, 1)


def value(printed: str, number: Unrounded) -> tuple[str, int]:
    """A print, what it stands for => its digits, decimals kept, and the power of ten that they count.

    What has no digits (十八载), or other ones than it stands for, is written out.

    >>> from pingan_analysis import unround
    >>> [value(text, unround(text)) for text in ("1.70万起", "近43亿元", "13.2億元", "十八载", "减半")]
    [('1.70', 4), ('43', 8), ('13.2', 8), ('18', 0), ('50', 0)]
    """
    found = _DIGITS.search(unicodedata.normalize("NFKC", printed).translate(SIMPLIFIED))
    if found:
        digits, power = found[1].replace(",", ""), _POWERS[found[2] or ""]
        if Fraction(digits) * 10**power == number.nominal:
            return digits, power
    return decimal(number.nominal), 0


def decimals(digits: str) -> int:
    """'1.70' => 2."""
    return len(digits.partition(".")[2])


def unit_measure(unit: str, measure: str) -> str:
    """A unit as printed, a kind of measure => its code; what is no unit of measurement is a measure word: a count."""
    if measure == "rank":
        return RANK
    return CODES.get(unit, OTHER if unit in MEASURED else COUNT)


def decimal(number: Fraction | int) -> str:
    """An exact value => its decimal digits; six of them behind the point where the expansion does not end."""
    scaled = round(number * 10**6)
    whole, tail = divmod(abs(scaled), 10**6)
    return ("-" if scaled < 0 else "") + f"{whole}.{tail:06d}".rstrip("0").rstrip(".")
