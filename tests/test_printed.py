"""A printed number is text: what may it stand for? The rules as a table of cases; and back from what offices print."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from official import count, fixed

from pingan_analysis.numbers.grammar import RULES
from pingan_analysis.numbers.interval import INF
from pingan_analysis.numbers.numerals import numeral
from pingan_analysis.numbers.printed import ROUNDINGS, Rounding, unround

MEANS = {
    "rounded": """
        31.26% = [31.255, 31.265) %; 78% = [77.5, 78.5) %
        451% = [450.5, 451.5) %; 10.1% = [10.05, 10.15) %
        0.0% = [0, 0.05) %; 0% = [0, 0.5) %; 99.9% = [99.85, 99.95) %; 100% = [99.5, 100] %; 120% = [119.5, 120.5) %
        1.71万起 = 17,050…17,149 起; 14.34亿元 = [1,433,500,000, 1,434,500,000) 元; 5.08万名 = 50,750…50,849 名
        1309.6万起 = 13,095,500…13,096,499 起; 15.6万 = 155,500…156,499; 3千人 = 2,500…3,499 人
        1.2万亿元 = [1,150,000,000,000, 1,250,000,000,000) 元; 3亿5千万元 = [345,000,000, 355,000,000) 元
        1万5千人 = 14,500…15,499 人; 1,234.5万元 = [12,344,500, 12,345,500) 元; 58公里 = [57.5, 58.5) 公里
        60平方公里 = [59.5, 60.5) 平方公里; 2倍 = [1.5, 2.5) 倍; 1.5倍 = [1.45, 1.55) 倍; 900元 = [899.5, 900.5) 元
        24小时 = [23.5, 24.5) 小时; 500元/吨 = [499.5, 500.5) 元/吨; 5‰ = [4.5, 5.5) ‰; 八折 = [75, 85) %
        七成 = [65, 75) %; 七成半 = [74.5, 75.5) %; 八五折 = [84.5, 85.5) %; 百分之百 = [99.5, 100] %
        百分之三十 = [29.5, 30.5) %; 千分之五 = [4.5, 5.5) ‰; 三十点五 = [30.45, 30.55)
        二十万 = 150,000…249,999; 三万五 = 34,500…35,499; 三万五千 = 34,500…35,499""",
    "exact": """
        202起 = 202 起; 12158家 = 12,158 家; 600个 = 600 个; 0起 = 0 起; 18年 = 18 年; 1,234件 = 1,234 件
        十八载 = 18 载; 两轮 = 2 轮; 二年半 = 2.5 年; 半年 = 0.5 年; 一个半月 = 1.5 月
        一百零五 = 105; 一千零一十 = 1,010
        三百五 = 350; 二〇二一年 = 2,021 年; 三分之二 = 0.666667; 减半 = 50 %; 一半 = 50 %; 翻一番 = 2 倍
        翻两番 = 4 倍; 零 = 0; 零发案 = 0 发案; 首次 = 1 次; 首批 = 1 批; 第一 = 1; 第二 = 2; 第3位 = 3 位""",
    "and more": """
        2600余个 = 2,600…2,699 个; 2000多件 = 2,000…2,999 件; 8万余名 = 80,000…89,999 名; 十余万人 = 100,000…199,999 人
        3.5万余支 = 35,000…35,999 支; 1.8万余吨 = [18,000, 19,000) 吨; 970余万元 = [9,700,000, 9,800,000) 元
        20多万 = 200,000…299,999; 三十几人 = 30…39 人; 300多天 = [300, 400) 天; 3年多 = [3, 4) 年
        两个多月 = [2, 3) 个月; 90%多 = [90, 91) %; 七成多 = [70, 80) %; 3倍多 = [3, 4) 倍; 3多倍 = [3, 4) 倍""",
    "almost and about": """
        近5万 = 45,000…49,999; 近5万人次 = 45,000…49,999 人次; 近8000万元 = [72,000,000, 80,000,000) 元; 近10人 = 9 人
        近43亿元 = [4,200,000,000, 4,300,000,000) 元; 近5人 = 4 人; 近90% = [81, 90) %; 将近两成 = [18, 20) %
        近3.5万支 = 34,000…34,999 支; 近一半 = [45, 50) %; 近三分之一 = [0.3, 0.333333); 近8年 = 8 年; 近八年 = 8 年
        约5万人 = 40,000…60,000 人; 5万左右 = 40,000…60,000; 约3.5万 = 34,000…36,000; 30上下 = 20…40
        大约12人 = 11…13 人; 约100% = [0, 100] %""",
    "bounds": """
        90%以上 = [90, 100] %; 57座以上 = [57, ∞) 座; 800公里以上 = [800, ∞) 公里; 至少3家 = [3, ∞) 家
        不低于90% = [90, 100] %; 90%及以上 = [90, 100] %; 超90% = (90, 100] %; 突破5万 = (50,000, ∞)
        逾300起 = (300, ∞) 起; 高于90% = (90, 100] %; 超100% = (100, ∞) %; 过半 = (50, 100] %; 不足3万 = 0…29,999
        不到10人 = 0…9 人; 少于10人 = 0…9 人; 低于30% = [0, 30) %; 30%以下 = [0, 30] %; 3天以内 = [0, 3] 天
        高于0.57个百分点 = [0.565, 0.575) 个百分点; 大于5人 = (5, ∞) 人; 不小于30 = [30, ∞); ≥90% = [90, 100] %
        >5% = (5, 100] %
        不高于3% = [0, 3] %; 小于20人 = 0…19 人; 不下300人 = [300, ∞) 人; 50万元（含）以上 = [500,000, ∞) 元""",
    "in characters": """
        负三十二 = -32; 零下12度 = (−12.5, −11.5] 度; -3亿元 = (−350,000,000, −250,000,000] 元; -14宗 = 14 宗
        四万五千三百二十一人 = 45,321 人; 七万五千九百三十宗 = 75,930 宗; 2万2,807件 = 22,807 件
        27万8,518件 = 278,518 件
        壹佰贰拾叁 = 123; 肆佰陸拾元 = [459.5, 460.5) 元; 一百零三万 = 1,025,000…1,034,999; 两千三 = 2,300
        一万零五 = 10,005
        一千零十 = 1,010; 一百十一 = 111; 一又二分之一 = 1.5; 3又四分之一 = 3.25; 1/3 = 0.333333; 十万分之三 = 0.00003
        二十五分之四 = 0.16; 零点五 = [0.45, 0.55); 点二八 = [0.275, 0.285); .5 = [0.45, 0.55)
        四万万 = 350,000,000…449,999,999
        2亿5千3百多万元 = [253,000,000, 254,000,000) 元; 一百零几万 = 1,000,000…1,099,999
        12.5兆元 = [12,450,000,000,000, 12,550,000,000,000) 元
        五兆六十二亿四万五千二 = 5,006,200,045,150…5,006,200,045,249; 100兆瓦 = [99.5, 100.5) 兆瓦; 15k = 14,500…15,499
        五元三角 = [5.25, 5.35) 元; 一百三十五块六角七分钱 = [135.665, 135.675) 元; 壹佰元整 = [99.5, 100.5) 元
        二两 = [1.5, 2.5) 两; 三千两百两 = [3,199.5, 3,200.5) 两; 半斤 = 0.5 斤; 半数 = 50 %; 一吨半 = 1.5 吨
        HK$1,200 = [1,199.5, 1,200.5) 港元; 港币约3亿元 = [200,000,000, 400,000,000] 元; 负百分之四十 = [39.5, 40.5) %
        一百千瓦 = [99.5, 100.5) 千瓦; -56.2百分点 = [56.15, 56.25) 百分点""",
    "ranges and magnitudes": """
        3至5亿元 = [300,000,000, 500,000,000] 元; 30—40人 = 30…40 人; 3%至5% = [3, 5] %; 三到五年 = [3, 5] 年
        2.5万至3万人 = 25,000…30,000 人; 300至500余元 = [300, 600) 元; 千名 = 500…1,499 名; 万人 = 5,000…14,999 人
        上百起 = 100…999 起; 数千人 = 2,000…9,999 人; 几十家 = 20…99 家; 数十万 = 200,000…999,999
        七至八成 = [70, 80] %; 七千到九千亿元 = [700,000,000,000, 900,000,000,000] 元
        3至5千万元 = [30,000,000, 50,000,000] 元
        三五百元 = [300, 600) 元; 百分之二三十 = [20, 40) %; 5-20% = [5, 20] %
        三四十人 = 30…49 人; 七八个 = 7…8 个; 两三天 = [2, 4) 天; 七八成 = [70, 90) %""",
    "bounds behind a word more": """
        超过了500万元 = (5,000,000, ∞) 元; 约有150起 = 140…160 起;
        约合1.2亿美元 = [110,000,000, 130,000,000] 美元; 约占70% = [60, 80] %; 至少有10人 = [10, ∞) 人
        >=95% = [95, 100] %; ≧95% = [95, 100] %; ＞5% = (5, 100] %; 不止150起 = (150, ∞) 起; 30%不到 = [0, 30) %
        三成强 = [30, 40) %; 5万+人次 = [50,000, ∞) 人次; 99.9%+ = [99.9, 100] %; 约占全国的三分之一 = [0.3, 0.366667]
        过四成 = (40, 100] %; 一倍有余 = [1, 2) 倍; 五十出头 = 50…59; 首破万亿 = (1,000,000,000,000, ∞)
        零下20摄氏度以下 = (−∞, −20] 摄氏度; 零下10℃以上 = [−10, ∞) ℃""",
    "alternatives and halves": """
        一百二三十起 = 120…139 起; 一万六七千人 = 16,000…17,999 人; 一两个月 = [1, 3) 个月; 十分之一二 = [0.1, 0.3)
        四、五十亿元 = [4,000,000,000, 6,000,000,000) 元; 近七八成 = [63, 90) %; 一百几十人 = 100…199 人
        17年半 = 17.5 年; 2个半小时 = 2.5 小时; 近半年 = [0.45, 0.5) 年; 两年半以上 = [2.5, ∞) 年; 半吨 = 0.5 吨
        百分之三到五 = [3, 5] %; 三至四成 = [30, 40] %; 一到两年 = [1, 2] 年; 在200件与300件之间 = 200…300 件""",
    "mixed and set otherwise": """
        1百05件 = 105 件; 2千零30万元 = [20,295,000, 20,305,000) 元; 4点5万 = 44,500…45,499
        二十块五 = [20.45, 20.55) 元
        壹佰捌拾壹圆柒角 = [181.65, 181.75) 元; 2角 = [0.15, 0.25) 元; 五元六角至五元八角 = [5.6, 5.8] 元
        33，212万吨 = [332,115,000, 332,125,000) 吨; 下降31.⏎26% = [31.255, 31.265) %
        ¥120万 = [1,195,000, 1,205,000) 元
        仟分之叁 = [2.5, 3.5) ‰; 3.2万㎡ = [31,500, 32,500) ㎡; 百分之八十 = [79.5, 80.5) %
        一万七千四百亿 = 1,735,000,000,000…1,744,999,999,999
        翻了3番 = 8 倍; 翻了一番多 = [2, 4) 倍; 持平 = 0; .3% = [0.25, 0.35) %""",
    "in English": """
        1.71 million = 1,705,000…1,714,999; 115 billion yuan = [114,500,000,000, 115,500,000,000) 元
        31.26 percent = [31.255, 31.265) %; 3.5 percentage points = [3.45, 3.55) 个百分点
        102,448 people = 102,448 people""",
    "as it stands in print": """
        同比下降31.26% = [31.255, 31.265) %; 增长到1.5倍 = [1.45, 1.55) 倍; 减少了近三成 = [27, 30) %
        −3.2% = [3.15, 3.25) %; １２．５％ = [12.45, 12.55) %; １，２３４起 = 1,234 起; 3⏎0 次 = 30 次
        兩萬餘名 = 20,000…29,999 名; 增長百分之三 = [2.5, 3.5) %; 約５億元 = [400,000,000, 600,000,000] 元""",
}
CASES = [tuple(case.split(" = ")) for rows in MEANS.values() for case in re.split(r";\s|\n\s*", rows.strip())]
CASES += [example for rule in RULES for example in rule.examples.items()]


@pytest.mark.parametrize(("printed", "meaning"), CASES)
def test_what_a_print_stands_for(printed: str, meaning: str) -> None:
    assert repr(unround(printed.replace("⏎", "\n"))) == meaning


CONVENTIONS = {
    "31.26%": ("[31.255, 31.265) %", "[31.26, 31.27) %", "[31.255, 31.27) %"),
    "99%": ("[98.5, 99.5) %", "[99, 100) %", "[98.5, 100) %"),  # nothing below 100 is printed 100 %, nor 100 as 99 %
    "100%": ("[99.5, 100] %", "100 %", "[99.5, 100] %"),
    "0%": ("[0, 0.5) %", "[0, 1) %", "[0, 1) %"),
    "1.71万起": ("17,050…17,149 起", "17,100…17,199 起", "17,050…17,199 起"),
    "202起": ("202 起",) * 3,
    "近5万": ("45,000…49,999",) * 3,
    "减半": ("50 %",) * 3,
}


@pytest.mark.parametrize("printed", CONVENTIONS)
def test_the_three_conventions(printed: str) -> None:
    assert tuple(repr(unround(printed, rounding)) for rounding in ROUNDINGS) == CONVENTIONS[printed]


REFUSED = [
    "从94.7%上升到97.2%", "94.7%上升到97.2%", "100件上升到120件", "24.1%、5.81%", "1224起，6.92亿元",  # pairs
    "5月1日", "2022-04-05", "2021年12月", "10:30",  # dates and times
    "", " ", "平安", "增长率", "持续增长", "近", "以上", "%", "第",  # words
    "三十二十", "八百一千", "三四五", "三十万三十万", "两三万五", "三百九十九三",  # no numerals
    "1千1234", "1万12千345", "17万3",
    "12万34", "1.5万5千", "零下", "不到3至5", "5元元", "5以上以下",
    "两年零三个月", "六斤八两", "三小时二十分钟", "两美元又三美分", "大于等于一百小于等于三百一",  # two numbers
    "百分之八十百姓", "120 cats", "1.71 zillion", "1.2E4", "翻了一番半",  # something behind it that is no unit
    "40—30人", "12,34件", "1.2.3", "1e5", "少于0人",
]
DISAGREE = ["下降-3%", "减少-5件"]  # a fall of less than nothing: nobody agrees on what that is  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_one_number_is_refused(text: str) -> None:
    for rounding in ROUNDINGS:
        with pytest.raises(ValueError, match="not one printed number"):
            unround(text, rounding)


@pytest.mark.parametrize("text", DISAGREE)
def test_a_verb_and_a_sign_that_disagree_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write one of them"):
        unround(text)


FACTS = [
    ("同比增长40.46%", {"direction": "up", "share": False}),
    ("增长-3.5%", {"direction": "down"}),
    ("-5%", {"direction": "down"}), ("-14宗", {"direction": "down", "nominal": 14}), ("+9.2%", {"direction": "up"}),
    ("增长负3%", {"direction": "down"}), ("负三十二", {"direction": "", "nominal": -32}),
    ("降为3起", {"direction": "down", "ratio_to": True, "integer": True}),
    ("增长1.5倍", {"direction": "up", "ratio_to": False}),
    ("增长到1.5倍", {"direction": "up", "ratio_to": True}),
    ("翻一番", {"direction": "up", "ratio_to": True, "heaped": True, "nominal": 2}),
    ("减半", {"direction": "down", "ratio_to": False, "heaped": True, "share": False}),
    ("三分之二", {"heaped": True, "nominal": Fraction(2, 3), "integer": False}),
    ("600个", {"heaped": True, "integer": True, "qualifier": "", "unit": "个"}),
    ("202起", {"heaped": False}),
    ("1.71万起", {"heaped": False, "nominal": 17100}),
    ("近8000万元", {"qualifier": "近", "integer": False, "unit": "元"}),
    ("90%以上", {"qualifier": "以上", "share": True}),
    ("超100%", {"share": False}),
    ("15.6万", {"integer": True, "unit": ""}),
    ("58公里", {"integer": False}),
    ("20年", {"integer": False}),
]


@pytest.mark.parametrize(("printed", "facts"), FACTS)
def test_facts_of_a_print(printed: str, facts: dict[str, object]) -> None:
    number = unround(printed)
    assert {name: getattr(number, name) for name in facts} == facts and number.text == printed


def test_what_stands_elsewhere_is_supplied() -> None:
    assert repr(unround("0.7", unit="个百分点")) == "[0.65, 0.75) 个百分点"
    assert unround("31.26%", direction="down").direction == unround("减半", direction="down").direction == "down"
    assert repr(unround("增长99.9%以上", share=True)) == "[99.9, 100] %" and unround("80%以上", share=False).high == INF


LOOSENED = [("600个", "550…649 个"), ("3000起", "2,500…3,499 起"), ("80个", "80 个"), ("2600余个", "2,600…2,699 个"),
            ("减半", "[45, 55) %"), ("三分之二", "[0.6, 0.733333)"), ("202起", "202 起")]  # fmt: skip


@pytest.mark.parametrize(("printed", "meaning"), LOOSENED)
def test_round_numbers_may_be_rounded(printed: str, meaning: str) -> None:
    assert repr(unround(printed).loosened) == meaning


PIECES = [
    *"0159.,、%‰年件元万亿千百十零一二八两半余多几近约超—-成折第首\n",
    "个百分点", "以上", "左右", "不足", "将近", "百分之", "分之", "减半", "翻一番",
    "增长", "下降", "到", "同比", "公里", "以内", "上", "数",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=7).map("".join), st.sampled_from(ROUNDINGS))
def test_any_text_is_a_sound_number_or_refused(text: str, rounding: Rounding) -> None:
    try:
        number = unround(text, rounding)
    except ValueError:
        return
    assert not number.empty and (number.low >= 0 or "-" in text) and repr(number) and repr(number.loosened)
    assert not number.integer or number.high == INF or number.integers
    assert number.hull.low >= number.low and number.hull.high <= number.high


PLACES = ("", "十", "百", "千")


def spelled(n: int) -> str:
    """2304560 => 二百三十万四千五百六十, as an office writes it; 零 where a place is empty."""
    for size, name in ((10**8, "亿"), (10**4, "万")):
        if n >= size:
            rest = n % size
            return spelled(n // size) + name + "零" * (0 < rest < size // 10) + (spelled(rest) if rest else "")
    text, empty = "", False
    for place in range(3, -1, -1):
        digit = n // 10**place % 10
        if digit:
            text += "零" * (empty and bool(text)) + "零一二三四五六七八九"[digit] + PLACES[place]
        empty = digit == 0
    return text


@given(st.integers(1, 10**12))
@example(10**8 + 5)
def test_what_is_spelled_is_read_back(n: int) -> None:
    for text in (spelled(n), spelled(n).removeprefix("一" * (10 <= n < 20)), spelled(n).translate(BILLS)):
        found = numeral(text)
        assert found and found.end == len(text) and found.value == n and n in unround(text + "件"), text


BILLS = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


SPELLED_OUT = re.compile("[一二三四五六七八九]{4}|^[万亿]+$")


@given(st.text("一二三四五六七八九十百千万亿", min_size=1, max_size=7))
@example("三十二十")
def test_only_what_someone_would_write_is_a_numeral(text: str) -> None:
    """What is read to its end is how its value is spelled, but for 零, a first 一, and the place of the last digit."""
    found = numeral(text)
    if not found or found.end < len(text) or found.top is not None:
        return
    if SPELLED_OUT.search(text) or len(text) < 2:
        return
    whole = spelled(int(found.value)).replace("零", "")
    ways = {whole, whole.rstrip("十百千万亿"), whole.replace("万亿", "亿", 1)}  # 三万五; 一万七千亿
    ways |= {way.replace("一十", "十") for way in ways}
    written = text if text in ways else text.replace("一十", "十")
    ways |= {way.removeprefix("一") for way in ways}
    assert written in ways or "万万" in text or "万亿" in text, text


@given(
    truth=st.integers(1, 10**10), scale=st.sampled_from(["", "千", "万", "亿"]), decimals=st.integers(0, 2),
    rounding=st.sampled_from(ROUNDINGS[:2]), unit=st.sampled_from(["件", "人次", "元", "公里", ""]), wide=st.booleans(),
)  # fmt: skip
@example(truth=17149, scale="万", decimals=2, rounding="half-up", unit="起", wide=False)
def test_the_truth_is_inside_a_rounded_print(
    truth: int, scale: str, decimals: int, rounding: Rounding, unit: str, wide: bool
) -> None:
    number = unround(count(truth, scale, decimals, rounding, unit), "either" if wide else rounding)
    assert truth in number and (not number.integer or truth in number.integers)


@given(
    part=st.integers(0, 10**6), whole=st.integers(1, 10**6), decimals=st.integers(0, 2),
    rounding=st.sampled_from(ROUNDINGS[:2]),
)  # fmt: skip
def test_the_truth_is_inside_a_printed_share(part: int, whole: int, decimals: int, rounding: Rounding) -> None:
    truth = Fraction(100 * part, whole)
    for verb in ("",) * (part <= whole) + ("同比增长", "下降"):  # no share is above 100 %
        assert truth in unround(verb + fixed(truth, decimals, rounding) + "%", rounding)


@given(
    truth=st.integers(11, 10**9), kept=st.integers(1, 3), late=st.booleans(),
    word=st.sampled_from(["余", "多", "近", "超", "不足", "约"]),
)  # fmt: skip
def test_the_truth_is_inside_a_qualified_print(truth: int, kept: int, late: bool, word: str) -> None:
    """An office keeps a few leading digits and says which way it cut: 2634 is 2600余 or 近2700, 26342 is 2.6万余."""
    step = 10 ** max(len(str(truth)) - kept, 0)
    below = truth // step * step
    shown = below + step if word in ("近", "不足") else below - 1 if word == "超" else below
    if word == "近" and truth * 10 < shown * 9:  # nobody calls 11 "almost 20"
        return
    digits = f"{fixed(Fraction(shown, 10**4), 4).rstrip('0').rstrip('.')}万" if late and shown > 10**4 else str(shown)
    printed = f"{digits}{word}件" if word in ("余", "多") else f"{word}{digits}件"
    assert truth in unround(printed), printed
