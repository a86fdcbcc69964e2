"""Many areas, years and offices: bounds and conflicts of each, a part at a time: here, on every core, or on a cluster.

A part is a set of numbers that share no quantity with those of other parts: an area, say. Parts are taken one after the
other from whatever gives them and come back in that order; a few are on their way at any time, so memory does not grow.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import chain
from typing import TYPE_CHECKING

from pingan_analysis.text.folders import _executor
from pingan_analysis.world.prints import Number, Reading
from pingan_analysis.world.solver import Bounds
from pingan_analysis.world.system import Row, built

if TYPE_CHECKING:
    from concurrent.futures import Future

    import pandas as pd
    from distributed import Client

COLUMNS = ["indicator", "area", "period", "low", "high", "closed", "n_whole", "conflict"]
Cells = tuple[object, ...]
Rules = tuple[Sequence[Row], Mapping[str, Sequence[Row]]]  # rows of rules.csv; tables of indicators and areas
NO_RULES: Rules = ((), {"indicators": (), "areas": ()})


def reconstruct_many(
    parts: Iterable[Sequence[Number]], engine: str | Client | None = None, rules: Rules = NO_RULES,
    reading: Reading = "printed",
) -> pd.DataFrame:  # fmt: skip
    """Parts of numbers => a row for each quantity that is printed or implied: its bounds, and who conflicts about it.

    `low`, `high`, `closed` and `n_whole` are as in `reconstruct`; `conflict` names, by number, the prints of a minimal
    conflict of which some print speaks of the quantity, or is ''. The same rows in the same order on every `engine`:
    None here, "processes" on every core (in a script, under `if __name__ == "__main__"`), or a
    `dask.distributed.Client`.

    >>> from pingan_analysis.world.prints import Number
    >>> level = Number("now", "", "corpus", "611起", measure="level", indicator="cases", area="330000", period="2019")
    >>> rise = Number("rise", "", "corpus", "增长40.46%", "%", "up", "change", "cases", area="330000", period="2019",
    ...               base_period="2018")
    >>> from dataclasses import replace
    >>> part = [replace(number, domain="count") for number in (level, rise)]
    >>> reconstruct_many([part])[["period", "low", "high"]].values.tolist()
    [['2018', 435, 435], ['2019', 611, 611]]
    """
    import pandas as pd

    rows = list(chain.from_iterable(each(parts, engine, rules, reading)))
    return pd.DataFrame({name: pd.Series([row[n] for row in rows], dtype=object) for n, name in enumerate(COLUMNS)})


def each(
    parts: Iterable[Sequence[Number]], engine: str | Client | None = None, rules: Rules = NO_RULES,
    reading: Reading = "printed",
) -> Iterator[list[Cells]]:  # fmt: skip
    """Parts of numbers => the rows of each, as soon as they are there, in order."""
    with ExitStack() as stack:
        executor, ahead = _executor(engine, stack)
        waiting: deque[Future[bytes]] = deque()
        stack.callback(lambda: [future.cancel() for future in waiting])
        for part in parts:
            if executor is None:
                yield _rows(part, rules, reading)
                continue
            waiting.append(executor.submit(_packed, part, rules, reading))
            if len(waiting) > ahead:
                yield pickle.loads(waiting.popleft().result())
        while waiting:
            yield pickle.loads(waiting.popleft().result())


def _packed(part: Sequence[Number], rules: Rules, reading: Reading) -> bytes:
    return pickle.dumps(_rows(part, rules, reading))


def _rows(part: Sequence[Number], rules: Rules, reading: Reading) -> list[Cells]:
    here = built({number.number_id: number for number in part}, part, *rules, reading)
    found = []
    for component in here.components:
        sets = component.conflicts.sets
        for quantity, b in component.bounds().items():
            if " " not in quantity.period:
                conflict = next((one for one in sets if any(quantity in s.quantities for s in one)), ())
                names = " ".join(sorted(s.name for s in conflict))
                found.append((*quantity[:3], b.low, b.high, _closed(b), b.size, names))
    return sorted(found, key=lambda row: row[:3])


def _closed(b: Bounds) -> str:
    return ("both" if not b.high_open else "left") if not b.low_open else ("right" if not b.high_open else "neither")
