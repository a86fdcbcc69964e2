"""True articles: sentences whose numbers are all counted in one invented world, and printed as an office prints them.

Some sentences stand as `paired` would pair them; others are true as well, and would be misread by whoever pairs what
merely stands side by side. `planted` writes one wrong number into a sentence of the first kind.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from official import count, fixed

from pingan_analysis.numbers.printed import unround

CASES = [
    ("刑事案件立案", "起"), ("破获案件", "起"), ("受理信访", "件"), ("发生火灾", "起"), ("检查单位", "家"),
    ("抓获嫌疑人", "名"), ("新增企业", "户"),
]  # fmt: skip
BEHIND = ["，", "，", "，同比", "，同比", "，比上年", "，较上年同期", "（同比"]
HANDLED = [
    ("受理矛盾纠纷", "化解", "件"), ("排查隐患", "整改", "处"), ("受理诉求", "办结", "件"),
    ("立案侦查案件", "破案", "起"),
]  # fmt: skip
HAZARDS = ["消防隐患", "交通隐患", "用电隐患", "燃气隐患"]


class Sentence(NamedTuple):
    """A sentence, and where a number of it stands that a check of it would test."""

    text: str
    tested: tuple[int, int] = (0, 0)


class Office:
    """One that counts right, and prints by one convention."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.rounding = self.dice.choice(["half-up"] * 3 + ["truncated"])

    def whole(self, least: int = 2, most: float = 1e5) -> int:
        return int(math.exp(self.dice.uniform(math.log(least), math.log(most))))

    def moved(self, now: int) -> int:
        """A count of the year before that is another one."""
        return max(1, round(now / self.dice.uniform(0.55, 1.8)) + (self.dice.random() < 0.5))

    def level(self, n: int, unit: str) -> str:
        way = self.dice.random()
        if n >= 20_000 and way < 0.4:
            return count(n, "万", self.dice.choice([1, 2]), self.rounding, unit)
        if n >= 200 and way < 0.15:
            return f"{n // 100 * 100}余{unit}"
        return f"{n:,}{unit}" if way > 0.9 else f"{n}{unit}"

    def percent(self, part: int | Fraction, whole: int, decimals: int | None = None) -> str:
        decimals = self.dice.choice([0, 1, 1, 2, 2]) if decimals is None else decimals
        return fixed(Fraction(100 * part) / whole, decimals, self.rounding) + "%"

    def change(self, before: int, now: int) -> tuple[str, str]:
        """=> the verb and the number: a ratio, at times an amount or a multiple."""
        up = now >= before
        verb = self.dice.choice(["增长", "上升", "增加"] if up else ["下降", "减少", "降低"])
        if up and now >= 2 * before and self.dice.random() < 0.5:
            return "增长", fixed(Fraction(now - before, before), 1, self.rounding) + "倍"
        return verb, self.percent(abs(now - before), before)


def moves(office: Office) -> Sentence:
    """A count and its change."""
    (what, unit), now = office.dice.choice(CASES), office.whole()
    verb, moved = office.change(office.moved(now), now)
    behind = office.dice.choice(BEHIND)
    head = f"{what}{office.level(now, unit)}{behind}{verb}"
    return Sentence(head + moved + "）" * ("（" in behind), (len(head), len(head + moved)))


def twice(office: Office) -> Sentence:
    """A count and two changes, each with its base."""
    (what, unit), now = office.dice.choice(CASES), office.whole()
    year, month = (office.change(office.moved(now), now) for _ in range(2))
    head = f"{what}{now}{unit}，同比{''.join(year)}，环比{month[0]}"
    return Sentence(head + month[1], (len(head), len(head + month[1])))


def respectively(office: Office) -> Sentence:
    """Counts in a row, their changes in the same order."""
    names = office.dice.sample(["发生火灾", "死亡", "受伤", "直接损失"], office.dice.choice([2, 3]))
    nows = [office.whole(2, 500) for _ in names]
    joint = office.dice.choice(["、", "，"])
    units = "起人人"
    text = joint.join(f"{name}{now}{unit}" for name, now, unit in zip(names, nows, units, strict=False))
    downs = [office.percent(part, now + part) for now in nows for part in [office.whole(1, now + 1)]]
    head = f"{text}，同比分别下降{'、'.join(downs[:-1])}和"
    return Sentence(head + downs[-1], (len(head), len(head + downs[-1])))


def amounts(office: Office) -> Sentence:
    """A count, and by how many it is more than the year before."""
    (what, unit), now = office.dice.choice(CASES), office.whole(10)
    less = office.whole(1, now)
    head = f"{what}{now}{unit}，比上年多"
    return Sentence(head + f"{less}{unit}", (len(head), len(head) + len(f"{less}{unit}")))


def gaps(office: Office) -> Sentence:
    """A share, and how far it is above the province's."""
    ours, theirs = (Fraction(office.dice.randrange(85_000, 99_990), 1000) for _ in range(2))
    places = office.dice.choice([1, 2])
    level, gap = (fixed(value, places, office.rounding) for value in (ours, abs(ours - theirs)))
    way = "高于" if ours >= theirs else "低于"
    head = f"群众安全感满意率{level}%，{way}全省平均水平"
    return Sentence(f"{head}{gap}个百分点", (len(head), len(head + gap)))


def rates(office: Office) -> Sentence:
    """A whole, what was done of it, and the rate; or two of the three."""
    what, done, unit = office.dice.choice(HANDLED)
    whole = office.whole(5)
    part = max(1, whole - office.whole(1, whole))
    rate, way = office.percent(part, whole), office.dice.randrange(3)
    begun = [f"{what}{whole}{unit}，{done}{part}{unit}，", f"{done}{what[2:]}{part}{unit}，", f"{what}{whole}{unit}，"]
    head = begun[way] + f"{done}率"
    return Sentence(head + rate, (len(head), len(head + rate)) if way == 0 else (0, 0))


def parts(office: Office) -> Sentence:
    """A whole, and parts of it that need not be all, and may overlap."""
    whole = office.whole(20)
    some = [office.whole(1, whole) for _ in range(2)]
    text = f"共查处案件{whole}起，其中盗窃案{some[0]}起"
    if office.dice.random() < 0.5:
        return Sentence(f"{text}，占{office.percent(some[0], whole)}")
    return Sentence(f"{text}、夜间发案{some[1]}起")


def sums(office: Office) -> Sentence:
    """A whole, and all its parts."""
    some = [office.whole(1, 3000) for _ in range(office.dice.choice([2, 3, 4]))]
    listed = "、".join(f"{what}{n}处" for what, n in zip(HAZARDS, some[:-1], strict=False))
    head = f"共排查隐患{sum(some)}处，分别为{listed}"
    return Sentence(f"{head}、其他隐患{some[-1]}处", (len(head) + 5, len(head) + 5 + len(str(some[-1])) + 1))


def pairs(office: Office) -> Sentence:
    """From a start to an end; at times the change between them, or another change beside them."""
    now = office.whole(10)
    before = office.moved(now)
    before += before == now
    verb, moved = office.change(before, now)
    to = "增加到" if now > before else "减少到"
    head = f"网格员从{before}名{to}{now}名"
    way = office.dice.randrange(4)
    if way == 0:
        return Sentence(f"{head}，{verb}{moved}", (len(head) + 3, len(head) + 3 + len(moved)))
    years = office.dice.choice([3, 5])
    yearly = 100 * abs((now / before) ** (1 / years) - 1)
    return Sentence(head + ["", f"，年均{'增长' if now > before else '下降'}{yearly:.1f}%",
                            f"，同比{''.join(office.change(office.moved(now), now))}", ""][way])  # fmt: skip


def reached(office: Office) -> Sentence:
    """A change, and the level that it led to."""
    now = office.whole()
    verb, moved = office.change(office.moved(now), now)
    rises = verb in ("增长", "上升", "增加")
    return Sentence(f"受理案件同比{verb}{moved}，达到{now}件" if rises else f"受理案件{verb}{moved}至{now}件")


def numbers(office: Office) -> tuple[int, int, int, int]:
    """=> three whole numbers from the largest to the smallest, and a part of the second."""
    a, b, c = sorted((office.whole(3) for _ in range(3)), reverse=True)
    return a, b, c, max(1, b - office.whole(1, b))


def of(office: Office, n: int) -> str:
    """A count => how it has moved."""
    return "".join(office.change(office.moved(n), n))


def _true(text: Callable[[Office, int, int, int, int], str]) -> Callable[[Office], str]:
    return lambda office: text(office, *numbers(office))


# True, and to be left alone, or at least not called unfit.
MISLEADING: list[Callable[[Office], str]] = list(map(_true, [
    lambda o, a, b, c, d: f"抓获嫌疑人{b}名、破获案件{a}起，同比{of(o, b)}",
    lambda o, a, b, c, d: f"立案{a}起，其中盗窃{b}起，同比{of(o, a)}",
    lambda o, a, b, c, d: f"检查单位{a}家，下发整改通知{b}份，同比{of(o, a)}",
    lambda o, a, b, c, d: f"破获案件{b}起{a}人，同比{of(o, b)}",
    lambda o, a, b, c, d: f"破获案件{b}起，刑事发案数同比{of(o, a)}",
    lambda o, a, b, c, d: f"刑事发案数同比{of(o, a)}，破获案件{b}起",
    lambda o, a, b, c, d: f"刑事发案数同比{of(o, a)}；破获案件{b}起",
    lambda o, a, b, c, d: f"共有网格{a}个，今年新增{c}个，其中专属网格{b}个",
    lambda o, a, b, c, d: f"受理纠纷{a}件，调解{b}件，调解成功率{o.percent(d, b)}",
    lambda o, a, b, c, d: f"新收案件{b}件，审结{d}件，结案率{o.percent(d, b + c)}",
    lambda o, a, b, c, d: f"受理案件{b}件，群众满意率{o.percent(d, a)}",
    lambda o, a, b, c, d: f"抓获嫌疑人{b}名，破案率{o.percent(d, a + b)}",
    lambda o, a, b, c, d: f"共有党员{a}名，其中女党员{b}名、青年党员{max(1, a - c)}名",
    lambda o, a, b, c, d: f"三类隐患共{a + b + 1}处，分别为消防隐患{a}处、交通隐患{b}处、用电隐患一处",
    lambda o, a, b, c, d: f"公共场所{a}处，分别为学校{b}处、医院{c}处",
    lambda o, a, b, c, d: f"历时{2 + a % 4}年，同比{of(o, a)}",
    lambda o, a, b, c, d: f"破获案件{b}起。同比{of(o, a)}",
    lambda o, a, b, c, d: f"破获案件{b}起，平均每月{of(o, a)}",
    lambda o, a, b, c, d: f"共检查企业{a}家，分别为化工企业{b}家、矿山企业{c}家等",
    lambda o, a, b, c, d: f"刑事案件{a}起、治安案件{b}起，同比{of(o, a)}、{of(o, b)}",
]))  # fmt: skip


def misleading(office: Office) -> Sentence:
    """One of them."""
    return Sentence(office.dice.choice(MISLEADING)(office))


HONEST: list[Callable[[Office], Sentence]] = [
    moves, twice, respectively, amounts, gaps, rates, parts, sums, pairs, reached, misleading, misleading,
]  # fmt: skip
TESTED = [moves, twice, respectively, rates, sums, pairs]


def article(seed: int, sentences: int = 40) -> str:
    """=> a true article, reproducible."""
    office = Office(seed)
    said = [office.dice.choice(HONEST)(office).text for _ in range(sentences)]
    return "".join(text + office.dice.choice(["。", "；", "。\n", "。\n\n"]) for text in said)


def planted(seed: int) -> tuple[str, str] | None:
    """=> a true sentence, and the same with another number in one place, which no rounding makes equal."""
    office = Office(seed)
    text, (start, end) = office.dice.choice(TESTED)(office)
    old = text[start:end]
    if start == end or not any(c.isdigit() for c in old):
        return None
    digits = [n for n, c in enumerate(old) if c.isdigit()]
    place = office.dice.choice(digits)
    new = office.dice.choice([c for c in "123456789" if c != old[place]])
    wrong = old[:place] + new + old[place + 1 :]
    return None if unround(wrong) == unround(old) else (text + "。", text[:start] + wrong + text[end:] + "。")

