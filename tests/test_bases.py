"""What is read by the column is what is read one by one: same sets, same types, same refusals."""

from __future__ import annotations

from fractions import Fraction as F

import numpy as np
import pandas as pd
import pytest
from synthetic import any_reports, honest_reports

import pingan_analysis as pa
from pingan_analysis.errors import DataError
from pingan_analysis.numbers import columns
from pingan_analysis.numbers.printed import ROUNDINGS, Rounding
from pingan_analysis.world import bases

Base = tuple[object, object, object]
EXTREME = [
    ("9" * 16 + "件", "增长0.01%"), ("9" * 30 + "件", "增长0%"), ("9999999999999.9亿元", "下降99.999999%"),
    ("1件", "增长0.00000000000001%"), ("123456789012345件", "下降0.0000001%"), ("0件", "下降100%"),
    ("0.00%", "上升0.1个百分点"),
    ("99.99%", "下降0.01个百分点"), ("100%", "上升1个百分点"), ("451%", "增长3%"), ("1件", "下降99.99%"),
    ("5" * 25, "增长3%"),
    ("近1件", "增长50%"), ("约1件", "下降30%"), ("3起", "下降99.5%"), ("3起", "下降99.6%"), ("2万起", "下降40%"),
    ("十万起", "增长3%"),
]  # fmt: skip


def alone(level: str, change: str, rounding: Rounding) -> Base | None:
    try:
        base = pa.implied_base(level, change, rounding)
    except ValueError:
        return None
    return (*((None, None) if base.empty else (base.low, base.high)), base.size)


def differing(frame: pd.DataFrame, rounding: Rounding) -> tuple[list[object], int]:
    """=> the rows that are not answered as they are one by one, and how many were answered."""
    expected = [alone(level, change, rounding) for level, change in zip(frame.level, frame.change, strict=True)]
    found = pa.implied_bases(frame[[base is not None for base in expected]], rounding=rounding)
    answers = zip(found.base_low, found.base_high, found.base_size, strict=True)
    wrong: list[object] = []
    for base, answer, row in zip(filter(None, expected), answers, found.itertuples(), strict=True):
        if base != answer or [*map(type, base)] != [*map(type, answer)]:
            wrong.append((row, base))
    return wrong, len(found)


@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_columns_answer_as_one_by_one(rounding: Rounding) -> None:
    extreme = pd.DataFrame(EXTREME, columns=["level", "change"])
    for frame in (any_reports(12_000, seed=3), honest_reports(8_000), extreme):
        wrong, answered = differing(frame, rounding)
        assert not wrong and answered > len(frame) / 3, wrong[:5]


def test_what_is_printed_right_is_read_by_the_column() -> None:
    frame = honest_reports(5_000)
    read = bases.bases_of(*(columns.read(frame[name].tolist()) for name in ("level", "change")))
    assert read.alone.mean() < 0.05
    assert (bases._reaching is not None) and (read.size > 1).any() and (read.size < 0).any()


def test_two_forms_with_one_key_are_kept_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "_WEIGHTS", np.zeros_like(columns._WEIGHTS))
    assert differing(honest_reports(300), "half-up")[0] == []


def test_frames_keep_exact_numbers_and_every_row_that_cannot_be_read_is_named() -> None:
    printed = {"level": ["611起", "1.5亿元", "611起"], "change": ["增长40.46%", "下降50%", "增长40.56%"]}
    out = pa.implied_bases(pd.DataFrame(printed, index=[5, 6, 7]))
    assert out["base_low"].tolist() == [435, F(145 * 10**6 * 200, 101), None]
    assert [type(value) for value in out["base_low"]] == [int, F, type(None)]
    assert out["base_size"].tolist() == [1, None, 0] and out.index.tolist() == [5, 6, 7]
    frame = pd.DataFrame({"level": ["611起", None, "平安"], "change": ["40.46%", "增长3%", "增长3%"]}, index=[5, 6, 7])
    with pytest.raises(DataError) as caught:
        pa.implied_bases(frame)
    assert [text[:5] for text in caught.value.problems] == ["row 5", "row 6", "row 7"]
    assert "has no direction" in str(caught.value) and "平安" in str(caught.value)
    assert pa.implied_bases(frame[:0]).columns.tolist() == ["level", "change", "base_low", "base_high", "base_size"]
