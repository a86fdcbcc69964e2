"""What if something else had been printed? How many slips a check would show, and which slip would repair a claim."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from pingan_analysis.numbers.printed import unround
from pingan_analysis.world.case import Case, Number
from pingan_analysis.world.kinds import Kind

MOST_ALTERNATIVES = 1000  # beyond, evenly spaced ones


def can_fail(kind: Kind, case: Case) -> bool:
    """=> whether some alternative to a printed number would leave worlds in which the claim does not hold."""
    return any(failed for place in _varied(kind, case) for failed in _failures(kind, case, place))


def power(kind: Kind, case: Case) -> float:
    """=> the share of alternatives with which the claim would not hold in all worlds, of the number that shows best."""
    shares = [0.0]
    for place in _varied(kind, case):
        failed = list(_failures(kind, case, place))
        shares += [sum(failed) / len(failed)] if failed else []
    return max(shares)


def repair(kind: Kind, case: Case) -> str:
    """=> the smallest change of one printed digit after which the claim no longer fails in every world."""
    best: tuple[float, str] | None = None
    for place, number in enumerate(case.numbers):
        for text in _misprints(number.printed):
            try:
                value = number.value(case.rounding, text)
            except ValueError:
                continue
            size = float(abs(value.nominal / (case.values[place].nominal or 1) - 1))
            if (best is None or size < best[0]) and kind.test(case.instead(place, value)).truth != "none":
                best = size, f"{number.printed} → {text}"
    return best[1] if best else "no single digit" * (kind.matter == "digit")


def alternatives(number: Number, wide: bool) -> Iterator[str]:
    """The same number printed otherwise, with the same decimals: from half to one and a half times the printed value,
    or, `wide`, from one unit to twice it; a share stops at 100.

    >>> list(alternatives(Number("", "", "corpus", "约4个"), wide=True))
    ['约1个', '约2个', '约3个', '约5个', '约6个', '约7个', '约8个']
    """
    printed = _in_digits(number.printed)
    if found := re.search(r"\d[\d.]*", printed):
        whole = int(found[0].replace(".", ""))
        decimals = len(found[0].partition(".")[2])
        low, high = (1, 2 * whole) if wide else (-(-whole // 2), whole * 3 // 2)
        high = min(high, 100 * 10**decimals if number.is_share else high)
        for other in range(low, high + 1, -(-(high - low) // MOST_ALTERNATIVES) or 1):
            if other != whole:
                text = f"{other:0{decimals + 1}d}"
                text = text[:-decimals] + "." + text[-decimals:] if decimals else text
                yield printed[: found.start()] + text + printed[found.end() :]


def _failures(kind: Kind, case: Case, place: int) -> Iterator[bool]:
    """For each alternative to a number: would the claim no longer hold in all worlds?"""
    number = case.numbers[place]
    for text in alternatives(number, wide=kind.matter == "decision"):
        try:
            value = number.value(case.rounding, text)
        except ValueError:  # 3至5件 with 6 for 3: nobody prints that
            continue
        yield kind.test(case.instead(place, value)).truth != "all"


def _varied(kind: Kind, case: Case) -> range:
    """Arithmetic is tested by its last number (the change, the share); a decision by each of its numbers."""
    return range(0 if kind.matter == "decision" else max(len(case.numbers) - 1, 0), len(case.numbers))


def _misprints(printed: str) -> Iterator[str]:
    """'12起' => '10起' to '19起', '22起' to '92起'; no number starts with 0."""
    for place, digit in enumerate(printed):
        if digit in "0123456789":
            first = not printed[:place][-1:].isdigit() and printed[place + 1 : place + 2].isdigit()
            for other in "0123456789"[first:]:
                if other != digit:
                    yield printed[:place] + other + printed[place + 1 :]


def _in_digits(printed: str) -> str:
    """'十八载' => '18载', '1,234起' => '1234起', so that the digits can be varied."""
    plain = re.sub(r"(?<=\d),(?=\d)", "", unicodedata.normalize("NFKC", printed))
    found = re.match(r"[一二两三四五六七八九十百]+", plain)
    return plain if not found or re.search(r"\d", plain) else f"{unround(found[0]).nominal}{plain[found.end() :]}"
