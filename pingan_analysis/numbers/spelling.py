"""One way of writing: simplified characters, half width, and nothing inside a number that is there for its looks.

A typesetter breaks a line inside a number, sets thousands apart with a blank or makes a digit bold; a transcriber sets
each digit apart. `plain` takes that out and keeps the way back, so that the grammar knows one way of writing only.

| in the text | written plainly |
|---|---|
| `兩萬餘名`, `１２．５％` | `两万余名`, `12.5%` |
| `98.⏎6%`, `立案12⏎0起`, `1,⏎235起`, `个⏎百分点` | `98.6%`, `立案120起`, `1,235起`, `个百分点` |
| `附件1⏎2025年`, `表1 120起`, `合计⏎120⏎130` | as it is: a label and what it labels, two cells |
| `共1 234起`, `17 838名`, `1 234 567件` | `共1234起`: groups of three behind a shorter one |
| `立案 120 130起` | as it is: two columns |
| `1 9 9 8 年`, `百分之五 十`, `80 %多`, `3 至 5 亿元` | `1998年`, `百分之五十`, `80%多`, `3至5亿元` |
| `33，212万吨`, `4·3%`, `依据第3，5，7条` | `33,212万吨`, `4.3%`; as it is: a list |
| `<b>120</b>起`, `130[1]起`, `120①起`, `120&nbsp;起` | `120起`, `130起`, `120起`, `120起` |
"""

from __future__ import annotations

import re
from bisect import bisect_right

from pingan_analysis.numbers.lexicon import LABELS, SIMPLIFIED

_WIDE = {0xFF01 + n: 0x21 + n for n in range(94) if chr(0x21 + n) not in "!(),:;?[]"} | {ord("￥"): ord("¥")}
_WRITTEN = SIMPLIFIED | _WIDE | {ord("○"): ord("〇"), ord("≧"): ord("≥"), ord("≦"): ord("≤")}
_OTHERWISE = re.compile("[" + re.escape("".join(map(chr, _WRITTEN))) + "]")

_BY = r"\d一-鿿%‰‱.,\-—–~≥≤<>=¥$€£"  # what a soft blank stands by
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_SPECK = re.compile(  # where there may be something to take out: a plain class first, so that the engine skips to it
    rf"[\s{_UNSEEN}，·&<*\\\[①-⑳](?:(?<=，)(?=\d{{3}}(?!\d))|(?<=\d·)(?=\d{{1,3}}(?:[%‰万亿倍]|个?百分点))|(?<=[{_BY}]\s)(?=[{_BY}\s&])|(?<=[{_UNSEEN}])|(?<=&)(?=nbsp|e[nm]sp|#160)"
    r"|(?<=<)(?=/?[a-z])|(?<=\*)(?=\*)|(?<=\\)(?=%)|(?<=\[)(?=\d)|(?<=[①-⑳]))"
)
_WHOLE = re.compile(
    rf"(?P<unseen>[{_UNSEEN}]+(?!\s))|(?P<blank>(?:[\s{_UNSEEN}]|&(?:nbsp|ensp|emsp|#160);)+)|(?P<comma>，)|(?P<point>·)"
    r"|(?P<looks></?(?:b|i|u|em|strong|span|font|mark|sup|sub)(?:\s[^<>]{0,200})?>|\*\*|\\)"
    r"|(?P<note>(?:\[\d{1,2}\]|[①-⑳])(?=\s?[一-鿿]))"
)
_CJK, _COUNTED = "[一-鿿]", "(?:[%‰‱]|[一-鿿](?<![年月日]))"
_NUMERAL = "[零〇一二三四五六七八九十廿卅百千万亿点]"
_LABEL = rf"(?<!{')(?<!'.join(LABELS)})"
_AHEAD = rf"{_LABEL}(?:(?<=[一-鿿])|(?<=[-+−(（:：，,>≥<≤]))"

_APART = r" ?\d(?: \d){0,12}"
_POINT = rf"(?: ?\.(?:{_APART})?)"

# The last character before it, all that stands before it where that matters, what stands behind: there a line break is soft.
_BREAKS = [
    (r"[一-鿿%‰]", "", r"[一-鿿%‰\d]"),  # 个⏎百分点, 近⏎12万
    (r"\d", "", r"[一-鿿%‰]|\.\d|,\d{3}(?!\d)"),  # 680⏎万元, 98⏎.6%
    (r"\d", rf"{_AHEAD}\d{{1,3}}", rf"\d{{1,9}}(?:[.,]\d{{1,9}}){{0,3}}{_COUNTED}"),  # 立案12⏎0起
    (r"\.", rf"{_AHEAD}\d{{1,5}}\.", rf"\d{{1,4}}{_COUNTED}"),  # 98.⏎6%
    (",", rf"{_AHEAD}\d{{1,3}}(?:,\d{{3}})*,", r"\d{3}(?![\d年])"),  # 1,⏎235起
]
# And so is a blank.
_BLANKS = [
    (r"\d", "", r"[%‰‱]|(?!第)[一-鿿]|[-—–~]{1,2}\s\d"),  # 12 万元, 20 - 100个
    (rf"(?:{_NUMERAL}|[余多几分之近约超≥≤<>=¥$€£])", "", rf"(?:{_NUMERAL}|[\d余多几%])"),  # 百分之五 十, 8万 9,860人, ≥ 90%
    (_NUMERAL, "", "[个起件人名次元户家年天吨倍成分]"),  # 五 件
    ("[超突接不]", "", "[过破近足到]"),  # 超 过5万
    (r"\d", r"(?<!\d)(?:19|20)", r"\d{2}\s?年"),  # 20 24 年
    ("[个%]", "", "百 ?分|[多余以左上至到]"),  # 个 百分点, 80% 多
    (r"\d", rf"{_LABEL}(?<![\d.,\s])\d{{1,3}}(?: \d{{3}}){{0,6}}", rf"\d{{3}}(?: \d{{3}}){{0,6}}(?:\.\d+)?(?:\s?{_CJK}|\Z)"),  # 1 234起
    (r"\d", rf"{_LABEL}(?<=\s)\d{{1,2}}(?: \d{{3}}){{0,6}}", rf"\d{{3}}(?: \d{{3}}){{0,6}}(?:\.\d+)?(?:\s?{_CJK}|\Z)"),
    (r"[\d.]", rf"(?<![\d.] )(?<![\d.,])\d(?: \d){{0,12}}{_POINT}?", rf"(?:\d(?: \d){{0,12}}{_POINT}?|\.{_APART})(?=\s?[一-鿿%])"),  # 1 2 .5 %
    (r"\.", rf"{_AHEAD}\d{{1,5}}\.", r"\d{1,3}(?:[%‰‱]|个?百分点)"),  # 31. 26%
    ("[-—–~至到]", r"\d\s?[-—–~至到]{1,2}", r"\d"),  # 20 - 100个
]  # fmt: skip
_SOFT = {
    kind: [(re.compile(last), re.compile(f"(?:{before})$") if before else None, re.compile(behind)) for last, before, behind in rules]
    for kind, rules in (("\n", _BREAKS), (" ", _BLANKS))
}
_SCALE = re.compile("[万亿]|[%‰]|个?百分点")
_LIKELY = re.compile(f"[{_BY}]")
_THOUSANDS = re.compile(r"(?<![\d.,第])(?:\d{1,3}|\d{1,2}(?:[,，]\d{3})+)$")  # 120，130，140 is a list
_COUNTED_ON = re.compile(r"(?:\d{3}，){0,4}\d{3}(?!年|，\d)(?:\.\d+)?\s?(?:[万亿%‰一-鿿]|\Z)")
_LONGEST = 24


class Places:
    """Where a place of the plain text stands in the text as given."""

    def __init__(self, cuts: list[tuple[int, int]]) -> None:
        self.at = [at for at, _ in cuts]  # places in the plain text from which on so many characters are missing
        self.missing = [0, *(missing for _, missing in cuts)]

    def start(self, place: int) -> int:
        return place + self.missing[bisect_right(self.at, place)]

    def end(self, place: int) -> int:
        return place + self.missing[bisect_right(self.at, place - 1)]


def plain(text: str) -> tuple[str, Places]:
    """A text => itself, written plainly, and the way back to its places.

    >>> written, places = plain("兩萬餘名，98.\\n6％")
    >>> written, places.start(written.index("98")), places.end(len(written))
    ('两万余名，98.6%', 5, 11)
    """
    if _OTHERWISE.search(text):
        text = text.translate(_WRITTEN)
    pieces: list[str] = []
    cuts: list[tuple[int, int]] = []
    done = seen = length = missing = 0
    for there in _SPECK.finditer(text):
        if there.start() < seen or not (speck := _WHOLE.match(text, there.start())):
            continue
        start, end = speck.span()
        seen = end
        put = _put(text, speck)
        if put is None:
            continue
        pieces += text[done:start], put
        length += start - done + len(put)
        if end - start > len(put):
            missing += end - start - len(put)
            cuts.append((length, missing))
        done = end
    return ("".join((*pieces, text[done:])), Places(cuts)) if pieces else (text, Places([]))


def _put(text: str, speck: re.Match[str]) -> str | None:
    """What takes the place of something that may be there for its looks; None if it stays."""
    kind, (start, end) = speck.lastgroup, speck.span()
    if kind == "blank":
        blank = speck[0]
        if _soft(text, start, end):
            return ""
        return " " if blank[-1] == ";" else None
    if kind == "comma":
        listed = not _THOUSANDS.search(text, max(0, start - _LONGEST), start) or not _COUNTED_ON.match(text, end)
        return None if listed else ","
    if kind == "point":
        return "."
    if kind == "note" and not text[start - 1:start].isdecimal():
        return None
    return ""


def _soft(text: str, start: int, end: int) -> bool:
    """Is the blank or the line break there for its looks?"""
    if not start or not _LIKELY.match(text, start - 1) or not _LIKELY.match(text, end):
        return False
    blank = text[start:end]
    if "\n" in blank:
        if not blank.strip("\r\n" + _UNSEEN) and text[start - 1].isdecimal() and _SCALE.match(text, end):  # 74.4⏎⏎万亿元
            return True
        if blank.strip(" \r") != "\n" or blank[-1] != "\n":  # a blank line, an indented one
            return False
        rules = _SOFT["\n"]
    elif "\t" in blank or (len(blank) > 3 and "&" not in blank):
        return False
    else:
        rules = _SOFT[" "]
    left = max(0, start - _LONGEST)
    return any(
        last.match(text, start - 1) and behind.match(text, end) and (not before or before.search(text, left, start))
        for last, before, behind in rules
    )
