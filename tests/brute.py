"""Brute force: worlds are printed as an office would, each base is reconstructed, and the set is held to the digit.

`python tests/brute.py` (or `make brute`) does it for a million pairs, then makes a million checks on worlds of up to
six quantities (`brute_world`); `python tests/brute.py 0 2000` for no pairs and 2,000 worlds. The tests do it for a
seeded sample. The other side is a forward computation in whole numbers, which shares nothing with the package: a base
is admissible if some level that prints as the level was printed gives the change that was printed.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fractions import Fraction

import brute_world
import pandas as pd
from official import count, fixed

from pingan_analysis.numbers.interval import INF
from pingan_analysis.world.bases import implied_bases
from pingan_analysis.world.implications import implied_base
from pingan_analysis.world.implied import Implied, Whole

PAIRS, BATCH = 1_000_000, 10_000
WORLDS = 7_000  # a million checks
READINGS = ("half-up", "truncated", "either")
ROUNDED = [(scale, decimals) for scale in ("万", "亿") for decimals in (0, 1, 2)]
FORMS = ["plain", *ROUNDED, "余", "多", "近"]
BESIDE, INSIDE = 6, 6  # how many integers are looked at beside each end, the truth and somewhere inside or around
WHOLE = 200  # sets up to this size are looked at whole


@dataclass(frozen=True)
class Printed:
    """A base and a current level, their two prints, what the reader assumes, and what the forward side needs."""

    base: int
    level: str
    change: str
    form: str
    decimals: int
    reading: str
    first: int  # the levels that print alike
    last: int
    digits: int  # of the change, in units of its last decimal

    def admits(self, base: int) -> bool:
        """Does some level that prints alike, from this base, give the printed change?"""
        near = 2 * self.digits - (self.reading != "truncated")
        far = 2 * self.digits + (1 if self.reading == "half-up" else 2)
        one = 2 * 10 ** (self.decimals + 2)  # 100 %, in half units
        if not self.digits:  # a printed zero has no direction, and is taken with both ends
            return max(-(base * (far - one) // one), self.first) <= min(base * (one + far) // one, self.last)
        least, most = max(0, -(-near * base // one)), -(-far * base // one) - 1
        low, high = (base + least, base + most) if "增" in self.change else (base - most, base - least)
        return max(low, self.first, 0) <= min(high, self.last)


def printed(dice: random.Random) -> Printed:
    """A world, its prints by a convention drawn at random, and how a reader takes them."""
    form, decimals = dice.choice(FORMS), dice.randint(0, 2)
    reading = dice.choice(READINGS)
    level_way, change_way = (dice.choice(READINGS[:2]) if reading == "either" else reading for _ in "ab")
    now = dice.randint(1, 10 ** dice.randint(1, 6)) * (10**4 if form in ROUNDED and form[0] == "亿" else 1)
    now += dice.randint(0, 9999) if form in ROUNDED else 0
    base = max(1, round(now * 10 ** dice.uniform(-1, 1))) if dice.random() < 0.8 else dice.randint(1, 10**7)
    text, first, last = spelled(now, form, level_way, reading, dice)
    rise = now > base or (now == base and dice.random() < 0.5)
    share = fixed(Fraction(100 * abs(now - base), base), decimals, change_way)
    verb = dice.choice(("增长", "同比增加") if rise else ("下降", "同比减少"))
    return Printed(
        base, text, f"{verb}{share}%", form if isinstance(form, str) else f"{form[1]} decimals {form[0]}", decimals,
        reading, first, last, int(share.replace(".", "")),
    )  # fmt: skip


def spelled(now: int, form: str | tuple[str, int], way: str, reading: str, dice: random.Random) -> tuple[str, int, int]:
    """A level => its print, and the first and last level that a reader may take it for."""
    if isinstance(form, tuple):
        scale, decimals = form
        unit = {"万": 10**4, "亿": 10**8}[scale] // 10**decimals
        value = (now + unit // 2 if way == "half-up" else now) // unit * unit
        text = count(now, scale, decimals, way)
        first = value if reading == "truncated" else max(0, value - unit // 2)
        last = value + (unit // 2 if reading == "half-up" else unit) - 1
        if reading == way:  # the ends print like it, what is beyond them does not
            assert [count(n, scale, decimals, way) == text for n in (first, last, last + 1)] == [True, True, False]
            assert first == 0 or count(first - 1, scale, decimals, way) != text
        return text, first, last
    if form == "plain" or now < 11:
        return count(now), now, now
    unit = 10 ** dice.randint(1, len(str(now)) - 1)
    if form in ("余", "多"):
        value = now // unit * unit
        step = 10 ** (len(str(value)) - len(str(value).rstrip("0")))  # the unit of its last digit that is not zero
        return f"{short(value, dice)}{form}件", value, value + step - 1
    value = (now // unit + 1) * unit
    while now < value * 9 // 10:  # no office calls 46,000 nearly 60,000
        unit //= 10
        value = (now // unit + 1) * unit
    step = 10 ** (len(str(value)) - len(str(value).rstrip("0")))
    return f"近{short(value, dice)}件", min(max(value - step, -(-value * 9 // 10)), value - 1), value - 1


def short(value: int, dice: random.Random) -> str:
    """35000 => '35000' or '3.5万', as it comes."""
    if value < 10**4 or dice.random() < 0.5:
        return str(value)
    return f"{value // 10**4}.{value % 10**4:04d}".rstrip("0").rstrip(".") + "万"


def faults(world: Printed, implied: Implied, dice: random.Random) -> list[str]:
    """What is wrong with an implied set: the truth outside, an admissible integer missing, or one too many."""
    whole = implied.integers
    apart = frozenset(whole.apart) if isinstance(whole, Whole) else frozenset()
    run = whole.run if isinstance(whole, Whole) else whole

    def inside(base: int) -> bool:
        return base in implied if run is None else base in run or base in apart

    found = [] if inside(world.base) else [f"the truth, {world.base:,}, is outside"]
    if implied.empty:
        return found
    low, high = int(implied.low), int(min(implied.high, 4 * world.base + 10))
    looked = [world.base, low, high, (low + high) // 2]
    looked += [dice.randint(low // 2, 2 * high + 1) for _ in range(INSIDE)]
    ends = [base for middle in looked[:3] for base in range(middle - BESIDE, middle + BESIDE + 1)]
    ends += range(low, high + 1) if high - low <= WHOLE else [dice.randint(low, high) for _ in range(INSIDE)]
    for base in {*looked, *ends}:
        if base >= 1 and inside(base) != world.admits(base):
            found.append(f"{base:,} is {'one too many' if inside(base) else 'missing'}")
    return found


def batch(seed: int, pairs: int = BATCH) -> tuple[Counter[str], list[str]]:
    """A seed => how many worlds were held, by form and reading, and what was wrong with any."""
    dice, held, wrong = random.Random(seed), Counter[str](), []
    worlds = [printed(dice) for _ in range(pairs)]
    alone = [implied_base(world.level, world.change, world.reading) for world in worlds]
    for world, implied in zip(worlds, alone, strict=True):
        held[world.form] += 1
        held[world.reading] += 1
        held["one integer"] += implied.integers is not None and len(implied.integers) == 1
        held["without upper end"] += implied.interval.high == INF
        held["gaps inside"] += isinstance(implied.integers, Whole)
        for fault in faults(world, implied, dice):
            wrong.append(f"{world.level}, {world.change} read {world.reading} => {implied}: {fault}")
    for reading in READINGS:  # a frame at once says the same as one by one
        shown = [(world, implied) for world, implied in zip(worlds, alone, strict=True) if world.reading == reading]
        frame = pd.DataFrame({"level": [w.level for w, _ in shown], "change": [w.change for w, _ in shown]})
        bases = implied_bases(frame, rounding=reading)
        for (world, implied), low, high in zip(shown, bases.base_low, bases.base_high, strict=True):
            if (low, high) != (implied.low, implied.high):
                wrong.append(f"{world.level}, {world.change} in a frame => {low} to {high}, alone {implied}")
    return held, wrong


def pairs_held(pairs: int, pool: ProcessPoolExecutor) -> list[str]:
    """Pairs on every core; what was held is printed => the faults."""
    start, held, wrong = time.perf_counter(), Counter[str](), []
    for some, faulty in pool.map(batch, range(-(-pairs // BATCH))):
        held += some
        wrong += faulty
    total = sum(held[reading] for reading in READINGS)
    for what, number in sorted(held.items()):
        print(f"{number:>9,}  {what}")
    print(f"{total:>9,}  pairs printed and reconstructed in {time.perf_counter() - start:.0f} s")
    return wrong


def worlds_held(worlds: int, pool: ProcessPoolExecutor) -> list[str]:
    """Worlds on every core; what was held is printed => the faults."""
    start, held, wrong = time.perf_counter(), brute_world.Held(), []
    for some, faulty in pool.map(brute_world.batch, range(-(-worlds // brute_world.BATCH))):
        held.update(some)
        wrong += faulty
    for what, number in sorted(held.items()):
        print(f"{number:>9,}  {what}")
    print(
        f"{brute_world.checks(held):>9,}  checks of what the engine says of worlds, {time.perf_counter() - start:.0f} s"
    )
    return wrong


def main() -> None:
    """What was held is printed, and the first faults, if any."""
    asked = [int(number) for number in sys.argv[1:]] or [PAIRS, WORLDS]
    with ProcessPoolExecutor() as pool:
        wrong = pairs_held(asked[0], pool) if asked[0] else []
        wrong += worlds_held(asked[1], pool) if asked[1:] else []
    print(*wrong[:20], sep="\n", end="\n" * bool(wrong))
    print(f"{len(wrong):>9,}  faults (truth outside, a value missing or too many, a conflict lost or invented)")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
