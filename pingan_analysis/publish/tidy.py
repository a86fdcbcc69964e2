"""The schemas of the generated tables, in the words of the raw ones."""

from __future__ import annotations

import re

from pingan_analysis.publish.sdmx import STRUCTURE, UNITS
from pingan_analysis.tables.schema import TABLES, Column

RULINGS = ("supported", "contradicted", "undetermined", "untested")
RAW = {f"{table}.{column.name}": column for table, columns in TABLES.items() for column in columns}


def _as(raw: str, name: str = "", allowed: str | None = None) -> Column:
    """A raw column => the same in a generated table, under another name, or as a reference."""
    column = RAW[raw]
    return Column(
        name or column.name, column.meaning, allowed or column.allowed, column.required, type=column.type,
        several=column.several,
    )  # fmt: skip


TIDY: dict[str, tuple[Column, ...]] = {
    "observations": (
        Column("STRUCTURE", "SDMX-CSV 2.0: what kind of structure the next column names", (STRUCTURE["STRUCTURE"],)),
        Column("STRUCTURE_ID", "SDMX-CSV 2.0: agency, structure, version", (STRUCTURE["STRUCTURE_ID"],)),
        Column("ACTION", "SDMX-CSV 2.0: I, for information", (STRUCTURE["ACTION"],)),
        Column("number_id", "Short name of the reported number", "reported.number_id", unique=True),
        _as("reported.ref_area", "REF_AREA"),
        _as("reported.indicator", "INDICATOR"),
        _as("reported.measure"),
        Column(
            "TIME_PERIOD", "ref_period as SDMX writes it: a year, a month, a day, or a time range",
            re.compile(r"\d{4}(-\d{2}(-\d{2})?)?|\d{4}-\d{2}-\d{2}/P\d+[YMD]"),
        ),
        Column("OBS_VALUE", "The number as printed, in digits", type="number", unit="UNIT_MEASURE"),
        Column("UNIT_MEASURE", "Unit of measure, a list of our own", tuple(UNITS)),
        Column("UNIT_MULT", "Power of ten of OBS_VALUE", ("0", "2", "3", "4", "6", "8", "9", "12"), type="integer"),
        Column("DECIMALS", "Digits of OBS_VALUE behind the point", type="integer"),
        Column("OBS_STATUS", "CL_OBS_STATUS: A, normal; U, of low reliability, as our reading is not sure", ("A", "U")),
        Column(
            "reported_nominal", "The value that the print names, 万 and 亿 expanded, percentages in percent",
            type="number", unit="UNIT_MEASURE",
        ),
        Column("reported_low", "Lower end of what the print may stand for", type="number", unit="UNIT_MEASURE"),
        Column("reported_high", "Upper end; INF where the print sets none", type="number", unit="UNIT_MEASURE"),
        Column("closed", "Which ends are included", ("both", "left", "right", "neither")),
        _as("reported.printed"),
        _as("reported.unit"),
        Column("qualifier", "The word that widens the number (余, 近, 以上 …)", required=False),
        Column("heaped", "True where a count ends in zeros, and so may be a round number", type="boolean"),
        _as("reported.direction"),
        _as("reported.ref_period"),
        _as("reported.base_period"),
        _as("reported.comparator_area"),
        _as("reported.source_id"),
        _as("reported.confidence"),
        _as("reported.scope_note"),
    ),
    "series": (
        Column("indicator", "What it measures", "indicators.indicator"),
        Column("area", "Area or entity", "areas.area"),
        Column("period", "Year, run of months, span of years; .. where an end is not printed"),
        Column("printed", "Reported numbers that print the level", "reported.number_id", required=False, several=True),
        Column("low", "Lowest value in any world", type="number", required=False, unit="of the indicator"),
        Column("high", "Highest; empty where nothing printed sets an end", type="number", required=False,
               unit="of the indicator"),
        Column("closed", "Which ends are reached", ("both", "left", "right", "neither")),
        Column("n_whole", "Whole numbers inside, where it is counted and all were looked at", type="integer",
               required=False),
        Column("rests_on_low", "A minimal set of prints behind the lower end", "reported.number_id", required=False,
               several=True),
        Column("rests_on_high", "The same of the upper end", "reported.number_id", required=False, several=True),
        Column("change_low", "Least change on the same period a year before, in any world", type="number",
               required=False, unit="percent"),
        Column("change_high", "Greatest", type="number", required=False, unit="percent"),
        Column("change_printed", "Reported numbers that print this change", "reported.number_id", required=False,
               several=True),
        Column("in_conflict", "True where a number behind it is in conflict with others", type="boolean"),
    ),
    "conflicts": (
        Column("conflict_id", "Short name", re.compile(r"c\d+"), unique=True),
        Column("number_ids", "A minimal set of prints that cannot all hold", "reported.number_id", several=True),
        Column("printed", "The same in English"),
        Column("rules", "Rules in which they meet", required=False),
        Column("assumption", "The assumption without which they could all hold", "rules.rule_id", required=False),
        Column("reading", "Whether they still exclude each other when every number is read widely",
               ("as printed", "also widely read")),
        Column("documents", "Where they stand", ("within one document", "across documents")),
        Column("repairs", "Single prints, changed to the nearest of the same form, with which the rest can hold",
               required=False),
        Column("aside", "The fewest prints without which the rest can hold, alternatives behind semicolons",
               required=False),
        Column("explanations", "What could innocently explain it", required=False),
        Column("honest_share", "Across documents: the share of honest consecutive reports that disagree as well",
               type="number", required=False, unit="share of 1"),
    ),
    "corroboration": (
        Column("number_id", "The reported number", "reported.number_id", unique=True),
        Column("status", "How it stands beside all others", ("corroborated", "in conflict", "alone")),
        Column("alternatives", "Other prints of its form, within 100 units of its last digit", type="integer"),
        Column("excluded", "How many of these the other prints exclude", type="integer"),
        Column("share", "The same as a share", type="number", unit="share of 1"),
        Column("by", "The prints that exclude the nearest ones, or the list that was counted", required=False),
    ),
    "unpublished": (
        Column("indicator", "What it measures", "indicators.indicator"),
        Column("area", "Area or entity", "areas.area"),
        Column("period", "Period"),
        Column("quantity", "The same in English"),
        Column("decides", "Claims, undetermined now, that any value would decide", type="integer"),
        Column("may_decide", "Claims that some value would decide", type="integer"),
        Column("low", "Lowest value now", type="number", required=False, unit="of the indicator"),
        Column("high", "Highest value now", type="number", required=False, unit="of the indicator"),
        Column("claims", "These claims", "claims.claim_id", several=True),
    ),
    "chain": (
        Column("series", "The series of consecutive reports", "consecutive.series"),
        Column("period", "Year of the later report", re.compile(r"\d{4}")),
        Column(
            "implied_low", "Smallest earlier level that the later report implies",
            type="number", required=False, unit="of the level that the series prints",
        ),
        Column(
            "implied_high", "Largest; INF where the print sets none",
            type="number", required=False, unit="of the level that the series prints",
        ),
        Column(
            "previous_low", "Smallest value that the level printed a year before may stand for",
            type="number", unit="of the level that the series prints",
        ),
        Column("previous_high", "Largest", type="number", unit="of the level that the series prints"),
        Column(
            "gap",
            "Distance between the two, over the printed level; 0 where they meet, empty where nothing is implied",
            type="number", required=False, unit="share of the printed level",
        ),
        Column(
            "outcome", "rounding: they meet with allowance for one unit of the last digit",
            ("agrees", "rounding", "restated_or_rescoped"),
        ),
    ),
    "verdicts": (
        Column("claim_id", "Short name of the claim", "claims.claim_id", unique=True),
        _as("claims.source_id"),
        _as("claims.kind"),
        _as("claims.who"),
        _as("claims.statement_en"),
        _as("claims.statement_zh"),
        Column("verdict", "By everything that is printed", RULINGS),
        Column("alone", "The same, by the claim's own documents", RULINGS),
        Column("together", "The same, by all articles under test", RULINGS),
        Column("basis", "On what it rests", ("within one document", "across documents", "outside evidence")),
        Column(
            "sources", "Documents whose numbers the verdict uses", "sources.source_id", required=False, several=True
        ),
        Column("rests_on", "A minimal set of prints that decide it", "numbers", required=False, several=True),
        Column("turns_at", "The smallest change of one of these prints that would change the verdict", required=False),
        Column("turns_on", "The print that would have to change", "numbers", required=False),
        Column("reading", "Whether the verdict survives when every number is read widely",
               ("as printed", "also widely read")),
        Column("printed", "The printed numbers that the claim uses", required=False),
        Column(
            "printed_en", "The same in English, with what is counted and what it moved against", required=False
        ),
        Column("implied", "What follows from them", required=False),
        Column("holds_in", "A world in which an undetermined claim holds", required=False),
        Column("fails_in", "A world in which it fails", required=False),
        Column("decider", "What would have to be published to decide it", required=False),
        Column("note", "What a reader should know", required=False),
    ),
}  # fmt: skip
