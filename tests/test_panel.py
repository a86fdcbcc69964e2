"""A panel of areas: the same rows in the same order on every engine, the truth inside, wrong digits in conflict."""

from __future__ import annotations

import pandas as pd
import pytest
import synthetic
from test_worked import worlds

import pingan_analysis as pa
from pingan_analysis.world import panel


def test_the_rows_are_the_same_on_every_core() -> None:
    here, there = (pa.reconstruct_many(synthetic.panel(4), engine) for engine in (None, "processes"))
    pd.testing.assert_frame_equal(here, there)
    assert here.area.tolist() == sorted(here.area) and len(here) == 4 * 2 * len(synthetic.YEARS)
    assert here.columns.tolist() == panel.COLUMNS


def test_the_rows_are_the_same_on_a_cluster() -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(1, processes=False, dashboard_address=None) as cluster,
        distributed.Client(cluster) as c,
    ):
        pd.testing.assert_frame_equal(
            pa.reconstruct_many(synthetic.panel(2)), pa.reconstruct_many(synthetic.panel(2), c)
        )


def test_a_true_panel_is_never_in_conflict_and_wrong_digits_are() -> None:
    true = pa.reconstruct_many(synthetic.panel(6, seed=2))
    assert (true.conflict == "").all() and (true.low <= true.high).all()
    off = pa.reconstruct_many(synthetic.panel(2, seed=2, wrong=0.01))
    assert (off.conflict != "").any()


def test_parts_come_as_they_are_asked_for() -> None:
    """Nothing is gathered: the first part is told before the third is asked for."""
    asked = []

    def parts() -> object:
        for area in synthetic.panel(3):
            asked.append(area[0].area)
            yield area

    told = panel.each(parts())  # type: ignore[arg-type]
    next(told)
    assert len(asked) == 1


def test_a_part_is_a_world_like_any_other() -> None:
    (part,) = synthetic.panel(1, seed=3)
    here, _ = worlds(part)
    for row in pa.reconstruct_many([part]).itertuples():
        quantity = part[0].quantity._replace(indicator=row.indicator, period=row.period)
        assert (row.low, row.high) == (here.bounds(quantity).low, here.bounds(quantity).high)
