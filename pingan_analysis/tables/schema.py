"""The schemas of the raw tables: the checks, the data dictionary and the data package all come from them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

ISO_PERIOD = re.compile(r"(\.\.|\d{4}(-\d{2}(-\d{2})?)?)(/(\.\.|\d{4}(-\d{2}(-\d{2})?)?))?")
IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9_-]*")
OF = re.compile(r"[a-z0-9][a-z0-9_-]*(@\d{6}(-[a-z0-9]+)?)?")
TO_CONFIRM = "TO CONFIRM"  # what an audit leaves to a reader; no table takes it
MOST_DIGITS = 15  # of a whole number
MEASURES = ("level", "change", "gap", "share", "rate", "duration", "rank")
DOMAINS = ("count", "amount", "percent", "growth", "rank", "duration")
REASONS = (
    "date", "period", "page_mark", "heading", "file_name", "telephone", "name", "ordinal", "idiom",
    "indefinite_article", "deictic", "step",
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column: its name, meaning, and rule. `allowed` is some values, a pattern, or a reference `table.column`."""

    name: str
    meaning: str
    allowed: tuple[str, ...] | re.Pattern[str] | str | None = None
    required: bool = True
    unique: bool = False
    type: Literal["string", "integer", "number", "boolean"] = "string"
    several: bool = False  # separated by spaces
    unit: str = ""  # of measure; a column's name where it differs from row to row

    def broken_rules(self, value: str, known: Callable[[str], set[str] | None]) -> list[str]:
        """A value => the rules that it breaks. `known` lists the values of another table, None if it is unreadable."""
        if not value.strip():
            return ["must not be empty"] * self.required
        if value == TO_CONFIRM:
            return ["is for a reader to replace"]
        if self.type == "integer" and not (value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS):
            return [f"must be a whole number of at most {MOST_DIGITS} digits"]
        parts = value.split() if self.several else [value]
        return [rule for part in parts if (rule := self._broken_rule(part, known))]

    def _broken_rule(self, part: str, known: Callable[[str], set[str] | None]) -> str:
        if isinstance(self.allowed, tuple) and part not in self.allowed:
            return f"must be one of {', '.join(self.allowed)}"
        if isinstance(self.allowed, re.Pattern) and not self.allowed.fullmatch(part):
            return f"must match {self.allowed.pattern}"
        if isinstance(self.allowed, str) and (there := known(self.allowed)) is not None and part not in there:
            return f"holds {part!r}, which is not in {self.allowed}"
        return _no_period(part) if self.allowed is ISO_PERIOD else ""


def _no_period(text: str) -> str:
    """'2017-13' => 'names a day that there is not': what the pattern of a period cannot see."""
    first, _, last = text.partition("/")
    starts = [(end + "-01-01")[:10] for end in (first, last) if end not in ("", "..")]
    try:
        dates = [date.fromisoformat(start) for start in starts]
    except ValueError:
        return "names a day that there is not"
    return "ends before it begins" if len(dates) == 2 and dates[1] < dates[0] and not first.startswith(last) else ""


TABLES: dict[str, tuple[Column, ...]] = {
    "sources": (
        Column("source_id", "Short name of the document", IDENTIFIER, unique=True),
        Column(
            "role", "corpus: an article under test; outside: a publication brought in as evidence",
            ("corpus", "outside"),
        ),
        Column("title", "Title, in our gloss, with the original behind it"),
        Column("publisher", "Newspaper, site or office, as printed", required=False),
        Column("author", "As printed", required=False),
        Column("date_published", "ISO 8601 date, as exact as known", ISO_PERIOD, required=False),
        Column("page", "Page of the printed edition", required=False),
        Column("url", "Address of a copy", re.compile(r"https?://\S+"), required=False),
        Column("ref_area", "Area that the document is about", "areas.area"),
        Column("ref_period", "Period that the document is about, ISO 8601", ISO_PERIOD),
        Column("language", "ISO 639-1", ("zh", "en")),
        Column("date_accessed", "Day on which it was read", ISO_PERIOD),
        Column("license_note", "Whose the text is"),
        Column(
            "text_file", "File name of the article text, where a reader holds it",
            re.compile(r"\w[\w.-]*"), required=False,
        ),
        Column("n_chars", "Characters of the decoded text", required=False, type="integer",
               unit="characters"),
        Column("sha256", "Fingerprint of the file's bytes", re.compile(r"[0-9a-f]{64}"), required=False),
        Column("note", "What a reader should know", required=False),
    ),
    "areas": (
        Column(
            "area", "GB/T 2260 code; a suffix names something smaller than a county",
            re.compile(r"\d{6}(-[a-z0-9]+)?"), unique=True,
        ),
        Column("iso_3166_2", "ISO 3166 code, where one exists", re.compile(r"[A-Z]{2}(-[A-Z]{2})?"), required=False),
        Column("label_en", "Name in English"),
        Column("label_zh", "Name in Chinese"),
        Column("parent", "The area that holds it", "areas.area", required=False),
        Column(
            "level", "Kind of area or entity",
            ("nation", "province", "city", "county", "town", "village", "joint", "case", "person"),
        ),
    ),
    "indicators": (
        Column("indicator", "Short name; two definitions are two indicators", IDENTIFIER, unique=True),
        Column("label_en", "Name in English"),
        Column("label_zh", "Name in Chinese"),
        Column("definition_en", "What is counted"),
        Column("unit", "Unit of measure"),
        Column(
            "domain", "count: whole numbers from 0; amount: measured, from 0; percent: 0 to 100; growth: a growth "
            "rate; rank, duration: no quantity that a print bounds", DOMAINS,
        ),
        Column(
            "accumulates", "flow: events of a period, which add up over time and areas; stock: of a moment, over areas "
            "only; empty: neither", ("flow", "stock"), required=False,
        ),
        Column("original_term_zh", "The source's own term"),
        Column("family", "Subject", IDENTIFIER),
        Column(
            "comparable_with", "Indicators that it may be held against",
            "indicators.indicator", required=False, several=True,
        ),
    ),
    "reported": (
        Column("number_id", "Short name of the reported number", IDENTIFIER, unique=True),
        Column("source_id", "Document that prints it", "sources.source_id"),
        Column("start", "First character in the decoded text", required=False, type="integer"),
        Column("end", "Character behind the last", required=False, type="integer"),
        Column("printed", "The number as printed, with qualifier and unit"),
        Column("ref_area", "Area or entity that it is about", "areas.area"),
        Column("indicator", "What it measures", "indicators.indicator"),
        Column("measure", "What kind of number it is", MEASURES),
        Column("ref_period", "Period that it is about, ISO 8601; .. where an end is not printed", ISO_PERIOD),
        Column("base_period", "Period that a change starts from", ISO_PERIOD, required=False),
        Column("comparator_area", "Area that a gap or rank refers to", "areas.area", required=False),
        Column(
            "aggregation", "each: said of every year of the span; highest: of its highest year; cumulative: over the "
            "span; mean: against the mean of the years of base_period; annual_rate: an average rate a year",
            ("each", "highest", "cumulative", "mean", "annual_rate"), required=False,
        ),
        Column("part", "Of a share or rate, what it counts: indicator, or indicator@area", OF, required=False),
        Column("whole", "Of a share or rate, what it is a share of: indicator, or indicator@area", OF, required=False),
        Column("direction", "up or down, for changes, gaps and runs", ("up", "down"), required=False),
        Column(
            "unit", "Unit as printed, 万 and 亿 left out; also where the print shares it with a neighbour",
            required=False,
        ),
        Column("scope_note", "What a reader should know", required=False),
        Column("confidence", "How sure the reading is", ("high", "medium", "low")),
    ),
    "not_numbers": (
        Column("mark_id", "Short name of the numeral", IDENTIFIER, unique=True),
        Column("source_id", "Document that prints it", "sources.source_id"),
        Column("start", "First character in the decoded text", type="integer"),
        Column("end", "Character behind the last", type="integer"),
        Column("printed", "The numeral", re.compile(r"\S+")),
        Column("reason", "Why it is not a reported number", REASONS),
        Column("within", "The name or phrase that it belongs to", required=False),
    ),
    "consecutive": (
        Column("series", "Short name of the series: one publisher, one definition", re.compile(r"[a-z0-9_]+")),
        Column("publisher", "Office whose report prints it"),
        Column("publisher_kind", "courts and procuratorates; police, fire and emergency; statistics; trade and "
               "finance; tourism and post",
               ("justice", "safety", "statistics", "economy", "services")),
        Column("region", "Area, in Chinese"),
        Column("indicator", "What it measures, our label", re.compile(r"[a-z0-9_]+")),
        Column("label_zh", "What it measures, Chinese"),
        Column("period", "Year, or a part of it that the label names", re.compile(r"\d{4}")),
        Column("level", "The level as printed"),
        Column("change", "Its change on the year as printed", required=False),
        Column("published_date", "ISO 8601 date of the page, as exact as known", ISO_PERIOD, required=False),
        Column("url", "Address of the page, often a repost", re.compile(r"https?://\S+")),
        Column("scope_note", "What a reader should know", required=False),
        Column(
            "vetted", "Day on which the number was looked up at its address a second time",
            ISO_PERIOD, required=False,
        ),
        Column("found", "equal; no: the page did not turn up; elsewhere: another page, now in url, prints it, the "
               "first did not",
               ("equal", "no", "elsewhere"), required=False),
    ),
    "claims": (
        Column("claim_id", "Short name of the claim", IDENTIFIER, unique=True),
        Column("who", "article: it says so in its own words; analyst: a question of ours", ("article", "analyst")),
        Column("source_id", "Documents that make it or that it relates", "sources.source_id", several=True),
        Column("kind", "How it is judged", re.compile(r"[a-z_]+")),
        Column("statement_en", "The claim in our words"),
        Column("statement_zh", "The claim in our words, Chinese"),
        Column(
            "number_ids", "Reported numbers (or marks) that it uses, in order",
            "numbers", required=False, several=True,
        ),
        Column(
            "parameters", "name: value, separated by semicolons",
            re.compile(r"(\w+: [^;:]+(; \w+: [^;:]+)*)?"), required=False,
        ),
        Column("start", "Where the claim's own word stands, if it has no number", required=False, type="integer"),
        Column("end", "Character behind it", required=False, type="integer"),
        Column("printed", "That word", required=False),
    ),
    "rules": (
        Column("rule_id", "Short name of the rule or assumption", IDENTIFIER, unique=True),
        Column(
            "kind", "sum: the parts make the total; part: each is at most the total; same: one quantity; areas: an "
            "area is part of its parent; periods: a period is part of a longer one",
            ("sum", "part", "same", "areas", "periods"),
        ),
        Column("total", "Indicator of the total; * for areas and periods", re.compile(r"\*|[a-z0-9][a-z0-9_-]*")),
        Column("parts", "Indicators of the parts", "indicators.indicator", required=False, several=True),
        Column("area", "The only area that it holds in", "areas.area", required=False),
        Column("start", "First year that it holds in", re.compile(r"\d{4}"), required=False),
        Column("end", "Last year that it holds in", re.compile(r"\d{4}"), required=False),
        Column(
            "status", "rule: holds by definition; assumption: what only an analyst believes, off unless it is named",
            ("rule", "assumption"),
        ),
        Column("reason", "Why it holds, and under which condition"),
    ),
    "lists": (
        Column("list_id", "Short name of the list", IDENTIFIER, unique=True),
        Column("source_id", "Document that prints it", "sources.source_id"),
        Column("number_ids", "Reported numbers (or marks) that count it, added up", "numbers", several=True),
        Column("items", "Items that are listed", type="integer"),
        Column("open", "yes where the list ends in 等 (and others)", ("yes",), required=False),
        Column("start", "First character of the list in the decoded text", type="integer"),
        Column("end", "Character behind the last", type="integer"),
        Column("what_en", "What is listed"),
    ),
}
