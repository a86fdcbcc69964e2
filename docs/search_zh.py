"""Search over words in English, and over characters and pairs of them in Chinese, which has no spaces."""

from __future__ import annotations

import re

from sphinx.search.en import SearchEnglish

RUN = re.compile(r"[\u3400-\u9fff]+|[^\W\u3400-\u9fff]+")
JS = r"""
var splitQuery = (query) => (query.toLowerCase().match(/[\u3400-\u9fff]+|[\p{L}\p{N}_]+/gu) || []).flatMap((run) =>
  /[\u3400-\u9fff]/.test(run[0]) && run.length > 2 ? [...run.slice(1)].map((_, i) => run.slice(i, i + 2)) : [run]);
"""


class EnglishAndChinese(SearchEnglish):
    """平安浙江 is indexed as 平, 平安, 安, 安江 … and found by any part of it."""

    lang = "en"
    js_splitter_code = JS

    def split(self, input: str) -> list[str]:
        found: list[str] = []
        for run in RUN.findall(input):
            pairs = [run[at : at + 2] for at in range(len(run) - 1)]
            found += [*run, *pairs] if "\u3400" <= run[0] <= "\u9fff" else [run]
        return found

    def word_filter(self, word: str) -> bool:
        return "\u3400" <= word[0] <= "\u9fff" or super().word_filter(word)
