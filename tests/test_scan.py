"""Does the scanner find what a reader finds? The articles, constructed cases, what an office prints; any text."""

from __future__ import annotations

import csv
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
import scan_score
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from official_text import reports
from scan_score import ASPECTS, Case, Number, Score

from pingan_analysis.numbers.interval import INF
from pingan_analysis.numbers.lexicon import SIMPLE, TRADITIONAL
from pingan_analysis.numbers.printed import unround
from pingan_analysis.tables import load

scan: Callable[[str], Any] = pytest.importorskip("pingan_analysis.text.scanning").scan

COLUMNS = [
    "start", "end", "printed", "nominal", "low", "high", "low_closed", "high_closed",
    "unit", "qualifier", "direction", "basis", "relation", "sentence",
]  # fmt: skip
RECALL, PRECISION, SHARE = 0.99, 0.97, 0.97
needs_texts = pytest.mark.skipif(
    not scan_score.texts_folder().is_dir(), reason="the articles are their publishers'; PINGAN_TEXTS names their folder"
)


@pytest.fixture(scope="module", params=[pytest.param("gold", marks=needs_texts), "cases.tsv", "reports.tsv"])
def total(request: pytest.FixtureRequest) -> Score:
    """The articles, the constructed cases or the reports: all of them together."""
    name = request.param
    of = scan_score.gold(scan_score.texts_folder()) if name == "gold" else scan_score.cases(name)
    return scan_score.scores(scan, of)["all"]


def test_recall_and_precision(total: Score) -> None:
    assert total.recall >= RECALL and total.precision >= PRECISION, "\n".join(total.misses)


@pytest.mark.parametrize("aspect", ASPECTS)
def test_what_is_found_is_read_right(total: Score, aspect: str) -> None:
    assert total.share(aspect) >= SHARE, "\n".join(miss for miss in total.misses if miss.startswith(aspect))


CONSTRUCTS: dict[str, list[Case]] = {}
for case in (*scan_score.cases(), *scan_score.cases("reports.tsv")):
    CONSTRUCTS.setdefault(case.construct, []).append(case)


@pytest.mark.parametrize("construct", CONSTRUCTS)
def test_every_construct_is_read(construct: str) -> None:
    """No kind of wording hides behind the rest: one slip in twenty, or one in all, for each thing that is asked."""
    score = scan_score.scores(scan, CONSTRUCTS[construct])["all"]
    slips = {aspect: score.judged[aspect] - score.right[aspect] for aspect in ASPECTS}
    slips |= {"missed": score.expected - score.matched, "noise": score.found - score.matched}
    allowed = max(1, score.expected // 20)
    assert all(count <= allowed for count in slips.values()), "\n".join(score.misses)


@pytest.mark.parametrize("case", [*scan_score.cases("kinds.tsv")], ids=lambda case: case.text)
def test_every_kind_of_trouble_is_read_right(case: Case) -> None:
    """What other readers of numbers get wrong, and what this one did: every fact of every number, and no others."""
    score = scan_score.judge(case, scan_score.found(scan, case.text))
    assert score.recall == score.precision == 1 and not score.misses, "\n".join(score.misses)


@pytest.mark.parametrize("case", [*scan_score.cases(), *scan_score.cases("kinds.tsv")], ids=lambda case: case.text)
def test_scan_and_unround_say_the_same(case: Case) -> None:
    """Each printed number, by itself with the unit and direction that its neighbours lend it; a range as a whole."""
    before = None
    for row in scan(case.text).to_dict("records"):
        ends = (row["low"], row["high"], row["low_closed"], row["high_closed"])
        if row["relation"] == "range_high" and before:
            between = "之间" * case.text.startswith("之间", row["end"])
            whole = unround(case.text[before["start"] : row["end"]] + between)
            assert (whole.low, whole.high) == (before["low"], row["high"])
        elif row["relation"] != "range_low" and not case.text[: row["start"]].endswith("）"):
            moved = row["direction"] and row["relation"] != "to"
            number = unround(row["printed"], unit=row["unit"], share=False if moved else None)
            assert (number.low, number.high, number.low_closed, number.high_closed) == ends, row["printed"]
        before = row if row["relation"] == "range_low" else None


SOFT = st.sampled_from(["\n", "\u200b", "\u2060", "\ufeff"])
SAID = [
    "立案增长12.5%。", "受理投诉1235件。", "挽回损失7.4万亿元。", "提高三个百分点。", "完成百分之三十五。",
    "安置一万两千人。", "约占七成五。",
]  # fmt: skip


@given(st.sampled_from(SAID), st.data(), SOFT)
def test_what_a_typesetter_puts_in_changes_nothing(text: str, data: st.DataObject, soft: str) -> None:
    """A line break or something unseen anywhere inside a number, a blank between digits and a unit."""
    row = scan(text).to_dict("records")[0]
    at = data.draw(st.integers(row["start"] + 1, row["end"] - 1))
    torn = scan(text[:at] + soft + text[at:])
    facts = ("low", "high", "unit", "direction", "qualifier")
    assert torn[list(facts)].values.tolist() == [[row[fact] for fact in facts]]
    set_apart = re.sub(r"(?<=\d)(?=[%万件])", " ", text)
    assert scan(set_apart)[list(facts)].values.tolist() == [[row[fact] for fact in facts]]


WIDE = str.maketrans("0123456789.%<>+", "０１２３４５６７８９．％＜＞＋")
OTHERWISE = str.maketrans({new: old for old, new in zip(TRADITIONAL, SIMPLE, strict=True)})


@pytest.mark.parametrize("case", [*scan_score.cases("kinds.tsv")], ids=lambda case: case.text)
def test_script_and_width_change_nothing(case: Case) -> None:
    facts = [name for name in COLUMNS if name not in ("start", "end", "printed", "sentence")]
    here = scan(case.text)[facts]
    assert scan(case.text.translate(WIDE))[facts].equals(here)
    assert scan(case.text.translate(OTHERWISE))[facts].equals(here)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reports())
def test_what_an_office_prints_is_found(report: tuple[str, list[Number]]) -> None:
    """Print numbers as an official would, and ask for them back: all of them, no others, every fact right."""
    text, numbers = report
    case = Case("report", text, numbers)
    score = scan_score.judge(case, scan_score.found(scan, text))
    assert score.recall == score.precision == 1 and not score.misses, text + "\n" + "\n".join(score.misses)


PIECES = [
    *"0159.,，、。；：（）〔〕“”《》%％‰年月日时分秒起件名人次个元万亿千百十零〇一二三两半",
    *"几数上余多第首约近超从由到至和及分别\n\0 　\ud800-—~/",
    "个百分点", "百分之", "三分之", "同比", "比上年", "增长", "下降", "高于", "全国平均值", "翻一番", "减半", "以上",
    "１２", "萬", "12345",
]  # fmt: skip
ANY = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))


@settings(max_examples=500, deadline=None)
@given(st.one_of(ANY, st.text(st.characters(categories=None), max_size=60)))
def test_any_text_gives_a_sound_table(text: str) -> None:
    """Rows in text order that do not overlap, each at its place, with a number inside its own interval."""
    frame = scan(text)
    assert list(frame.columns) == COLUMNS
    before = 0
    for row in frame.to_dict("records"):
        assert before <= row["start"] < row["end"] <= len(text) and 0 <= row["sentence"] <= row["start"]
        assert text[row["start"] : row["end"]] == row["printed"]
        assert row["low"] < row["high"] or (row["low"] == row["high"] and row["low_closed"] and row["high_closed"])
        assert row["direction"] in ("", "up", "down") and row["relation"] in ("", *scan_score.RELATIONS)
        before = row["end"]


LONG = [
    "1",
    "9,",
    "万",
    "、",
    "（",
    "）",
    "从",
    "1%、",
    "二",
    "百分之",
    "1—",
    "同比",
    "1.",
    "近",
    "第",
    "一件",
    "一二三",
    "\n",
    "a1",
    "5万和",
    "2万2",
    "1/2",
    "1 234",
    "一一六一.",
    "同比（下同）增长1%，",
    "1 ",
    "1 2 3 ",
    " ",
    "\n\u200b",
    "&nbsp;",
    "1，123",
    "<b>1",
    "**",
    "1·",
    "约占",
    "一二三四万",
    "一又",
    "三分之",
    "翻了",
    "1\n2",
    "12.\n",
    "-1",
    "（亿元）1",
    "一万",
    "二、三、",
]


@pytest.mark.parametrize("piece", LONG)
def test_no_input_takes_more_than_linear_time(piece: str) -> None:
    """Ten times the text takes about ten times as long; a hundred times would be the square."""

    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        took = []
        for _ in range(3):
            start = time.process_time()
            scan(text)
            took.append(time.process_time() - start)
        return min(took)

    assert seconds(15_000) < 30 * max(seconds(1_500), 0.002)


def oracle(of: Case) -> list[dict[str, Any]]:
    """What a perfect scanner returns."""
    return [
        {"start": n.span[0], "end": n.span[1], "printed": n.printed, "nominal": n.nominal,
         "low": n.interval[0], "high": n.interval[1], "low_closed": n.interval[2], "high_closed": n.interval[3],
         "unit": n.unit, "qualifier": n.qualifier, "direction": n.direction, "basis": n.basis, "relation": n.relation}
        for n in of.numbers
    ]  # fmt: skip


class Rows(list[dict[str, Any]]):
    """Rows that stand for a frame."""

    def to_dict(self, _orient: str) -> list[dict[str, Any]]:
        return self


WRONG: dict[str, dict[str, Any]] = {
    "span": {"end": 8}, "nominal": {"nominal": 3}, "interval": {"high_closed": True}, "unit": {"unit": "件"},
    "qualifier": {"qualifier": "近"}, "direction": {"direction": "up"}, "basis": {"basis": "环比"},
    "relation": {"relation": "to"},
}  # fmt: skip


def test_the_measure_tells_right_from_wrong() -> None:
    note = "31.26 [31.255,31.265) % down @同比"
    text = "立案同比下降31.26%。"
    case = Case("one", text, [scan_score.noted((6, 12), text, note)])
    assert scan_score.noted((6, 12), text, "3 (3,∞) 件").interval[:2] == (3, INF)

    def scored(*rows: dict[str, Any]) -> Score:
        return scan_score.judge(case, scan_score.found(lambda _: Rows(rows), text))

    right = oracle(case)[0]
    assert scored(right).misses == [] and scored(right).recall == scored(right).precision == 1
    assert scored().recall == 0 and scored(right, right | {"start": 0, "end": 2}).precision == 0.5
    assert set(WRONG) == set(ASPECTS)
    for aspect, wrong in WRONG.items():
        score = scored(right | wrong)
        assert [a for a in ASPECTS if score.share(a) < 1] == [aspect] and len(score.misses) == 1


def test_the_corpus_agrees_with_itself() -> None:
    """A perfect scanner has a perfect score; every marked number stands in its text."""
    for construct, held in CONSTRUCTS.items():
        for case in held:
            rows = Rows(oracle(case))
            score = scan_score.judge(case, scan_score.found(lambda _, rows=rows: rows, case.text))  # type: ignore[misc]
            assert score.misses == [] and score.found == score.expected, construct
            assert "⟦" not in case.text and "⟧" not in case.text


def test_the_gold_is_the_transcription() -> None:
    """Every number that was transcribed from an article, at its place, and nothing else."""
    with (scan_score.SCAN / "gold.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = ("number_id", "source_id", "start", "end", "printed")
    placed = [row for row in load.records("reported") if row["start"]]
    assert [[row[name] for name in columns] for row in rows] == [[row[name] for name in columns] for row in placed]
    for row, reported in zip(rows, placed, strict=True):
        assert row["direction"] == reported["direction"] or row["relation"] == "to", row["number_id"]
        assert row["unit"] in (reported["unit"], "") or row["printed"] == "减半", row["number_id"]
