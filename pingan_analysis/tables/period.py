"""A period of time, as the tables write it, in years: where it begins and ends, and whether it follows another."""

from __future__ import annotations

import re


def span(period: str) -> tuple[float, float]:
    """'2017-01/2017-07' => (2017.0, 2017.5833): from the beginning of the first to the end of the last, in years.

    >>> span("2017"), span("2016-07/2017-12")
    ((2017.0, 2018.0), (2016.5, 2018.0))
    """
    first, last = (period.split("/") * 2)[:2]
    return _moment(first, 0), _moment(last, 1)


def on_the_year(period: str, base: str) -> bool:
    """'2017-01/2017-07', '2016-01/2016-07' => True: the same months, a year before; and where there is no base."""
    return not base or all(round(now - then, 6) == 1 for now, then in zip(span(period), span(base), strict=True))


def _moment(date: str, whole: int) -> float:
    """'2017-03', 0 or 1 => the beginning or the end of it."""
    year, *rest = map(int, date.split("-"))
    if not rest:
        return float(year + whole)
    month, *day = rest
    return year + (month - 1 + ((day[0] - 1 + whole) / 31 if day else whole)) / 12


def years(period: str) -> list[str]:
    """'2018/2020' => ['2018', '2019', '2020']; of months or days, the same ones of each year; a run of months, each.

    >>> years("2019-01/2021-10"), years("2016-06/2016-08"), years("2020")
    (['2019-01/2019-10', '2020-01/2020-10', '2021-01/2021-10'], ['2016-06', '2016-07', '2016-08'], ['2020'])
    """
    first, last = (period.split("/") * 2)[:2]
    if first == last:
        return [period]
    start, end = int(first[:4]), int(last[:4])
    if len(first) == 4:
        return [str(year) for year in range(start, end + 1)]
    if len(first) == 7 and (start == end or not first.endswith("-01")):
        months = range(12 * start + int(first[5:]) - 1, 12 * end + int(last[5:]))
        return [f"{month // 12}-{month % 12 + 1:02d}" for month in months]
    return [f"{year}{first[4:]}/{year}{last[4:]}" for year in range(start, end + 1)]


def later(period: str, by: int) -> str:
    """'2017-01/2017-07', -1 => '2016-01/2016-07': the same so many years later.

    >>> later("2017-01/2017-07", -1), later("2021", 1)
    ('2016-01/2016-07', '2022')
    """
    return re.sub(r"\d{4}", lambda year: str(int(year[0]) + by), period)


def within(inner: str, outer: str) -> bool:
    """'2022-01/2022-10', '2022' => True: is one period a part of the other? Open ones are part of nothing."""
    if ".." in inner + outer or " " in inner + outer or inner == outer:
        return False
    (a, b), (c, d) = span(inner), span(outer)
    return c <= a + 1e-9 and b <= d + 1e-9
