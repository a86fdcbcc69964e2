"""The words around a number in official Chinese: counters, verbs of change, qualifiers, bases; in both scripts.

Each word stands here once, in simplified characters; `either` makes the pattern that reads the traditional ones too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

TRADITIONAL = (
    "○萬億餘約間個幾兩數減達過點長漲縮擴於壓環較別計僅為將來內週歲從與單輛條項戶噸畝頃張場輪級處課雙頭隻顆塊幣圓歐號時鐘區國總標準佔節筆冊盞臺棟層"
    "門盤發躍飆調櫃鎊團隊組種類對則樓線連裡錢檔樁幀騰彈觸穩劇銳齊淨遞農縣鄉鎮黨員臨側賠貳參繳駛齡際損業貨負擬這體據維軍屆貧聲觀諾滅災規終績訴審廳"
    "預歷無實響騙滙綫貫盜閉領後變佈劵傷車網鐵倉崗館庫廠園聯證釐鍾兒嬰針劑碼鏈罰東廣並僑進"
)
SIMPLE = (
    "〇万亿余约间个几两数减达过点长涨缩扩于压环较别计仅为将来内周岁从与单辆条项户吨亩顷张场轮级处课双头只颗块币圆欧号时钟区国总标准占节笔册盏台栋层"
    "门盘发跃飙调柜镑团队组种类对则楼线连里钱档桩帧腾弹触稳剧锐齐净递农县乡镇党员临侧赔贰参缴驶龄际损业货负拟这体据维军届贫声观诺灭灾规终绩诉审厅"
    "预历无实响骗汇线贯盗闭领后变布券伤车网铁仓岗馆库厂园联证厘钟儿婴针剂码链罚东广并侨进"
)
SIMPLIFIED = str.maketrans(TRADITIONAL, SIMPLE)
_SCRIPTS: dict[str, str] = {}
for _old, _new in zip(TRADITIONAL, SIMPLE, strict=True):
    _SCRIPTS[_new] = _SCRIPTS.get(_new, _new) + _old

# Verbs and nouns of change. The last one before a number governs it.
UP = (
    "上升", "增长", "增加", "提高", "提升", "上涨", "上浮", "上扬", "上调", "回升", "攀升", "飙升", "跃升", "递增", "增多",
    "反弹", "扩大", "增幅", "涨幅", "升幅", "增速", "增长率", "增加率", "成长", "成长率", "年增率", "多增", "延长", "↑", "增长幅度", "上升幅度", "加快", "走高",
)  # fmt: skip
DOWN = (
    "下降", "减少", "降低", "回落", "缩短", "缩减", "缩小", "下跌", "下滑", "下调", "收窄", "压降", "压减", "压缩", "削减",
    "递减", "减轻", "萎缩", "降幅", "跌幅", "减幅", "负增长", "负成长", "衰退", "减少率", "降低率", "少增", "↓", "下降幅度", "降低幅度", "放缓", "走低",
)  # fmt: skip
UP_SHORT, DOWN_SHORT = ("增", "升", "涨"), ("降", "减", "跌")  # only next to the number: 同比增3.5%
ABOVE_PEER = ("高于", "高出", "超出", "多于", "快于", "领先", "领先于", "超过", "超", "高过")  # with 个百分点 or a comparator
BELOW_PEER = ("低于", "少于", "慢于", "落后", "落后于")
MORE_THAN_BASE, LESS_THAN_BASE = ("高", "多", "快", "长"), ("低", "少", "慢", "短")  # only behind 比…: 比全国高0.5个百分点

MONEY = (
    "元", "美元", "欧元", "港元", "日元", "英镑", "澳元", "加元", "卢布", "韩元", "人民币", "块", "块钱", "港币",
    "圆", "台币", "新台币", "法郎",
)  # fmt: skip
MEASURES = (
    "平方公里", "平方千米", "平方米", "平米", "万立方米", "立方米", "方", "公里", "千米", "海里", "米", "厘米", "毫米", "公顷", "亩", "公亩",
    "吨", "公吨", "蒸吨", "吨标准煤", "吨标煤", "公升", "公分", "公厘", "公克", "公秉", "英里", "英尺", "蒲式耳", "人公里", "吨公里", "立方", "兆", "公斤", "千克", "克", "毫克", "微克", "斤", "两", "升", "毫升", "立升", "加仑", "桶",
    "度", "千瓦", "千瓦时", "兆瓦", "吉瓦", "瓦", "伏", "千伏", "摄氏度", "分贝", "马力",
    "小时", "个小时", "分钟", "秒", "秒钟", "分", "刻钟", "基点", "个基点", "点",
)  # fmt: skip
PERIODS = (
    "年", "载", "周年", "个月", "周", "星期", "个星期", "天", "岁", "周岁", "日", "学年", "个工作日", "工作日", "个季度", "昼夜",
    "世纪", "个世纪", "个年度", "个交易日", "学时", "课时",
)  # fmt: skip
RATES = ("%", "％", "‰", "‱", "个百分点", "百分点", "个点", "倍", "个千分点", "千分点")
COUNTERS = (
    "人", "名", "位", "口", "户", "家", "户家庭", "人份", "例", "患者", "个", "只", "头", "匹", "羽", "尾", "条", "株",
    "棵", "颗", "粒", "朵", "丛", "窝", "枝", "支", "根", "把", "件", "起", "宗", "桩", "案", "单", "票", "项", "样", "种", "类", "款",
    "次", "回", "趟", "遍", "轮", "场", "番", "届次", "班", "拨", "批", "波", "组", "对", "双", "副", "套", "排", "列", "队", "群", "伙",
    "台", "架", "辆", "艘", "部", "节", "门", "盏", "具", "挺", "发", "枚", "顶", "张", "幅", "面", "块", "片", "页", "篇", "份", "本",
    "册", "卷", "封", "则", "首", "句", "字", "笔", "幢", "栋", "座", "所", "间", "处", "层", "床", "张床位", "床位", "席", "扇",
    "孔", "眼", "道", "段", "路", "方面", "维度", "环节", "领域", "级", "档", "等", "箱", "包", "袋", "瓶", "盒", "罐", "盘", "筒",
    "捆", "堆", "标箱", "标准箱", "集装箱", "柜", "股", "股份", "村", "镇", "乡", "县", "市", "省", "区", "国", "行业",
    "车", "船", "地块", "宗地", "公顷次", "集", "期", "曲", "幕", "剧", "堂", "节课", "门课", "帧", "桌", "餐", "顿", "针", "剂",
    "剂次", "针次", "条次", "点位", "支队", "方", "杆", "台套", "台(套)", "台（套）", "台件", "人(次)", "人（次）", "件(次)", "件（次）",
    "户(家)", "周", "字节", "比特", "万", "阶", "站", "厂", "店", "校", "馆", "井", "所次",
)  # fmt: skip
LATIN_UNITS = (
    "M", "km", "km2", "km²", "m", "m2", "m²", "m3", "m³", "cm", "mm", "kg", "g", "mg", "μg", "t", "L", "ml", "mL", "kW", "kWh",
    "kW·h", "MW", "MWh", "GW", "GWh", "TWh", "kV", "V", "A", "W", "GB", "TB", "PB", "MB", "KB", "Gbps", "Mbps", "℃", "°C", "dB", "Hz",
    "MHz", "GHz", "TEU", "pp", "bp", "bps", "hm2", "hm²", "km/h", "mg/L", "μg/m³", "kPa", "MPa", "Pa", "EFLOPS", "PFLOPS",
)  # fmt: skip
# Behind a numeral in characters, only these count; the rest would read names and idioms (三治融合, 四平台, 五位一体).
PLAIN_COUNTERS = (
    "人", "人次", "名", "位", "户", "家", "例", "个", "个月", "起", "件", "宗", "次", "轮", "场", "批", "条", "项", "种", "类", "款", "支",
    "台", "辆", "艘", "部", "份", "套", "座", "所", "处", "间", "幢", "栋", "级", "方", "方面", "维度", "环节", "领域", "年", "周年", "载",
    "天", "周", "岁", "周岁", "小时", "个小时", "分钟", "秒", "元", "美元", "港元", "吨", "公里", "米", "平方米", "平方公里", "亩", "公顷",
    "公斤", "斤", "千瓦", "公升", "公吨", "倍", "成", "个百分点", "百分点", "只", "头", "张", "片", "块", "笔", "组", "对", "道", "枚", "发", "颗", "棵", "株",
    "层", "期", "篇", "册", "本", "间次", "户次", "家次", "件次", "个工作日", "工作日", "架", "列", "匹", "羽", "尾", "幅", "封", "首",
    "块钱", "剂", "趟", "盏", "顿", "桶", "把", "根", "门", "节", "堂", "面", "班", "队", "日",
)  # fmt: skip


_OFTEN = "个人件起名元年家次户万天项处"  # a reader meets these first, and the pattern tries them first


def either(words: Iterable[str]) -> str:
    """Words => one pattern for all of them in both scripts, by their first character, the longest first.

    >>> either(["增长", "增加", "降"])
    '增(?:加|[长長])|降'
    """
    grouped = groupby(sorted(set(words), key=lambda word: (_OFTEN.find(word[0]) % 99, word)), key=lambda word: word[:1])
    parts = []
    for first, group in grouped:
        tails = sorted((word[1:] for word in group), key=len, reverse=True)
        spelled = [("".join(_character(c) for c in tail)) for tail in tails]
        optional = "?" if not spelled[-1] else ""
        inner = "|".join(tail for tail in spelled if tail)
        parts.append(_character(first) + (f"(?:{inner}){optional}" if inner else ""))
    return "|".join(parts)


def _character(c: str) -> str:
    return f"[{_SCRIPTS[c]}]" if c in _SCRIPTS else re.escape(c)

