"""Planted errors in claims: how many does judging catch? The empirical power, beside the predicted one.

`python tests/planted.py` prints the table. Every supported claim is spoiled in every way below, one error at a time; an
error is caught if the claim is no longer supported (contradicted, undetermined, or refused as nonsense).

* digit: one digit of one number is another digit;
* decimal point: a number is ten times larger or smaller;
* direction: a rise is a fall, a lead is a lag;
* swap: two numbers that differ change places.

Some errors leave a claim true (the terms of a sum may change places), so not everything can be caught. The predicted
power is that of the number that shows best; the column behind it is the share of digits caught in that very number.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from pingan_analysis.world.case import Case, Number
from pingan_analysis.world.kinds import KINDS

from pingan_analysis.numbers.conventions import DOWN, UP
from pingan_analysis.tables.load import parameters
from pingan_analysis.world import claims, slips

ERRORS = ("digit", "decimal point", "direction", "swap")
Caught = tuple[int, int]  # errors caught, errors planted
Powers = list[tuple[float, float]]  # predicted, and the share of digits caught in the number that shows best
OPPOSITE = {"up": "down", "down": "up"}


def shifted(printed: str) -> Iterator[str]:
    """'31.26%' => '3.126%', '312.6%'; '611起' => '61.1起', '6110起': the decimal point, moved by one place."""
    if found := re.search(r"\d+(?:\.\d+)?", printed):
        whole, _, tail = found[0].partition(".")
        smaller = f"{whole[:-1] or '0'}.{whole[-1]}{tail}"
        larger = f"{whole}{tail[:1] or '0'}".lstrip("0") + ("." + tail[1:] if tail[1:] else "")
        for other in (smaller, larger):
            yield printed[: found.start()] + other + printed[found.end() :]


def turned(number: Number) -> Iterator[Number]:
    """A rise => the same number as a fall, in its column and in its words."""
    if number.direction:
        verbs = "|".join(sorted(UP + DOWN, key=len, reverse=True))
        words = re.sub(verbs, lambda verb: "下降" if verb[0] in UP else "上升", number.printed)
        yield replace(number, direction=OPPOSITE[number.direction], printed=words)


def spoiled(numbers: tuple[Number, ...]) -> Iterator[tuple[str, int, tuple[Number, ...]]]:
    """A claim's numbers => each error, the first place that it touches, and the numbers with it."""
    for place, number in enumerate(numbers):
        others = [("digit", replace(number, printed=text)) for text in slips._misprints(number.printed)]
        others += [("decimal point", replace(number, printed=text)) for text in shifted(number.printed)]
        others += [("direction", other) for other in turned(number)]
        yield from ((error, place, (*numbers[:place], other, *numbers[place + 1 :])) for error, other in others)
    for one, two in combinations(range(len(numbers)), 2):
        if numbers[one].printed != numbers[two].printed:
            places = list(range(len(numbers)))
            places[one], places[two] = two, one
            yield "swap", one, tuple(numbers[place] for place in places)


def ruling(kind: str, case: Case) -> str:
    try:
        return claims.ruled(KINDS[kind], case.under("half-up"))[1]
    except (ValueError, IndexError, ZeroDivisionError):
        return "refused"


def measured() -> tuple[dict[str, dict[str, Caught]], dict[str, Powers]]:
    """=> by kind of claim, the errors caught and planted; for each supported claim its power, predicted and seen."""
    corpus = claims.corpus()
    caught: dict[str, dict[str, Caught]] = defaultdict(lambda: dict.fromkeys(ERRORS, (0, 0)))
    powers: dict[str, Powers] = defaultdict(list)
    for claim in corpus.claims.values():
        used = tuple(corpus.numbers[number_id] for number_id in claim["number_ids"].split())
        indicators = {number.indicator for number in used} - {""}
        others = [n for n in corpus.numbers.values() if n.indicator in indicators and n not in used]
        case, kind = Case(used, parameters(claim["parameters"]), others, corpus.comparable), claim["kind"]
        if ruling(kind, case) != "supported":
            continue
        digits: dict[int, list[bool]] = defaultdict(list)
        for error, place, numbers in spoiled(used):
            fell = ruling(kind, replace(case, numbers=numbers)) != "supported"
            found, planted = caught[kind][error]
            caught[kind][error] = found + fell, planted + 1
            digits[place] += [fell] * (error == "digit")
        shown = [sum(falls) / len(falls) for place in slips._varied(KINDS[kind], case) if (falls := digits[place])]
        if shown:
            powers[kind].append((slips.power(KINDS[kind], case.under("half-up")), max(shown)))
    return caught, powers


def table() -> str:
    """=> what was caught, by kind and error, beside the mean predicted power and what was seen of it."""
    caught, powers = measured()
    lines = [f"{'kind':10} {'claims':>6} {'predicted':>9} {'seen':>5} " + " ".join(f"{error:>17}" for error in ERRORS)]
    for kind, errors in sorted(caught.items()):
        cells = (f"{found}/{of} = {found / of:4.0%}" if of else "–" for found, of in errors.values())
        predicted, seen = (sum(values) / len(values) for values in zip(*powers[kind], strict=True))
        counted = f"{kind:10} {len(powers[kind]):6} {predicted:9.0%} {seen:5.0%} "
        lines.append(counted + " ".join(f"{cell:>17}" for cell in cells))
    return "\n".join(lines)


if __name__ == "__main__":
    print("Errors planted in supported claims, and how many are caught; predicted: the mean power of the verdicts")
    print(table())
