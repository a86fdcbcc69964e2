"""What is judged by the column is judged as one by one: the same answers, the same refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from synthetic import any_claims, honest_claims

import pingan_analysis as pa
from pingan_analysis import questions, rulings
from pingan_analysis.errors import DataError

ANSWERS = ["verdict", "power", "robust", "implied_low", "implied_high", "repair"]


def differing(frame: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> tuple[list[object], int, int]:
    """=> the rows that are not answered as they are one by one, how many were answered, and how many by the column."""
    table, alone = rulings.Table(frame), rulings.Table.judged
    expected, asked = {}, []
    for row in range(len(frame)):
        try:
            expected[row] = alone(table, row)
        except DataError as refusal:
            assert "this claim" in str(refusal) or "relation" in str(refusal)
    monkeypatch.setattr(rulings.Table, "judged", lambda table, row: asked.append(row) or alone(table, row))
    found = pa.judge_rows(frame.iloc[[*expected]])
    answers = zip(*(found[name].tolist() for name in ANSWERS), strict=True)
    pairs = zip(frame.iloc[[*expected]].values.tolist(), answers, expected.values(), strict=True)
    wrong: list[object] = [
        pair for pair in pairs if pair[1] != pair[2] or [*map(type, pair[1])] != [*map(type, pair[2])]
    ]
    return wrong, len(expected), len(expected) - len(asked)


def test_any_claim_is_answered_as_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong, answered, by_column = differing(any_claims(150), monkeypatch)
    assert not wrong and answered > 60 and by_column > 25, wrong[:3]


def test_what_offices_print_is_answered_by_the_column(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong, answered, by_column = differing(honest_claims(60), monkeypatch)
    assert not wrong and answered == 60 and by_column > 57, wrong[:3]


def test_a_planted_fault_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = questions.Quotients._whole
    monkeypatch.setattr(questions.Quotients, "_whole", lambda self, *sides: whole(self, *sides[:-1], ~sides[-1]))
    assert differing(honest_claims(20), monkeypatch)[0]


LEAD = {"a_unit": "%", "b_unit": "个百分点"}
SUM = {"kind": "compare", "parameters": "relation: a + b == c"}
TOLD = [  # a row, and its verdict and repair
    ({"kind": "gap", "a": "99.19", "b": "0.57", **LEAD, "b_direction": "up"}, "undetermined", ""),
    ({"kind": "gap", "a": "99.80", "b": "0.57", **LEAD, "b_direction": "down"}, "contradicted", "99.80 → 99.40"),
    ({"kind": "base", "a": "611起", "b": "增长40.46%", "c": "436起"}, "contradicted", "436起 → 435起"),  # one by one
    ({"kind": "base", "a": "12件", "a_measure": "rate", "b": "增长37.1%"}, "undetermined", ""),
    ({"kind": "items", "a": "五方面", "parameters": "items: 4"}, "contradicted", "no single digit"),
    ({**SUM, "a": "9个", "b": "80个", "c": "88座"}, "contradicted", "88座 → 89座"),
    ({"kind": "compare", "a": "120件", "b": "不足150件", "parameters": "relation: a / b > 1"}, "undetermined", ""),
]  # fmt: skip


def test_rows_of_every_kind_stand_in_one_frame() -> None:
    frame = pd.DataFrame([row for row, *_ in TOLD], index=range(5, 5 + len(TOLD)))
    found = pa.judge_rows(frame)
    assert list(zip(found.verdict, found.repair, strict=True)) == [(verdict, repair) for _, verdict, repair in TOLD]
    assert found.index.equals(frame.index) and found.columns.tolist() == [*frame.columns, *ANSWERS]
    for row, cells in zip(found.itertuples(), TOLD, strict=True):
        one = pa.judge_rows(pd.DataFrame([cells[0]]))
        assert one[ANSWERS].values.tolist() == [[getattr(row, name) for name in ANSWERS]]
    assert pa.judge_rows(frame[:0]).columns.tolist() == found.columns.tolist()


def test_every_row_that_makes_no_claim_is_named() -> None:
    rows = [("base", "611起", "40.46%"), ("hunch", "611起", "1%"), ("share", "80个", "89%"), ("share", "平安", np.nan)]
    with pytest.raises(DataError) as caught:
        pa.judge_rows(pd.DataFrame(rows, columns=["kind", "a", "b"], index=[5, 6, 7, 8]))
    assert [text[:5] for text in caught.value.problems] == ["row 5", "row 6", "row 8"]
    assert "has no direction" in str(caught.value) and "'hunch' is not one of" in str(caught.value)
    with pytest.raises(DataError, match="column kind is missing"):
        pa.judge_rows(pd.DataFrame({"a": ["611起"]}))
