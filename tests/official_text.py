"""How an office writes a report: sentences whose reported numbers are known, for `scan` to find again.

Each printed number is made from the digits that are shown, and what it stands for from its last place: nothing here
asks the grammar under test.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from hypothesis import strategies as st
from official import fixed
from scan_score import Number

from pingan_analysis.numbers.interval import INF

TRADITIONAL = str.maketrans(
    "万亿余约间个几两数减达过点长涨缩扩于压环较别计仅为将来内周岁",
    "萬億餘約間個幾兩數減達過點長漲縮擴於壓環較別計僅為將來內週歲",
)
WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
SCALES = {"": 1, "万": 10**4, "亿": 10**8}
COUNTERS = ("起", "件", "名", "人", "人次", "家", "辆次", "处", "户", "份", "个", "宗", "批次", "间", "支", "路")
MEASURES = ("元", "吨", "公里", "亩", "公斤", "美元")
SUBJECTS = (
    "受理案件",
    "查处隐患",
    "抓获嫌疑人",
    "调解纠纷",
    "出动警力",
    "检查单位",
    "发放宣传册",
    "接到举报",
    "救助群众",
)
AMOUNTS = ("挽回损失", "追缴赃款", "查扣货物", "巡查里程", "罚没")
RATES = ("办结率", "群众满意度", "破案率", "调解成功率", "参评率", "占比")
LEVELS = ("", "达", "为", "共", "达到", "累计", "已有")
UP = ("上升", "增长", "增加", "提高", "上涨", "回升")
DOWN = ("下降", "减少", "降低", "回落", "下滑")
BASES = ("同比", "环比", "比上年", "较上年", "比去年同期", "较上年同期", "较年初", "比2015年", "较2003年", "比上月", "")
REFERENCES = ("全国平均值", "全省平均水平", "全市平均水平", "全国平均水平")
SILENT = (
    "2021年3月15日，", "2016年至2020年，", "根据〔2021〕5号文件，", "“十四五”以来，", "12345热线畅通，", "第三，",
    "一批隐患得到整改，", "（一）", "“一件事”改革落地，", "四平台贯通，", "上午9时30分，", "1至11月，",
    "一系列举措见效，", "依照刑法第一百二十条，", "千方百计护平安，", "“五位一体”推进，",
    "“152”体系运转，", "2.", "去年，", "",
)  # fmt: skip
QUALIFIERS = ("余", "多", "近", "超", "逾", "不足", "至少", "以上", "约", "左右")
DIGITS = "零一二三四五六七八九"


class Print(NamedTuple):
    """A number as it is printed, and what that stands for."""

    text: str
    nominal: Fraction
    interval: tuple[object, object, bool, bool]
    unit: str
    qualifier: str = ""


def in_characters(number: int) -> str:
    """1205 => '一千二百零五'; 12 => '十二'; 70074 => '七万零七十四'."""
    if number >= 10**4:
        rest = number % 10**4
        behind = in_characters(rest) if rest else ""
        behind = "一" + behind if behind[:1] == "十" else behind
        return in_characters(number // 10**4) + "万" + ("零" if 0 < rest < 1000 else "") + behind
    text, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            bare_ten = (digit, name, text) == (1, "十", "")
            text += ("零" if gap and text else "") + ("" if bare_ten else DIGITS[digit]) + name
        gap = not digit
    return text


def point(value: Fraction) -> tuple[Fraction, Fraction, bool, bool]:
    return value, value, True, True


def leading(number: int) -> int:
    """2600 => 100: the unit of the last digit that is not zero."""
    return int("1" + "0" * (len(str(number)) - len(str(number).rstrip("0"))))


def dressed(draw: st.DrawFn, digits: str, rest: str) -> str:
    """Digits and the words behind them, in one of the ways of setting type."""
    way = draw(st.sampled_from(["plain"] * 6 + ["wide", "thousands", "thin", "space", "break"]))
    if way == "wide":
        return (digits + rest).translate(WIDE)
    if way == "thousands":
        whole, dot, tail = digits.partition(".")
        return f"{int(whole):,}{dot}{tail}{rest}"
    if way == "thin" and "." not in digits and rest[0] not in "%‰":
        return f"{int(digits):,}".replace(",", " ") + rest
    return digits + {"space": " ", "break": "\n"}.get(way, "") + rest


@st.composite
def counts(draw: st.DrawFn) -> Print:
    """202起; 十二名; 2600余个; 近300家; 300起以上."""
    number, unit = draw(st.integers(2, 99_999)), draw(st.sampled_from(COUNTERS))
    kind = draw(st.sampled_from(["plain"] * 4 + ["characters", "beyond 万", *QUALIFIERS]))
    if kind == "characters" and number > 10 and (number < 10_000 or number % 100):
        text = in_characters(number)
        return Print(text + unit, Fraction(number), point(Fraction(number)), unit)
    if kind == "beyond 万" and number > 10_000:
        rest = number % 10_000
        text = f"{number // 10_000}万" + (f"{rest:,}" if rest >= 1000 else f"零{rest}" if rest else "")
        if rest:
            return Print(text + unit, Fraction(number), point(Fraction(number)), unit)
    if kind in ("plain", "characters", "beyond 万"):
        return Print(dressed(draw, str(number), unit), Fraction(number), point(Fraction(number)), unit)
    number = draw(st.integers(2, 99)) * 10 ** draw(st.integers(1, 3))
    v, w = Fraction(number), Fraction(leading(number))
    stands: dict[str, tuple[object, object, bool, bool]] = {
        "余": (v, v + w, True, False), "多": (v, v + w, True, False),
        "近": (min(max(v - w, v * Fraction(9, 10)), v - 1), v, True, False),
        "超": (v, INF, False, False), "逾": (v, INF, False, False), "不足": (Fraction(0), v, True, False),
        "至少": (v, INF, True, False), "以上": (v, INF, True, False),
        "约": (max(v - w, Fraction(0)), v + w, True, True), "左右": (max(v - w, Fraction(0)), v + w, True, True),
    }  # fmt: skip
    if kind in ("余", "多"):
        text = dressed(draw, str(number), kind + unit)
    elif kind in ("以上", "左右"):
        text = dressed(draw, str(number), unit + kind)
    else:
        text = kind + dressed(draw, str(number), unit)
    return Print(text, v, stands[kind], unit, kind)


@st.composite
def scaled(draw: st.DrawFn, units: tuple[str, ...] = COUNTERS + MEASURES) -> Print:
    """1.71万起; 14.34亿元; 1.8万余吨."""
    scale, decimals = draw(st.sampled_from(["万", "亿"])), draw(st.integers(0, 2))
    figures, unit = draw(st.integers(10**decimals, 99_999)), draw(st.sampled_from(units))
    step = Fraction(SCALES[scale], 10**decimals)
    v, digits = figures * step, fixed(Fraction(figures, 10**decimals), decimals)
    if figures % 10 and draw(st.booleans()):
        return Print(dressed(draw, digits, f"{scale}余{unit}"), v, (v, v + step, True, False), unit, "余")
    return Print(dressed(draw, digits, scale + unit), v, (v - step / 2, v + step / 2, True, False), unit)


@st.composite
def ratios(draw: st.DrawFn, units: tuple[str, ...] = ("%", "个百分点", "‰"), elided: bool = False) -> Print:
    """31.26%; 0.57个百分点; 12.5‰; with the unit left to a neighbour, 0.7."""
    decimals, unit = draw(st.integers(0, 2)), draw(st.sampled_from(units))
    figures, step = draw(st.integers(1, 99 * 10**decimals)), Fraction(1, 10**decimals)
    v, digits = figures * step, fixed(figures * step, decimals)
    text = digits if elided else dressed(draw, digits, unit)
    return Print(text, v, (v - step / 2, v + step / 2, True, False), unit)


CLAUSES = ("level", "amount", "rate", "change", "list", "gap", "gaps", "pair", "range", "end", "note")
Piece = str | tuple[Print, str, str, str]  # bare words; or a number with its direction, basis, relation


def number(shown: Print, direction: str = "", basis: str = "", relation: str = "") -> Piece:
    return shown, direction, basis, relation


@st.composite
def verbs(draw: st.DrawFn) -> tuple[str, str]:
    """A verb of change => with its direction."""
    up = draw(st.booleans())
    return draw(st.sampled_from(UP if up else DOWN)), "up" if up else "down"


@st.composite
def clauses(draw: st.DrawFn) -> list[Piece]:
    """One clause: a level, a change, a list, a pair, a range, numbers end to end, or a change in brackets."""
    kind = draw(st.sampled_from(CLAUSES))
    subject, basis = draw(st.sampled_from(SUBJECTS)), draw(st.sampled_from(BASES))
    verb, direction = draw(verbs())
    if kind == "level":
        return [subject + draw(st.sampled_from(LEVELS)), number(draw(st.one_of(counts(), scaled(COUNTERS))))]
    if kind == "amount":
        return [draw(st.sampled_from(AMOUNTS)), number(draw(scaled(MEASURES)))]
    if kind == "rate":
        rate = draw(st.sampled_from(RATES)) + draw(st.sampled_from(["达", "为", ""]))
        return [rate, number(draw(ratios(("%", "‰"))))]
    if kind == "change":
        return [f"{subject}数{basis}{verb}", number(draw(st.one_of(ratios(), counts())), direction, basis)]
    if kind == "list":
        shown = draw(st.lists(ratios(("%",)), min_size=2, max_size=4))
        pieces: list[Piece] = [f"{subject}等指标{basis}{draw(st.sampled_from(['', '分别']))}{verb}"]
        for n, one in enumerate(shown):
            joint = "" if n == 0 else draw(st.sampled_from(["、", "和"])) if n == len(shown) - 1 else "、"
            pieces += [joint, number(one, direction, basis, "coordinated")]
        return pieces
    word, direction_of_gap = draw(st.sampled_from([("高于", "up"), ("低于", "down")]))
    reference = draw(st.sampled_from(REFERENCES))
    if kind == "gap":
        return ["安全感" + word + reference, number(draw(ratios(("个百分点",))), direction_of_gap, reference)]
    if kind == "gaps":
        elided, last = draw(ratios(("个百分点",), elided=True)), draw(ratios(("个百分点",)))
        shared = (direction_of_gap, reference, "coordinated")
        return [f"满意率、参与率分别{word}{reference}", number(elided, *shared), "和", number(last, *shared)]
    if kind == "pair":
        unit = draw(st.sampled_from(["起", "件", "户"]))
        low, high = draw(st.integers(2, 5000)), draw(st.integers(5001, 99_999))
        before, after = (low, high) if direction == "up" else (high, low)
        ends = [Print(f"{end}{unit}", Fraction(end), point(Fraction(end)), unit) for end in (before, after)]
        first, second = draw(st.sampled_from([("从", "到"), ("由", "到"), ("由", "至"), ("从上年的", "到")]))
        return [f"{subject}数{first}", number(ends[0], relation="from"), verb + second,
                number(ends[1], direction, relation="to")]  # fmt: skip
    if kind == "range":
        low = draw(st.integers(2, 80))
        high, scale = low + draw(st.integers(1, 19)), draw(st.sampled_from(["", "万", "亿"]))
        unit = draw(st.sampled_from(["元", "人", "件"])) if scale != "亿" else "元"
        v = [Fraction(end * SCALES[scale]) for end in (low, high)]
        ends = [Print(text, v[n], point(v[n]), unit) for n, text in enumerate((str(low), f"{high}{scale}{unit}"))]
        dash = draw(st.sampled_from(["至", "到", "—", "~", "-", "–"]))
        return ["案值在" if unit == "元" else "每次", number(ends[0], relation="range_low"), dash,
                number(ends[1], relation="range_high"), "之间" if unit == "元" else ""]  # fmt: skip
    if kind == "end":
        cases, people = draw(st.integers(2, 9999)), draw(st.integers(2, 9999))
        return [subject, number(Print(f"{cases}件", Fraction(cases), point(Fraction(cases)), "件")),
                number(Print(f"{people}人", Fraction(people), point(Fraction(people)), "人"))]  # fmt: skip
    if draw(st.booleans()):  # 增加12起（5.1%）, the same change as a share
        changed, share = number(draw(counts()), direction, basis), number(draw(ratios(("%",))), direction, basis)
        return [f"{subject}数{basis}{verb}", changed, "（", share, "）"]
    return [subject, number(draw(counts())), f"（{basis}{verb}", number(draw(ratios(("%",))), direction, basis), "）"]


@st.composite
def reports(draw: st.DrawFn) -> tuple[str, list[Number]]:
    """A report of a few clauses, and the numbers in it, in text order."""
    text, numbers = "", []
    for clause in draw(st.lists(clauses(), min_size=1, max_size=5)):
        text += draw(st.sampled_from(SILENT))
        for piece in clause:
            if isinstance(piece, str):
                text += piece
                continue
            shown, direction, basis, relation = piece
            span = (len(text), len(text) + len(shown.text))
            text += shown.text
            facts = (shown.unit, shown.qualifier, direction, basis, relation)
            numbers.append(Number(span, shown.text, shown.nominal, shown.interval, *facts))
        text += draw(st.sampled_from(["，", "。", "；", "。\n"]))
    if draw(st.integers(0, 4)) == 0:
        text = text.translate(TRADITIONAL)
        numbers = [one._replace(printed=one.printed.translate(TRADITIONAL)) for one in numbers]
    return text, numbers
