"""The errors that this package raises for what a person can mend: in the data, or in a build."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST = 600  # characters of one problem: a hostile value must not hide the others, nor what is wrong with it


def shortened(problem: str) -> str:
    """A line of any length => the same, without its middle if nobody would read on."""
    return problem if len(problem) <= LONGEST else f"{problem[: LONGEST // 2]} … {problem[-LONGEST // 2 :]}"


class DataError(ValueError):
    """Problems => one error: everything that is wrong with the data at hand, a line each: what, where, what to do.

    >>> print(DataError(["reported.csv row 3, column measure: 'levle' is not a measure", "areas.csv: missing"]))
    2 problems
      reported.csv row 3, column measure: 'levle' is not a measure
      areas.csv: missing
    """

    def __init__(self, problems: Iterable[str]):
        self.problems = list(map(shortened, problems))
        count = len(self.problems)
        lines = "".join(f"\n  {problem}" for problem in self.problems)
        super().__init__(f"{count} problem{'s' * (count != 1)}{lines}")


class BuildError(RuntimeError):
    """Why nothing was built, one line for each reason. Earlier outputs are untouched."""
