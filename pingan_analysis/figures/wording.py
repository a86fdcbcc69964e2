"""What the figures say: `words.toml` has their titles, subtitles and captions in both languages."""

from __future__ import annotations

import importlib.resources
import tomllib
from functools import cache
from typing import Any

from pingan_analysis.errors import DataError

PARTS = ("title", "subtitle", "caption")


def words(figure_id: str, lang: str, **numbers: Any) -> list[str]:
    """figure id, language, what its braces name => title, subtitle, caption. DataError for a figure without words.

    >>> words("coverage", "en", total=3, reported=2)[0]
    'Of 3 numerals, 2 are reported numbers; each of the others has a named reason'
    """
    said = _table().get(figure_id)
    if said is None or not said.keys() >= set(PARTS):
        raise DataError([f"words.toml: [{figure_id}] must have {', '.join(PARTS)}, each in en and zh"])
    return [said[part].get(lang, "").format(**numbers) for part in PARTS]


@cache
def _table() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((importlib.resources.files(__package__) / "words.toml").read_text(encoding="utf-8"))
