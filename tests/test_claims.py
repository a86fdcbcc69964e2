"""Verdicts on the registered claims: what must come out, what must be caught, and what a reader must be told."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest
from small import write

import pingan_analysis as pa
from pingan_analysis.errors import DataError
from pingan_analysis.tables import load
from pingan_analysis.world.judging import CAUTION
from pingan_analysis.world.predicates import KINDS

WORKED = [  # claim, everything, the document alone
    ("zj2021-safety-above-nation", "supported", "untested"),
    ("qz2017-satisfaction-above-province", "supported", "untested"),
    ("qz2017-participation-above-province", "supported", "untested"),
    ("qz2017-fulltime-larger-teams", "supported", "supported"),
    ("jx2024-gdp-thresholds", "supported", "supported"),
    ("across-programme-start", "supported", "supported"),
    ("across-safety-rise", "supported", "supported"),
    ("zj2021-fraud-fall", "untested", "untested"),
    ("zj2021-fraud-first-turning-point", "undetermined", "undetermined"),
    ("zj2021-safe-china-rank", "undetermined", "undetermined"),
    ("jx2024-accident-halving", "undetermined", "undetermined"),
    ("across-two-surveys", "undetermined", "undetermined"),
]
PLANTED = [  # claim, what is printed instead
    ("jx2024-gdp-thresholds", {"jx2024-gdp-thresholds": "8个"}),
    ("across-programme-start", {"jx2024-programme-years-1": "29年"}),
    ("qz2017-fulltime-larger-teams", {"qz2017-fulltime-teams": "3321支"}),
]


@pytest.fixture(scope="module")
def verdicts() -> pd.DataFrame:
    return pa.judge_all()


@pytest.mark.parametrize(("claim", "verdict", "alone"), WORKED)
def test_worked_claims(verdicts: pd.DataFrame, claim: str, verdict: str, alone: str) -> None:
    found = verdicts.set_index("claim_id").loc[claim]
    assert (found.verdict, found.alone) == (verdict, alone)


@pytest.mark.parametrize(("claim", "instead"), PLANTED)
def test_a_planted_false_number_is_not_supported(claim: str, instead: dict[str, str]) -> None:
    found = pa.judge(claim, instead=instead)
    assert found.verdict in ("contradicted", "undetermined")
    assert found.verdict != "contradicted" or CAUTION in found.note


def test_every_verdict_says_what_a_reader_needs(verdicts: pd.DataFrame) -> None:
    assert set(load.load_claims().kind) <= KINDS.keys() and (verdicts.statement_en != "").all()
    assert (verdicts.statement_zh != "").all()
    undetermined = verdicts[verdicts.verdict == "undetermined"]
    assert ((undetermined.holds_in != "") & (undetermined.fails_in != "")).all()
    assert (undetermined.decider != "").all() and (undetermined.holds_in != undetermined.fails_in).all()
    supported = verdicts[verdicts.verdict == "supported"]
    assert (supported.rests_on != "").all() and (supported.turns_at != "").all()
    contradicted = verdicts[verdicts.verdict == "contradicted"]
    assert contradicted.note.str.contains("restated base are to be considered before an error").all()
    assert (contradicted.who == "analyst").all()  # no article's own words are contradicted by anything printed


def test_what_each_claim_rests_on_is_printed(verdicts: pd.DataFrame) -> None:
    known = set(load.load_reported().number_id)
    for names in verdicts.rests_on:
        assert set(names.split()) <= known


def test_where_a_supported_claim_turns_it_does_turn(verdicts: pd.DataFrame) -> None:
    """The change named in `turns_at`, asked as a what-if among what the claim rests on, no longer supports it."""
    for row in verdicts[verdicts.verdict == "supported"].head(8).itertuples():
        before, _, after = row.turns_at.partition(" → ")
        assert load.load_reported().set_index("number_id").printed[row.turns_on] == before
        found = pa.judge(row.claim_id, instead={row.turns_on: after})
        assert found.verdict != "supported" or found.rests_on != tuple(row.rests_on.split())  # or others support it


def test_no_verdict_depends_on_the_order_of_rows(verdicts: pd.DataFrame, tmp_path: Path) -> None:
    dice = random.Random(4)
    shuffled = {table: dice.sample(rows, len(rows)) for table, rows in load.check().items()}
    found = pa.judge_all(write(tmp_path, shuffled)).set_index("claim_id", drop=False).loc[verdicts.claim_id]
    columns = ["claim_id", "verdict", "alone", "together", "reading", "implied", "decider"]
    pd.testing.assert_frame_equal(found.reset_index(drop=True)[columns], verdicts[columns])


# What a claim asks for and there is not => what is said of it
MISTAKEN = [
    ({"kind": "hunch"}, "column kind: 'hunch' is not one of relation"),
    ({"number_ids": "zj2022-tripods no-such-number"}, "column number_ids: no reported number 'no-such-number'"),
    ({"parameters": ""}, "column parameters: 'relation' is missing"),
    ({"parameters": "relation: a + b = c"}, "relation 'a + b = c': only"),
    ({"parameters": "relation: a + b != c"}, "relation 'a + b != c': only"),
    ({"parameters": "relation: a ** 2 > b"}, "relation 'a ** 2 > b': only"),
    ({"parameters": "relation: a + ab > c"}, "relation 'a + ab > c': only"),
    ({"parameters": "relation: a > d"}, "relation 'a > d' names d, but the claim has 3 numbers"),
    ({"kind": "start_year", "number_ids": "", "parameters": ""}, "a duration at least is needed"),
    ({"kind": "record", "number_ids": "zj2022-tripods jx2024-gdp-end"}, "is no span of 1 to 200 years"),
    ({"kind": "first_fall", "parameters": "since: long ago"}, "of kind first_fall: invalid literal"),
    ({"kind": "turning_point", "parameters": "definition: odd"}, "'odd' is none of weak, strong, sustained"),
]


@pytest.mark.parametrize(("cells", "said"), MISTAKEN)
def test_a_claim_that_makes_no_sense_is_refused(cells: dict[str, str], said: str) -> None:
    sums = {
        "claim_id": "mistaken", "who": "analyst", "source_id": "zj2022", "kind": "relation", "statement_en": "So.",
        "statement_zh": "如此。", "number_ids": "zj2022-tripod-cities zj2022-tripod-counties zj2022-tripods",
        "parameters": "relation: a + b == c",
    }  # fmt: skip
    with pytest.raises(DataError) as caught:
        pa.judge(sums | cells)
    assert said in str(caught.value)


def test_a_relation_that_divides_by_nothing_is_no_claim() -> None:
    row = dict(load.load_claims().set_index("claim_id", drop=False).loc["across-safety-rise"].dropna().astype(str))
    for divisor in ("0", "(b - b)"):
        with pytest.raises(DataError, match="divides by 0"):
            pa.judge(row | {"kind": "relation", "parameters": f"relation: a / {divisor} > 2"})


def test_a_decided_claim_turns_where_it_says() -> None:
    for row in pa.judge_all().query("turns_at != ''").itertuples():
        found = pa.judge(row.claim_id, instead={row.turns_on: row.turns_at.rpartition(" → ")[2]})
        assert found.verdict != row.verdict, row.claim_id


def test_a_claim_that_hangs_on_prints_in_conflict_names_them() -> None:
    found = pa.judge("jx2024-satisfaction-rise")
    assert (found.verdict, found.together) == ("undetermined", "supported")
    assert found.decider.startswith("Which of these holds") and all(f"({s})" in found.decider for s in (
        "jx2024", "jrsz2015-jiaxing",
    ))  # fmt: skip


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(DataError, match="no claim 'no-such-claim'; the known ones"):
        pa.judge("no-such-claim")
    with pytest.raises(DataError, match="no reported number 'no-such-number'"):
        pa.judge("across-safety-rise", instead={"no-such-number": "1个"})


def test_a_verdict_spells_itself_out() -> None:
    said = repr(pa.judge("zj2021-safety-above-nation")).splitlines()
    assert said[0].startswith("zj2021-safety-above-nation: supported (the document alone untested")
    assert [line.split()[0] for line in said[1:]][:3] == ["claim", "printed", "meaning"]
    assert any(line.startswith("  rests on ") for line in said) and any(line.startswith("  turns ") for line in said)
