"""Each judged claim as a schema.org ClaimReview, in JSON-LD.

A rating has a number where a claim is decided: 2, the best, where it is supported, 1, the worst, where it is
contradicted. Nothing lies between: an undetermined claim has no number, only its name and what would decide it, so that
nobody reads it as half false. What an article says in its own words is attributed to it. A question of ours, whatever
it relates, is attributed to us: it says on what it is based, not who would have said so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pingan_analysis.figures.citation import AUTHOR, LICENCE_URL, RELEASED

BEST, WORST = 2, 1
RATINGS = {"supported": BEST, "contradicted": WORST}
NAMES = {"supported": "成立", "contradicted": "矛盾", "undetermined": "未定", "untested": "未受检验"}
US = {"@type": "Organization", "name": AUTHOR}


def claim_reviews(verdicts: Iterable[Mapping[Any, Any]], sources: Iterable[Mapping[str, str]]) -> str:
    """Rows of verdicts.csv, of sources.csv => claims.jsonld; addresses are relative to the site's root."""
    known = {source["source_id"]: source for source in sources}
    reviews = [_review(verdict, [known[name] for name in verdict["source_id"].split()]) for verdict in verdicts]
    return json.dumps({"@context": "https://schema.org", "@graph": reviews}, ensure_ascii=False, indent=1) + "\n"


def _review(verdict: Mapping[Any, Any], documents: list[Mapping[str, str]]) -> dict[str, Any]:
    claim_id = verdict["claim_id"]
    return {
        "@type": "ClaimReview",
        "@id": f"claims/{claim_id}.html#review",
        "identifier": claim_id,
        "url": f"claims/{claim_id}.html",
        "claimReviewed": _both(verdict["statement_en"], verdict["statement_zh"]),
        "reviewRating": _rating(verdict),
        "itemReviewed": _claim(verdict["who"], documents),
        "author": US,
        "datePublished": RELEASED,
        "inLanguage": ["en", "zh"],
        "license": LICENCE_URL,
    }


def _rating(verdict: Mapping[Any, Any]) -> dict[str, Any]:
    ruling = verdict["verdict"]
    number = {"ratingValue": RATINGS[ruling], "bestRating": BEST, "worstRating": WORST} if ruling in RATINGS else {}
    return {
        "@type": "Rating",
        "alternateName": ruling,
        "name": {"@language": "zh", "@value": NAMES[ruling]},
        **number,
        "ratingExplanation": _explanation(verdict),
        "reviewAspect": f"whether the printed numbers allow it ({verdict['basis']})",
    }


def _explanation(verdict: Mapping[Any, Any]) -> str:
    said = {
        "supported": "It holds in every world that everything printed allows, and another print would have failed it.",
        "contradicted": "It holds in no world that everything printed allows.",
        "untested": "It holds in every world, but nothing that might have been printed could have failed it.",
    }.get(verdict["verdict"], "What is printed does not decide it.")
    more = [
        ("It holds where: ", verdict["holds_in"]), ("It fails where: ", verdict["fails_in"]),
        ("It would be decided by: ", verdict["decider"]), ("It turns at: ", verdict["turns_at"]),
        ("", verdict["note"]),
    ]  # fmt: skip
    return " ".join([said, *(f"{label}{text.rstrip('.')}." for label, text in more if text)])


def _claim(who: str, documents: list[Mapping[str, str]]) -> dict[str, Any]:
    """Who claims it, the documents => who makes it, when, where. The wording is never theirs."""
    if who != "article":
        based = [_article(document) for document in documents]
        return {"@type": "Claim", "author": US, "datePublished": RELEASED, "isBasedOn": based}
    (document,) = documents
    dated = {"datePublished": document["date_published"]} if document["date_published"] else {}
    return {"@type": "Claim", "author": _makers(document), **dated, "appearance": _article(document)}


def _article(document: Mapping[str, str]) -> dict[str, Any]:
    fields = {
        "@type": "Article",
        "@id": f"sources/{document['source_id']}.html#article",
        "headline": document["title"],
        "author": _makers(document),
        "publisher": _organization(document["publisher"]) if document["publisher"] else None,
        "datePublished": document["date_published"],
        "inLanguage": document["language"],
        "pagination": document["page"].lstrip("0"),
        "url": document["url"],
        "copyrightNotice": document["license_note"],
    }
    return {name: value for name, value in fields.items() if value}


def _makers(document: Mapping[str, str]) -> dict[str, Any] | list[dict[str, Any]]:
    """=> who answers for a document: its publisher, or whom it names where it names no publisher."""
    if document["publisher"]:
        return _organization(document["publisher"])
    return [{"@type": "Person", "name": name.strip()} for name in document["author"].split(";")]


def _organization(name: str) -> dict[str, Any]:
    return {"@type": "Organization", "name": name}


def _both(en: str, zh: str) -> list[dict[str, str]]:
    return [{"@language": "en", "@value": en}, {"@language": "zh", "@value": zh}]
