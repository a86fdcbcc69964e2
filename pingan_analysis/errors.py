"""The one error that this package raises for data a person can mend."""

from __future__ import annotations

from collections.abc import Iterable


class DataError(ValueError):
    """Everything that is wrong with the data at hand, one line each: what, where, and what to do.

    >>> print(DataError(["reported.csv row 3, column measure: 'levle' is not a measure", "areas.csv: missing"]))
    2 problems
      reported.csv row 3, column measure: 'levle' is not a measure
      areas.csv: missing
    """

    def __init__(self, problems: Iterable[str]):
        self.problems = list(problems)
        count = len(self.problems)
        lines = "".join(f"\n  {problem}" for problem in self.problems)
        super().__init__(f"{count} problem{'s' * (count != 1)}{lines}")
