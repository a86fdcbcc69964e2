"""Which numbers of a text may be about one thing, by how they stand?

Everything here is a guess from the words between two numbers, so it is made only where the words leave little else;
`fitting` asks whether the numbers fit.

| in the text | paired as | implies |
|---|---|---|
| `破案120起，同比增长5%，环比下降3%`; `120起（增长5%）` | base: level, change | the level before |
| `增长5%，达120起`; `火灾12起、死亡3人，同比分别下降20%、25%` | the same; with 分别 in order, if as many | |
| `满意率97.28%，高于全省0.7个百分点` | gap: level, gap | the reference level |
| `受理纠纷120件，化解率95%`; `120件，95%在村里化解` | rate: whole, rate, if of such things | the count behind it |
| `化解纠纷114件，化解率95%` | share: part, rate, if they share the verb | the whole |
| `受理120件，化解114件，化解率95%` | part and rate: whole, part, rate | |
| `80个，占总数的88.9%`; `共120起，其中盗窃80起，占66.7%` | share: part, share; part and rate | the whole |
| `共120起，其中盗窃80起、抢劫30起` | parts: whole, each part: none is greater | |
| `共120起，分别为80起、30起、10起` | sum: whole, all parts | |
| `从94.7%上升到97.2%，上升2.5个百分点` | pair: start, end; pair and change | |

Never paired: across a full stop, a semicolon or an empty line; past a word of another subject; a level that shares its
clause with another number, or stands behind 其中; averages in whole numbers (日均12件) or over years (年均); ranges;
unlike units (points of a count, a ratio of a share); what grows at constant prices (增加值); a change on the mean of
some years; last year's level (去年同期为129起, 较上年的129起); a difference (减少发案7起); what a bracket behind it
says is reckoned anew (同口径).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

from pingan_analysis.numbers.conventions import PARTS
from pingan_analysis.numbers.lexicon import (
    ABOVE_PEER,
    BELOW_PEER,
    DOWN,
    DOWN_SHORT,
    LESS_THAN_BASE,
    MORE_THAN_BASE,
    PERIODS,
    SIMPLIFIED,
    UP,
    UP_SHORT,
    either,
)  # fmt: skip
from pingan_analysis.numbers.printed import RATIOS
from pingan_analysis.text.scanning import COLUMNS as SCANNED
from pingan_analysis.text.scanning import rows

# A rate is paired with a count only if the count is of what such a rate is about: its word => the words of the clause.
# Not 结案率, which courts reckon with the cases left over from the year before.
RATED = {
    "办结": "事项|诉求|案|件|纠纷|隐患|举报|投诉|问题", "化解": "纠纷|矛盾|信访", "调处": "纠纷|矛盾|信访",
    "调解": "纠纷|矛盾|案", "破案": "案", "侦破": "案", "整改": "隐患|问题",
    "处置": "隐患|问题|警情|事件|信息", "处理": "事项|诉求|举报|投诉|问题", "答复": "诉求|举报|投诉|来信|提案|建议",
    "合格": "抽检|检测|抽查|检验",
}  # fmt: skip
MOST = 8  # numbers in a row that are looked at together

_BREAK = re.compile(r"[;；]|\n\s*\n")
_STOP = re.compile("[,，:：()（）]")
_VERB = either([*UP, *DOWN, *UP_SHORT, *DOWN_SHORT, *MORE_THAN_BASE, *LESS_THAN_BASE, "增速为", "增幅为", "降幅为"])
_MOVED = re.compile(rf"[,，、（(]*(?:分别|各)?(?:{_VERB})(?:了|达到?|约)?")
_BESIDE = either([*ABOVE_PEER, *BELOW_PEER, *MORE_THAN_BASE, *LESS_THAN_BASE])
_PEER = re.compile(rf"[,，（(]*(?:分别|均)?(?:{_BESIDE})出?")
_PLACE = re.compile("全[国省市县区球]|世界|平均|目标|水平|增速")
_REACHED = re.compile("[,，]?(?:达到?|增至|增到|升至|升到|降至|降到|减至|减到|至|到)")
_LISTED = re.compile(rf"[、,，和及与]*(?:{_VERB})?(?:了|达到?)?")
_RATE = re.compile(rf"[,，（(]?(?:其?中)?({'|'.join(RATED)})(成功)?率(?:均|已)*(?:高?达到?|为|超过)?")
_NEWLY = re.compile("新收|收案|受案|旧存|新增|结存")  # such rates are reckoned with what was left over
_OF_THESE = re.compile("[,，](?:其中)?(?:有|约)?")
_RESOLVED = re.compile("(?:以上)?(?:的[^,，。]{0,6})?(?:在|已|得到|均|被)")
_PORTION = re.compile("[,，（(]?(?:约|仅)?占(?:比(?:达|为)?|总[数量](?:的|比例?为?)?|全部的)?")
_REAL = re.compile("增加值|生产总值|GDP")
_THAN = "(?<![占同环对])[较比](?![大重快好高例率为达是])[^,，]"  # 较上年的129起, 比控制数8起
_NO_LEVEL = re.compile(
    rf"同期|年同[月日夜季周天]|[同环]比[少多]|{_THAN}{{1,14}}$|(?<!新)[少多增减降升]$"
    rf"|(?:{either([*UP, *DOWN])})(?!到|至)"
)
_THESE = re.compile("[两二三四五六七八九][项类者种]")  # 两项降幅分别为: of what stands before
_QUALIFIED = re.compile(r"\s*[（(][^（(）)]{0,20}(?:口[径徑]|可比|剔除|扣除)")
_TOGETHER = re.compile("(?<!公)共(?![享同建治青富])|合计|总计")
_END = re.compile(r"\s*(?:[。；;!！）)]|\Z)")
_PART = re.compile("[,，（(]?其中[,，:：]?[^,，。；;\\d]{0,12}")
_ITEM = re.compile("[,，、和及与]+[^,，、。；;\\d]{0,12}")
_NO_PART = re.compile(f"{_THAN}|[上去前]年|同期|总|累计|(?<!公)共(?!同)|合计|全[国省市县区镇村]|达|现有|目前|保有|存量")
_RESPECTIVELY = re.compile("[,，（(:：]?分别[为是有][^,，。；;\\d]{0,12}")
_FIRST = re.compile(rf"[,，]?净?(?:{_VERB})(?:了|达到?|为)?")


class Found(NamedTuple):
    """A row of the scanner, and the words between it and the number before it, without spaces."""

    start: int
    end: int
    printed: str
    nominal: object
    low: object
    high: object
    low_closed: bool
    high_closed: bool
    unit: str
    qualifier: str
    direction: str
    basis: str
    relation: str
    sentence: int
    at: int  # place among all rows
    gap: str

    @property
    def level(self) -> bool:
        """A count, an amount or a share that is said to be so, not to have moved; no span of time and no rank."""
        still = not self.direction or self.relation == "to"
        whole = self.relation in ("", "to", "coordinated") and self.printed[0] not in "第首" and self.nominal != 0
        return still and whole and self.unit not in PERIODS and (self.unit == "%" or self.unit not in RATIOS)

    @property
    def moved(self) -> bool:
        """A change or a gap."""
        return bool(self.direction) and self.relation in ("", "coordinated")

    @property
    def measure(self) -> str:
        """=> level, change, gap, duration or rank, as the words have it."""
        if self.printed[0] in "第首":
            return "rank"
        if self.moved:
            return "gap" if self.peer else "change"
        return "duration" if self.unit in PERIODS else "level"

    @property
    def clause(self) -> str:
        """The words before it, in its own clause."""
        return _STOP.split(self.gap)[-1]

    @property
    def names_basis(self) -> bool:
        """Does its basis stand right before it, and is not carried on?"""
        return bool(self.basis) and "".join(self.basis.split()) in self.gap

    @property
    def peer(self) -> bool:
        """A gap to another place, in points or in units; not a change against another time."""
        return bool(_PLACE.search(self.basis)) and self.unit not in PARTS

    @property
    def between(self) -> str:
        """The words before it, without its basis."""
        return self.gap.replace("".join(self.basis.split()), "", 1) if self.basis else self.gap


@dataclass(frozen=True)
class Pairing:
    """Numbers that may be about one thing, and what may hold between them, in one reading or another."""

    kind: str
    numbers: tuple[Found, ...]
    relations: tuple[str, ...] = ()
    ordered: bool = False  # 分别 says which belongs to which


def stretches(text: str) -> list[list[Found]]:
    """A text => its numbers, in runs that no full stop, semicolon or empty line breaks."""
    found: list[list[Found]] = []
    end, sentence = 0, -1
    for at, row in enumerate(rows(text)):
        gap = text[max(end, row[-1]) : row[0]]
        breaks = [match.end() for match in _BREAK.finditer(gap)]
        if breaks or row[-1] != sentence:
            found.append([])
        words = "".join(gap[breaks[-1] if breaks else 0 :].split())
        unit = row[SCANNED.index("unit")].translate(SIMPLIFIED)
        named = Found(*row, at, words.translate(SIMPLIFIED))  # type: ignore[call-arg]
        found[-1].append(named._replace(unit=unit, basis=named.basis.translate(SIMPLIFIED)))
        end, sentence = row[1], row[-1]
    return found


# --- who stands beside whom -------------------------------------------------------------------------------------


def pairings(text: str, run: Sequence[Found]) -> Iterator[Pairing]:
    """The numbers of one stretch => what of it may be about one thing, by the table above."""
    for pairing in _beside(text, run):
        if not any(_QUALIFIED.match(text, number.end) for number in pairing.numbers):
            yield pairing


def _beside(text: str, run: Sequence[Found]) -> Iterator[Pairing]:
    yield from _respectively(run)
    for place, number in enumerate(run):
        before = run[place - 1] if place else None
        if number.relation == "to" and before and before.relation == "from":
            yield from _from_to(run, place)
        elif before and number.moved and number.relation == "":
            yield from _moves(run, place)
        elif before and number.level and number.relation == "" and before.moved and _REACHED.fullmatch(number.gap):
            if before.relation == "" and (place < 2 or _STOP.search(before.gap)) and alike(number, before):
                yield Pairing("base", (number, before))
        elif before and number.unit == "%" and number.level:
            yield from _portions(text, run, place)
        if number.level and _PART.fullmatch(number.gap):
            yield from _parts(run, place)
        elif number.level and before and _RESPECTIVELY.fullmatch(number.gap) and _TOGETHER.search(before.clause):
            yield from _sum(text, run, place)


def _moves(run: Sequence[Found], place: int) -> Iterator[Pairing]:
    """A change or a gap, and the level before it; a second change of the same level names its base."""
    number, first = run[place], place - 1
    if first and run[first].moved and run[first].relation == "" and number.names_basis:
        first -= 1
    level = run[first]
    if not (level.level and _alone(run, first) and alike(level, number)) or _NO_LEVEL.search(level.clause):
        return
    if (named := level.clause.rstrip("为是")) and number.basis.endswith(named):  # 6月为527起，较6月下降40.8%
        return
    if number.peer and first == place - 1 and _PEER.fullmatch(number.between):
        yield Pairing("gap", (level, number))
    moved = all(_MOVED.fullmatch(other.between) for other in run[first + 1 : place + 1])
    if moved and not number.peer and (level.relation != "to" or number.names_basis):
        yield Pairing("base", (level, number))


def _respectively(run: Sequence[Found]) -> Iterator[Pairing]:
    """As many levels as changes, or gaps, behind 分别: the first goes with the first."""
    for place, number in enumerate(run):
        if not (number.moved and "分别" in number.gap):
            continue
        levels = [*takewhile(lambda other: other.level, run[max(0, place - MOST) : place][::-1])][::-1]
        others = run[place + 1 : place + MOST]
        rest = takewhile(lambda other: other.moved and _LISTED.fullmatch(other.between), others)
        changes = [number, *rest]
        said = (_PEER if number.peer else _MOVED).fullmatch(number.between.replace("分别", "", 1))
        if levels and _THESE.fullmatch(levels[-1].printed):
            continue
        if said and len(levels) == len(changes) > 1 and all(map(alike, levels, changes)):
            kind = "gap" if number.peer else "base"
            yield from (Pairing(kind, pair, ordered=True) for pair in zip(levels, changes, strict=True))


def _portions(text: str, run: Sequence[Found], place: int) -> Iterator[Pairing]:
    """A rate or a share, and the counts before it."""
    rate, last = run[place], run[place - 1]
    listed = bool(_PART.fullmatch(last.gap))
    if rate.nominal > 100 or not _counted(last) or not (listed or _alone(run, place - 1)):  # type: ignore[operator]
        return
    if any("同期" in number.clause for number in run[:place]):
        return
    whole = run[place - 2] if place > 1 and _alone(run, place - 2) else None
    whole = whole if whole and _counted(whole) and whole.unit == last.unit and whole.nominal >= last.nominal else None  # type: ignore[operator]
    both = ("b == a * c / 100",)
    if named := _RATE.fullmatch(rate.gap):
        word, said = named[1], last.clause
        if _NEWLY.search(said + (whole.clause if whole else "")):
            return
        same = word in said or (word, said[:2]) in (("破案", "破获"), ("调处", "化解"), ("化解", "调处"))
        if same and (not named[2] or "成功" in said):  # 调解成功率: a share of what was mediated
            if whole and re.search(RATED[word], whole.clause) and word not in whole.clause:
                yield Pairing("part and rate", (whole, last, rate), both)
            elif place == 1:
                yield Pairing("share", (last, rate))
        elif re.search(RATED[word], said + last.unit) and (place == 1 or not whole):
            yield Pairing("rate", (last, rate))
    elif _PORTION.fullmatch(rate.gap):
        if whole and listed:
            yield Pairing("part and rate", (whole, last, rate), both)
        elif place == 1:
            yield Pairing("share", (last, rate))
    elif _OF_THESE.fullmatch(rate.gap) and _RESOLVED.match(text, rate.end) and place == 1:
        yield Pairing("rate", (last, rate))


def _parts(run: Sequence[Found], place: int) -> Iterator[Pairing]:
    """A whole, and what is listed behind 其中: each part is at most the whole."""
    if not place or run[place].unit != run[place - 1].unit or not (run[place - 1].level and _counted(run[place])):
        return
    if _NO_LEVEL.search(run[place - 1].clause) or "均" in run[place - 1].clause:
        return
    marks = ""
    for part in run[place : place + MOST]:
        listed = part is run[place] or (_ITEM.fullmatch(part.gap) and part.level and not _NO_PART.search(part.gap))
        marks += part.gap[:1] * (part is not run[place])
        if not listed or part.unit != run[place].unit or re.search("[^,，][,，]", marks):  # 、 and then a comma ends it
            break
        yield Pairing("parts", (run[place - 1], part), ("a >= b",))


def _sum(text: str, run: Sequence[Found], place: int) -> Iterator[Pairing]:
    """A whole with 共, and all that stands behind 分别为 in its sentence: the parts make the whole."""
    parts = run[place : place + MOST]
    listed = all(part.level and _counted(part) and part.unit == run[place - 1].unit for part in parts)
    joined = all(_ITEM.fullmatch(part.gap) for part in parts[1:]) and _END.match(text, parts[-1].end)
    if listed and joined and 2 <= len(parts) < MOST:
        sides = " + ".join("bcdefgh"[: len(parts)])
        yield Pairing("sum", (run[place - 1], *parts), (f"a == {sides}",))


def _from_to(run: Sequence[Found], place: int) -> Iterator[Pairing]:
    """A start, an end and the way between them; and a change that stands behind both and names no other base."""
    start, end = run[place - 1], run[place]
    if not (end.direction and start.unit == end.unit and end.level):
        return
    yield Pairing("pair", (start, end), ("a < b" if end.direction == "up" else "a > b",))
    change = run[place + 1] if place + 1 < len(run) else None
    if not (change and change.moved and not change.basis and change.relation == "" and _FIRST.fullmatch(change.gap)):
        return
    if change.direction == end.direction and (alike(end, change) or end.unit == "%" == change.unit):
        sign = "+" if change.direction == "up" else "-"
        if part := PARTS.get(change.unit):
            ways = [f"b == a * ({part} {sign} c) / {part}"]
            ways += [f"b == a {sign} c"] * (end.unit == "%" == change.unit)
        elif change.unit == "倍":
            ways = ["b == a * (1 + c)", "b == a * c"] if sign == "+" else []
        else:
            ways = [f"b == a {sign} c"]
        if ways:
            yield Pairing("pair and change", (start, end, change), tuple(ways))


def _alone(run: Sequence[Found], place: int) -> bool:
    """Is it the only number of its clause so far, and no part of another?"""
    gap = run[place].gap
    return (place == 0 or bool(_STOP.search(gap))) and "其中" not in gap[-16:] and run[place].relation in ("", "to")


def alike(level: Found, change: Found) -> bool:
    """May the change be one of the level? Ratios of a count or an amount; points of a share; amounts in its unit."""
    if change.unit in PARTS or change.unit == "倍":
        real = _REAL.search(level.clause)  # its change is reckoned at constant prices, its level is not
        whole = "均" not in change.basis  # the mean of three years is no whole number
        return level.unit != "%" and not real and whole and (change.unit != "倍" or change.direction == "up")
    return level.unit == "%" if "百分点" in change.unit else level.unit == change.unit


def _counted(number: Found) -> bool:
    return number.level and number.unit not in RATIOS and not number.unit.endswith("元")
