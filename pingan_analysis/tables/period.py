"""A period of time, as the tables write it, in years: where it begins and ends, and whether it follows another."""

from __future__ import annotations


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
