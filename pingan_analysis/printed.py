"""A printed number is text; what values could it stand for?

The grammar is the tables below. Rules of judgement, kept the same everywhere (v: the number named; u: the unit of its last
digit; w: the unit of its last digit that is not zero):

| printed | stands for | why |
|---|---|---|
| `31.26%`, `1.71万起` | [v − u/2, v + u/2) | rounded half up; `rounding="truncated"` gives [v, v + u), `"either"` their union |
| `202起`, `18年` | v, exactly | a count; `heaped` marks trailing zeros (`600个`) |
| `78%`, `2倍`, `58公里` | [v − u/2, v + u/2) | ratios and physical measures are never exact, with decimals or without |
| `2600余`, `3.5万多`, `三十几` | [v, v + w) | "and some more" |
| `近5万`, `将近8000万元` | [max(v − w, 0.9 v), v) | "almost"; `近8年` is a window of eight years, exact |
| `约5万`, `5万左右` | [v − w, v + w] | |
| `90%以上`, `至少3家` | [v, ∞) | 以上 includes v (Civil Code, article 1259); a share stops at 100 |
| `超90%`, `突破5万` | (v, ∞) | 超过 excludes v (the same article); a share stops at 100 |
| `30%以下`, `3天以内` | [0, v] | 以下 and 以内 include v (the same article) |
| `不足3万`, `不到10人` | [0, v) | |
| `3至5亿元`, `30—40人` | [v₁, v₂] | a range, taken at its printed ends |
| `千名`, `万人` | [v/2, 3v/2) | a bare multiplier names an order of magnitude |
| `上百起`, `数千人`, `几十家` | [v, 10v), [2v, 10v) | |
| `三四十人` | [30, 50) | two digits side by side are alternatives |
| `七成`, `八折` | 70 %, 80 %, ± half a 成 | |
| `三分之二`, `翻一番`, `减半` | the ratio itself, `heaped` | a word, not a decimal: nothing says how it was rounded |
| `零`, `首次`, `第一` | 0, 1, 1 | a count of none; ranks |
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from pingan_analysis.interval import INF, Bound, Closed, Interval, decimal

Rounding = Literal["half-up", "truncated", "either"]
ROUNDINGS: tuple[Rounding, ...] = ("half-up", "truncated", "either")

SIMPLIFIED = str.maketrans("萬億餘約間個幾兩數減達過點", "万亿余约间个几两数减达过点")
DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "半": 0}
MULTIPLIERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}

UP = ("上升", "增长", "增加", "提高", "上涨", "高于", "回升", "扩大", "多于", "增", "升", "涨")
DOWN = ("下降", "减少", "降低", "回落", "缩短", "下跌", "低于", "收窄", "少于", "下滑", "压降", "降", "减")
BASES = ("同比", "环比", "比上年", "较上年", "比去年", "较去年", "比全省", "比全国", "分别", "平均", "年均", "累计", "共", "均", "仅", "达到", "达", "为")
ALMOST = ("将近", "接近", "近")
ABOUT = ("大约", "约", "大概")
ABOUT_AFTER = ("左右", "上下")
ABOVE_OPEN = ("超过", "突破", "超", "逾")
ABOVE = ("至少", "不少于", "不低于")
ABOVE_AFTER = ("及以上", "以上")
BELOW_OPEN = ("不足", "不到", "少于")
BELOW = ("最多", "不超过", "至多")
BELOW_AFTER = ("及以下", "以下", "以内", "之内")
MORE = ("余", "多", "几", "来")

RATIOS = ("个百分点", "百分点", "%", "‰", "‱", "倍")
MEASURES = ("平方公里", "平方千米", "平方米", "立方米", "公里", "千米", "米", "公顷", "亩", "吨", "公斤", "千克")
MONEY = ("元", "美元", "人民币")
PERIODS = ("年", "载", "周年", "个月", "月", "周", "天", "日")


def _any(words: tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CHINESE = r"[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?"
_CORE = rf"(?:(?:{_ARABIC})(?:[十百千万亿]+(?:(?:(?:{_ARABIC})|[一二三四五六七八九])[十百千万]+)?)?|{_CHINESE})"
_BEFORE = ALMOST + ABOUT + ABOVE_OPEN + ABOVE + BELOW_OPEN + BELOW
_AFTER = re.compile(f"({_any(ABOVE_AFTER + BELOW_AFTER + ABOUT_AFTER)})")
_TOKEN = re.compile(
    rf"(?:{_any(BASES)})*(?P<verb>{_any(UP + DOWN)})?(?P<to>到|至|了)?(?P<before>{_any(_BEFORE)})?(?P<sign>[-−+])?"
    rf"(?P<several>[上数几](?=[十百千万亿]))?(?:(?P<parts>[百千万])分之)?"
    rf"(?P<core>{_CORE})(?P<more>{_any(MORE)})?(?P<late>[十百千万亿]*)(?P<more_late>{_any(MORE)})?(?P<unit>\D*?)"
    rf"(?:(?:至|到|—+|–|~|～|-)(?P<end>{_CORE})(?P<end_unit>\D*))?"
)
_ALTERNATIVES = re.compile(r"([一二三四五六七八])([二三四五六七八九])([十百千万])(万?亿?)(.*)")
_FRACTION = re.compile(r"([一二三四五六七八九十]+)分之([一二三四五六七八九十]+)(.*)")
_HALF = re.compile(rf"({_CORE})(个?[^\d\s半]{{1,2}})半")
_PARTS = {"百": "%", "千": "‰", "万": "‱"}
_RANK = re.compile(r"(?:首|第一)(\w{0,2})")
_WORDS: dict[str, tuple[Fraction, str, str]] = {
    "减半": (Fraction(50), "%", "down"),
    "一半": (Fraction(50), "%", ""),
    "翻一番": (Fraction(2), "倍", "up"),
    "翻番": (Fraction(2), "倍", "up"),
    "翻了一番": (Fraction(2), "倍", "up"),
    "翻两番": (Fraction(4), "倍", "up"),
    "翻了两番": (Fraction(4), "倍", "up"),
}


@dataclass(frozen=True, repr=False)
class Unrounded(Interval):
    """What one printed number may stand for: an interval, with the facts that its text gives.

    `nominal` is the number named; `integer` says that only whole values count (`integers` lists them); `ratio_to` marks
    增长到1.5倍 as against 增长1.5倍. Percentages are in percent units, 万 and 亿 are expanded.
    """

    text: str = ""
    nominal: Fraction = Fraction(0)
    unit: str = ""
    qualifier: str = ""
    direction: str = ""
    integer: bool = False
    heaped: bool = False
    ratio_to: bool = False

    @property
    def interval(self) -> Interval:
        """The bare interval, without the text's other facts."""
        return Interval(self.low, self.high, self.closed)

    def __repr__(self) -> str:
        if self.integer and self.high != INF:
            values = self.integers
            body = decimal(Fraction(values[0])) if len(values) == 1 else f"{values[0]:,}…{values[-1]:,}"
        else:
            body = repr(self.interval)
        return f"{body} {self.unit}".rstrip()

    __str__ = __repr__


@lru_cache(maxsize=1 << 16)
def unround(text: str, rounding: Rounding = "half-up", *, unit: str = "", share: bool | None = None) -> Unrounded:
    """'31.26%' => [31.255, 31.265) %: the values that a printed number may stand for, by the table of this module.

    `unit` supplies a unit that the print shares with a neighbour (0.7和3.97个百分点). `share` says whether a percentage is
    a part of a whole and so stops at 100; by default it is when no verb of change stands before it. Raises ValueError if the
    text is not one printed number.

    >>> unround("31.26%"), unround("1.71万起"), unround("近8000万元"), unround("0.7", unit="个百分点")
    ([31.255, 31.265) %, 17,050…17,149 起, [72,000,000, 80,000,000) 元, [0.65, 0.75) 个百分点)
    >>> unround("31.26%", "truncated"), unround("2600余个"), unround("90%以上"), unround("近10人")
    ([31.26, 31.27) %, 2,600…2,699 个, [90, 100] %, 9 人)
    """
    clean = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).translate(SIMPLIFIED)
    number = _word(clean) or _token(clean, rounding, unit, share)
    if number is None or number.empty:
        raise ValueError(f"not one printed number: {text!r} (a pair such as 从A上升到B is two)")
    return replace(number, text=text)


def _word(clean: str) -> Unrounded | None:
    """Numbers whose wording fixes their value: 减半, 三分之二, 首次, 零, 二年半, 三四十人."""
    if clean in _WORDS:
        value, unit, direction = _WORDS[clean]
        return _exact(value, unit, direction=direction, heaped=True)
    if found := _FRACTION.fullmatch(clean):
        return _exact(_magnitude(found[2])[0] / _magnitude(found[1])[0], found[3], heaped=True)
    if found := _RANK.fullmatch(clean):
        return _exact(Fraction(1), found[1], integer=True)
    if found := re.fullmatch(r"零(\D{0,4})", clean):
        return _exact(Fraction(0), found[1], integer=True)
    if found := _HALF.fullmatch(clean):
        return _exact(_magnitude(found[1])[0] + Fraction(1, 2), found[2].lstrip("个"))
    if (found := _ALTERNATIVES.fullmatch(clean)) and DIGITS[found[2]] == DIGITS[found[1]] + 1:
        step = MULTIPLIERS[found[3]] * _multiply(found[4])
        low, high = Fraction(DIGITS[found[1]] * step), Fraction((DIGITS[found[2]] + 1) * step)
        return Unrounded(low, high, nominal=low, unit=found[5], qualifier="或", integer=_counts(found[5]), heaped=True)
    return None


def _token(clean: str, rounding: Rounding, unit: str, share: bool | None) -> Unrounded | None:
    after = (_AFTER.findall(clean) or [""])[-1]
    found = _TOKEN.fullmatch(_AFTER.sub("", clean))
    if not found:
        return None
    part = found.groupdict(default="")
    unit = _PARTS[part["parts"]] if part["parts"] else part["end_unit"].lstrip("十百千万亿") or part["unit"] or unit
    shared = _trailing(part["end"]) if not _trailing(part["core"]) else ""  # 3至5亿元: both ends count in 亿
    value, last, nonzero, plain = _magnitude(part["core"], part["late"] or shared or part["end_unit"])
    if unit[:1] in ("成", "折"):  # 七成 is 70 %
        value, last, nonzero, plain, unit = 10 * value, 10 * last, 10 * nonzero, False, "%" + unit[1:]
    sign = "down" if part["sign"] in ("-", "−") and part["sign"] else ""
    direction = "up" if part["verb"] in UP else "down" if part["verb"] in DOWN else sign
    number = Unrounded(value, value, "both", nominal=value, unit=unit, direction=direction,
                       integer=_counts(unit) and last >= 1, heaped=plain and unit not in RATIOS + MEASURES and value >= 10 and value % 10 == 0,
                       ratio_to=part["to"] in ("到", "至"))
    if part["end"]:
        return replace(number, high=_magnitude(part["end"], part["end_unit"])[0], qualifier="至")
    is_share = unit == "%" and value <= 100 and (not direction if share is None else share)
    low, high, closed, qualifier = _span(part, after, number, last, nonzero, plain, rounding)
    if is_share and high >= 100 and qualifier not in ALMOST:
        high, closed = Fraction(100), "both" if closed in ("both", "left") else "right"
    return replace(number, low=max(low, Fraction(0)), high=high, closed=closed, qualifier=qualifier)


def _span(part: dict[str, str], after: str, number: Unrounded, last: Fraction, nonzero: Fraction, plain: bool,
          rounding: Rounding) -> tuple[Fraction, Bound, Closed, str]:
    """The ends that a qualifier, or else the rounding, leaves; and the qualifier."""
    v, before, more = number.nominal, part["before"], part["more"] or part["more_late"]
    if part["several"]:
        return v if part["several"] == "上" else 2 * v, 10 * v, "left", part["several"]
    if before in ALMOST:
        is_window = plain and number.unit in PERIODS  # 近8年
        return (v, v, "both", before) if is_window else (max(v - nonzero, v * Fraction(9, 10)), v, "left", before)
    if before in ABOUT or after in ABOUT_AFTER:
        return v - nonzero, v + nonzero, "both", before or after
    if before in ABOVE_OPEN:
        return v, INF, "neither", before
    if before in ABOVE or after in ABOVE_AFTER:
        return v, INF, "left", before or after
    if before in BELOW_OPEN:
        return Fraction(0), v, "left", before
    if before in BELOW or after in BELOW_AFTER:
        return Fraction(0), v, "both", before or after
    if more:
        return v, v + nonzero, "left", more
    if set(part["core"]) <= set("百千万亿"):
        return v / 2, v * Fraction(3, 2), "left", ""
    if plain and number.unit not in RATIOS + MEASURES:
        return v, v, "both", ""
    low = v if rounding == "truncated" else v - last / 2
    return low, v + (last / 2 if rounding == "half-up" else last), "left", ""


def _exact(value: Fraction, unit: str, *, direction: str = "", integer: bool = False, heaped: bool = False) -> Unrounded:
    return Unrounded(value, value, "both", nominal=value, unit=unit, direction=direction, integer=integer, heaped=heaped)


def _counts(unit: str) -> bool:
    """'起' => True: a counter counts whole things, unless it is a ratio, a physical measure, money or a span of time."""
    return not unit.endswith(MONEY) and unit not in (*RATIOS, *MEASURES, *PERIODS)


def _multiply(text: str) -> int:
    """'万元' => 10000: the multipliers that a text begins with."""
    product = 1
    for c in re.match("[十百千万亿]*", text)[0]:  # type: ignore[index]
        product *= MULTIPLIERS[c]
    return product


def _trailing(core: str) -> str:
    """'5亿' => '亿'."""
    return core[len(core.rstrip("百千万亿")):]


def _magnitude(core: str, late: str = "") -> tuple[Fraction, Fraction, Fraction, bool]:
    """'25万6千' => (256000, 1000, 1000, False): value, unit of the last digit, unit of the last non-zero digit, whether plain.

    Plain numbers are whole and carry neither a decimal point nor 万 or 亿: they are printed to the last unit.
    """
    value = last = nonzero = Fraction(0)
    plain = "." not in core and "点" not in core and not re.search("[万亿]", core) and _multiply(late) == 1
    for piece in re.findall(rf"(?:{_ARABIC})[十百千万亿]*|[零〇一二两三四五六七八九十百千点]+[万亿]*|[万亿]+", core):
        digits = re.match(r"[\d.,]+", piece)
        if digits:
            text, factor = digits[0].replace(",", ""), Fraction(_multiply(piece[digits.end():]))
        else:
            tail = re.search("[万亿]*$", piece)
            assert tail
            text, factor = _arabic(piece[: tail.start()]) if tail.start() else "1", Fraction(_multiply(tail[0]))
        decimals = len(text.partition(".")[2])
        unit = factor / 10**decimals
        zeros = len(text.replace(".", "")) - len(text.replace(".", "").rstrip("0")) if text.strip("0.") else 0
        value, last, nonzero = value + Fraction(text) * factor, unit, unit * 10**zeros
    scale = _multiply(late)
    return value * scale, last * scale, nonzero * scale, plain and last >= 1


def _arabic(chinese: str) -> str:
    """'一千二百' => '1200', '三十点五' => '30.5': numerals below 万 in digits."""
    whole, _, tail = chinese.partition("点")
    total = digit = 0
    pending = False
    if not set(whole) & set("十百千"):
        return "".join(str(DIGITS[c]) for c in whole) + ("." + "".join(str(DIGITS[c]) for c in tail) if tail else "")
    for c in whole:
        if c in DIGITS:
            digit, pending = DIGITS[c], True
        else:
            total += (digit if pending else 1) * MULTIPLIERS[c]
            digit, pending = 0, False
    total += digit
    return str(total) + ("." + "".join(str(DIGITS[c]) for c in tail) if tail else "")
