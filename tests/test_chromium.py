"""The browser's own checks are seen to fail: a glyph that is not there, a request to another machine."""

from __future__ import annotations

import pytest
from chromium import watched, without_glyph

pytestmark = pytest.mark.browser


def test_a_missing_glyph_and_a_request_to_elsewhere_are_seen() -> None:
    with watched() as seen:
        page = seen.window.new_page()
        page.set_content("<meta charset='utf-8'>平安")
        assert without_glyph(page, "平安") == ""
        assert without_glyph(page, "平\u9fff安") == "\u9fff"  # a late addition to Unicode, in no common font
        failed = "async () => { try { await fetch('http://192.0.2.1/'); } catch (error) { return true; } }"
        assert page.evaluate(failed) and seen.outside == ["http://192.0.2.1/"]
