"""Every print has an English gloss that says the number, what is counted, and which way it moved."""

from __future__ import annotations

import re

import pytest

from pingan_analysis.numbers.english import gloss
from pingan_analysis.tables import load
from pingan_analysis.world import cards, judging

CASES = [
    ("31.26%", {"measure": "change", "direction": "down", "base": "2020"}, "down 31.26 % on 2020"),
    ("0.57个百分点", {"measure": "gap", "direction": "up", "reference": "China"}, "0.57 percentage points above China"),
    ("0.57个百分点", {"measure": "gap", "direction": "down"}, "0.57 percentage points below the reference"),
    ("1695起", {"measure": "change", "direction": "down", "counted": "accidents"}, "down 1,695 accidents"),
    ("减半", {"measure": "change", "direction": "down"}, "halved"),
    ("翻一番", {"measure": "change", "direction": "up", "base": "2012"}, "doubled against 2012"),
    ("850.58万人", {"counted": "persons"}, "8.5058 million persons"),
    ("17.37万亿元", {"counted": "CNY"}, "17.37 trillion yuan"),
    ("60.00%", {"counted": "percent"}, "60.00 %"),
    ("近43亿元", {"counted": "CNY"}, "almost 4.3 billion yuan"),
    ("3至5亿元", {"counted": "CNY"}, "300 million to 500 million yuan"),
    ("80%以上", {}, "at least 80 %"),
    ("不足3万起", {"counted": "cases"}, "less than 30,000 cases"),
    ("约5万人", {"counted": "persons"}, "about 50,000 persons"),
    ("千名", {"counted": "persons"}, "about 1,000 persons"),
    ("上百起", {"counted": "cases"}, "100 to 999 cases"),
    ("零发案", {"counted": "cases"}, "0 cases"),
    ("首次", {"measure": "rank"}, "first"),
    ("第四", {"measure": "rank", "reference": "Zhejiang"}, "4th in Zhejiang"),
    ("19年", {"measure": "duration", "direction": "down", "counted": "accidents"}, "19 years, falling"),
    ("近8年", {"measure": "duration", "counted": "percent"}, "the last 8 years"),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "said", "english"), CASES, ids=[case[0] for case in CASES])
def test_gloss(printed: str, said: dict[str, str], english: str) -> None:
    assert gloss(printed, **said) == english


def test_every_reported_number_reads_in_english() -> None:
    """No Chinese is left, the digits of a percentage are the printed ones, and a movement has its direction."""
    reported = load.load_reported()
    rows = cards.labelled(reported).to_dict("records")
    for row, measure, direction in zip(rows, reported.measure, reported.direction, strict=True):
        if measure == "change":
            assert row["meaning"].startswith((direction, "halved")), row
        assert re.search(r"\d|first|halved", row["meaning"]) and not re.search("[一-鿿]", row["meaning"]), row
        if digits := re.fullmatch(r"(\d+(?:\.\d+)?)%", row["printed"]):
            assert f"{digits[1]} %" in row["meaning"], row


def test_a_card_has_the_gloss_of_each_of_its_numbers() -> None:
    for claim in load.records("claims"):
        verdict = judging.judge(claim["claim_id"])
        shown = verdict._repr_html_()
        assert not re.search(r"<(?!/?(div|b|span|code|a)\b)", shown)
        for number in verdict.numbers:
            plain = number.gloss.replace(" ", "") == number.printed
            assert f">{number.printed}</b>" in shown and (plain or number.gloss in shown)


def test_a_link_is_an_address_or_no_link() -> None:
    assert "<a" not in cards._link("x", "javascript:alert(1)") and "&lt;" in cards._link("<b>", "https://a.b/'>")
    assert "'>" not in cards._link("", "https://a.b/'>").removeprefix("<a href='").split(" ")[0]
